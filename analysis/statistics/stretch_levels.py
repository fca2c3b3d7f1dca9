"""What is left beside a stretch: dispersion and autocorrelation of counts, and series with a stretch levelled."""

from __future__ import annotations

import numpy as np


def inside(first: np.ndarray, last: np.ndarray, M: int) -> np.ndarray:
    """Which slices lie in each series' stretch, (R,) and (R,) to (R, M)."""
    month = np.arange(M)
    return (month >= first[:, None]) & (month < last[:, None])


def level_outside(hits: np.ndarray, exposure: np.ndarray, within: np.ndarray) -> np.ndarray:
    """Hits per document outside the stretches, (R, 1)."""
    outside = ~within
    return (hits * outside).sum(1, keepdims=True) / np.maximum((exposure * outside).sum(1, keepdims=True), 1e-300)


def levelled(hits: np.ndarray, exposure: np.ndarray, within: np.ndarray, beside: np.ndarray) -> np.ndarray:
    """Counts (R, M) whose slices ``within`` have the rate of those that are not in ``beside``, (R, M) both."""
    return np.where(within, exposure * level_outside(hits, exposure, beside), hits)


def two_level_residuals(hits: np.ndarray, exposure: np.ndarray, within: np.ndarray, season: np.ndarray) -> np.ndarray:
    """Pearson residuals around the rates inside and outside the stretch and the ``season``; 0 where nothing is expected.

    ``season`` (M, K) says to which of K seasons a slice belongs: each has as many hits as the two rates make it expect, times
    a factor of its own.
    """
    share = np.where(within, level_outside(hits, exposure, ~within), level_outside(hits, exposure, within))
    expected = exposure * share
    factor = (hits @ season) / np.maximum(expected @ season, 1e-300)
    share = np.clip(share * (factor @ season.T), 0.0, 1.0)
    variance = exposure * share * (1 - share)
    return np.where(variance > 0, (hits - exposure * share) / np.sqrt(np.maximum(variance, 1e-300)), 0.0)


def dispersion_beside(residuals: np.ndarray, among: np.ndarray, parameters: int) -> np.ndarray:
    """Pearson's dispersion of the slices ``among`` (R, M), of which so many parameters were fitted; (R,)."""
    return (residuals**2 * among).sum(1) / np.maximum(among.sum(1) - parameters, 1)


def autocorrelation_beside(residuals: np.ndarray, among: np.ndarray, lags: tuple[int, ...]) -> np.ndarray:
    """Mean autocorrelation at ``lags``, of pairs of slices that are both ``among``; (R,)."""
    left = np.where(among, residuals, 0.0)
    variance = (left**2).sum(1) / np.maximum(among.sum(1), 1)
    found = []
    for lag in lags:
        pairs = np.maximum((among[:, lag:] & among[:, :-lag]).sum(1), 1)
        found.append((left[:, lag:] * left[:, :-lag]).sum(1) / pairs)
    return np.mean(found, 0) / np.maximum(variance, 1e-12)


def skewness_beside(residuals: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Third moment of the slices ``among`` over the second to the power of 1.5; (R,)."""
    left, count = np.where(among, residuals, 0.0), np.maximum(among.sum(1), 1)
    return (left**3).sum(1) / count / np.maximum((left**2).sum(1) / count, 1e-12) ** 1.5
