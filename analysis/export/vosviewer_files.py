"""A network for VOSviewer: its JSON, or its older map and network files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl

from ..core.whole_files import write_whole
from .network_graph import check_labels, file_path, network_graph
from .statement import lines_of, one_line, save_with_note

WEIGHTS = {"Contexts": "contexts", "Documents": "documents"}


def write_vosviewer(result: Any, path: str | Path, *, start: Any = None, layout: pl.DataFrame | None = None) -> Path:
    """Write a network for VOSviewer (van Eck & Waltman 2010), in the JSON of its version 1.6.18 and later.

    A name that ends in ``.txt`` gives the files of older versions: ``…-map.txt``, ``…-network.txt`` and, since these have
    no place for it, ``…-about.txt`` with what they state.

    Parameters
    ----------
    result, path, start, layout : as in `write_network`, which also says what is raised

    Returns
    -------
    pathlib.Path
        The JSON, or the map.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> import networkx as nx
    >>> path = write_vosviewer(nx.Graph([("六保", "六稳")]), mkdtemp() + "/six.json")
    >>> json.loads(path.read_text("utf-8"))["network"]["links"]
    [{'source_id': 1, 'target_id': 2, 'strength': 1.0}]
    >>> write_vosviewer(nx.Graph([("六保", "六稳")]), mkdtemp() + "/six.txt").name
    'six-map.txt'
    """
    path, graph = file_path(path), network_graph(result, start, layout=layout)
    numbers = {term: k for k, term in enumerate(graph, start=1)}
    clusters = {c: k for k, c in enumerate(sorted({d["community"] for _, d in graph.nodes(data=True)}), start=1)}
    items = [
        {
            "id": numbers[term],
            "label": own["label"],
            "x": round(2 * own["x"] - 1, 4),
            "y": round(2 * own["y"] - 1, 4),
            "cluster": clusters[own["community"]],
            "weights": {"Links": graph.degree[term]} | {w: own[name] for w, name in WEIGHTS.items() if name in own},
            "scores": {"Stability": round(own["stability"], 4)},
        }
        for term, own in graph.nodes(data=True)
    ]
    links = [
        {"source_id": numbers[a], "target_id": numbers[b], "strength": round(own["weight"], 6)}
        for a, b, own in graph.edges(data=True)
    ]
    if path.suffix.lower() == ".txt":
        check_labels(graph, path)
        stem = path.with_suffix("")
        save_with_note(stem, {"-map.txt": _map(items), "-network.txt": _lines(map(dict.values, links))}, graph.graph)
        return stem.with_name(f"{stem.name}-map.txt")
    info = {"title": "Network of terms", "description": "\n".join(lines_of(graph.graph))}
    text = json.dumps({"info": info, "network": {"items": items, "links": links}}, ensure_ascii=False, indent=1)
    return write_whole(path, f"{text}\n".encode())


def _map(items: list[dict[str, Any]]) -> bytes:
    first = ("id", "label", "x", "y", "cluster")
    names = [name for name in ("Links", *WEIGHTS) if items and all(name in item["weights"] for item in items)]
    header = [*first, *(f"weight<{name}>" for name in names), "score<Stability>"]
    rows = (
        [
            *(one_line(item[name]) if name == "label" else item[name] for name in first),
            *(item["weights"][name] for name in names),
            item["scores"]["Stability"],
        ]
        for item in items
    )
    return _lines([header, *rows])


def _lines(rows: Iterable[Iterable[Any]]) -> bytes:
    text = StringIO()
    csv.writer(text, dialect="excel-tab", lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
