"""Pajek: UTF-8 with its mark, labels in quotation marks, communities as a partition; read by networkx and by a strict reader."""

import re

import networkx as nx
import pytest

from analysis import write_pajek
from tests.support.networks import HOSTILE, full_graph, hostile_graph, two_years


def read_net(path):
    """Labels, places and edges, as Pajek's description of the format has them; anything else is an error."""
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\n") == raw.count(b"\r\n")
    lines = [line for line in raw.decode("utf-8-sig").splitlines() if not line.startswith("%")]
    count = int(re.fullmatch(r"\*Vertices (\d+)", lines[0])[1])
    vertices = [re.fullmatch(r'(\d+) "([^"]*)" (\S+) (\S+) (\S+)', line).groups() for line in lines[1 : count + 1]]
    assert [int(vertex[0]) for vertex in vertices] == list(range(1, count + 1)) and lines[count + 1] == "*Edges"
    edges = [(int(a), int(b), float(value)) for a, b, value in (line.split() for line in lines[count + 2 :])]
    return [vertex[1] for vertex in vertices], [tuple(map(float, vertex[2:])) for vertex in vertices], edges


def test_it_comes_back(tmp_path):
    graph = full_graph()
    labels, places, edges = read_net(write_pajek(graph, tmp_path / "net.net"))
    assert labels == sorted(graph)
    assert {frozenset((labels[a - 1], labels[b - 1])): weight for a, b, weight in edges} == {
        frozenset(("六稳", "六保")): 9.5,
        frozenset(("共同富裕", "六保")): 8.0,
        frozenset(("枫桥经验", "乡村振兴")): 7.25,
    }
    assert places[labels.index("六保")] == (0.25, 0.0, 0.5)  # y counts from the top
    assert all(0 <= value <= 1 for place in places for value in place)


def test_networkx_reads_it(tmp_path):
    back = nx.read_pajek(write_pajek(full_graph(), tmp_path / "net.net"))
    assert sorted(back) == sorted(full_graph()) and back.edges["六保", "六稳", 0]["weight"] == 9.5


def test_the_communities_are_a_partition(tmp_path):
    graph = full_graph()
    lines = write_pajek(graph, tmp_path / "net.net").with_suffix(".clu").read_text("utf-8").splitlines()
    values = [line for line in lines if not line.startswith("%")]
    assert values == ["*Vertices 5", *(str(graph.nodes[term]["community"] + 1) for term in sorted(graph))]


def test_the_head_states_what_it_is(tmp_path):
    path = write_pajek(two_years(), tmp_path / "net.net", start="2022")
    for text in (path.read_text("utf-8-sig"), path.with_suffix(".clu").read_text("utf-8")):
        assert (
            "% period: 2022-01-01 to 2022-06-01\n" in text and "% licence: " in text and "% version: Tifa Study" in text
        )


def test_a_label_cannot_break_the_file(tmp_path):
    path = write_pajek(hostile_graph(), tmp_path / "net.net")
    expected = [" ".join(label.split()).replace('"', "＂").replace("\\", "＼") for label in sorted(HOSTILE)]
    assert read_net(path)[0] == expected
    assert sorted(nx.read_pajek(path)) == sorted(expected)


@pytest.mark.parametrize("graph", [full_graph, hostile_graph])
def test_igraph_reads_it(tmp_path, graph):
    igraph = pytest.importorskip(
        "igraph", minversion="0.11", reason="python-igraph is not installed; it is no dependency"
    )
    back = igraph.Graph.Read_Pajek(str(write_pajek(graph(), tmp_path / "net.net")))
    assert back.vcount() == len(graph()) and back.ecount() == graph().number_of_edges()
