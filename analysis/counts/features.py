# long: one class with its methods, each with an example that runs
"""The counted corpus: documents, mentions, sentences and vocabulary, on disk or in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from os import PathLike
from typing import Any

import polars as pl

from ..core import schema
from ..core.control_characters import as_html
from ..core.dates import as_date, check_order
from ..core.errors import StudyError
from ..core.pandas_frames import as_frame
from ..core.period_names import period_name
from ..core.row_conditions import rows_where
from ..core.storage import Folder
from ..corpus.near_duplicates import with_originals
from ..lexicon.lexicon import Lexicon
from .chosen_documents import manifest_of, tables_of_whole_cells, vocabulary_of
from .joined_series import joined_tables
from .manifest import files_of
from .published_collocates import COLLOCATES
from .published_edition import MIN_DOCUMENTS, publish
from .published_litany import LITANY
from .published_words import WORDS
from .stored_tables import check_hashes, opened

# a published edition has no hash of a text
COLUMNS_OF = {name: getattr(schema, name.upper()) for name in ("mentions", "sentences", "vocabulary")}
COLUMNS_OF["documents"] = pl.Schema({name: dtype for name, dtype in schema.DOCUMENTS.items() if name != "sha256"})
TABLES_OF_COUNTS = {"words": WORDS, "collocates": COLLOCATES, "litany": LITANY}
PART = 5_000  # documents that a statistic holds in memory at a time, where it can


class Features:
    """What every statistic reads: four lazy tables and the manifest that says how they were made.

    Attributes
    ----------
    documents, mentions, sentences, vocabulary : polars.LazyFrame
        The tables of `analysis.core.schema`. On disk, documents lie by date and id, mentions and sentences in the
        same order, vocabulary by term_id.
    manifest : mapping
        ``features.json``: schema version, edition, lexicon, hash of the dictionary, parameters, shards.
    tables : mapping of str to polars.LazyFrame
        Of the published edition of counts: words (by day), collocates and litany (by month), in whole files.
    folder : Folder or None
        Where the files lie; None for features in memory.

    Examples
    --------
    >>> from analysis import data_folder
    >>> Features.open(data_folder() / "broadcast")
    <Features: 61,920 documents, 108,968 mentions of 195 terms, counts edition>
    """

    def __init__(
        self,
        documents: pl.LazyFrame,
        mentions: pl.LazyFrame,
        sentences: pl.LazyFrame,
        vocabulary: pl.LazyFrame,
        manifest: Mapping[str, Any] | None = None,
        tables: Mapping[str, pl.LazyFrame] | None = None,
        folder: Folder | None = None,
    ):
        self._tables = dict(documents=documents, mentions=mentions, sentences=sentences, vocabulary=vocabulary)
        self._counted_together = dict(tables or {})
        self.manifest: Mapping[str, Any] = {} if manifest is None else manifest
        self.folder = folder
        self._dates = (date.min, date.max)
        self._memory: dict = {}
        self._statement: dict[str, Any] | None = None  # made by `corpus_statement`, once
        self._chosen_of: Features | None = None  # after `filter`: these with all their documents

    def _with(self, dates: tuple[date, date], memory: dict) -> Features:
        """The same, of some dates, with what is known of the whole; ``held`` in it keeps the files while it lives."""
        self._dates, self._memory = dates, memory
        return self

    @property
    def documents(self) -> pl.LazyFrame:
        """One row a document: when, where, of which genre, how long; those counted before genres were have none."""
        table = self._table("documents")
        if "genre" in table.collect_schema():
            return table
        return table.with_columns(genre=pl.lit(None, pl.String))

    @property
    def mentions(self) -> pl.LazyFrame:
        """One row a use of a slogan or member."""
        return self._table("mentions")

    @property
    def sentences(self) -> pl.LazyFrame:
        """One row a sentence, with the ids of its words."""
        return self._table("sentences")

    @property
    def vocabulary(self) -> pl.LazyFrame:
        """One row an id, with its word or label."""
        return self._table("vocabulary")

    @property
    def tables(self) -> Mapping[str, pl.LazyFrame]:
        """Those that a published edition of counts has besides, by name: words, collocates, litany."""
        if self.folder is not None:
            check_hashes(
                self.folder,
                self.manifest,
                [f for name in self._counted_together for f in files_of(self.manifest, name)],
            )
        return self._counted_together

    def _table(self, name: str) -> pl.LazyFrame:
        """A table, once it is certain that the files which it is read from hold what was written."""
        if self.folder is not None:
            names = files_of(self.manifest, name)
            if name != "vocabulary" and (self._dates != (date.min, date.max) or self._chosen_of is not None):
                names = [*files_of(self.manifest, "documents"), *names]  # which say what is chosen of the others
            check_hashes(self.folder, self.manifest, names)
        return self._tables[name]

    @classmethod
    def from_frames(cls, documents, mentions, sentences, vocabulary, *, manifest=None, tables=None) -> Features:
        """Features from tables in memory, such as those of a simulation.

        Parameters
        ----------
        documents, mentions, sentences, vocabulary : polars.DataFrame or LazyFrame
            With the columns and types of `analysis.core.schema`.
        manifest : mapping, optional
            What statistics ask of the lexicon: ``{"lexicon": {"terms": [...], "expansions": {...}}}``.
        tables : mapping of str to DataFrame or LazyFrame, optional
            Those of a published edition of counts.

        Raises
        ------
        StudyError
            Where a table lacks a column or has it in another type.

        Examples
        --------
        >>> tables = [pl.DataFrame(schema=table) for table in (schema.DOCUMENTS, schema.MENTIONS, schema.SENTENCES)]
        >>> words = pl.DataFrame([(1, "六保", "slogan", 3)], schema=schema.VOCABULARY, orient="row")
        >>> Features.from_frames(*tables, words).terms
        ('六保',)
        """
        four = dict(documents=documents, mentions=mentions, sentences=sentences, vocabulary=vocabulary)
        for name, frame in four.items():
            four[name] = lazy = _lazy(frame, name)
            schema.check(lazy, COLUMNS_OF[name], name=name)
        more = {name: _lazy(frame, name) for name, frame in (tables or {}).items()}
        return cls(*four.values(), manifest=manifest or {}, tables=more)

    @classmethod
    def join(cls, parts: Iterable[Features]) -> Features:
        """Several counted corpora as one series, such as a programme and its continuation.

        A document that two of them hold, by its id or its text, is counted once, and a warning says how many there
        are. ``manifest["seams"]`` holds the first date of each part but the earliest: a change there may be a change of
        the source.

        Parameters
        ----------
        parts : iterable of Features
            Counted with one lexicon.

        Returns
        -------
        Features
            In memory, of the edition of the parts.

        Raises
        ------
        StudyError
            Where there are none, or their lexicons or editions differ.

        Examples
        --------
        >>> from analysis import data_folder
        >>> whole = Features.open(data_folder() / "broadcast")
        >>> both = Features.join([whole.between("2016-03", "2016-04"), whole.between("2017-03", "2017-04")])
        >>> both.documents.collect().height, both.manifest["seams"]
        (857, ['2017-03-01'])
        """
        several = list(parts) if isinstance(parts, Iterable) and not isinstance(parts, str | Mapping) else [parts]
        odd = [one for one in several if not isinstance(one, Features)]
        if odd or isinstance(parts, Features):
            told = "one of them alone" if not odd else f"{type(odd[0]).__name__} among them"
            raise StudyError(
                f"join() takes several features, and was given {told}.\n  Write Features.join([first, second])."
            )
        frames, tables, manifest = joined_tables(several)
        return cls.from_frames(*frames, manifest=manifest, tables=tables)

    @classmethod
    def open(cls, path: str | PathLike) -> Features:
        """Features that `build_features` or `publish` wrote, opened without reading the tables.

        Parameters
        ----------
        path : path or URL
            The folder that holds ``features.json``.

        Raises
        ------
        StudyError
            Where there is no such folder, it was written by another version of the tables, or a file is missing or
            damaged; the message names the file and the command that mends it.

        Examples
        --------
        >>> from analysis import data_folder
        >>> Features.open(data_folder() / "broadcast").manifest["edition"]
        'counts'
        """
        folder = Folder.at(path)
        manifest, held = opened(folder)
        return cls._of(folder, manifest)._with((date.min, date.max), {"held": held})

    @classmethod
    def _of(cls, folder: Folder, manifest: Mapping[str, Any]) -> Features:
        documents, mentions, sentences, vocabulary = (
            folder.scan(files_of(manifest, table), COLUMNS_OF[table])
            for table in ("documents", "mentions", "sentences", "vocabulary")
        )
        tables = {
            table: folder.scan(files_of(manifest, table), columns)
            for table, columns in TABLES_OF_COUNTS.items()
            if manifest["edition"] == "counts"
        }
        return cls(documents, mentions, sentences, vocabulary, manifest, tables, folder)

    def _of_shards(self, folder: Folder, shards: list) -> Features:
        """The documents of some files, of whatever dates."""
        return self._of(folder, {**self.manifest, "shards": shards})._with(self._dates, self._memory)

    def between(self, start: date | str | None = None, end: date | str | None = None) -> Features:
        """The same features with the documents of some dates only; files of other dates are not opened.

        Undated documents are left out. The vocabulary, and its counts of documents, stay those of the whole.

        Parameters
        ----------
        start, end : date or ISO str, optional
            First day, and the day after the last.

        Raises
        ------
        StudyError
            Where one of them is not a date.

        Examples
        --------
        >>> from analysis import data_folder
        >>> Features.open(data_folder() / "broadcast").between("2016-03", "2016-04")
        <Features: 388 documents, 505 mentions of 195 terms, counts edition>
        """
        given = as_date(start, name="start"), as_date(end, name="end")
        if given == (None, None):
            return self
        if self._chosen_of is not None:
            day = pl.col("date")
            inside = day.is_between(given[0] or date.min, given[1] or date.max, closed="left")
            some, own = self._chosen_of.between(start, end), self._tables["documents"].filter(inside).collect()
            return some._chosen(own, self.manifest, self._counted_together, self._tables["vocabulary"])
        first, last = max(given[0] or date.min, self._dates[0]), min(given[1] or date.max, self._dates[1])
        source = self
        if self.folder is not None:
            whole = self.manifest["shards"]
            shards = [
                shard
                for shard in whole
                if shard["first"] and shard["last"] >= str(first) and shard["first"] < str(last)
            ]
            # where none fits, one, for its columns
            some = self._of_shards(self.folder, shards or whole[:1])._with((first, last), self._memory)
            inside = (s["first"] >= str(first) and s["last"] < str(last) and not s.get("undated") for s in shards)
            if shards and all(inside):
                return some
            source = some
        tables, manifest = source._tables, source.manifest
        keep = pl.col("date").is_not_null() & (pl.col("date") >= first) & (pl.col("date") < last)
        ids = tables["documents"].filter(keep)
        vocabulary, together = tables["vocabulary"], source._counted_together
        some = Features(*_tables_of(tables, ids), vocabulary, manifest, together, self.folder)
        return some._with((first, last), self._memory)

    def filter(
        self, *conditions: pl.Expr, start: date | str | None = None, end: date | str | None = None, **equal: Any
    ) -> Features:
        """The same features with some of the documents only, as if only their texts had been counted.

        Where an original is left out, its earliest reprint that stays takes its place. Of the words of a published
        edition of counts, whole cells (days, with their source and kind) are known: a question that divides one is refused.

        Parameters
        ----------
        *conditions : polars.Expr
            On the columns of ``documents``, such as ``pl.col("title").str.contains("扶贫")``.
        start, end : date or ISO str, optional
            First day, and the day after the last; undated documents are then left out.
        **equal
            Columns of ``documents`` (source, kind, title, author …) and the value that each must have: one; a list, of
            which any will do; a compiled regular expression that its text must hold; None for those that have none.

        Returns
        -------
        Features
            Their ``manifest["filter"]`` and the ``parameters["corpus"]["filter"]`` of every result say what was chosen.

        Raises
        ------
        StudyError
            No such column; a value that no document has; no document left.

        Examples
        --------
        >>> from analysis import data_folder
        >>> whole = Features.open(data_folder() / "broadcast")
        >>> some = whole.filter(pl.col("title").str.contains("扶贫"), start="2016", end="2017")
        >>> some.documents.collect().height, some.manifest["filter"].endswith("2016")
        (68, True)
        """
        some, days = self.between(start, end), check_order(start, end)
        before = some.documents.collect()
        kept, said = rows_where(before, conditions, equal)
        said = "; ".join(part for part in (said, period_name(*days)) if part)
        if kept.is_empty():
            dates = self.documents.select(first=pl.col("date").min(), last=pl.col("date").max(), n=pl.len()).collect()
            raise StudyError("no document is left: of {2:,} ({0} to {1}) none has ".format(*dates.row(0)) + f"{said}.")
        documents = with_originals(kept).sort("date", "doc_id", nulls_last=True)
        origin = some._chosen_of or some
        every = (self.manifest.get("words") or {}).get("every", "1d")
        tables, known = tables_of_whole_cells(origin._counted_together, origin._tables["documents"], documents, every)
        manifest = manifest_of(some.manifest, said, known)
        chosen = origin._chosen(documents, manifest, tables, origin._tables["vocabulary"])
        words = vocabulary_of(origin._tables["vocabulary"], chosen.sentences, chosen.tables.get("words"), known)
        chosen._tables["vocabulary"] = words.lazy()
        return chosen

    def _chosen(
        self,
        documents: pl.DataFrame,
        manifest: Mapping[str, Any],
        tables: Mapping[str, pl.LazyFrame],
        vocabulary: pl.LazyFrame,
    ) -> Features:
        """These with the documents given only; what is remembered of the whole, such as its words, is not."""
        memory = {"held": self._memory.get("held")}
        own = {**manifest, "shards": self.manifest.get("shards", [])}
        some = Features(*_tables_of(self._tables, documents.lazy()), vocabulary, own, tables, self.folder)
        some._chosen_of = self
        return some._with(self._dates, memory)

    def parts(self) -> Iterator[Features]:
        """The same files some at a time, of some thousand documents together, in their order.

        Every document lies in one part with all that belongs to it. Files are read whole: after `between`, a part
        may hold documents of other dates. Features in memory are one part.

        Examples
        --------
        >>> from analysis import data_folder
        >>> parts = Features.open(data_folder() / "broadcast").parts()
        >>> sum(part.documents.select(pl.len()).collect().item() for part in parts)
        61920
        """
        shards = self.manifest.get("shards") or []
        if self.folder is None or len(shards) < 2:
            yield self
            return
        some: list = []
        for shard in shards:
            some.append(shard)
            if sum(one["documents"] for one in some) >= PART or shard is shards[-1]:
                yield self._of_shards(self.folder, some)
                some = []

    def _cached(self, make: Callable[..., Any], *inputs: Any) -> Any:
        """``make(*inputs)``, called once while these features are open. The result is not to be changed.

        For what follows from vocabulary and manifest alone, which `between` and `parts` leave as they are.
        """
        if make not in self._memory:
            self._memory[make] = make(*inputs)
        return self._memory[make]

    def publish(self, out: str | PathLike, *, level: str = "counts", min_documents: int = MIN_DOCUMENTS) -> Features:
        """A copy that can be given away: counts, by which hardly a sentence can be put together again.

        Both levels hold the slogans and members of each sentence, quoted or not, without offsets; the sentences of a
        document are put in an order that follows from what is published of them, so the old one cannot be found again.
        Of words they hold nouns of many documents: by day ("counts", with nouns in the sentences of each slogan by month,
        and the order of slogans listed in one sentence by month), or sentence by sentence ("sets").

        Parameters
        ----------
        out : path or URL
            The folder to write.
        level : {"counts", "sets"}
            Counts can be shared with anyone. From sets a part of the sentences can be put together again: they are for
            colleagues who may read the texts.
        min_documents : int
            How many documents a noun must stand in.

        Returns
        -------
        Features
            The published edition, opened from ``out``.

        Raises
        ------
        StudyError
            Where these are a published edition already, there is no such level, or ``min_documents`` is below 1.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from analysis import Corpus, Lexicon, build_features
        >>> texts = pl.DataFrame({"id": ["a"], "date": ["2014-08-01"], "text": ["干部把“四下基层”带到村里。"]})
        >>> private, public = TemporaryDirectory(), TemporaryDirectory()
        >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), private.name)
        >>> features.publish(public.name).mentions.select("start", "term").collect().rows()
        [(None, '四下基层')]
        """
        publish(self, out, level=level, min_documents=min_documents)
        return type(self).open(out)

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon that counted, with its glosses, variants, senses, expansions and exclusions.

        Raises
        ------
        StudyError
            Where the features do not carry it: those of version 0.1.0, unless the shipped one counted; simulated ones.

        Examples
        --------
        >>> from tempfile import mkdtemp
        >>> from analysis import Corpus, Term, build_features
        >>> texts = Corpus.from_frame(pl.DataFrame({"id": ["a"], "date": ["2014-08-01"], "text": ["田埂议事。"]}))
        >>> own = Lexicon.read().with_terms([Term("田埂议事", gloss="councils on the field path")])
        >>> build_features(texts, own, mkdtemp()).lexicon.gloss("田埂议事")
        'councils on the field path'
        """
        return self._cached(_lexicon_of, self.manifest.get("lexicon") or {})

    @property
    def terms(self) -> tuple[str, ...]:
        """Labels of the slogans that occur, sorted.

        Examples
        --------
        >>> from analysis import data_folder
        >>> "四下基层" in Features.open(data_folder() / "broadcast").terms
        True
        """
        slogans = self.vocabulary.filter(pl.col("kind") == "slogan").select("term").collect()
        return tuple(sorted(slogans["term"]))

    def __repr__(self) -> str:
        documents, mentions = (frame.select(pl.len()).collect().item() for frame in (self.documents, self.mentions))
        edition = self.manifest.get("edition")
        kept = f"{edition} edition" if edition else "in memory"
        kept += f"; {self.manifest['filter']}" if self.manifest.get("filter") else ""
        return f"<Features: {documents:,} documents, {mentions:,} mentions of {len(self.terms):,} terms, {kept}>"

    def _repr_html_(self) -> str:
        return as_html(repr(self), self.documents.head(5).collect())


def _tables_of(
    tables: Mapping[str, pl.LazyFrame], documents: pl.LazyFrame
) -> tuple[pl.LazyFrame, pl.LazyFrame, pl.LazyFrame]:
    """Documents, mentions and sentences of the documents given."""
    ids = documents.select("doc_id")
    mentions, sentences = (
        tables[name].join(ids, on="doc_id", how="semi", maintain_order="left") for name in ("mentions", "sentences")
    )
    return documents, mentions, sentences


def _lazy(frame: Any, name: str) -> pl.LazyFrame:
    return frame if isinstance(frame, pl.LazyFrame) else as_frame(frame, takes=f"{name} is a table").lazy()


def _lexicon_of(entry: Mapping[str, Any]) -> Lexicon:
    if "tables" in entry:
        return Lexicon.from_lines(entry["tables"])
    shipped = Lexicon.read()
    if entry.get("sha256") == shipped.sha256:
        return shipped
    raise StudyError(
        "these features do not carry the lexicon that counted them.\n"
        "  Build them again, or give the lexicon: Lexicon.read(folder)."
    )
