"""A network as a file: GraphML to keep, GEXF for Gephi, JSON for VOSviewer, CSV for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.csv_tables import write_csv
from ..core.errors import StudyError, did_you_mean
from ..figures.drawn_graph import graph_of, tables_of
from .gexf import write_gexf
from .graphml import write_graphml
from .vosviewer import write_vosviewer


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
    path = Path(path)
    writers = {".graphml": write_graphml, ".gexf": write_gexf, ".json": write_vosviewer, ".csv": _write_edges}
    ending = path.suffix.lower()
    if ending not in writers:
        raise StudyError(
            f"cannot tell a format from {path.name!r}; end the name in {', '.join(writers)}."
            + did_you_mean(ending, writers)
        )
    return writers[ending](result, path, start=start, layout=layout)


def _write_edges(result: Any, path: Path, *, start: Any = None, layout: Any = None) -> Path:
    if start is not None and hasattr(result, "at"):
        result = result.at(start)
    if hasattr(result, "edges") and hasattr(result, "nodes") and not hasattr(result, "adjacency"):
        edges = result.edges() if callable(result.edges) else result.edges
    else:
        _, edges = tables_of(graph_of(result), layout=layout)
    return write_csv(edges, path)
