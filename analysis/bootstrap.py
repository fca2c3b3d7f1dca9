"""The second interval: days drawn with replacement, so that stories of one event stay together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .intervals import zero_bound
from .slices import by_slice

if TYPE_CHECKING:
    from .timeline import Timeline


def day_weights(days: int, B: int, seed: int, ordinal: int) -> np.ndarray:
    """How often each of ``days`` is drawn in each of ``B`` samples of that many days; shape (B, days)."""
    random = np.random.default_rng([seed, ordinal])
    return random.multinomial(days, np.full(days, 1 / days), size=B).astype(float)


def day_bootstrap(result: Timeline, *, B: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Low and high shares, shape (T, S) in the order of the timeline's frame."""
    from .timeline import numerator_and_base

    level = result.parameters["level"]
    starts, place = result.counts.index(result.parameters["every"])
    hits, base = numerator_and_base(result.counts, result.parameters["unit"])
    low, high = np.full((2, len(hits), len(starts)), np.nan)
    for s in range(len(starts)):
        at = place == s
        if not at.any():
            continue
        weights = day_weights(int(at.sum()), B, seed, starts[s].toordinal())
        share = (weights @ hits[:, at].T.astype(float)) / (weights @ base[at].astype(float))[:, None]
        low[:, s], high[:, s] = np.quantile(share, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return low, high
