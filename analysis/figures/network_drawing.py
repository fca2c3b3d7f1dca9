"""How a network is drawn: nodes by community and size, edges by weight, names and numbers where they were placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from .network_labels import LabelPlace
from .panels import without_frame
from .style import LOOKS, MARKERS, PALETTE, Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UNSURE = 0.8  # a node that fell elsewhere in more than a fifth of the runs is drawn hollow
MORE_MARKERS = ("p", "d", "<", "*", ">", "H")  # of a second round through the colours
NEUTRAL = PALETTE.index("#333333")
MANY = ("#9a9a9a", "h")  # colour and marker that the communities beyond these share
EDGE, FAINT_DOT = "#8c8c8c", "#cfcfcf"


@dataclass(frozen=True)
class NetworkScales:
    """What size, width and colour mean, the same for all networks of a figure."""

    ranks: Mapping[int, int]  # each community's place in the palette
    largest: float  # contexts of the most frequent term
    weights: tuple[float, float]  # of the weakest and of the strongest edge
    area: float = 1.0
    look: Look = LOOKS["print"]
    colors: Any = None  # of communities in a sequence, of terms in a mapping

    @classmethod
    def of(
        cls,
        nodes: pl.DataFrame,
        edges: pl.DataFrame,
        area: float = 1.0,
        ranks: Mapping[int, int] | None = None,
        *,
        look: Look = LOOKS["print"],
        colors: Any = None,
    ) -> NetworkScales:
        """The scales for these nodes and edges; ``area`` shrinks nodes and edges in small panels."""
        sizes, weights = nodes["size"].to_list(), edges["weight"].to_list()
        bounds = (min(weights, default=0.0), max(weights, default=1.0))
        return cls(ranks or community_ranks(nodes), max(sizes, default=1.0), bounds, area, look, colors)

    def node_area(self, size: float) -> float:
        """Square points: in proportion to the size, on a floor that keeps the least visible."""
        return self.look.scale**2 * self.area * (12 + 150 * size / self.largest)

    def radii(self, nodes: pl.DataFrame, ringed: str | None = None) -> list[float]:
        """Half the side of each node's marker, with its outline and its ring, in points."""
        pairs = nodes.select("term", "size").rows()
        return [(self.ring(size) if term == ringed else self.node_area(size)) ** 0.5 / 2 + 0.5 for term, size in pairs]

    def ring(self, size: float) -> float:
        """Square points of the ring around a node of this size."""
        return 2.2 * self.node_area(size) + 30 * self.look.scale**2

    def edge_width(self, weight: float) -> float:
        """Points: from the weakest to the strongest."""
        low, high = self.weights
        share = (weight - low) / (high - low) if high > low else 0.0
        return self.look.scale * (0.3 + 1.7 * min(max(share, 0.0), 1.0) * self.area**0.5)

    def sign(self, community: int) -> tuple[str, str]:
        """Colour and marker of a community."""
        own = self.colors if isinstance(self.colors, list) else None
        return community_style(self.ranks.get(community, 10_000), self.look, own)

    def colour(self, term: str, community: int) -> str:
        """Colour of a term: its own, or that of its community."""
        own = self.colors.get(term) if isinstance(self.colors, Mapping) else None
        return own or self.sign(community)[0]


def community_ranks(nodes: pl.DataFrame) -> dict[int, int]:
    """Community to its place in the palette: the greatest (by terms, then by contexts) first."""
    sums = nodes.group_by("community").agg(terms=pl.len(), contexts=pl.col("size").sum())
    ranked = sums.sort("terms", "contexts", "community", descending=[True, True, False])
    return {community: k for k, community in enumerate(ranked["community"])}


def community_style(rank: int, look: Look | None = None, colors: Sequence[str] | None = None) -> tuple[str, str]:
    """Colour and marker of a community by its rank; beyond twelve (or twice the colours given) they share grey."""
    given = colors or (look.palette if look else PALETTE)
    # the neutral of the house palette is left to words and rings
    usable = [colour for k, colour in enumerate(given) if colors or len(given) != len(PALETTE) or k != NEUTRAL]
    markers = (*(m for k, m in enumerate(MARKERS) if k != NEUTRAL), *MORE_MARKERS)
    if rank >= min(2 * len(usable), len(markers)):
        return MANY
    return usable[rank % len(usable)], markers[rank]


def bare(ax: Axes) -> None:
    """An Axes with no frame, ticks or grid, for a drawing that has no scale."""
    ax.set(xticks=[], yticks=[])
    without_frame(ax)


def sheet_size(ax: Axes) -> tuple[float, float]:
    """Width and height of an Axes in points, as it will be drawn."""
    figure: Any = ax.figure
    for _ in range(2):  # a layout engine moves axes once it has seen what stands in them
        figure.draw_without_rendering()
    extent, point = ax.get_window_extent(), figure.dpi / 72
    return extent.width / point, extent.height / point


def heighten(axes: Any, rows: int, millimetres: float) -> None:
    """Make a figure of panels so high that each is, whatever stands above and below them."""
    figure: Any = axes[0].figure
    for _ in range(2):  # a taller figure leaves its words another room
        lack = millimetres / 25.4 - sheet_size(axes[0])[1] / 72
        figure.set_figheight(figure.get_figheight() + rows * lack)


def as_sheet(ax: Axes, width: float, height: float) -> None:
    """Make the Axes' coordinates points from its lower left corner, as long as nobody changes its size."""
    ax.set(xlim=(0, width), ylim=(0, height))


def lines_of(nodes: pl.DataFrame, edges: pl.DataFrame) -> np.ndarray:
    """The edges as (x, y, x, y)."""
    spot = {term: (x, y) for term, x, y in nodes.select("term", "x", "y").rows()}
    return np.array([(*spot[a], *spot[b]) for a, b in edges.select("a", "b").rows()], float).reshape(-1, 4)


def draw_network(
    ax: Axes, nodes: pl.DataFrame, edges: pl.DataFrame, scales: NetworkScales, highlight: str | None = None
) -> None:
    """Edges, then nodes, then a ring around the highlighted one."""
    from matplotlib.collections import LineCollection

    if edges.height:
        widths: Any = [scales.edge_width(weight) for weight in edges["weight"]]
        segments: Any = lines_of(nodes, edges).reshape(-1, 2, 2)
        lines = LineCollection(segments, linewidths=widths, colors=EDGE, alpha=0.55, zorder=1, label="_edges")
        ax.add_collection(lines)
    for (community,), part in nodes.sort("community", "term").group_by("community", maintain_order=True):
        colours = [scales.colour(term, community) for term in part["term"]]
        pairs = zip(part["stability"], colours, strict=True)
        faces = [scales.look.paper if stability < UNSURE else colour for stability, colour in pairs]
        areas = [scales.node_area(size) for size in part["size"]]
        look: dict[str, Any] = dict(edgecolors=colours, linewidths=0.9, marker=scales.sign(community)[1], zorder=2)
        ax.scatter(part["x"], part["y"], s=areas, c=faces, label=f"_community {community}", **look)
    ringed = nodes.filter(term=highlight or "")
    if ringed.height:
        area = scales.ring(ringed["size"][0])
        ring: dict[str, Any] = dict(
            facecolors="none", edgecolors=scales.look.ink, linewidths=1.0, zorder=3, label="_highlight"
        )
        ax.scatter(ringed["x"], ringed["y"], s=[area], **ring)


def set_name(
    ax: Axes, words: str, spot: Sequence[float], place: LabelPlace, look: Look, *, size: float | None = None, **options
) -> Any:
    """A name in its place, tied to its node and moved in points, so that it stays put at any resolution."""
    import matplotlib.patheffects as pe

    if place.leader is not None:
        ends = (place.x, place.leader[0]), (place.y, place.leader[1])
        ax.plot(*ends, color=look.grey, lw=0.4 * look.scale, zorder=4, label="_leader")
    halo = [pe.withStroke(linewidth=1.6 * look.scale, foreground=look.paper)]
    style: dict[str, Any] = dict(fontsize=size or look.small, color=look.ink, ha="center", va="center", zorder=5)
    offset = place.x - spot[0], place.y - spot[1]
    text = ax.annotate(
        words, (spot[0], spot[1]), offset, "data", "offset points", None, False, path_effects=halo, linespacing=1.05,
        **style | options,
    )  # fmt: skip
    text.set_in_layout(False)
    return text
