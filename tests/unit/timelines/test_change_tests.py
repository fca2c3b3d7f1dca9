"""Trends, change points and bursts, against slow recomputation and planted truth."""

import datetime as dt
from itertools import combinations, product

import numpy as np
import polars as pl
import pytest
from scipy.stats import nbinom, norm, poisson

from analysis import StudyError, bursts, change_points, trends
from analysis.counts.day_counts import DayCounts
from analysis.statistics.autocorrelation import lag_one, pearson_residuals, recall
from analysis.statistics.burst_states import burst_states, heaviest
from analysis.statistics.multiple_testing import benjamini_hochberg
from analysis.statistics.null_series import count_limits, nothing_like
from analysis.statistics.segmentation import (
    arcsine_share,
    best_split,
    best_window,
    noise_beside,
    residuals,
    run_up,
    split_interval,
    stretch_test,
    windows,
)
from analysis.statistics.series_kernel import dealt
from analysis.timelines.period_counts import counted
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


def test_a_split_is_the_one_with_the_least_squares():
    random = np.random.default_rng(1)
    for x in random.standard_normal((5, 40)):
        squares = {k: ((x[:k] - x[:k].mean()) ** 2).sum() + ((x[k:] - x[k:].mean()) ** 2).sum() for k in range(6, 35)}
        k, statistic = best_split(x, 6)
        assert k == min(squares, key=squares.get)
        assert statistic**2 == pytest.approx(((x - x.mean()) ** 2).sum() - min(squares.values()), abs=1e-9)


def test_a_window_is_the_one_with_the_least_squares_among_those_tried():
    random = np.random.default_rng(2)
    x = random.standard_normal((6, 50))
    first, last, statistic, unit = best_window(x, 6)
    left = residuals(x, first, last)
    rho = np.clip((lag_one(left) + 7 / 50) / (1 - 12 / 50), 0, 0.95)
    assert unit == pytest.approx(np.sqrt((left**2).mean(1) * (1 + rho) / (1 - rho)), abs=1e-9)
    tried = [(0, k) for k in range(6, 45)] + [
        (i, i + length) for length in windows(50, 6) for i in range(6, 50 - 6 - length + 1)
    ]
    dear = best_window(x, 6, 2.0)
    for r, line in enumerate(x):
        whole, squares = ((line - line.mean()) ** 2).sum(), {}
        for i, j in tried:
            inside = np.zeros(50, bool)
            inside[i:j] = True
            squares[i, j] = ((line[inside] - line[inside].mean()) ** 2).sum() + (
                (line[~inside] - line[~inside].mean()) ** 2
            ).sum()
        assert (first[r], last[r]) == min(squares, key=squares.get)
        assert (left[r] ** 2).sum() == pytest.approx(min(squares.values()), abs=1e-9)
        assert statistic[r] ** 2 == pytest.approx((whole - min(squares.values())) / unit[r] ** 2, abs=1e-9)
        paid = {at: (whole - left) / unit[r] ** 2 - 2 * np.log(50) * (at[0] > 0) for at, left in squares.items()}
        assert (dear[0][r], dear[1][r]) == max(paid, key=paid.get)
        assert dear[2][r] ** 2 == pytest.approx(max(paid.values()), abs=1e-9) and dear[3][r] == unit[r]


def test_months_without_a_hit_are_equal_whatever_their_size():
    x = arcsine_share(np.array([[0, 0, 5]]), np.array([200.0, 600.0, 400.0]))
    assert x[0, 0] == pytest.approx(x[0, 1]) and x[0, 2] > x[0, 0]


def test_memory_and_autoregression_by_hand():
    assert lag_one(np.array([1.0, -1.0, 2.0])) == pytest.approx((-1 - 2) / 6)
    assert recall(np.array([[1.0, 0.0, 2.0]]), 0.5).tolist() == [[1.0, 0.5, 2.25]]


def test_bursts_are_the_cheapest_of_all_paths():
    random = np.random.default_rng(0)
    months, s, gamma = 9, 2.0, 0.4
    hits = random.poisson(4, (6, months)).astype(float)
    hits[:, 3:6] *= 3
    n = random.integers(80, 120, months).astype(float)
    phi = np.array([1, 1, 1.5, 1.5, 2, 3.0])
    states, gain = burst_states(hits, n, phi, s=s, gamma=gamma)
    for r in range(len(hits)):
        p0 = hits[r].sum() / n.sum()
        costs = [-(hits[r] * np.log(p) + (n - hits[r]) * np.log(1 - p)) / phi[r] for p in (p0, s * p0)]

        def price(path, costs=costs):
            entries = sum(b and not a for a, b in zip((0, *path), path, strict=False))
            return sum(costs[state][m] for m, state in enumerate(path)) + gamma * np.log(months) * entries

        best = min(product((0, 1), repeat=months), key=price)
        assert price(tuple(states[r].astype(int))) == pytest.approx(price(best), abs=1e-9)
        weights, run = [0.0], 0.0
        for m in range(months):
            run = run + costs[0][m] - costs[1][m] if states[r, m] else 0.0
            weights.append(run)
        assert heaviest(states, gain)[r] == pytest.approx(max(weights), abs=1e-9)


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


def test_benjamini_hochberg_as_in_statsmodels():
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(0).random(40) ** 2
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)


def test_change_points_find_what_was_planted(planted):
    frame = change_points(planted, B=199)
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
        assert row(question(alone, B=99), "quiet")["p"] == row(question(planted, B=99), "quiet")["p"]
        assert question(planted, B=99).equals(question(planted, B=99))
    assert change_points(planted, B=99, seed=1)["p"].to_list() != change_points(planted, B=99, seed=2)["p"].to_list()


def test_bursts_find_the_campaign_and_nothing_in_the_quiet_term(planted):
    frame = bursts(planted, B=199)
    assert frame.columns[:6] == ["term", "start", "end", "weight", "p", "q"]
    found = row(frame, "campaign")
    assert (
        abs((found["start"] - dt.date(2016, 5, 1)).days) <= 62 and abs((found["end"] - dt.date(2017, 2, 1)).days) <= 62
    )
    assert found["after"] > 5 * found["before"]
    assert row(frame, "quiet")["start"] is None


def test_an_entry_with_a_run_up_reaches_back_to_the_first_hits():
    n = np.full(40, 400.0)
    hits = np.r_[np.zeros(20), 2, 0, 3, np.full(17, 30.0)]
    assert run_up(hits, n, 23, least=6) == (20, 23)
    assert run_up(hits[::-1], n, 17, least=6) == (17, 20)
    assert run_up(np.r_[np.full(20, 5.0), np.full(20, 30.0)], n, 20, least=6) == (20, 20)


def test_the_place_of_a_sharp_step_is_sharp_and_of_a_faint_one_wide():
    random = np.random.default_rng(1)
    noise = random.standard_normal(100)
    step = np.repeat([0.0, 1.0], 50)
    low, high = split_interval(noise + 8 * step, 50, least=6, B=199, level=0.95, seed=1)
    assert (low, high) == (50, 50)
    faint = noise + step
    k = int(best_split(faint, 6)[0])
    low, high = split_interval(faint, k, least=6, B=199, level=0.95, seed=1)
    assert low <= k <= high and high - low >= 4


def test_a_step_has_the_smallest_p_and_a_constant_series_none():
    n = np.full(80, 400.0)
    hits = np.random.default_rng(0).poisson(np.repeat([3.0, 12.0], 40)).astype(float)
    p, first, last = stretch_test(hits, n, least=6, B=99, seed=0)
    assert p == 0.01 and (first, last) == (0, 40)
    assert stretch_test(np.full(80, 4.0), n, least=6, B=99, seed=0)[0] == 1.0


def test_limits_of_counts_as_in_scipy():
    mean = np.array([0.3, 4.0, 40.0])
    for dispersion, law in ((1.0, poisson(mean[:, None])), (2.6, nbinom(mean[:, None] / 1.6, 1 / 2.6))):
        limits = count_limits(mean, dispersion, 400)
        assert norm.cdf(limits) == pytest.approx(law.cdf(np.arange(limits.shape[1])), abs=1e-9)


def test_counts_are_dealt_from_an_autoregression_by_hand():
    shocks, rho = np.random.default_rng(2).standard_normal((5, 30)), 0.6
    mean = np.linspace(0.5, 9, 30)
    made = dealt(shocks, rho, count_limits(mean, 2.6, 100))
    for r, row_of_shocks in enumerate(shocks):
        value = row_of_shocks[0]
        for m in range(30):
            value = value if m == 0 else rho * value + 0.8 * row_of_shocks[m]
            assert made[r, m] == nbinom.ppf(norm.cdf(value), mean[m] / 1.6, 1 / 2.6)


def test_made_up_series_resemble_the_one_they_are_made_after():
    counts = simulate_counts([Course("a", rate=20, dispersion=2.6, autocorrelation=0.5)], seed=4)
    data = counted(counts, None, "1mo")
    made = nothing_like(data.hits[0], data.documents, (2.6, 0.5), 400, np.random.default_rng(1))
    assert made.mean() == pytest.approx(data.hits[0].mean(), rel=0.05)
    own, others = (
        pearson_residuals(rows, data.documents, data.hits.sum() / data.documents.sum()) for rows in (data.hits, made)
    )
    assert (others**2).mean() == pytest.approx((own**2).mean(), rel=0.1)
    assert lag_one(others).mean() == pytest.approx(lag_one(own)[0], abs=0.03)


def test_made_up_series_are_not_much_noisier_than_what_lies_beside_a_campaign():
    counts = simulate_counts([Course("a", rate=2, bursts=(("2016-01", 24, 20.0),))], seed=4)
    data = counted(counts, None, "1mo")
    phi, rho = noise_beside(data.hits, data.documents, 6)
    made = nothing_like(data.hits[0], data.documents, (phi[0], rho[0]), 400, np.random.default_rng(1))
    share = data.hits.sum() / data.documents.sum()
    own, others = (pearson_residuals(rows, data.documents, share) for rows in (data.hits, made))
    assert (own**2).mean() > 6 and (others**2).mean() < 2 * phi[0]
    assert lag_one(own)[0] > 0.75 and lag_one(others).mean() < rho[0] + 0.2


def test_mistakes_are_told(planted):
    for wrong in ({"least": 0}, {"B": 0}, {"most": -1}):
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
