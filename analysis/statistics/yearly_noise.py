"""How much one year resembles the next, given what the months show: for trends, which are tested on years."""

from __future__ import annotations

import numpy as np

from .autocorrelated_rates import MODELS, covariance, season, whitening
from .calendars import Calendar
from .likelihood_ratios import null_likelihoods


def yearly_autocorrelation(x: np.ndarray, calendar: Calendar) -> np.ndarray:
    """Correlation of neighbouring years' means, for arcsine rates (T, M) around a season and a straight line; (T,).

    Each model of `MODELS` has its own; they are averaged with their likelihoods as weights. A single lag of the months
    would not do: where a rate is autocorrelated under the chance of counts, the first lag is small and the years resemble
    each other all the same.
    """
    straight = (calendar.months - calendar.months.mean()) / 12
    models = whitening(calendar, np.column_stack([season(calendar), straight]))
    log = null_likelihoods(x, models)
    weights = np.exp(log - log.max(1, keepdims=True))
    return (weights @ years_of_models(calendar)) / weights.sum(1)


def years_of_models(calendar: Calendar) -> np.ndarray:
    """Correlation of neighbouring years' means under each model, (G,); 0 with a single year."""
    years, place = np.unique(calendar.months // 12, return_inverse=True)
    mean = (place == np.arange(len(years))[:, None]) * calendar.documents
    mean = mean / mean.sum(1, keepdims=True)
    found = []
    for model in MODELS:
        V = mean @ covariance(calendar, *model) @ mean.T
        scale = np.sqrt(np.diag(V))
        found.append(np.diag(V / np.outer(scale, scale), 1).mean() if len(years) > 1 else 0.0)
    return np.array(found)
