"""The interval of the deviation of proportions: what it holds, and what days tell of events."""

import numpy as np
import pytest

from analysis.statistics.deviation_interval import (
    deviation_interval,
    event_dispersion,
    normalised_deviation,
    sampled,
    spreads,
)


def test_single_documents_have_no_dispersion_and_events_that_of_their_size():
    random = np.random.default_rng(3)
    base, first = np.full(3_000, 40), np.arange(0, 3_000, 30)
    single = random.poisson(0.1, 3_000)
    events = sampled(np.full(3_000, 0.2), 5.0, 1, random)[0]
    often = random.binomial(40, 0.7, 3_000)
    phi = event_dispersion(np.stack([single, events, often, np.zeros(3_000)]), base, first)
    assert phi[:3] == pytest.approx([1.0, 5.0, 0.3], rel=0.2) and np.isnan(phi[3])


def test_samples_have_the_mean_and_the_variance_asked_for():
    random = np.random.default_rng(1)
    for phi in (0.4, 1.0, 4.0):
        found = sampled(np.array([6.0]), phi, 20_000, random)
        assert found.mean() == pytest.approx(6, rel=0.03) and found.var() == pytest.approx(6 * phi, rel=0.06)


def test_spreads_rise_from_even():
    sizes = np.array([10, 30, 20, 25, 5, 40, 12, 9, 30, 20, 11, 18])
    for family in spreads(sizes):
        deviation = normalised_deviation(family, sizes)
        assert deviation[0] == pytest.approx(0, abs=1e-12) and (np.diff(deviation) >= 0).all()
        np.testing.assert_allclose(family.sum(1), 1)


def test_an_even_term_of_few_documents_may_be_even_and_a_campaign_may_not():
    random = np.random.default_rng(5)
    sizes, campaign = np.full(72, 400), np.zeros(72)
    campaign[30:34] = 50
    parts = np.stack([random.poisson(0.5, 72), random.poisson(50, 72), campaign, np.zeros(72)])
    low, high = deviation_interval(parts, sizes, np.ones(4), level=0.95, draws=100, seed=0)
    dp = normalised_deviation(parts, sizes)
    assert dp[0] > 0.5 > 0.1 > dp[1]
    assert (
        low[0] == 0 and low[1] < 0.02 and high[1] < 0.1 and low[2] > 0.9 and high[2] == pytest.approx(dp[2], abs=0.05)
    )
    assert np.isnan(low[3]) and np.isnan(high[3])


def test_the_interval_of_a_term_does_not_depend_on_the_others():
    sizes, parts = np.full(24, 50), np.random.default_rng(2).poisson(2, (3, 24))
    settings = dict(level=0.9, draws=60, seed=4)
    every = deviation_interval(parts, sizes, np.array([1.0, 2.0, 3.0]), **settings)
    alone = deviation_interval(parts[2:], sizes, np.array([3.0]), **settings)
    assert [ends[2] for ends in every] == [ends[0] for ends in alone]
