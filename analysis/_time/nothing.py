"""Series in which nothing happens, as uneven and as mindful of themselves as a given one: the null of change and burst."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .noise import MEMORY_MOST, lag_one, memory, pearson_residuals

MEMORY_BIAS = (7.0, 12.0)  # of the autocorrelation beside a stretch; by simulation, 40 to 140 months
FIT_SERIES = 60  # made-up series in each step of the fit
FIT_STEPS = 3
MOST_RAISED = (1.6, 0.1)  # factor of the dispersion as measured, and what the memory may gain over the short-series formula
DOUBT = (0.5, 0.25)  # standard errors by which the dispersion and memory of the null lie above those fitted


def dispersion_beside(hits: np.ndarray, n: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Pearson's dispersion of each row (R, M) around two levels, inside and outside its stretch; shape (R,)."""
    place = np.arange(hits.shape[1])
    inside = (place >= first[:, None]) & (place < last[:, None])
    documents = np.broadcast_to(n, hits.shape)
    inner = (hits * inside).sum(1) / np.maximum((documents * inside).sum(1), 1e-300)
    outer = (hits * ~inside).sum(1) / np.maximum((documents * ~inside).sum(1), 1e-300)
    error = pearson_residuals(hits, n, np.where(inside, inner[:, None], outer[:, None]))
    return (error**2).sum(1) / (hits.shape[1] - 2)


def count_limits(mean: np.ndarray, dispersion: float, most: int) -> np.ndarray:
    """Normal quantiles of the probabilities of at most 0, 1, … hits: negative binomial, Poisson for dispersion 1.

    Parameters
    ----------
    mean : array, shape (M,)
    dispersion : float
        Variance over mean, at least 1.
    most : int
        Counts above this are cut to it.

    Returns
    -------
    array, shape (M, K)
    """
    from scipy.special import ndtri

    top = float(mean.max())
    most = int(min(most, top + 12 * np.sqrt(top * dispersion) + 12 * dispersion + 5))
    k = np.arange(most)
    if dispersion <= 1 + 1e-6:
        none, step = -mean, np.log(mean)[:, None] - np.log(k + 1)
    else:
        size = mean / (dispersion - 1)
        none = -size * np.log(dispersion)
        step = np.log((k + size[:, None]) / (k + 1)) + np.log1p(-1 / dispersion)
    log = np.concatenate([none[:, None], none[:, None] + np.cumsum(step, 1)], axis=1)
    return ndtri(np.minimum(np.cumsum(np.exp(log), 1), 1.0))


def nothing_like(hits: np.ndarray, n: np.ndarray, measure: Callable, B: int, random: np.random.Generator) -> np.ndarray:
    """``B`` series of counts of one level that have the dispersion and the memory of ``hits`` (M,).

    A Gaussian autoregression of first order put through negative binomial counts (a copula, Cario & Nelson 1997).
    Both figures are measured beside the stretch that stands out most, so that a true change is not taken for noise;
    to measure them so makes them too small, by an amount that depends on the series. They are therefore
    matched: those are taken whose made-up series, measured in the same way, give what this one gives
    (indirect inference, Gouriéroux et al. 1993). Since they are not known exactly, the null lies half a standard error
    (a quarter of one, for memory) above them: too little noise in the null is a false alarm, too much only a loss.

    Parameters
    ----------
    hits, n : arrays, shape (M,)
    measure : callable
        From rows of counts (R, M) to the first and last month of each row's stretch, and what is left beside it.
    B : int
    random : numpy.random.Generator

    Returns
    -------
    array, shape (B, M)
    """
    from .searching import dealt

    M, most = len(n), int(n.max())
    mean = n * hits.sum() / n.sum()
    first, last, left = measure(hits[None])
    seen, remembered = float(dispersion_beside(hits[None], n, first, last)[0]), float(lag_one(left)[0])
    dispersion, rho = max(seen, 1.0), float(memory(left, *MEMORY_BIAS)[0])
    highest = MOST_RAISED[0] * dispersion, min(rho + MOST_RAISED[1], MEMORY_MOST)
    slope = 1 / max(1 - MEMORY_BIAS[1] / M, 0.1)
    shocks = random.standard_normal((FIT_SERIES, M))
    for _ in range(FIT_STEPS):
        made = dealt(shocks, rho, count_limits(mean, dispersion, most))
        first, last, left = measure(made)
        spread, lag = dispersion_beside(made, n, first, last), lag_one(left)
        dispersion = float(np.clip(dispersion * seen / max(spread.mean(), 1e-9), 1.0, highest[0]))
        rho = float(np.clip(rho + (remembered - lag.mean()) * slope, 0.0, highest[1]))
    dispersion *= np.exp(DOUBT[0] * np.log(np.maximum(spread, 0.05)).std())
    rho = min(rho + DOUBT[1] * lag.std() * slope, MEMORY_MOST)
    return dealt(random.standard_normal((B, M)), rho, count_limits(mean, dispersion, most))
