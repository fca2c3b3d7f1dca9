"""Which of many tests to believe: the correction of Benjamini and Hochberg."""

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
