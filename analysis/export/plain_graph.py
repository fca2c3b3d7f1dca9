"""A network as every format can hold it: sorted, each attribute of one type, none missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..figures.drawn_graph import graph_of, tables_of

# Attributes that are written, in this order, each cast to one type: formats for other tools know no null
# and no list, and an attribute that is whole in one node and a fraction in another breaks their readers.
NODE = {"kind": str, "contexts": int, "documents": int, "months": int, "degree": int, "strength": float}
EDGE = {
    "f_ab": int,
    "log_dice": float,
    "npmi": float,
    "mi3": float,
    "g2": float,
    "delta_p_ab": float,
    "delta_p_ba": float,
    "expected": float,
    "p": float,
    "q": float,
    "documents": int,
    "months": int,
    "relation": str,
    "score": float,
}


def plain(result: Any, *, start: Any = None, layout: Any = None) -> Any:
    """The network as a graph of sorted nodes and edges with none but the attributes above, all cast.

    Every node has ``label · community · stability · x · y``; every edge has ``weight``.
    """
    import networkx as nx

    graph = graph_of(result, start)
    nodes, edges = tables_of(graph, layout=layout)
    out = nx.Graph()
    for row in nodes.rows(named=True):
        own = graph.nodes[row["term"]]
        known = {k: cast(own[k]) for k, cast in NODE.items() if own.get(k) is not None}
        out.add_node(
            row["term"],
            label=row["term"],
            **known,
            community=int(row["community"]),
            stability=float(row["stability"]),
            x=float(row["x"]),
            y=float(row["y"]),
        )
    for a, b, weight in edges.rows():
        own = graph.edges[a, b]
        known = {k: cast(own[k]) for k, cast in EDGE.items() if own.get(k) is not None}
        out.add_edge(a, b, weight=float(weight), **known)
    return out


def prepare(path: str | Path) -> Path:
    """The path, its folder made."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
