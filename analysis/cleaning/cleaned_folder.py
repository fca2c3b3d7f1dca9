"""A folder of pages in; clean texts, the records of every change and a report that a person can read, out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from ..core.csv_tables import write_csv
from ..core.errors import StudyError
from ..core.results import Result
from ..reading.raw_pages import read_pages
from .audit_page import audit_html
from .clean_page import LINES, REPAIRS
from .cleaning_rules import RULES, Rules
from .pipeline import clean

_TEXTS = "doc_id file title author source editor keywords date date_precision date_basis not_before not_after script encoding"
_COUNTS = ("characters", "repairs", "dropped", "review")
_PAGES = pl.Schema([*((name, pl.String) for name in _TEXTS.split()), *((name, pl.UInt32) for name in _COUNTS)])
_REJECTED = pl.Schema((name, pl.String) for name in ("doc_id", "file", "reason"))
_METADATA = pl.Schema((name, pl.String) for name in ("file", "title", "author", "source", "date", "date_precision"))
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
    path: str | Path, out: str | Path, audit: bool = False, progress: Callable[[int, int], None] | None = None,
    *, rules: Rules = RULES,
) -> CleanedFolder:  # fmt: skip
    """Clean every page of a folder (or one page, or one table of texts) and write what was done.

    In ``out``: ``texts/`` with one clean text a page and their ``metadata.csv`` (a folder that can be read
    again as it is), ``pages.csv``, ``repairs.csv``, ``dropped.csv``, ``review.csv``, ``rejected.csv``,
    ``report.txt``, and with ``audit`` one side-by-side view a page in ``audit/``.

    Parameters
    ----------
    path : str or Path
        A folder of .txt and .html pages with an optional ``metadata.csv``, one page, or one table
        (.csv, .tsv, .jsonl, .parquet).
    out : str or Path
        A folder that does not exist yet, or holds an earlier result of this function.
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
        Where there is nothing to read, or ``out`` holds other things.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "page.txt").write_text("把实事办好\\n干部到群众中去，问一问家里的难处，把该办的事当场办了。", encoding="utf-8")
    >>> clean_folder(folder / "page.txt", folder / "clean").pages.select("title", "characters").row(0)
    ('把实事办好', 27)
    """
    out = Path(out)
    _prepare(out)
    columns = ("raw", "text", "reason", "file", "doc_id")
    found = [row for piece in read_pages(path) for row in piece.select(columns).iter_rows()]
    pages, rejected, metadata = [], [], []
    records = {name: [pl.DataFrame(schema={"doc_id": pl.String, **schema})] for name, schema in _RECORDS.items()}
    by_rule, by_class, used = Counter(), Counter(), set()
    for done, (raw, text, reason, file, doc_id) in enumerate(found, 1):
        name = _file_name(doc_id or file or "page", used)
        page = clean(raw if raw is not None else text or "", rules=rules)
        if reason or page.rejected:
            rejected.append((doc_id, file, reason or page.rejected))
        else:
            date, said = page.date, (page.title, page.metadata.author, page.source)
            days = (date.not_before, date.not_after, date.first_day)
            first, last, given = (str(day) if day else None for day in days)
            pages.append((
                doc_id, file, *said, page.editor, " ".join(page.keywords) or None, date.value, date.precision, date.basis, first, last,
                page.script, page.encoding, len(page.text), len(page.edits), page.dropped.height, page.review.height,
            ))  # fmt: skip
            metadata.append((f"{name}.txt", *said, given, given and date.document_precision))
            title = f"{page.title}\n\n" if page.title else ""
            _write(out / "texts" / f"{name}.txt", f"{title}{page.text}\n")
            for record, frames in records.items():
                frames.append(getattr(page, record).select(pl.lit(doc_id).alias("doc_id"), pl.all()))
            by_rule.update(edit.rule for edit in page.edits)
            by_class.update(cls for cls in page.classes if cls != "blank")
            if audit:
                _write(out / "audit" / f"{name}.html", audit_html(page, name=name))
        if progress is not None:
            progress(done, len(found))
    tables = {record: pl.concat(frames).sort("doc_id", "start", "end") for record, frames in records.items()}
    tables["pages"] = pl.DataFrame(pages, schema=_PAGES, orient="row").sort("doc_id", "file")
    tables["rejected"] = pl.DataFrame(rejected, schema=_REJECTED, orient="row").sort("doc_id", "file")
    tables["texts/metadata"] = pl.DataFrame(metadata, schema=_METADATA, orient="row").sort("file")
    for table, frame in tables.items():
        write_csv(frame, out / f"{table}.csv")
    rule_counts, class_counts = dict(sorted(by_rule.items())), dict(sorted(by_class.items()))
    parameters = {"path": str(path), "audit": audit, "rules": rules}
    result = CleanedFolder(out, tables["pages"], tables["rejected"], rule_counts, class_counts, parameters)
    _write(out / "report.txt", _report(result))
    return result


def _prepare(out: Path) -> None:
    """An empty folder, or one of an earlier cleaning whose results are written anew."""
    if out.is_file():
        raise StudyError(f"{out} is a file; give the name of a folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / "report.txt").is_file():
        raise StudyError(f"the folder {out} holds other files; give a new folder, or one made by an earlier cleaning.")
    for old in sorted([*out.glob("texts/*.txt"), *out.glob("audit/*.html")]):
        old.unlink()
    if (out / "audit").is_dir() and not any((out / "audit").iterdir()):
        (out / "audit").rmdir()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _file_name(name: str, used: set[str]) -> str:
    """A name that every file system takes, and that no other page has."""
    plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", name).strip(" .")[:80] or "page"
    plain = re.sub(r"\.(?:txt|text|html?|xhtml|shtml)$", "", plain, flags=re.IGNORECASE)
    chosen, number = plain, 2
    while chosen.casefold() in used:
        chosen, number = f"{plain}-{number}", number + 1
    used.add(chosen.casefold())
    return chosen


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
