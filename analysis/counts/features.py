# long: one class with its methods, each with an example that runs
"""The counted corpus: documents, mentions, sentences and vocabulary, on disk or in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from os import PathLike
from typing import Any

import polars as pl

from ..core import schema
from ..core.control_characters import as_html
from ..core.dates import as_date
from ..core.errors import StudyError
from ..lexicon.lexicon import Lexicon
from .joined_series import joined_tables
from .manifest import MANIFEST, checked_manifest, read_manifest
from .published_edition import publish
from .storage import Folder

TABLE_NAMES = frozenset(("documents", "mentions", "sentences", "vocabulary"))
PART = 5_000  # documents that a statistic holds in memory at a time, where it can


@dataclass(frozen=True, repr=False)
class Features:
    """What every statistic reads: four lazy tables and the manifest that says how they were made.

    Attributes
    ----------
    documents, mentions, sentences, vocabulary : polars.LazyFrame
        The tables of `analysis.core.schema`. On disk, documents lie by date and id, mentions and sentences in the
        same order, vocabulary by term_id.
    manifest : mapping
        ``features.json``: schema version, edition, lexicon, hash of the dictionary, parameters, shards.
    folder : Folder or None
        Where the files lie; None for features in memory.

    Examples
    --------
    >>> from analysis import data_folder
    >>> Features.open(data_folder() / "broadcast")
    <Features: 61,920 documents, 108,968 mentions of 193 terms, published edition>
    """

    documents: pl.LazyFrame
    mentions: pl.LazyFrame
    sentences: pl.LazyFrame
    vocabulary: pl.LazyFrame
    manifest: Mapping[str, Any] = field(default_factory=dict)
    folder: Folder | None = field(default=None, compare=False)
    _dates: tuple[date, date] = field(default=(date.min, date.max), compare=False)
    _memory: dict = field(default_factory=dict, compare=False)

    def __getattribute__(self, name: str) -> Any:
        if name in TABLE_NAMES:
            object.__getattribute__(self, "_refuse_if_replaced")()
        return object.__getattribute__(self, name)

    def _refuse_if_replaced(self) -> None:
        """A `StudyError` where another run has written to the folder since these features were opened."""
        opened = self._memory.get("opened")
        if self.folder is None or opened is None or self.folder.stamp(MANIFEST) == opened[0]:
            return
        if read_manifest(self.folder) != opened[1]:
            raise StudyError(
                f"these features were replaced by others in {self.folder.url}.\n"
                "  Open them again: Features.open(folder)."
            )
        self._memory["opened"] = (self.folder.stamp(MANIFEST), opened[1])

    @classmethod
    def from_frames(cls, documents, mentions, sentences, vocabulary, *, manifest=None) -> Features:
        """Features from tables in memory, such as those of a simulation.

        Parameters
        ----------
        documents, mentions, sentences, vocabulary : polars.DataFrame or LazyFrame
            With the columns and types of `analysis.core.schema`.
        manifest : mapping, optional
            What statistics ask of the lexicon: ``{"lexicon": {"terms": [...], "expansions": {...}}}``.

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
        tables = dict(documents=documents, mentions=mentions, sentences=sentences, vocabulary=vocabulary)
        for name, frame in tables.items():
            schema.check(frame, getattr(schema, name.upper()), name=name)
        return cls(*(frame.lazy() for frame in tables.values()), manifest=manifest or {})

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
            In memory; a published edition where one of the parts is.

        Raises
        ------
        StudyError
            Where there are none, or their lexicons differ.

        Examples
        --------
        >>> from analysis import data_folder
        >>> whole = Features.open(data_folder() / "broadcast")
        >>> both = Features.join([whole.between("2016-03", "2016-04"), whole.between("2017-03", "2017-04")])
        >>> both.documents.collect().height, both.manifest["seams"]
        (857, ['2017-03-01'])
        """
        tables, manifest = joined_tables(list(parts))
        return cls.from_frames(*tables, manifest=manifest)

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
            Where there is no such folder, or it was written by another version of the tables.

        Examples
        --------
        >>> from analysis import data_folder
        >>> Features.open(data_folder() / "broadcast").manifest["edition"]
        'published'
        """
        folder = Folder.at(path)
        stamp, manifest = folder.stamp(MANIFEST), checked_manifest(folder)
        return cls._of(folder, manifest, _memory={"opened": (stamp, manifest)})

    @classmethod
    def _of(cls, folder: Folder, manifest: Mapping[str, Any], **more) -> Features:
        names = [shard["name"] for shard in manifest["shards"]]
        documents, mentions, sentences = (
            folder.scan([f"{table}/{name}.parquet" for name in names], getattr(schema, table.upper()))
            for table in ("documents", "mentions", "sentences")
        )
        vocabulary = folder.scan(["vocabulary.parquet"], schema.VOCABULARY)
        return cls(documents, mentions, sentences, vocabulary, manifest, folder, **more)

    def _of_shards(self, folder: Folder, shards: list) -> Features:
        """The documents of some files, of whatever dates."""
        return self._of(folder, {**self.manifest, "shards": shards}, _dates=self._dates, _memory=self._memory)

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
        <Features: 388 documents, 505 mentions of 193 terms, published edition>
        """
        given = as_date(start, name="start"), as_date(end, name="end")
        if given == (None, None):
            return self
        first, last = max(given[0] or date.min, self._dates[0]), min(given[1] or date.max, self._dates[1])
        some = replace(self, _dates=(first, last))
        if self.folder is not None:
            whole = self.manifest["shards"]
            shards = [
                shard
                for shard in whole
                if shard["first"] and shard["last"] >= str(first) and shard["first"] < str(last)
            ]
            some = some._of_shards(self.folder, shards or whole[:1])  # none that fits: one, for its columns
            inside = (s["first"] >= str(first) and s["last"] < str(last) and not s.get("undated") for s in shards)
            if shards and all(inside):
                return some
        keep = pl.col("date").is_not_null() & (pl.col("date") >= first) & (pl.col("date") < last)
        documents = some.documents.filter(keep)
        ids = documents.select("doc_id")
        mentions, sentences = (
            table.join(ids, on="doc_id", how="semi", maintain_order="left") for table in (some.mentions, some.sentences)
        )
        return replace(some, documents=documents, mentions=mentions, sentences=sentences)

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

    def publish(self, out: str | PathLike, *, min_documents: int = 20) -> Features:
        """A copy that can be given away: no text, no order, no rare word.

        Offsets and the order of words are left out; the sentences of a document are put in an order that
        follows from their contents, so the old one cannot be found again; words stay that stand in at
        least ``min_documents`` documents, slogans and members always.

        Parameters
        ----------
        out : path or URL
            The folder to write.
        min_documents : int
            How many documents a word must stand in.

        Returns
        -------
        Features
            The published edition, opened from ``out``.

        Raises
        ------
        StudyError
            Where these are a published edition already, or ``min_documents`` is below 1.

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
        publish(self, out, min_documents=min_documents)
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
        return f"<Features: {documents:,} documents, {mentions:,} mentions of {len(self.terms):,} terms, {kept}>"

    def _repr_html_(self) -> str:
        return as_html(repr(self), self.documents.head(5).collect())


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
