"""Series in which nothing happens, as uneven and as mindful of themselves as a given one: the null of change and burst."""

from __future__ import annotations

import numpy as np

from .autocorrelation import MEMORY_MOST, lag_one, pearson_residuals
from .series_kernel import dealt

FIT_SERIES = 60  # made-up series in each step of the fit
FIT_STEPS = 3
MOST_RAISED = (1.8, 0.2)  # the null's dispersion over the one beside the stretch, its memory less that; by simulation


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


def nothing_like(
    hits: np.ndarray, n: np.ndarray, beside: tuple[float, float], B: int, random: np.random.Generator
) -> np.ndarray:
    """``B`` series of counts of one level that have the dispersion and the memory of ``hits`` (M,).

    A Gaussian autoregression of first order put through negative binomial counts (a copula, Cario & Nelson 1997).
    Both figures are measured around one level, which is all that a series has in which nothing happens. Beside the stretch
    that stands out most they would be smallest where chance makes one stand out, and the null too quiet just there. To take
    a change for noise costs little, since the tests divide by what is measured beside it; but a campaign on end
    looks like a month that remembers the last, so neither may lie far above what is measured beside the stretch.
    Months that remember one another show less than there is; those figures are therefore taken whose
    made-up series show what this one shows (indirect inference, Gouriéroux et al. 1993).

    Parameters
    ----------
    hits, n : arrays, shape (M,)
    beside : pair of float
        Dispersion and memory beside the stretch.
    B : int
    random : numpy.random.Generator

    Returns
    -------
    array, shape (B, M)
    """
    M, most, share = len(n), int(n.max()), hits.sum() / n.sum()
    mean = n * share

    def shown(rows):
        error = pearson_residuals(rows, n, share)
        return (error**2).sum(-1) / (M - 1), lag_one(error)

    seen, remembered = shown(hits)
    highest = MOST_RAISED[0] * max(beside[0], 1.0), min(beside[1] + MOST_RAISED[1], MEMORY_MOST)
    dispersion, rho = np.clip(seen, 1.0, highest[0]), np.clip(remembered, 0.0, highest[1])
    shocks = random.standard_normal((FIT_SERIES, M))
    for _ in range(FIT_STEPS):
        spread, lag = shown(dealt(shocks, rho, count_limits(mean, dispersion, most)))
        dispersion = np.clip(dispersion * seen / max(spread.mean(), 1e-9), 1.0, highest[0])
        rho = np.clip(rho + remembered - lag.mean(), 0.0, highest[1])
    return dealt(random.standard_normal((B, M)), rho, count_limits(mean, dispersion, most))
