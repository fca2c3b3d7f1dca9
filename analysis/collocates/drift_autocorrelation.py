"""How much further apart a company that only wanders slowly sets two slices than shuffled months would be."""

from __future__ import annotations

import numpy as np

MEMORIES = np.arange(0.0, 0.96, 0.05)  # tried for how far a month's company resembles that of the last
LAGS = 6
CAUTION = 1.2  # by simulation the factor is known to 10 to 20 % from a year of months on each side


def wandering(counts: np.ndarray, when: np.ndarray, own: np.ndarray) -> float:
    """By what factor neighbouring units that resemble each other enlarge the distance of two slices, at least 1.

    Each collocate's standardised counts are taken as the sum of chance and of a mood with a memory: their covariance at
    ``k`` units apart is ``a ρ^k``, and ``a + b`` at 0. ``a``, ``b`` and ``ρ`` are those whose covariances,
    measured around each slice's own share and summed over the collocates, are nearest to the ones seen (least
    squares, not negative); what measuring them around the slice's own share takes away is therefore allowed for. The
    factor is the variance of the difference of the two slices under that covariance, over what it is where the
    same units are dealt to the slices at random, times a margin of a fifth.

    Parameters
    ----------
    counts : array, shape (units, V)
    when : int array, shape (units,)
        Number of the unit in time; units that hold nothing are missing.
    own : bool array, shape (units,)
        Which of the two slices.

    Returns
    -------
    float
        1 where fewer than three units of each slice hold anything.
    """
    from scipy.optimize import nnls

    seen = np.zeros(LAGS + 1)
    given = np.zeros((len(MEMORIES), LAGS + 1, 2))
    used = 0
    for side in (own, ~own):
        held, at = counts[side], when[side]
        total = held.sum(1)
        if len(at) < 3 or not total.sum():
            continue
        used += 1
        expected = np.outer(total, held.sum(0) / total.sum())
        error = np.divide(held - expected, np.sqrt(expected), out=np.zeros(held.shape), where=expected > 0)
        apart = np.abs(at[None, :] - at[:, None])
        # what the slice's own share takes out of the standardised counts
        root = np.sqrt(total / total.sum())
        kept = np.eye(len(at)) - np.outer(root, root)
        seen += _by_lag(error @ error.T, apart)
        for m, memory in enumerate(MEMORIES):
            given[m, :, 0] += _by_lag(kept @ memory**apart @ kept, apart)
            given[m, :, 1] += _by_lag(kept, apart)
    if not used or not seen[0]:
        return 1.0
    fits = [nnls(given[m], seen) for m in range(len(MEMORIES))]
    best = int(np.argmin([miss for _, miss in fits]))
    mood, chance = fits[best][0]
    covariance = mood * MEMORIES[best] ** np.abs(when[None, :] - when[:, None]) + chance * np.eye(len(when))
    side = np.where(own, 1 / own.sum(), -1 / (~own).sum())
    units = len(when)
    dealt = (np.trace(covariance) - covariance.sum() / units) / (units - 1) * (side**2).sum()
    return float(max(CAUTION * (side @ covariance @ side) / dealt, 1.0))


def _by_lag(product: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Sums of a square table's entries so many units apart, shape (LAGS + 1,)."""
    return np.array([product[apart == lag].sum() for lag in range(LAGS + 1)])
