"""The expectation by richness: against all sets of terms, against swapped tables, and where it is forced."""

import numpy as np
import pytest

from analysis.networks import context_richness as richness
from analysis.networks.context_richness import meeting_rates
from analysis.networks.curveball import swap_expected
from analysis.networks.pair_statistics import richness_expected
from tests.support.all_sets import expected_of_all_sets


def expected(sets, terms):
    """Expected meetings of terms 0, 1, … in these contexts, as a symmetrical table."""
    f = np.bincount([term for one in sets for term in one], minlength=terms)
    rate, kind = meeting_rates(f, np.array([len(one) for one in sets]))
    return np.outer(f, f) * rate[kind][:, kind]


def drawn(rng, contexts, terms, *, most=0.6, least=0.02):
    """Contexts, rich and poor, of terms from frequent to rare."""
    chance = np.geomspace(most, least, terms) * rng.uniform(0.2, 1.5, (contexts, 1))
    held = rng.random((contexts, terms)) < chance
    return [tuple(np.flatnonzero(one).tolist()) for one in held if one.any()]


def test_the_expectation_is_that_of_all_sets():
    rng = np.random.default_rng(2)
    for contexts, terms in ((60, 4), (200, 8), (400, 11)):
        sets = drawn(rng, contexts, terms)
        slow = expected_of_all_sets(sets, range(terms))
        fast = expected(sets, terms)
        assert {pair: fast[pair] for pair in slow} == pytest.approx(slow, rel=4e-3)


def test_it_stands_near_the_mean_of_swapped_tables_where_frequencies_do_not():
    rng = np.random.default_rng(4)
    sets = drawn(rng, 1_500, 12, most=0.9)
    row = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    term = np.concatenate([np.array(one) for one in sets])
    a, b = np.triu_indices(12, 1)
    swapped, _ = swap_expected(row, term, 0 * row, 12, a, b, np.zeros(len(a)), draws=400, seed=2)
    often = swapped > 50
    f = np.bincount(term)
    by_frequency = f[a] * f[b] * swapped.sum() / (f[a] * f[b]).sum()
    off, usual = (np.abs(e / swapped - 1)[often].max() for e in (expected(sets, 12)[a, b], by_frequency))
    assert off < 0.015 and usual > 0.08


def test_what_the_margins_force_is_expected():
    pairs_only = expected([(0, 1)] * 7 + [(0,), (1,), (1,)], 2)
    assert pairs_only[0, 1] == pytest.approx(7)
    assert expected([(0, 1, 2)] * 4 + [(2,)], 3)[[0, 0, 1], [1, 2, 2]] == pytest.approx([4, 4, 4])
    assert expected([(0,), (1,), (1,)], 2)[0, 1] == 0
    assert expected([(0, 1), (0, 2), (0, 2)] * 20, 3)[0, 1:] == pytest.approx([20, 40], rel=1e-3)


def test_no_pair_meets_more_often_than_its_rarer_term_stands():
    sets = drawn(np.random.default_rng(1), 300, 200, most=1.0, least=0.005)
    sets = [(0, *[term + 1 for term in one]) for one in sets]  # and a term in every context
    f = np.bincount([term for one in sets for term in one], minlength=201)
    fast = expected(sets, 201)
    off = ~np.eye(201, dtype=bool)
    assert (fast <= np.minimum(f[:, None], f) * 1.001)[off].all()
    assert fast[0, 1:] == pytest.approx(f[1:], rel=2e-3)
    assert fast[off].sum() == pytest.approx(sum(len(one) * (len(one) - 1) for one in sets), rel=5e-3)


def test_classes_of_terms_and_sizes_change_little(monkeypatch):
    sets = drawn(np.random.default_rng(6), 900, 120, most=0.95, least=0.01)
    assert max(len(one) for one in sets) > 3 * richness.EXACT_UP_TO
    coarse = expected(sets, 120)
    monkeypatch.setattr(richness, "EXACT_UP_TO", 10_000)
    monkeypatch.setattr(richness, "TOLERANCE", 1e-8)
    fine, off = expected(sets, 120), ~np.eye(120, dtype=bool)
    coarse *= fine[off].sum() / coarse[off].sum()
    assert np.abs(coarse / fine - 1)[off].max() < 0.015


def test_strata_are_added_and_their_pairs_kept():
    sets = drawn(np.random.default_rng(8), 300, 6)
    half = len(sets) // 2
    row = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    term = np.concatenate([np.array(one) for one in sets])
    pairs = [len(one) * (len(one) - 1) // 2 for one in sets]
    met = np.array([sum(pairs[:half]), sum(pairs[half:])])
    a, b = np.triu_indices(6, 1)
    both = richness_expected(row, term, (row >= half).astype(int), met, 6, a, b)
    parts = [expected(part, 6)[a, b] for part in (sets[:half], sets[half:])]
    assert both == pytest.approx(sum(parts), rel=1e-2) and both.sum() == pytest.approx(met.sum())
    # fewer meetings in one stratum (a window, or pairs set aside) lower its part in proportion
    fewer = richness_expected(row, term, (row >= half).astype(int), met // [1, 2], 6, a, b)
    assert fewer.sum() == pytest.approx((met // [1, 2]).sum())
    nothing = np.zeros(0, np.int64)
    assert len(richness_expected(nothing, nothing, nothing, nothing, 3, nothing, nothing)) == 0


def test_pairs_are_taken_in_parts(monkeypatch):
    sets = drawn(np.random.default_rng(9), 100, 6)
    row = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    term = np.concatenate([np.array(one) for one in sets])
    met = np.array([sum(len(one) * (len(one) - 1) // 2 for one in sets)])
    a, b = np.triu_indices(6, 1)
    whole = richness_expected(row, term, 0 * row, met, 6, a, b)
    monkeypatch.setattr("analysis.networks.pair_statistics.AT_ONCE", 4)
    assert (richness_expected(row, term, 0 * row, met, 6, a, b) == whole).all()
