"""Autocorrelation of first order: measured and simulated."""

from __future__ import annotations

import numpy as np


def lag_one_autocorrelation(residuals: np.ndarray) -> np.ndarray:
    """Correlation of each value with the one before it, along the last axis."""
    return (residuals[..., 1:] * residuals[..., :-1]).sum(-1) / np.maximum((residuals**2).sum(-1), 1e-300)


def ar1(shocks: np.ndarray, rho: float | np.ndarray) -> np.ndarray:
    """An autoregression of first order, ``y_t = ρ y_{t−1} + e_t``, driven by ``shocks`` along the last axis.

    >>> ar1(np.array([1.0, 0.0, 2.0]), 0.5).tolist()
    [1.0, 0.5, 2.25]
    """
    out = np.array(shocks, float)
    for t in range(1, out.shape[-1]):
        out[..., t] += rho * out[..., t - 1]
    return out
