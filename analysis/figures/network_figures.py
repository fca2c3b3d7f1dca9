"""One network of terms, whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import polars as pl

from ..core.errors import StudyError
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .network_drawing import EDGE, MANY, UNSURE, NetworkScales, bare, draw_network
from .network_key import Sign
from .network_places import Box, packed, stretched
from .network_sheet import Picture, compose
from .network_tables import known_term, network_tables
from .network_words import settings_said
from .panels import drawing_axes, small_print
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INKED = 0.07  # share of the picture that all nodes together may cover


@takes_drawing_options(width="page", without=["lines", "events"])
def plot_network(
    result: Any,
    *,
    start: Any = None,
    top: int | None = None,
    layout: pl.DataFrame | None = None,
    communities: Mapping[int, int] | None = None,
    highlight: str | None = None,
    note: bool = True,
    **options: Unpack[DrawingOptions],
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
    layout : polars.DataFrame(term, x, y), optional
        Places to use, as they are; those of the result, crowded parts opened up, if None.
    communities : mapping of community to position in the palette, optional
        To keep colours from figure to figure.
    highlight : str, optional
        A term to ring; it is named first.
    note : bool
        Draw the key of signs, and say in small print how the network was made.
    ax, labels, lang, width, height, style, colors, glosses : as in `plot_timeline`
        ``colors``: of the communities, or of terms. Without ``height`` the figure is as high as its
        key needs.

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
    drawing = Drawing.of(result, options)
    words, look = drawing.words, drawing.look
    nodes, edges = network_tables(result, start, layout=layout)
    known_term(highlight, nodes, "this network")
    every, network = nodes.height, result if start is None else result.at(start)
    nodes, edges = most_frequent(nodes, edges, top, highlight)
    in_key = key_names(drawing, nodes)
    tables = {"": edges, "-nodes": nodes.drop("size")}

    def describe(words: Words) -> Description:
        counts = words("counts", nodes=nodes.height, edges=edges.height)
        left = words("not drawn", left=every - nodes.height) if every > nodes.height else ""
        signs = words.sentences(left, settings_said(network, words))
        first = [in_key[term] for term in nodes.sort(-pl.col("size"), "term")["term"].head(3)]
        seen = words("network seen", terms=words.listed(first)) if first else words("empty")
        return Description(counts, words(measure_of(result)).rstrip(":："), signs, seen=seen)

    with drawing_axes(drawing, 85 if drawing.narrow else 110, tables, describe) as panel:
        bare(panel)
        if note:
            said = describe(words)
            small_print(panel, words.sentences(said.title, said.signs), look)
        if nodes.is_empty():
            centred: dict[str, Any] = dict(transform=panel.transAxes, ha="center", color=look.grey, fontsize=look.text)
            panel.text(0.5, 0.5, words("empty"), **centred)
            return panel

        def place(box: Box) -> tuple[np.ndarray, NetworkScales]:
            scales = NetworkScales.of(nodes, edges, ranks=communities, look=look, colors=drawing.colors)
            inked = sum(scales.node_area(size) for size in nodes["size"]) / ((box[2] - box[0]) * (box[3] - box[1]))
            scales = replace(scales, area=min(max(INKED / inked, 0.3), 1.0))
            if layout is not None:
                return placed_by(layout, nodes, box), scales
            return packed(nodes, edges, scales.radii(nodes), box), scales

        picture = Picture(
            nodes,
            edges,
            drawing.names(nodes["term"].to_list(), width=20, break_at=10),
            in_key,
            place=place,
            signs=lambda scales: network_signs(nodes, edges, scales, in_key, words, measure_of(result)) if note else [],
            draw=lambda ax, at, scales: draw_network(ax, at, edges, scales, highlight),
            radii=lambda at, scales: scales.radii(at, highlight),
            first=highlight,
        )
        grow = drawing.ax is None and drawing.own_height is None and drawing.ratio is None
        tables["-nodes"] = compose(panel, picture, look, grow=grow).drop("size")
    return panel


def key_names(drawing: Drawing, nodes: pl.DataFrame) -> dict[str, str]:
    """The name of each term in one line, for keys."""
    named = drawing.names(nodes["term"].to_list(), width=10_000, break_at=10_000)
    return {term: name.replace("\n", " ") for term, name in named.items()}


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
    words: Words,
    measure: str,
) -> list[Sign]:
    """What area, width and colour mean, by examples from the data."""
    signs = size_signs(nodes, scales, words) + width_signs(edges, scales, words, measure)
    signs += community_signs(nodes, scales, in_key, words)
    if (nodes["stability"] < UNSURE).any():
        signs.append(Sign(words("unsure"), "o", 30.0 * scales.look.scale**2, face=scales.look.paper))
    return signs


def size_signs(nodes: pl.DataFrame, scales: NetworkScales, words: Words) -> list[Sign]:
    """Nodes of three sizes from the data, or fewer."""
    signs = [Sign(words("area" if nodes["contexts" if "contexts" in nodes.columns else "size"].count() else "degree"))]
    for size in _examples(nodes["size"].to_list()):
        look = scales.look
        signs.append(Sign(f"{size:,.0f}", "o", scales.node_area(size), face=look.paper, edge=look.ink))
    return signs


def width_signs(edges: pl.DataFrame, scales: NetworkScales, words: Words, measure: str) -> list[Sign]:
    """The weakest and the strongest edge."""
    known = edges["weight"].to_list()
    weights = sorted({min(known), max(known)} if known else set())
    lines = [Sign(f"{weight:.3g}", line=scales.edge_width(weight), edge=EDGE) for weight in weights]
    return [Sign(words(measure)), *lines] if lines else []


def community_signs(nodes: pl.DataFrame, scales: NetworkScales, in_key: Mapping[str, str], words: Words) -> list[Sign]:
    """A sign for each community, named by its most frequent term; none where all is one community.

    Of several networks, a term counts in the community in which it is most frequent.
    """
    nodes = nodes.sort(-pl.col("size"), "term", "community").unique("term", keep="first", maintain_order=True)
    groups = nodes.sort(-pl.col("size"), "term").group_by("community", maintain_order=True)
    parts = {community: part["term"].to_list() for (community,), part in groups}
    if len(parts) < 2:
        return []
    area = 28.0 * scales.look.scale**2
    signs, more = [Sign(words("communities"))], 0
    for community in sorted(parts, key=lambda one: (scales.ranks.get(one, 10_000), one)):
        colour, marker = scales.sign(community)
        if (colour, marker) == MANY:
            more += 1
            continue
        terms = parts[community]
        label = in_key[terms[0]]
        label = label if len(label) <= 24 else f"{label[:23]}…"
        count = len(terms) if words.lang == "zh" else len(terms) - 1
        label = words("members", label=label, n=count) if terms[1:] else label
        signs.append(Sign(label, marker, area, face=colour, edge=colour))
    if more:
        signs.append(Sign(words("more communities", count=more), MANY[1], area, face=MANY[0], edge=MANY[0]))
    return signs


def _examples(sizes: Sequence[float]) -> list[float]:
    """The least, the greatest, and a round number a quarter of the way."""
    least, most = min(sizes), max(sizes)
    round_one = float(f"{most / 4:.1g}")
    return sorted({least, most} | ({round_one} if least < round_one < most else set()))
