"""Intervals and dispersion, against statsmodels and known answers."""

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.statistics.intervals import series_dispersion, shrunken_dispersion, slice_dispersion, wilson, zero_bound


def test_wilson_as_in_statsmodels():
    for hits, n in [(0, 10), (1, 30), (7, 300), (50, 60)]:
        low, high = proportion_confint(hits, n, method="wilson")
        assert [float(x) for x in wilson(hits, n, 1.959963984540054)] == pytest.approx([low, high], abs=1e-12)


def test_zero_bound_is_the_share_that_gives_no_hit_once_in_twenty():
    assert (1 - float(zero_bound(40))) ** 40 == pytest.approx(0.05)


def test_dispersion_is_one_for_independent_documents_and_sees_clusters():
    random = np.random.default_rng(0)
    n = np.full(240, 40)
    place = np.repeat(np.arange(20), 12)
    even = random.binomial(40, 0.1, (50, 240))
    phi, df = slice_dispersion(even, n, place, 20)
    assert df.tolist() == [11] * 20 and phi.mean() == pytest.approx(1, abs=0.05)
    clustered = 4 * random.binomial(10, 0.1, (50, 240))
    assert series_dispersion(clustered, n).mean() == pytest.approx(4, abs=0.3)


def test_a_slice_without_hits_takes_the_dispersion_of_its_series():
    phi, df = shrunken_dispersion(np.array([[np.nan]]), np.array([11.0]), np.array([3.0]))
    assert phi.tolist() == [[3.0]] and df.tolist() == [[24.0]]


def test_wilson_is_no_point_where_every_document_holds_the_term():
    low, high = wilson(40, 40, 1.96)
    assert float(low) == pytest.approx(1 / (1 + 1.96**2 / 40)) and float(high) == pytest.approx(1)


def test_dispersion_is_never_below_one():
    steady = np.array([[0, 0, 0], [4, 4, 4], [40, 40, 40]])  # never a hit, always as many, every document
    assert series_dispersion(steady, np.full(3, 40)).tolist() == [1.0, 1.0, 1.0]
    phi, _ = shrunken_dispersion(np.array([[0.2]]), np.array([11.0]), np.array([1.0]))
    assert phi.tolist() == [[1.0]]
    phi, _ = shrunken_dispersion(np.array([[5.0]]), np.array([11.0]), np.array([2.0]))
    assert phi[0, 0] == pytest.approx((11 * 5 + 24 * 2) / 35)
