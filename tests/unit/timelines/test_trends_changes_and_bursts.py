"""Trends, change points and bursts, against slow recomputation and planted truth."""

import datetime as dt
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from analysis import StudyError, bursts, change_points, trends
from analysis.counts.day_counts import DayCounts
from analysis.timelines.period_counts import PeriodCounts, period_counts
from analysis.timelines.simulated_counts import Course, simulate_counts


@pytest.fixture(scope="module")
def planted():
    return simulate_counts(
        [
            Course("campaign", 4, bursts=(("2016-05", 9, 8.0),)),
            Course("doubling", 10, changes=(("2018-07", 2.5),)),
            Course("growth", 3, growth=1.3),
            Course("quiet", 12, dispersion=2),
            Course("rare", 0.05),
        ],
        seed=3,
    )


def row(frame, term):
    return frame.row(by_predicate=pl.col("term") == term, named=True)


def test_trend_by_pairs_of_years_and_kendalls_test(planted):
    frame = trends(planted)
    place = planted.days.dt.year().to_numpy()
    years = np.arange(2013, 2024)
    h = np.array([planted.hits[planted.terms.index("growth")][place == y].sum() for y in years])
    n = np.array([planted.documents[place == y].sum() for y in years])
    half = 0.5 * n / n.mean()
    logit = np.log((h + half) / (n - h + half))
    slopes = [(logit[j] - logit[i]) / (j - i) for i, j in combinations(range(11), 2)]
    found = row(frame, "growth")
    assert found["slope"] == pytest.approx(np.median(slopes), abs=1e-9)
    concordant = sum(np.sign(h[j] / n[j] - h[i] / n[i]) for i, j in combinations(range(11), 2))
    assert concordant > 45 and found["decision"] and found["low"] < np.log(1.3) < found["high"]
    assert row(frame, "quiet")["decision"] is False
    assert row(frame, "rare")["p"] is None and frame["tests"].to_list() == [4] * 5


def test_falling_numbers_of_documents_are_no_trend_of_a_term_that_is_not_used():
    counts = simulate_counts([Course("a", 8)], documents_a_year=[6000 - 400 * k for k in range(11)], seed=1)
    hits = np.where(counts.days.dt.year().to_numpy() == 2018, counts.hits, 0)
    gone = DayCounts(
        counts.terms, counts.days, counts.documents, counts.characters, hits, counts.mentions, counts.quoted
    )
    found = row(trends(gone), "a")
    assert found["slope"] == pytest.approx(0) and found["p"] > 0.5


def test_change_points_find_what_was_planted(planted):
    frame = change_points(planted, draws=199)
    assert frame.columns[:8] == ["term", "month", "low", "high", "before", "after", "p", "q"]
    doubling = frame.filter(pl.col("term") == "doubling")
    assert len(doubling) == 1
    found = row(doubling, "doubling")
    assert found["low"] <= dt.date(2018, 7, 1) <= found["high"]
    assert found["before"] == pytest.approx(10, abs=2.5) and found["after"] == pytest.approx(25, abs=4)
    assert found["effect"].startswith("from ") and found["effect"].endswith(" per 1,000")
    rise, fall = frame.filter(pl.col("term") == "campaign").rows(named=True)
    assert (
        abs((rise["month"] - dt.date(2016, 5, 1)).days) <= 31 and abs((fall["month"] - dt.date(2017, 2, 1)).days) <= 31
    )
    assert rise["low"] <= rise["month"] <= rise["high"] and rise["after"] == fall["before"] > 5 * rise["before"]
    assert row(frame, "quiet")["month"] is None and row(frame, "quiet")["decision"] is False
    assert row(frame, "rare")["p"] is None and row(frame, "rare")["decision"] is None


def test_a_terms_p_does_not_depend_on_the_others(planted):
    t = planted.terms.index("quiet")
    alone = DayCounts(
        ("quiet",),
        planted.days,
        planted.documents,
        planted.characters,
        planted.hits[t : t + 1],
        planted.mentions[t : t + 1],
        planted.quoted[t : t + 1],
    )
    for question in (change_points, bursts):
        assert row(question(alone, draws=99), "quiet")["p"] == row(question(planted, draws=99), "quiet")["p"]
        assert question(planted, draws=99).frame.equals(question(planted, draws=99).frame)
    assert (
        change_points(planted, draws=99, seed=1)["p"].to_list()
        != change_points(planted, draws=99, seed=2)["p"].to_list()
    )


def test_bursts_find_the_campaign_and_nothing_in_the_quiet_term(planted):
    frame = bursts(planted, draws=199)
    assert frame.columns[:6] == ["term", "start", "end", "weight", "p", "q"]
    found = row(frame, "campaign")
    assert (
        abs((found["start"] - dt.date(2016, 5, 1)).days) <= 62 and abs((found["end"] - dt.date(2017, 2, 1)).days) <= 62
    )
    assert found["after"] > 5 * found["before"]
    assert row(frame, "quiet")["start"] is None


def test_mistakes_are_told(planted):
    for wrong in ({"least": 0}, {"draws": 0}, {"most": -1}):
        with pytest.raises(StudyError, match="above 0"):
            change_points(planted, **wrong)
    with pytest.raises(StudyError, match="above 1"):
        bursts(planted, s=1.0)


def test_a_trend_leads_from_and_to_rates_that_were_counted():
    data = simulate_counts([Course("甲", rate=30.0)], documents_a_year=400, seed=5)
    row = trends(data).row(0, named=True)
    years = data.days.dt.year().to_numpy()
    for column, chosen in (("before", years < 2016), ("after", years >= 2021)):
        assert row[column] == pytest.approx(1_000 * data.hits[0, chosen].sum() / data.documents[chosen].sum())


def test_results_hold_their_arguments_and_behave_like_their_tables(planted):
    made = {"terms": planted.terms, "duplicates": False, "kinds": None, "start": None, "end": None}
    steady, steps, peaks = trends(planted, q=0.1), change_points(planted, draws=99, most=2), bursts(planted, draws=99)
    assert steady.parameters == made | {"q": 0.1, "level": 0.95}
    assert steps.parameters == made | {"q": 0.05, "least": 6, "most": 2, "draws": 99, "level": 0.95, "seed": 0}
    assert peaks.parameters == made | {"q": 0.05, "s": 2.0, "gamma": 1.0, "draws": 99, "seed": 0}
    assert repr(steady) == "<Trends: 5 terms, 4 tested, 2 trends at q ≤ 0.1>"
    assert repr(steps).startswith("<ChangePoints: 5 terms, 4 tested, ") and repr(peaks).startswith(
        "<Bursts: 5 terms, 4"
    )
    assert steps.filter("decision").height == steps["decision"].sum() and len(peaks) == peaks.to_frame().height


@pytest.mark.parametrize("question", [change_points, bursts])
def test_the_old_name_of_draws_still_works(planted, question):
    with pytest.warns(FutureWarning, match=rf"{question.__name__}\(draws=…\)"):
        old = question(planted, "quiet", B=99)
    assert old.frame.equals(question(planted, "quiet", draws=99).frame) and old.parameters["draws"] == 99


def issues(shares, every, seed, documents=60):
    """Counts of one term in issues on the first of each ``every``-th month, and the issues' shares."""
    days = pl.date_range(dt.date(2013, 1, 1), dt.date(2050, 1, 1), f"{every}mo", eager=True).head(len(shares))
    n = np.full(len(shares), documents)
    hits = np.random.default_rng(seed).binomial(n, shares)[None]
    return DayCounts(("甲",), days, n, n * 400, hits, hits.astype(float), np.zeros(hits.shape))


def test_a_burst_of_two_issues_of_a_quarterly_is_found_and_an_even_quarterly_is_quiet():
    rise = np.where(np.isin(np.arange(24), (12, 13)), 0.5, 0.1)
    found = [bursts(issues(rise, 3, seed), draws=199).row(0, named=True) for seed in range(8)]
    right = [row for row in found if row["start"] == dt.date(2016, 1, 1) and row["end"] == dt.date(2016, 5, 1)]
    assert len(right) >= 6
    even = [bursts(issues(np.full(24, 0.1), 3, seed), draws=199)["decision"][0] for seed in range(8)]
    assert sum(even) <= 1


def test_months_between_issues_are_the_usual_ones():
    months = period_counts(issues(np.full(24, 0.1), 1, 0), None, "1mo")
    assert months.months_apart() == 1
    assert period_counts(issues(np.full(24, 0.1), 3, 0), None, "1mo").months_apart() == 3
    one_missing = PeriodCounts(months.terms, months.starts.gather([0, 1, 2, 5, 6, 7]), months.hits, months.documents)
    assert one_missing.months_apart() == 1
    assert period_counts(issues(np.full(1, 0.5), 1, 0), None, "1mo").months_apart() == 1


def test_a_step_without_noise_is_a_change_in_its_month():
    found = change_points(issues(np.repeat([0.0, 1.0], 36), 1, 0, documents=5), draws=99).row(0, named=True)
    assert found["decision"] and found["month"] == found["low"] == found["high"] == dt.date(2016, 1, 1)
    assert (found["before"], found["after"]) == (0.0, 1000.0)


def test_the_dispersion_of_a_term_never_used_or_always_is_one():
    for share in (0.0, 1.0):
        assert bursts(issues(np.full(72, share), 1, 0), draws=19)["phi"].to_list() == [1.0]
