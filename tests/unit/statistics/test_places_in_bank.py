"""What a series is compared with: its hits, and what is left of it beside a stretch; and the rank of the smaller of two p."""

import numpy as np
import pytest

from analysis.statistics.calendars import Calendar
from analysis.statistics.null_bank import nearest_p, smaller_p
from analysis.statistics.places_in_bank import LARGEST_DISPERSION, beyond_bank, place_in_bank
from analysis.statistics.stretch_levels import skewness_beside

CALENDAR = Calendar(24_156 + np.arange(60), np.full(60, 400.0))


def places(hits):
    within = np.zeros(hits.shape, bool)
    within[:, 20:26] = True
    return place_in_bank(CALENDAR, hits, np.full(hits.shape, 400.0), within, within)


def test_what_is_inside_the_stretch_has_no_part_in_the_place_but_for_hits():
    hits = np.random.default_rng(1).poisson(8.0, (3, 60)).astype(float)
    higher = hits.copy()
    higher[:, 20:26] += 60
    assert places(higher)[:, 1:] == pytest.approx(places(hits)[:, 1:])
    assert places(higher)[:, 0] == pytest.approx(np.log(hits.sum(1) + 360))


def test_the_uneven_are_placed_at_the_edge_and_what_resembles_its_last_month_beyond_it():
    random = np.random.default_rng(2)
    spiked = np.where(random.random((4, 60)) < 0.05, 300.0, 1.0)
    assert places(spiked)[:, 1].max() <= 1.5 * np.log(LARGEST_DISPERSION) + 1e-12
    slow = 40 + 35 * np.sin(np.arange(60) / 9)[None]
    bank = places(random.poisson(8.0, (50, 60)).astype(float)) + [[8.0, 0, 0, 0, 0]]
    assert beyond_bank(places(slow), bank).tolist() == [True]
    assert not beyond_bank(places(random.poisson(8.0, (4, 60)).astype(float)), bank).any()
    assert beyond_bank(np.array([[20.0, 1.0]]), np.zeros((3, 2))).tolist() == [True]


def test_skewness_is_scipys():
    from scipy.stats import skew

    x = np.random.default_rng(3).exponential(size=(1, 400))
    x -= x.mean()
    assert skewness_beside(x, np.ones(x.shape, bool))[0] == pytest.approx(skew(x[0]))


def test_the_rank_of_the_smaller_p_has_the_size_that_it_says():
    random = np.random.default_rng(4)

    def draw(n):  # two p that depend on each other
        shared = random.normal(size=n)
        from scipy.stats import norm

        return np.minimum(*(norm.sf(0.8 * shared + 0.6 * random.normal(size=n)) for _ in range(2)))

    null, seen = np.sort(draw(4_000)), draw(20_000)
    p = smaller_p(seen, null)
    for level in (0.002, 0.01, 0.04, 0.2):
        assert (p <= level).mean() == pytest.approx(level, rel=0.35 if level < 0.01 else 0.15)
    assert (p >= seen - 0.01).all() and np.all(np.diff(p[np.argsort(seen)]) >= 0)


def test_at_the_edge_those_nearest_are_the_ones_at_the_edge():
    bank, place = np.arange(200.0), np.arange(200.0)[:, None]
    assert nearest_p(np.array([195.0]), np.array([[1_000.0]]), bank, place, 10)[0] == pytest.approx(6 / 11)
