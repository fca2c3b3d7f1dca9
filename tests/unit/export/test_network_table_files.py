"""Tables of nodes and edges: the columns that Gephi asks for, as CSV and as a workbook, the same in both."""

import csv

import networkx as nx
import polars as pl
import pytest

from analysis import Lexicon, StudyError, read_csv, write_network, write_network_tables
from tests.support.networks import HOSTILE, full_graph, hostile_graph, two_years


def test_the_tables_are_the_network(tmp_path):
    graph = full_graph()
    nodes, edges = write_network_tables(graph, tmp_path / "deep" / "net")
    assert (nodes.name, edges.name) == ("net-nodes.csv", "net-edges.csv")
    nodes, edges = read_csv(nodes), read_csv(edges)
    assert nodes.columns[:4] == ["Id", "Label", "gloss", "kind"] and "odd" not in nodes.columns
    assert nodes["Id"].to_list() == nodes["Label"].to_list() == sorted(graph)
    for row in nodes.rows(named=True):
        assert row["degree"] == graph.degree[row["Id"]]
        assert all(row[name] == graph.nodes[row["Id"]][name] for name in ("contexts", "community", "x", "y"))
    assert edges.columns[:4] == ["Source", "Target", "Type", "Weight"] and "relation" not in edges.columns
    found = {frozenset((a, b)): weight for a, b, weight in edges.select("Source", "Target", "Weight").rows()}
    assert found == {frozenset((a, b)): w for a, b, w in graph.edges(data="weight")}
    assert edges["Type"].unique().to_list() == ["Undirected"]
    assert set(edges["Source"]) | set(edges["Target"]) <= set(nodes["Id"])
    assert "threshold: " in (tmp_path / "deep" / "net-about.txt").read_text("utf-8")


def test_gephi_and_networkx_find_their_columns(tmp_path):
    nodes, edges = write_network_tables(full_graph(), tmp_path / "net.csv")
    with edges.open(encoding="utf-8-sig", newline="") as file:  # read as Gephi does: by name, separated by commas
        header = next(csv.reader(file))
    assert {"source", "target", "type", "weight"} <= {name.lower() for name in header}
    pandas = pytest.importorskip("pandas")
    back = nx.from_pandas_edgelist(pandas.read_csv(edges, encoding="utf-8-sig"), "Source", "Target", edge_attr=True)
    assert back.edges["六稳", "六保"]["Weight"] == 9.5 and back.edges["六稳", "六保"]["f_ab"] == 7


def test_the_workbook_holds_the_same(tmp_path):
    (path,) = write_network_tables(full_graph(), tmp_path / "net", format="xlsx")
    csvs = [read_csv(one) for one in write_network_tables(full_graph(), tmp_path / "net")]
    sheets = pl.read_excel(path, sheet_id=0)
    assert list(sheets) == ["nodes", "edges", "about"]
    for sheet, table in zip(("nodes", "edges"), csvs, strict=True):
        assert sheets[sheet].columns == table.columns
        same = [pl.col(name).cast(dtype) for name, dtype in table.schema.items()]
        assert sheets[sheet].select(same).equals(table)
    about = dict(sheets["about"].rows())
    assert list(about) == ["corpus", "period", "context", "threshold", "licence", "version"]


def test_write_network_writes_the_workbook(tmp_path):
    first = write_network(two_years(), tmp_path / "a.xlsx", start="2021")
    again = write_network_tables(two_years(), tmp_path / "b.xlsx", start="2021")[0]
    assert first.name == "a.xlsx" and first.read_bytes() == again.read_bytes()
    assert pl.read_excel(first, sheet_name="edges").select("Source", "Target").rows() == [("丙", "乙"), ("乙", "甲")]


def test_hostile_labels_come_back_and_run_nothing(tmp_path):
    nodes, edges = write_network_tables(hostile_graph(), tmp_path / "net")
    assert read_csv(nodes)["Id"].to_list() == sorted(HOSTILE)
    assert set(read_csv(edges)["Source"]) | set(read_csv(edges)["Target"]) == set(HOSTILE)
    (book,) = write_network_tables(hostile_graph(), tmp_path / "net.xlsx")
    assert pl.read_excel(book, sheet_name="nodes")["Label"].to_list() == sorted(HOSTILE)


def test_glosses_of_ones_own(tmp_path):
    graph = full_graph()
    own = write_network_tables(graph, tmp_path / "a", glosses={"六保": "six to keep"})[0]
    assert dict(read_csv(own).select("Id", "gloss").rows())["六保"] == "six to keep"
    lexicon = Lexicon.read()
    of_lexicon = write_network_tables(graph, tmp_path / "b", glosses=lexicon)[0]
    assert dict(read_csv(of_lexicon).select("Id", "gloss").rows())["六保"] == lexicon.gloss("六保")
    none = write_network_tables(graph, tmp_path / "c", glosses={})[0]
    assert "gloss" not in read_csv(none).columns


def test_a_folder_alone_gets_the_tables_inside(tmp_path):
    assert write_network_tables(full_graph(), tmp_path)[0] == tmp_path / "network-nodes.csv"


def test_what_cannot_be_written_says_why(tmp_path):
    with pytest.raises(StudyError, match="(?s)no format 'xls'.*Did you mean: xlsx"):
        write_network_tables(full_graph(), tmp_path / "net", format="xls")
    with pytest.raises(StudyError, match="glosses are a lexicon or a mapping.*not int"):
        write_network_tables(full_graph(), tmp_path / "net", glosses=3)
    with pytest.raises(StudyError, match="say which with start="):
        write_network_tables(two_years(), tmp_path / "net")
    assert not list(tmp_path.iterdir())
