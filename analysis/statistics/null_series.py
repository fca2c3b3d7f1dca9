"""The null of changes and bursts: series of one level with the dispersion and autocorrelation of the observed one."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from .autocorrelation import MAX_AUTOCORRELATION, lag_one_autocorrelation, pearson_residuals
from .count_series import count_limits, counts_from_shocks

FIT_SERIES = 60  # simulated series in each step of the fit
FIT_STEPS = 3
DISPERSION_RAISED, AUTOCORRELATION_RAISED = 1.8, 0.2  # at most, × and + what the residuals show; set by simulation


def term_seed(seed: int, term: str, *more: int) -> list[int]:
    """A seed for one term's draws, so that its p does not depend on which other terms are tested."""
    return [seed, crc32(term.encode()), *more]


def simulate_null_series(
    hits: np.ndarray, n: np.ndarray, residual: tuple[float, float], draws: int, random: np.random.Generator
) -> np.ndarray:
    """Series of counts of one level with the dispersion and autocorrelation of ``hits``; (M,), (M,) to (draws, M).

    Both are measured around one level, which is all that a series without a change has. Outside the stretch that stands
    out most they would be smallest where chance makes one stand out, and the null too quiet just there; to take a change
    for noise costs little, since the tests divide by the residual noise. But a lasting campaign looks like
    autocorrelation, so neither may lie far above the ``residual`` dispersion and autocorrelation (`residual_noise`).
    Short autocorrelated series show less of both than they have; those figures are taken whose simulated series show
    what this one shows (indirect inference, Gouriéroux et al. 1993).
    """
    M, most, share = len(n), int(n.max()), hits.sum() / n.sum()

    def noise(rows):
        error = pearson_residuals(rows, n, share)
        return (error**2).sum(-1) / (M - 1), lag_one_autocorrelation(error)

    def simulated(shocks):
        return counts_from_shocks(shocks, rho, count_limits(n * share, dispersion, most))

    observed, observed_rho = noise(hits)
    highest = DISPERSION_RAISED * max(residual[0], 1.0)
    highest_rho = min(residual[1] + AUTOCORRELATION_RAISED, MAX_AUTOCORRELATION)
    dispersion, rho = np.clip(observed, 1.0, highest), np.clip(observed_rho, 0.0, highest_rho)
    shocks = random.standard_normal((FIT_SERIES, M))
    for _ in range(FIT_STEPS):
        shown, shown_rho = noise(simulated(shocks))
        dispersion = np.clip(dispersion * observed / max(shown.mean(), 1e-9), 1.0, highest)
        rho = np.clip(rho + observed_rho - shown_rho.mean(), 0.0, highest_rho)
    return simulated(random.standard_normal((draws, M)))
