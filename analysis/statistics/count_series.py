"""Simulated counts with a given mean, dispersion and autocorrelation: a Gaussian copula (Cario & Nelson 1997)."""

from __future__ import annotations

import numpy as np

from ..core.compiling import compiled


def simulate_count_series(mean: np.ndarray, dispersion, autocorrelation, random: np.random.Generator) -> np.ndarray:
    """A series of counts (T, M) for each row of means: Poisson for dispersion 1, else negative binomial.

    The variance is ``dispersion × mean``; the autocorrelation is that of the Gaussian series behind the counts. Both are
    numbers, or arrays of shape (T, 1).
    """
    shocks, out = random.standard_normal(mean.shape), np.empty(mean.shape, np.int64)
    settings = np.hstack([*(np.broadcast_to(x, (len(mean), 1)) for x in (dispersion, autocorrelation)), mean])
    distinct, kind = np.unique(settings, axis=0, return_inverse=True)  # the limits are the slow part
    for k, (phi, rho, *level) in enumerate(distinct):
        out[kind == k] = counts_from_shocks(shocks[kind == k], rho, count_limits(np.array(level), phi))
    return out


def count_limits(mean: np.ndarray, dispersion: float, most: float = np.inf) -> np.ndarray:
    """Normal quantiles of the probabilities of at most 0, 1, … hits, (M,) to (M, K); ``most`` hits are the most given.

    ``dispersion`` is the variance over the ``mean``, at least 1.
    """
    from scipy.special import ndtri

    top = float(mean.max())
    # twelve standard deviations, and the longer tail of a negative binomial with a small mean
    k = np.arange(int(min(most, top + 12 * np.sqrt(top * dispersion) + 12 * dispersion + 5)))
    with np.errstate(divide="ignore"):  # a mean of 0
        if dispersion <= 1 + 1e-6:
            none, step = -mean, np.log(mean)[:, None] - np.log(k + 1)
        else:
            size = mean / (dispersion - 1)
            none = -size * np.log(dispersion)
            step = np.log((k + size[:, None]) / (k + 1)) + np.log1p(-1 / dispersion)
    log = np.concatenate([none[:, None], none[:, None] + np.cumsum(step, 1)], axis=1)
    return ndtri(np.minimum(np.cumsum(np.exp(log), 1), 1.0))


@compiled
def counts_from_shocks(shocks, rho, limits):
    """Counts of Gaussian autoregressions of first order, put through each month's distribution.

    ``shocks`` (R, M) are standard normal, ``limits`` (M, K) from `count_limits`; a count is the number of limits below
    the value, at most K − 1.
    """
    R, M = shocks.shape
    most = limits.shape[1] - 1
    out = np.empty((R, M))
    fresh = np.sqrt(1 - rho * rho)  # so that the series keeps variance 1
    for r in range(R):
        value = 0.0
        for m in range(M):
            value = shocks[r, m] if m == 0 else rho * value + fresh * shocks[r, m]
            low, high = 0, most
            while low < high:
                middle = (low + high) // 2
                if limits[m, middle] < value:
                    low = middle + 1
                else:
                    high = middle
            out[r, m] = low
    return out
