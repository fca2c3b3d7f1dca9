"""A network as GraphML, which every tool reads."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from ..core.whole_files import write_whole
from .network_graph import check_labels, file_path, network_graph


def write_graphml(result: Any, path: str | Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    """Write a network as GraphML (Brandes et al. 2002), which every tool reads; nothing is lost.

    A node's ``name`` is what igraph shows, ``label`` what Gephi and yEd show; what the file states of itself (corpus,
    period, threshold, licence, version) are attributes of the graph.

    Parameters
    ----------
    result, path, start, layout : as in `write_network`, which also says what is returned and raised

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> import networkx as nx
    >>> nx.read_graphml(write_graphml(nx.Graph([("六保", "六稳")]), mkdtemp() + "/six.graphml")).nodes["六保"]["name"]
    '六保'
    """
    import networkx as nx

    path, graph = file_path(path), network_graph(result, start, layout=layout)
    check_labels(graph, path)
    # the writer of the standard library, whether or not lxml is there: the two differ in their bytes
    text = BytesIO()
    nx.write_graphml_xml(graph, text)
    return write_whole(path, text.getvalue())
