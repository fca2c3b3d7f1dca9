"""Networks of terms: a node where the layout puts it, its community in colour and shape, an edge as wide
as its weight, and names where they can be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from .drawn_graph import even_out, graph_of, tables_of
from .labels import names
from .node_labels import disc, name_nodes
from .save import remember
from .style import GREY, INK, MARKERS, PALETTE, TEXT, new_axes, painting, small_print

UNSURE = 0.8  # a node that fell elsewhere in more than a fifth of the runs is drawn hollow


def plot_network(
    result: Any,
    *,
    ax=None,
    labels: str = "zh",
    width: str = "page",
    start: Any = None,
    top: int = 40,
    height: float | None = None,
    layout: pl.DataFrame | None = None,
    communities: Mapping[int, int] | None = None,
    highlight: str | None = None,
    note: bool = True,
    glosses: Any = None,
):
    """Draw a network of terms.

    Parameters
    ----------
    result : Cooccurrence, NetworkSeries or networkx.Graph
    ax : matplotlib Axes, optional
    labels : {"zh", "en", "both"}
    width : {"column", "page"}
    start : date or str, optional
        Which period of a NetworkSeries.
    top : int
        How many terms may be named, the most frequent first; a name that finds no free place is left off.
    layout : polars.DataFrame(term, x, y), optional
        Places to use, as they are; those that the graph carries, or a layout of this graph, if None.
    communities : mapping of community to position in the palette, optional
        To keep colours from figure to figure.
    highlight : str, optional
        A term to ring; it is named first.
    note : bool
        Explain the signs in small print.

    Returns
    -------
    matplotlib Axes

    Notes
    -----
    A node's area is in proportion to the contexts that hold the term, an edge's width to its weight. Hollow:
    a node whose community is unsure (the same in fewer than 80 % of the runs). An empty network is drawn
    empty, and says so.
    """
    nodes, edges = tables_of(graph_of(result, start), layout=layout)
    nodes = even_out(nodes) if layout is None else nodes
    if highlight is not None and highlight not in nodes["term"]:
        raise StudyError(
            f"no term {highlight!r} in this network of {nodes.height}."
            + did_you_mean(highlight, nodes["term"].to_list())
        )
    named = names(nodes["term"].to_list(), labels, glosses=glosses, width=20, break_at=10)
    with painting():
        if ax is None:
            _, ax = new_axes(width, height or (85 if width == "column" else 110))
        bare(ax)
        if nodes.is_empty():
            ax.text(
                0.5,
                0.5,
                "no edge passes the test and the backbone",
                transform=ax.transAxes,
                ha="center",
                color=GREY,
                fontsize=TEXT,
            )
            return ax
        draw_graph(ax, nodes, edges, places=communities or palette_places(nodes), highlight=highlight)
        shown = name_nodes(ax, nodes, named, top=top, first=highlight)
        if note:
            unsure = " Hollow: community unsure." if (nodes["stability"] < UNSURE).any() else ""
            left_off = f" {nodes.height - shown} of {nodes.height} terms not named." if shown < nodes.height else ""
            small_print(
                ax,
                f"{nodes.height} terms, {edges.height} edges. Area: contexts with the term. Width: strength. "
                f"Colour and shape: community.{unsure}{left_off}",
            )
        remember(ax.figure, edges)
    return ax


def bare(ax) -> None:
    """An Axes with no frame, ticks or grid, for a drawing that has no scale."""
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(False)


def palette_places(nodes: pl.DataFrame) -> dict[int, int]:
    """Community to its place in the palette: the greatest (by contexts) first; later ones share grey."""
    sums = nodes.group_by("community").agg(pl.col("size").sum()).sort(["size", "community"], descending=[True, False])
    return {community: k for k, community in enumerate(sums["community"].to_list())}


def look_of(place: int) -> tuple[str, str]:
    """Colour and marker of a community by its place; beyond the palette, small and grey."""
    # black is left to words and rings
    usable = [k for k, colour in enumerate(PALETTE) if colour != "#333333"]
    return (PALETTE[usable[place]], MARKERS[usable[place]]) if place < len(usable) else ("#9a9a9a", "h")


def draw_graph(
    ax, nodes: pl.DataFrame, edges: pl.DataFrame, *, places, highlight=None, scale=1.0, largest=None, weights=None
) -> None:
    """Edges, then nodes. ``largest`` and ``weights`` fix the scales across several drawings."""
    from matplotlib.collections import LineCollection

    spot = {t: (x, y) for t, x, y in nodes.select("term", "x", "y").rows()}
    if edges.height:
        low, high = weights or (edges["weight"].min(), edges["weight"].max())
        share = ((edges["weight"] - low) / ((high - low) or 1.0)).clip(0, 1)
        lines = [(spot[a], spot[b]) for a, b in edges.select("a", "b").rows()]
        ax.add_collection(
            LineCollection(
                lines,
                linewidths=(0.3 + 1.7 * share * scale).to_list(),
                colors="#8c8c8c",
                alpha=0.55,
                zorder=1,
                label="_edges",
            )
        )
    largest = largest or nodes["size"].max()
    for (community,), part in (
        nodes.sort("community", "term").partition_by("community", as_dict=True, maintain_order=True).items()
    ):
        colour, marker = look_of(places.get(community, len(PALETTE)))
        area = [disc(size, largest, scale) for size in part["size"]]
        faces = ["white" if s < UNSURE else colour for s in part["stability"].to_list()]
        ax.scatter(
            part["x"].to_list(),
            part["y"].to_list(),
            s=area,
            c=faces,
            edgecolors=colour,
            linewidths=0.9,
            marker=marker,
            zorder=2,
            label=f"_community {community}",
        )
    if highlight:
        row = nodes.row(by_predicate=pl.col("term") == highlight, named=True)
        ax.scatter(
            [row["x"]],
            [row["y"]],
            s=[2.2 * disc(row["size"], largest, scale) + 30],
            facecolors="none",
            edgecolors=INK,
            linewidths=1.0,
            zorder=3,
            label="_highlight",
        )
    ax.margins(0.08)
