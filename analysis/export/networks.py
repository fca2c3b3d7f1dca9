"""A network as a file: GraphML to keep, GEXF for Gephi, JSON for VOSviewer, CSV for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import StudyError, did_you_mean
from ..figures.graphs import graph_of, tables_of

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


def write_network(result: Any, path: str | Path, *, start: Any = None, layout: Any = None) -> Path:
    """Write a network in the format that the file's name ends in.

    Parameters
    ----------
    result : Cooccurrence, NetworkSeries or networkx.Graph
    path : path
        ``.graphml``, ``.gexf``, ``.json`` (VOSviewer) or ``.csv`` (the edges).
    start : date or str, optional
        Which period of a NetworkSeries.
    layout : polars.DataFrame(term, x, y), optional
        Places of the nodes; those that the network carries, or a layout of it, if None.

    Returns
    -------
    pathlib.Path
    """
    from .gexf import write_gexf
    from .graphml import write_graphml
    from .vosviewer import write_vosviewer

    path = Path(path)
    writers = {".graphml": write_graphml, ".gexf": write_gexf, ".json": write_vosviewer, ".csv": _write_edges}
    ending = path.suffix.lower()
    if ending not in writers:
        raise StudyError(
            f"cannot tell a format from {path.name!r}; end the name in {', '.join(writers)}."
            + did_you_mean(ending, writers)
        )
    return writers[ending](result, path, start=start, layout=layout)


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


def _write_edges(result: Any, path: Path, *, start: Any = None, layout: Any = None) -> Path:
    from .tables import write_csv

    if start is not None and hasattr(result, "at"):
        result = result.at(start)
    if hasattr(result, "edges") and hasattr(result, "nodes") and not hasattr(result, "adjacency"):
        edges = result.edges() if callable(result.edges) else result.edges
    else:
        _, edges = tables_of(graph_of(result), layout=layout)
    return write_csv(edges, path)
