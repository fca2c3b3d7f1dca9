"""What the results of networks hold: nodes with community and place, parameters, and the names of 0.1.0."""

import pickle
from datetime import date

import networkx as nx
import polars as pl
import pytest

from analysis import Cooccurrence, EdgeChanges, Neighbours, ThresholdPanel, layout
from analysis.core.results import Result
from analysis.networks.changed_edges import edge_changes
from analysis.networks.cooccurrences import cooccurrence
from analysis.networks.ego_network import ego, neighbours
from analysis.networks.network_nodes import Network, consensus
from analysis.networks.networks_over_time import network_series
from analysis.networks.threshold_comparison import threshold_panel
from tests.support.toy import toy

NODES = ["term", "kind", "contexts", "documents", "months", "degree", "strength", "community", "stability", "x", "y"]


@pytest.fixture(scope="module")
def features():
    """a-b-c and x-y-z go together in both years, v-w in the second alone; o never meets another."""
    docs = []
    for year, more in ((2015, []), (2016, [["v", "w"]])):
        for i in range(36):
            sentences = [["a", "b", "c"], ["x", "y", "z"], *more, *([name] for name in "abcvwxyz_o")]
            docs.append((f"{year}-{1 + i % 12:02d}-{1 + i // 12:02d}", [sentences]))
    return toy(docs)


@pytest.fixture(scope="module")
def network(features):
    return cooccurrence(features).test()


def ordered(edges):
    """The graph of some edges, built one by one in order."""
    graph = nx.Graph()
    graph.add_nodes_from(sorted({*edges["a"], *edges["b"]}))
    for a, b, weight in sorted(edges.select("a", "b", "log_dice").rows()):
        graph.add_edge(a, b, weight=weight)
    return graph


def test_nodes_have_the_communities_and_places_of_the_sorted_graph(network):
    nodes, graph = network.network_nodes(), ordered(network.edges())
    assert nodes.columns == NODES and nodes["term"].to_list() == sorted(graph)
    assert nodes.select("term", "community", "stability").equals(consensus(graph))
    assert nodes.select("term", "x", "y").equals(layout(graph))
    assert dict(nodes.select("term", "degree").rows()) == dict(graph.degree)
    strength = dict(graph.degree(weight="weight"))
    assert dict(nodes.select("term", "strength").rows()) == pytest.approx(strength)
    assert nodes.select(network.nodes.columns).equals(network.nodes.filter(pl.col("term") != "o"))
    assert nodes["community"].to_list() == [0, 0, 0, 2, 2, 1, 1, 1]


def test_communities_and_layouts_are_found_once_and_know_their_settings(network):
    assert network.communities() is network.communities() and network.layout() is network.layout()
    assert network.communities(seed=1).equals(consensus(ordered(network.edges()), seed=1))
    assert network.layout(seed=1).equals(layout(ordered(network.edges()), seed=1))
    fine = network.communities(resolution=20.0)
    assert fine["community"].n_unique() == fine.height == 8


def test_a_network_without_edges_has_no_nodes(features):
    nothing = cooccurrence(features, min_contexts=10_000)
    assert nothing.network_nodes().columns == NODES and nothing.network_nodes().is_empty()
    assert nothing.communities().is_empty() and nothing.layout().is_empty()


def test_a_period_takes_its_places_from_all_and_its_communities_from_the_series(features):
    series = network_series(features, delta=None)
    second = series.network_nodes("2016")
    own = series.nodes.filter(pl.col("start") == date(2016, 1, 1))
    assert second.columns == NODES and second["term"].to_list() == list("abcvwxyz")
    assert second.select("term", "degree", "strength", "community", "stability").equals(
        own.select("term", "degree", "strength", "community", "stability")
    )
    assert second.select("term", "x", "y").equals(series.layout)
    assert series.to_networkx("2016").nodes["c"]["x"] == second.filter(term="c")["x"].item()
    assert (series.at("2015").edges().height, series.at("2016").edges().height) == (
        6,
        7,
    ) and series.edges is series.frame


def test_a_panel_places_the_terms_of_all_its_networks_together(features, network):
    early = cooccurrence(features, end="2016").test()
    panel = ThresholdPanel((early, network), pl.DataFrame(), pl.DataFrame())
    nodes, union = panel.network_nodes(), ordered(network.edges())
    best = pl.concat([one.edges().select("a", "b", "log_dice") for one in (early, network)])
    for a, b, weight in best.group_by("a", "b").agg(pl.col("log_dice").max()).rows():
        union.edges[a, b]["weight"] = weight
    assert nodes.columns == NODES
    assert nodes.select("term", "community", "stability").equals(consensus(union))
    assert nodes.select("term", "x", "y").equals(layout(union))
    assert nodes["contexts"].to_list() == network.nodes.filter(pl.col("term") != "o")["contexts"].to_list()


def test_any_table_of_edges_has_communities_and_a_layout():
    edges = pl.DataFrame({"a": ["x", "a"], "b": ["y", "b"], "log_dice": [9.0, 9.0]})
    found = Network(pl.DataFrame({"term": list("abxyz")}), edges)
    assert found.communities()["community"].to_list() == [0, 0, 1, 1]
    assert found.network_nodes()["term"].to_list() == list("abxy")


def test_results_hold_their_table_and_every_argument(features, network):
    drawn = network.backbone(1.28)
    assert {"context": "sentence", "min_months": 2, "q": 0.05, "draws": 999, "seed": 0}.items() <= dict(
        drawn.parameters
    ).items()
    assert drawn.parameters["backbone"] == {"method": "noise-corrected", "delta": 1.28}
    assert "backbone" not in drawn.test().parameters
    series = network_series(features, delta=None, terms=iter("abc"))
    assert series.parameters["draws"] == 50 and series.parameters["most"] == 1000
    panel = threshold_panel(network)
    assert panel.parameters["deltas"] == (1.28, 1.64, 2.32)
    own, changes = neighbours(network_series(features, delta=None), "c"), edge_changes(network, network)
    assert (own.parameters["term"], changes.parameters["level"]) == ("c", 0.95)
    assert isinstance(own, Neighbours) and isinstance(changes, EdgeChanges)
    for result in (network, drawn, series, panel, own, changes, ego(network, "a")):
        assert isinstance(result, Result) and result.to_frame() is result.frame
        assert repr(result).startswith(f"<{type(result).__name__}: ") and "<div>" in result._repr_html_()
    assert repr(own) == "<Neighbours: 2 neighbours of c, 4 rows>"
    assert repr(changes) == "<EdgeChanges: 7 edges: 7 kept>"
    assert repr(panel).startswith("<ThresholdPanel: 7 edges at 1.28")
    assert own["status"].to_list().count("new") == 2 and len(changes.filter(pl.col("change") == 0)) == 7


def test_terms_given_one_by_one_stay_among_the_parameters(features):
    assert cooccurrence(features, terms=iter("ab")).parameters["terms"] == ["a", "b"]


def test_a_tested_network_can_be_sent_to_another_process(network):
    network.network_nodes()
    again = pickle.loads(pickle.dumps(network))
    assert isinstance(again, Cooccurrence) and again.frame.equals(network.frame)
    assert again.network_nodes().equals(network.network_nodes())


def test_names_of_the_first_release_work_and_warn(features, network):
    counted = cooccurrence(features)
    with pytest.warns(FutureWarning, match=r"test\(swaps=…\) is now test\(draws=…\)"):
        old = counted.test(null="swap", swaps=30)
    assert old.to_frame().equals(counted.test(null="swap", draws=30).to_frame())
    with pytest.warns(FutureWarning, match=r"network_series\(runs=…\) is now network_series\(draws=…\)"):
        assert network_series(features, delta=None, runs=3).parameters["draws"] == 3
    panel = threshold_panel(network)
    with pytest.warns(FutureWarning, match="ThresholdPanel.table is now ThresholdPanel.frame"):
        assert panel.table is panel.frame
