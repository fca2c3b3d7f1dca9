"""A corpus as plain texts, one file a document, for AntConc and other concordancers."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl

from ..core.control_characters import for_xml
from ..core.csv_tables import csv_bytes
from ..core.draft_sets import settle, whole_files
from ..core.errors import StudyError
from ..core.os_errors import os_errors
from ..corpus.corpus import Corpus
from .statement import is_note, note, statement

ABOUT, METADATA, TEXTS = "about.txt", "metadata.csv", "texts"
_COLUMNS = ("doc_id", "date", "date_precision", "title", "source", "author", "kind", "duplicate_of")
# line feeds and tabs stay; other control characters are unseen in a concordance and break its lines
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def write_texts(corpus: Any, folder: str | Path) -> Path:
    """Write a corpus as a folder of texts, one UTF-8 file a document, with a table of what is known of each.

    ``texts/`` holds the files, named by number, date and id; each begins with the title in a line of its own.
    ``metadata.csv`` has a row for each file, ``about.txt`` states what they are. Control characters are taken out.

    Parameters
    ----------
    corpus : Corpus
        Only a corpus holds texts; features do not.
    folder : str or path
        New, empty, or one that an earlier export wrote, whose files are replaced.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    StudyError
        No corpus; a folder that holds other files; the files cannot be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> pages = pl.DataFrame({"id": ["a/1"], "date": ["2020-04-17"], "title": ["六保"], "text": ["六稳和六保要抓好。"]})
    >>> folder = write_texts(Corpus.from_frame(pages), mkdtemp() + "/antconc")
    >>> [(path.name, path.read_text("utf-8")) for path in (folder / "texts").iterdir()]
    [('1_2020-04-17_a-1.txt', '六保\\n\\n六稳和六保要抓好。\\n')]
    """
    if not isinstance(corpus, Corpus):
        raise StudyError(
            f"texts are written from a Corpus, and this was given {type(corpus).__name__}, which holds none.\n"
            "  Read the pages again: write_texts(Corpus.read('my-pages'), 'texts')."
        )
    folder = Path(folder).resolve()
    settle(folder, folder.name)
    earlier = _earlier(folder)
    texts = corpus.documents.join(corpus.texts, on="doc_id", maintain_order="left")
    digits = len(str(max(texts.height, 1)))
    names = [_name(number, digits, row) for number, row in enumerate(texts.select("doc_id", "date").rows(), start=1)]
    table = texts.select(
        pl.Series("file", names, dtype=pl.String), *(name for name in _COLUMNS if name in texts.columns)
    )
    dates = corpus.documents["date"].drop_nulls()
    stated = statement(corpus) | {
        "period": f"{dates.min()} to {dates.max()}" if len(dates) else "no document has a date",
        "context": "the title in the first line, then the text",
        "threshold": "none",
        "licence": "that of the texts; they may be under copyright, so keep them to yourself unless you know otherwise",
    }
    with whole_files(folder, folder.name, replaces=earlier) as drafts:
        (drafts / TEXTS).mkdir()
        for name, title, text in zip(names, texts["title"], texts["text"], strict=True):
            (drafts / TEXTS / name).write_bytes(_plain(title, text).encode())
        (drafts / METADATA).write_bytes(csv_bytes(table))
        (drafts / ABOUT).write_bytes(note(stated))
    return folder


def _earlier(folder: Path) -> list[Path]:
    """The files of an earlier export into this folder; a `StudyError` where there are others."""
    with os_errors("read", folder):
        if not folder.is_dir():
            return []
        found = sorted(path for path in folder.rglob("*") if path.is_file())
        own: list[Path] = []
        if (folder / ABOUT).is_file() and is_note(folder / ABOUT) and (folder / METADATA).is_file():
            table = csv.reader(StringIO((folder / METADATA).read_text("utf-8-sig"), newline=""))
            listed = (folder / TEXTS / row[0] for row in [*table][1:] if row)
            own = [folder / ABOUT, folder / METADATA, *(path for path in listed if path.parent == folder / TEXTS)]
    foreign = sorted(set(found) - set(own))
    if foreign:
        raise StudyError(
            f"the folder {folder} holds other files, such as {foreign[0].relative_to(folder)}.\n"
            "  Name a new folder for the texts, or move those files."
        )
    return [path for path in own if path in set(found)]


def _name(number: int, digits: int, row: tuple[str, Any]) -> str:
    """A name that every system takes, distinct by its number: letters of any script, digits and ``- _`` of the id."""
    safe = re.sub(r"[^\w-]+", "-", row[0])[:40].strip("-_")
    return "_".join(filter(None, [f"{number:0{digits}}", str(row[1] or ""), safe])) + ".txt"


def _plain(title: str | None, text: str | None) -> str:
    """The title, a blank line, the text; every line ends in a line feed."""
    parts = [for_xml(_UNSEEN.sub("", (part or "").replace("\r\n", "\n").replace("\r", "\n"))) for part in (title, text)]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"
