# long: two figures of panels, and what they share
"""Several networks side by side, every term in one place: of successive periods, or at several settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Unpack

import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries
from ..networks.threshold_comparison import ThresholdPanel
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fonts import check_characters
from .labels import broken
from .network_drawing import NetworkScales, as_sheet, bare, draw_network, heighten, lines_of, set_name, sheet_size
from .network_figures import key_names, network_signs, placed_by
from .network_key import legend_above, measured
from .network_labels import RINGS, LabelSpace
from .network_places import packed
from .network_tables import known_term, network_tables, placed
from .network_words import settings_said
from .panels import drawing_grid, small_print
from .wording import Words

PAGE = 12  # panels of one figure


@takes_drawing_options(width="page", without=["ax", "lines", "events"])
def plot_network_series(
    result: Any,
    *,
    columns: int | None = None,
    top: int = 8,
    highlight: str | None = None,
    periods: Sequence[date | str] | None = None,
    page: int = 1,
    **options: Unpack[DrawingOptions],
) -> Any:
    """Draw the networks of successive periods side by side, every term in the same place and colour.

    A term without an edge in a period stands there as a pale dot, so that what came and went can be seen. Areas and widths
    have one scale in all panels.

    Parameters
    ----------
    result : NetworkSeries
        From `network_series`.
    columns : int, optional
        Panels in a row: 2 in a column, 4 on a page if None.
    top : int
        Terms named in each panel, the most frequent first; a name that finds no free place is left off.
    periods : sequence of date or str, optional
        Which periods, by their first days; all if None.
    page : int
        Of more than twelve periods, which twelve: 1 for the first.
    highlight : str, optional
        A term to ring wherever it has an edge.
    labels, lang, width, height, style, colors, glosses : as in `plot_timeline`


    Returns
    -------
    array of matplotlib Axes, one a period

    Raises
    ------
    StudyError
        ``result`` is no series of networks; ``highlight`` has no edge in any period; a page or a period that there is not.

    Examples
    --------
    >>> from analysis import Features, data_folder, network_series
    >>> press = Features.open(data_folder() / "press")
    >>> years = network_series(press, start="2019", terms=["六保", "六稳", "稳中求进", "三大攻坚战"])
    >>> axes = plot_network_series(years, columns=2)
    >>> [ax.get_title(loc="left") for ax in axes]
    ['2019', '2020']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(axes[0].figure)
    """
    if not isinstance(result, NetworkSeries):
        given = type(result).__name__
        raise StudyError(f"plot_network_series takes a NetworkSeries, from network_series(...), and was given {given}.")
    drawing = Drawing.of(result, options)
    starts = [as_date(day, name="period") for day in periods] if periods is not None else list(result.starts)
    pages = max(1, -(-len(starts) // PAGE))
    if not 1 <= page <= pages:
        raise StudyError(f"page={page!r}; {len(starts)} periods make {pages} page(s) of {PAGE}.")
    shown = starts[(page - 1) * PAGE : page * PAGE]
    parts = {day: network_tables(result, day) for day in shown}
    nodes = _stacked("start", shown, [nodes for nodes, _ in parts.values()])
    edges = _stacked("start", shown, [edges for _, edges in parts.values()])
    known_term(highlight, nodes, "these networks")
    columns = columns or (2 if drawing.narrow else 4)
    yearly = result.parameters.get("every", "1y") == "1y"
    titles = [f"{day:%Y}" if yearly else f"{day:%Y-%m}" for day in shown]

    def describe(words: Words) -> Description:
        counts = words("in all", nodes=nodes["term"].n_unique(), edges=edges.height, periods=len(shown))
        paged = dict(first=(page - 1) * PAGE + 1, last=(page - 1) * PAGE + len(shown), all=len(starts))
        pages_said = words("periods", **paged, page=page, pages=pages) if pages > 1 else ""
        signs = pages_said, words("absent"), words("named", top=top), settings_said(result, words)
        seen = words("series seen", count=len(shown))
        return Description(counts, "logDice", words.sentences(*signs), seen=seen)

    tables = {"": edges, "-nodes": nodes.drop("size")}
    panels = [(title, *parts[day]) for title, day in zip(titles, shown, strict=True)]
    size: dict[str, Any] = dict(rows=-(-len(shown) // columns), high=38.0, area=0.35)
    with drawing_grid(drawing, len(shown), columns, size["rows"] * 44 + 16, tables, describe) as axes:
        _side_by_side(axes, panels, drawing, describe, top=top, highlight=highlight, **size)
    return axes


@takes_drawing_options(width="page", without=["ax", "lines", "events"])
def plot_threshold_panel(
    result: Any, *, top: int = 12, layout: pl.DataFrame | None = None, **options: Unpack[DrawingOptions]
) -> Any:
    """Draw one network at several settings side by side, every term in the same place and colour.

    A panel's title counts its terms and edges. The small print gives the overlap of each two neighbouring
    panels (Jaccard: edges in both, of those in either). Communities are those of all networks together.

    Parameters
    ----------
    result : ThresholdPanel, or mapping of str to Cooccurrence
        From `threshold_panel`; or networks with names of your own.
    top : int
        Terms named in each panel; a name that finds no free place is left off.
    layout : polars.DataFrame(term, x, y), optional
        Places; a layout of all networks together if None.
    labels, lang, width, height, style, colors, glosses : as in `plot_timeline`


    Returns
    -------
    array of matplotlib Axes, one a network

    Raises
    ------
    StudyError
        Fewer than two networks, or none with an edge; ``result`` is no such panel.

    Examples
    --------
    >>> from analysis import Features, cooccurrence, data_folder, threshold_panel
    >>> press = Features.open(data_folder() / "press")
    >>> four = ["六保", "六稳", "稳中求进", "三大攻坚战"]
    >>> axes = plot_threshold_panel(threshold_panel(cooccurrence(press, terms=four, start="2020").test()))
    >>> [ax.get_title(loc="left").split("\\n")[0] for ax in axes]
    ['δ = 1.28', 'δ = 1.64', 'δ = 2.32']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(axes[0].figure)
    """
    names, panel = _named_networks(result)
    if len(names) < 2:
        raise StudyError("plot_threshold_panel compares at least two networks; for one, there is plot_network.")
    check_characters(names)
    drawing = Drawing.of(result, options)
    tables = [one.edges().select("a", "b", weight="log_dice") for one in panel.networks]
    every_node = panel.network_nodes().with_columns(size=pl.col("contexts").cast(pl.Float64))
    if every_node.is_empty():
        raise StudyError("none of these networks has an edge; loosen the test or the backbone.")
    every_node = every_node if layout is None else placed(every_node, layout)
    edges = _stacked("network", names, tables)
    parts = [every_node.filter(pl.col("term").is_in({*table["a"], *table["b"]})) for table in tables]

    def describe(words: Words) -> Description:
        counts = words("settings", nodes=every_node.height, count=len(names))
        shared = overlaps([broken(name, 16, lines=1) for name in names], tables, words)
        signs = words.sentences(shared, settings_said(panel.networks[0], words, backbone=False))
        return Description(counts, "logDice", signs, seen=words("panels seen", count=len(names)))

    both = {"": edges, "-nodes": every_node.drop("size")}
    columns = min(len(names), 2 if drawing.narrow else 4)
    rows = -(-len(names) // columns)
    heads = [broken(name, max(8, drawing.title_width // columns)) for name in names]
    counts = [
        drawing.words("panel", nodes=nodes.height, edges=table.height)
        for nodes, table in zip(parts, tables, strict=True)
    ]
    titles = [f"{head}\n{count}" for head, count in zip(heads, counts, strict=True)]
    with drawing_grid(drawing, len(names), columns, 66 * rows + 10, both, describe) as axes:
        panels = list(zip(titles, parts, tables, strict=True))
        _side_by_side(axes, panels, drawing, describe, top=top, area=0.45, layout=layout, rows=rows, high=56.0)
    return axes


def _side_by_side(
    axes: Any,
    panels: Sequence[tuple[str, pl.DataFrame, pl.DataFrame]],
    drawing: Drawing,
    describe: Any,
    *,
    top: int,
    area: float,
    rows: int,
    high: float,
    highlight: str | None = None,
    layout: pl.DataFrame | None = None,
) -> None:
    """Networks (title, nodes, edges) on one layout, in panels of ``high`` mm; what one lacks are pale dots in their places."""
    look, words = drawing.look, drawing.words
    every = pl.concat([nodes for _, nodes, _ in panels])
    # one row a term, as large as it ever is; the last community, since one that goes on has the same number
    union = (
        every.group_by("term", maintain_order=True).agg(pl.exclude("size").last(), pl.col("size").max()).sort("term")
    )
    edges = pl.concat([edges.select("a", "b", "weight") for *_, edges in panels])
    scales = NetworkScales.of(every, edges, area, look=look, colors=drawing.colors)
    scales = replace(scales, largest=max(every["size"].to_list(), default=1.0))
    for ax, (title, _, _) in zip(axes, panels, strict=True):
        bare(ax)
        ax.set_title(title, fontsize=look.text)
    said = describe(words)
    small_print(axes[0].figure, words.sentences(said.title, said.signs), look)
    in_key = key_names(drawing, union)
    if union.height:
        legend_above(axes[0].figure, network_signs(every, edges, scales, in_key, words, "log_dice"), look)
    named = drawing.names(union["term"].to_list(), width=16, break_at=8)
    size = look.note - 0.5 * look.scale
    extents = dict(zip(named, measured(axes[0], list(named.values()), size), strict=True)) if named else {}
    if drawing.own_height is None and drawing.ratio is None:
        heighten(axes, rows, high * look.scale)
    width, height = sheet_size(axes[0])
    box = (0.0, 0.0, width, height)
    links = edges.select("a", "b").unique().sort("a", "b")
    if layout is None:
        spots = packed(union, links, scales.radii(union), box)
    else:
        spots = placed_by(layout, union, box)
    places = union.select("term").with_columns(pl.Series(way, spots[:, k]) for k, way in enumerate("xy"))
    for ax, (_, nodes, own) in zip(axes, panels, strict=True):
        as_sheet(ax, width, height)
        absent = places.join(nodes, on="term", how="anti").sort("term")
        ax.scatter(
            absent["x"], absent["y"], s=3.5 * look.scale**2, c=look.faint, linewidths=0, zorder=0, label="_absent"
        )
        if nodes.is_empty():
            style: dict[str, Any] = dict(transform=ax.transAxes, ha="center", color=look.grey, fontsize=look.note)
            ax.text(0.5, 0.5, words("no edge"), **style)
            continue
        at = nodes.drop("x", "y").join(places, on="term", maintain_order="left")
        draw_network(ax, at, own, scales, highlight)
        spots, faint = (table.select("x", "y").to_numpy() for table in (at, absent))
        space = LabelSpace(spots, scales.radii(at, highlight), box, lines=lines_of(at, own), faint=faint)
        order = at.with_row_index("row").sort(pl.col("term") != (highlight or ""), -pl.col("size"), "term").head(top)
        for row, term in order.select("row", "term").rows():
            spot = space.place(row, extents[term], rings=[look.scale * ring for ring in RINGS])
            if spot is not None:
                set_name(ax, named[term], space.centres[row].tolist(), spot, look, size=size)


def _stacked(column: str, names: Sequence[Any], tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The tables under one another, each with its name in a first column."""
    named = zip(names, tables, strict=True)
    return pl.concat([table.select(pl.lit(name).alias(column), pl.all()) for name, table in named])


def _named_networks(result: Any) -> tuple[list[str], ThresholdPanel]:
    if isinstance(result, ThresholdPanel):
        return [f"δ = {delta:g}" for delta in result.frame["delta"]], result
    if isinstance(result, Mapping) and all(isinstance(one, Cooccurrence) for one in result.values()):
        return list(result), ThresholdPanel(tuple(result.values()), pl.DataFrame(), pl.DataFrame())
    takes = "a ThresholdPanel, from threshold_panel(...), or a mapping of names to Cooccurrences"
    raise StudyError(f"plot_threshold_panel takes {takes}, and was given {type(result).__name__}.")


def overlaps(names: Sequence[str], tables: Sequence[pl.DataFrame], words: Words) -> str:
    """How many edges each two neighbouring networks share (Jaccard: of those in either)."""
    pairs, said = [set(table.select("a", "b").rows()) for table in tables], []
    for k, name in enumerate(names[1:]):
        both, either = len(pairs[k] & pairs[k + 1]), len(pairs[k] | pairs[k + 1])
        share = f" ({both / either:.0%})" if either else ""
        said.append(words("shared", one=names[k], other=name, both=both, either=either, share=share))
    return words.sentences(*said)
