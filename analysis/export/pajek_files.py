"""A network for Pajek: vertices and edges, and its communities as a partition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from ..core.draft_sets import whole_files
from .network_graph import check_labels, file_path, network_graph
from .statement import lines_of, one_line

# Pajek has no way to write a quotation mark inside a label, and other readers take a backslash before one for it.
_IN_QUOTES = str.maketrans({'"': "＂", "\\": "＼"})


def write_pajek(result: Any, path: str | Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    """Write a network for Pajek (Batagelj & Mrvar 1998), and its communities as a partition (``.clu``) next to it.

    In UTF-8 with a byte-order mark, by which Pajek (2.00 and later) knows Chinese; labels in quotation marks, a mark or
    backslash inside one full-width, a line break a blank. Comments at the head state corpus, period, threshold, licence
    and version.

    Parameters
    ----------
    result, path, start, layout : as in `write_network`, which also says what is returned and raised

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> import networkx as nx
    >>> path = write_pajek(nx.Graph([("六保", "六稳")]), mkdtemp() + "/six.net")
    >>> sorted(nx.read_pajek(path)), path.with_suffix(".clu").read_text("utf-8").splitlines()[-3:]
    (['六保', '六稳'], ['*Vertices 2', '1', '1'])
    """
    path, graph = file_path(path), network_graph(result, start, layout=layout)
    check_labels(graph, path)
    head = [f"% {line}" for line in lines_of(graph.graph)]
    numbers = {term: k for k, term in enumerate(graph, start=1)}
    vertices = [
        # Pajek counts y from the top
        f'{numbers[term]} "{one_line(term).translate(_IN_QUOTES)}" {own["x"]:.4f} {1 - own["y"]:.4f} 0.5000'
        for term, own in graph.nodes(data=True)
    ]
    edges = [f"{numbers[a]} {numbers[b]} {own['weight']!r}" for a, b, own in graph.edges(data=True)]
    communities = [str(own["community"] + 1) for _, own in graph.nodes(data=True)]
    count = f"*Vertices {len(vertices)}"
    texts = {
        path.name: "\ufeff" + _lines([*head, count, *vertices, "*Edges", *edges]),
        path.with_suffix(".clu").name: _lines([*head, count, *communities]),
    }
    with whole_files(path.parent, path.name) as drafts:
        for name, text in texts.items():
            (drafts / name).write_bytes(text.encode())
    return path


def _lines(lines: list[str]) -> str:
    return "\r\n".join(lines) + "\r\n"  # Pajek is a program of Windows
