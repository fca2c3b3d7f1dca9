"""By how many days one series of events begins, or rises, before another, with an interval."""

from __future__ import annotations

import numpy as np

FOLLOWING = 5  # days with hits behind the first that say how often a term is used at its beginning
SAMPLES = 20_000


def delays(days: np.ndarray, random: np.random.Generator, samples: int = SAMPLES) -> np.ndarray | None:
    """Draws of how many days a first hit comes behind the beginning of the use; None for fewer than three days.

    If hits come at a rate ``λ`` a day from the beginning on, the first is ``E / λ`` days late, ``E`` exponential. Of ``r``
    gaps that follow, with the sum ``s``, ``λ`` is Gamma(r, 1 / s), so that ``delay · r / s`` has Fisher's F of 2 and 2 r.

    Parameters
    ----------
    days : int array
        Days with a hit, rising.

    >>> delays(np.array([10, 12]), np.random.default_rng(0)) is None
    True
    >>> bool(1.5 < np.median(delays(np.array([0, 2, 6, 9, 11, 15]), np.random.default_rng(0))) < 3)
    True
    """
    gaps = np.diff(days[: FOLLOWING + 1])
    if len(gaps) < 2:
        return None
    return random.standard_exponential(samples) / (random.standard_gamma(len(gaps), samples) / gaps.sum())


def days_of(posterior: np.ndarray, width: int, random: np.random.Generator, samples: int = SAMPLES):
    """Draws of the day of a change from the posterior of its slice, of ``width`` days.

    >>> days_of(np.array([0.0, 1.0]), 7, np.random.default_rng(0)).min() >= 7
    np.True_
    """
    return width * (random.choice(len(posterior), samples, p=posterior) + random.random(samples))
