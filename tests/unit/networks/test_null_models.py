"""Null models: margins kept, expectations right, false alarms where the usual test has them."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analysis.core.errors import StudyError
from analysis.networks.cooccurrences import cooccurrence
from analysis.networks.curveball import swap_expected
from analysis.networks.pair_statistics import richness_expected
from analysis.statistics.multiple_testing import benjamini_hochberg
from tests.support.toy import toy


def test_benjamini_hochberg_equals_statsmodels_also_with_tests_left_out():
    p = np.random.default_rng(1).random(50) ** 3
    assert benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], rel=1e-12)
    with_ones = np.concatenate([p, np.ones(200)])
    assert benjamini_hochberg(p, tests=250) == pytest.approx(
        multipletests(with_ones, method="fdr_bh")[1][:50], rel=1e-12
    )
    assert len(benjamini_hochberg(np.array([]))) == 0


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(5)
    held = rng.random((60, 7)) < np.linspace(0.1, 0.6, 7) * rng.choice([0.4, 1.5], (60, 1))
    row, term = np.nonzero(held)
    row = np.unique(row, return_inverse=True)[1]
    return row, term, (np.arange(row.max() + 1) % 2)[row]


def test_swaps_keep_both_margins_in_each_stratum(table):
    from analysis.networks.curveball import swapped_counts

    row, term, stratum = table
    order = np.lexsort((term, row, stratum))  # contexts of a stratum side by side
    sizes = [int((row == r).sum()) for r in dict.fromkeys(row[order])]
    cells = term[order].astype(np.int64)
    before = [np.bincount(cells[stratum[order] == s], minlength=7) for s in (0, 1)]
    own = np.array([stratum[row == r][0] for r in dict.fromkeys(row[order])])
    size = np.bincount(own)
    start = np.concatenate([[0], np.cumsum(sizes)])
    kept = cells.copy()
    counts = swapped_counts(start, cells, own, size, np.concatenate([[0], np.cumsum(size)[:-1]]), 7, 5, np.uint64(1))
    assert not (cells == kept).all()
    for s in (0, 1):
        assert (np.bincount(cells[stratum[order] == s], minlength=7) == before[s]).all()
    for a, b in zip(start, start[1:], strict=False):
        assert len(set(cells[a:b])) == b - a
    assert (counts.sum((1, 2)) == sum(n * (n - 1) // 2 for n in sizes)).all()


def test_richness_expectation_stands_near_the_swaps(table):
    row, term, stratum = table
    a, b = np.triu_indices(7, 1)
    sizes = [np.bincount(row[stratum == s]) for s in (0, 1)]
    met = np.array([(n * (n - 1)).sum() // 2 for n in sizes])
    near = richness_expected(row, term, stratum, met, 7, a, b)
    exact, p = swap_expected(row, term, stratum, 7, a, b, np.zeros(len(a)), draws=400, seed=1)
    assert near.sum() == pytest.approx(met.sum()) == pytest.approx(exact.sum())
    assert np.abs(near / exact - 1).max() < 0.12 and np.corrcoef(near, exact)[0, 1] > 0.995
    assert (p == 1).all()


def test_swaps_are_the_same_for_the_same_seed(table):
    row, term, stratum = table
    a, b = np.triu_indices(7, 1)
    runs = [swap_expected(row, term, stratum, 7, a, b, np.full(len(a), 3), draws=50, seed=s) for s in (0, 0, 1)]
    assert (runs[0][1] == runs[1][1]).all() and not (runs[0][1] == runs[2][1]).all()


def test_the_swap_null_finds_a_planted_pair_and_refuses_a_window():
    rng = np.random.default_rng(0)
    docs = []
    for i in range(60):
        words = [t for t in "cdefg" if rng.random() < 0.3] + (
            ["a", "b"] if i % 4 == 0 else [["a"], ["b"], [], []][i % 4]
        )
        docs.append((f"2015-{1 + i % 12:02d}-{1 + i // 12:02d}", [[words, ["_"]]]))
    found = cooccurrence(toy(docs)).test(null="swap")
    assert found.edges().select("a", "b").rows() == [("a", "b")]
    with pytest.raises(StudyError, match="window"):
        cooccurrence(toy(docs), context="window").test(null="swap")


def test_networks_of_nothing_have_no_edges_and_planted_pairs_are_found():
    from tests.validity import edges

    rows = edges.run(fast=True, seed=1)
    assert all(row["met"] for row in rows if row["question"].endswith("power"))
    alarms = [row for row in rows if row["question"].endswith("alarms")]
    assert sum(row["value"] * row["runs"] for row in alarms) <= 1  # of twelve networks
    assert all(row["usual_value"] > 0.5 for row in alarms)
