"""A network as a file: GraphML to keep, GEXF for Gephi, JSON for VOSviewer, CSV for people."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.control_characters import NOT_XML
from ..core.csv_tables import write_csv
from ..core.errors import StudyError, did_you_mean
from ..core.whole_files import write_whole
from ..figures.network_drawing import community_ranks, community_style
from ..figures.network_tables import network_tables
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries

if TYPE_CHECKING:
    import networkx as nx

# Attributes that are written, in this order, each cast to one type: formats for other tools know no null
# and no list, and an attribute that is whole in one node and a fraction in another breaks their readers.
NODE = {"kind": str, "contexts": int, "documents": int, "months": int, "degree": int, "strength": float}
PLACE = {"community": int, "stability": float, "x": float, "y": float}
_MEASURES = dict.fromkeys(("log_dice", "npmi", "mi3", "g2", "delta_p_ab", "delta_p_ba", "expected", "p", "q"), float)
EDGE = {"f_ab": int, **_MEASURES, "documents": int, "months": int, "relation": str, "score": float}


def write_network(result: Any, path: str | Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    """Write a network in the format that the file's name ends in; the same network gives the same bytes.

    Parameters
    ----------
    result : Cooccurrence or NetworkSeries
        A networkx graph works as well.
    path : str or path
        ``.graphml``, ``.gexf``, ``.json`` (VOSviewer) or ``.csv`` (the edges); its folder is made if need be.
    start : date or str, optional
        Which period of a NetworkSeries; as CSV, all of them if None.
    layout : polars.DataFrame(term, x, y), optional
        Places of the nodes; those of the result if None.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    StudyError
        Another ending; ``result`` is no network; a series without ``start``; a layout that lacks a term; for
        GraphML and GEXF, a label with a control character, which XML cannot hold; the file cannot be written.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Features, cooccurrence, data_folder
    >>> press = Features.open(data_folder() / "press")
    >>> network = cooccurrence(press, terms=["六保", "六稳", "稳中求进"], start="2020").test()
    >>> [write_network(network, f"{mkdtemp()}/press.{ending}").name for ending in ("csv", "graphml", "gexf")]
    ['press.csv', 'press.graphml', 'press.gexf']
    """
    path = Path(path)
    writers = {".graphml": write_graphml, ".gexf": write_gexf, ".json": write_vosviewer, ".csv": _write_edges}
    ending = path.suffix.lower()
    if ending not in writers:
        raise StudyError(
            f"cannot tell a format from {path.name!r}; end the name in {', '.join(writers)}."
            + did_you_mean(ending, writers)
        )
    return writers[ending](result, path, start=start, layout=layout)


def write_graphml(result: Any, path: str | Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    """Write a network as GraphML (Brandes et al. 2002), which every tool reads; nothing is lost.

    Parameters
    ----------
    result, path, start, layout : as in `write_network`, which also says what is returned and raised

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> import networkx as nx
    >>> nx.read_graphml(write_graphml(nx.Graph([("六保", "六稳")]), mkdtemp() + "/six.graphml")).nodes["六保"]["label"]
    '六保'
    """
    import networkx as nx

    path, graph = _path_and_graph(path, result, start, layout, xml=True)
    # the writer of the standard library, whether or not lxml is there: the two differ in their bytes
    text = BytesIO()
    nx.write_graphml_xml(graph, text)
    return write_whole(path, text.getvalue())


def write_gexf(result: Any, path: str | Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    """Write a network as GEXF for Gephi, with the places, sizes and colours of `plot_network`.

    Parameters
    ----------
    result, path, start, layout : as in `write_network`, which also says what is returned and raised

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> import networkx as nx
    >>> nx.read_gexf(write_gexf(nx.Graph([("六保", "六稳")]), mkdtemp() + "/six.gexf")).nodes["六保"]["viz"]["size"]
    40.0
    """
    import networkx as nx

    path, graph = _path_and_graph(path, result, start, layout, xml=True)
    sizes = {term: float(own.get("contexts", graph.degree[term])) for term, own in graph.nodes(data=True)}
    nodes = [(own["community"], sizes[term]) for term, own in graph.nodes(data=True)]
    ranks = community_ranks(pl.DataFrame(nodes, {"community": pl.Int64, "size": pl.Float64}, orient="row"))
    largest = max(sizes.values(), default=1.0) or 1.0
    for term, own in graph.nodes(data=True):
        red, green, blue = bytes.fromhex(community_style(ranks[own["community"]])[0][1:])
        own["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": round(4 + 36 * (sizes[term] / largest) ** 0.5, 3),  # a radius, so the root for the area
            "position": {"x": 1000 * own["x"], "y": 1000 * own["y"], "z": 0.0},
        }
    # without the day of writing, so that the same network gives the same bytes
    text = re.sub(r' lastmodifieddate="[^"]*"', "", "\n".join(nx.generate_gexf(graph)), count=1)
    return write_whole(path, f"<?xml version='1.0' encoding='utf-8'?>\n{text}\n".encode())


def write_vosviewer(result: Any, path: str | Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    """Write a network for VOSviewer (van Eck & Waltman 2010), in the JSON of its version 1.6.18 and later.

    Parameters
    ----------
    result, path, start, layout : as in `write_network`, which also says what is returned and raised

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> import networkx as nx
    >>> path = write_vosviewer(nx.Graph([("六保", "六稳")]), mkdtemp() + "/six.json")
    >>> json.loads(path.read_text("utf-8"))["network"]["links"]
    [{'source_id': 1, 'target_id': 2, 'strength': 1.0}]
    """
    path, graph = _path_and_graph(path, result, start, layout)
    numbers = {term: k for k, term in enumerate(graph, start=1)}
    clusters = {c: k for k, c in enumerate(sorted({d["community"] for _, d in graph.nodes(data=True)}), start=1)}
    weights = {"Contexts": "contexts", "Documents": "documents"}
    items = [
        {
            "id": numbers[term],
            "label": own["label"],
            "x": round(2 * own["x"] - 1, 4),
            "y": round(2 * own["y"] - 1, 4),
            "cluster": clusters[own["community"]],
            "weights": {"Links": graph.degree[term]} | {w: own[name] for w, name in weights.items() if name in own},
            "scores": {"Stability": round(own["stability"], 4)},
        }
        for term, own in graph.nodes(data=True)
    ]
    links = [
        {"source_id": numbers[a], "target_id": numbers[b], "strength": round(own["weight"], 6)}
        for a, b, own in graph.edges(data=True)
    ]
    text = json.dumps({"network": {"items": items, "links": links}}, ensure_ascii=False, indent=1)
    return write_whole(path, f"{text}\n".encode())


def _write_edges(result: Any, path: Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    if isinstance(result, NetworkSeries):
        edges = result.edges if start is None else result.at(start).edges()
    else:
        edges = result.edges() if isinstance(result, Cooccurrence) else network_tables(result, layout=layout)[1]
    return write_csv(edges, path)


def _path_and_graph(
    path: str | Path, result: Any, start: Any, layout: pl.DataFrame | None, *, xml: bool = False
) -> tuple[Path, nx.Graph]:
    """The path; sorted nodes and edges with none but the attributes above, all cast."""
    import networkx as nx

    path = Path(path)
    nodes, edges = network_tables(result, start, layout=layout)
    period = (start,) if isinstance(result, NetworkSeries) else ()
    graph = result.to_networkx(*period) if hasattr(result, "to_networkx") else result
    out = nx.Graph()
    for row in nodes.rows(named=True):
        term = row["term"]
        out.add_node(term, label=term, **_cast(graph.nodes[term], NODE), **_cast(row, PLACE))
    for a, b, weight in edges.rows():
        out.add_edge(a, b, weight=weight, **_cast(graph.edges[a, b], EDGE))
    if xml:
        _check_xml(out, path)
    return path, out


def _check_xml(graph: nx.Graph, path: Path) -> None:
    """Raise `StudyError` for a text that would make a file of XML unreadable."""
    own = [value for _, data in graph.nodes(data=True) for value in data.values()]
    own += [value for *_, data in graph.edges(data=True) for value in data.values()]
    for text in [*graph, *own]:
        refused = NOT_XML.search(text) if isinstance(text, str) else None
        if refused:
            raise StudyError(
                f"the label {text!r} holds the character U+{ord(refused[0]):04X}, which no {path.suffix[1:]} file can hold.\n"
                "  Take it out of the term, or write the network as .csv or .json."
            )


def _cast(row: Any, types: dict[str, Any]) -> dict[str, Any]:
    return {name: cast(row[name]) for name, cast in types.items() if row.get(name) is not None}
