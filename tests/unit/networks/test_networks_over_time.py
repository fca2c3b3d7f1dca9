"""Backbone, communities, layout, networks over time, and what changed between two."""

from datetime import date

import networkx as nx
import numpy as np
import polars as pl
import pytest

from analysis.core.errors import StudyError
from analysis.networks.changed_edges import edge_changes
from analysis.networks.community_tracking import follow
from analysis.networks.cooccurrences import cooccurrence
from analysis.networks.ego_network import ego, neighbours
from analysis.networks.network_nodes import consensus, layout
from analysis.networks.networks_over_time import network_series
from analysis.networks.networkx_graph import networkx_graph
from analysis.networks.pair_statistics import disparity, noise_corrected
from analysis.networks.threshold_comparison import threshold_panel
from tests.support.toy import toy

KARATE = nx.karate_club_graph()


def weighted():
    rng = np.random.default_rng(2)
    rows = [
        (f"n{i}", f"n{j}", int(rng.integers(1, 30))) for i in range(8) for j in range(i + 1, 8) if rng.random() < 0.7
    ]
    return pl.DataFrame(rows, orient="row", schema=["a", "b", "f_ab"])


def test_noise_corrected_equals_the_formula_on_the_doubled_table():
    pairs = weighted()
    both = pl.concat([pairs, pairs.select(a="b", b="a", f_ab="f_ab")])
    strength = dict(both.group_by("a").agg(pl.col("f_ab").sum()).rows())
    n = both["f_ab"].sum()
    for row in noise_corrected(pairs).to_dicts():
        w, si, sj = row["f_ab"], strength[row["a"]], strength[row["b"]]
        kappa = n / (si * sj)
        mean = si * sj / n**2
        variance = si * sj * (n - si) * (n - sj) / (n**4 * (n - 1))
        alpha = mean**2 / variance * (1 - mean) - mean
        beta = mean * (1 - mean) ** 2 / variance - (1 - mean)
        assert alpha / (alpha + beta) == pytest.approx(mean)  # the prior has the mean it is meant to have
        share = (alpha + w) / (alpha + beta + n)
        slope = 1 / (si * sj) - n * (si + sj) / (si * sj) ** 2
        sd = np.sqrt(n * share * (1 - share)) * abs(2 * (kappa + w * slope) / (kappa * w + 1) ** 2)
        assert row["score"] == pytest.approx((kappa * w - 1) / (kappa * w + 1), rel=1e-9)
        assert row["score_sd"] == pytest.approx(sd, rel=1e-9)


def test_a_graph_is_the_one_that_networkx_builds_edge_by_edge():
    rng = np.random.default_rng(5)
    pairs = weighted().with_columns(log_dice=pl.Series(rng.normal(size=weighted().height)))
    pairs = pairs.with_columns(score=pl.when(pl.col("f_ab") > 9).then(pl.col("log_dice") * 2))
    terms = sorted({*pairs["a"], *pairs["b"], "alone"})
    nodes = pl.DataFrame({"term": terms, "kind": ["word"] * len(terms), "contexts": list(range(len(terms)))})
    for isolates in (False, True):
        made = networkx_graph(nodes, pairs.sample(fraction=1.0, shuffle=True, seed=3), isolates=isolates)
        slow = nx.Graph()
        for row in nodes.to_dicts():
            if isolates or row["term"] != "alone":
                slow.add_node(row.pop("term"), **row)
        for row in pairs.sort("a", "b").to_dicts():
            about = {"weight": row["log_dice"], **{name: row[name] for name in ("f_ab", "log_dice", "score")}}
            slow.add_edge(row["a"], row["b"], **{name: value for name, value in about.items() if value is not None})
        assert list(made.nodes(data=True)) == list(slow.nodes(data=True))
        assert list(made.edges(data=True)) == list(slow.edges(data=True))
        assert [list(made.adj[term]) for term in made] == [list(slow.adj[term]) for term in slow]
        one, other = pairs["a"][0], pairs["b"][0]
        made[one][other]["weight"] = 7.0
        assert made[other][one]["weight"] == 7.0
        made.remove_edge(other, one)
        made.add_edge("alone", one)
        assert made.number_of_edges() == slow.number_of_edges() and made.degree["alone"] == 1
    assert len(networkx_graph(nodes, pairs.head(0))) == 0


def test_the_published_prior_misses_its_own_mean():
    # with (1 - μ²) in place of (1 - μ)², as in the authors' script, the prior's mean is not μ
    mean, n, si, sj = 0.04, 100.0, 20.0, 20.0
    variance = si * sj * (n - si) * (n - sj) / (n**4 * (n - 1))
    alpha = mean**2 / variance * (1 - mean) - mean
    published = mean / variance * (1 - mean**2) - (1 - mean)
    assert abs(alpha / (alpha + published) - mean) > 1e-3


def test_disparity_equals_its_formula():
    pairs = weighted()
    graph = nx.Graph()
    graph.add_weighted_edges_from(pairs.rows())
    for a, b, w, score in disparity(pairs).select("a", "b", "f_ab", "score").rows():
        ends = [(1 - w / graph.degree(x, weight="weight")) ** (graph.degree(x) - 1) for x in (a, b)]
        assert score == pytest.approx(min(ends), rel=1e-12)


def test_an_empty_backbone_stays_empty():
    docs = [(f"2015-{1 + i % 12:02d}-{1 + i // 12:02d}", [[["a", "b"], ["c"], ["d"]]]) for i in range(24)]
    found = cooccurrence(toy(docs)).test()
    assert found.edges().height == 1
    assert found.backbone(1e9).edges().is_empty() and "0 edges" in repr(found.backbone(1e9))
    with pytest.raises(StudyError):
        found.backbone(method="none")


def test_consensus_finds_planted_groups_and_is_stable():
    graph = nx.Graph()
    names = [f"x{i:02d}" for i in range(12)]
    graph.add_nodes_from(names)
    for block in (names[:4], names[4:8], names[8:]):
        graph.add_weighted_edges_from((a, b, 5.0) for i, a in enumerate(block) for b in block[i + 1 :])
    graph.add_weighted_edges_from([("x00", "x04", 0.5), ("x05", "x08", 0.5)])
    found = consensus(graph)
    assert found["community"].to_list() == [0] * 4 + [1] * 4 + [2] * 4
    assert (found["stability"] == 1).all()
    assert consensus(nx.Graph()).is_empty()


def test_consensus_has_the_modularity_of_the_best_run():
    graph = nx.relabel_nodes(KARATE, {i: f"k{i:02d}" for i in KARATE})
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(graph))
    ordered.add_weighted_edges_from(sorted((*sorted((a, b)), w) for a, b, w in graph.edges(data="weight")))
    found = consensus(ordered)
    groups = [set(found.filter(pl.col("community") == k)["term"]) for k in found["community"].unique()]
    best = max(nx.community.modularity(ordered, nx.community.louvain_communities(ordered, seed=s)) for s in range(20))
    assert nx.community.modularity(ordered, groups) > best - 0.02
    assert found["stability"].is_between(0, 1).all() and (found["stability"] < 1).any()
    assert consensus(ordered, draws=5).equals(consensus(ordered, draws=5))


def test_communities_are_followed_through_splits_and_merges():
    one = dict.fromkeys("abcdef", 0) | dict.fromkeys("wxyz", 1)
    two = dict.fromkeys("abcd", 1) | dict.fromkeys("ef", 0) | dict.fromkeys("wxyz", 2)
    three = dict.fromkeys("abcdef", 0) | dict.fromkeys("pq", 1)
    ids, events = follow([one, two, {}, three])
    assert ids[1] == dict.fromkeys("abcd", 0) | dict.fromkeys("ef", 2) | dict.fromkeys("wxyz", 1)
    assert ids[3] == dict.fromkeys("abcdef", 0) | dict.fromkeys("pq", 3)
    told = [(e["period"], e["event"], e["community"], e["other"]) for e in events if e["event"] != "continuation"]
    assert told == [
        (0, "birth", 0, None),
        (0, "birth", 1, None),
        (1, "split", 2, 0),
        (3, "birth", 3, None),
        (3, "death", 1, None),
        (3, "merge", 0, 2),
    ]


def test_layout_is_the_same_again_and_keeps_nodes_apart():
    graph = nx.Graph()
    graph.add_nodes_from("abcdefgh")
    graph.add_weighted_edges_from([("a", "b", 1), ("b", "c", 2), ("c", "a", 1), ("d", "e", 3)])
    first = layout(graph)
    assert first.equals(layout(graph)) and first["term"].to_list() == list("abcdefgh")
    spots = first.select("x", "y").to_numpy()
    apart = np.linalg.norm(spots[:, None] - spots[None], axis=2)[np.triu_indices(8, 1)]
    assert apart.min() > 0.02 and spots.min() >= 0 and spots.max() <= 1
    assert layout(nx.Graph()).is_empty()


@pytest.fixture(scope="module")
def made():
    """Two years: a-b and c-d go together in 2015; in 2016 a-b go on, c stands with e, f is new, with d."""
    docs = []
    for year, pairs in ((2015, ("ab", "cd")), (2016, ("ab", "ce", "df"))):
        for i in range(36):
            day = f"{year}-{1 + i % 12:02d}-{1 + i // 12:02d}"
            lone = [["a"], ["b"], ["c"], ["d"], ["e"], ["_"]]
            docs.append((day, [[*map(list, pairs), *lone]]))
    return toy(docs)


def test_series_has_one_layout_and_lasting_communities(made):
    found = network_series(made, delta=None)
    assert found.starts == (date(2015, 1, 1), date(2016, 1, 1))
    assert found.to_frame().select("start", "a", "b").rows() == [
        (date(2015, 1, 1), "a", "b"),
        (date(2015, 1, 1), "c", "d"),
        (date(2016, 1, 1), "a", "b"),
        (date(2016, 1, 1), "c", "e"),
        (date(2016, 1, 1), "d", "f"),
    ]
    assert found.layout["term"].to_list() == list("abcdef")
    own = dict(found.nodes.filter(pl.col("term") == "a").select("start", "community").rows())
    assert len(set(own.values())) == 1
    graph = found.to_networkx("2016")
    assert set(graph.nodes["a"]) >= {"x", "y", "community", "stability", "kind", "contexts"}
    with pytest.raises(StudyError):
        found.at("2019")
    with pytest.raises(StudyError, match="no setting"):
        network_series(made, contxt="sentence")
    assert neighbours(found, "c").select("start", "neighbour", "status").rows() == [
        (date(2015, 1, 1), "d", "new"),
        (date(2016, 1, 1), "d", "gone"),
        (date(2016, 1, 1), "e", "new"),
    ]


def test_series_equals_its_periods(made):
    found = network_series(made, delta=None)
    alone = cooccurrence(made, start="2015", end="2016").test()
    assert (
        found.networks[0]
        .to_frame()
        .select("a", "b", "f_ab", "expected", "p")
        .equals(alone.to_frame().select("a", "b", "f_ab", "expected", "p"))
    )


def test_changes_carry_intervals_and_know_new_terms(made):
    before, after = (cooccurrence(made, start=s, end=e).test() for s, e in (("2015", "2016"), ("2016", "2017")))
    told = {(a, b): v for a, b, v in edge_changes(before, after).select("a", "b", "verdict").rows()}
    assert told == {("a", "b"): "kept", ("c", "d"): "lost", ("c", "e"): "gained", ("d", "f"): "new term"}
    rows = edge_changes(before, after).filter(pl.col("change").is_not_null())
    assert (rows["low"] < rows["change"]).all() and (rows["change"] < rows["high"]).all()
    with pytest.raises(StudyError, match="not been tested"):
        edge_changes(cooccurrence(made), after)


def test_ego_keeps_the_tests_of_the_whole(made):
    whole = cooccurrence(made, start="2016").test()
    part = ego(whole, "d")
    assert part.nodes["term"].to_list() == ["d", "f"] and part.tests == whole.tests
    assert part.edges().equals(whole.edges().filter(pl.col("a") == "d"))
    with pytest.raises(StudyError, match="does not occur"):
        ego(whole, "z")


def test_panel_counts_shared_edges(made):
    panel = threshold_panel(cooccurrence(made, start="2016").test(), (1.28, 2.32))
    sets = [set(n.edges().select("a", "b").rows()) for n in panel.networks]
    assert panel.frame["edges"].to_list() == [len(s) for s in sets] and sets[1] <= sets[0]
    assert panel.overlap["shared"].item() == len(sets[0] & sets[1])


def test_graphs_do_not_depend_on_the_order_of_rows(made):
    found = cooccurrence(made).test()
    mixed = networkx_graph(
        found.nodes.sample(fraction=1, shuffle=True, seed=1), found.edges().sample(fraction=1, shuffle=True, seed=1)
    )
    assert list(mixed.edges(data=True)) == list(found.to_networkx().edges(data=True))
    assert list(mixed) == list(found.to_networkx())


def test_the_summary_of_a_series_counts_what_could_have_been_an_edge():
    docs = []
    for year, names in ((2015, "abcd"), (2016, "abcdef")):
        for i in range(24):
            pairs = [names[k : k + 2] for k in range(0, len(names), 2)]
            docs.append((f"{year}-{1 + i % 12:02d}-{1 + i // 12:02d}", [[list(pair) for pair in pairs]]))
    series = network_series(toy(docs), delta=None)
    table = series.summary()
    every, same = table.filter(~pl.col("same_terms")), table.filter("same_terms")
    assert every.select("terms", "testable", "pairs", "edges").rows() == [(4, 4, 6, 2), (6, 6, 15, 3)]
    assert same.select("terms", "testable", "pairs", "edges").rows() == [(4, 4, 6, 2), (4, 4, 6, 2)]
    assert every["per_pair"].to_list() == [2 / 6, 3 / 15] and every["between"].to_list() == [0, 0]
    assert every["density"].to_list() == [2 / 6, 3 / 15] and every["modularity"].round(6).to_list() == [0.5, 0.666667]
    assert [network.tests for network in series.networks] == every["pairs"].to_list()
    assert (every["low"] < every["per_pair"]).all() and (every["per_pair"] < every["high"]).all()
    for name in ("density", "modularity", "between"):
        assert (table[f"{name}_low"] <= table[name] + 1e-12).all() and (
            table[name] <= table[f"{name}_high"] + 1e-12
        ).all()
    assert table.equals(series.summary()) and table.columns[-1] == "between_high"
    with pytest.raises(StudyError, match="between 0 and 1"):
        series.summary(level=95)


def test_two_documents_are_too_few_for_an_edge_unless_that_is_asked():
    docs = [(f"2015-{m:02d}-03", [[["a", "b"], ["a", "b"], ["a", "b"]]]) for m in (1, 2)]
    docs += [(f"2015-{m:02d}-05", [[["a"], ["b"], ["c"]]]) for m in range(3, 9)]
    assert cooccurrence(toy(docs)).edges().is_empty()
    assert cooccurrence(toy(docs), min_documents=2).edges().select("a", "b", "f_ab").rows() == [("a", "b", 6)]
