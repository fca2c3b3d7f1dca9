"""Null series of every kind: counts of one level with dispersion and autocorrelation drawn at random."""

from __future__ import annotations

from math import erfc, exp, log, sqrt
from typing import NamedTuple

import numpy as np

from ..core.compiling import compiled
from .autocorrelation import ar1

HITS = (0.1, 120.0)  # a slice, drawn evenly on the logarithm; more where a slice has many documents
LARGEST_SHARE, USUAL_SHARE = 0.9, 0.3  # of documents that hold the term: at most, and up to where it may pass HITS
DISPERSION = (1.0, 8.0)
INDEPENDENT, COPULA = 0.3, 0.2  # of the series; the rest have a rate that is itself autocorrelated
COPULA_AUTOCORRELATION, RATE_AUTOCORRELATION = (0.0, 0.7), (0.3, 0.85)


class Restless(NamedTuple):
    """Series of an autocorrelated rate beyond the usual bounds, for terms of many campaigns: their share and bounds."""

    share: float
    dispersion: tuple[float, float]
    autocorrelation: tuple[float, float]


UNEVEN = Restless(0.15, (8.0, 40.0), RATE_AUTOCORRELATION)
LASTING = Restless(0.12, (1.0, 40.0), (0.85, 0.97))


def null_counts(
    documents: np.ndarray,
    months: np.ndarray,
    draws: int,
    random: np.random.Generator,
    *,
    restless=UNEVEN,
    exposure=None,
) -> np.ndarray:
    """Counts (draws, M) of one level in slices of ``documents`` (M,), whose ``months`` (M,) rise.

    Hits a slice and dispersion are log-uniform. Of ten series three have independent slices; two have a Gaussian
    autoregression behind negative binomial counts (Cario & Nelson 1997); five have binomial counts of a rate that is itself
    a log-normal autoregression (Zeger 1988). A further share is ``restless``. Autocorrelation is that of months, whichever of them exist. The mean is in
    proportion to ``exposure`` (draws, M), the documents if None.
    """
    n = np.asarray(documents, float)
    highest = min(LARGEST_SHARE * n.mean(), max(HITS[1], USUAL_SHARE * n.mean()))
    level = _log_uniform(random, (min(HITS[0], highest / 2), highest), draws)
    dispersion = _log_uniform(random, DISPERSION, draws)
    rho = random.uniform(*RATE_AUTOCORRELATION, draws)
    kind = random.random(draws) / (1 - restless.share)
    wild = kind >= 1
    dispersion[wild] = _log_uniform(random, restless.dispersion, wild.sum())
    rho[wild] = random.uniform(*restless.autocorrelation, wild.sum())
    worth = np.broadcast_to(n, (draws, len(n))) if exposure is None else exposure
    mean = level[:, None] * worth / worth.mean(1, keepdims=True)
    out = np.empty(mean.shape)
    flat = kind < INDEPENDENT
    rate = kind >= INDEPENDENT + COPULA
    copula = ~flat & ~rate
    spread = (dispersion[:, None] - 1) / mean  # of a rate, whose mean is 1, its variance
    some = spread[flat]
    gamma = np.where(some > 1e-9, random.gamma(1 / np.maximum(some, 1e-9)) * some, 1.0)
    out[flat] = _binomial(n, mean[flat] * gamma, random)
    z = autoregression(months, random.uniform(*COPULA_AUTOCORRELATION, copula.sum()), random)
    out[copula] = negative_binomial_quantiles(z, mean[copula], dispersion[copula], n)
    z = autoregression(months, rho[rate], random)
    variance = np.log1p(spread[rate])
    out[rate] = _binomial(n, mean[rate] * np.exp(np.sqrt(variance) * z - variance / 2), random)
    return out


def autoregression(months: np.ndarray, rho: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Standard normal autoregressions of first order (R, M) at these ``months``, ``rho`` (R,) from month to month."""
    if not len(rho):
        return np.empty((0, len(months)))
    at = np.asarray(months) - months[0]
    shocks = random.standard_normal((len(rho), int(at[-1]) + 1))
    shocks[:, 1:] *= np.sqrt(1 - rho**2)[:, None]
    return ar1(shocks, rho)[:, at]


def _log_uniform(random: np.random.Generator, bounds: tuple[float, float], draws: int) -> np.ndarray:
    return np.exp(random.uniform(np.log(bounds[0]), np.log(bounds[1]), draws))


def _binomial(n: np.ndarray, mean: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return random.binomial(np.round(n).astype(np.int64), np.minimum(mean / n, 1.0)).astype(float)


@compiled
def negative_binomial_quantiles(z, mean, dispersion, most):
    """Counts at the normal quantiles ``z`` (R, M): ``mean`` (R, M), variance ``dispersion`` (R,) times it, at most ``most`` (M,)."""
    R, M = z.shape
    out = np.empty((R, M))
    for r in range(R):
        excess = max(dispersion[r] - 1, 1e-6)
        for t in range(M):
            size = mean[r, t] / excess
            wanted = 0.5 * erfc(-z[r, t] / sqrt(2.0))
            step = excess / (1 + excess)
            p = exp(-size * log(1 + excess))
            below, k = p, 0
            while below < wanted and k < most[t]:
                p *= (size + k) / (k + 1) * step
                k += 1
                below += p
                if p < 1e-18 and k > mean[r, t]:
                    break
            out[r, t] = k
    return out
