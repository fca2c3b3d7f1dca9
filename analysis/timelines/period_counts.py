"""Hits and documents by year or month, as every question about change needs them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..counts.day_counts import DayCounts, counts_by_day
from ..counts.features import Features
from ..counts.periods import by_slice


@dataclass(frozen=True, eq=False)
class PeriodCounts:
    """Hits (T, M) and documents (M,) of the M periods that have documents, and their first days."""

    terms: tuple[str, ...]
    starts: pl.Series
    hits: np.ndarray
    documents: np.ndarray

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
    hits = by_slice(counts.hits, place, len(starts))
    used = n > 0
    return PeriodCounts(
        counts.terms, starts.filter(pl.Series(used)), hits[:, used].astype(float), n[used].astype(float)
    )


def numerator_and_base(counts: DayCounts, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """What a rate divides, by day: hits by documents, or mentions by characters; shapes (T, D) and (D,)."""
    if unit == "documents":
        return counts.hits, counts.documents
    return counts.mentions, counts.characters
