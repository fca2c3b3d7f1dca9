"""Hits and documents by year or month, as every question about change needs them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..counts.day_counts import DayCounts, counts_by_day
from ..counts.features import Features
from ..counts.periods import by_slice


@dataclass(frozen=True, repr=False, eq=False)
class Counted:
    """Hits and documents of slices that have documents: hits (T, M), documents (M,), starts (M,)."""

    terms: tuple[str, ...]
    starts: pl.Series
    hits: np.ndarray
    documents: np.ndarray

    def rate(self, t: int, first: int, last: int) -> float:
        """Documents per 1,000 that hold term ``t`` in slices ``first`` to ``last``, the last left out."""
        return 1_000 * self.hits[t, first:last].sum() / self.documents[first:last].sum()


def counted(features: Features | DayCounts, terms, every: str, **choice) -> Counted:
    """Hits by slice from features, or from counts by day as `simulate_counts` gives them."""
    features = counts_by_day(features, terms, every=every, **choice)
    starts, place = features.index(every)
    n = by_slice(features.documents, place, len(starts))
    hits = by_slice(features.hits, place, len(starts))
    return Counted(
        features.terms, starts.filter(pl.Series(n > 0)), hits[:, n > 0].astype(float), n[n > 0].astype(float)
    )


def numerator_and_base(counts: DayCounts, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """What a rate divides, by day: hits by documents, or mentions by characters; shapes (T, D) and (D,)."""
    if unit == "documents":
        return counts.hits, counts.documents
    return counts.mentions, counts.characters
