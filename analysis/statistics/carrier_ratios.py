"""What share of a term's documents one sort of document has, beside its share of all documents of the same months."""

from __future__ import annotations

import numpy as np

from .cluster_bootstrap import LEAST_DF
from .intervals import wilson, zero_bound

POOLED = 20  # events: the weight of the dispersion of all carriers beside that of one; one alone is told badly by few


def carrier_ratios(
    part: np.ndarray,
    hits: np.ndarray,
    documents: np.ndarray,
    place: np.ndarray,
    level: float,
    least: np.ndarray | float = 1.0,
) -> dict[str, np.ndarray]:
    """Observed over expected documents of one term by carrier, with interval and two-sided p; arrays of shape (C,).

    ``expected = Σ_m H_m N_cm / N_m`` over strata ``m`` (months), ``ratio = observed / expected``. Its interval is Wilson's (1927) of the
    share ``observed / H`` with ``H / φ`` in place of ``H``, divided by ``expected / H``; ``φ ≥ 1`` is the variance of a day's observed
    around ``ratio · expected`` over that of independent draws. p: the binomial tails of ``observed / φ`` in ``H / φ``, doubled.

    Parameters
    ----------
    part : array, shape (C, D)
        Documents with the term, by carrier and day.
    hits : array, shape (D,)
        The same of all carriers, each document once.
    documents : array, shape (C + 1, D)
        Documents by carrier and day; the last row, all of them.
    place : int array, shape (D,)
        The stratum of each day.
    least : float or array, shape (C,)
        What ``φ`` is at least: the design effect, where units come in clusters (sentences of documents).

    >>> found = carrier_ratios(np.array([[4.0]]), np.array([5.0]), np.array([[10.0], [50.0]]), np.zeros(1, int), 0.95)
    >>> found["expected"].tolist(), found["ratio"].tolist()
    ([1.0], [4.0])
    """
    from scipy.special import betainc, stdtrit

    strata = int(place.max(initial=0)) + 1
    by_stratum = np.array([np.bincount(place, row, strata) for row in documents])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(by_stratum[:-1] / by_stratum[-1])[:, place]
        expected_by_day = hits * share
        observed, expected, total = part.sum(1), expected_by_day.sum(1), hits.sum()
        ratio = observed / expected
        own = hits > 0
        left = ((part - np.nan_to_num(ratio)[:, None] * expected_by_day)[:, own] ** 2).sum(1)
        left *= own.sum() / max(own.sum() - 1, 1)
        free = observed * (1 - observed / total)
        pooled = left[free > 0].sum() / free.sum() if (free > 0).any() else 1.0
        phi = (np.where(free > 0, left / free, pooled) * observed + POOLED * pooled) / (observed + POOLED)
        phi = np.maximum(np.nan_to_num(phi, nan=1.0, posinf=1.0), np.maximum(least, 1.0))
        n, x, p0 = total / phi, observed / phi, np.clip(expected / total, 0, 1)
        low, high = wilson(x, n, stdtrit(np.maximum(n - 1, LEAST_DF), (1 + level) / 2))
        bound = zero_bound(n, level)
        low = np.where(observed == 0, 0.0, np.where(observed == total, 1 - bound, low)) / p0
        high = np.where(observed == 0, bound, np.where(observed == total, 1.0, high)) / p0
        above = np.where(x > 0, betainc(np.maximum(x, 1e-12), n - x + 1, p0), 1.0)
        below = np.where(n - x > 0, 1 - betainc(x + 1, np.maximum(n - x, 1e-12), p0), 1.0)
    known = (expected > 0) & (expected < total)
    p = np.where(known, np.minimum(1.0, 2 * np.minimum(above, below)), np.nan)
    out = dict(observed=observed, expected=expected, ratio=ratio, low=low, high=high)
    return {name: np.where(expected > 0, value, np.nan) for name, value in out.items()} | {"p": p, "phi": phi}


def design_effect(part: np.ndarray, sizes: np.ndarray, hits: np.ndarray) -> float:
    """By what factor clusters enlarge the variance of a share of their units: ``1 + (Σ k² / Σ k - 1) ρ`` (Kish 1965).

    ``ρ``, of the units of a cluster, by moments: ``Σ (c - p s)² = p (1 - p) Σ s (1 + (s - 1) ρ)``, ``p = Σ c / Σ s``, within 0 and 1.

    Parameters
    ----------
    part, sizes : array, shape (N,)
        Of each cluster (document), the units (sentences) of the carrier ``c``, and all ``s``.
    hits : array
        The units with the term, ``k``, of each cluster that has one.

    >>> round(design_effect(np.array([2.0, 0.0]), np.array([2.0, 2.0]), np.array([2.0])), 6)  # all or none: a document is one unit
    2.0
    """
    p, pairs = part.sum() / sizes.sum(), (sizes * (sizes - 1)).sum()
    if not 0 < p < 1 or not pairs or not hits.sum():
        return 1.0
    rho = (((part - p * sizes) ** 2).sum() / (p * (1 - p)) - sizes.sum()) / pairs
    return float(1 + ((hits**2).sum() / hits.sum() - 1) * min(max(rho, 0.0), 1.0))
