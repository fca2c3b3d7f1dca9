"""Autocorrelation by hand and by simulation; the correction of Benjamini and Hochberg."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analysis.statistics.autocorrelation import (
    ar1,
    corrected_autocorrelation,
    lag_one_autocorrelation,
    pearson_residuals,
    yearly_autocorrelation,
)
from analysis.statistics.multiple_testing import benjamini_hochberg


def test_lag_one_and_autoregression_by_hand():
    assert lag_one_autocorrelation(np.array([1.0, -1.0, 2.0])) == pytest.approx((-1 - 2) / 6)
    assert ar1(np.array([[1.0, 0.0, 2.0]]), 0.5).tolist() == [[1.0, 0.5, 2.25]]


def test_the_correction_takes_away_the_bias_of_a_fitted_mean():
    series = ar1(np.random.default_rng(1).standard_normal((4_000, 70)), 0.5)[:, 20:]  # the first 20 forget the start
    left = series - series.mean(1, keepdims=True)
    assert lag_one_autocorrelation(left).mean() < 0.47
    assert corrected_autocorrelation(left, 1.0, 3.0).mean() == pytest.approx(0.5, abs=0.015)


def test_years_of_autocorrelated_months():
    months = ar1(np.random.default_rng(2).standard_normal((2_000, 260)), 0.65)[:, 20:]
    years = months.reshape(2_000, 20, 12).mean(2)
    found = (years[:, 1:] * years[:, :-1]).mean() / (years**2).mean()
    assert found == pytest.approx(float(yearly_autocorrelation(np.array(0.65))), abs=0.02)


def test_pearson_residuals_are_zero_where_nothing_is_expected():
    found = pearson_residuals(np.array([3.0, 0.0]), np.array([10.0, 10.0]), np.array([0.2, 0.0]))
    assert found.tolist() == [pytest.approx(1 / np.sqrt(1.6)), 0.0]


def test_benjamini_hochberg_as_in_statsmodels():
    p = np.random.default_rng(0).random(40) ** 2
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)
    assert benjamini_hochberg(p[:5], tests=40) == pytest.approx(
        multipletests(np.r_[p[:5], np.ones(35)], method="fdr_bh")[1][:5], abs=1e-12
    )


def test_what_is_left_by_rounding_alone_has_no_autocorrelation():
    assert corrected_autocorrelation(np.full((1, 50), 1e-17), 7, 12).tolist() == [0.0]
    assert corrected_autocorrelation(np.zeros((1, 50)), 7, 12).tolist() == [0.0]
