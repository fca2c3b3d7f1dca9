"""How far apart two lists of counts are."""

from __future__ import annotations

import numpy as np


def jensen_shannon(one: np.ndarray, other: np.ndarray, *, add: float = 0.5) -> np.ndarray:
    """Jensen–Shannon divergence, base 2: 0 for the same shares, 1 for nothing in common (Lin 1991).

    Parameters
    ----------
    one, other : arrays of counts, shape (…, V)
    add : float
        Added to each count, so that a word unseen in one slice is not infinitely surprising.

    Examples
    --------
    >>> jensen_shannon(np.array([4, 0]), np.array([0, 4]), add=0).round(6).item()
    1.0
    """
    p, q = (np.asarray(x, float) + add for x in (one, other))
    p, q = (
        np.divide(x, x.sum(-1, keepdims=True), out=np.zeros_like(x), where=x.sum(-1, keepdims=True) > 0)
        for x in (p, q)
    )
    middle = (p + q) / 2

    def surprise(x):
        return np.sum(x * np.log2(np.divide(x, middle, out=np.ones_like(x), where=x > 0)), -1)

    return np.maximum((surprise(p) + surprise(q)) / 2, 0.0)


def top(counts: np.ndarray, k: int) -> list[int]:
    """The k largest, ties by their place; those never seen are left out."""
    order = np.lexsort((np.arange(len(counts)), -counts))[:k]
    return [int(i) for i in order if counts[i] > 0]


def jaccard(one: list[int], other: list[int]) -> float:
    """Shared members as a share of all members; 1 for two empty lists."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def rank_biased_overlap(one: list[int], other: list[int], *, persistence: float = 0.9) -> float:
    """How alike two ranked lists are, the first places weighing most, extrapolated (Webber et al. 2010).

    ``RBO = A_k p^k + (1 - p) Σ_{d=1}^{k} A_d p^(d-1)``, with A_d the overlap of the first d places as a share
    of d, and k the length of the lists (the shorter, where they differ).

    >>> rank_biased_overlap([1, 2, 3], [1, 2, 3])
    1.0
    >>> rank_biased_overlap([1, 2], [3, 4])
    0.0
    """
    k = min(len(one), len(other))
    if not k:
        return 1.0 if len(one) == len(other) else 0.0
    total, agreement = 0.0, 0.0
    for depth in range(1, k + 1):
        agreement = len(set(one[:depth]) & set(other[:depth])) / depth
        total += agreement * persistence ** (depth - 1)
    return round(agreement * persistence**k + (1 - persistence) * total, 12)


def serial_inflation(counts: np.ndarray, when: np.ndarray, own: np.ndarray, *, lags: int = 4) -> float:
    """By what factor neighbouring units that resemble each other enlarge the distance of two slices.

    A company that wanders slowly, and nothing else, sets two years further apart than units shuffled at
    random would be. The factor is ``R = 1 + 2 Σ_k (1 - k/n) ρ_k`` over lags up to four units, at least 1,
    with ρ_k the autocorrelation of the standardised counts within a slice, pooled over all collocates, and
    freed of the bias that comes from measuring it around the slice's own mean.

    Parameters
    ----------
    counts : array, shape (units, V)
    when : int array, shape (units,)
        Number of the unit in time; units that hold nothing are missing.
    own : bool array, shape (units,)
        Which of the two slices.
    """
    covariance, pairs, power, n_units, slices = np.zeros(lags), np.zeros(lags), 0.0, 0, 0
    for side in (own, ~own):
        c, t = counts[side], when[side]
        total = c.sum(1)
        if len(t) < 3 or not total.sum():
            continue
        share = c.sum(0) / total.sum()
        expected = np.outer(total, share)
        y = np.divide(c - expected, np.sqrt(expected), out=np.zeros_like(c, dtype=float), where=expected > 0)
        power += (y**2).sum()
        n_units, slices = n_units + len(t), slices + 1
        apart = t[None, :] - t[:, None]
        product = y @ y.T
        for k in range(1, lags + 1):
            at = apart == k
            covariance[k - 1] += product[at].sum()
            pairs[k - 1] += at.sum()
    if not power:
        return 1.0
    n = n_units / slices
    rho = np.divide(covariance, pairs, out=np.zeros(lags), where=pairs > 0) / (power / n_units)
    weight = np.clip(1 - np.arange(1, lags + 1) / n, 0, 1) * (pairs > 0)
    bottom = 1 - 2 / n * (weight * (1 - rho)).sum()
    return float(np.clip((1 + 2 * (weight * rho).sum()) / max(bottom, 0.2), 1.0, n))
