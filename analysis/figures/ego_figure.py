"""One concept and the terms that stand by it: the strongest nearest."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from .drawn_graph import graph_of, tables_of
from .labels import names
from .network_figure import bare, look_of, palette_places
from .save import remember
from .style import INK, SMALL, TEXT, new_axes, painting, small_print


def plot_ego(
    result: Any,
    term: str,
    *,
    ax=None,
    start: Any = None,
    labels: str = "zh",
    width: str = "column",
    top: int = 16,
    height: float | None = None,
    glosses: Any = None,
):
    """Draw a term in the middle and its neighbours around it, the more strongly bound the nearer.

    Parameters
    ----------
    result : Cooccurrence, NetworkSeries (with ``start``) or networkx.Graph
    term : str
    top : int
        The so many strongest neighbours.

    Returns
    -------
    matplotlib Axes

    Notes
    -----
    Neighbours go round by community, then strength. Thin lines join neighbours that are themselves a pair.
    """
    graph = graph_of(result, start)
    if term not in graph:
        raise StudyError(f"{term!r} has no edge in this network of {len(graph)} terms." + did_you_mean(term, graph))
    nodes, edges = tables_of(graph)
    near = edges.filter((pl.col("a") == term) | (pl.col("b") == term)).with_columns(
        other=pl.when(pl.col("a") == term).then("b").otherwise("a")
    )
    near = near.sort(["weight", "other"], descending=[True, False]).head(top)
    circle = near.select(term="other", weight="weight").join(nodes, on="term", how="left")
    circle = circle.sort(["community", "weight", "term"], descending=[False, True, False])
    named = names([term, *circle["term"]], labels, glosses=glosses, width=18, break_at=7 if width == "column" else 10)
    low, high = circle["weight"].min(), circle["weight"].max()
    share = {t: (w - low) / (high - low) if high > low else 0.5 for t, w in circle.select("term", "weight").rows()}
    places, largest = palette_places(nodes), nodes["size"].max()
    spot = {term: (0.0, 0.0)}
    for k, row in enumerate(circle.rows(named=True)):
        angle = math.pi / 2 - 2 * math.pi * k / circle.height
        radius = 1.0 - 0.45 * share[row["term"]]
        spot[row["term"]] = (radius * math.cos(angle), radius * math.sin(angle))
    with painting():
        if ax is None:
            _, ax = new_axes(width, height or (80 if width == "column" else 110))
        bare(ax)
        inner = edges.filter(pl.col("a").is_in(circle["term"].implode()), pl.col("b").is_in(circle["term"].implode()))
        for a, b in inner.select("a", "b").rows():
            ax.plot(*zip(spot[a], spot[b], strict=True), color="#c4c4c4", lw=0.4, zorder=1, label="_between")
        for row in circle.rows(named=True):
            x, y = spot[row["term"]]
            ax.plot([0, x], [0, y], color="#7a7a7a", lw=0.5 + 1.8 * share[row["term"]], zorder=2, label="_spoke")
            colour, marker = look_of(places[row["community"]])
            ax.scatter(
                [x],
                [y],
                s=[14 + 110 * row["size"] / largest],
                c=[colour],
                marker=marker,
                edgecolors="white",
                linewidths=0.4,
                zorder=3,
                label="_neighbour",
            )
            far = math.hypot(x, y) or 1.0
            across = "left" if x / far > 0.2 else "right" if x / far < -0.2 else "center"
            up = "bottom" if y / far > 0.3 else "top" if y / far < -0.3 else "center"
            ax.annotate(
                named[row["term"]],
                (x, y),
                xytext=(7 * x / far, 7 * y / far),
                textcoords="offset points",
                ha=across,
                va=up,
                fontsize=SMALL,
                color=INK,
                linespacing=1.05,
                zorder=4,
            ).set_in_layout(False)
        ax.scatter([0], [0], s=60, c=[INK], zorder=4, label="_ego")
        ax.annotate(
            named[term],
            (0, 0),
            xytext=(0, -7),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=TEXT,
            zorder=5,
            bbox=dict(boxstyle="round,pad=0.15", fc="white", ec="none", alpha=0.85),
        )
        across = 2.0 if width == "column" else 1.6  # room for names to either side
        ax.set(xlim=(-across, across), ylim=(-1.2, 1.2))
        more = (
            f" {graph.degree[term] - near.height} weaker neighbours not drawn."
            if graph.degree[term] > near.height
            else ""
        )
        small_print(ax, f"Nearer and thicker: stronger ({low:.1f} to {high:.1f}). Colour and shape: community.{more}")
        remember(ax.figure, near.select("a", "b", "weight"))
    return ax
