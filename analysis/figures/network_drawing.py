"""How a network is drawn: nodes by community and size, edges by weight, names where they can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from .panels import without_frame
from .style import INK, MARKERS, PALETTE, SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    Box = Sequence[float]  # left, bottom, right, top

UNSURE = 0.8  # a node that fell elsewhere in more than a fifth of the runs is drawn hollow
# Where a name may stand next to its node, the best place first: (across, up) in half-sizes of the name.
PLACES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))


@dataclass(frozen=True)
class NetworkScales:
    """What size, width and colour mean, the same for all networks of a figure."""

    ranks: Mapping[int, int]  # each community's place in the palette
    largest: float  # contexts of the most frequent term
    weights: tuple[float, float]  # of the weakest and of the strongest edge
    area: float = 1.0

    @classmethod
    def of(
        cls, nodes: pl.DataFrame, edges: pl.DataFrame, area: float = 1.0, ranks: Mapping[int, int] | None = None
    ) -> NetworkScales:
        """The scales for these nodes and edges; ``area`` shrinks nodes and edges in small panels."""
        sizes, weights = nodes["size"].to_list(), edges["weight"].to_list()
        bounds = (min(weights, default=0.0), max(weights, default=1.0))
        return cls(ranks or community_ranks(nodes), max(sizes, default=1.0), bounds, area)

    def node_area(self, size: float) -> float:
        """Square points: in proportion to the size, on a floor that keeps the least visible."""
        return self.area * (12 + 150 * size / self.largest)


def community_ranks(nodes: pl.DataFrame) -> dict[int, int]:
    """Community to its place in the palette: the greatest (by contexts) first."""
    sums = nodes.group_by("community").agg(pl.col("size").sum()).sort(["size", "community"], descending=[True, False])
    return {community: k for k, community in enumerate(sums["community"])}


def community_style(rank: int) -> tuple[str, str]:
    """Colour and marker of a community by its rank; beyond the palette they share grey."""
    # black is left to words and rings
    usable = [pair for pair in zip(PALETTE, MARKERS, strict=True) if pair[0] != "#333333"]
    return usable[rank] if rank < len(usable) else ("#9a9a9a", "h")


def bare(ax: Axes) -> None:
    """An Axes with no frame, ticks or grid, for a drawing that has no scale."""
    ax.set(xticks=[], yticks=[])
    without_frame(ax)


def draw_network(
    ax: Axes, nodes: pl.DataFrame, edges: pl.DataFrame, scales: NetworkScales, highlight: str | None = None
) -> None:
    """Edges, then nodes, then a ring around the highlighted one."""
    from matplotlib.collections import LineCollection

    spot = {term: (x, y) for term, x, y in nodes.select("term", "x", "y").rows()}
    if edges.height:
        low, high = scales.weights
        share = ((edges["weight"] - low) / ((high - low) or 1.0)).clip(0, 1)
        lines = [(spot[a], spot[b]) for a, b in edges.select("a", "b").rows()]
        widths: Any = (0.3 + 1.7 * share * scales.area).to_list()
        lines = LineCollection(lines, linewidths=widths, colors="#8c8c8c", alpha=0.55, zorder=1, label="_edges")
        ax.add_collection(lines)
    for (community,), part in nodes.sort("community", "term").group_by("community", maintain_order=True):
        colour, marker = community_style(scales.ranks.get(community, len(PALETTE)))
        faces = ["white" if stability < UNSURE else colour for stability in part["stability"]]
        areas = [scales.node_area(size) for size in part["size"]]
        look: dict[str, Any] = dict(
            edgecolors=colour, linewidths=0.9, marker=marker, zorder=2, label=f"_community {community}"
        )
        ax.scatter(part["x"].to_list(), part["y"].to_list(), s=areas, c=faces, **look)
    if highlight in spot:
        area = 2.2 * scales.node_area(nodes.filter(pl.col("term") == highlight)["size"][0]) + 30
        ring: dict[str, Any] = dict(facecolors="none", edgecolors=INK, linewidths=1.0, zorder=3, label="_highlight")
        ax.scatter(*zip(spot[highlight], strict=True), s=[area], **ring)
    ax.margins(0.08)


def name_nodes(
    ax: Axes,
    nodes: pl.DataFrame,
    named: Mapping[str, str],
    scales: NetworkScales,
    *,
    top: int,
    first: str | None = None,
    size: float = SMALL,
) -> int:
    """Name nodes by rank (contexts, then term), each at the first of eight places that is free.

    A place is free if it lies within the axes and hits no name already standing and no node; only the first
    quarter of the names may, if need be, stand over a node. Returns how many names stand. The same graph
    gives the same names.
    """
    import matplotlib.patheffects as pe

    figure: Any = ax.figure
    figure.draw_without_rendering()
    frame, point = ax.get_window_extent(), figure.dpi / 72
    centres = ax.transData.transform(nodes.select("x", "y").to_numpy())
    radii = [point * scales.node_area(size) ** 0.5 / 2 for size in nodes["size"]]
    discs = {term: (x, y, r) for term, (x, y), r in zip(nodes["term"], centres, radii, strict=True)}
    ranked = nodes.sort(pl.col("term") != (first or ""), -pl.col("size"), "term").head(top)
    standing: list[Box] = []
    look: dict[str, Any] = dict(fontsize=size, color=INK, ha="center", va="center", linespacing=1.05, zorder=5)
    halo = [pe.withStroke(linewidth=1.6, foreground="white")]
    for rank, (term, *spot) in enumerate(ranked.select("term", "x", "y").rows()):
        # Tied to the node and moved in points, so that the name stays put at any resolution.
        text = ax.annotate(
            named[term], (spot[0], spot[1]), (0, 0), "data", "offset points", None, False, path_effects=halo, **look
        )
        extent = text.get_window_extent()
        half = extent.width / 2 + point, extent.height / 2 + 0.4 * point
        found = _free_place(discs, term, half, standing, frame.extents, over_nodes=4 * rank < top)
        if found is None:
            text.remove()
            continue
        x, y, _ = discs[term]
        text.set_position(((found[0] - x) / point, (found[1] - y) / point))
        standing.append(_box(*found, *half))
    return len(standing)


def _free_place(
    discs: Mapping[str, tuple[float, float, float]],
    term: str,
    half: tuple[float, float],
    standing: Sequence[Box],
    frame: Box,
    *,
    over_nodes: bool,
) -> tuple[float, float] | None:
    """Centre of a free place for the name of ``term``, in pixels; None if there is none."""
    x, y, radius = discs[term]
    others = [_box(x, y, r, r) for other, (x, y, r) in discs.items() if other != term]
    for taken in (others, []) if over_nodes else (others,):
        for across, up in PLACES:
            centre = x + across * (half[0] + radius), y + up * (half[1] + radius)
            box = _box(*centre, *half)
            inside = frame[0] <= box[0] and box[2] <= frame[2] and frame[1] <= box[1] and box[3] <= frame[3]
            if inside and not any(overlap(box, other) for other in (*standing, *taken)):
                return centre
    return None


def _box(x: float, y: float, half_width: float, half_height: float) -> Box:
    return x - half_width, y - half_height, x + half_width, y + half_height


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes (left, bottom, right, top) overlap.

    >>> overlap((0, 0, 2, 1), (1, 0, 3, 1)), overlap((0, 0, 2, 1), (2, 0, 3, 1))
    (True, False)
    """
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
