"""One network of terms, whole or around a single term."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from .labels import display_names
from .network_drawing import UNSURE, NetworkScales, bare, community_style, draw_network, name_nodes
from .network_tables import even_out, known_term, network_tables
from .panels import one_axes, small_print
from .style import GREY, INK, SMALL, TEXT

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_network(
    result: Any,
    *,
    ax: Axes | None = None,
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
) -> Axes:
    """Draw a network of terms: a node where the layout puts it, an edge as wide as its weight.

    A node's area is in proportion to the contexts that hold the term, its colour and shape are its community's.
    Hollow: a node whose community is unsure (the same in fewer than 80 % of the runs). An empty network is drawn
    empty, and says so.

    Parameters
    ----------
    result : Cooccurrence or NetworkSeries
        A networkx graph works as well.
    start : date or str, optional
        Which period of a NetworkSeries.
    top : int
        How many terms may be named, the most frequent first; a name that finds no free place is left off.
    layout : polars.DataFrame(term, x, y), optional
        Places to use, as they are; those of the result if None.
    communities : mapping of community to position in the palette, optional
        To keep colours from figure to figure.
    highlight : str, optional
        A term to ring; it is named first.
    note : bool
        Explain the signs in small print.
    ax, labels, width, height, glosses : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no network; a series without ``start``; a term without an edge; a layout that lacks a term.

    Examples
    --------
    >>> from analysis import Features, cooccurrence, data_folder
    >>> press = Features.open(data_folder() / "press")
    >>> four = ["六保", "六稳", "稳中求进", "三大攻坚战"]
    >>> ax = plot_network(cooccurrence(press, terms=four, start="2020").test())
    >>> sorted(text.get_text() for text in ax.texts)
    ['六保', '六稳']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    nodes, edges = network_tables(result, start, layout=layout)
    nodes = even_out(nodes) if layout is None else nodes
    known_term(highlight, nodes, "this network")
    named = display_names(nodes["term"].to_list(), labels, glosses=glosses, width=20, break_at=10)
    tables = {"": edges, "-nodes": nodes.drop("size")}
    with one_axes(ax, width, height or (85 if width == "column" else 110), tables) as ax:
        bare(ax)
        if nodes.is_empty():
            centred: dict[str, Any] = dict(transform=ax.transAxes, ha="center", color=GREY, fontsize=TEXT)
            ax.text(0.5, 0.5, "no edge passes the test and the backbone", **centred)
            return ax
        scales = NetworkScales.of(nodes, edges, ranks=communities)
        draw_network(ax, nodes, edges, scales, highlight)
        shown = name_nodes(ax, nodes, named, scales, top=top, first=highlight)
        if note:
            unsure = " Hollow: community unsure." if (nodes["stability"] < UNSURE).any() else ""
            left_off = f" {nodes.height - shown} of {nodes.height} terms not named." if shown < nodes.height else ""
            signs = f"Area: contexts with the term. Width: strength. Colour and shape: community.{unsure}{left_off}"
            small_print(ax, f"{nodes.height} terms, {edges.height} edges. {signs}")
    return ax


def plot_ego(
    result: Any,
    term: str,
    *,
    ax: Axes | None = None,
    start: Any = None,
    labels: str = "zh",
    width: str = "column",
    top: int = 16,
    height: float | None = None,
    glosses: Any = None,
) -> Axes:
    """Draw a term in the middle and its neighbours around it, the more strongly bound the nearer.

    Neighbours go round by community, then strength. Thin lines join neighbours that are themselves a pair.

    Parameters
    ----------
    result : Cooccurrence or NetworkSeries
        The whole network, or the part of it that `ego` gives.
    term : str
        Which term stands in the middle.
    start : date or str, optional
        Which period of a NetworkSeries.
    top : int
        How many neighbours to draw, the strongest first.
    ax, labels, width, height, glosses : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        The term has no edge; ``result`` is no network; a series without ``start``.

    Examples
    --------
    >>> from analysis import Features, cooccurrence, data_folder
    >>> press = Features.open(data_folder() / "press")
    >>> four = ["六保", "六稳", "稳中求进", "三大攻坚战"]
    >>> ax = plot_ego(cooccurrence(press, terms=four, start="2020").test(), "六保")
    >>> [text.get_text() for text in ax.texts]
    ['六稳', '六保']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    nodes, edges = network_tables(result, start)
    known_term(term, nodes, "this network")
    own = edges.filter((pl.col("a") == term) | (pl.col("b") == term))
    own = own.with_columns(other=pl.when(pl.col("a") == term).then("b").otherwise("a"))
    near = own.sort(["weight", "other"], descending=[True, False]).head(top)
    low, high = near["weight"][-1], near["weight"][0]
    share = (pl.col("weight") - low) / (high - low) if high > low else pl.lit(0.5)
    circle = near.select(term="other", weight="weight", share=share).join(nodes, on="term", how="left")
    circle = circle.sort(["community", "weight", "term"], descending=[False, True, False])
    angles = [math.pi / 2 - 2 * math.pi * k / circle.height for k in range(circle.height)]
    radii = [1.0 - 0.45 * share for share in circle["share"]]
    x = [radius * math.cos(angle) for radius, angle in zip(radii, angles, strict=True)]
    y = [radius * math.sin(angle) for radius, angle in zip(radii, angles, strict=True)]
    circle = circle.with_columns(x=pl.Series(x), y=pl.Series(y))
    named = display_names(
        [term, *circle["term"]], labels, glosses=glosses, width=18, break_at=7 if width == "column" else 10
    )
    between = edges.filter(pl.all_horizontal(pl.col("a", "b").is_in(circle["term"].implode())))
    tables = {"": near.select("a", "b", "weight"), "-nodes": circle.drop("size", "share", "weight")}
    with one_axes(ax, width, height or (80 if width == "column" else 110), tables) as ax:
        bare(ax)
        _draw_neighbours(ax, circle, between, NetworkScales.of(nodes, edges), named)
        ax.scatter([0], [0], s=60, c=[INK], zorder=4, label="_ego")
        box = dict(boxstyle="round,pad=0.15", fc="white", ec="none", alpha=0.85)
        below: dict[str, Any] = dict(ha="center", va="top", fontsize=TEXT, zorder=5, bbox=box)
        ax.annotate(named[term], (0, 0), (0, -7), textcoords="offset points", **below)
        across = 2.0 if width == "column" else 1.6  # room for names to either side
        ax.set(xlim=(-across, across), ylim=(-1.2, 1.2))
        more = f" {own.height - near.height} weaker neighbours not drawn." if own.height > near.height else ""
        small_print(ax, f"Nearer and thicker: stronger ({low:.1f} to {high:.1f}). Colour and shape: community.{more}")
    return ax


def _draw_neighbours(
    ax: Axes, circle: pl.DataFrame, between: pl.DataFrame, scales: NetworkScales, named: Mapping[str, str]
) -> None:
    """Lines among the neighbours, spokes to the middle, and a node with its name at the end of each."""
    spot = {term: (x, y) for term, x, y in circle.select("term", "x", "y").rows()}
    for a, b in between.select("a", "b").rows():
        ax.plot(*zip(spot[a], spot[b], strict=True), color="#c4c4c4", lw=0.4, zorder=1, label="_between")
    for row in circle.rows(named=True):
        x, y = spot[row["term"]]
        ax.plot([0, x], [0, y], color="#7a7a7a", lw=0.5 + 1.8 * row["share"], zorder=2, label="_spoke")
        colour, marker = community_style(scales.ranks[row["community"]])
        look: dict[str, Any] = dict(c=[colour], marker=marker, edgecolors="white", linewidths=0.4)
        ax.scatter([x], [y], s=[14 + 110 * row["size"] / scales.largest], zorder=3, label="_neighbour", **look)
        far = math.hypot(x, y) or 1.0
        across = "left" if x / far > 0.2 else "right" if x / far < -0.2 else "center"
        up = "bottom" if y / far > 0.3 else "top" if y / far < -0.3 else "center"
        words: dict[str, Any] = dict(ha=across, va=up, fontsize=SMALL, color=INK, linespacing=1.05, zorder=4)
        outward = (7 * x / far, 7 * y / far)
        text = ax.annotate(named[row["term"]], (x, y), outward, textcoords="offset points", **words)
        text.set_in_layout(False)
