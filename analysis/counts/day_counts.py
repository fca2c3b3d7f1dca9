"""Counts of terms by day: all that a timeline, a trend, a change point or a burst needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import polars as pl

from .document_selection import Strata, documents_to_count, refuse_choice_of_counts
from .editions import holds, needs
from .features import Features
from .known_terms import known_terms, resolve_terms
from .mention_places import check_where, in_place
from .occurrences import distinct, term_ids, words_of
from .periods import check_every, slice_starts
from .published_words import word_hits
from .term_senses import senses_of


@dataclass(frozen=True, repr=False, eq=False)
class DayCounts:
    """Counts by day.

    Attributes
    ----------
    terms : tuple of str, length T
    days : polars.Series of Date, length D, days that have a document, rising
    documents, characters : int64 array, shape (D,)
    hits : int64 array, shape (T, D), documents that hold the term
    mentions, quoted : float64 array, shape (T, D), occurrences, and those inside quotation marks;
        NaN for a word of a published edition, which holds no order of words
    strata : mapping of str to DayCounts
        The counts of each stratum's documents on the same days, where strata were asked for.
    """

    terms: tuple[str, ...]
    days: pl.Series
    documents: np.ndarray
    characters: np.ndarray
    hits: np.ndarray
    mentions: np.ndarray
    quoted: np.ndarray
    strata: Mapping[str, DayCounts] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<DayCounts: {len(self.terms)} terms, {len(self.days)} days, {self.documents.sum()} documents>"

    def index(self, every: str) -> tuple[pl.Series, np.ndarray]:
        """First days of the periods (length S), and the number of each day's period (shape (D,))."""
        every = check_every(every)
        starts = slice_starts(self.days, every)
        place = starts.search_sorted(self.days.dt.truncate(every))
        return starts, place.to_numpy().astype(np.int64)


def counts_by_day(
    features: Features | DayCounts,
    terms,
    *,
    every: str,
    sense: str | None = None,
    strata: Strata = None,
    where: str | None = None,
    **choice,
) -> DayCounts:
    """Counts of terms from features; counts that are already by day pass through as they are.

    With a ``sense``, only hits on days on which the term has that sense count; with ``where``, only mentions in that place
    of the document ("title", "lead", "body"); with ``strata``, the counts of each stratum are given as well. ``choice`` holds the keywords of `selected_documents`.
    """
    if isinstance(features, DayCounts):
        refuse_choice_of_counts(sense, strata, bool(features.strata), where)
        return features
    check_where(features, where)
    names = tuple(sorted(resolve_terms(features, terms)))
    documents = documents_to_count(features, every=every, strata=strata, **choice)
    counts = day_counts(features, names, documents, where=where)
    if strata is not None:
        parts = documents.partition_by("stratum", as_dict=True)
        spread = {
            str(name[0]): _on_days(day_counts(features, names, part, where=where), counts)
            for name, part in parts.items()
        }
        counts = replace(counts, strata=dict(sorted(spread.items())))
    return counts if sense is None else _in_sense(counts, senses_of(features, names, sense))


def _on_days(part: DayCounts, whole: DayCounts) -> DayCounts:
    """The counts of some documents on the days of all."""
    place = whole.days.search_sorted(part.days).to_numpy().astype(np.int64)

    def spread(values):
        out = np.zeros((*values.shape[:-1], len(whole.days)), values.dtype)
        out[..., place] = values
        return out

    arrays = {name: spread(getattr(part, name)) for name in ("documents", "characters", "hits", "mentions", "quoted")}
    return replace(part, days=whole.days, **arrays)


def _in_sense(counts: DayCounts, spans: Mapping[str, Sequence[tuple[date, date]]]) -> DayCounts:
    """The same counts, with hits only on days on which each term has the sense; documents stay, and have none."""
    holds = np.zeros(counts.hits.shape, bool)
    for t, term in enumerate(counts.terms):
        for start, end in spans[term]:
            holds[t] |= ((counts.days >= start) & (counts.days < end)).to_numpy()
    kept = {name: np.where(holds, getattr(counts, name), 0) for name in ("hits", "mentions", "quoted")}
    return replace(counts, strata={name: _in_sense(one, spans) for name, one in counts.strata.items()}, **kept)


def day_counts(
    features: Features, terms: tuple[str, ...], documents: pl.DataFrame, *, where: str | None = None
) -> DayCounts:
    """Count ``terms`` (from `resolve_terms`) in ``documents`` (from `selected_documents`), day by day.

    With ``where`` only the mentions in that place of each document.
    """
    days = documents["date"].unique().sort()
    totals = documents.group_by("date").agg(n=pl.len(), c=pl.col("n_chars").cast(pl.Int64).sum()).sort("date")
    day = days.search_sorted(documents["date"]).to_numpy().astype(np.int64)
    hits, mentions, quoted = (np.zeros(len(terms) * len(days), dtype) for dtype in (np.int64, float, float))
    kinds, ordered = known_terms(features), "order" in features.sentences.collect_schema()
    words = [row for row, term in enumerate(terms) if kinds[term] == "word"]
    slogans = [term for term in terms if kinds[term] != "word"]
    place = documents.lazy().select("doc_id").with_row_index("document")
    rows = pl.LazyFrame({"term": terms}, schema={"term": pl.String}).with_row_index("row")
    asked = [terms[row] for row in words]
    if asked and where is not None:
        needs(features, "words by sentence", f"the place of the word {asked[0]}", instead="ask for slogans and members")
    by_sentence = holds(features, "words by sentence")
    for found in _occurrences(features, slogans, asked if by_sentence else [], ordered, where):
        met = found.join(place, on="doc_id").join(rows, on="term").select("row", "document", "quoted").collect()
        row, document = met["row"].to_numpy().astype(np.int64), met["document"].to_numpy()
        cell, size = row * len(days) + day[document], max(len(day), 1)
        np.add.at(mentions, cell, 1)
        np.add.at(quoted, cell[met["quoted"].fill_null(False).to_numpy()], 1)
        row, document = np.divmod(
            distinct(row * size + document), size
        )  # once a document, however often it has the term
        np.add.at(hits, row * len(days) + day[document], 1)
    hits, mentions, quoted = (table.reshape(len(terms), len(days)) for table in (hits, mentions, quoted))
    if asked and not by_sentence:
        found = word_hits(features, asked, documents).join(rows.collect(), on="term")
        hits[found["row"].to_numpy(), days.search_sorted(found["date"]).to_numpy()] = found["hits"].to_numpy()
    quoted[words] = np.nan
    if not ordered:
        mentions[words] = np.nan
    documents_of_day, characters = (totals[name].to_numpy().astype(np.int64) for name in ("n", "c"))
    return DayCounts(terms, days, documents_of_day, characters, hits, mentions, quoted)


def _occurrences(
    features: Features, slogans: list[str], words: list[str], ordered: bool, where: str | None
) -> Iterator[pl.LazyFrame]:
    """Every use of the terms as doc_id, term, quoted; a word once a sentence where their order is not known."""
    there = True if where is None else in_place(where)
    if slogans:
        yield features.mentions.filter(pl.col("term").is_in(slogans), there).select("doc_id", "term", "quoted")
    if words:
        ids = term_ids(features).filter(pl.col("term").is_in(words), pl.col("kind") == "word")
        for part in features.parts():  # the words of all documents at once would not fit into memory
            yield words_of(part, ids, ordered=ordered, where=where).lazy().with_columns(quoted=pl.lit(False))
