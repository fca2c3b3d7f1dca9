"""The variance of a trend's test grows with the autocorrelation of years, as by hand, and `trends` applies it."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import kendalltau, norm, theilslopes

from analysis import trends
from analysis.counts.day_counts import DayCounts
from analysis.timelines.trend_tests import widened_p


def test_the_variance_by_hand():
    # five years, lag one: 2/(5·4·3) Σ (5−1)(5−2)(5−3) ρ(ranks) = 1 + 2·24/60 · 6/π · asin(ρ/2)
    growth = 1 + 2 * (4 * 3 * 2) / (5 * 4 * 3) * 6 / np.pi * np.arcsin(0.25)
    z = norm.isf(0.01 / 2) / np.sqrt(growth)
    assert widened_p(0.01, 5, 0.5) == pytest.approx(2 * norm.sf(z))
    assert widened_p(0.01, 5, 0.0) == pytest.approx(0.01)
    assert widened_p(0.01, 5, 0.5) > 0.01 > widened_p(0.01, 5, -0.5)
    assert widened_p(np.nan, 5, 0.5) == 1.0


def test_the_years_of_autocorrelated_months_make_p_larger_than_kendalls():
    months = (np.datetime64("2013-01") + np.arange(132)).astype("datetime64[D]")
    year, month, n = np.arange(132) // 12, np.arange(132), np.full(132, 400)
    level = 30 + 3 * np.array([0, 2, 1, 3, 2, 5, 3, 6, 4, 7, 6])[year]  # grows, with steps back
    hits = np.round(level + 12 * np.sin(2 * np.pi * month / 31)).astype(np.int64)[None]  # a swing of thirty-one months
    counts = DayCounts(("swings",), pl.Series(months), n, 400 * n, hits, hits.astype(float), np.zeros((1, 132)))
    plain = kendalltau(np.arange(11), hits.reshape(11, 12).sum(1)).pvalue
    assert 0 < plain < 0.2 and trends(counts)["p"][0] > 1.2 * plain
    year_hits = hits.reshape(11, 12).sum(1)
    slopes = theilslopes(np.log((year_hits + 0.5) / (4_800 - year_hits + 0.5)), np.arange(11), alpha=0.95)
    assert trends(counts)["slope", "low", "high"].row(0) == pytest.approx((slopes[0], slopes[2], slopes[3]))
