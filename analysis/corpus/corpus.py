"""The corpus: documents with dates, sources and duplicates known, their texts, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from ..core import schema
from ..core.errors import StudyError
from ..reading.raw_pages import from_frame, read_pages
from .document_dates import inferred_dates
from .documents import REJECTED, REMARKS, Part, gather, part
from .near_duplicates import SHINGLE, SIMILARITY, mark_duplicates, mark_none, with_reprint_count
from .page_cleaning import NOTES, cleaned, uncleaned


@dataclass(frozen=True, repr=False)
class Corpus:
    """Texts ready to be counted, and an account of all that came in.

    Attributes
    ----------
    documents : polars.DataFrame
        `schema.DOCUMENTS`, then ``reprint_count``, ``date_basis`` (metadata, page, filename, inferred, none),
        ``not_before`` and ``not_after`` of an inferred date, ``encoding``, ``file``, and further columns of
        the source. Sorted by ``doc_id``. A page without a date has ``date`` null, and so has one whose date
        is only inferred.
    texts : polars.DataFrame
        ``doc_id`` and ``text``, in the order of the documents.
    rejected : polars.DataFrame
        ``file row doc_id reason bytes`` of each page that is not in the corpus.
    remarks : polars.DataFrame
        ``doc_id about remark``: a date that could not be read, a title that the page puts differently.
    repairs, dropped, review : polars.DataFrame
        What the cleaning changed, left out, and asks a person to look at; ``doc_id`` first.
    parameters : dict
        How the corpus was read.
    """

    documents: pl.DataFrame
    texts: pl.DataFrame
    rejected: pl.DataFrame = field(default_factory=lambda: schema.empty(REJECTED))
    remarks: pl.DataFrame = field(default_factory=lambda: schema.empty(REMARKS))
    repairs: pl.DataFrame = field(default_factory=lambda: schema.empty(NOTES))
    dropped: pl.DataFrame = field(default_factory=lambda: schema.empty(NOTES))
    review: pl.DataFrame = field(default_factory=lambda: schema.empty(NOTES))
    parameters: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        schema.check(self.documents, schema.DOCUMENTS, name="documents")
        schema.check(self.texts, schema.TEXTS, name="texts")

    @classmethod
    def read(cls, path: str | Path, *, clean: bool = True, reprints: bool = True) -> Corpus:
        """Read a folder of pages, or one table of texts, into a corpus.

        Parameters
        ----------
        path : str or Path
            A folder of .txt and .html pages with an optional ``metadata.csv`` (column ``file`` or
            ``doc_id``, and any of date, title, source, author, kind); or one .csv, .tsv, .jsonl, .ndjson or
            .parquet file with a column ``text``; or a single page. Chinese column names (日期, 标题, 正文
            …) are understood.
        clean : bool
            Repair damaged pages and take title, date, author and source from the page where the metadata
            has none. Rows of a table are cleaned only where they show damage.
        reprints : bool
            Mark near-duplicates, which statistics then leave out. False where every text is an event of its
            own, as in one broadcaster's programme, where a formula said again is not a copy.

        Returns
        -------
        Corpus
            Bad pages are in ``.rejected``, each with its reason; none raises.

        Raises
        ------
        StudyError
            Where the path does not exist, or not one page in it can be used.

        Examples
        --------
        >>> Corpus.read("data/texts")  # doctest: +SKIP
        <Corpus: 33 documents, 2013-03-05 to 2023-11-20, 14,210 characters; 0 rejected>
        """
        return cls._of(read_pages(path), clean=clean, reprints=reprints, where=str(path))

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, *, clean: bool = False) -> Corpus:
        """A corpus of texts in a table in memory; its columns are called as in a file.

        Examples
        --------
        >>> frame = pl.DataFrame({"id": ["a"], "date": ["二〇一四年八月一日"], "text": ["干部到村里去。"]})
        >>> Corpus.from_frame(frame)
        <Corpus: 1 document, 2014-08-01, 7 characters; 0 rejected>
        """
        return cls._of([from_frame(frame)], clean=clean, reprints=True, where="the table")

    @classmethod
    def _of(cls, pieces: Iterable[pl.DataFrame], *, clean: bool, reprints: bool, where: str) -> Corpus:
        parts = [part(*(cleaned(piece) if clean else uncleaned(piece))) for piece in pieces]
        if not parts:
            raise StudyError(f"{where} holds no row.")
        whole: Part = gather(parts)
        if not whole.documents.height:
            first = whole.rejected.head(3).select("file", "reason").rows()
            told = "".join(f"\n  {file}: {reason}" for file, reason in first)
            raise StudyError(
                f"no page of {where} can be used; {whole.rejected.height} rejected, such as{told or ': none'}"
            )
        marks = (mark_duplicates if reprints else mark_none)(whole.documents, whole.texts)
        documents = whole.documents.drop("duplicate_of").join(marks, on="doc_id", how="left").sort("doc_id")
        fixed = [*schema.DOCUMENTS, "reprint_count"]
        parameters = {"clean": clean, "reprints": reprints, "similarity": SIMILARITY, "shingle": SHINGLE}
        return cls(
            documents.select(*fixed, *(name for name in documents.columns if name not in fixed)),
            whole.texts.sort("doc_id"),
            whole.rejected,
            whole.remarks,
            whole.repairs,
            whole.dropped,
            whole.review,
            parameters,
        )

    def filter(self, *conditions: pl.Expr, **equal: Any) -> Corpus:
        """The documents that meet conditions on their table, with their texts.

        Where an original is left out, its earliest reprint that stays takes its place.

        Examples
        --------
        >>> corpus.filter(pl.col("date").dt.year() == 2014, kind="story")  # doctest: +SKIP
        """
        kept = self.documents.filter(*conditions, **equal)
        first = (
            kept.with_columns(pl.coalesce("duplicate_of", "doc_id").alias("same"))
            .sort("date", "doc_id", nulls_last=True)
            .with_columns(pl.col("doc_id").first().over("same").alias("original"))
        )
        kept = first.with_columns(
            pl.when(pl.col("doc_id") != pl.col("original")).then(pl.col("original")).alias("duplicate_of")
        ).select(kept.columns)
        order = kept.columns
        kept = with_reprint_count(kept.drop("reprint_count")).select(order).sort("doc_id")
        tables = {
            name: getattr(self, name).join(kept.select("doc_id"), on="doc_id", how="semi", maintain_order="left")
            for name in ("texts", "remarks", "repairs", "dropped", "review")
        }
        return replace(self, documents=kept, **tables)

    def with_inferred_dates(self) -> Corpus:
        """The corpus in which a page without a date has the year that its text was found to come from.

        The years are inferred from campaigns and formulations that the text names, so they say nothing
        about when a formulation came up. Pages whose bounds lie in different years stay without a date.
        """
        documents = inferred_dates(self.documents)
        mark = mark_duplicates if self.parameters.get("reprints", True) else mark_none
        marks = mark(documents, self.texts)  # which print is the earliest may be another one now
        documents = documents.drop("duplicate_of", "reprint_count").join(marks, on="doc_id", how="left")
        return replace(self, documents=documents.select(self.documents.columns).sort("doc_id"))

    def __len__(self) -> int:
        return self.documents.height

    def __repr__(self) -> str:
        table = self.documents
        days = table["date"].drop_nulls()
        span = f", {days.min()}" + (f" to {days.max()}" if days.n_unique() > 1 else "") if len(days) else ""
        undated = f", {len(table) - len(days):,} without a date" if len(days) < len(table) else ""
        reprints = table["duplicate_of"].count()
        return (
            f"<Corpus: {len(table):,} document{'s' * (len(table) != 1)}{span}{undated}, "
            f"{table['n_chars'].sum():,} characters"
            + (f", {reprints:,} near-duplicates" if reprints else "")
            + f"; {self.rejected.height:,} rejected>"
        )
