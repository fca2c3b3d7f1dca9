"""A network as GEXF for Gephi: of one period, or of all with their time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import polars as pl

from ..core.whole_files import write_whole
from ..figures.network_drawing import community_ranks, community_style
from ..networks.networks_over_time import NetworkSeries
from .network_graph import EDGE, NODE, PLACE, check_labels, file_path, network_graph
from .series_graph import Spell, series_graph
from .statement import PROGRAM, lines_of

if TYPE_CHECKING:
    import networkx as nx

# GEXF 1.3 (gexf.net, 2022), whose intervals have an end that they include
_NAMESPACES = 'xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz"'
_TYPES = {str: "string", int: "long", float: "double"}
_NODE = {"gloss": str} | NODE | PLACE
_EDGE = {"weight": float} | EDGE  # "weight" as the name of an attribute is Gephi's for a weight that changes


def write_gexf(result: Any, path: str | Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    """Write a network as GEXF for Gephi, with the places, sizes and colours of `plot_network`.

    A NetworkSeries without ``start`` becomes one network with time, which Gephi's timeline plays: a node and an edge are
    there in the periods in which the edge is one, each with the values of that period. A node's size is its greatest, its
    colour that of the community in which it is strongest.

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
    path, over_time = file_path(path), isinstance(result, NetworkSeries) and start is None
    graph = series_graph(result, layout=layout) if over_time else network_graph(result, start, layout=layout)
    check_labels(graph, path)
    lines = [
        "<?xml version='1.0' encoding='utf-8'?>",
        f'<gexf {_NAMESPACES} version="1.3">',
        # without the day of writing, so that the same network gives the same bytes
        f"<meta><creator>{PROGRAM}</creator><description>{_text('; '.join(lines_of(graph.graph)))}</description></meta>",
        '<graph defaultedgetype="undirected" mode="dynamic" timeformat="date" timerepresentation="interval">'
        if over_time
        else '<graph defaultedgetype="undirected" mode="static">',
        *_attributes("node", _NODE, [own for _, own in graph.nodes(data=True)]),
        *_attributes("edge", _EDGE, [own for *_, own in graph.edges(data=True)]),
        f'<nodes count="{graph.number_of_nodes()}">',
        *_nodes(graph),
        "</nodes>",
        f'<edges count="{graph.number_of_edges()}">',
        *_edges(graph),
        "</edges>",
        "</graph>",
        "</gexf>",
    ]
    return write_whole(path, ("\n".join(lines) + "\n").encode())


def _attributes(of: str, types: Mapping[str, Any], data: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """What the attributes of nodes or edges are called: those that stay, then those that change with time."""
    data = list(data)
    changing = {name for own in data for spell in own.get("spells", ()) for name in spell.values}
    staying = {name for own in data for name in own} - changing - ({"weight"} if of == "edge" else set())
    for mode, wanted in (("static", staying), ("dynamic", changing)):
        names = [name for name in types if name in wanted]
        if names:
            yield f'<attributes class="{of}" mode="{mode}">'
            yield from (f'<attribute id="{name}" title="{name}" type="{_TYPES[types[name]]}"/>' for name in names)
            yield "</attributes>"


def _nodes(graph: nx.Graph) -> Iterable[str]:
    sizes = {term: float(own.get("contexts", graph.degree[term])) for term, own in graph.nodes(data=True)}
    shown = [(own["community"], sizes[term]) for term, own in graph.nodes(data=True)]
    ranks = community_ranks(pl.DataFrame(shown, {"community": pl.Int64, "size": pl.Float64}, orient="row"))
    largest = max(sizes.values(), default=1.0) or 1.0
    for term, own in graph.nodes(data=True):
        red, green, blue = bytes.fromhex(community_style(ranks[own["community"]])[0][1:])
        size = round(4 + 36 * (sizes[term] / largest) ** 0.5, 3)  # a radius, so the root for the area
        yield f'<node id="{_text(term)}" label="{_text(own["label"])}">'
        yield from _values(own, _NODE)
        yield f'<viz:size value="{size}"/><viz:position x="{round(1000 * own["x"], 4)}" y="{round(1000 * own["y"], 4)}" z="0.0"/>'
        yield f'<viz:color r="{red}" g="{green}" b="{blue}" a="1.0"/></node>'


def _edges(graph: nx.Graph) -> Iterable[str]:
    for number, (a, b, own) in enumerate(graph.edges(data=True)):
        weight = f' weight="{own["weight"]}"' if "weight" in own else ""  # else it changes with time
        yield f'<edge id="{number}" source="{_text(a)}" target="{_text(b)}"{weight}>'
        yield from _values({name: value for name, value in own.items() if name != "weight"}, _EDGE)
        yield "</edge>"


def _values(own: Mapping[str, Any], types: Mapping[str, Any]) -> Iterable[str]:
    """The values of a node or edge: those that stay, those of each spell, and the spells themselves."""
    spells: list[Spell] = own.get("spells", [])
    changing = {name for spell in spells for name in spell.values}
    values = [(name, own[name], "") for name in types if name in own and name not in changing]
    values += [
        (name, spell.values[name], f" {_days(spell)}") for name in types for spell in spells if name in spell.values
    ]
    if values:
        found = "".join(f'<attvalue for="{name}" value="{_text(value)}"{days}/>' for name, value, days in values)
        yield f"<attvalues>{found}</attvalues>"
    if spells:
        yield f"<spells>{''.join(f'<spell {_days(spell)}/>' for spell in spells)}</spells>"


def _days(spell: Spell) -> str:
    return f'start="{spell.first}" end="{spell.last}"'


def _text(value: Any) -> str:
    """A value for an attribute or an element; breaks are kept, which an attribute would make blanks."""
    return escape(str(value), {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
