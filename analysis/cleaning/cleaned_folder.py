"""A folder of pages in; clean texts, the records of every change and a report that a person can read, out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from ..core.csv_tables import csv_bytes
from ..core.results import Result
from ..reading.raw_pages import read_pages
from .audit_page import audit_html
from .clean_output import file_name, output_folder, write_text
from .clean_page import LINES, REPAIRS, CleanPage
from .cleaned_texts import CLEANED, MARK, already_clean, without_own_titles
from .cleaning_rules import RULES, Rules
from .pipeline import clean

_TEXTS = "doc_id file title author source editor keywords date date_precision date_basis not_before not_after script encoding"
_COUNTS = ("characters", "repairs", "dropped", "review")
_PAGES = pl.Schema([*((name, pl.String) for name in _TEXTS.split()), *((name, pl.UInt32) for name in _COUNTS)])
_REJECTED = pl.Schema((name, pl.String) for name in ("doc_id", "file", "reason"))
_METADATA: tuple[str, ...] = (
    "doc_id", "file", "title", "author", "source", "date", "date_precision", "date_basis", "not_before", "not_after", CLEANED,
)  # fmt: skip
_GIVEN = ("date_basis_given", "not_before_given", "not_after_given")  # what an earlier cleaning said of a date
# Columns of a reading that say how it was read, or are written in a form of their own; all others are kept.
_OWN = frozenset((
    "file", "row", "bytes", "raw", "text", "encoding", "encoding_basis", "replaced", "reason", "markup", "notes", "remark",
    "title_basis", *_METADATA, *_GIVEN,
))  # fmt: skip
_RECORDS = {"repairs": REPAIRS, "dropped": LINES, "review": pl.Schema({**REPAIRS, "applied": pl.Boolean})}


@dataclass(frozen=True, repr=False, eq=False)
class CleanedFolder(Result):
    """What became of a folder of pages; `clean_folder` makes it.

    Attributes
    ----------
    out : Path
        Where the texts and records lie.
    pages, frame : polars.DataFrame
        One row for each page that was read: what it says of itself, and how much was changed.
    rejected : polars.DataFrame
        ``doc_id file reason`` of the pages that could not be read.
    repairs_by_rule, lines_by_class : mapping
        Counts over all pages.
    parameters : mapping
        ``path``, ``audit`` and ``rules`` of the call.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "page.txt").write_text("干部要為群眾辦實(shí)事,把實(shí)事辦好。", encoding="utf-8")
    >>> clean_folder(folder / "page.txt", folder / "clean").repairs_by_rule
    {'intrusion': 2, 'script': 4, 'width': 1}
    """

    out: Path
    frame: pl.DataFrame
    rejected: pl.DataFrame
    repairs_by_rule: Mapping[str, int] = field(default_factory=dict)
    lines_by_class: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def pages(self) -> pl.DataFrame:
        """One row for each page that was read: ``frame``."""
        return self.frame

    def _summary(self) -> str:
        return (
            f"{self.pages.height} pages clean, {self.rejected.height} rejected, "
            f"{sum(self.repairs_by_rule.values())} repairs, {self.pages['review'].sum()} places for review, in {self.out}"
        )


def clean_folder(
    path: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], out: str | os.PathLike[str], audit: bool = False,
    progress: Callable[[int, int], None] | None = None, *, rules: Rules = RULES,
) -> CleanedFolder:  # fmt: skip
    """Clean every page of a folder (or one page, or one table of texts) and write what was done.

    In ``out``: ``texts/`` with one clean text a page and their ``metadata.csv`` (a folder that can be read
    again as it is), ``pages.csv``, ``repairs.csv``, ``dropped.csv``, ``review.csv``, ``rejected.csv``,
    ``report.txt``, with ``audit`` one side-by-side view a page in ``audit/``, and ``tifa-clean.json``, which lists them all.

    What the metadata or the table says of a text is kept, its further columns too. ``date_basis`` in
    ``metadata.csv`` says where a date comes from: a bound that was only inferred has no date there, then or later.

    Parameters
    ----------
    path : str or Path, or several
        A folder of .txt and .html pages with an optional ``metadata.csv``, one page, or one table
        (.csv, .tsv, .jsonl, .parquet).
    out : str or Path
        A folder that does not exist yet, or holds an earlier result of this function and nothing else.
    audit : bool
        Also write the views.
    progress : callable, optional
        Called with (pages done, pages in all).
    rules : Rules
        What may be done, and from which margin on.

    Returns
    -------
    CleanedFolder

    Raises
    ------
    StudyError
        Where there is nothing to read; where ``out`` holds anything that this function did not write or that was
        changed since, lies in ``path`` or around it, or cannot be written. Then nothing is changed.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "page.txt").write_text("把实事办好\\n干部到群众中去，问一问家里的难处，把该办的事当场办了。", encoding="utf-8")
    >>> clean_folder(folder / "page.txt", folder / "clean").pages.select("title", "characters").row(0)
    ('把实事办好', 27)
    """
    one = isinstance(path, (str, os.PathLike))
    inputs = [Path(given).expanduser() for given in ([path] if one else path)]  # pyright: ignore[reportGeneralTypeIssues]
    found = read_pages(inputs[0] if len(inputs) == 1 else inputs)
    parameters = {"path": str(path) if one else list(map(str, inputs)), "audit": audit, "rules": rules}
    out = Path(out).expanduser()
    with output_folder(out, inputs) as unfinished:
        return _cleaned(list(found), unfinished, out, parameters, progress)


def _cleaned(
    pieces: list[pl.DataFrame], folder: Path, out: Path, parameters: dict[str, Any], progress: Callable | None
) -> CleanedFolder:
    """Clean the pages and write everything into ``folder``, which will be ``out``."""
    rules, total, done = parameters["rules"], sum(piece.height for piece in pieces), 0
    of_rows = replace(rules, lines=False, dates=False)  # a table has titles and dates in columns of their own
    pages, rejected, metadata = [], [], []
    records = {name: [pl.DataFrame(schema={"doc_id": pl.String, **schema})] for name, schema in _RECORDS.items()}
    by_rule, by_class, used = Counter(), Counter(), set()
    for piece in pieces:
        further = [name for name in piece.columns if name not in _OWN]
        piece = without_own_titles(piece).with_columns(already_clean(piece).alias("\0known"))
        for row in piece.iter_rows(named=True):
            doc_id, file, raw = row["doc_id"], row["file"], row["raw"]
            as_page = row["row"] is None and not row["\0known"]
            page = clean(raw if raw is not None and as_page else row["text"] or "", rules=rules if as_page else of_rows)
            done += 1
            if row["reason"] or page.rejected:
                rejected.append((doc_id, file, row["reason"] or page.rejected))
            else:
                name = file_name(doc_id or file or "page", used)
                said = _said(row, page)
                keywords = " ".join(page.keywords) or None
                pages.append((
                    doc_id, file, *said[:3], page.editor, keywords, *said[3:], page.script, page.encoding or row["encoding"],
                    len(page.text), len(page.edits), page.dropped.height, page.review.height,
                ))  # fmt: skip
                known = dict(zip(_METADATA, (doc_id, f"{name}.txt", *said, MARK), strict=True))
                metadata.append(known | {name: row[name] for name in further})
                title = f"{said[0]}\n\n" if said[0] else ""
                write_text(folder / "texts" / f"{name}.txt", f"{title}{page.text}\n")
                for record, frames in records.items():
                    frames.append(getattr(page, record).select(pl.lit(doc_id).alias("doc_id"), pl.all()))
                by_rule.update(edit.rule for edit in page.edits)
                by_class.update(cls for cls in page.classes if cls != "blank")
                if parameters["audit"]:
                    write_text(folder / "audit" / f"{name}.html", audit_html(page, name=name))
            if progress is not None:
                progress(done, total)
    tables = {record: pl.concat(frames).sort("doc_id", "start", "end") for record, frames in records.items()}
    tables["pages"] = pl.DataFrame(pages, schema=_PAGES, orient="row").sort("doc_id", "file")
    tables["rejected"] = pl.DataFrame(rejected, schema=_REJECTED, orient="row").sort("doc_id", "file")
    given = dict.fromkeys(_METADATA, pl.String)
    texts = (
        pl.DataFrame(metadata, schema_overrides=given, infer_schema_length=None, strict=False)
        if metadata
        else pl.DataFrame(schema=given)
    )
    empty = [column.name for column in texts if column.name not in given and column.null_count() == len(column)]
    tables["texts/metadata"] = texts.drop(empty).sort("file")
    for table, frame in tables.items():
        (folder / f"{table}.csv").write_bytes(csv_bytes(frame))
    rule_counts, class_counts = dict(sorted(by_rule.items())), dict(sorted(by_class.items()))
    result = CleanedFolder(out, tables["pages"], tables["rejected"], rule_counts, class_counts, parameters)
    write_text(folder / "report.txt", _report(result))
    return result


def _said(row: Mapping[str, Any], page: CleanPage) -> tuple[str | None, ...]:
    """Title, author, source, date, precision, basis and bounds of a text: as given with it, else as its page has them."""
    names = (row["title"] or page.title, row["author"] or page.metadata.author, row["source"] or page.source)
    basis, first, last = (str(row[name]) if row.get(name) else None for name in _GIVEN)
    if basis == "inferred":
        return *names, None, None, basis, first, last
    if row["date"]:
        return *names, row["date"], row["date_precision"], basis or "metadata", None, None
    date = page.date
    first, last = (str(day) if day else None for day in (date.not_before, date.not_after))
    if date.basis == "page":
        return *names, str(date.first_day), date.document_precision, "page", None, None
    return *names, None, None, date.basis, first, last


def _report(result: CleanedFolder) -> str:
    pages, rejected = result.pages, result.rejected
    doubtful = pages.filter(pl.col("review") > 0)

    def counted(title: str, counts: Iterable[tuple[str, int]], width: int = 14) -> list[str]:
        return [title, *(f"  {name:<{width}}{count:>7}" for name, count in counts), ""]

    def named(title: str, rows: Iterable[tuple[str, str]]) -> list[str]:
        listed = [f"  {file}: {said}" for file, said in rows]
        return [title, *listed, ""] if listed else []

    lines = [
        "Cleaning", "========", "",
        f"{pages.height} pages were read, {rejected.height} could not be.",
        f"{sum(result.repairs_by_rule.values())} places were repaired, {pages['dropped'].sum()} lines around the texts left out.",
        f"{pages['review'].sum()} places need a person's eye (review.csv).", "",
        *counted("State of the pages", pages.group_by("script").len().sort("script").iter_rows()),
        *counted("Repairs by rule", result.repairs_by_rule.items()),
        *counted("Lines by class", result.lines_by_class.items(), 20),
        *counted("Dates", pages.group_by("date_basis").len().sort("date_basis").iter_rows()),
        *named("Not read", rejected.select("file", "reason").iter_rows()),
        *named("Look at these first", doubtful.select("file", pl.format("{} places", "review")).iter_rows()),
    ]  # fmt: skip
    return "\n".join(lines)
