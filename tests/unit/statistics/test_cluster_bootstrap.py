"""The bootstrap of days: what widens it, and what its draws depend on."""

import numpy as np
import pytest
from scipy.stats import beta

from analysis.statistics.cluster_bootstrap import (
    bootstrap_shares,
    cluster_widening,
    day_bootstrap,
    event_size,
    next_day_widening,
)


def test_events_that_run_on_overnight_widen_the_interval():
    rows = np.zeros((2, 400), np.int64)
    rows[0, ::20] = 2
    rows[1, ::40] = rows[1, 1::40] = 2
    base, days = np.full(400, 10), np.arange(400)
    alone, pairs = next_day_widening(rows, base, days)
    assert alone == 1.0 and pairs == pytest.approx(np.sqrt(2), abs=0.05)
    assert next_day_widening(rows, base, 2 * days).tolist() == [1.0, 1.0]


def test_the_size_of_an_event_by_hand():
    assert event_size(np.array([[3, 1, 0], [1, 1, 1], [0, 0, 0]])).tolist() == [2.5, 1.0, 1.0]


def test_few_days_are_not_widened_and_many_hardly():
    few, many = np.zeros((2, 1, 1000), np.int64)
    few[0, :10], many[0, ::2] = 1, 1
    assert cluster_widening(few, 0.95, np.array([2.0])).tolist() == [1.0]
    assert cluster_widening(many, 0.95, np.array([1.0]))[0] == pytest.approx(1.0, abs=0.01)


def test_shares_of_single_documents_have_jeffreys_quantiles():
    hits = (np.arange(400) < 20).astype(int)[None]
    shares = bootstrap_shares(hits, np.ones(400, int), np.ones(1), draws=40_000, seed=3)[:, 0]
    assert np.quantile(shares, [0.025, 0.5, 0.975]) == pytest.approx(beta.ppf([0.025, 0.5, 0.975], 20.5, 380), rel=0.02)


def test_a_slices_interval_depends_on_its_start_alone():
    hits, base = np.tile([0, 1, 2, 0], 30)[None], np.full(120, 20)
    days, place = np.arange(120), np.repeat([0, 1], 60)
    low, high = day_bootstrap(hits, base, days, place, [5, 5], level=0.9, draws=200, seed=1)
    assert low[0, 0] == low[0, 1] < 0.0375 < high[0, 0] == high[0, 1]
    other, _ = day_bootstrap(hits, base, days, place, [5, 6], level=0.9, draws=200, seed=1)
    assert other[0, 0] == low[0, 0] and other[0, 1] != low[0, 1]


def test_slices_without_documents_or_hits():
    hits, base = np.zeros((1, 10), int), np.r_[np.full(5, 20), np.zeros(5, int)]
    low, high = day_bootstrap(hits, base, np.arange(10), np.repeat([0, 1], 5), [1, 2], level=0.95, draws=100, seed=0)
    assert (
        low[0, 0] == 0
        and high[0, 0] == pytest.approx(1 - 0.05 ** (1 / 100))
        and np.isnan([low[0, 1], high[0, 1]]).all()
    )


def test_a_slice_whose_documents_all_hold_the_term_mirrors_one_without_a_hit():
    hits, base, settings = np.full((1, 40), 1), np.full(40, 1), dict(level=0.95, draws=100, seed=0)
    days, place = np.arange(40), np.zeros(40, int)
    low, high = day_bootstrap(hits, base, days, place, [1], **settings)
    assert low[0, 0] == pytest.approx(0.05 ** (1 / 40)) and high[0, 0] == 1
    # misses that come in threes leave a third as much evidence
    hits, base = np.r_[np.ones(20), 0, np.full(19, 3)].astype(int)[None], np.r_[np.ones(20), np.full(20, 3)].astype(int)
    halves = np.repeat([0, 1], 20)
    low, high = day_bootstrap(hits, base, days, halves, [1, 2], **settings)
    zero = day_bootstrap(base - hits, base, days, halves, [1, 2], **settings)
    assert low[0, 0] == pytest.approx(1 - zero[1][0, 0]) and low[0, 0] == pytest.approx(0.05 ** (3 / 20))
    assert high[0, 0] == 1 and low[0, 1] < 57 / 60
