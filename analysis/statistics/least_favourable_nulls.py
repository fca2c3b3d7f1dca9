"""The mixture of null models that is hardest to tell from a change: no model in it is rejected more often than alpha."""

from __future__ import annotations

import numpy as np

from .likelihood_ratios import LikelihoodRatio

DRAWS = 1_500  # Gaussian series of every model
STEPS = 600
ALPHA = 0.05
BATCH = 500  # fixed, so that sums are added up in one order on every machine


def least_favourable_weights(test: LikelihoodRatio, random: np.random.Generator, draws: int = DRAWS) -> np.ndarray:
    """Weights λ (G,) of the nulls, with which none is rejected (T > 0) in more than 5 % of its own series.

    A model that is rejected too often gets more weight, one that is rejected less often loses it, in steps that become
    smaller; at last all are raised until the worst has 5 % (Elliott, Müller & Watson 2015, appendix). The weights do
    not add up to one: their sum is the critical value.
    """
    root = test.models.root
    G, M, _ = root.shape
    even = np.full(G, 1 / G)
    null, alternative = [], []
    for V in root:
        series = random.standard_normal((draws, M)) @ V.T
        for first in range(0, draws, BATCH):
            found = test.marginals(series[first : first + BATCH], even)
            null.append(found.null)
            alternative.append(found.alternative)
    null, alternative = np.concatenate(null), np.concatenate(alternative)
    ratio = np.exp(null - alternative[:, None])  # of each null to the alternatives; rejected where Σ λ ratio < 1
    return balanced_weights(ratio.reshape(G, draws, G))


def balanced_weights(ratio: np.ndarray, alpha: float = ALPHA, steps: int = STEPS) -> np.ndarray:
    """The weights for series of every model: ``ratio`` (G, draws, G) is each null's likelihood over the alternatives'."""
    G = len(ratio)
    log_weights = np.full(G, -np.log(G))
    for k in range(steps):
        rejected = (np.einsum("gnm,m->gn", ratio, np.exp(log_weights)) < 1).mean(1)
        log_weights += 4 / (1 + k / 60) * (rejected - alpha)
    mixed = np.log(ratio @ np.exp(log_weights))  # lowered by c, T rises by c
    return np.exp(log_weights - np.quantile(mixed, alpha, axis=1).min())
