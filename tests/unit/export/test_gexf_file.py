"""GEXF: by the rules of its schema, read back by networkx and by a walk of the XML, with time where there is any.

The rules are those that the GEXF working group publishes for version 1.3 (gexf.rnc, dynamics.rnc, viz.rnc), as far as they
speak of what is written here; an element or attribute that they do not name fails.
"""

import re
from datetime import date
from xml.etree import ElementTree

import networkx as nx
import pytest

from analysis import StudyError, write_gexf, write_network
from analysis.export.series_graph import spans
from tests.support.networks import full_graph, two_years

GEXF, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
DATE, NUMBER, ANY = r"\d{4}-\d\d-\d\d", r"-?\d+(\.\d+)?([eE][-+]?\d+)?", r"(?s).*"
TIME = {"start?": DATE, "end?": DATE}
# element: its attributes with their values ("?" may be absent), and its children in order ("*" any number, "?" none or one)
RULES = {
    "gexf": ({"version": "1\\.3"}, "meta? graph"),
    "meta": ({"lastmodifieddate?": DATE}, "creator? description?"),
    "creator": ({}, ""),
    "description": ({}, ""),
    "graph": (
        {
            "defaultedgetype": "undirected",
            "mode": "static|dynamic",
            "timeformat?": "date",
            "timerepresentation?": "interval",
        },
        "attributes* nodes edges",
    ),
    "attributes": ({"class": "node|edge", "mode": "static|dynamic"}, "attribute*"),
    "attribute": ({"id": ANY, "title": ANY, "type": "long|double|string"}, ""),
    "nodes": ({"count": r"\d+"}, "node*"),
    "node": ({"id": ANY, "label": ANY}, "attvalues? spells? viz:size viz:position viz:color"),
    "edges": ({"count": r"\d+"}, "edge*"),
    "edge": ({"id": r"\d+", "source": ANY, "target": ANY, "weight?": NUMBER}, "attvalues? spells?"),
    "attvalues": ({}, "attvalue*"),
    "attvalue": ({"for": ANY, "value": ANY} | TIME, ""),
    "spells": ({}, "spell*"),
    "spell": ({"start": DATE, "end": DATE}, ""),
    "viz:size": ({"value": NUMBER}, ""),
    "viz:position": ({"x": NUMBER, "y": NUMBER, "z": NUMBER}, ""),
    "viz:color": ({"r": r"\d+", "g": r"\d+", "b": r"\d+", "a": NUMBER}, ""),
}


def against_the_schema(root: ElementTree.Element) -> list[str]:
    """What of a file the rules do not allow."""
    wrong = []
    for element in root.iter():
        name = element.tag.replace(GEXF, "").replace(VIZ, "viz:")
        if name not in RULES:
            wrong.append(f"element {element.tag}")
            continue
        attributes, children = RULES[name]
        allowed = {key.rstrip("?"): value for key, value in attributes.items()}
        wrong += [f"{name} without {key}" for key in attributes if key[-1] != "?" and key not in element.attrib]
        wrong += [
            f"{name} {key}={value!r}"
            for key, value in element.attrib.items()
            if not re.fullmatch(allowed.get(key, "(?!)"), value)
        ]
        found = "".join(child.tag.replace(GEXF, "").replace(VIZ, "viz:") + " " for child in element)
        pattern = "".join(f"({one.rstrip('*?')} ){one[len(one.rstrip('*?')) :]}" for one in children.split())
        wrong += [] if re.fullmatch(pattern, found) else [f"{name} holds {found}"]
    declared = {(block.get("class"), one.get("id")) for block in root.iter(f"{GEXF}attributes") for one in block}
    for kind in ("node", "edge"):
        used = {one.get("for") for element in root.iter(f"{GEXF}{kind}") for one in element.iter(f"{GEXF}attvalue")}
        wrong += [f"{kind} attribute {one} is not declared" for one in used if (kind, one) not in declared]
    ids = [node.get("id") for node in root.iter(f"{GEXF}node")]
    ends = {edge.get(end) for edge in root.iter(f"{GEXF}edge") for end in ("source", "target")}
    return wrong + [f"two nodes {one!r}" for one in ids if ids.count(one) > 1] + sorted(ends - set(ids))


@pytest.mark.parametrize("network", [full_graph, two_years, nx.Graph])
def test_it_is_valid(tmp_path, network):
    root = ElementTree.parse(write_gexf(network(), tmp_path / "net.gexf")).getroot()
    assert against_the_schema(root) == []
<<<<<<< HEAD
    assert "glosses of the lexicon: CC BY 4.0" in root.find(f"{GEXF}meta/{GEXF}description").text
=======
    assert "licence: not stated for these counts" in root.find(f"{GEXF}meta/{GEXF}description").text
>>>>>>> OWN


def test_the_rules_find_what_is_wrong():
    text = f'<gexf xmlns="{GEXF[1:-1]}"><graph mode="now"><edges/><x/></graph></gexf>'
    wrong = against_the_schema(ElementTree.fromstring(text))
    assert "gexf without version" in wrong and "graph mode='now'" in wrong and "edges without count" in wrong
    assert any(one.startswith("element") for one in wrong) and any(one.startswith("graph holds") for one in wrong)


def test_a_series_has_its_time(tmp_path):
    series = two_years()
    root = ElementTree.parse(write_network(series, tmp_path / "years.gexf")).getroot()
    graph = root.find(f"{GEXF}graph")
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    edges = {(one.get("source"), one.get("target")): one for one in root.iter(f"{GEXF}edge")}
    spells = {
        pair: [(spell.get("start"), spell.get("end")) for spell in one.iter(f"{GEXF}spell")]
        for pair, one in edges.items()
    }
    y2020, y2021, y2022 = (("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31"), ("2022-01-01", "2022-12-31"))
    assert spells == {("乙", "甲"): [y2020, y2021], ("丙", "乙"): [y2021, y2022]}
    weights = [
        (float(value.get("value")), value.get("start"))
        for value in edges["乙", "甲"].iter(f"{GEXF}attvalue")
        if value.get("for") == "weight"
    ]
    rows = series.edges.filter(a="乙", b="甲").select("log_dice", "start").rows()
    assert weights == [(weight, str(start)) for weight, start in rows] and len(weights) == 2
    assert "weight" not in edges["乙", "甲"].attrib  # it would stand beside the one that changes
    nodes = {node.get("id"): node for node in root.iter(f"{GEXF}node")}
    contexts = [
        (value.get("value"), value.get("start"), value.get("end"))
        for value in nodes["乙"].iter(f"{GEXF}attvalue")
        if value.get("for") == "contexts"
    ]
    assert contexts == [("2", *y2020), ("4", *y2021), ("2", *y2022)]
    assert [spell.get("start") for spell in nodes["甲"].iter(f"{GEXF}spell")] == ["2020-01-01", "2021-01-01"]
    sizes = {term: float(node.find(f"{VIZ}size").get("value")) for term, node in nodes.items()}
    assert sizes["乙"] == 40 > sizes["甲"]  # by its greatest number of contexts


def test_networkx_reads_the_time_back(tmp_path):
    back = nx.read_gexf(write_gexf(two_years(), tmp_path / "years.gexf"))
    assert back.graph["mode"] == "dynamic" and sorted(back) == ["丙", "乙", "甲"]
    assert back.edges["乙", "甲"]["spells"] == [("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31")]
    assert back.edges["丙", "乙"]["f_ab"] == [(2, "2021-01-01", "2021-12-31"), (2, "2022-01-01", "2022-12-31")]
    assert back.nodes["乙"]["degree"][1] == (2, "2021-01-01", "2021-12-31")


def test_the_first_and_last_period_are_cut_where_the_series_is():
    assert spans(two_years(start="2020-04", end="2022-06")) == [
        (date(2020, 4, 1), date(2020, 12, 31)),
        (date(2021, 1, 1), date(2021, 12, 31)),
        (date(2022, 1, 1), date(2022, 5, 31)),
    ]
    assert spans(two_years(every="1q"))[0] == (date(2020, 1, 1), date(2020, 3, 31))


def test_a_series_in_other_places(tmp_path):
    series = two_years()
    moved = series.layout.with_columns(x=0.25, y=0.75)
    root = ElementTree.parse(write_gexf(series, tmp_path / "a.gexf", layout=moved)).getroot()
    assert {(one.get("x"), one.get("y")) for one in root.iter(f"{VIZ}position")} == {("250.0", "750.0")}
    with pytest.raises(StudyError, match="no place for '乙'"):
        write_gexf(series, tmp_path / "b.gexf", layout=moved.filter(term="甲").vstack(moved.filter(term="丙")))


def test_a_period_of_a_series_is_a_network_without_time(tmp_path):
    back = nx.read_gexf(write_gexf(two_years(), tmp_path / "2020.gexf", start="2020"))
    assert back.graph["mode"] == "static" and list(back.edges) == [("乙", "甲")]
    assert "period: 2020-01-01 to 2020-12-31" in (tmp_path / "2020.gexf").read_text("utf-8")
