"""The nearly optimal test against dense linear algebra, one model and one stretch at a time."""

import numpy as np
import pytest

from analysis.statistics.autocorrelated_rates import MODELS, arcsine_rates, covariance, season, whitening
from analysis.statistics.calendars import Calendar
from analysis.statistics.least_favourable_nulls import balanced_weights, least_favourable_weights
from analysis.statistics.level_tests import likely_stretches
from analysis.statistics.likelihood_ratios import LikelihoodRatio, log_ratio, spells, splits


def calendar_of(M, every=1, seed=0):
    documents = np.random.default_rng(seed).integers(50, 150, M)
    return Calendar(24_156 + every * np.arange(M), documents)


def test_covariance_is_as_stated():
    calendar = Calendar(np.array([0, 1, 4]), np.array([10.0, 20.0, 30.0]))
    V = covariance(calendar, 0.5, 0.4)
    assert V[0, 0] == pytest.approx(0.6 * 20 / 10 + 0.4) and V[0, 2] == pytest.approx(0.4 * 0.5**4)
    assert np.array_equal(covariance(calendar, 0.0, 0.0), np.diag([2, 1, 20 / 30]))
    assert all(np.linalg.eigvalsh(covariance(calendar, *model)).min() > 0 for model in MODELS)


def test_the_season_has_a_mean_for_each_month_that_occurs():
    assert season(calendar_of(47)).shape == (47, 1)
    assert season(calendar_of(60)).shape == (60, 12) and season(calendar_of(24, every=3)).shape == (24, 4)
    assert (season(calendar_of(60)).sum(1) == 1).all()


def test_precision_is_that_of_residuals_of_generalised_least_squares():
    calendar = calendar_of(60)
    models, X = whitening(calendar), season(calendar)
    x = np.random.default_rng(1).normal(size=60)
    for g in (0, 4, 12):
        root = np.linalg.cholesky(covariance(calendar, *MODELS[g]))
        wx, wX = np.linalg.solve(root, x), np.linalg.solve(root, X)
        left = wx - wX @ np.linalg.lstsq(wX, wx, rcond=None)[0]
        assert x @ models.precision[g] @ x == pytest.approx(left @ left)
        determinants = np.linalg.slogdet(root @ root.T)[1] + np.linalg.slogdet(wX.T @ wX)[1]
        assert models.offset[g] == pytest.approx(-determinants / 2)
    assert models.freedom == 48


def test_all_splits_and_spells_are_listed():
    assert splits(14, 6).first.tolist() == [6, 7, 8] and set(splits(14, 6).last) == {14}
    monthly, quarterly = spells(calendar_of(60)), spells(calendar_of(30, every=3))
    assert set(monthly.last - monthly.first) == {2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 24}
    assert set(quarterly.last - quarterly.first) == {2, 3, 4, 5, 6, 8}
    assert ((monthly.last - monthly.first) == 2).sum() == 59


@pytest.mark.parametrize(
    ("M", "every", "direction", "burst"), [(50, 1, 1, False), (27, 3, -1, False), (31, 2, 1, True)]
)
def test_likelihoods_are_those_of_dense_algebra(M, every, direction, burst):
    calendar = calendar_of(M, every)
    X, b = season(calendar), 2.0 if burst else 1.0
    ratio = LikelihoodRatio(whitening(calendar), spells(calendar) if burst else splits(M), direction, b)
    x = np.random.default_rng(2).normal(size=(3, M)) + 0.8 * (np.arange(M) > M // 2)
    weights = np.random.default_rng(3).random(len(MODELS))
    found = ratio.marginals(x, weights)
    null, shapes, alternative = np.zeros((3, 13)), np.zeros((3, len(ratio.stretches.first))), np.zeros(3)
    for g, model in enumerate(MODELS):
        root = np.linalg.cholesky(covariance(calendar, *model))
        wX = np.linalg.solve(root, X)
        Q = np.linalg.qr(wX)[0]
        A = (np.eye(M) - Q @ Q.T) @ np.linalg.inv(root)
        d = M - X.shape[1]
        for r in range(3):
            SS = (A @ x[r]) @ (A @ x[r])
            constant = -np.log(np.diag(root)).sum() - np.linalg.slogdet(wX.T @ wX)[1] / 2
            null[r, g] = constant - d / 2 * np.log(SS)
            for j, (first, last) in enumerate(zip(*ratio.stretches, strict=True)):
                s = direction * ((np.arange(M) >= first) & (np.arange(M) < last))
                D = (A @ s) @ (A @ s)
                z = max((A @ s) @ (A @ x[r]) / np.sqrt(D), 0)
                one = constant - np.log1p(b * b * D) / 2 - d / 2 * np.log(SS - z * z * b * b * D / (1 + b * b * D))
                alternative[r] += np.exp(one) / 13 / shapes.shape[1]
                shapes[r, j] += weights[g] * np.exp(one)
    assert found.null == pytest.approx(null)
    assert found.alternative == pytest.approx(np.log(alternative))
    scale = np.exp(null.max(1))[:, None]
    assert found.shapes * scale == pytest.approx(shapes)
    T = np.log(alternative) - np.log((weights * np.exp(null)).sum(1))
    assert log_ratio(found, weights) == pytest.approx(T)


def test_ratios_do_not_depend_on_level_scale_and_season():
    calendar = calendar_of(60)
    ratio = LikelihoodRatio(whitening(calendar), splits(60), 1, 1.0)
    x = np.random.default_rng(4).normal(size=(2, 60))
    weights = np.full(13, 1 / 13)
    moved = 3 * x + 7 + np.arange(12)[calendar.month_of_year]
    a, b = (log_ratio(ratio.marginals(values, weights), weights) for values in (x, moved))
    assert a == pytest.approx(b)


def test_a_step_without_noise_is_finite_and_in_its_place():
    calendar = Calendar(np.arange(40), np.full(40, 5.0))
    ratio = LikelihoodRatio(whitening(calendar), splits(40), 1, 1.0)
    found = ratio.marginals(arcsine_rates(np.repeat([[0.0, 5.0]], 20, 1), calendar.documents), np.ones(13))
    assert np.isfinite(found.alternative).all() and ratio.stretches.first[found.shapes[0].argmax()] == 20
    flat = ratio.marginals(np.zeros((1, 40)), np.ones(13))
    assert np.isfinite(flat.alternative).all()


def test_no_null_model_is_rejected_more_often_than_alpha():
    calendar = calendar_of(40)
    ratio = LikelihoodRatio(whitening(calendar), splits(40), 1, 1.0)
    weights = least_favourable_weights(ratio, np.random.default_rng(0), draws=400)
    random = np.random.default_rng(9)
    rejected = []
    for V in ratio.models.root:
        x = random.standard_normal((2_000, 40)) @ V.T
        rejected.append((log_ratio(ratio.marginals(x, weights), weights) > 0).mean())
    assert max(rejected) < 0.08 and max(rejected) > 0.04


def test_balanced_weights_reject_at_most_alpha_of_what_they_were_made_of():
    ratio = np.exp(np.random.default_rng(0).normal(size=(3, 1_000, 3)))
    weights = balanced_weights(ratio)
    rejected = (ratio @ weights < 1).mean(1)
    assert rejected.max() <= 0.0505 and rejected.max() > 0.045


def test_the_smallest_set_of_stretches_holds_its_share():
    shares = np.random.default_rng(0).random((20, 50)) ** 4
    likely = likely_stretches(shares, 0.85)
    for row, chosen in zip(shares, likely, strict=True):
        assert row[chosen].sum() >= 0.85 * row.sum() > row[chosen].sum() - row[chosen].min()
        assert row[chosen].min() >= row[~chosen].max()
