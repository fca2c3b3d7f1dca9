"""Where does a series split best, is the split more than its own noise would give, and how sharply is it placed?"""

from __future__ import annotations

import numpy as np

from .noise import BURN_IN_MONTHS, memory, recall

SPLIT_BIAS = (5.0, 9.0)  # of the autocorrelation of what is left after a split; by simulation, 60 to 132 months


def arcsine_share(hits: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Shares on a scale where their variance does not depend on their size: ``asin √((h + 3/8) / (n + 3/4))``.

    After Anscombe (1948); the constants are scaled by ``n`` over its mean, so that months without a hit are
    equal whatever their size. Shapes (T, M) and (M,).
    """
    scale = n / n.mean()
    return np.arcsin(np.sqrt(np.minimum((hits + 0.375 * scale) / (n + 0.75 * scale), 1.0)))


def best_split(x: np.ndarray, least: int) -> tuple[np.ndarray, np.ndarray]:
    """The standardised CUSUM's maximum: ``|S_k − k S_M / M| / √(k (M − k) / M)``, and its place ``k``.

    Equal to the split with the smallest sum of squares around two means. Shapes (..., M) to (...,); ``k`` is the
    number of months before the split, from ``least`` to ``M − least``.
    """
    M = x.shape[-1]
    k = np.arange(least, M - least + 1)
    sums = np.cumsum(x - x.mean(-1, keepdims=True), -1)[..., k - 1]
    cusum = np.abs(sums) / np.sqrt(k * (M - k) / M)
    at = cusum.argmax(-1)
    return k[at], np.take_along_axis(cusum, at[..., None], -1)[..., 0]


def residuals(x: np.ndarray, k: np.ndarray) -> np.ndarray:
    """What is left of ``x`` (..., M) after the means before and after ``k`` (...,)."""
    M = x.shape[-1]
    before = np.arange(M) < k[..., None]
    first = np.where(before, x, 0).sum(-1) / k
    second = np.where(before, 0, x).sum(-1) / (M - k)
    return x - np.where(before, first[..., None], second[..., None])


def studentised(x: np.ndarray, least: int) -> tuple[np.ndarray, ...]:
    """The best split, and its CUSUM in units of what the series does anyway.

    The unit is the long-run standard deviation ``σ √((1 + ρ) / (1 − ρ))`` of the residuals after the split, so
    that a true change does not swell its own yardstick.

    Returns
    -------
    statistic, k, residuals, rho
    """
    k, cusum = best_split(x, least)
    left = residuals(x, k)
    rho = memory(left, *SPLIT_BIAS)
    unit = np.sqrt((left**2).mean(-1) * (1 + rho) / (1 - rho))
    return np.where(unit > 0, cusum / np.maximum(unit, 1e-12), 0.0), k, left, rho


def split_test(x: np.ndarray, *, least: int, B: int, seed) -> tuple[float, int]:
    """Is the best split of one series ``x`` (M,) sharper than those of ``B`` series of the same memory?

    A made-up series is an autoregression with the memory of the residuals, driven by their own shocks, drawn
    with replacement (a sieve bootstrap, Bühlmann 1997); each goes through the same search and the same yardstick.

    Returns
    -------
    p : float
        ``(1 + as sharp) / (B + 1)``.
    k : int
        Months before the split.
    """
    M = len(x)
    statistic, k, left, rho = studentised(x, least)
    shocks = left[1:] - rho * left[:-1]
    shocks = shocks - shocks.mean()
    random = np.random.default_rng(seed)
    drawn = shocks[random.integers(0, M - 1, (B, M + BURN_IN_MONTHS))]
    null = studentised(recall(drawn, rho)[:, BURN_IN_MONTHS:], least)[0]
    return float((1 + (null >= statistic - 1e-12).sum()) / (B + 1)), int(k)


def split_interval(x: np.ndarray, k: int, *, least: int, B: int, level: float, seed) -> tuple[int, int]:
    """First and last place where the split may lie: quantiles of the argmax when each side is drawn anew.

    The shocks of each segment are drawn from its own, as a term is steadier before it exists than after.
    """
    M = len(x)
    left = residuals(x, np.array(k))
    rho = memory(left, *SPLIT_BIAS)
    shocks = np.concatenate([left[:1], left[1:] - rho * left[:-1]])
    random = np.random.default_rng(seed)
    pools = [np.flatnonzero(np.arange(M) < k), np.flatnonzero(np.arange(M) >= k)]
    drawn = np.concatenate([shocks[pool][random.integers(0, len(pool), (B, len(pool)))] for pool in pools], axis=1)
    again, _ = best_split(x - left + recall(drawn, rho), least)
    low, high = np.quantile(again, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    return int(min(low, k)), int(max(high, k))
