"""Intervals for what share of some counts is of one sort, where a day brings many of that sort or none."""

from __future__ import annotations

import numpy as np

from .cluster_bootstrap import LEAST_DF
from .intervals import wilson, zero_bound


def share_intervals(
    part: np.ndarray, whole: np.ndarray, place: np.ndarray, slices: int, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Low and high of the share that ``part`` is of ``whole``, by row and slice; (T, S) each.

    Wilson's interval with ``n / φ`` in place of the ``n`` of the whole. ``φ`` (at least 1) is the variance of a day's part
    around the slice's share over that of independent draws, ``Σ (x_d − n_d p_s)² / Σ n_s p_s (1 − p_s)``, of all slices
    together. The normal quantile is Student's, with a degree of freedom for each event. NaN where the whole is 0.

    Parameters
    ----------
    part, whole : arrays, shape (T, D)
        Counts by day.
    place : int array, shape (D,)
        The slice of each day.

    >>> day = np.ones((1, 4))
    >>> low, high = share_intervals(np.array([[1.0, 0, 1, 0]]), day, np.zeros(4, int), 1, 0.95)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([[0.08]], [[0.92]])
    """
    from scipy.special import stdtrit

    def add(values):
        return np.bincount(place, values, slices)

    parts, wholes = (np.array([add(row) for row in values]).reshape(-1, slices) for values in (part, whole))
    phi = np.ones((len(parts), 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        for t in range(len(parts)):
            p = parts[t] / wholes[t]
            own = whole[t] > 0  # days without any are no part of its slices
            left = (part[t] - whole[t] * p[place])[own] ** 2
            free = 1 - np.bincount(place, whole[t] ** 2, slices) / wholes[t] ** 2
            told = free > 1e-9
            squares = np.bincount(place[own], left, slices)[told] / free[told]
            phi[t] = squares.sum() / (wholes[t] * p * (1 - p))[told].sum()
    phi = np.maximum(np.nan_to_num(phi, nan=1.0, posinf=1.0), 1.0)
    n = wholes / phi
    low, high = wilson(parts / phi, n, stdtrit(np.maximum(n - 1, LEAST_DF), (1 + level) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = zero_bound(n, level)
    low = np.where(parts == 0, 0.0, np.where(parts == wholes, 1 - bound, low))
    high = np.where(parts == 0, bound, np.where(parts == wholes, 1.0, high))
    known = wholes > 0
    return np.where(known, low, np.nan), np.where(known, high, np.nan)
