"""VOSviewer's JSON: items with place, cluster and weights, and links with strength."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .plain_graph import plain, prepare


def write_vosviewer(result: Any, path: str | Path, *, start: Any = None, layout: Any = None) -> Path:
    """Write a network for VOSviewer (van Eck & Waltman 2010; its JSON format, 1.6.18 and later).

    Parameters as in `write_network`. Clusters are numbered from 1; the strength of a link is its weight.
    """
    path = prepare(path)
    graph = plain(result, start=start, layout=layout)
    numbers = {name: k for k, name in enumerate(graph, start=1)}
    clusters = {c: k for k, c in enumerate(sorted({d["community"] for _, d in graph.nodes(data=True)}), start=1)}
    items = [
        {
            "id": numbers[name],
            "label": about["label"],
            "x": round(2 * about["x"] - 1, 4),
            "y": round(2 * about["y"] - 1, 4),
            "cluster": clusters[about["community"]],
            "weights": {
                "Links": graph.degree[name],
                **({"Contexts": about["contexts"]} if "contexts" in about else {}),
                **({"Documents": about["documents"]} if "documents" in about else {}),
            },
            "scores": {"Stability": round(about["stability"], 4)},
        }
        for name, about in graph.nodes(data=True)
    ]
    links = [
        {"source_id": numbers[a], "target_id": numbers[b], "strength": round(d["weight"], 6)}
        for a, b, d in graph.edges(data=True)
    ]
    text = json.dumps({"network": {"items": items, "links": links}}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return path
