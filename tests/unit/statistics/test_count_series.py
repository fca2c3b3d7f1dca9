"""Simulated counts, against scipy's distributions."""

import numpy as np
import pytest
from scipy.stats import nbinom, norm, poisson

from analysis.statistics.autocorrelation import lag_one_autocorrelation
from analysis.statistics.count_series import count_limits, counts_from_shocks, simulate_count_series


def test_limits_of_counts_as_in_scipy():
    mean = np.array([0.3, 4.0, 40.0])
    for dispersion, law in ((1.0, poisson(mean[:, None])), (2.6, nbinom(mean[:, None] / 1.6, 1 / 2.6))):
        limits = count_limits(mean, dispersion, 400)
        assert norm.cdf(limits) == pytest.approx(law.cdf(np.arange(limits.shape[1])), abs=1e-9)


def test_quantiles_as_in_scipy():
    random = np.random.default_rng(0)
    z, mean = random.standard_normal((2, 200)), random.uniform(0, 50, 200)
    for dispersion, law in ((1.0, poisson(mean)), (2.6, nbinom(mean / 1.6, 1 / 2.6))):
        assert (counts_from_shocks(z, 0.0, count_limits(mean, dispersion)) == law.ppf(norm.cdf(z))).all()


def test_counts_follow_an_autoregression_by_hand():
    shocks, rho = np.random.default_rng(2).standard_normal((5, 30)), 0.6
    mean = np.linspace(0.5, 9, 30)
    found = counts_from_shocks(shocks, rho, count_limits(mean, 2.6, 100))
    for r, shocks_of_row in enumerate(shocks):
        value = shocks_of_row[0]
        for m in range(30):
            value = value if m == 0 else rho * value + 0.8 * shocks_of_row[m]
            assert found[r, m] == nbinom.ppf(norm.cdf(value), mean[m] / 1.6, 1 / 2.6)


def test_each_series_has_its_own_mean_dispersion_and_autocorrelation():
    mean = np.repeat([[0.0], [3.0], [8.0]], 4_000, axis=1)
    found = simulate_count_series(
        mean, np.array([[1], [1], [2.6]]), np.array([[0], [0.5], [0]]), np.random.default_rng(1)
    )
    assert found.dtype == np.int64 and not found[0].any()
    assert found.mean(1)[1:] == pytest.approx([3, 8], rel=0.05)
    assert found.var(1)[1:] / mean[1:, 0] == pytest.approx([1, 2.6], rel=0.1)
    assert lag_one_autocorrelation(found - mean)[1:] == pytest.approx([0.48, 0], abs=0.04)  # counts show a little less
