"""Autocorrelation of first order: measured without the bias of short series, simulated, and added up to years."""

from __future__ import annotations

import numpy as np

NO_NOISE = 1e-10  # residuals of shares up to here are rounding; one hit in 10^8 documents leaves 1e-4
MAX_AUTOCORRELATION = 0.95  # above this a stationary series cannot be told from a trend in a hundred months


def lag_one_autocorrelation(residuals: np.ndarray) -> np.ndarray:
    """Correlation of each value with the one before it, along the last axis."""
    return (residuals[..., 1:] * residuals[..., :-1]).sum(-1) / np.maximum((residuals**2).sum(-1), 1e-300)


def corrected_autocorrelation(residuals: np.ndarray, a: float, b: float) -> np.ndarray:
    """Autocorrelation at lag one without the bias of short series: ``(r + a/M) / (1 − b/M)``, 0 to 0.95.

    The mean, and still more a fitted stretch, takes part of a series' autocorrelation away: ``r`` is too small by about
    ``(a + b ρ) / M`` (for a mean alone by ``(1 + 3 ρ) / M``, Kendall 1954). 0 where nothing is left but rounding, which resembles itself
    from month to month. Shape (..., M) to (...,).
    """
    M = residuals.shape[-1]
    corrected = (lag_one_autocorrelation(residuals) + a / M) / max(1 - b / M, 0.1)
    noise = np.abs(residuals).max(-1) > NO_NOISE
    return np.where(noise, np.clip(corrected, 0.0, MAX_AUTOCORRELATION), 0.0)


def ar1(shocks: np.ndarray, rho: float | np.ndarray) -> np.ndarray:
    """An autoregression of first order, ``y_t = ρ y_{t−1} + e_t``, driven by ``shocks`` along the last axis.

    >>> ar1(np.array([1.0, 0.0, 2.0]), 0.5).tolist()
    [1.0, 0.5, 2.25]
    """
    out = np.array(shocks, float)
    for t in range(1, out.shape[-1]):
        out[..., t] += rho * out[..., t - 1]
    return out


def pearson_residuals(hits: np.ndarray, n: np.ndarray, share: np.ndarray | float) -> np.ndarray:
    """``(h − n p) / √(n p (1 − p))`` for ``h`` hits in ``n`` documents; 0 where nothing is expected."""
    variance = n * share * (1 - share)
    return np.where(variance > 0, (hits - n * share) / np.sqrt(np.maximum(variance, 1e-300)), 0.0)


def yearly_autocorrelation(rho: np.ndarray) -> np.ndarray:
    """Correlation of one year's mean with the next year's, for months whose autocorrelation is ``rho``.

    >>> yearly_autocorrelation(np.array([0.0, 0.65])).round(3).tolist()
    [0.0, 0.114]
    """
    rho = np.asarray(rho, float)[..., None]
    lag = np.arange(1, 24)
    within = 12 + 2 * ((12 - lag[:11]) * rho ** lag[:11]).sum(-1)
    return ((12 - np.abs(12 - lag)) * rho**lag).sum(-1) / within
