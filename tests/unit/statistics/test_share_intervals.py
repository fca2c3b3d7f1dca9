"""Intervals of shares: independent days give Wilson's, days of one sort a wider one; coverage by simulation."""

import numpy as np
import pytest
from scipy.special import stdtrit

from analysis.statistics.intervals import wilson, zero_bound
from analysis.statistics.share_intervals import share_intervals


def test_one_draw_a_day_gives_wilsons_interval_with_students_quantile():
    part = np.array([1.0, 0, 1, 0, 0, 0, 0, 0, 0, 1])
    low, high = share_intervals(part[None], np.ones((1, 10)), np.zeros(10, int), 1, 0.95)
    # p = 0.3: squares 10 × 0.21, each slice's made good by 1 − 10/100; over 10 × 0.21
    phi = 1 / 0.9
    expected = wilson(3 / phi, 10 / phi, stdtrit(10 / phi - 1, 0.975))
    assert (low.item(), high.item()) == pytest.approx((float(expected[0]), float(expected[1])))


def test_days_of_one_sort_count_as_one_draw_each():
    whole = np.full((1, 10), 5.0)
    together = np.array([[5.0, 0, 5, 0, 5, 0, 5, 0, 5, 0]])
    spread = np.array([[3.0, 2, 3, 2, 3, 2, 3, 2, 3, 2]])
    wide, narrow = (share_intervals(part, whole, np.zeros(10, int), 1, 0.95) for part in (together, spread))
    assert wide[1] - wide[0] > 2 * (narrow[1] - narrow[0])


def test_none_all_and_nothing():
    part, whole = np.array([[0.0, 0, 4, 4, 0]]), np.array([[4.0, 4, 4, 4, 0]])
    low, high = share_intervals(part, whole, np.array([0, 0, 1, 1, 2]), 3, 0.95)
    bound = zero_bound(8.0)
    assert low[0, :2].tolist() == pytest.approx([0, 1 - bound])
    assert high[0, :2].tolist() == pytest.approx([bound, 1])
    assert np.isnan(low[0, 2]) and np.isnan(high[0, 2])


def test_the_interval_covers_the_share_of_clustered_days():
    """Of 400 series of 60 days, whose own share is drawn around 0.2, 93 % or more hold it; the binomial one holds fewer."""
    rng = np.random.default_rng(1)
    whole = rng.poisson(4, (400, 60)).astype(float)
    part = rng.binomial(whole.astype(int), rng.beta(0.4, 1.6, (400, 60))).astype(float)
    place = np.zeros(60, int)
    covered = {}
    low, high = share_intervals(part, whole, place, 1, 0.95)
    covered["days"] = ((low < 0.2) & (high > 0.2)).mean()
    low, high = wilson(part.sum(1), whole.sum(1), 1.96)
    covered["binomial"] = ((low < 0.2) & (high > 0.2)).mean()
    assert covered["days"] >= 0.93 > 0.85 > covered["binomial"], covered
