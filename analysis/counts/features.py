"""The counted corpus: documents, mentions, sentences and vocabulary, on disk or in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from os import PathLike
from typing import Any

import polars as pl

from ..core import schema
from ..core.dates import as_date
from ..core.errors import StudyError
from .published_edition import publish
from .storage import MANIFEST, Folder

PART = 5_000  # documents that a statistic holds in memory at a time, where it can


@dataclass(frozen=True, repr=False)
class Features:
    """What every statistic reads: four lazy tables and the manifest that says how they were made.

    Attributes
    ----------
    documents, mentions, sentences, vocabulary : polars.LazyFrame
        The tables of `schema`. On disk documents lie by date and id, the others in the same order and then
        by sentence and place; vocabulary lies by term_id.
    manifest : mapping
        ``features.json``: schema version, edition, hashes of lexicon and dictionary, parameters, shards.
    """

    documents: pl.LazyFrame
    mentions: pl.LazyFrame
    sentences: pl.LazyFrame
    vocabulary: pl.LazyFrame
    manifest: Mapping[str, Any] = field(default_factory=dict)
    folder: Folder | None = field(default=None, compare=False)
    _memory: dict = field(default_factory=dict, compare=False)

    @classmethod
    def from_frames(cls, documents, mentions, sentences, vocabulary, *, manifest=None) -> Features:
        """Features from tables in memory (tests, simulations); each is checked."""
        tables = dict(documents=documents, mentions=mentions, sentences=sentences, vocabulary=vocabulary)
        for name, frame in tables.items():
            schema.check(frame, getattr(schema, name.upper()), name=name)
        return cls(**{name: frame.lazy() for name, frame in tables.items()}, manifest=manifest or {})

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
        """
        folder = Folder.at(path)
        raw = folder.read(MANIFEST)
        if raw is None:
            raise StudyError(
                f"no features in {folder.url}: it holds no {MANIFEST}.\n"
                "  Make them with build_features(corpus, lexicon, out), or give the folder itself."
            )
        manifest = json.loads(raw)
        if manifest.get("schema") != schema.VERSION:
            raise StudyError(
                f"the features in {folder.url} are of version {manifest.get('schema')}, this program "
                f"reads version {schema.VERSION}.\n  Build them again."
            )
        return cls._of(folder, manifest)

    @classmethod
    def _of(cls, folder: Folder, manifest: Mapping[str, Any]) -> Features:
        names = [shard["name"] for shard in manifest["shards"]]
        tables = {
            table: folder.scan([f"{table}/{name}.parquet" for name in names], getattr(schema, table.upper()))
            for table in ("documents", "mentions", "sentences")
        }
        vocabulary = folder.scan(["vocabulary.parquet"], schema.VOCABULARY)
        return cls(**tables, vocabulary=vocabulary, manifest=manifest, folder=folder)

    def between(self, start: date | str | None = None, end: date | str | None = None) -> Features:
        """The same features with the documents of some dates only; files of other dates are not opened.

        Undated documents are left out. The vocabulary, and its counts of documents, stay those of the whole.

        Parameters
        ----------
        start, end : date or ISO str, optional
            First day, and the day after the last.
        """
        first, last = as_date(start, name="start"), as_date(end, name="end")
        if first is None and last is None:
            return self
        some, inside = self, False
        if self.folder is not None:
            shards = [
                shard
                for shard in self.manifest["shards"]
                if shard["first"]
                and not (first and shard["last"] < str(first))
                and not (last and shard["first"] >= str(last))
            ]
            inside = bool(shards) and not any(
                shard.get("undated") or (first and shard["first"] < str(first)) or (last and shard["last"] >= str(last))
                for shard in shards
            )
            shards = shards or self.manifest["shards"][:1]  # none that fits: one, for its columns
            some = replace(self._of(self.folder, {**self.manifest, "shards": shards}), _memory=self._memory)
        if inside:
            return some
        keep = pl.col("date").is_not_null()
        keep = keep & (pl.col("date") >= first) if first else keep
        keep = keep & (pl.col("date") < last) if last else keep
        documents = some.documents.filter(keep)
        ids = documents.select("doc_id")
        mentions, sentences = (
            table.join(ids, on="doc_id", how="semi", maintain_order="left") for table in (some.mentions, some.sentences)
        )
        return replace(some, documents=documents, mentions=mentions, sentences=sentences)

    def parts(self) -> Iterator[Features]:
        """These features in parts of whole files, of some thousand documents each, in their order.

        Every document lies in one part with all that belongs to it. Features in memory are one part.
        """
        shards = self.manifest.get("shards") or []
        if self.folder is None or len(shards) < 2:
            yield self
            return
        some: list = []
        for shard in shards:
            some.append(shard)
            if sum(one["documents"] for one in some) >= PART or shard is shards[-1]:
                yield replace(self._of(self.folder, {**self.manifest, "shards": some}), _memory=self._memory)
                some = []

    def remembered(self, name: str, make: Callable[[], Any]) -> Any:
        """What ``make`` gives, made once while these features are open.

        For what follows from vocabulary and manifest alone, since `between` keeps it. Not to be changed.
        """
        if name not in self._memory:
            self._memory[name] = make()
        return self._memory[name]

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
        """
        publish(self, out, min_documents=min_documents)
        return type(self).open(out)

    def __repr__(self) -> str:
        documents, mentions = (frame.select(pl.len()).collect().item() for frame in (self.documents, self.mentions))
        terms = self.vocabulary.select((pl.col("kind") == "slogan").sum()).collect().item()
        edition = self.manifest.get("edition", "in memory")
        return f"Features: {documents:,} documents, {mentions:,} mentions of {terms:,} terms, {edition} edition"

    @property
    def terms(self) -> tuple[str, ...]:
        """Labels of the slogans that occur, sorted."""
        slogans = self.vocabulary.filter(pl.col("kind") == "slogan").select("term").collect()
        return tuple(sorted(slogans["term"]))
