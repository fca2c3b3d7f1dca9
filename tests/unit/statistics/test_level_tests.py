"""Null series are what they say, and rise, fall and burst find what was planted with a small bank."""

import numpy as np
import pytest

from analysis.statistics import null_bank
from analysis.statistics.calendars import Calendar
from analysis.statistics.level_tests import can_be_tested, level_test
from analysis.statistics.null_counts import autoregression, negative_binomial_quantiles, null_counts
from analysis.statistics.stratified_exposure import stratified_exposure, stratified_null_counts
from analysis.statistics.stretch_levels import (
    autocorrelation_beside,
    dispersion_beside,
    inside,
    levelled,
    two_level_residuals,
)

CALENDAR = Calendar(24_156 + np.arange(60), np.random.default_rng(0).integers(300, 500, 60))
BANK = 2_000


@pytest.fixture(scope="module")
def tests_of_all():
    return {question: level_test(question, CALENDAR, bank=BANK) for question in ("rise", "fall", "burst")}


def test_negative_binomial_quantiles_are_scipys():
    from scipy.stats import nbinom, norm, poisson

    z = np.random.default_rng(1).normal(size=(2, 500)) * 1.5
    mean = np.random.default_rng(2).uniform(0.05, 40, z.shape)
    found = negative_binomial_quantiles(z, mean, np.array([1.0, 4.0]), np.full(500, 1e6))
    assert (found[1] == nbinom.ppf(norm.cdf(z[1]), mean[1] / 3, 1 / 4)).mean() > 0.995
    assert (found[0] == poisson.ppf(norm.cdf(z[0]), mean[0])).mean() > 0.995
    few = negative_binomial_quantiles(z, mean, np.array([1.0, 4.0]), np.full(500, 3.0))
    assert few.max() == 3


def test_an_autoregression_remembers_over_months_that_do_not_exist():
    z = autoregression(np.array([0, 3, 4]), np.full(20_000, 0.8), np.random.default_rng(1))
    assert z.std(0) == pytest.approx(1, abs=0.03)
    assert np.corrcoef(z.T)[0, 1] == pytest.approx(0.8**3, abs=0.03) and np.corrcoef(z.T)[1, 2] == pytest.approx(
        0.8, abs=0.02
    )


def test_null_counts_span_hits_and_dispersion():
    hits = null_counts(CALENDAR.documents, CALENDAR.months, 4_000, np.random.default_rng(1))
    assert (hits <= CALENDAR.documents).all() and (hits >= 0).all() and (hits == hits.round()).all()
    level = hits.mean(1)
    assert np.quantile(level, 0.02) < 0.3 and np.quantile(level, 0.98) > 80
    some = level > 2
    phi = dispersion_beside(
        two_level_residuals(
            hits, np.broadcast_to(CALENDAR.documents, hits.shape), np.zeros(hits.shape, bool), np.ones((60, 1))
        ),
        np.ones(hits.shape, bool),
        1,
    )
    assert np.quantile(phi[some], 0.05) < 1.2 and np.quantile(phi[some], 0.95) > 4


def test_what_is_left_beside_a_stretch_by_hand():
    hits, n = np.array([[1.0, 3.0, 9.0, 11.0, 2.0, 2.0]]), np.full((1, 6), 100.0)
    within = inside(np.array([2]), np.array([4]), 6)
    assert within[0].tolist() == [False, False, True, True, False, False]
    left = two_level_residuals(hits, n, within, np.ones((6, 1)))
    assert left[0, 0] == pytest.approx((1 - 2) / np.sqrt(100 * 0.02 * 0.98))
    assert left[0, 2] == pytest.approx((9 - 10) / np.sqrt(100 * 0.1 * 0.9))
    assert dispersion_beside(left, ~within, 1)[0] == pytest.approx((2 / 1.96) / 3)
    pairs = [left[0, 0] * left[0, 1], left[0, 4] * left[0, 5]]
    assert autocorrelation_beside(left, ~within, (1,))[0] == pytest.approx(np.mean(pairs) / (2 / 1.96 / 4))
    assert levelled(hits, n, within, within)[0].tolist() == [1, 3, 2, 2, 2, 2]


def test_a_season_is_no_dispersion():
    season = np.tile(np.eye(12), (5, 1))
    hits = np.tile(np.where(np.arange(12) == 2, 80.0, 10.0), 5)[None]
    left = two_level_residuals(hits, np.full((1, 60), 400.0), np.zeros((1, 60), bool), season)
    assert left == pytest.approx(np.zeros((1, 60)))


def test_flat_series_are_quiet_and_planted_ones_are_found(tests_of_all):
    random = np.random.default_rng(5)
    mean = 0.03 * CALENDAR.documents
    month = np.arange(60)
    planted = {
        "rise": np.where(month >= 25, 2.5, 1),
        "fall": np.where(month >= 35, 0.3, 1),
        "burst": np.where((month >= 20) & (month < 26), 3, 1),
    }
    for question, test in tests_of_all.items():
        quiet = test.judge(random.poisson(mean, (300, 60)))
        assert (quiet.p <= 0.05).mean() <= 0.09 and quiet.beyond.mean() < 0.05
        for other, shape in planted.items():
            found = test.judge(random.poisson(mean * shape, (40, 60)))
            if other == question:
                assert (found.p <= 0.05).mean() >= 0.9
                near = np.abs(found.first - {"rise": 25, "fall": 35, "burst": 20}[question]) <= 2
                assert near.mean() >= 0.8
            elif {other, question} == {"rise", "fall"}:
                assert (found.p <= 0.05).mean() <= 0.05


def test_two_campaigns_are_found_by_levelling_the_other(tests_of_all):
    random = np.random.default_rng(6)
    month = np.arange(60)
    both = np.where(((month >= 12) & (month < 17)) | ((month >= 40) & (month < 45)), 4, 1)
    hits = random.poisson(0.02 * CALENDAR.documents * both, (40, 60))
    assert (tests_of_all["burst"].judge(hits).p <= 0.05).mean() >= 0.8


def test_a_rate_from_nothing_to_all_is_a_rise():
    calendar = Calendar(np.arange(72), np.full(72, 5.0))
    found = level_test("rise", calendar, bank=BANK).judge(np.repeat([[0.0, 5.0]], 36, 1))
    assert found.p[0] <= 0.05 and not found.beyond[0] and found.first[0] == 36


def test_p_does_not_depend_on_the_other_series(tests_of_all):
    hits = np.random.default_rng(7).poisson(8.0, (5, 60))
    for test in tests_of_all.values():
        assert test.judge(hits).p[3] == test.judge(hits[3:4]).p[0]
        assert test.judge(hits[:0]).p.shape == (0,)


def test_a_bank_has_the_same_bytes_when_it_is_made_again(tests_of_all, tmp_path, monkeypatch):
    monkeypatch.setenv("TIFA_CACHE", str(tmp_path))
    monkeypatch.setattr(null_bank, "_read", {})
    again = level_test("fall", CALENDAR, bank=BANK)
    for name, values in tests_of_all["fall"].bank.items():
        assert again.bank[name].tobytes() == values.tobytes()
    assert len(list((tmp_path / "banks").glob("*.bank"))) == 1


def test_short_calendars_are_not_testable():
    assert not can_be_tested(Calendar(np.arange(23), np.ones(23))) and can_be_tested(
        Calendar(np.arange(24), np.ones(24))
    )
    assert not can_be_tested(Calendar(7 * np.arange(14), np.ones(14)), 3)
    assert can_be_tested(Calendar(3 * np.arange(24), np.ones(24)))


def test_exposure_solves_the_two_way_fit():
    random = np.random.default_rng(8)
    documents = np.stack([np.linspace(80, 20, 40), np.linspace(20, 80, 40)])
    rate = np.array([0.3, 0.05])
    hits = (documents * rate[:, None])[None]
    exposure = stratified_exposure(hits, documents)[0]
    assert exposure.sum() == pytest.approx(documents.sum())
    assert exposure / exposure.mean() == pytest.approx((rate @ documents) / (rate @ documents).mean(), rel=0.02)
    drawn = random.poisson(documents * rate[:, None] * 3, (1, 2, 40)).astype(float)
    exposure = stratified_exposure(drawn, documents)[0]
    weight = drawn.sum(2)[0] / (documents * (drawn.sum(1)[0] / exposure)).sum(1)  # the fit's own equations
    assert (weight @ documents) / (weight @ documents).sum() == pytest.approx(exposure / exposure.sum(), rel=0.02)


def test_a_stratum_without_hits_keeps_an_exposure():
    documents = np.array([[10.0, 0.0], [0.0, 10.0]])
    exposure = stratified_exposure(np.array([[[5.0, 0.0], [0.0, 0.0]]]), documents)
    assert (exposure > 0).all() and np.isfinite(exposure).all()


def test_null_series_of_strata_have_one_level_and_rates_that_differ():
    documents = np.stack([np.linspace(400, 100, 60), np.linspace(100, 400, 60)])
    hits = stratified_null_counts(documents, CALENDAR.months, 400, np.random.default_rng(1))
    assert hits.shape == (400, 2, 60) and (hits <= documents).all()
    dense = hits[hits.sum((1, 2)) > 2_000]
    ratio = dense[:, 0].sum(1) / dense[:, 1].sum(1)
    assert ratio.max() > 3 and ratio.min() < 1 / 3


def test_a_mix_that_moves_is_no_rise_with_strata():
    documents = np.stack([np.linspace(320, 80, 60), np.linspace(80, 320, 60)])
    calendar = Calendar(CALENDAR.months, documents.sum(0))
    hits = np.random.default_rng(2).poisson(documents * np.array([[0.01], [0.05]]), (100, 2, 60)).astype(float)
    plain = level_test("rise", calendar, bank=BANK).judge(hits.sum(1))
    held = level_test("rise", calendar, bank=BANK, strata=documents)
    found = held.judge(hits.sum(1), stratified_exposure(hits, documents))
    assert (plain.p <= 0.05).mean() > 0.6 and (found.p <= 0.05).mean() <= 0.12
