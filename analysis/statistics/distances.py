"""How far apart two lists of counts are."""

from __future__ import annotations

import numpy as np


def jensen_shannon(one: np.ndarray, other: np.ndarray, *, add: float = 0.5) -> np.ndarray:
    """Jensen–Shannon divergence, base 2: 0 for the same shares, 1 for nothing in common (Lin 1991).

    ``add`` is added to each count, so that a word unseen in one slice is not infinitely surprising. Shapes (…, V) to (…).

    >>> jensen_shannon(np.array([4, 0]), np.array([0, 4]), add=0).round(6).item()
    1.0
    """

    def shares(counts):
        x = np.asarray(counts, float) + add
        total = x.sum(-1, keepdims=True)
        return np.divide(x, total, out=np.zeros_like(x), where=total > 0)

    def divergence(x):
        return np.sum(x * np.log2(np.divide(x, middle, out=np.ones_like(x), where=x > 0)), -1)

    p, q = shares(one), shares(other)
    middle = (p + q) / 2
    return np.maximum((divergence(p) + divergence(q)) / 2, 0.0)


def top(counts: np.ndarray, k: int) -> list[int]:
    """Places of the k largest of ``counts`` (V,), ties by place; those never seen are left out."""
    order = np.lexsort((np.arange(len(counts)), -counts))[:k]
    return [int(i) for i in order if counts[i] > 0]


def jaccard(one: list[int], other: list[int]) -> float:
    """Shared members as a share of all members (Jaccard 1912); 1 for two empty lists."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def rank_biased_overlap(one: list[int], other: list[int], *, persistence: float = 0.9) -> float:
    """How alike two ranked lists are, the first places weighing most, extrapolated (Webber et al. 2010).

    ``RBO = A_k p^k + (1 - p) Σ_{d=1}^{k} A_d p^(d-1)``, with A_d the overlap of the first d places as a share
    of d, and k the length of the lists (the shorter, where they differ).

    >>> rank_biased_overlap([1, 2, 3], [1, 2, 3]), rank_biased_overlap([1, 2], [3, 4])
    (1.0, 0.0)
    """
    k = min(len(one), len(other))
    if not k:
        return 1.0 if len(one) == len(other) else 0.0
    total, agreement = 0.0, 0.0
    for depth in range(1, k + 1):
        agreement = len(set(one[:depth]) & set(other[:depth])) / depth
        total += agreement * persistence ** (depth - 1)
    return round(agreement * persistence**k + (1 - persistence) * total, 12)
