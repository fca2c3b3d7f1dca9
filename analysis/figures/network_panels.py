"""Several networks side by side, every term in one place: of successive periods, or at several settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ..core.errors import StudyError
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.networks_over_time import NetworkSeries
from ..networks.threshold_comparison import ThresholdPanel
from .fonts import check_characters
from .labels import broken, display_names
from .network_drawing import NetworkScales, bare, draw_network, name_nodes
from .network_tables import even_out, known_term, network_tables, placed
from .panels import axes_grid, small_print
from .style import GREY, NOTE, TEXT


def plot_network_series(
    result: Any,
    *,
    labels: str = "zh",
    width: str = "page",
    columns: int = 4,
    top: int = 8,
    height: float | None = None,
    highlight: str | None = None,
    glosses: Any = None,
) -> Any:
    """Draw the networks of successive periods side by side, every term in the same place and colour.

    Parameters
    ----------
    result : NetworkSeries
        From `network_series`.
    columns : int
        Panels in a row.
    top : int
        Terms named in each panel.
    highlight : str, optional
        A term to ring wherever it has an edge.
    labels, width, height, glosses : as in `plot_timeline`

    Returns
    -------
    array of matplotlib Axes, one a period

    Raises
    ------
    StudyError
        ``result`` is no series of networks; ``highlight`` has no edge in any period.

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
    layout = even_out(result.layout, 0.85)  # small panels need the room more than the distances
    parts = [network_tables(result, start, layout=layout) for start in result.starts]
    nodes = _stacked("start", result.starts, [nodes for nodes, _ in parts])
    edges = _stacked("start", result.starts, [edges for _, edges in parts])
    known_term(highlight, nodes, "these networks")
    named = display_names(nodes["term"].unique().sort().to_list(), labels, glosses=glosses, width=16, break_at=8)
    scales = NetworkScales.of(nodes, edges, 0.3)
    rows, yearly = -(-len(parts) // columns), result.parameters.get("every", "1y") == "1y"
    tables = {"": result.to_frame(), "-nodes": nodes.drop("size")}
    with axes_grid(rows * columns, columns, width, height or rows * 44 + 8, tables) as axes:
        for ax in axes:
            bare(ax)
        for ax, day, (nodes, edges) in zip(axes, result.starts, parts, strict=False):
            ax.set_title(f"{day:%Y}" if yearly else f"{day:%Y-%m}", fontsize=TEXT)
            if nodes.is_empty():
                ax.text(0.5, 0.5, "no edge", transform=ax.transAxes, ha="center", color=GREY, fontsize=NOTE)
                continue
            draw_network(ax, nodes, edges, scales, highlight)
            ax.set(xlim=(-0.08, 1.08), ylim=(-0.1, 1.1))
        for ax, (nodes, _) in zip(axes, parts, strict=False):
            if nodes.height:
                name_nodes(ax, nodes, named, scales, top=top, first=highlight, size=NOTE - 0.5)
    return axes[: len(parts)]


def plot_threshold_panel(
    result: Any,
    *,
    labels: str = "zh",
    width: str = "page",
    top: int = 12,
    height: float | None = None,
    layout: pl.DataFrame | None = None,
    glosses: Any = None,
) -> Any:
    """Draw one network at several settings side by side, every term in the same place and colour.

    A panel's title counts its terms and edges. The small print gives the overlap of each two neighbouring
    panels (Jaccard: edges in both, of those in either). Communities are those of all networks together.

    Parameters
    ----------
    result : ThresholdPanel, or mapping of str to Cooccurrence
        From `threshold_panel`; or networks with names of your own.
    top : int
        Terms named in each panel.
    layout : polars.DataFrame(term, x, y), optional
        Places; a layout of all networks together if None.
    labels, width, height, glosses : as in `plot_timeline`

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
    tables = [one.edges().select("a", "b", weight="log_dice") for one in panel.networks]
    every_node = panel.network_nodes().with_columns(size=pl.col("contexts").cast(pl.Float64))
    if every_node.is_empty():
        raise StudyError("none of these networks has an edge; loosen the test or the backbone.")
    every_node = even_out(every_node, 0.85) if layout is None else placed(every_node, layout)
    named = display_names(every_node["term"].to_list(), labels, glosses=glosses, width=16, break_at=8)
    edges = _stacked("network", names, tables)
    scales = NetworkScales.of(every_node, edges, 0.4)
    parts = [every_node.filter(pl.col("term").is_in({*table["a"], *table["b"]})) for table in tables]
    both = {"": edges, "-nodes": every_node.drop("size")}
    with axes_grid(len(names), len(names), width, height or 66, both, sharex=True, sharey=True) as axes:
        for ax, name, nodes, table in zip(axes, names, parts, tables, strict=True):
            bare(ax)
            ax.set_title(
                f"{broken(name, max(8, 60 // len(names)))}\n{nodes.height} terms, {table.height} edges", fontsize=TEXT
            )
            if table.height:
                draw_network(ax, nodes, table, scales)
        x, y = sorted(every_node["x"]), sorted(every_node["y"])
        axes[0].set(xlim=(x[0] - 0.1, x[-1] + 0.1), ylim=(y[0] - 0.1, y[-1] + 0.1))
        for ax, nodes in zip(axes, parts, strict=True):
            if nodes.height:
                name_nodes(ax, nodes, named, scales, top=top, size=NOTE)
        small_print(axes[0].figure, _overlaps([broken(name, 16, lines=1) for name in names], tables))
    return axes


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


def _overlaps(names: Sequence[str], tables: Sequence[pl.DataFrame]) -> str:
    pairs, words = [set(table.select("a", "b").rows()) for table in tables], []
    for k, name in enumerate(names[1:]):
        both, either = len(pairs[k] & pairs[k + 1]), len(pairs[k] | pairs[k + 1])
        share = f" ({both / either:.0%})." if either else "."
        words.append(f"{names[k]} and {name}: {both} of {either} edges in both{share}")
    return "   ".join(words)
