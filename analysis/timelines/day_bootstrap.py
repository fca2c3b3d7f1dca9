"""The second interval: days drawn with all their documents, so that stories of one event stay together."""

from __future__ import annotations

import numpy as np

from ..counts.day_counts import DayCounts
from ..statistics.intervals import zero_bound
from .period_counts import numerator_and_base

UNIT = 2.0**20  # of a weight: an exponential weight to six digits
FEW_EVENTS = 10  # days with hits up to which the half event alone widens the interval enough
LEAST_DF = 4  # degrees of freedom below which Student's quantile would say more of itself than of the data


def event_size(hits: np.ndarray) -> np.ndarray:
    """Documents that come together: the size of the day's cluster that a hit belongs to, on average.

    ``Σ h² / Σ h`` over days; 1 for a term that is never used twice on a day, or never at all. Shape (T,).
    """
    hits = hits.astype(float)
    return np.maximum((hits**2).sum(1) / np.maximum(hits.sum(1), 1e-300), 1.0)


def overnight(hits: np.ndarray, base: np.ndarray, days: np.ndarray) -> np.ndarray:
    """By what factor an interval grows because events run on into the next day: ``√(1 + 2 r)``, at least 1.

    ``r`` is the correlation of what is above the term's overall share on one day and on the next, over the whole series.
    Shapes (T, D), (D,), (D,) to (T,); ``days`` as whole numbers.
    """
    share = hits.sum(1) / base.sum()
    left = hits - base * share[:, None]
    next_day = np.diff(days) == 1
    both = (left[:, 1:] * left[:, :-1])[:, next_day].sum(1)
    return np.sqrt(1 + 2 * np.clip(both / np.maximum((left**2).sum(1), 1e-300), 0, 1))


def widening(hits: np.ndarray, level: float, runs_on: np.ndarray) -> np.ndarray:
    """By what factor an interval grows because it rests on few days with hits (T, D), and these not apart; shape (T,).

    ``√(m / (m − 1))`` for ``m`` days with hits, as any variance of few clusters, and Student's quantile over the normal
    one, with ``(Σ h)² / Σ h² − 1`` degrees of freedom: as many events of equal size would be as uneven. That times ``runs_on``, from `overnight`; 1 where
    there are so few days that the half event has widened the interval enough.
    """
    from scipy.special import ndtri, stdtrit

    held = (hits > 0).sum(1)
    events = hits.sum(1) ** 2 / np.maximum((hits.astype(float) ** 2).sum(1), 1e-300)
    tail = (1 + level) / 2
    wider = np.sqrt(held / np.maximum(held - 1, 1)) * stdtrit(np.maximum(events - 1, LEAST_DF), tail) / ndtri(tail)
    return np.where(held > FEW_EVENTS, wider * runs_on, 1.0)


def day_shares(hits: np.ndarray, base: np.ndarray, size: np.ndarray, *, B: int, seed) -> np.ndarray:
    """``B`` draws of the share of one slice, whole days weighted together.

    ``share = (Σ w_d h_d + g s) / (Σ w_d n_d + g s)`` with ``w_d`` exponential (the Bayesian bootstrap, Rubin 1981)
    and ``g`` from Gamma(1/2): half an event of size ``s``, as in Jeffreys' prior, to which this reduces for
    independent documents. Drawing days with replacement instead gives a day either weight 0 or 1, 2, …; with a
    handful of hit days that is too coarse (coverage 85 to 88 % at five hits, where this has 94 to 97 %).

    Parameters
    ----------
    hits : array, shape (T, D)
    base : array, shape (D,)
    size : array, shape (T,), from `event_size` over the whole series
    seed : int or sequence of int

    Returns
    -------
    array, shape (B, T)
    """
    random = np.random.default_rng(seed)
    # whole numbers: their sums are exact, so that the same bytes come whatever the order of summation
    weights = np.floor(random.standard_exponential((B, len(base))) * UNIT)
    half = random.standard_gamma(0.5, (B, 1)) * UNIT * size
    return (weights @ hits.T.astype(float) + half) / ((weights @ base.astype(float))[:, None] + half)


def day_bootstrap(
    counts: DayCounts, every: str, unit: str, *, level: float, B: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Low and high shares, shape (T, S), in the order of the timeline's frame; NaN without documents."""
    starts, place = counts.index(every)
    hits, base = numerator_and_base(counts, unit)
    size = event_size(hits)
    runs_on = overnight(hits, base, counts.days.to_physical().to_numpy())
    low, high = np.full((2, len(hits), len(starts)), np.nan)
    for s, start in enumerate(starts):
        at = place == s
        if not base[at].any():
            continue
        # seeded by the slice's date, so that its draws do not depend on what else is shown
        shares = day_shares(hits[:, at], base[at], size, B=B, seed=[seed, start.toordinal()])
        rate = hits[:, at].sum(1) / base[at].sum()
        wider = widening(hits[:, at], level, runs_on)
        ends = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2], axis=0)
        low[:, s], high[:, s] = np.clip(rate + (ends - rate) * wider, 0, 1)
        zero = ~hits[:, at].any(1)
        low[zero, s], high[zero, s] = 0.0, zero_bound(base[at].sum() / size[zero], level)
    return low, high
