"""Tables and networks come back as they were written and run nothing (same bytes: see tests/unit/figures/test_save.py)."""

import csv
import io
import json
from datetime import date

import networkx as nx
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import (
    Features,
    StudyError,
    cooccurrence,
    data_folder,
    network_series,
    read_csv,
    write_csv,
    write_gexf,
    write_graphml,
    write_network,
    write_network_tables,
    write_pair_matrix,
    write_pajek,
    write_vosviewer,
)
from analysis.cli.options import NETWORK_ENDINGS
from analysis.export.network_files import FORMATS
from tests.support.networks import full_graph


@pytest.fixture
def graph():
    return full_graph()


def test_csv_is_read_by_a_spreadsheet_and_runs_nothing(tmp_path):
    nasty = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "四下基层", "'=x", 'a,b\n"c"', "", None]
    frame = pl.DataFrame({"cell": nasty, "n": [-1.5] * len(nasty), "day": [date(2020, 1, 2)] * len(nasty)})
    path = write_csv(frame, tmp_path / "deep" / "table.csv")
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    cells = [row["cell"] for row in csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))]
    assert not any(cell[:1] in tuple("=+-@\t\r＝") for cell in cells if cell)
    assert "-1.5" in raw.decode()  # a number keeps its sign
    back = read_csv(path)
    assert back["day"].dtype == pl.Date
    assert back["cell"].fill_null("").to_list() == [cell or "" for cell in nasty]


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00")), min_size=1))
def test_any_text_comes_back(tmp_path_factory, cells):
    path = write_csv(pl.DataFrame({"cell": ["x", *cells]}), tmp_path_factory.getbasetemp() / "any.csv")
    assert read_csv(path)["cell"].fill_null("").to_list() == ["x", *cells]


def test_lists_and_structures_become_text(tmp_path):
    frame = pl.DataFrame({"terms": [["六稳", "六保"], [], ["=x"]], "about": [{"a": 1}, {"a": 2}, {"a": None}]})
    back = read_csv(write_csv(frame, tmp_path / "t.csv"))
    assert back["terms"].fill_null("").to_list() == ["六稳 | 六保", "", "=x"]
    assert json.loads(back["about"][0]) == {"a": 1}


def test_graphml_keeps_everything(graph, tmp_path):
    back = nx.read_graphml(write_graphml(graph, tmp_path / "net.graphml"))
    assert sorted(back) == sorted(graph) and back.number_of_edges() == 3
    for term in graph:
        for name in ("kind", "contexts", "documents", "community", "stability", "x", "y"):
            assert back.nodes[term][name] == graph.nodes[term][name]
        assert "pid" not in back.nodes[term] and "odd" not in back.nodes[term]
    assert back.edges["六稳", "六保"] == {"weight": 9.5, "f_ab": 7, "log_dice": 9.5, "q": 0.01}
    assert back.edges["六保", "共同富裕"]["npmi"] == 0.5


def test_gexf_opens_with_places_and_colours_and_names_no_day(graph, tmp_path):
    path = write_gexf(graph, tmp_path / "net.gexf")
    assert "lastmodified" not in path.read_text("utf-8")
    back = nx.read_gexf(path)
    assert sorted(back) == sorted(graph) and back.edges["六稳", "六保"]["weight"] == 9.5
    first, other = back.nodes["六稳"]["viz"], back.nodes["枫桥经验"]["viz"]
    assert first["position"]["x"] == 0 and other["position"]["x"] == 1000
    assert first["color"] != other["color"] and other["size"] > first["size"]


def test_vosviewer_counts_from_one_and_keeps_strengths(graph, tmp_path):
    network = json.loads(write_vosviewer(graph, tmp_path / "net.json").read_text("utf-8"))["network"]
    names = {item["id"]: item["label"] for item in network["items"]}
    assert sorted(names) == [1, 2, 3, 4, 5] and {item["cluster"] for item in network["items"]} == {1, 2}
    found = {frozenset((names[k["source_id"]], names[k["target_id"]])): k["strength"] for k in network["links"]}
    assert found == {
        frozenset(("六稳", "六保")): 9.5,
        frozenset(("共同富裕", "六保")): 8.0,
        frozenset(("枫桥经验", "乡村振兴")): 7.25,
    }
    assert all(-1 <= item[c] <= 1 for item in network["items"] for c in "xy")


def test_the_ending_chooses_the_format(graph, tmp_path):
    edges = read_csv(write_network(graph, tmp_path / "net.csv"))
    assert edges.columns == ["a", "b", "weight"] and edges.height == 3
    assert nx.read_graphml(write_network(graph, tmp_path / "net.GraphML")).number_of_nodes() == 5
    with pytest.raises(StudyError, match=r"(?s)\.graphm.*Did you mean: \.graphml"):
        write_network(graph, tmp_path / "net.graphm")


def test_a_network_without_edges_is_written_too(tmp_path):
    for ending in FORMATS:
        assert write_network(nx.Graph(), tmp_path / f"none{ending}").stat().st_size > 10


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_network_is_the_same_bytes_and_states_what_it_is(graph, tmp_path, ending):
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from((b, a, own) for a, b, own in reversed(list(graph.edges(data=True))))
    one, other = (
        write_network(network, tmp_path / name / f"net{ending}") for network, name in ((graph, "a"), (turned, "b"))
    )
    files = {path.name: path.read_bytes() for path in one.parent.iterdir()}
    assert files == {path.name: path.read_bytes() for path in other.parent.iterdir()}
    if ending == ".xlsx":
        said = str(pl.read_excel(one, sheet_name="about").rows())
    else:
        said = "".join(data.decode("utf-8-sig") for data in files.values())
    assert all(word in said for word in ("corpus", "period", "threshold", "CC BY 4.0", "Tifa Study 0"))


def test_the_command_line_takes_the_same_endings():
    assert set(NETWORK_ENDINGS) == set(FORMATS)


def test_the_edges_alone_have_a_note_beside_them(graph, tmp_path):
    assert write_network(graph, tmp_path / "net.CSV").name == "net.CSV"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["net-about.txt", "net.CSV"]


TERMS = ["六保", "六稳", "稳中求进", "三大攻坚战"]


def test_results_are_written_with_what_they_know_of_their_terms(tmp_path):
    press = Features.open(data_folder() / "press")
    network = cooccurrence(press, terms=TERMS, start="2019").test()
    back = nx.read_graphml(write_network(network, tmp_path / "net.graphml"))
    nodes = network.network_nodes()
    assert sorted(back) == nodes["term"].to_list()
    for row in nodes.rows(named=True):
        assert all(back.nodes[row["term"]][name] == row[name] for name in ("contexts", "community", "x", "y"))
    edges = read_csv(write_network(network, tmp_path / "net.csv"))
    assert edges.columns == network.edges().columns and edges.height == back.number_of_edges() > 0
    years = network_series(press, terms=TERMS, start="2019")
    period = nx.read_gexf(write_network(years, tmp_path / "2020.gexf", start="2020"))
    assert sorted(period) == years.network_nodes("2020")["term"].to_list() != []
    assert read_csv(write_network(years, tmp_path / "all.csv")).height == years.edges.height > 0
    assert nx.read_gexf(write_network(years, tmp_path / "all.gexf")).graph["mode"] == "dynamic"
    for ending in ("graphml", "json", "net", "mtx", "xlsx"):
        with pytest.raises(StudyError, match="start="):
            write_network(years, tmp_path / f"all.{ending}")
    with pytest.raises(StudyError, match="takes a Cooccurrence.*was given DataFrame"):
        write_network(network.edges(), tmp_path / "net.gexf")


@pytest.mark.parametrize("character", ["\x0b", "\x00", "\x1b", "\ufffe"])
@pytest.mark.parametrize("ending", ["graphml", "gexf", "net", "mtx"])
def test_a_character_that_xml_cannot_hold_is_named_and_nothing_written(tmp_path, ending, character):
    path = tmp_path / "new" / f"net.{ending}"
    with pytest.raises(StudyError, match=rf"{ending} file can hold") as raised:
        write_network(nx.Graph([(f"甲{character}乙", "丙")]), path)
    assert repr(f"甲{character}乙") in str(raised.value) and f"U+{ord(character):04X}" in str(raised.value)
    graph = nx.Graph([("甲", "乙")])
    graph.add_node("甲", kind=f"slo{character}gan")
    with pytest.raises(StudyError, match="U"):
        write_network(graph, path)
    assert not path.parent.exists()


def test_a_control_character_comes_back_from_json_and_csv_and_is_seen_in_a_workbook(tmp_path):
    graph = nx.Graph([("甲\x0b乙", "丙")])
    book = write_network(graph, tmp_path / "net.xlsx")
    assert pl.read_excel(book, sheet_name="nodes")["Id"].to_list() == ["丙", "甲␋乙"]
    items = json.loads(write_network(graph, tmp_path / "net.json").read_text("utf-8"))["network"]["items"]
    assert {item["label"] for item in items} == set(graph)
    assert set(read_csv(write_network(graph, tmp_path / "net.csv")).select("a", "b").row(0)) == set(graph)


def test_a_graph_of_ones_own_may_have_any_labels_but_no_values_that_are_none(tmp_path):
    path = write_network(nx.Graph([(1, 2), (2, (3, "x"))]), tmp_path / "net.net")
    assert sorted(nx.read_pajek(path)) == ["(3, 'x')", "1", "2"]
    for values, said in (
        ({"weight": float("nan")}, "weight"),
        ({"weight": "x"}, "weight"),
        ({"f_ab": float("inf")}, "f_ab"),
    ):
        graph = nx.Graph()
        graph.add_edge("甲", "乙", **values)
        with pytest.raises(StudyError, match=f"the {said} of the edge '甲'–'乙' is .* a number is needed"):
            write_network(graph, tmp_path / "bad.json")
    graph = nx.Graph([("甲", "乙")])
    graph.edges["甲", "乙"]["weight"] = None
    assert nx.read_gexf(write_network(graph, tmp_path / "one.gexf")).edges["甲", "乙"]["weight"] == 1
    graph.nodes["甲"]["contexts"] = "many"
    with pytest.raises(StudyError, match="the contexts of the node '甲' is 'many'"):
        write_network(graph, tmp_path / "bad.gexf")
    with pytest.raises(StudyError, match="several edges between two nodes"):
        write_network(nx.MultiGraph(graph), tmp_path / "bad.gexf")
    assert not list(tmp_path.glob("bad*"))


def test_swapped_arguments_are_named(graph, tmp_path):
    for write in (
        write_network,
        write_network_tables,
        write_graphml,
        write_gexf,
        write_vosviewer,
        write_pajek,
        write_pair_matrix,
    ):
        with pytest.raises(StudyError, match="name of the file comes second.*given Graph"):
            write(str(tmp_path / "a.gexf"), graph)


def test_a_layout_with_other_columns_is_told(tmp_path):
    graph = nx.Graph([("甲", "乙")])
    for layout in (pl.DataFrame({"node": ["甲"]}), [{"term": "甲"}]):
        with pytest.raises(StudyError, match="a layout is a table with the columns term, x and y"):
            write_network(graph, tmp_path / "net.gexf", layout=layout)
