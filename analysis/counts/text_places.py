"""Where the texts of features lie: written down beside the counts when they are built, and read from there again.

The note is no part of the features: their files are the same wherever the texts lie, no manifest names it, and an edition that is
published has none. A place on this machine is written as the way to it from the folder of features, so that both can be
moved together. What is read is what was counted: features hold the SHA-256 of each text.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from ..core.earlier_files import note_of
from ..core.errors import StudyError
from ..core.file_set import MANIFEST
from ..core.sealed_json import sealed, unsealed
from ..core.storage import Folder
from ..corpus.corpus import Corpus
from .features import Features
from .text_sources import Piece, pieces_of

PAGES = {"doc_id": pl.String, "date": pl.Date, "title": pl.String, "text": pl.String}
REMEDY = "Give them: texts=Corpus.read(…); or ask for the documents alone: texts=False."
MOST_BYTES = 200 * 2**20  # tables of texts up to this size stay in memory: they then take about as much, or three times


def note_of_texts(corpus: Any, folder: Folder) -> bytes:
    """What is written down beside features that are built of ``corpus``; nothing where it came from no place that can be told.

    >>> import json
    >>> folder = Folder("/home/me/features")
    >>> json.loads(note_of_texts("/home/me/texts/a.jsonl", folder))["places"]
    ['../texts/a.jsonl']
    >>> note_of_texts(Corpus.from_frame(pl.DataFrame({"text": ["干部到村里去。"]})), folder)
    b''
    """
    read = isinstance(corpus, Corpus)
    given = corpus.paths if read else [corpus] if isinstance(corpus, str | os.PathLike) else corpus
    if not isinstance(given, Sequence) or not given or not all(isinstance(one, str | os.PathLike) for one in given):
        return b""
    places = [_told(os.fspath(one), folder) for one in given]
    if None in places:
        return b""
    how = {"cleaned": bool(corpus.parameters.get("clean"))} if read else {}
    return sealed({"places": places, "read": "corpus" if read else "pieces", **how})


def _told(place: str, folder: Folder) -> str | None:
    """A place as it is written down; None where that would tell a password, or a path of this machine to others."""
    if "://" in place:
        return None if "@" in urlsplit(place).netloc else place
    if folder.local is None:
        return None
    try:
        return Path(os.path.relpath(Path(place).expanduser().absolute(), folder.local)).as_posix()
    except ValueError:  # another drive
        return str(Path(place).expanduser().absolute())


def remembered_texts(features: Features, doc_ids: Iterable[str]) -> pl.DataFrame | None:
    """doc_id · date · title · text of some documents, from where these lay when counted; None where no place is known.

    Raises
    ------
    StudyError
        Where nothing is there any more, or other texts than those that were counted.
    """
    note = None if features.folder is None else unsealed(features.folder.read(note_of(MANIFEST)))
    if not note or "sha256" not in features.documents.collect_schema():
        return None
    places = [_found(one, features.folder) for one in note["places"]]  # pyright: ignore[reportArgumentType]
    asked = features.documents.filter(pl.col("doc_id").is_in(list(doc_ids)))
    wanted = asked.select("doc_id", "date", "title", "sha256").collect()
    pages = _from_tables(places, wanted)
    if pages is None and note["read"] == "pieces":
        pages = _from_pieces(places, wanted)
    if pages is None:
        pages = _same(_read_again(*_state(places), note.get("cleaned", True)), wanted)
    if pages.height < wanted.height:
        other = wanted.join(pages, on="doc_id", how="anti")["doc_id"].min()
        raise StudyError(
            f"the texts in {', '.join(places)} are not those that were counted: document {other!r} is not there, or its "
            f"text has changed.\n  {REMEDY}"
        )
    return pages


def _found(place: str, folder: Folder) -> str:
    """The place as it can be opened; a `StudyError` where nothing is there."""
    if "://" in place:
        return place
    path = os.path.normpath(os.path.join(folder.url, place))
    if not os.path.exists(path):
        raise StudyError(
            f"the texts that these features were counted from lay in {path}, and nothing is there.\n  {REMEDY}"
        )
    return path


def _state(places: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """Places, and the time and size of each, by which it is seen that a file was written again."""
    return tuple(places), tuple(
        (0, 0) if "://" in one else (os.stat(one).st_mtime_ns, os.stat(one).st_size) for one in places
    )


def _same(table: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """doc_id · date · title · text of the rows that are, by their hash, what was counted."""
    rows, kept = table.join(wanted, on="doc_id"), {}
    for at, (doc_id, title, text, sha256) in enumerate(rows.select("doc_id", "title", "text", "sha256").iter_rows()):
        if hashlib.sha256(f"{title or ''}\n{text or ''}".encode()).hexdigest() == sha256:
            kept[doc_id] = at
    return rows[[*kept.values()]].select(*PAGES)


def _from_tables(places: Sequence[str], wanted: pl.DataFrame) -> pl.DataFrame | None:
    """The texts as they lie in parquet tables on this machine; None where they do not, or the reading changed them."""
    if not all(one.endswith(".parquet") and os.path.isfile(one) for one in places):
        return None
    (names, states), parts = _state(places), []
    small = sum(size for _, size in states) <= MOST_BYTES
    for one, state in zip(names, states, strict=True):
        whole = _whole_table(one, state, small)
        if whole is None:
            return None
        parts.append(whole.lazy().filter(pl.col("doc_id").is_in(wanted["doc_id"].to_list())).collect())
    table = pl.concat(parts)
    found = _same(table, wanted)
    if found.height < wanted.height:
        trimmed = (
            pl.col("text").str.replace_all("\r\n?", "\n").str.strip_chars("\n\ufeff")
        )  # as any text is that is read
        rest = _same(table.with_columns(trimmed), wanted.join(found, on="doc_id", how="anti"))
        found = pl.concat([found, rest])
    return found if found.height == wanted.height else None


@lru_cache(maxsize=4)
def _whole_table(place: str, _state: tuple[int, int], small: bool) -> pl.DataFrame | pl.LazyFrame | None:
    """doc_id and text of a table, in memory where it is small; None where it does not call them so."""
    scan = pl.scan_parquet(place)
    if not {"doc_id", "text"} <= {*scan.collect_schema()}:
        return None
    scan = scan.select(pl.col("doc_id").cast(pl.String), pl.col("text").cast(pl.String))
    return scan.collect() if small else scan


def _from_pieces(places: Sequence[str], wanted: pl.DataFrame) -> pl.DataFrame:
    """The texts of files that were counted piece by piece."""
    ids, parts, left = wanted["doc_id"].to_list(), [], wanted.height
    for piece in pieces_of(places):
        table = _piece(piece, _state([piece.url])[1]).filter(pl.col("doc_id").is_in(ids))
        parts.append(_same(table, wanted))
        left -= parts[-1].height
        if left <= 0:
            break
    return pl.concat([pl.DataFrame(schema=PAGES), *parts])


@lru_cache(maxsize=32)
def _piece(piece: Piece, _states: tuple) -> pl.DataFrame:
    return piece.read().select("doc_id", "text")


@lru_cache(maxsize=1)
def _read_again(places: tuple[str, ...], _states: tuple, clean: bool) -> pl.DataFrame:
    """The texts of pages, which take as long to read as when they were counted: once a process."""
    return Corpus.read(list(places), clean=clean, mark_duplicates=False).texts
