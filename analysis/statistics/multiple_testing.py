"""Which of many tests to believe: the corrections of Benjamini and Hochberg, and of Benjamini, Krieger and Yekutieli."""

from __future__ import annotations

import numpy as np


def benjamini_hochberg(p: np.ndarray, *, tests: int | None = None) -> np.ndarray:
    """q-values: the smallest false discovery rate at which each test would be called (Benjamini & Hochberg 1995).

    Parameters
    ----------
    p : float array, shape (N,)
        Those of tests that are left out (p = 1) are counted by ``tests``.
    tests : int, optional
        How many tests were made in all; N if None.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p, dtype=float)
    if not len(p):
        return p.copy()
    order = np.argsort(p, kind="stable")
    scaled = p[order] * (tests or len(p)) / np.arange(1, len(p) + 1)
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


def adaptive_q(p: np.ndarray, level: float) -> np.ndarray:
    """q-values of a two-stage procedure: a test is called at ``level`` where its q is at most that.

    ``q = q_BH · (1 + level) · m₀ / m``, with m₀ the tests that Benjamini and Hochberg's procedure leaves uncalled at
    ``level / (1 + level)``, at least one (Benjamini, Krieger & Yekutieli 2006): where half of all tests are called, only the other
    half can be false alarms. Never below p; where none is called at first, none is called.

    Parameters
    ----------
    p : float array, shape (N,)
    level : float
        False discovery rate that is wanted, between 0 and 1.

    Examples
    --------
    >>> adaptive_q(np.array([0.01, 0.012, 0.014, 0.06]), 0.05).round(4).tolist()  # m₀ is 1 of 4, and q is p
    [0.01, 0.012, 0.014, 0.06]
    """
    corrected = benjamini_hochberg(p)
    left = max((corrected > level / (1 + level)).sum(), 1) / max(len(corrected), 1)
    return np.maximum(np.minimum(corrected * (1 + level) * left, 1.0), p)
