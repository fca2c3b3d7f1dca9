"""How often could a planted effect be found at all, by a test that knows what no scholar does?"""

from __future__ import annotations

import numpy as np

from analysis.statistics.count_series import simulate_count_series

MONTHS = 132
SEGMENT = 6  # months that a change needs on both sides


def log_probability(hits: np.ndarray, mean: np.ndarray | float, dispersion: float) -> np.ndarray:
    """Log-probability of counts: Poisson for dispersion 1, else negative binomial."""
    from scipy.stats import nbinom, poisson

    if dispersion <= 1:
        return poisson.logpmf(hits, mean)
    return nbinom.logpmf(hits, np.asarray(mean) / (dispersion - 1), 1 / dispersion)


def oracles(
    *,
    rate: float,
    factor: float,
    first: int,
    last: int,
    dispersion: float,
    autocorrelation: float,
    documents: float = 400.0,
    runs: int = 2_000,
    seed: int = 0,
) -> tuple[float, float]:
    """Power at 0.05 of two likelihood-ratio tests that know both rates, the dispersion and the autocorrelation.

    Parameters
    ----------
    rate, factor : float
        Documents per 1,000 before, and by how much they are multiplied from month ``first`` to ``last``, left out.
    documents : float
        A month.

    Returns
    -------
    known, searched : float
        The first knows the month too (for independent months the best that any test can do, Neyman & Pearson
        1933); the second looks at all months at which the change could lie, a burst's length being known.
    """
    random = np.random.default_rng([seed, runs])
    low = rate / 1_000 * documents
    planted = np.full(MONTHS, low)
    planted[first:last] *= factor
    even = np.full(MONTHS, planted.mean())
    null, alternative = (
        simulate_count_series(np.tile(mean, (runs, 1)), dispersion, autocorrelation, random) for mean in (even, planted)
    )

    def known(hits):
        return (log_probability(hits, planted, dispersion) - log_probability(hits, even, dispersion)).sum(1)

    def searched(hits):
        before = log_probability(hits, low, dispersion)
        gain = np.cumsum(log_probability(hits, factor * low, dispersion) - before, 1)
        gain = np.concatenate([np.zeros((len(hits), 1)), gain], axis=1)
        if last < MONTHS:
            best = (gain[:, last - first :] - gain[:, : MONTHS + 1 - (last - first)]).max(1)
        else:
            best = (gain[:, -1:] - gain[:, SEGMENT : MONTHS + 1 - SEGMENT]).max(1)
        return best + before.sum(1) - log_probability(hits, even, dispersion).sum(1)

    return tuple(float((test(alternative) > np.quantile(test(null), 0.95)).mean()) for test in (known, searched))
