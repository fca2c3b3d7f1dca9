"""A single change of a share: likelihoods by another road, p and place on simulated truth."""

from math import lgamma

import numpy as np
import pytest

from analysis.statistics.share_change import likely_span, share_change


def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def test_ratio_and_posterior_by_the_formula():
    k, n = np.array([3, 2, 0, 1, 0]), np.array([3, 3, 0, 3, 2])
    found = share_change(k, n, draws=9)
    ratios = {}
    for t in range(1, 5):
        sides = [(k[:t].sum(), n[:t].sum()), (k[t:].sum(), n[t:].sum())]
        ratios[t] = sum(log_beta(x + 0.5, m - x + 0.5) for x, m in sides)
        ratios[t] -= log_beta(k.sum() + 0.5, n.sum() - k.sum() + 0.5) + log_beta(0.5, 0.5)
    assert found.clustering == 0 and found.ratio == pytest.approx(max(ratios.values()))
    weights = np.exp([ratios[t] for t in range(1, 5)])
    assert found.posterior == pytest.approx([0, *weights / weights.sum()])
    assert found.posterior[2] == pytest.approx(
        found.posterior[3]
    )  # a slice without documents tells neither from the other
    assert found.first == 3 and (found.before, found.after) == (5 / 6, 1 / 5)


def test_clustered_documents_are_no_evidence_each():
    k = np.array([10, 0, 10, 10, 10, 10, 0, 10, 0, 0, 0, 10, 0, 0])
    n = np.full(14, 10)
    found = share_change(k, n, draws=199)
    assert found.clustering > 0.6 and found.p > 0.1
    assert share_change(k // 10, n // 10, draws=199).p == pytest.approx(found.p, abs=0.2)  # a slice says it once
    assert share_change(k * 0 + np.arange(14) // 7 * 9, n, draws=199).p <= 0.01  # of 1,716 halvings one is as whole


def test_false_alarms_and_places():
    random = np.random.default_rng(3)
    n = random.poisson(6, (80, 40))
    flat = [share_change(random.binomial(m, 0.5), m, draws=99, seed=3).p for m in n]
    assert np.mean(np.array(flat) <= 0.05) <= 0.125  # 1 in 1,000 under 5 %
    share = np.where(np.arange(40) < 17, 0.9, 0.1)
    found = [share_change(random.binomial(m, share), m, draws=19, seed=3) for m in n]
    assert np.mean([abs(one.first - 17) <= 1 for one in found]) >= 0.93
    assert np.mean([low <= 17 <= high for low, high in (likely_span(one.posterior, 0.95) for one in found)]) >= 0.9


def test_a_direction_can_be_asked_for():
    k, n = np.array([4, 5, 4, 0, 1, 0, 2, 3, 2]), np.full(9, 5)
    assert share_change(k, n, draws=9).first == 3
    up = share_change(np.array([4, 5, 4, 0, 1, 0, 4, 5, 4]), n, draws=9, rising=True)
    assert up.first == 6 and up.before < up.after
    assert share_change(np.array([5, 3, 1]), np.full(3, 5), draws=9, rising=True).first == -1


@pytest.mark.parametrize(("k", "n"), [([0, 0], [0, 0]), ([0, 2, 0], [0, 3, 0])])
def test_one_slice_has_no_split(k, n):
    found = share_change(np.array(k), np.array(n))
    assert (found.first, found.p) == (-1, 1.0) and not found.posterior.any()


def test_months_like_those_before_them_are_no_evidence_each():
    k = np.repeat([3, 1, 3, 2, 1, 3, 2, 1], 5)
    n, mixed = np.full(40, 4), np.random.default_rng(0).permutation(k)
    assert share_change(k, n, draws=99).ratio < 0.75 * share_change(np.sort(mixed), n, draws=99).ratio
    assert share_change(k, n, draws=199).p > 0.05
