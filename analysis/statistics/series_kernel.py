"""The compiled loops of change points; imported only where they run, since compiling takes a second or two."""

from __future__ import annotations

import numpy as np

from ..core.compiling import compiled


@compiled
def searched(sums, least, lengths):
    """The best split and the best inner stretch of each row of running sums (R, M + 1) that begin and end with 0.

    Returns the place and the statistic of the split, first and last month and the statistic of the stretch.
    """
    R, M = sums.shape[0], sums.shape[1] - 1
    place, first, last = np.zeros((3, R), np.int64)
    split, stretch = np.full((2, R), -1.0)
    for r in range(R):
        row = sums[r]
        for k in range(least, M - least + 1):
            value = abs(row[k]) / np.sqrt(k * (M - k) / M)
            if value > split[r]:
                split[r], place[r] = value, k
        for length in lengths:
            top, at = -1.0, 0
            for i in range(least, M - least - length + 1):
                value = abs(row[i + length] - row[i])
                if value > top:
                    top, at = value, i
            top /= np.sqrt(length * (M - length) / M)
            if top > stretch[r]:
                stretch[r], first[r], last[r] = top, at, at + length
    return place, split, first, last, stretch


@compiled
def dealt(shocks, rho, limits):
    """Counts of a Gaussian autoregression put through each month's distribution.

    ``shocks`` (R, M) are standard normal, ``limits`` (M, K) the normal quantiles of the probabilities of at most
    0, 1, … hits; a count is the number of limits below the value, at most K − 1.
    """
    R, M = shocks.shape
    most = limits.shape[1] - 1
    out = np.empty((R, M))
    fresh = np.sqrt(1 - rho * rho)
    for r in range(R):
        value = 0.0
        for m in range(M):
            value = shocks[r, m] if m == 0 else rho * value + fresh * shocks[r, m]
            low, high = 0, most
            while low < high:
                middle = (low + high) // 2
                if limits[m, middle] < value:
                    low = middle + 1
                else:
                    high = middle
            out[r, m] = low
    return out
