"""GEXF: the format of Gephi, with places, sizes and colours of the nodes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..figures.network_figure import look_of, palette_places
from .plain_graph import plain, prepare


def write_gexf(result: Any, path: str | Path, *, start: Any = None, layout: Any = None) -> Path:
    """Write a network as GEXF for Gephi, which opens it as it looks here. Parameters as in `write_network`.

    The date that the format would carry is left off, so the same network gives the same bytes.
    """
    import networkx as nx
    import polars as pl

    path = prepare(path)
    graph = plain(result, start=start, layout=layout)
    sizes = {n: float(d.get("contexts", graph.degree[n])) for n, d in graph.nodes(data=True)}
    places = palette_places(
        pl.DataFrame(
            {"community": [d["community"] for _, d in graph.nodes(data=True)], "size": list(sizes.values())},
            schema={"community": pl.Int64, "size": pl.Float64},
        )
    )
    largest = max(sizes.values(), default=1.0) or 1.0
    for name, about in graph.nodes(data=True):
        colour = look_of(places[about["community"]])[0]
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        about["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "size": round(4 + 36 * (sizes[name] / largest) ** 0.5, 3),  # a radius, so the root for the area
            "position": {"x": 1000 * about["x"], "y": 1000 * about["y"], "z": 0.0},
        }
    text = "\n".join(nx.generate_gexf(graph))
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1)
    path.write_text(f"<?xml version='1.0' encoding='utf-8'?>\n{text}\n", encoding="utf-8")
    return path
