"""How a series moves when nothing happens: its dispersion, its memory, and made-up series that share both."""

from __future__ import annotations

from zlib import crc32

import numpy as np

BURN_IN_MONTHS = 20  # simulated and thrown away, so that a made-up series has forgotten its start
MEMORY_MOST = 0.95  # above this a stationary series cannot be told from a trend in a hundred months


def term_seed(seed: int, term: str, *more: int) -> list[int]:
    """A seed for one term's draws, so that its p does not depend on which other terms are tested."""
    return [seed, crc32(term.encode()), *more]


def lag_one(residuals: np.ndarray) -> np.ndarray:
    """Correlation of each value with the one before it, along the last axis."""
    power = (residuals**2).sum(-1)
    return (residuals[..., 1:] * residuals[..., :-1]).sum(-1) / np.maximum(power, 1e-300)


def memory(residuals: np.ndarray, a: float, b: float) -> np.ndarray:
    """Autocorrelation at lag one without the bias of short series: ``(r + a/M) / (1 − b/M)``.

    The mean, and still more a fitted split, takes some of a series' own memory away; ``r`` is too small by about
    ``(a + b ρ) / M`` (for a mean alone by ``(1 + 3 ρ) / M``, Kendall 1954).
    """
    M = residuals.shape[-1]
    return np.clip((lag_one(residuals) + a / M) / max(1 - b / M, 0.1), 0.0, MEMORY_MOST)


def recall(shocks: np.ndarray, rho) -> np.ndarray:
    """An autoregression of first order driven by ``shocks`` (last axis is time): ``y_t = ρ y_{t−1} + e_t``."""
    out = np.array(shocks, float)
    for t in range(1, out.shape[-1]):
        out[..., t] += rho * out[..., t - 1]
    return out


def pearson_residuals(hits: np.ndarray, n: np.ndarray, share: np.ndarray) -> np.ndarray:
    """``(h − n p) / √(n p (1 − p))``; 0 where nothing is expected."""
    spread = n * share * (1 - share)
    return np.where(spread > 0, (hits - n * share) / np.sqrt(np.maximum(spread, 1e-300)), 0.0)


def yearly_memory(rho: np.ndarray) -> np.ndarray:
    """Correlation of one year's mean with the next one's, of months whose autocorrelation is ``rho``.

    >>> yearly_memory(np.array([0.0, 0.65])).round(3).tolist()
    [0.0, 0.114]
    """
    rho = np.asarray(rho, float)[..., None]
    lag = np.arange(1, 24)
    within = 12 + 2 * ((12 - lag[:11]) * rho ** lag[:11]).sum(-1)
    return ((12 - np.abs(12 - lag)) * rho**lag).sum(-1) / within
