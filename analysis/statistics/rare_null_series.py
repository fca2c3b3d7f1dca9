"""Simulated series of rare terms to which nothing happens: rates that stay, or wander, with hits that come in clusters."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .calendars import Calendar
from .count_series import count_limits, counts_from_shocks
from .stratified_exposure import RATE_RATIO, stratified_exposure

RATES = (0.03, 40.0)  # hits in a mean slice, evenly on a logarithmic scale
DISPERSIONS = (1.0, 12.0)  # likewise
COPULA = (0.0, 0.8)  # autocorrelation behind the counts
LATENT = (0.3, 0.9)  # autocorrelation of the logarithm of a rate that wanders
GROUPS = 50  # settings of rate and dispersion among the series with a copula: their quantiles are the slow part
KINDS = {"flat": 0.15, "copula": 0.45, "latent": 0.25, "clusters": 0.15}  # and their shares
FIXED = (
    RATES,
    DISPERSIONS,
    COPULA,
    LATENT,
    GROUPS,
    KINDS,
)  # all that a bank of such series depends on beside its calendar


def rare_null_series(calendar: Calendar, series: int, seed: int, part: int) -> np.ndarray:
    """Hits (series, M) of simulated terms on a calendar, of four kinds, at most one hit a document.

    flat: negative binomial months; copula: a Gaussian autoregression behind them; latent: Poisson counts of a rate whose
    logarithm is an autoregression; clusters: events with a geometric number of documents each. Autocorrelation is per month:
    two slices that lie g months apart have its g-th power. ``part`` numbers the draws of one seed.
    """
    random = np.random.default_rng([seed, part])
    sizes = np.diff(np.rint(series * np.cumsum([0, *KINDS.values()])).astype(int))
    makers = (_flat, _copula, _latent, _clusters)
    out = [make(calendar, int(size), random) for make, size in zip(makers, sizes, strict=True)]
    return np.minimum(np.concatenate(out), np.floor(calendar.documents))


def settings(random: np.random.Generator, series: int) -> tuple[np.ndarray, np.ndarray]:
    """Hits in a mean slice and dispersion of so many series, each (series, 1)."""
    rate, dispersion = (np.exp(random.uniform(*np.log(limits), size=(series, 1))) for limits in (RATES, DISPERSIONS))
    return rate, dispersion


def means(rate: np.ndarray, calendar: Calendar) -> np.ndarray:
    """Expected hits (series, M), in proportion to the documents."""
    return rate * calendar.documents / calendar.documents.mean()


def _flat(calendar: Calendar, series: int, random: np.random.Generator) -> np.ndarray:
    rate, dispersion = settings(random, series)
    mean, excess = means(rate, calendar), np.maximum(dispersion - 1, 1e-6)
    return random.poisson(random.gamma(mean / excess, np.broadcast_to(excess, mean.shape))).astype(float)


def _clusters(calendar: Calendar, series: int, random: np.random.Generator) -> np.ndarray:
    rate, dispersion = settings(random, series)
    size = (1 + dispersion) / 2  # mean of a geometric number whose Σx² / Σx is the dispersion
    events = random.poisson(means(rate, calendar) / size)
    more = random.negative_binomial(np.maximum(events, 1), np.broadcast_to(1 / size, events.shape))
    return np.where(events > 0, events + more, 0).astype(float)


def _latent(calendar: Calendar, series: int, random: np.random.Generator) -> np.ndarray:
    rate, dispersion = settings(random, series)
    spread = np.sqrt(np.log1p((dispersion - 1) / rate))
    rho = random.uniform(*LATENT, size=(series, 1))
    wander = _autoregression(calendar, rho, random)
    return random.poisson(means(rate, calendar) * np.exp(np.minimum(spread * wander - spread**2 / 2, 30))).astype(float)


def _copula(calendar: Calendar, series: int, random: np.random.Generator) -> np.ndarray:
    out, groups = np.empty((series, len(calendar))), min(GROUPS, max(series, 1))
    edges = np.linspace(0, series, groups + 1).astype(int)
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        rate, dispersion = settings(random, 1)
        rho = random.uniform(*COPULA, size=(high - low, 1))
        limits = count_limits(means(rate, calendar)[0], float(dispersion.item()))
        out[low:high] = counts_from_shocks(_autoregression(calendar, rho, random), 0.0, limits)
    return out


def _autoregression(calendar: Calendar, rho: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Gaussian series of variance 1 (series, M) whose autocorrelation over a gap of g months is ``rho`` to the power g."""
    value = random.standard_normal((len(rho), len(calendar)))
    for m, gap in enumerate(np.diff(calendar.months), start=1):
        memory = rho[:, 0] ** gap
        value[:, m] = memory * value[:, m - 1] + np.sqrt(1 - memory**2) * value[:, m]
    return value


def stratified_nulls(
    documents: np.ndarray, seed: int
) -> tuple[np.ndarray, Callable[[np.ndarray, int], tuple[np.ndarray, np.ndarray]]]:
    """For a bank of null series: the strata's documents (S, M), and a function that puts null series through the same fit.

    Each series' hits are given to strata by chance, in proportion to their documents times a rate ratio of the stratum drawn
    evenly on a logarithmic scale between 1/6 and 6; what a rarer stratum does not hold is lost.
    """
    n = np.asarray(documents, float)

    def exposed(hits: np.ndarray, part: int) -> tuple[np.ndarray, np.ndarray]:
        random = np.random.default_rng([seed, part, len(n)])
        ratio = np.exp(random.uniform(-np.log(RATE_RATIO) / 2, np.log(RATE_RATIO) / 2, (len(hits), len(n), 1)))
        ratio /= ratio.max(1, keepdims=True)
        left, documents_left = hits.astype(np.int64), n.sum(0)
        shared = np.zeros((len(hits), *n.shape))
        for s in range(len(n)):
            own = random.binomial(left, np.clip(n[s] / np.maximum(documents_left, 1e-12), 0, 1))
            left, documents_left = left - own, documents_left - n[s]
            shared[:, s] = random.binomial(own, np.broadcast_to(ratio[:, s], own.shape))
        return shared.sum(1), stratified_exposure(shared, n)

    return n, exposed
