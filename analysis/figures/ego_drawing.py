"""How one term and its neighbours are drawn: who they are, where they stand, their marks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries
from .drawing_options import Drawing
from .network_drawing import EDGE, NetworkScales
from .network_figures import community_signs, size_signs, width_signs
from .network_key import Sign
from .network_places import Box
from .network_tables import network_tables
from .style import Look
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KINDS = {"slogan": "o", "member": "^", "word": "s"}  # markers, where there is more than one kind
GONE = 20.0  # square points of a node that has no contexts


@dataclass(frozen=True)
class EgoPeriod:
    """One period of a series, whose communities are those followed through it."""

    series: NetworkSeries
    start: Any

    @property
    def network(self) -> Cooccurrence:
        return self.series.at(self.start)


@dataclass(frozen=True)
class Ego:
    """A term's neighbours in one network: ``circle`` has them with their weight, ``between`` the edges among them."""

    nodes: pl.DataFrame
    spokes: pl.DataFrame
    between: pl.DataFrame
    network: Any

    @classmethod
    def of(cls, one: Any, term: str) -> Ego:
        nodes, edges = network_tables(one.series, one.start) if isinstance(one, EgoPeriod) else network_tables(one)
        own = (pl.col("a") == term) | (pl.col("b") == term)
        other = pl.when(pl.col("a") == term).then("b").otherwise("a").alias("term")
        spokes = edges.filter(own).select(other, "a", "b", "weight").sort(["weight", "term"], descending=[True, False])
        return cls(nodes, spokes, edges.filter(~own), one.network if isinstance(one, EgoPeriod) else one)

    def among(self, terms: Sequence[str]) -> pl.DataFrame:
        """The edges among some of the neighbours."""
        return self.between.filter(pl.col("a").is_in(list(terms)), pl.col("b").is_in(list(terms)))


def around(circle: pl.DataFrame) -> pl.DataFrame:
    """The neighbours with a place (x, y) in the unit circle: by community, then strength; the stronger the nearer."""
    low, high = circle["weight"].min(), circle["weight"].max()
    share = (pl.col("weight") - low) / (high - low) if circle.height and high > low else pl.lit(0.5)  # type: ignore[operator]
    circle = circle.sort(["community", "weight", "term"], descending=[False, True, False])
    turn = math.pi / 2 - 2 * math.pi * pl.int_range(pl.len()) / max(circle.height, 1)
    radius = 1.0 - 0.45 * share
    circle = circle.with_columns(x=radius * turn.cos(), y=radius * turn.sin())
    # a circle that is empty on one side is opened up until it fills its room
    return circle.with_columns(pl.col(way) / pl.max_horizontal(pl.col(way).abs().max(), pl.lit(0.6)) for way in "xy")


def ego_room(box: Box, widths: Sequence[float]) -> tuple[float, float, float, float]:
    """Centre and half-axes of the ellipse of neighbours, with room for their names to either side."""
    left, bottom, right, top = box
    side = min(max(widths, default=0.0) + 8, 0.3 * (right - left))
    return (left + right) / 2, (bottom + top) / 2, (right - left) / 2 - side, (top - bottom) / 2 - 14


def ego_scales(nodes: pl.DataFrame, spokes: pl.DataFrame, drawing: Drawing, area: float = 0.7) -> NetworkScales:
    return NetworkScales.of(nodes, spokes, area, look=drawing.look, colors=drawing.colors)


def ego_signs(
    circle: pl.DataFrame,
    spokes: pl.DataFrame,
    scales: NetworkScales,
    in_key: Mapping[str, str],
    words: Words,
    measure: str,
) -> list[Sign]:
    """Area, width, kinds (of more than one) and communities, which have the markers where kinds do not."""
    signs = size_signs(circle, scales, words) + width_signs(spokes, scales, words, measure)
    kinds = _kinds(circle)
    communities = community_signs(circle, scales, in_key, words)
    if kinds:
        area = 26.0 * scales.look.scale**2
        signs.append(Sign(words("kinds")))
        signs += [Sign(words(kind), KINDS[kind], area, face=scales.look.paper) for kind in kinds]
        communities = [replace(sign, marker=sign.marker and "o") for sign in communities]
    return signs + communities


def _kinds(nodes: pl.DataFrame) -> list[str]:
    """The kinds of term, if there are several."""
    kinds = [kind for kind in KINDS if kind in set(nodes["kind"])]
    return kinds if len(kinds) > 1 else []


def draw_ego(
    ax: Axes,
    at: pl.DataFrame,
    spokes: pl.DataFrame,
    between: pl.DataFrame,
    scales: NetworkScales,
    term: str,
    status: Mapping[str, str] | None = None,
) -> None:
    """Thin lines among the neighbours, spokes to the middle, and a node at the end of each."""
    look, spot = scales.look, {term: (x, y) for term, x, y in at.select("term", "x", "y").rows()}
    for a, b in between.select("a", "b").rows():
        ax.plot(*zip(spot[a], spot[b], strict=True), color=look.faint, lw=0.5 * look.scale, zorder=1, label="_between")
    for other, weight in spokes.select("term", "weight").rows():
        width = scales.edge_width(weight)
        ax.plot(*zip(spot[term], spot[other], strict=True), color=EDGE, lw=width, zorder=2, label="_spoke")
    kinds, status = _kinds(at.filter(pl.col("term") != term)), status or {}
    for row in at.filter(pl.col("term") != term).rows(named=True):
        own = status.get(row["term"], "kept")
        colour, marker = scales.colour(row["term"], row["community"]), scales.sign(row["community"])[1]
        marker = KINDS.get(row["kind"], "o") if kinds else marker
        area = [scales.node_area(row["size"])] if row["size"] else [GONE * look.scale**2]
        if own.startswith("gone"):
            dashes: Any = ":" if own.endswith("?") else "-"
            mark: dict[str, Any] = dict(facecolors=look.paper, edgecolors=look.grey, linestyles=dashes, linewidths=0.8)
            ax.scatter(row["x"], row["y"], s=area, marker=marker, zorder=3, label=f"_{own}", **mark)
            continue
        mark = dict(c=[colour], edgecolors=look.paper, linewidths=0.4)
        ax.scatter(row["x"], row["y"], s=area, marker=marker, zorder=3, label="_neighbour", **mark)
        if own.startswith("new"):
            ring: dict[str, Any] = dict(facecolors="none", edgecolors=look.ink, linewidths=1.0)
            dashes = ":" if own.endswith("?") else "-"
            ax.scatter(
                row["x"], row["y"], s=[ringed(area[0], look)], zorder=4, label=f"_{own}", linestyles=dashes, **ring
            )
    middle = [60 * look.scale**2]
    ax.scatter(*([x] for x in spot[term]), s=middle, c=[look.ink], edgecolors=look.paper, zorder=5, label="_ego")


def ringed(area: float, look: Look) -> float:
    return (area**0.5 + 5 * look.scale) ** 2
