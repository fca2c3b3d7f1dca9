"""Whatever stands in a label, a written figure, network or page is read by an XML parser, or was refused by name."""

import json
from html.parser import HTMLParser
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import networkx as nx
import polars as pl
import pytest

from analysis import (
    Corpus,
    Lexicon,
    StudyError,
    audit_html,
    claim,
    clean,
    plot_network,
    read_csv,
    save_figure,
    write_network,
    write_vosviewer,
)
from analysis.core.results import TableResult
from tests.support.networks import HOSTILE, hostile_graph

MARKUP = [
    "<script>alert(1)</script>",
    "a&b;",
    "]]>\"'",
    "<!-- x --",
    "-->",
    "$a_b$ $x^$",
    "[/red]",
    "%s{0}\\n",
    "\u202eab",
    "甲\tb",
]
UNFIT = ["甲\x00", "甲\x0b", "甲\x1b[2J", "甲\ufffe", "甲\ud800"]


def network(label: str) -> nx.Graph:
    graph = nx.Graph([(label, "六保"), ("六保", "六稳"), (label, "六稳")])
    for place, node in enumerate(sorted(graph)):
        graph.nodes[node].update(x=place / 2, y=place % 2, community=0, stability=1.0)
    return graph


@pytest.mark.parametrize("label", MARKUP)
def test_markup_in_a_label_is_text(tmp_path, label):
    for ending, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        path = write_network(network(label), tmp_path / f"n.{ending}")
        ElementTree.parse(path)
        assert set(read(path)) == {label, "六保", "六稳"}
    items = json.loads(write_network(network(label), tmp_path / "n.json").read_text("utf-8"))["network"]["items"]
    assert label in {item["label"] for item in items}


def test_every_label_at_once_comes_back_from_each_format(tmp_path):
    graph = hostile_graph()
    for ending, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        back = read(write_network(graph, tmp_path / f"n.{ending}"))
        assert set(back) == set(HOSTILE) and {frozenset(edge) for edge in back.edges} == set(
            map(frozenset, graph.edges)
        )
    items = json.loads(write_network(graph, tmp_path / "n.json").read_text("utf-8"))["network"]["items"]
    assert [item["label"] for item in items] == sorted(HOSTILE)
    assert set(read_csv(write_network(graph, tmp_path / "n.csv"))["a"]) < set(HOSTILE)


@pytest.mark.parametrize("label", UNFIT)
def test_what_xml_cannot_hold_is_refused_by_every_format_of_xml(tmp_path, label):
    for ending in ("graphml", "gexf", "net", "mtx"):
        with pytest.raises(StudyError, match=r"U\+"):
            write_network(network(label), tmp_path / f"n.{ending}")
    with pytest.raises(StudyError, match=r"U\+"):
        write_vosviewer(network(label), tmp_path / "n.txt")
    figure, ax = plt.subplots()
    ax.set_title(label)
    with pytest.raises(StudyError, match=r"U\+.*no SVG can hold"):
        save_figure(ax, tmp_path / "figure", formats=["svg"])
    plt.close(figure)
    with pytest.raises(StudyError):
        save_figure(plot_network(network(label)), tmp_path / "network", formats=["svg"])
    plt.close("all")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_half_a_character_is_refused_by_the_other_formats(tmp_path, ending):
    with pytest.raises(StudyError, match=r"U\+D800"):
        write_network(network("甲\ud800"), tmp_path / f"n.{ending}")


@pytest.mark.parametrize("label", ["<script>alert(1)</script>", "a&b", "$a_b$ $x^$", "-->"])
def test_a_figure_with_markup_in_a_label_is_good_xml(tmp_path, label):
    ax = plot_network(network(label))
    (path,) = save_figure(ax, tmp_path / "figure", formats=["svg"])[:1]
    plt.close(ax.figure)
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.parse(path).iter()}
    assert "script" not in tags


class _Tags(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.found |= {name for name, _ in attrs if name.startswith("on")}


HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>\x00\x1b\x0b"


def test_what_a_notebook_shows_is_text(tmp_path):
    frame = pl.DataFrame({HTML: [HTML]})
    shown = [
        TableResult(frame, {"term": HTML})._repr_html_(),
        claim(HTML, pl.len() > 0, evidence=frame)._repr_html_(),
        Lexicon.read()._repr_html_(),
    ]
    (tmp_path / "a.csv").write_text(
        'id,date,title,text\n1,2014-08-01,"<script>x</script><img src=x onerror=y>",四下基层。\n', "utf-8"
    )
    corpus = Corpus.read(tmp_path / "a.csv", clean=False)
    shown.append(corpus._repr_html_())
    for html in shown:
        assert not {"script", "img", "onerror"} & _Tags(html).found
        assert not any(character < " " and character not in "\t\n" for character in html)


def test_an_audit_page_shows_text_as_text():
    html = audit_html(clean(f"标题{HTML}\n\n干部要为群众办实事，把实事办好。{HTML}"), name=HTML)
    assert not {"script", "img", "onerror"} & _Tags(html).found
    assert not any(character < " " and character not in "\t\n" for character in html)
