"""Several changes of a share: exact permutations by hand, there and back, and nothing more where one change is all."""

from itertools import combinations

import numpy as np
import pytest

from analysis.statistics.share_change import share_change
from analysis.statistics.share_changes import share_changes

LEAST = (10, 8)


def changes(k, n, draws=199):
    whole = share_change(k, n, draws=draws)
    return share_changes(k, n, whole, alpha=0.05, least=LEAST, draws=draws)


def test_p_is_the_share_of_all_orders_of_the_slices():
    """Of eight slices, four of each sort, 2 of the C(8, 4) = 70 orders are a whole turn, one each way."""
    k, n = np.repeat([3, 0], 4), np.full(8, 3)
    orders = sum(set(chosen) in ({0, 1, 2, 3}, {4, 5, 6, 7}) for chosen in combinations(range(8), 4))
    found = share_change(k, n, draws=9_999)
    assert (orders, found.first) == (2, 4) and found.p == pytest.approx(2 / 70, abs=0.005)
    up = share_change(n - k, n, rising=True, draws=9_999)
    assert up.p == pytest.approx(1 / 70, abs=0.004)  # of the two, one rises


def test_one_order_that_hardly_breaks_is_no_autocorrelation():
    """All slices but one of a part have one order: its share, rounded up, must not make them alike."""
    k = np.repeat([9, 0], 20)
    k[4] = 8
    assert share_change(k, np.full(40, 9), draws=199).p == 1 / 200


def test_there_and_back_are_two_changes_placed_between_their_neighbours():
    random = np.random.default_rng(5)
    n = random.poisson(5, 60)
    share = np.where((np.arange(60) >= 17) & (np.arange(60) < 41), 0.05, 0.95)
    found = changes(random.binomial(n, share), n)
    assert [one.begin + one.change.first for one in found] == [17, 41]
    first, second = (one.change for one in found)
    assert (first.n_before, first.n_after) == (n[:17].sum(), n[17:41].sum())
    assert second.before == first.after < 0.15 and second.n_after == n[41:].sum()
    assert all(one.p <= 0.05 for one in found)


def test_what_lies_before_and_behind_a_change_has_seldom_another():
    random, more = np.random.default_rng(6), []
    for _ in range(60):
        n = random.poisson(4, 48)
        more.append(len(changes(random.binomial(n, np.where(np.arange(48) < 20, 0.9, 0.1)), n, draws=99)) > 1)
    assert np.mean(more) <= 0.15  # 1 in 1,000 under 5 %


def test_parts_too_short_are_not_searched():
    k, n = np.repeat([4, 0, 4], 12), np.full(36, 4)
    whole = share_change(k, n, draws=199)
    assert [len(share_changes(k, n, whole, alpha=0.05, least=(10, m), draws=199)) for m in (24, 25)] == [2, 1]
    assert [len(share_changes(k, n, whole, alpha=0.05, least=(m, 8), draws=199)) for m in (96, 97)] == [2, 1]
