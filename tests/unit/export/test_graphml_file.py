"""GraphML: typed keys, the name that igraph shows, and what the file states; read by networkx, by a walk, by igraph."""

from xml.etree import ElementTree

import networkx as nx
import pytest

from analysis import write_graphml
from tests.support.networks import full_graph, hostile_graph, two_years

NS = "{http://graphml.graphdrawing.org/xmlns}"
TYPES = {"name": "string", "contexts": "long", "community": "long", "x": "double", "weight": "double", "f_ab": "long"}


def test_the_keys_are_typed_and_name_is_the_term(tmp_path):
    root = ElementTree.parse(write_graphml(full_graph(), tmp_path / "net.graphml")).getroot()
    keys = {(key.get("for"), key.get("attr.name")): key for key in root.iter(f"{NS}key")}
    for name, kind in TYPES.items():
        assert keys["edge" if name in ("weight", "f_ab") else "node", name].get("attr.type") == kind
    place = keys["node", "name"].get("id")
    for node in root.iter(f"{NS}node"):
        assert [data.text for data in node if data.get("key") == place] == [node.get("id")]


def test_it_states_what_it_is(tmp_path):
    back = nx.read_graphml(write_graphml(two_years(), tmp_path / "net.graphml", start="2021"))
    assert list(back.graph)[-6:] == ["corpus", "period", "context", "threshold", "licence", "version"]
    assert back.graph["period"] == "2021-01-01 to 2021-12-31" and back.graph["context"] == "sentence"
    assert "at least 2 contexts, 1 documents, 1 months; q at most 0.99 of 3 pairs tested" in back.graph["threshold"]


def test_the_gloss_of_a_term_of_the_lexicon(tmp_path):
    back = nx.read_graphml(write_graphml(full_graph(), tmp_path / "net.graphml"))
    assert back.nodes["共同富裕"]["gloss"] == "common prosperity"
    assert "gloss" not in nx.read_graphml(write_graphml(hostile_graph(), tmp_path / "n.graphml")).nodes["@x"]


@pytest.mark.parametrize("graph", [full_graph, hostile_graph])
def test_igraph_reads_it(tmp_path, graph):
    igraph = pytest.importorskip("igraph", reason="python-igraph is not installed; it is no dependency")
    graph = graph()
    back = igraph.Graph.Read_GraphML(str(write_graphml(graph, tmp_path / "net.graphml")))
    assert sorted(back.vs["name"]) == sorted(graph) and back.ecount() == graph.number_of_edges()
    assert "licence" in back.attributes() and not back.is_directed()
