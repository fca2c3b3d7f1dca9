"""GraphML: the format to keep a network in; every tool reads it, and nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .plain_graph import plain, prepare


def write_graphml(result: Any, path: str | Path, *, start: Any = None, layout: Any = None) -> Path:
    """Write a network as GraphML (Brandes et al. 2002). Parameters as in `write_network`.

    The same network gives the same bytes.
    """
    import networkx as nx

    path = prepare(path)
    # the writer of the standard library, whether or not lxml is there: the two differ in their bytes
    nx.write_graphml_xml(plain(result, start=start, layout=layout), path)
    return path
