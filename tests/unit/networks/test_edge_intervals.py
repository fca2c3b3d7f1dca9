"""Intervals of edges: days drawn again within their strata."""

import numpy as np
import polars as pl
import pytest

from analysis.core.errors import StudyError
from analysis.networks.cooccurrences import cooccurrence
from analysis.networks.edge_intervals import Calendar
from analysis.networks.network_draws import drawn_edges
from analysis.networks.pair_statistics import association
from analysis.statistics.cluster_bootstrap import calendar_weights
from tests.support.toy import toy
from tests.validity import _pairs

DOCS = [
    (
        f"2015-{1 + d // 28:02d}-{1 + d % 28:02d}",
        [[["a", "b"] if d % 3 else ["a"], ["c"], ["ab=a+b"] if d % 5 == 0 else []]],
    )
    for d in range(80)
]


def test_weights_keep_the_size_of_each_stratum_and_a_day_together():
    day, stratum, base = np.array([1, 1, 2, 2, 3]), np.array([0, 1, 0, 1, 0]), np.array([4, 2, 1, 5, 3])
    weights = calendar_weights(day, stratum, base, draws=500, seed=0)
    for one in (0, 1):
        at = stratum == one
        np.testing.assert_allclose((weights * base)[:, at].sum(1), base[at].sum(), atol=1e-4)
    # the ratio of two days is the same in both strata
    np.testing.assert_allclose(weights[:, 0] / weights[:, 2], weights[:, 1] / weights[:, 3], rtol=1e-2)
    assert weights[:, 0].std() > 0.2


def test_meetings_by_day_add_up_to_the_pairs_and_leave_one_surface_aside():
    network = cooccurrence(toy(DOCS), min_contexts=1, min_documents=1, min_months=1)
    calendar = Calendar(network.incidence)
    pair, _, n = calendar.meetings(network.counts)
    assert np.bincount(pair, n).tolist() == network.counts["f_ab"].to_list()
    assert network.counts["one_surface"].sum() > 0
    assert calendar.frequency.sum(1).tolist() == network.incidence.frequency["contexts"].to_list()
    assert calendar.documents.sum() == len(DOCS)


def test_intervals_hold_the_estimate_and_narrow_with_more_days():
    def width(days):
        docs = [
            (f"20{15 + d // 336}-{1 + d % 336 // 28:02d}-{1 + d % 28:02d}", [[["a", "b"] if d % 3 else ["a"]]])
            for d in range(days)
        ]
        found = cooccurrence(toy(docs)).intervals(["log_dice", "delta_p_ab"], draws=200)
        row = found.row(0, named=True)
        assert row["log_dice_low"] < row["log_dice"] < row["log_dice_high"] <= 14
        assert row["days"] == sum(d % 3 > 0 for d in range(days))
        return row["log_dice_high"] - row["log_dice_low"]

    assert width(60) > 1.5 * width(240)


def test_the_delta_method_gives_nearly_the_same_for_many_days():
    random = np.random.default_rng(2)
    together, alone = random.random(330) < 0.4, random.random(330) < 0.5
    docs = [
        (f"2015-{1 + d // 28:02d}-{1 + d % 28:02d}", [[["a", "b"] if together[d] else [], ["a"] if alone[d] else []]])
        for d in range(330)
    ]
    row = cooccurrence(toy(docs)).intervals(["log_dice"], draws=1_000).row(0, named=True)
    top, base = 2.0 * together, 2.0 * together + alone
    share = top.sum() / base.sum()
    sd = np.sqrt(((top - share * base) ** 2).sum()) / base.sum() / share / np.log(2)
    assert (row["log_dice_high"] - row["log_dice_low"]) / (2 * 1.96 * sd) == pytest.approx(1, abs=0.12)


def test_measures_are_those_of_the_network_and_seeds_settle_all():
    network = cooccurrence(toy(DOCS), min_contexts=1, min_documents=1, min_months=1)
    one, other = (network.intervals(draws=100, seed=3) for _ in range(2))
    assert one.frame.equals(other.frame) and not one.frame.equals(network.intervals(draws=100, seed=4).frame)
    assert one.frame.select("log_dice", "npmi").equals(network.edges().select("log_dice", "npmi"))
    assert one.parameters["draws"] == 100 and "100 draws of days" in repr(one)
    few = network.intervals(draws=100, seed=3, pairs=pl.DataFrame({"a": ["a"], "b": ["b"]}))
    assert few.frame.row(0) == one.frame.filter(a="a", b="b").row(0)
    assert set(association(network.counts, 9).columns) > {"log_dice"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [(dict(draws=10), "at least 100"), (dict(level=95), "0.95"), (dict(measures=["g2"]), "no interval")],
)
def test_mistakes(wrong, said):
    network = cooccurrence(toy(DOCS), min_contexts=1, min_documents=1, min_months=1)
    with pytest.raises(StudyError, match=said):
        network.intervals(**wrong)


def test_windows_are_not_kept_by_day():
    with pytest.raises(StudyError, match="windows"):
        cooccurrence(toy(DOCS), context="window").intervals()


def test_a_network_drawn_again_is_tested_as_it_was():
    random = np.random.default_rng(1)
    present, day = _pairs.presence(random, documents=900, terms=12, months=12)
    for a, b, extra in ((2, 5, 60), (3, 7, 40), (4, 9, 25)):
        _pairs.plant(present, a, b, extra, random)
    network = cooccurrence(_pairs.features(present, day)).test().backbone()
    drawn = drawn_edges(network, draws=60, seed=0)
    found = network.edges().select("a", "b", edge=pl.lit(True))
    is_edge = network.counts.join(found, on=["a", "b"], how="left", maintain_order="left")["edge"].fill_null(False)
    assert is_edge.any() and drawn[:, is_edge.to_numpy()].mean() > 0.6 > 0.3 > drawn[:, ~is_edge.to_numpy()].mean()
