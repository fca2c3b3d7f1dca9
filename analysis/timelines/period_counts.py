"""Hits and documents by year or month, as every question about change needs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from ..counts.day_counts import DayCounts, counts_by_day
from ..counts.features import Features
from ..counts.periods import by_slice
from ..statistics.calendars import Calendar
from ..statistics.stratified_exposure import stratified_exposure


@dataclass(frozen=True, eq=False)
class PeriodCounts:
    """Hits (T, M) and documents (M,) of the M periods that have documents, and their first days.

    Where strata were asked for, ``stratum_hits`` (T, S, M) and ``stratum_documents`` (S, M) hold their counts.
    """

    terms: tuple[str, ...]
    starts: pl.Series
    hits: np.ndarray
    documents: np.ndarray
    stratum_hits: np.ndarray | None = None
    stratum_documents: np.ndarray | None = None

    @cached_property
    def exposure(self) -> np.ndarray:
        """What stands for the documents of each slice, (M,): the documents; or (T, M), at a mix of strata that stays."""
        if self.stratum_hits is None or self.stratum_documents is None:
            return self.documents
        return stratified_exposure(self.stratum_hits, self.stratum_documents)

    @cached_property
    def calendar(self) -> Calendar:
        """The slices that exist."""
        return Calendar.of_dates(self.starts.to_numpy(), self.documents)

    def rate(self, t: int, first: int, last: int) -> float:
        """Documents per 1,000 that hold term ``t`` in periods ``first`` to ``last``, the last left out."""
        return 1_000 * self.hits[t, first:last].sum() / self.documents[first:last].sum()

    def months_apart(self) -> float:
        """Months from one period with documents to the next, the median: 1 for a daily paper, 3 for a quarterly."""
        month = (self.starts.dt.year() * 12 + self.starts.dt.month().cast(pl.Int32)).to_numpy()
        return float(np.median(np.diff(month))) if len(month) > 1 else 1.0


def period_counts(features: Features | DayCounts, terms, every: str, **selection) -> PeriodCounts:
    """Counts by period, from features or from counts by day; ``selection`` as in `selected_documents`."""
    counts = counts_by_day(features, terms, every=every, **selection)
    starts, place = counts.index(every)
    n = by_slice(counts.documents, place, len(starts))
    used = n > 0

    def slices(values):
        return by_slice(values, place, len(starts))[..., used].astype(float)

    return PeriodCounts(
        counts.terms,
        starts.filter(pl.Series(used)),
        slices(counts.hits),
        n[used].astype(float),
        *strata_by_slice(counts, slices),
    )


def strata_by_slice(counts: DayCounts, slices: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, ...]:
    """Hits (T, S, M) and documents (S, M) of the strata, by the function that sums days; nothing without strata."""
    if not counts.strata:
        return ()
    strata = list(counts.strata.values())
    return (np.stack([slices(one.hits) for one in strata], axis=1), np.stack([slices(one.documents) for one in strata]))


def numerator_and_base(counts: DayCounts, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """What a rate divides, by day: hits by documents, or mentions by characters; shapes (T, D) and (D,)."""
    if unit == "documents":
        return counts.hits, counts.documents
    return counts.mentions, counts.characters


def standardised(counts: DayCounts, every: str) -> np.ndarray:
    """Exposure (T, S) of all slices at a mix of strata that stays; 0 for slices without documents."""
    starts, place = counts.index(every)
    hits, documents = strata_by_slice(counts, lambda values: by_slice(values, place, len(starts)).astype(float))
    return stratified_exposure(hits, documents)
