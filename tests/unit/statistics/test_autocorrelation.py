"""Autocorrelation by hand and by simulation; the correction of Benjamini and Hochberg."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analysis.statistics.autocorrelated_rates import MODELS, covariance
from analysis.statistics.autocorrelation import ar1, lag_one_autocorrelation
from analysis.statistics.calendars import Calendar
from analysis.statistics.multiple_testing import benjamini_hochberg
from analysis.statistics.yearly_noise import yearly_autocorrelation, years_of_models


def test_lag_one_and_autoregression_by_hand():
    assert lag_one_autocorrelation(np.array([1.0, -1.0, 2.0])) == pytest.approx((-1 - 2) / 6)
    assert ar1(np.array([[1.0, 0.0, 2.0]]), 0.5).tolist() == [[1.0, 0.5, 2.25]]


def test_years_of_autocorrelated_months():
    calendar = Calendar(np.arange(240), np.full(240, 100.0))
    for g in (0, 5, 8, 12):
        root = np.linalg.cholesky(covariance(calendar, *MODELS[g]))
        months = np.random.default_rng(2).standard_normal((2_000, 240)) @ root.T
        years = months.reshape(2_000, 20, 12).mean(2)
        found = (years[:, 1:] * years[:, :-1]).mean() / (years**2).mean()
        assert found == pytest.approx(years_of_models(calendar)[g], abs=0.02)


def test_the_noise_of_years_is_told_from_months_around_a_line():
    calendar = Calendar(np.arange(132), np.full(132, 100.0))
    shocks = np.random.default_rng(3).standard_normal((200, 132))
    line = np.linspace(0, 40, 132) + 3 * np.eye(12)[0][calendar.month_of_year]
    quiet = yearly_autocorrelation(shocks + line, calendar)
    root = np.linalg.cholesky(covariance(calendar, 0.8, 0.8))
    related = yearly_autocorrelation(shocks @ root.T + line, calendar)
    assert quiet.mean() < 0.06 and related.mean() > 0.15
    assert years_of_models(Calendar(np.arange(12), np.ones(12))).tolist() == [0.0] * 13


def test_benjamini_hochberg_as_in_statsmodels():
    p = np.random.default_rng(0).random(40) ** 2
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)
    assert benjamini_hochberg(p[:5], tests=40) == pytest.approx(
        multipletests(np.r_[p[:5], np.ones(35)], method="fdr_bh")[1][:5], abs=1e-12
    )
