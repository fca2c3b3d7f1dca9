"""One network of terms, whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..networks.networks_over_time import NetworkSeries
from .labels import display_names
from .network_drawing import UNSURE, NetworkScales, bare, community_style
from .network_key import Sign
from .network_places import Box, packed, stretched
from .network_sheet import compose
from .network_tables import known_term, network_tables
from .network_words import say, settings_said, spaced
from .panels import one_axes, small_print
from .style import GREY, INK, TEXT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INKED = 0.07  # share of the picture that all nodes together may cover


def plot_network(
    result: Any,
    *,
    ax: Axes | None = None,
    labels: str = "zh",
    width: str = "page",
    start: Any = None,
    top: int | None = None,
    height: float | None = None,
    layout: pl.DataFrame | None = None,
    communities: Mapping[int, int] | None = None,
    highlight: str | None = None,
    note: bool = True,
    lang: str = "en",
    glosses: Any = None,
) -> Axes:
    """Draw a network of terms: a node where the layout puts it, an edge as wide as its weight.

    A node's area grows with the contexts that hold the term, its colour and shape are its community's. Hollow: a node
    whose community is unsure (the same in fewer than 80 % of the runs). Parts without an edge between them stand in
    cells of their own. Names stand by their nodes, over no other node and no other name; where there is no room for
    one, a number stands for it, and the key says of which. An empty network is drawn empty, and says so.

    Parameters
    ----------
    result : Cooccurrence or NetworkSeries
        A networkx graph works as well.
    start : date or str, optional
        Which period of a NetworkSeries.
    top : int, optional
        How many terms to draw, the most frequent first; all if None.
    height : float, optional
        Millimetres. If None, the figure is as high as its key needs.
    layout : polars.DataFrame(term, x, y), optional
        Places to use, as they are; those of the result, crowded parts opened up, if None.
    communities : mapping of community to position in the palette, optional
        To keep colours from figure to figure.
    highlight : str, optional
        A term to ring; it is named first.
    note : bool
        Draw the key of signs, and say in small print how the network was made.
    lang : {"en", "zh"}
        The language of the key and the small print.
    ax, labels, width, glosses : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes
        Its coordinates are points from the lower left corner.

    Raises
    ------
    StudyError
        ``result`` is no network; a series without ``start``; a term without an edge; a layout that lacks a term; more
        terms than can be told apart in the picture.

    Examples
    --------
    >>> from analysis import Features, cooccurrence, data_folder
    >>> press = Features.open(data_folder() / "press")
    >>> four = ["六保", "六稳", "稳中求进", "三大攻坚战"]
    >>> ax = plot_network(cooccurrence(press, terms=four, start="2020").test(), note=False)
    >>> sorted(text.get_text() for text in ax.texts)
    ['六保', '六稳']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    nodes, edges = network_tables(result, start, layout=layout)
    known_term(highlight, nodes, "this network")
    every = nodes.height
    nodes, edges = most_frequent(nodes, edges, top, highlight)
    terms = nodes["term"].to_list()
    named = display_names(terms, labels, glosses=glosses, width=20, break_at=10)
    in_key = display_names(terms, labels, glosses=glosses, width=34, break_at=15)
    tables = {"": edges, "-nodes": nodes.drop("size")}
    with one_axes(ax, width, height or (85 if width == "column" else 110), tables) as panel:
        bare(panel)
        if nodes.is_empty():
            centred: dict[str, Any] = dict(transform=panel.transAxes, ha="center", color=GREY, fontsize=TEXT)
            panel.text(0.5, 0.5, say("empty", lang), **centred)
            return panel
        if note:
            counts = say("counts", lang, nodes=nodes.height, edges=edges.height)
            left = say("not drawn", lang, left=every - nodes.height) if every > nodes.height else ""
            made = settings_said(result if start is None else result.at(start), lang)
            small_print(panel, spaced([counts, left, made], lang))

        def place(box: Box) -> tuple[np.ndarray, NetworkScales]:
            own = NetworkScales.of(nodes, edges, ranks=communities)
            inked = sum(own.node_area(size) for size in nodes["size"]) / ((box[2] - box[0]) * (box[3] - box[1]))
            scales = NetworkScales.of(nodes, edges, min(max(INKED / inked, 0.3), 1.0), own.ranks)
            if layout is not None:
                return placed_by(layout, nodes, box), scales
            return packed(nodes, edges, scales.radii(nodes), box), scales

        def signs(scales: NetworkScales) -> list[Sign]:
            return network_signs(nodes, edges, scales, in_key, lang, measure_of(result)) if note else []

        grow = ax is None and height is None
        sheet = compose(
            panel, nodes, edges, place=place, named=named, in_key=in_key, signs=signs, grow=grow, highlight=highlight
        )
        tables["-nodes"] = sheet.nodes.drop("size")
    return panel


def most_frequent(
    nodes: pl.DataFrame, edges: pl.DataFrame, top: int | None, first: str | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The ``top`` most frequent nodes that have an edge among themselves, and these edges; ``first`` is among them."""
    if top is None or top >= nodes.height:
        return nodes, edges
    if top < 2:
        raise StudyError(f"top={top!r}; a network needs at least two terms.")
    kept = nodes.sort(pl.col("term") != (first or ""), -pl.col("size"), "term").head(top)["term"]
    edges = edges.filter(pl.all_horizontal(pl.col("a", "b").is_in(kept.implode())))
    linked = pl.concat([edges["a"], edges["b"], pl.Series([first], dtype=pl.String).drop_nulls()]).unique()
    return nodes.filter(pl.col("term").is_in(linked.implode())), edges


def placed_by(layout: pl.DataFrame, nodes: pl.DataFrame, box: Box) -> np.ndarray:
    """The places of a layout in a box; its own extent fills the box, whichever of its terms are drawn."""
    low = layout.select(pl.col("x", "y").min()).to_numpy()
    extent = layout.select(pl.col("x", "y").max()).to_numpy() - low
    unit = (nodes.select("x", "y").to_numpy() - low) / np.where(extent == 0, 1.0, extent)
    margin = 0.1 * (box[2] - box[0]), 0.08 * (box[3] - box[1])
    return stretched(unit, (box[0] + margin[0], box[1] + margin[1], box[2] - margin[0], box[3] - margin[1])).round(2)


def measure_of(result: Any) -> str:
    """What an edge's weight is: logDice in a result; in a graph of the user's own, what it says."""
    return "weight" if hasattr(result, "adjacency") else "log_dice"


def network_signs(
    nodes: pl.DataFrame,
    edges: pl.DataFrame,
    scales: NetworkScales,
    in_key: Mapping[str, str],
    lang: str,
    measure: str,
) -> list[Sign]:
    """What area, width and colour mean, by examples from the data."""
    signs = [Sign(say("area" if nodes["contexts"].is_not_null().any() else "degree", lang))]
    for size in _examples(nodes["size"].to_list()):
        signs.append(Sign(f"{size:,.0f}", "o", scales.node_area(size), face="white", edge=INK))
    weights = sorted({edges["weight"].min(), edges["weight"].max()} if edges.height else set())
    signs += [Sign(say(measure, lang))] if weights else []
    signs += [Sign(f"{weight:.3g}", line=scales.edge_width(weight), edge="#8c8c8c") for weight in weights]
    signs += community_signs(nodes, scales, in_key, lang)
    if (nodes["stability"] < UNSURE).any():
        signs.append(Sign(say("unsure", lang), "o", 30.0, face="white", edge=GREY))
    return signs


def community_signs(nodes: pl.DataFrame, scales: NetworkScales, in_key: Mapping[str, str], lang: str) -> list[Sign]:
    """A sign for each community, named by its most frequent term; none where all is one community."""
    groups = nodes.sort(-pl.col("size"), "term").group_by("community", maintain_order=True)
    parts = {community: part["term"].to_list() for (community,), part in groups}
    if len(parts) < 2:
        return []
    signs, more = [Sign(say("communities", lang))], 0
    last = community_style(10_000)
    for community in sorted(parts, key=lambda one: (scales.ranks.get(one, 10_000), one)):
        colour, marker = community_style(scales.ranks.get(community, 10_000))
        if (colour, marker) == last:
            more += 1
            continue
        terms = parts[community]
        label = in_key[terms[0]].split("\n")[0]
        label = label if len(label) <= 24 else f"{label[:23]}…"
        words = say("members", lang, label=label, more=len(terms) - 1, all=len(terms)) if terms[1:] else label
        signs.append(Sign(words, marker, 28.0, face=colour, edge=colour))
    if more:
        signs.append(Sign(say("more communities", lang, count=more), last[1], 28.0, face=last[0], edge=last[0]))
    return signs


def _examples(sizes: Sequence[float]) -> list[float]:
    """The least, the greatest, and a round number a quarter of the way."""
    least, most = min(sizes), max(sizes)
    round_one = float(f"{most / 4:.1g}")
    return sorted({least, most} | ({round_one} if least < round_one < most else set()))
