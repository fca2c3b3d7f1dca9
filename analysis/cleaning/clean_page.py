"""The clean page: its text, what was read off it, and every change on record."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from . import edits as records
from .cleaning_rules import Rules
from .diagnosis import Diagnosis
from .edits import Edit
from .inferred_dates import NO_DATE, PageDate, infer_date
from .page_metadata import Author, Metadata
from .pinyin_intrusions import Intrusions
from .restoration.certificate import certify

REPAIRS = pl.Schema(
    {
        "rule": pl.String,
        "start": pl.UInt32,  # into the raw page, in characters
        "end": pl.UInt32,
        "before": pl.String,
        "after": pl.String,
        "class": pl.String,  # exact, lexical, guess
        "line": pl.UInt32,  # of the raw page, from 1
        "evidence": pl.String,
        "margin": pl.Float64,
        "alternatives": pl.List(pl.String),
    }
)
LINES = pl.Schema(  # start and end: of the line in the raw page
    {"line": pl.UInt32, "class": pl.String, "start": pl.UInt32, "end": pl.UInt32, "raw": pl.String, "clean": pl.String}
)


@dataclass(frozen=True, repr=False)
class CleanPage:
    """A page as it was meant, and how it was found.

    Attributes
    ----------
    raw : str or bytes
        What was given.
    text : str
        Paragraphs and section headings of the body, one a line.
    title, source, editor : str or None
        ``source`` is the origin that the page names, else the site; both also stand in ``metadata``.
    authors : tuple of Author
    keywords : tuple of str
    date : PageDate
    script : str
        Of the raw page: ``simplified``, ``traditional``, ``converted``, ``mixed``, ``other``.
    diagnosis : Diagnosis
    encoding : str or None
        How the bytes were read; None for text, or where nothing could be read.
    rejected : str or None
        Why there is no text; None on a page that was read.
    """

    raw: str | bytes
    page: str  # what was read: the decoded text, or the lines of an HTML page; offsets count in this
    full: str  # the whole page repaired, every line of it
    classes: tuple[str, ...]
    mended: tuple[Edit, ...]  # layout and byte runs
    taken_out: Intrusions  # with these the changes that alter its length; see `reshaping`
    middle: str  # the page after these alone
    diagnosis: Diagnosis
    metadata: Metadata = field(default_factory=Metadata)
    title: str | None = None
    encoding: str | None = None
    encoding_basis: str | None = None
    html: bool = False
    rejected: str | None = None
    unrestored: tuple[Edit, ...] = ()  # byte runs left as they were: for review
    table: Mapping[str, str] = field(default_factory=dict)  # traditional character → reading, of this page
    breaks: frozenset[tuple[bytes, bytes]] = frozenset()  # see `mechanism.insert_readings`
    rules: Rules = field(default_factory=Rules)

    def __repr__(self) -> str:
        if self.rejected:
            return f"CleanPage(rejected: {self.rejected})"
        dropped = sum(c not in ("body", "heading", "title", "blank") for c in self.classes)
        return (
            f"CleanPage({self.title or 'no title'!r}: {len(self.text)} characters, {self.script}, "
            f"{len(self.edits)} repairs, {dropped} lines dropped, date {self.date.value or 'unknown'} "
            f"({self.date.basis}))"
        )

    @property
    def reshaping(self) -> list[Edit]:
        """The changes that alter the page's length."""
        return sorted([*self.mended, *self.taken_out.edits()], key=lambda edit: edit[:2])

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """Every change to the page, in its order; made when first asked for."""
        return tuple(records.then(self.reshaping, self.middle, self.full))

    @cached_property
    def text(self) -> str:
        """The body: paragraphs and section headings, one a line."""
        if all(c == "body" for c in self.classes):
            return self.full
        kept = (line for line, c in zip(self._clean_lines, self.classes, strict=True) if c in ("body", "heading"))
        return "\n".join(kept)

    @property
    def script(self) -> str:
        """The script of the raw page."""
        return self.diagnosis.kind

    @cached_property
    def date(self) -> PageDate:
        """The date that the page states; without one, bounds inferred from what the text names."""
        if self.metadata.date is not NO_DATE or not self.rules.dates or self.rejected:
            return self.metadata.date
        named = [
            line for line, c in zip(self._clean_lines, self.classes, strict=True) if c in ("title", "body", "heading")
        ]
        owners = [line for line, c in zip(self._clean_lines, self.classes, strict=True) if c == "copyright"]
        return infer_date("\n".join(named), copyright_lines=tuple(owners))

    @property
    def authors(self) -> tuple[Author, ...]:
        """Who the page says wrote it."""
        return self.metadata.authors

    @property
    def source(self) -> str | None:
        """Where the text comes from: the origin that the page names, else the site."""
        return self.metadata.source

    @property
    def editor(self) -> str | None:
        """The editor whom the page names."""
        return self.metadata.editor

    @property
    def keywords(self) -> tuple[str, ...]:
        """Key words that the page gives itself."""
        return self.metadata.keywords

    @cached_property
    def _clean_lines(self) -> list[str]:
        return self.full.split("\n")

    @cached_property
    def repairs(self) -> pl.DataFrame:
        """Every change, in the order of the page: columns of `REPAIRS`."""
        return _edit_table(self.page, self.edits)

    @cached_property
    def review(self) -> pl.DataFrame:
        """What a person should look at: readings below the margin, and byte runs left as they were.

        ``applied`` tells which; a count should leave out the lines that these stand in.
        """
        marked = [edit for edit in self.edits if edit.kind == "guess"]
        applied = {(edit.start, edit.end) for edit in marked}
        rows = sorted([*marked, *self.unrestored], key=lambda edit: (edit.start, edit.end))
        frame = _edit_table(self.page, rows)
        return frame.with_columns(pl.Series("applied", [(e.start, e.end) in applied for e in rows], pl.Boolean))

    @cached_property
    def lines(self) -> pl.DataFrame:
        """Every line that is not blank, with its class: columns of `LINES`."""
        rows = list(self._line_rows())
        return pl.DataFrame({name: [row[k] for row in rows] for k, name in enumerate(LINES)}, schema=LINES).filter(
            pl.col("class") != "blank"
        )

    @property
    def dropped(self) -> pl.DataFrame:
        """The lines that are neither title nor body, each with its class: columns of `LINES`."""
        return self.lines.filter(~pl.col("class").is_in(["title", "body", "heading"]))

    def _line_rows(self) -> Iterator[tuple]:
        raw_at = 0
        ends = _raw_line_ends(self.page, self.full, self.edits)
        for number, (line, cls, end) in enumerate(zip(self._clean_lines, self.classes, ends, strict=True), 1):
            raw = self.page[raw_at:end].rstrip("\r\n")
            yield number, cls, raw_at, raw_at + len(raw), raw, line
            raw_at = end

    def restore(self) -> str | bytes:
        """The raw page back, from the clean text and the records alone: what was given, exactly.

        The dropped lines go back between the paragraphs, then every repair is undone. Bytes come back as
        bytes: encoded again, or, where that cannot be exact, as they were kept beside the check that the
        restored page is the one that was read from them.
        """
        body = iter(self.text.split("\n") if self.text or any(c in ("body", "heading") for c in self.classes) else [])
        lines = [
            next(body) if cls in ("body", "heading") else line
            for line, cls in zip(self._clean_lines, self.classes, strict=True)
        ]
        page = records.undo("\n".join(lines), self.edits)
        if isinstance(self.raw, str) and not self.html:
            return page
        if page != self.page:
            raise AssertionError("the records do not give the page back")  # never seen; tests hold it so
        return self.raw

    def certificate(self) -> pl.DataFrame:
        """The proof by damage: each clean line, damaged again with the page's own tables, gives the raw line.

        Columns of `restoration.certificate.CERTIFICATE`. Only on converted pages is there something to prove; on any other the
        clean line is the raw one, and the proof is of the script alone.
        """
        return certify(self._line_rows(), self.page, self.edits, self.table, self.breaks)


def _edit_table(page: str, edits) -> pl.DataFrame:
    rule, start, end = [e.rule for e in edits], [e.start for e in edits], [e.end for e in edits]
    breaks = [-1, *(i for i, c in enumerate(page) if c == "\n")] if edits else []
    return pl.DataFrame(
        {
            "rule": rule, "start": start, "end": end,
            "before": [e.before for e in edits],
            "after": [e.after for e in edits],
            "class": [e.kind for e in edits],
            "line": [bisect_left(breaks, s) for s in start],
            "evidence": [e.evidence for e in edits],
            "margin": [e.margin for e in edits],
            "alternatives": [list(e.alternatives) for e in edits],
        },
        schema=REPAIRS,
    )  # fmt: skip


def _raw_line_ends(page: str, full: str, edits) -> list[int]:
    """Where each clean line ends in the raw page, its line break included."""
    ends, shift, k, at = [], 0, 0, -1
    while True:
        at = full.find("\n", at + 1)
        if at < 0:
            ends.append(len(page))
            return ends
        # Edits whose output lies before this break move it.
        while k < len(edits) and edits[k].start + shift + len(edits[k].after) <= at:
            shift += len(edits[k].after) - (edits[k].end - edits[k].start)
            k += 1
        inside = k < len(edits) and edits[k].start + shift <= at
        ends.append(edits[k].end if inside else at - shift + 1)
