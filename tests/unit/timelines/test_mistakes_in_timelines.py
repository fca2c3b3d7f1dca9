"""What a user is told of series that do not meet, terms that are never used, and numbers out of range."""

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest

from analysis import Course, StudyError, bursts, change_points, heat, side_by_side, simulate_counts, timeline, trends
from analysis.counts.day_counts import DayCounts
from analysis.timelines.quoted_shares import quoted_shares
from tests.support.toy import toy

EARLY = toy([("2013-01-05", [[["a"]]]), ("2014-03-01", [[["a"]]])])
LATE = toy([("2016-01-05", [[["a"]]], {"kind": "digest"})])


def test_series_that_share_no_day_are_shown_with_their_dates():
    told = r"no day in common \(early 2013-01-05 to 2014-03-01; late 2016-01-05 to 2016-01-05\)"
    with pytest.raises(StudyError, match=told):
        side_by_side({"early": EARLY, "late": LATE}, "a")


def test_a_series_without_a_document_of_the_kind_is_named():
    with pytest.raises(StudyError, match=r"the series 'none' has no document to count"):
        side_by_side({"early": EARLY, "none": toy([])}, "a")


def test_series_that_share_one_day_are_compared_on_that_day_alone():
    other = toy([("2014-03-01", [[["a"]]]), ("2015-01-01", [[["a"]]])])
    both = side_by_side({"one": EARLY, "other": other}, "a")
    assert both["series", "start", "documents", "hits"].rows() == [
        ("one", dt.date(2014, 1, 1), 1, 1),
        ("other", dt.date(2014, 1, 1), 1, 1),
    ]


def test_heat_needs_a_term_that_is_used_and_limits_that_rise():
    counts = simulate_counts([Course("a", 0)], years=2)
    with pytest.raises(StudyError, match="no term of this timeline is ever used"):
        heat(timeline(counts))
    used = timeline(simulate_counts([Course("a", 20)], years=2))
    for quantiles in ((), (0.1, 0.5), (0.5, 0.5, 0.6, 0.7, 0.8), (0.0, 0.2, 0.4, 0.6, 0.8), (0.2, 0.4, 0.6, 0.8, 1.0)):
        with pytest.raises(StudyError, match="numbers between 0 and 1 that rise"):
            heat(used, quantiles=quantiles)


@pytest.mark.parametrize(
    ("question", "wrong", "told"),
    [
        (change_points, {"least": 0}, "least=0 must be above 0"),
        (change_points, {"most": -1}, "most=-1 must be above 0"),
        (bursts, {"bank": 0}, "bank=0 must be above 0"),
        (change_points, {"bank": -1}, "bank=-1 must be above 0"),
    ],
)
def test_the_argument_out_of_range_is_named(question, wrong, told):
    with pytest.raises(StudyError, match=told):
        question(simulate_counts([Course("a", 20)], years=2), **wrong)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"rate": 1000}, "rate=1000 of a is not documents per 1,000"),
        ({"rate": -1}, "rate=-1 of a is not"),
        ({"clustering": 2.0}, "clustering=2.0 of a must lie between 1 and its dispersion, 1.0"),
        ({"autocorrelation": 1.0}, "autocorrelation=1.0 of a must be at least 0 and below 1"),
    ],
)
def test_a_course_that_no_counts_could_have(wrong, told):
    with pytest.raises(StudyError, match=told):
        Course("a", **wrong)


def test_an_even_series_has_one_row_without_a_burst():
    days = pl.date_range(dt.date(2015, 1, 1), dt.date(2017, 12, 31), eager=True).alias("date")
    n = np.full(len(days), 100)
    hits = np.full((1, len(days)), 3)
    counts = DayCounts(("a",), days, n, n * 400, hits, hits.astype(float), np.zeros(hits.shape))
    found = bursts(counts, bank=1_000)
    assert found["start", "end", "decision"].rows() == [(None, None, False)] and found["p"][0] > 0.5


def test_quoted_shares_by_hand_and_without_any_quotation():
    frame = pl.DataFrame(
        {
            "term": ["a"] * 3,
            "start": [dt.date(2013 + k, 1, 1) for k in range(3)],
            "documents": [50, 50, 0],
            "hits": [4, 4, 0],
            "mentions": [8, 10, 0],
            "quoted_share": [0.25, 0.0, None],
        }
    )
    found = quoted_shares(frame)
    z, p, n = 1.959964, 0.25, 8
    middle, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    wilson = [100 * (middle + sign * half) / (1 + z * z / n) for sign in (-1, 1)]
    assert found.row(0, named=True)["rate"] == 25
    assert [found["low"][0], found["high"][0]] == pytest.approx(wilson, rel=1e-5)
    # none of ten quoted: up to the share that would give none of ten once in twenty
    assert (found["rate"][1], found["low"][1]) == (0, 0)
    assert found["high"][1] == pytest.approx(100 * (1 - 0.05 ** (1 / 10)))
    assert found.row(2, named=True)["rate"] is None and found["high"][2] is None
    # mentions that come in pairs are half as many observations
    doubled = quoted_shares(frame.with_columns(mentions=pl.col("mentions") * 2, phi=2.0))
    assert doubled["high"][1] == found["high"][1] and doubled["low"][0] == found["low"][0]
    with pytest.raises(StudyError, match="no term here has a quoted share"):
        quoted_shares(frame.with_columns(quoted_share=pl.lit(None, pl.Float64)))


def yearly(shares):
    """Counts of one term in 1,000 documents on the first day of each year, so many of which hold it."""
    days = pl.Series("date", [dt.date(2010 + k, 1, 1) for k in range(len(shares))])
    n, hits = np.full(len(shares), 1_000), np.array([shares])
    return DayCounts(("a",), days, n, n * 400, hits, hits.astype(float), np.zeros(hits.shape))


def test_trends_of_years_that_are_all_alike_or_in_perfect_order():
    even = trends(yearly([20] * 10)).row(0, named=True)
    assert (even["slope"], even["p"], even["decision"], even["effect"]) == (0, 1, False, "from 20 to 20 per 1,000")
    rising = trends(yearly([10 * 2**k for k in range(6)])).row(0, named=True)
    # all 15 pairs of six years agree: exact Kendall, 2 of 6! orders
    assert rising["p"] == pytest.approx(2 / math.factorial(6), rel=1e-6) and rising["decision"]
    assert trends(yearly([9] * 1)).row(0, named=True)["p"] is None
