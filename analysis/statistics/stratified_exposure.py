"""Exposure when sources or kinds differ in how often they use a term, and their mix moves: a two-way fit."""

from __future__ import annotations

import numpy as np

from .null_counts import UNEVEN, Restless, null_counts

STEPS = 40
RATE_RATIO = 6.0  # strata of a null series have rates between a sixth and six times one another's
HALF = 0.5  # a hit that a stratum without any is credited with, so that its documents still count


def stratified_exposure(hits: np.ndarray, documents: np.ndarray) -> np.ndarray:
    """What each slice's documents are worth, given how often each stratum uses the term; (T, S, M), (S, M) to (T, M).

    ``h_st ~ n_st a_s b_t`` is fitted by turns (Deming & Stephan 1940), 40 of them; the exposure is ``e_t = Σ_s n_st a_s``, scaled so
    that it adds up to all documents. A source that uses a term six times as often as another then weighs six times as much,
    and a mix of sources that moves does not look like a change.
    """
    hits, n = np.asarray(hits, float), np.asarray(documents, float)
    total = n.sum()
    rate = np.maximum(hits.sum((1, 2)), HALF) / total  # (T,)
    by_stratum, by_slice = hits.sum(2), hits.sum(1)
    level = np.ones((len(hits), n.shape[1]))
    exposure = np.broadcast_to(n.sum(0), by_slice.shape)
    for _ in range(STEPS):
        expected = rate[:, None] * (level @ n.T)
        weight = (by_stratum + HALF) / (expected + HALF)
        exposure = weight @ n
        level = by_slice / np.maximum(rate[:, None] * exposure, 1e-300)
    return exposure * (total / exposure.sum(1, keepdims=True))


def stratified_null_counts(
    documents: np.ndarray, months: np.ndarray, draws: int, random: np.random.Generator, restless: Restless = UNEVEN
) -> np.ndarray:
    """Null series (draws, S, M) of one level, whose strata have rates in ratios of 1/6 to 6, drawn anew for each series.

    A slice's hits fall to its strata in proportion to their documents and rates.
    """
    n = np.asarray(documents, float)
    ratio = np.exp(random.uniform(-np.log(RATE_RATIO) / 2, np.log(RATE_RATIO) / 2, (draws, len(n), 1)))
    weighed = np.moveaxis(ratio * n, 1, 2)  # (draws, M, S)
    exposure = weighed.sum(2)
    hits = null_counts(n.sum(0), months, draws, random, restless=restless, exposure=exposure)
    parts = random.multinomial(hits.astype(np.int64), weighed / exposure[:, :, None])
    return np.minimum(np.moveaxis(parts, 2, 1), n)
