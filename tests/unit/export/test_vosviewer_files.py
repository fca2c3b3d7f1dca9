"""VOSviewer: JSON, and the older map and network files, read as its manual describes them."""

import csv
import json

from analysis import write_vosviewer
from tests.support.networks import HOSTILE, full_graph, hostile_graph


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, dialect="excel-tab"))


def test_the_json_states_what_it_is(tmp_path):
    made = json.loads(write_vosviewer(full_graph(), tmp_path / "net.json").read_text("utf-8"))
<<<<<<< HEAD
    assert list(made) == ["info", "network"] and "glosses of the lexicon: CC BY" in made["info"]["description"]
=======
    assert list(made) == ["info", "network"] and "\nlicence: not stated for these counts" in made["info"]["description"]
>>>>>>> OWN


def test_map_and_network_are_the_json_as_tables(tmp_path):
    network = json.loads(write_vosviewer(full_graph(), tmp_path / "net.json").read_text("utf-8"))["network"]
    path = write_vosviewer(full_graph(), tmp_path / "net.txt")
    header, *items = rows(path)
    assert path.name == "net-map.txt"
    weights = ["weight<Links>", "weight<Contexts>", "weight<Documents>"]
    assert header == ["id", "label", "x", "y", "cluster", *weights, "score<Stability>"]
    for written, item in zip(items, network["items"], strict=True):
        own = [item[name] for name in ("id", "label", "x", "y", "cluster")]
        assert written == [str(value) for value in (*own, *item["weights"].values(), *item["scores"].values())]
    links = [[str(value) for value in link.values()] for link in network["links"]]
    assert rows(tmp_path / "net-network.txt") == links != []
<<<<<<< HEAD
    assert "glosses of the lexicon: CC BY" in (tmp_path / "net-about.txt").read_text("utf-8")
=======
    assert "licence: not stated for these counts" in (tmp_path / "net-about.txt").read_text("utf-8")
>>>>>>> OWN


def test_a_graph_without_counts_and_with_hostile_labels(tmp_path):
    header, *items = rows(write_vosviewer(hostile_graph(), tmp_path / "net.txt"))
    assert header[5:] == ["weight<Links>", "score<Stability>"]
    assert [item[1] for item in items] == [" ".join(label.split()) for label in sorted(HOSTILE)]


def test_an_empty_network(tmp_path):
    import networkx as nx

    assert rows(write_vosviewer(nx.Graph(), tmp_path / "none.txt")) == [
        ["id", "label", "x", "y", "cluster", "score<Stability>"]
    ]
