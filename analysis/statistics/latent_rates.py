"""Simulated counts whose rate wanders, comes in clusters and has a season: what a silence is compared with."""

from __future__ import annotations

import numpy as np

from .autocorrelation import ar1

MONTH = 30.44  # days
RATES = (0.03, 250.0)  # hits a slice; log-uniform, so that every size of term has neighbours
DISPERSIONS = (1.0, 12.0)  # of a month's hits; a median slogan of the broadcasts has 2.6, one in twenty more than 10
STEADY = 0.1  # share of series whose months do not resemble one another
MEMORY = 0.99  # the highest autocorrelation of the rate from one month to the next
SEASONAL = 0.3  # share of series with one month of the year above or below the others
PEAKS = (0.25, 8.0)  # factor of that month
ASKED = 0.1  # of the series, those whose one month is that of the window, so that past years of it are known to speak
WIDEST = 4.0  # squared coefficient of variation of the rate: above it nearly all slices are empty


def wandering_counts(
    exposure: np.ndarray,
    days: float,
    size: int,
    random: np.random.Generator,
    first_month: float = 0.0,
    asked: int | None = None,
) -> np.ndarray:
    """Counts (size, M) of M slices of ``days`` each, with ``exposure`` (M,) documents, at most so many.

    The rate is that of a Gaussian autoregression z of first order, either ``exp(z)`` or ``max(0, a + b z)³``, which stands still
    for long as a gamma variable of small shape does (Wilson & Hilferty 1931). Events are Poisson, and have a geometric number of
    documents. Rate, dispersion, share of clusters, memory and season are drawn for each series; ``asked`` is
    the slice whose month of the year is drawn more often for it.

    >>> counts = wandering_counts(np.full(24, 400.0), 30.44, 3, np.random.default_rng(0))
    >>> counts.shape, bool((counts >= 0).all())
    ((3, 24), True)
    """
    shape = (size, 1)
    M, mean_exposure = len(exposure), exposure[exposure > 0].mean()
    level = np.exp(random.uniform(np.log(RATES[0]), np.log(RATES[1]), shape))
    phi = np.exp(random.uniform(np.log(DISPERSIONS[0]), np.log(DISPERSIONS[1]), shape))
    cluster = np.where(random.random(shape) < 0.5, 1.0, 1 + (phi - 1) * random.random(shape))
    # the dispersion of months, or, of as many series, the variation of the rate itself: frequent terms vary by their rate
    spread = np.where(
        random.random(shape) < 0.5,
        (phi - cluster) / (level * MONTH / days),
        np.exp(random.uniform(np.log(0.02), np.log(WIDEST), shape)),
    )
    spread = np.minimum(spread, WIDEST)
    memory = np.where(random.random(shape) < STEADY, 0.0, MEMORY * random.random(shape) ** 0.4) ** (days / MONTH)
    shocks = random.standard_normal((size, M))
    shocks[:, 1:] *= np.sqrt(1 - memory**2)
    z = ar1(shocks, memory[:, 0])
    rate = np.where(random.random(shape) < 0.5, _log_normal(z, spread), _cubes(z, spread))
    mean = level * rate * _seasons(M, days, first_month, random, size, asked) * exposure / mean_exposure
    sizes = (1 + cluster) / 2  # a geometric event of this mean has Σx²/Σx = cluster
    events = random.poisson(np.minimum(mean / sizes, 1e6))
    more = random.negative_binomial(np.maximum(events, 1), np.broadcast_to(1 / sizes, events.shape))
    return np.minimum(np.where(events > 0, events + more, 0), exposure).astype(np.float32)


def _log_normal(z: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Rates of mean 1 whose squared coefficient of variation is ``spread``."""
    variance = np.log1p(spread)
    return np.exp(np.sqrt(variance) * z - variance / 2)


def _cubes(z: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Nearly gamma rates of mean 1: the cube of a normal variable, cut at 0 (Wilson & Hilferty 1931)."""
    from scipy.special import ndtr

    k = np.maximum(spread, 1e-9)  # 1 / shape
    m, s = 1 - k / 9, np.sqrt(k) / 3
    ratio = m / s
    density = np.exp(-(ratio**2) / 2) / np.sqrt(2 * np.pi)
    mean = (m**3 + 3 * m * s**2) * ndtr(ratio) + (m**2 * s + 2 * s**3) * density
    return np.maximum(m + s * z, 0.0) ** 3 / mean


def _seasons(
    M: int, days: float, first: float, random: np.random.Generator, size: int, asked: int | None
) -> np.ndarray:
    """Factors (size, M) of mean 1 over the year: one month of it above or below the others, in some series."""
    month = np.floor(first + np.arange(M) * days / MONTH) % 12
    factor = np.exp(random.uniform(np.log(PEAKS[0]), np.log(PEAKS[1]), (size, 1)))
    factor = np.where(random.random((size, 1)) < SEASONAL, factor, 1.0)
    own = random.integers(0, 12, (size, 1))
    if asked is not None:
        own = np.where(random.random((size, 1)) < ASKED, month[asked], own)
    return np.where(month == own, factor, 1.0) * 12 / (11 + factor)
