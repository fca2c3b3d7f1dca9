"""A folder of pages in; clean texts, the records of every change and a report that a person can read, out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ..core.errors import StudyError
from ..reading.raw_pages import read_pages
from .audit_page import audit_html
from .clean_page import LINES, REPAIRS, CleanPage
from .cleaning_rules import RULES, Rules
from .pipeline import clean

_FORMULA = "^('*[=+\\-@\t\r\n＝＋－＠])"  # what a spreadsheet would run (OWASP, "CSV injection")
_PAGES = pl.Schema(
    dict.fromkeys(["doc_id", "file", "title", "author", "source", "editor", "keywords", "date", "date_precision", "date_basis", "not_before", "not_after", "script", "encoding"], pl.String)
    | dict.fromkeys(("characters", "repairs", "dropped", "review"), pl.UInt32)
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class CleanedFolder:
    """What became of a folder of pages.

    Attributes
    ----------
    out : Path
        Where the texts and records lie.
    pages : polars.DataFrame
        One row for each page that was read: what it says of itself, and how much was changed.
    rejected : polars.DataFrame
        ``doc_id file reason`` of the pages that could not be read.
    repairs_by_rule, lines_by_class : mapping
        Counts over all pages.
    """

    out: Path
    pages: pl.DataFrame
    rejected: pl.DataFrame
    repairs_by_rule: dict[str, int] = field(default_factory=dict)
    lines_by_class: dict[str, int] = field(default_factory=dict)
    parameters: dict = field(default_factory=dict)

    def __repr__(self) -> str:
        return (
            f"CleanedFolder({self.pages.height} pages clean, {self.rejected.height} rejected, "
            f"{sum(self.repairs_by_rule.values())} repairs, {self.pages['review'].sum()} places for review, in {self.out})"
        )

    __str__ = __repr__

    def to_frame(self) -> pl.DataFrame:
        """One row for each page that was read."""
        return self.pages


def clean_folder(
    path: str | Path, out: str | Path, audit: bool = False, progress: Callable[[int, int], None] | None = None, *,
    rules: Rules = RULES,
) -> CleanedFolder:  # fmt: skip
    """Clean every page of a folder (or one page, or one table of texts) and write what was done.

    In ``out``: ``texts/`` with one clean text a page and their ``metadata.csv`` (a folder that can be read
    again as it is), ``pages.csv``, ``repairs.csv``, ``dropped.csv``, ``review.csv``, ``rejected.csv``,
    ``report.txt``, and with ``audit`` one side-by-side view a page in ``audit/``.

    Parameters
    ----------
    path : str or Path
        What `read_pages` reads.
    out : str or Path
        A folder that does not exist yet, or holds an earlier result of this function.
    audit : bool
    progress : callable, optional
        Called with (pages done, pages in all).

    Raises
    ------
    StudyError
        Where there is nothing to read, or ``out`` holds other things.
    """
    out = Path(out)
    _prepare(out)
    pieces = list(read_pages(path))
    total = sum(piece.height for piece in pieces)
    rows, said, rejected, done = [], [], [], 0
    tables: dict[str, list[pl.DataFrame]] = {"repairs": [], "dropped": [], "review": []}
    used: set[str] = set()
    rules_count, classes_count = Counter(), Counter()
    for piece in pieces:
        for raw, text, reason, file, doc_id in piece.select("raw", "text", "reason", "file", "doc_id").iter_rows():
            name = _file_name(doc_id or file or "page", used)
            page = clean(raw if raw is not None else (text or ""), rules=rules)
            if reason and not page.rejected:
                page = clean("", rules=rules)
            if page.rejected:
                rejected.append((doc_id, file, reason or page.rejected))
            else:
                rows.append(_row(page, doc_id, file))
                said.append(_said(page, f"{name}.txt"))
                (out / "texts" / f"{name}.txt").write_text(_as_text(page), encoding="utf-8", newline="\n")
                for key, frames in tables.items():
                    frames.append(getattr(page, key).select(pl.lit(doc_id).alias("doc_id"), pl.all()))
                rules_count.update(edit.rule for edit in page.edits)
                classes_count.update(cls for cls in page.classes if cls != "blank")
                if audit:
                    (out / "audit" / f"{name}.html").write_text(
                        audit_html(page, name=name), encoding="utf-8", newline="\n"
                    )
            done += 1
            if progress is not None:
                progress(done, total)
    result = CleanedFolder(
        out, pl.DataFrame(rows, schema=_PAGES, orient="row").sort("doc_id", "file"),
        pl.DataFrame(rejected, schema={"doc_id": pl.String, "file": pl.String, "reason": pl.String}, orient="row").sort("doc_id", "file"),
        dict(sorted(rules_count.items())), dict(sorted(classes_count.items())),
        {"path": str(path), "audit": audit, "rules": rules},
    )  # fmt: skip
    _write(result, tables)
    names = ("file", "title", "author", "source", "date", "date_precision")
    metadata = pl.DataFrame(said, schema=dict.fromkeys(names, pl.String), orient="row").sort("file")
    _write_csv(metadata, out / "texts" / "metadata.csv")
    return result


def _prepare(out: Path) -> None:
    """An empty folder, or one of an earlier cleaning whose results are written anew."""
    if out.is_file():
        raise StudyError(f"{out} is a file; give the name of a folder.")
    if out.is_dir() and any(out.iterdir()) and not (out / "report.txt").is_file():
        raise StudyError(f"the folder {out} holds other files; give a new folder, or one made by an earlier cleaning.")
    for part in ("texts", "audit"):
        for old in sorted((out / part).glob("*.txt" if part == "texts" else "*.html")) if (out / part).is_dir() else ():
            old.unlink()
        (out / part).mkdir(parents=True, exist_ok=True)


def _file_name(name: str, used: set[str]) -> str:
    """A name that every file system takes, and that no other page has."""
    plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", name).strip(" .")[:80] or "page"
    plain = re.sub(r"\.(?:txt|text|html?|xhtml|shtml)$", "", plain, flags=re.IGNORECASE)
    chosen, number = plain, 2
    while chosen.casefold() in used:
        chosen, number = f"{plain}-{number}", number + 1
    used.add(chosen.casefold())
    return chosen


def _as_text(page: CleanPage) -> str:
    return (f"{page.title}\n\n" if page.title else "") + page.text + "\n"


def _row(page: CleanPage, doc_id: str, file: str) -> tuple:
    date = page.date
    return (
        doc_id, file, page.title, "、".join(author.name for author in page.authors) or None, page.source, page.editor,
        " ".join(page.keywords) or None, date.value, date.precision, date.basis,
        str(date.not_before) if date.not_before else None, str(date.not_after) if date.not_after else None,
        page.script, page.encoding, len(page.text), len(page.edits), page.dropped.height, page.review.height,
    )  # fmt: skip


def _said(page: CleanPage, file: str) -> tuple:
    """A row of ``metadata.csv``, as a folder of texts is read with it."""
    day = page.date.first_day
    author = "、".join(author.name for author in page.authors) or None
    return (
        file,
        page.title,
        author,
        page.source,
        str(day) if day else None,
        page.date.document_precision if day else None,
    )


def _write(result: CleanedFolder, tables: dict[str, list[pl.DataFrame]]) -> None:
    out = result.out
    empty = {"repairs": REPAIRS, "dropped": LINES, "review": pl.Schema({**REPAIRS, "applied": pl.Boolean})}
    for name, frames in tables.items():
        schema = pl.Schema({"doc_id": pl.String, **empty[name]})
        frame = pl.concat([pl.DataFrame(schema=schema), *frames]).sort("doc_id", "start", "end")
        _write_csv(frame, out / f"{name}.csv")
    _write_csv(result.pages, out / "pages.csv")
    _write_csv(result.rejected, out / "rejected.csv")
    (out / "report.txt").write_text(_report(result), encoding="utf-8", newline="\n")
    if not any((out / "audit").iterdir()):
        (out / "audit").rmdir()


def _write_csv(frame: pl.DataFrame, path: Path) -> None:
    """UTF-8 with a byte-order mark, cells that a spreadsheet would run made plain text by an apostrophe."""
    lists = [pl.col(name).list.join(" | ") for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    frame = frame.with_columns(lists)
    text = pl.col(pl.String)
    frame = frame.with_columns(pl.when(text.str.contains(_FORMULA)).then("'" + text).otherwise(text).name.keep())
    path.write_bytes(b"\xef\xbb\xbf" + frame.write_csv(line_terminator="\n").encode())


def _report(result: CleanedFolder) -> str:
    pages = result.pages
    lines = [
        "Cleaning", "========", "",
        f"{pages.height} pages were read, {result.rejected.height} could not be.",
        f"{sum(result.repairs_by_rule.values())} places were repaired, {pages['dropped'].sum()} lines around the texts left out.",
        f"{pages['review'].sum()} places need a person's eye (review.csv).", "",
    ]  # fmt: skip
    scripts = pages.group_by("script").len().sort("script")
    lines += ["State of the pages", *[f"  {name:<14}{count:>7}" for name, count in scripts.iter_rows()], ""]
    lines += ["Repairs by rule", *[f"  {name:<14}{count:>7}" for name, count in result.repairs_by_rule.items()], ""]
    lines += ["Lines by class", *[f"  {name:<20}{count:>7}" for name, count in result.lines_by_class.items()], ""]
    bases = pages.group_by("date_basis").len().sort("date_basis")
    lines += ["Dates", *[f"  {name:<14}{count:>7}" for name, count in bases.iter_rows()], ""]
    if result.rejected.height:
        lines += ["Not read", *[f"  {file}: {reason}" for _, file, reason in result.rejected.iter_rows()], ""]
    doubtful = pages.filter(pl.col("review") > 0)
    if doubtful.height:
        lines += [
            "Look at these first",
            *[f"  {file}: {count} places" for file, count in doubtful.select("file", "review").iter_rows()],
            "",
        ]
    return "\n".join(lines)
