"""The ratio of two rates over strata in which both were counted, where hits come in clusters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .cluster_bootstrap import LEAST_DF

EDGE = 12.0  # log of the largest ratio that is looked for, 160,000: no corpus of news holds a larger one
STEPS = 60  # halvings of the logarithm, to 1e-16


class RateRatios(NamedTuple):
    """Of each row: ratio and its ends, p that it is 1, dispersion of both (2, T), the least p that so many hits could reach."""

    ratio: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    phi: np.ndarray
    least_p: np.ndarray


def rate_ratios(
    hits: tuple[np.ndarray, np.ndarray], base: tuple[np.ndarray, np.ndarray], stratum: np.ndarray, level: float
) -> RateRatios:
    """How many times the rate of the first is that of the second, at one and the same mix of strata.

    Given the hits ``m_s = a_s + b_s`` of both in stratum s, the first's ``a_s`` are binomial with ``π_s(R) = R n_1s / (R n_1s +
    n_2s)`` if its rate is R times the other's (Poisson; Breslow & Day 1987, 3.4). The estimate solves ``Σ a_s − m_s π_s(R) = 0``; the
    interval holds every R whose score lies within ``t √(Σ m_s π_s (1 − π_s) ((1 − π_s) φ₁ + π_s φ₂))`` of 0, and p is that of
    R = 1. ``φ`` is how many documents one event brings: the variance of a block's hits over their number, at least that of both
    together, since the rarer often shows one event or two, which cannot tell. ``t`` is Student's quantile, with one degree of
    freedom for each of the ``M / φ`` events.

    Parameters
    ----------
    hits : two arrays, shape (T, B)
        By block (a week, a day), of the first and the second.
    base : two arrays, shape (B,)
        Documents, or characters.
    stratum : int array, shape (B,)
    level : float
        Of the interval.

    Returns
    -------
    RateRatios
        Arrays of shape (T,), ``phi`` (2, T). Strata that lack the first or the second say nothing and count for nothing. Without a hit in
        strata that have both all is NaN, with p and least_p 1.

    >>> found = rate_ratios((np.array([[3.0, 5.0]]), np.array([[2.0, 2.0]])), (np.ones(2), np.full(2, 2.0)), np.zeros(2, int), 0.95)
    >>> found.ratio.round(6).tolist()
    [4.0]
    """
    from scipy.special import stdtr, stdtrit

    first, second = (np.asarray(one, float) for one in hits)
    strata = int(stratum.max(initial=-1)) + 1

    def add(values: np.ndarray) -> np.ndarray:
        return np.array([np.bincount(stratum, row, strata) for row in np.atleast_2d(values)])

    n1, n2 = (add(one)[0] for one in base)
    both = (n1 > 0) & (n2 > 0)
    a, b = (np.where(both, add(one), 0.0) for one in (first, second))
    m, odds = a + b, np.log(np.where(both, n1, 1.0) / np.where(both, n2, 1.0))
    total = m.sum(1)

    phi = np.stack(_dispersions((first, second), base, stratum, (a, b), (n1, n2), both))

    def score(log_ratio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        pi = 1 / (1 + np.exp(-(log_ratio[:, None] + odds)))
        spread = (1 - pi) * phi[0][:, None] + pi * phi[1][:, None]
        return (a - m * pi).sum(1), (m * pi * (1 - pi) * spread).sum(1)

    fitted = _root(lambda at: score(at)[0], len(a))
    gap, variance = score(np.zeros(len(a)))
    df = np.maximum((total / phi.max(0)) - 1, LEAST_DF)
    t = stdtrit(df, (1 + level) / 2)

    def beyond(sign: float):
        def off(at: np.ndarray) -> np.ndarray:
            gap, variance = score(at)
            return gap - sign * t * np.sqrt(variance)

        return off

    low, high = (_root(beyond(sign), len(a)) for sign in (1.0, -1.0))
    share = 1 / (1 + np.exp(-odds))
    ends = [(m * (1 - share)).sum(1), (m * share).sum(1)]  # scores if all hits were the first's, or the second's
    with np.errstate(divide="ignore", invalid="ignore"):
        p, *least = (2 * stdtr(df, -np.abs(one) / np.sqrt(variance)) for one in (gap, *ends))
    seen = total > 0
    p, least_p = (np.where(seen, one, 1.0) for one in (p, np.minimum(*least)))
    ratio = np.where(a.sum(1) == 0, 0.0, np.where(b.sum(1) == 0, np.inf, np.exp(fitted)))
    low, high = np.where(a.sum(1) == 0, 0.0, np.exp(low)), np.where(b.sum(1) == 0, np.inf, np.exp(high))
    ratio, low, high = (np.where(seen, one, np.nan) for one in (ratio, low, high))
    return RateRatios(ratio, low, high, p, np.where(seen, phi, np.nan), least_p)


def _root(falling, rows: int) -> np.ndarray:
    """Where a falling function of the log ratio is 0, by halving; an edge where it never is."""
    low, high = np.full(rows, -EDGE), np.full(rows, EDGE)
    for _ in range(STEPS):
        middle = (low + high) / 2
        above = falling(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2


def _dispersions(hits, base, stratum, sums, sizes, both) -> list[np.ndarray]:
    """Of each of the two: the variance of a block's hits over their number; neither below that of both together, nor 1."""
    inside = both[stratum]
    blocks = np.bincount(stratum[inside], minlength=len(both)).astype(float)
    told = blocks > 1  # a stratum of one block does not tell how blocks differ
    factor = np.where(told, blocks / np.maximum(blocks - 1, 1), 0.0)[stratum] * inside
    squares, expected = [], []
    for own, n, total, size in zip(hits, base, sums, sizes, strict=True):
        rate = np.divide(total, size, out=np.zeros_like(total), where=size > 0)
        squares.append((factor * (own - rate[:, stratum] * n) ** 2).sum(1))
        expected.append(np.where(told, total, 0.0).sum(1))
    with np.errstate(divide="ignore", invalid="ignore"):
        together = np.nan_to_num(sum(squares) / sum(expected), nan=1.0, posinf=1.0)
        each = [np.nan_to_num(one / n, nan=1.0, posinf=1.0) for one, n in zip(squares, expected, strict=True)]
    return [np.maximum(np.maximum(one, together), 1.0) for one in each]
