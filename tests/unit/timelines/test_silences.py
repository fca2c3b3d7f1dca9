"""Silences: counts by hand, a planted silence, a window that can say nothing, the collocates, the news of August 2022."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from analysis import Course, Features, StudyError, data_folder, silence, simulate_counts
from analysis.statistics.latent_rates import _seasons
from analysis.statistics.predictive_counts import Window, as_quiet, predict, quietest, same_weeks
from analysis.timelines.left_out_documents import left_out_p
from tests.support.toy import toy

COUNTS = simulate_counts([Course("六保", rate=60), Course("六稳", rate=2)], years=3)


@pytest.fixture(scope="module")
def broadcast():
    return Features.open(data_folder() / "broadcast")


def emptied(start: date, end: date):
    inside = ((COUNTS.days >= start) & (COUNTS.days < end)).to_numpy()
    return replace(COUNTS, hits=np.where(inside, 0, COUNTS.hits))


def test_a_planted_silence_is_found_and_an_ordinary_month_is_not():
    there, ordinary = (
        silence(counts, "六保", "2015-06-01", "2015-07-01").row(0, named=True)
        for counts in (emptied(date(2015, 6, 1), date(2015, 7, 1)), COUNTS)
    )
    assert there["verdict"] == "quieter than chance allows" and there["p"] <= 0.04 and there["quieter"] == 0
    assert ordinary["verdict"] == "no quieter than usual" and ordinary["low"] <= ordinary["hits"] <= ordinary["high"]
    assert there["expected"] == ordinary["expected"], "what lies in the window is not its past"
    assert there["p_anywhere"] >= there["p"] and ordinary["p_anywhere"] > 0.5


def test_hits_documents_and_earlier_windows_are_those_counted_by_hand():
    row = silence(COUNTS, "六保", "2015-06-01", "2015-06-15").row(0, named=True)
    sums = {
        offset: sum(
            int(h)
            for day, h in zip(COUNTS.days, COUNTS.hits[list(COUNTS.terms).index("六保")])
            if date(2015, 6, 1) + timedelta(offset) <= day < date(2015, 6, 15) + timedelta(offset)
        )
        for offset in range(-882, 1)
    }
    assert row["hits"] == sums[0]
    begins = list(range(row_first(row), -13))
    assert row["windows"] == len(begins)
    assert row["quieter"] == pytest.approx(np.mean([sums[k] <= sums[0] for k in begins]))


def row_first(row) -> int:
    """The first day of the past, or of the record, in days from the window."""
    return max((row["past"] - row["start"]).days, (COUNTS.days[0] - row["start"]).days)


def test_of_a_rare_term_nothing_can_be_said():
    row = silence(emptied(date(2015, 6, 1), date(2015, 6, 15)), "六稳", "2015-06-01", "2015-06-15").row(0, named=True)
    assert row["hits"] == 0 and row["verdict"] == "cannot be said" and row["p"] > 0.04
    assert row["could_be_seen"] is None or row["could_be_seen"] > 14


def test_a_term_without_a_past_is_not_judged():
    row = silence(COUNTS, "六保", "2013-02-01", "2013-03-01").row(0, named=True)
    assert row["verdict"] == "cannot be said" and row["p"] is None and row["reason"].startswith("too little past")


def test_a_fortnight_of_august_2022_says_nothing_of_the_two_establishes(broadcast):
    """One item of 两个确立 where four are usual: as quiet as three in ten fortnights before; even none would be no silence."""
    one = silence(broadcast, "两个确立", "2022-08-05", "2022-08-19", collocates=[]).row(0, named=True)
    assert (one["hits"], one["windows"]) == (1, 239) and 3.5 < one["expected"] < 5
    assert 0.25 < one["quieter"] < 0.33 and one["p"] > 0.2 and one["verdict"] == "cannot be said"
    none = silence(broadcast, "两个确立", "2022-08-07", "2022-08-21", collocates=[]).row(0, named=True)
    assert none["hits"] == 0 and none["p"] > 0.1 and none["verdict"] == "cannot be said"


def test_documents_that_name_the_company_and_leave_the_term_out():
    days = [date(2019, 1, 1) + timedelta(7 * k) for k in range(60)]
    both, alone = [["六稳", "六保"]], [["六稳"]]
    features = toy([(str(day), [[*(alone if k >= 56 else both)]]) for k, day in enumerate(days)])
    row = silence(features, "六保", str(days[56]), str(days[59] + timedelta(1))).row(0, named=True)
    assert (row["collocates"], row["opportunity"], row["left_out"]) == (["六稳"], 4, 4)
    assert row["expected_left_out"] < 0.2 and row["p_left_out"] < 0.001
    given = silence(features, "六保", str(days[56]), str(days[59] + timedelta(1)), collocates=["六稳"]).row(
        0, named=True
    )
    assert given["left_out"] == 4 and given["collocates"] == ["六稳"]
    with pytest.raises(StudyError, match="no collocate of itself"):
        silence(features, "六保", str(days[56]), str(days[59]), collocates=["六保"])


def test_uneven_stretches_make_a_left_out_term_less_remarkable():
    even = np.array([True, False] * 50)
    uneven = np.repeat([True, False], 50)
    stretch = np.repeat(np.arange(10), 10)
    assert left_out_p(even, stretch, 9, 10)[1] < 0.02 < left_out_p(uneven, stretch, 9, 10)[1]


def test_p_of_the_left_out_by_the_formula():
    """Six stretches of ten documents; 1, 5, 2, 4, 3, 3 leave the term out: 18 of 60, and the squares are 10."""
    out = np.concatenate([np.arange(10) < k for k in (1, 5, 2, 4, 3, 3)])
    share = 18.5 / 61
    squares = sum((k - 10 * share) ** 2 for k in (1, 5, 2, 4, 3, 3))
    phi = squares / (10 * share * (1 - share)) / (6 - 3)
    m = 1 / ((phi - 1) / 9 + phi / 60)
    a, b = share * m, (1 - share) * m
    from math import comb, exp, lgamma

    def log_beta(x: float, y: float) -> float:
        return lgamma(x) + lgamma(y) - lgamma(x + y)

    by_hand = sum(comb(8, k) * exp(log_beta(k + a, 8 - k + b) - log_beta(a, b)) for k in range(6, 9))
    expected, p = left_out_p(out, np.repeat(np.arange(6), 10), 6, 8)
    assert phi > 1 and (expected, p) == (pytest.approx(8 * share), pytest.approx(by_hand))


def test_the_quietest_month_is_judged_by_records_like_its_own():
    """A month without a hit where twenty are usual stands out wherever it lies, if the others are even."""
    n, random = np.full(48, 400.0), np.random.default_rng(8)
    even = random.poisson(20.0, 48).astype(float)
    uneven = random.poisson(random.gamma(0.8, 25.0, 48)).astype(float)
    found = []
    for hits in (even, uneven):
        hits[14] = 0
        window = Window(0, 14, 15, 30.44)
        found.append(quietest(predict(hits[None, :], n, window, bank=8_000), hits, n, 0, window))
    assert found[0] < 0.05 < 0.1 < found[1]


def test_the_month_of_the_window_is_more_often_the_one_that_differs():
    factors = _seasons(24, 30.44, 0.0, np.random.default_rng(1), 20_000, 17)
    differs = np.abs(factors - np.median(factors, axis=1)[:, None]).argmax(1) % 12
    some = np.ptp(factors, axis=1) > 1e-9
    shares = np.bincount(differs[some], minlength=12) / some.sum()
    assert some.mean() == pytest.approx(0.3, abs=0.015)
    assert shares[5] == pytest.approx(0.1 + 0.9 / 12, abs=0.02)
    assert np.delete(shares, 5) == pytest.approx(np.full(11, 0.9 / 12), abs=0.02)


def test_the_prediction_is_near_that_of_poisson_for_a_steady_term_and_wider_for_an_uneven_one():
    n, window = np.full(60, 400.0), Window(0, 59, 60, 30.44)
    random = np.random.default_rng(3)
    steady, uneven = random.poisson(8.0, (1, 60)), random.poisson(random.gamma(0.5, 16.0, (1, 60)))
    found = [predict(hits, n, window, bank=8_000) for hits in (steady, uneven)]
    assert found[0].expected[0] == pytest.approx(8, rel=0.25)
    none = [float(as_quiet(one, np.zeros(1))[0]) for one in found]
    assert none[0] < 0.04 < 0.1 < none[1]


def test_same_weeks_are_a_year_before_and_are_asked_from_three_years_on():
    assert same_weeks(Window(0, 48, 49, 30.44)).tolist() == [0, 12, 24, 36]
    assert same_weeks(Window(0, 24, 25, 30.44)).size == 0


def test_mistakes_are_told():
    with pytest.raises(StudyError, match="no document lies in the window"):
        silence(COUNTS, "六保", "2025-01-01", "2025-02-01")
    with pytest.raises(StudyError, match="level=2"):
        silence(COUNTS, "六保", "2015-01-01", "2015-02-01", level=2)
