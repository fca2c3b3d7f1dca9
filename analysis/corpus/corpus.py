"""The corpus: documents with dates, sources and duplicates known, their texts, and what could not be read."""  # long: most of it says what a corpus holds

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from ..core import schema
from ..core.control_characters import as_html
from ..core.errors import StudyError
from ..core.renamed_arguments import renamed_arguments
from ..reading.raw_pages import PageReader, Paths, from_frame, read_pages
from .account import FATES, Account, account_of
from .document_dates import with_inferred_dates
from .documents import REJECTED, REMARKS, characters_read, document_tables, gathered
from .genres import Rules, genre_rules, with_genres
from .near_duplicates import SHINGLE, SIMILARITY, find_duplicates, with_originals, with_reprint_count
from .page_cleaning import NOTES, cleaned, uncleaned


@dataclass(frozen=True, repr=False)
class Corpus:
    """Texts ready to be counted, and an account of all that came in.

    Parameters
    ----------
    documents : polars.DataFrame
        One row a document: ``doc_id date date_precision title source author kind n_chars n_sentences
        duplicate_of sha256``, then ``reprint_count``, ``date_basis`` (metadata, page, filename, inferred,
        none), ``not_before`` and ``not_after`` of an inferred date, ``encoding``, ``file``, ``record`` (full text,
        abstract, title only), ``title_basis`` (metadata, page, filename, none), ``genre`` and ``genre_basis`` (metadata,
        or the rule of `genre_rules` that gave it; null where none did), ``keywords`` and ``notes`` where there are any, and further columns of the source. Sorted by ``doc_id``. A page without a date has ``date``
        null, and so has one whose date is only inferred.
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
    account : Account
        What came in and what became of it, of the reading as a whole.
    paths : tuple of str
        The files and folders that `read` was given, whole; none of a table in memory.

    Raises
    ------
    StudyError
        Where the documents or texts lack a column.

    Examples
    --------
    >>> frame = pl.DataFrame({"日期": ["2014-08-01", None], "正文": ["干部到村里去。", "群众说好。"]})
    >>> corpus = Corpus.from_frame(frame)
    >>> len(corpus), corpus.documents["date_basis"].to_list()
    (2, ['metadata', 'none'])
    """

    documents: pl.DataFrame
    texts: pl.DataFrame
    rejected: pl.DataFrame = field(default_factory=lambda: schema.empty(REJECTED))
    remarks: pl.DataFrame = field(default_factory=lambda: schema.empty(REMARKS))
    repairs: pl.DataFrame = field(default_factory=lambda: schema.empty(NOTES))
    dropped: pl.DataFrame = field(default_factory=lambda: schema.empty(NOTES))
    review: pl.DataFrame = field(default_factory=lambda: schema.empty(NOTES))
    parameters: dict[str, Any] = field(default_factory=dict)
    account: Account = None  # pyright: ignore[reportAssignmentType]  # made of the tables where it is not given
    paths: tuple[str, ...] = ()

    def __post_init__(self):
        schema.check(self.documents, schema.DOCUMENTS, name="documents")
        schema.check(self.texts, schema.TEXTS, name="texts")
        if self.account is None:
            object.__setattr__(self, "account", _account_of_tables(self))

    @classmethod
    @renamed_arguments(reprints="mark_duplicates")
    def read(cls, path: Paths, *, clean: bool = True, mark_duplicates: bool = True) -> Corpus:
        """Read texts into a corpus: a folder, an archive, a table, a document, or several of them.

        Parameters
        ----------
        path : str or Path, or a list of them
            Folders and .zip archives are searched to their depths. Read are pages (.txt .html .md .docx .odt .pdf
            .mht), tables with a column ``text`` (.csv .tsv .json .jsonl .parquet .xlsx .xls .ods), and exports of
            reference managers (.ris .enw .bib .net .txt), of which each record is a document. Chinese column names
            (日期, 标题, 正文 …) are understood. A ``metadata.csv`` beside pages (column ``file`` or ``doc_id``, and any
            of date, title, source, author, kind) tells what is known about them.
        clean : bool
            Repair damaged pages and take title, date, author and source from the page where the metadata
            has none. Rows of a table are cleaned only where they show damage.
        mark_duplicates : bool
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
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "2014-08-01.txt").write_text("干部到村里去，问题在田边解决。", "utf-8")
        ...     Corpus.read(folder)
        <Corpus: 1 document, 2014-08-01, 15 characters; 0 rejected>
        """
        pages = read_pages(path)
        where = ", ".join(map(str, pages.paths))
        return cls._from_pieces(pages, clean=clean, mark_duplicates=mark_duplicates, where=where)

    @classmethod
    def from_frame(cls, frame: Any, *, clean: bool = False, mark_duplicates: bool = True) -> Corpus:
        """A corpus of texts in a table in memory.

        Parameters
        ----------
        frame : polars.DataFrame, polars.LazyFrame or pandas.DataFrame
            A column ``text``, and any of doc_id, date, title, source, author, kind; Chinese names are understood.
        clean, mark_duplicates : bool
            As in `Corpus.read`.

        Returns
        -------
        Corpus

        Raises
        ------
        StudyError
            Where it is no table, there is no column of texts, or no text that can be used.

        Examples
        --------
        >>> frame = pl.DataFrame({"id": ["a"], "date": ["二〇一四年八月一日"], "text": ["干部到村里去。"]})
        >>> Corpus.from_frame(frame)
        <Corpus: 1 document, 2014-08-01, 7 characters; 0 rejected>
        """
        return cls._from_pieces([from_frame(frame)], clean=clean, mark_duplicates=mark_duplicates, where="the table")

    @classmethod
    def _from_pieces(cls, pieces: Iterable[pl.DataFrame], *, clean: bool, mark_duplicates: bool, where: str) -> Corpus:
        prepare = cleaned if clean else uncleaned
        parts = [document_tables(*prepare(piece.with_columns(characters_read()))) for piece in pieces]
        if not parts:
            raise StudyError(f"{where} holds no row.")
        tables = gathered(parts)
        documents, rejected = tables["documents"], tables["rejected"]
        if documents.is_empty():
            first = rejected.head(3).select("file", "reason").rows()
            raise StudyError(
                f"no page of {where} can be used; {rejected.height} rejected, such as"
                + ("".join(f"\n  {file}: {reason}" for file, reason in first) or ": none")
            )
        tables["texts"] = tables["texts"].sort("doc_id")
        tables["documents"] = _marked(documents, tables["texts"], mark_duplicates)
        settings = {"clean": clean, "mark_duplicates": mark_duplicates, "similarity": SIMILARITY, "shingle": SHINGLE}
        found = {"files": pieces.files, "about": pieces.metadata} if isinstance(pieces, PageReader) else {}
        account = account_of(tables.pop("fates"), tables, **found, parameters=settings)
        paths = tuple(str(path.expanduser().absolute()) for path in getattr(pieces, "paths", ()))
        return cls(**tables, parameters=settings, account=account, paths=paths)

    def filter(self, *conditions: pl.Expr, **equal: Any) -> Corpus:
        """The documents that meet conditions on their table, with their texts.

        Where an original is left out, its earliest reprint that stays takes its place.

        Parameters
        ----------
        *conditions : polars.Expr
            On the columns of ``documents``.
        **equal
            Columns and the value that each must have.

        Returns
        -------
        Corpus

        Examples
        --------
        >>> frame = pl.DataFrame({"id": ["a", "b"], "date": ["2014", "2015"], "text": ["干部到村里去。"] * 2})
        >>> corpus = Corpus.from_frame(frame)
        >>> corpus.documents["duplicate_of"].to_list()
        [None, 'a']
        >>> corpus.filter(pl.col("date").dt.year() == 2015).documents["duplicate_of"].to_list()
        [None]
        """
        kept = self.documents.filter(*conditions, **equal)
        documents = with_reprint_count(with_originals(kept)).select(kept.columns).sort("doc_id")
        tables = {
            name: getattr(self, name).join(documents.select("doc_id"), on="doc_id", how="semi", maintain_order="left")
            for name in ("texts", "remarks", "repairs", "dropped", "review")
        }
        return replace(self, documents=documents, **tables)

    def with_genres(self, rules: Rules = None) -> Corpus:
        """The corpus with the genres that other rules give; a genre of the metadata stays.

        Parameters
        ----------
        rules : path or polars.DataFrame, optional
            See `genre_rules`; those of the study if None.

        Returns
        -------
        Corpus

        Raises
        ------
        StudyError
            Where the rules cannot be read.

        Examples
        --------
        >>> frame = pl.DataFrame({"标题": ["村里来信", "短评：多走一步"], "正文": ["干部到村里去。"] * 2})
        >>> corpus = Corpus.from_frame(frame)
        >>> corpus.documents["genre"].to_list()
        [None, 'short comment']
        >>> own = pl.DataFrame({"rule": ["letters"], "genre": ["letter"], "title": ["来信$"]})
        >>> corpus.with_genres(own).documents["genre"].to_list()
        ['letter', None]
        """
        whole = self.documents.join(self.texts, on="doc_id", how="left", maintain_order="left")
        documents = with_genres(whole, genre_rules(rules)).drop("text")
        return replace(self, documents=documents, parameters={**self.parameters, "genres": _name_of(rules)})

    def with_inferred_dates(self) -> Corpus:
        """The corpus in which a page without a date has the year that its text was found to come from.

        The years are inferred from campaigns and formulations that the text names, so they say nothing
        about when a formulation came up. Pages whose bounds lie in different years stay without a date.

        Returns
        -------
        Corpus

        Examples
        --------
        >>> corpus = Corpus.from_frame(pl.DataFrame({"text": ["干部到村里去。"]}))
        >>> bounds = {"not_before": pl.date(2021, 2, 20), "not_after": pl.date(2021, 12, 31)}
        >>> documents = corpus.documents.with_columns(**bounds, date_basis=pl.lit("inferred"))
        >>> Corpus(documents, corpus.texts).with_inferred_dates().documents["date"].to_list()
        [datetime.date(2021, 1, 1)]
        """
        dated = with_inferred_dates(self.documents)
        # Which print is the earliest may be another one now.
        documents = _marked(dated, self.texts, self.parameters.get("mark_duplicates", True))
        return replace(self, documents=documents.select(self.documents.columns))

    def __len__(self) -> int:
        return self.documents.height

    def __repr__(self) -> str:
        table = self.documents
        days = table["date"].drop_nulls()
        span = f", {days.min()}" + (f" to {days.max()}" if days.n_unique() > 1 else "") if len(days) else ""
        undated = f", {len(table) - len(days):,} without a date" if len(days) < len(table) else ""
        duplicates = table["duplicate_of"].count()
        return (
            f"<Corpus: {len(table):,} document{'s' * (len(table) != 1)}{span}{undated}, "
            f"{table['n_chars'].sum():,} characters"
            + (f", {duplicates:,} near-duplicates" if duplicates else "")
            + f"; {self.rejected.height:,} rejected>"
        )

    def _repr_html_(self) -> str:
        first = self.documents.head(5).select("doc_id", "date", "title", "source", "kind", "n_chars", "duplicate_of")
        return as_html(repr(self), first)


def _name_of(rules: Rules) -> str | None:
    if isinstance(rules, pl.DataFrame):
        return "a table"
    return None if rules is None else str(rules)


def _account_of_tables(corpus: Corpus) -> Account:
    """The account of a corpus that was put together by hand: its tables are all that came in."""
    documents, rejected = corpus.documents, corpus.rejected
    file = pl.col("file") if "file" in documents.columns else pl.lit(None, pl.String)
    fates = pl.concat(
        [
            documents.select(file.alias("file"), fate=pl.lit("document"), characters=pl.col("n_chars").cast(pl.UInt64)),
            rejected.select("file", fate=pl.lit("rejected"), characters=pl.lit(0, pl.UInt64)),
        ]
    )
    tables: Mapping[str, pl.DataFrame] = {name: getattr(corpus, name) for name in ("documents", "remarks", "review")}
    return account_of(fates.select(*FATES), {**tables, "dropped": pl.DataFrame()}, parameters=corpus.parameters)


def _marked(documents: pl.DataFrame, texts: pl.DataFrame, mark_duplicates: bool) -> pl.DataFrame:
    """The documents with ``duplicate_of`` and ``reprint_count``, sorted; without marking, each is an original."""
    order = [*schema.DOCUMENTS, "reprint_count"]
    documents = documents.drop("reprint_count", strict=False).with_columns(duplicate_of=pl.lit(None, pl.String))
    if mark_duplicates:
        found = find_duplicates(documents, texts)
        documents = documents.drop("duplicate_of").join(found, on="doc_id", how="left")
    return with_reprint_count(documents).select(*order, pl.exclude(*order)).sort("doc_id")
