"""One term and its neighbours: in one network, or in several side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..networks.networks_over_time import NetworkSeries
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .ego_drawing import Ego, EgoPeriod, around, draw_ego, ego_room, ego_scales, ego_signs
from .ego_panels import draw_several_egos
from .network_drawing import NetworkScales, bare
from .network_figures import key_names, measure_of
from .network_key import measured
from .network_places import Box
from .network_sheet import Picture, compose
from .network_tables import known_term
from .network_words import settings_said
from .panels import drawing_axes, small_print
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PANELS = 6


@takes_drawing_options(without=["lines", "events"])
def plot_ego(
    result: Any, term: str, *, start: Any = None, top: int | None = None, **options: Unpack[DrawingOptions]
) -> Any:
    """Draw a term in the middle and its neighbours around it, the more strongly bound the nearer.

    Neighbours go round by community, then strength. Thin lines join neighbours that are themselves a pair. Where there
    is more than one kind of term (slogans and words), each has a marker of its own.

    Of several networks each has a panel, in which a neighbour has the same place, and each panel marks what is new and
    what is gone against the one before. Of networks that were tested, a neighbour that came or went although the change
    lies within chance (`edge_changes`) is marked as that. A network in which
    no pair of the term passes is called so, and the small print has what stands beside it most often.

    Parameters
    ----------
    result : Cooccurrence, NetworkSeries, or mapping of str to Cooccurrence
        The whole network, or the part of it that `ego` gives; a networkx graph works as well.
    term : str
        Which term stands in the middle.
    start : date or str, or list of them, optional
        Which period of a NetworkSeries, or which periods, to stand side by side.
    top : int, optional
        How many neighbours to draw, the strongest first: 16 if None, of several networks 10.
    ax, labels, lang, width, height, style, colors, glosses : as in `plot_timeline`
        ; ``ax`` for one network only.

    Returns
    -------
    matplotlib Axes, of several networks an array of them

    Raises
    ------
    StudyError
        The term has no edge; ``result`` is no network; a series without ``start``; more than six networks.

    Examples
    --------
    >>> from analysis import Features, cooccurrence, data_folder
    >>> press = Features.open(data_folder() / "press")
    >>> four = ["六保", "六稳", "稳中求进", "三大攻坚战"]
    >>> network = cooccurrence(press, terms=four, start="2020").test()
    >>> ax = plot_ego(network, "六保")
    >>> sorted(text.get_text() for text in ax.texts if text.get_gid() != "key")
    ['六保', '六稳']
    >>> axes = plot_ego({"2019": cooccurrence(press, terms=four, start="2019", end="2020").test(), "2020": network}, "六保")
    >>> [ax.get_title(loc="left") for ax in axes]
    ['2019: no neighbour is sure', '2020']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close("all")
    """
    drawing = Drawing.of(result, options)
    named = _named_networks(result, start)
    if len(named) > 1:
        return draw_several_egos(drawing, named, term, 10 if top is None else top)
    return _single(drawing, next(iter(named.values())), term, 16 if top is None else top)


def _named_networks(result: Any, start: Any) -> dict[str, Any]:
    """The networks to draw, by name."""
    if isinstance(result, Mapping) and not hasattr(result, "adjacency"):
        if not result:
            raise StudyError("plot_ego was given an empty mapping; name at least one network.")
        found = {str(name): one for name, one in result.items()}
    elif isinstance(result, NetworkSeries) and isinstance(start, (list, tuple)):
        yearly = result.parameters.get("every", "1y") == "1y"
        found = {str(day)[: 4 if yearly else 7]: EgoPeriod(result, day) for day in start}
        if len(found) < 2:
            raise StudyError(f"start={start!r}; to put periods side by side, name at least two.")
    else:
        found = {"": EgoPeriod(result, start) if isinstance(result, NetworkSeries) else result}
    if len(found) > MOST_PANELS:
        raise StudyError(f"{len(found)} networks side by side cannot be read; choose up to {MOST_PANELS}.")
    return found


def _single(drawing: Drawing, one: Any, term: str, top: int) -> Axes:
    ego, words, look = Ego.of(one, term), drawing.words, drawing.look
    known_term(term, ego.nodes, "this network", ego.network)
    near = ego.spokes.head(top)
    circle = around(near.select("term", "weight").join(ego.nodes.drop("x", "y"), on="term"))
    centre = ego.nodes.filter(term=term).with_columns(x=pl.lit(0.0), y=pl.lit(0.0))
    nodes = pl.concat([centre, circle.drop("weight").select(centre.columns)])
    between, in_key = ego.among(circle["term"].to_list()), key_names(drawing, nodes)
    named = drawing.names(nodes["term"].to_list(), width=18, break_at=7 if drawing.narrow else 10)
    edges = pl.concat([near.select("a", "b", "weight"), between.select("a", "b", "weight")]).sort("a", "b")
    tables = {"": edges, "-nodes": nodes.drop("size")}
    network = ego.network

    def describe(words: Words) -> Description:
        key = "neighbours" if ego.spokes.height > near.height else "all neighbours"
        title = words(key, term=in_key[term], drawn=near.height, all=ego.spokes.height)
        seen = words("ego seen", terms=words.listed([in_key[one] for one in near["term"].head(3)]))
        return Description(
            title,
            unit=words(measure_of(network)).rstrip(":："),
            signs=words.sentences(words("strength"), settings_said(network, words)),
            seen=seen,
        )

    with drawing_axes(drawing, 80 if drawing.narrow else 110, tables, describe) as ax:
        bare(ax)
        said = describe(words)
        small_print(ax, words.sentences(said.title, said.signs), look)
        widths = [width for width, _ in measured(ax, list(named.values()), look.small)]

        def place(box: Box) -> tuple[np.ndarray, NetworkScales]:
            x, y, across, up = ego_room(box, widths)
            spots = nodes.select("x", "y").to_numpy() * (across, up) + (x, y)
            return spots.round(2), ego_scales(nodes, near, drawing)

        picture = Picture(
            nodes,
            edges,
            named,
            in_key,
            place=place,
            signs=lambda scales: ego_signs(circle, near, scales, in_key, words, measure_of(network)),
            draw=lambda ax, at, scales: draw_ego(ax, at, near, between, scales, term),
            radii=lambda at, scales: scales.radii(at),
            first=term,
        )
        grow = drawing.ax is None and drawing.own_height is None and drawing.ratio is None
        tables["-nodes"] = compose(ax, picture, look, grow=grow).drop("size")
    return ax
