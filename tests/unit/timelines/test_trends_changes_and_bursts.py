"""Trends, change points and bursts, against slow recomputation and planted truth."""

import datetime as dt
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from analysis import Features, StudyError, bursts, change_points, trends
from analysis.counts.corpus_statement import corpus_statement
from analysis.counts.day_counts import DayCounts
from analysis.timelines.period_counts import PeriodCounts, period_counts
from analysis.timelines.simulated_counts import Course, simulate_counts
from tests.support.simulated_corpora import simulate_corpus

BANK = 2_000  # null series: enough to see whether it works


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
    frame = change_points(planted, bank=BANK)
    assert frame.columns[:8] == ["term", "month", "low", "high", "before", "after", "p", "q"]
    doubling = frame.filter(pl.col("term") == "doubling", "decision")
    assert len(doubling) == 1
    found = row(doubling, "doubling")
    assert found["direction"] == "rise" and found["low"] <= dt.date(2018, 7, 1) <= found["high"]
    assert found["before"] == pytest.approx(10, abs=2.5) and found["after"] == pytest.approx(25, abs=4)
    assert found["effect"].startswith("from ") and found["effect"].endswith(" per 1,000")
    assert found["reason"] is None and found["evidence"].startswith("log likelihood ratio ")
    assert frame.group_by("term").agg(pl.col("direction").n_unique())["direction"].to_list() == [2] * 5
    quiet, rare = (frame.filter(pl.col("term") == term) for term in ("quiet", "rare"))
    assert quiet["month"].null_count() == 2 and quiet["decision"].to_list() == [False, False]
    assert quiet["p"].null_count() == 0 and sorted(quiet["direction"]) == ["fall", "rise"]
    assert rare["p"].null_count() == 2 and rare["decision"].null_count() == 2
    assert set(rare["reason"]) == {"fewer than 10 documents hold it"}


def test_a_rise_and_a_later_fall_are_two_verdicts():
    steps = (("2015-07", 3.0), ("2020-01", 0.1))  # hidden from each other in the whole, found in the parts
    frame = change_points(simulate_counts([Course("a", 10, changes=steps)], seed=1), bank=BANK).filter("decision")
    rise, fall = frame.rows(named=True)
    assert (rise["direction"], fall["direction"]) == ("rise", "fall") and rise["month"] < fall["month"]
    assert rise["after"] == fall["before"] and fall["after"] < rise["before"] < rise["after"]
    assert rise["low"] <= dt.date(2015, 7, 1) <= rise["high"] and fall["low"] <= dt.date(2020, 1, 1) <= fall["high"]


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
        one, all_terms = question(alone, bank=BANK), question(planted, bank=BANK)
        assert one["p"].to_list() == all_terms.filter(pl.col("term") == "quiet")["p"].to_list()
        assert all_terms.frame.equals(question(planted, bank=BANK).frame)
    assert change_points(planted, bank=400, seed=1)["p"].to_list() != change_points(planted, bank=400)["p"].to_list()


def test_bursts_find_the_campaign_and_nothing_in_the_quiet_term(planted):
    frame = bursts(planted, bank=BANK)
    assert frame.columns[:6] == ["term", "start", "end", "weight", "p", "q"]
    found = row(frame, "campaign")
    assert (
        abs((found["start"] - dt.date(2016, 5, 1)).days) <= 62 and abs((found["end"] - dt.date(2017, 2, 1)).days) <= 62
    )
    assert found["start_low"] <= found["start"] <= found["start_high"] < found["end_low"]
    assert found["end_low"] <= found["end"] <= found["end_high"]
    assert found["after"] > 5 * found["before"] and found["decision"] and found["weight"] > 5
    quiet = row(frame, "quiet")
    assert quiet["start"] is None and quiet["p"] > 0.05 and quiet["decision"] is False
    rare = row(frame, "rare")
    assert rare["p"] is None and rare["decision"] is None and rare["reason"] == "fewer than 10 documents hold it"
    assert len(frame) == 5


def test_two_campaigns_are_two_bursts():
    course = Course("a", 8, bursts=(("2015-03", 5, 6.0), ("2020-09", 6, 6.0)))
    frame = bursts(simulate_counts([course], seed=2), bank=BANK)
    assert frame["decision"].to_list() == [True, True]
    near = [dt.date(2015, 3, 1), dt.date(2020, 9, 1)]
    assert all(abs((start - wanted).days) <= 31 for start, wanted in zip(frame["start"], near, strict=True))
    assert frame["q"][0] <= 0.05 and frame["before"].n_unique() == 1


def test_what_cannot_be_tested_says_why():
    year = simulate_counts([Course("a", 50)], years=1)
    for question in (change_points, bursts):
        found = question(year, bank=BANK)
        assert found["p"].null_count() == len(found)
        assert set(found["reason"]) == {"12 months with documents are too few, of 24 that are needed"}


def test_dates_known_to_the_year_are_not_testable():
    corpus = simulate_corpus(simulate_counts([Course("四下基层", 60)], years=3, documents_a_year=300, seed=5), seed=5)
    features = corpus.features
    documents = features.documents.with_columns(date_precision=pl.lit("year"))
    coarse = Features.from_frames(
        documents, features.mentions, features.sentences, features.vocabulary, manifest=features.manifest
    )
    for question in (change_points, bursts):
        frame = question(coarse, "四下基层", bank=BANK)
        assert frame["p"].null_count() == len(frame) and frame["hits"][0] > 10
        assert set(frame["reason"]) == {"dates are known to the year only"}


def test_mistakes_are_told(planted):
    for wrong in ({"least": 0}, {"most": 0}, {"bank": 0}):
        with pytest.raises(StudyError, match="above 0"):
            change_points(planted, **wrong)
    with pytest.raises(StudyError, match="above 0"):
        bursts(planted, bank=0)


def test_a_trend_leads_from_and_to_rates_that_were_counted():
    data = simulate_counts([Course("甲", rate=30.0)], documents_a_year=400, seed=5)
    row = trends(data).row(0, named=True)
    years = data.days.dt.year().to_numpy()
    for column, chosen in (("before", years < 2016), ("after", years >= 2021)):
        assert row[column] == pytest.approx(1_000 * data.hits[0, chosen].sum() / data.documents[chosen].sum())


def test_results_hold_their_arguments_and_behave_like_their_tables(planted):
    made = {"terms": planted.terms, "sense": None, "duplicates": False, "kinds": None, "start": None, "end": None}
    steady, steps, peaks = trends(planted, q=0.1), change_points(planted, bank=BANK), bursts(planted, bank=BANK)
    said = {"corpus": corpus_statement(planted), "every": "1y", "unit": "documents", "interval": "Theil–Sen"}
    assert steady.parameters == made | said | {"q": 0.1, "level": 0.95, "method": "Mann–Kendall"}
    tested = made | {"q": 0.05, "level": 0.95, "bank": BANK, "seed": 0, "strata": None}
    said = {"corpus": corpus_statement(planted), "every": "1mo", "unit": "documents"}
    for found, more in ((steps, {"least": 6, "most": 4}), (peaks, {})):
        assert {**found.parameters, "method": None} == tested | said | more | {"method": None}
    assert repr(steady) == "<Trends: 5 terms, 4 tested, 2 trends at q ≤ 0.1>"
    assert repr(steps).startswith("<ChangePoints: 5 terms, 4 tested, ") and repr(peaks).startswith("<Bursts: 5 terms, ")
    assert steps.filter("decision").height == steps["decision"].sum() and len(peaks) == peaks.to_frame().height


@pytest.mark.parametrize(
    ("question", "old"), [(change_points, {"draws": 99}), (change_points, {"B": 99}), (bursts, {"s": 2.0})]
)
def test_old_arguments_say_that_they_have_no_effect(planted, question, old):
    with pytest.warns(FutureWarning) as told:
        found = question(planted, "quiet", bank=BANK, **old)
    (warning,) = [one for one in told if "has no effect" in str(one.message)]
    assert warning.filename == __file__
    assert found.frame.equals(question(planted, "quiet", bank=BANK).frame)


def issues(shares, every, seed, documents=60):
    """Counts of one term in issues on the first of each ``every``-th month, and the issues' shares."""
    days = pl.date_range(dt.date(2013, 1, 1), dt.date(2050, 1, 1), f"{every}mo", eager=True).head(len(shares))
    n = np.full(len(shares), documents)
    hits = np.random.default_rng(seed).binomial(n, shares)[None]
    return DayCounts(("甲",), days, n, n * 400, hits, hits.astype(float), np.zeros(hits.shape))


def test_a_burst_of_two_issues_of_a_quarterly_is_found_and_an_even_quarterly_is_quiet():
    rise = np.where(np.isin(np.arange(24), (12, 13)), 0.5, 0.1)
    found = [bursts(issues(rise, 3, seed), bank=BANK).row(0, named=True) for seed in range(8)]
    right = [row for row in found if row["start"] == dt.date(2016, 1, 1) and row["end"] == dt.date(2016, 5, 1)]
    assert len(right) >= 6
    even = [bursts(issues(np.full(24, 0.1), 3, seed), bank=BANK)["decision"][0] for seed in range(8)]
    assert sum(even) <= 1


def test_months_between_issues_are_the_usual_ones():
    months = period_counts(issues(np.full(24, 0.1), 1, 0), None, "1mo")
    assert months.months_apart() == 1
    assert period_counts(issues(np.full(24, 0.1), 3, 0), None, "1mo").months_apart() == 3
    one_missing = PeriodCounts(months.terms, months.starts.gather([0, 1, 2, 5, 6, 7]), months.hits, months.documents)
    assert one_missing.months_apart() == 1
    assert period_counts(issues(np.full(1, 0.5), 1, 0), None, "1mo").months_apart() == 1


def test_a_step_without_noise_is_a_rise_in_its_month():
    found = change_points(issues(np.repeat([0.0, 1.0], 36), 1, 0, documents=5), bank=BANK).filter("decision")
    assert found["direction"].to_list() == ["rise"] and found["month"][0] == dt.date(2016, 1, 1)
    assert found["low"][0] <= found["month"][0] <= found["high"][0]
    assert (found["before"][0], found["after"][0]) == (0.0, 1000.0)


def test_a_term_in_no_document_or_in_all_has_no_change():
    for share in (0.0, 1.0):
        for question in (change_points, bursts):
            found = question(issues(np.full(72, share), 1, 0), bank=BANK)
            assert not found["decision"].any() and found["reason"].is_not_null().all()
