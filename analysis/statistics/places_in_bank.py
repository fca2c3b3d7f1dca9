"""Where a series lies in a bank: which null series resemble it in hits, dispersion, autocorrelation and skewness."""

from __future__ import annotations

import numpy as np

from .autocorrelated_rates import season
from .calendars import Calendar
from .stretch_levels import autocorrelation_beside, dispersion_beside, skewness_beside, two_level_residuals

DISPERSION_WEIGHT, SKEWNESS_WEIGHT = 1.5, 0.7  # of a place in the bank, against log hits
AUTOCORRELATION_WEIGHTS = {(1,): 2.0, (2, 3, 4): 4.0}  # by lags
SMALLEST_DISPERSION = 1.0  # what is more even than independent documents is ranked among them
LARGEST_DISPERSION = 40.0  # what is more uneven than any null series is ranked among the most uneven
LARGEST_AUTOCORRELATION = 0.8  # from one slice to the next, above which no burst can be told from a rate that moves


def place_in_bank(
    calendar: Calendar, hits: np.ndarray, exposure: np.ndarray, within: np.ndarray, beside: np.ndarray | None
) -> np.ndarray:
    """Coordinates (R, C): log hits and log dispersion, and of what is left ``beside`` bursts its autocorrelation and skewness.

    Around a rise or fall (``beside`` None) the season is taken out. Beside a burst it is not: its twelve means would cost more than
    a season does, which makes a series more uneven, and so harder to call.
    """
    seasons = season(calendar) if beside is None else np.ones((len(calendar), 1))
    residuals = two_level_residuals(hits, exposure, within, seasons)
    among = np.ones_like(within) if beside is None else ~beside
    phi = dispersion_beside(residuals, among, seasons.shape[1] + (beside is None))
    phi = np.clip(phi, SMALLEST_DISPERSION, LARGEST_DISPERSION)
    place = [np.log(np.maximum(hits.sum(1), 0.5)), DISPERSION_WEIGHT * np.log(phi)]
    if beside is not None:
        for lags, weight in AUTOCORRELATION_WEIGHTS.items():
            place.append(weight * autocorrelation_beside(residuals, among, lags))
        place.append(SKEWNESS_WEIGHT * skewness_beside(residuals, among))
    return np.stack(place, 1)


def beyond_bank(place: np.ndarray, bank: np.ndarray) -> np.ndarray:
    """Which places (R, C) have more hits than any null series (N, C), or too high an autocorrelation beside a burst."""
    beyond = place[:, 0] > bank[:, 0].max() + 1e-9
    if place.shape[1] > 2:
        beyond |= place[:, 2] > LARGEST_AUTOCORRELATION * AUTOCORRELATION_WEIGHTS[1,]
    return beyond
