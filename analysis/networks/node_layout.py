"""Where the nodes stand: one layout, stored as a table and used for every period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    import networkx as nx

SEED_BASE = 1  # seeds counted from 1 in 0.1.0; kept so that results stay the same


def layout(graph: nx.Graph, *, weight: str = "weight", seed: int = 0, iterations: int = 200) -> pl.DataFrame:
    """Places for the nodes of a graph: each component by springs, the components side by side, largest first.

    Parameters
    ----------
    graph : networkx.Graph
        With sorted nodes and edges.
    weight : str
        Edge attribute that pulls ends together; scaled so that the mean is 1.

    Returns
    -------
    DataFrame(term, x, y)
        Sorted by term, in the unit square, to 4 decimals (the last bits of a layout are not reproducible).
    """
    import networkx as nx

    schema = {"term": pl.String, "x": pl.Float64, "y": pl.Float64}
    if not len(graph):
        return pl.DataFrame(schema=schema)
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part[0]))
    boxes = []
    for part in parts:
        place = _component(graph, part, weight, SEED_BASE + seed, iterations)
        boxes.append((part, place, np.sqrt(len(part))))  # a side in proportion to the root keeps the density even
    names, spots = _shelves(boxes)
    spots -= spots.min(0)
    extent = spots.max()
    spots = spots / extent if extent else spots + 0.5
    return pl.DataFrame({"term": names, "x": spots[:, 0].round(4), "y": spots[:, 1].round(4)}, schema=schema).sort(
        "term"
    )


def _component(graph, part, weight, seed, iterations) -> np.ndarray:
    """One component in the square from 0.05 to 0.95."""
    import networkx as nx

    if len(part) == 1:
        return np.array([[0.5, 0.5]])
    one = nx.Graph()
    one.add_nodes_from(part)
    inside = set(part)
    edges = sorted((*sorted((a, b)), float(w)) for a, b, w in graph.edges(data=weight, default=1.0) if a in inside)
    mean = np.mean([w for *_, w in edges]) or 1.0
    one.add_weighted_edges_from((a, b, w / mean) for a, b, w in edges)
    angle = 2 * np.pi * np.arange(len(part)) / len(part)
    circle = {name: (np.cos(t), np.sin(t)) for name, t in zip(part, angle, strict=True)}
    found = nx.kamada_kawai_layout(one, pos=circle, weight=None) if len(part) <= 300 else circle
    found = nx.spring_layout(
        one,
        pos=found,
        seed=seed,
        iterations=iterations if len(part) > 300 else 30,
        k=1.2 / np.sqrt(len(part)),
        weight="weight",
    )
    spots = np.array([found[name] for name in part])
    spots -= spots.min(0)
    extent = spots.max(0)
    extent[extent == 0] = 1.0
    return 0.05 + 0.9 * spots / extent


def _shelves(boxes) -> tuple[list[str], np.ndarray]:
    """Boxes from left to right in rows, as wide in all as the area asks for."""
    width = max(boxes[0][2], np.sqrt(sum(side**2 for *_, side in boxes)))
    names, spots = [], []
    x = y = height = 0.0
    for part, place, side in boxes:
        if x and x + side > width * 1.001:
            x, y, height = 0.0, y - height, 0.0
        if not x:
            height = side
        names += part
        spots.append(np.array([x, y - side]) + place * side)
        x += side
    return names, np.vstack(spots)
