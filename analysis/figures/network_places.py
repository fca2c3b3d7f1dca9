"""Where the nodes of a network stand on paper: components side by side, no empty room, no node over another.

All lengths are points (1/72 inch) from the lower left corner of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from .network_tables import even_out

Box = tuple[float, float, float, float]  # left, bottom, right, top
GAP = 2.5  # points between two nodes
SPREAD = 0.5  # how far nodes are moved from their distances towards even ones, see `even_out`
EXTRA = 1.5  # terms' worth of room that a component has beside that of its terms: a pair needs it for its names


def packed(nodes: pl.DataFrame, edges: pl.DataFrame, radii: Sequence[float], box: Box) -> np.ndarray:
    """Places of the nodes, in their order, in a box: each component in a cell of its own, as large as it has terms.

    Within its cell a component is what the layout made of it, crowded parts opened up, no node over another.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(nodes["term"])
    graph.add_edges_from(edges.select("a", "b").rows())
    row = {term: k for k, term in enumerate(nodes["term"])}
    parts = sorted((sorted(row[term] for term in part) for part in nx.connected_components(graph)), key=_larger)
    places = np.zeros((nodes.height, 2))
    if not parts:
        return places
    room = cells([len(part) + EXTRA for part in parts], box)
    for part, cell in zip(parts, room, strict=True):
        spots = even_out(nodes[part].select("x", "y"), SPREAD).to_numpy()
        if len(part) == 1:
            spots = np.array([[0.5, 0.5]])
        places[part] = stretched(spots, inset(cell, len(parts) > 1))
    return separated(places, radii, box)


def _larger(part: list[int]) -> tuple[int, int]:
    return -len(part), part[0]


def inset(cell: Box, shared: bool) -> Box:
    """A cell without the margin in which names stand; one that has neighbours keeps apart from them."""
    left, bottom, right, top = cell
    across = min(0.22 * (right - left), 26.0) if shared else min(0.1 * (right - left), 22.0)
    up = min(0.2 * (top - bottom), 12.0)
    return left + across, bottom + up, right - across, top - up


def stretched(spots: np.ndarray, box: Box) -> np.ndarray:
    """Places of the unit square in a box.

    >>> stretched(np.array([[0.0, 0.0], [1.0, 0.5]]), (10, 10, 30, 20)).tolist()
    [[10.0, 10.0], [30.0, 15.0]]
    """
    low, high = np.array(box[:2], float), np.array(box[2:], float)
    return low + spots * (high - low)


def cells(weights: Sequence[float], box: Box) -> list[Box]:
    """Rectangles that fill a box, as large as their weights, as square as can be (Bruls, Huizing & van Wijk 2000).

    The weights fall; the first cell lies at the upper left.

    >>> cells([2, 1, 1], (0, 0, 4, 2.0))
    [(0, 0.0, 2.0, 2.0), (2.0, 1.0, 4.0, 2.0), (2.0, 0.0, 4.0, 1.0)]
    """
    left, bottom, right, top = box
    areas = [weight * (right - left) * (top - bottom) / sum(weights) for weight in weights]
    found: list[Box] = []
    while areas:
        wide = right - left >= top - bottom
        side = top - bottom if wide else right - left
        count = 1
        while count < len(areas) and _longest(areas[: count + 1], side) <= _longest(areas[:count], side):
            count += 1
        thick, at = sum(areas[:count]) / side, 0.0
        for area in areas[:count]:
            length = area / thick
            if wide:
                found.append((left, top - at - length, left + thick, top - at))
            else:
                found.append((left + at, top - thick, left + at + length, top))
            at += length
        left, top, areas = (left + thick, top, areas[count:]) if wide else (left, top - thick, areas[count:])
    return found


def _longest(areas: Sequence[float], side: float) -> float:
    """The greatest ratio of sides, if cells of these areas lie along ``side``."""
    thick = sum(areas) / side
    return max(max(area / thick**2, thick**2 / area) for area in areas)


def separated(places: np.ndarray, radii: Sequence[float], box: Box, *, rounds: int = 80) -> np.ndarray:
    """The places with nodes moved apart that would touch, as little as it takes, within the box.

    >>> separated(np.array([[5.0, 5.0], [5.0, 5.0]]), [1, 1], (0, 0, 10, 10)).round(1).tolist()
    [[7.2, 5.0], [2.8, 5.0]]
    """
    places, r = np.array(places, float), np.asarray(radii, float)
    low = np.array(box[:2], float) + r[:, None]
    high = np.maximum(np.array(box[2:], float) - r[:, None], low)
    need = r[:, None] + r[None, :] + GAP
    np.fill_diagonal(need, 0.0)
    turn = np.pi * np.arange(len(r)) * (3 - np.sqrt(5))  # nodes in one place part in directions of their own
    for _ in range(rounds):
        delta = places[:, None] - places[None, :]
        same = (np.abs(delta).sum(-1) < 1e-9) & (need > 0)
        first = np.arange(len(r))[:, None] < np.arange(len(r))[None, :]
        aside = np.stack([np.cos(turn), np.sin(turn)], -1)
        delta = np.where(same[..., None], np.where(first[..., None], aside[:, None], -aside[None, :]), delta)
        distance = np.hypot(delta[..., 0], delta[..., 1])
        lack = np.where(same, need, need - distance)
        lack = np.maximum(lack, 0.0)
        if lack.max(initial=0.0) < 0.05:
            break
        direction = delta / np.maximum(distance, 1e-9)[..., None]
        places = np.clip(places + 0.5 * (lack[..., None] * direction).sum(1), low, high)
    return places.round(2)
