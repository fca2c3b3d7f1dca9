"""Networks of successive periods side by side: every term in one place, every community in one colour."""

from __future__ import annotations

from typing import Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from .drawn_graph import even_out, graph_of, tables_of
from .labels import names
from .network_figure import bare, draw_graph, palette_places
from .node_labels import name_nodes
from .save import remember
from .style import GREY, NOTE, TEXT, new_axes, painting


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
):
    """Draw the networks of successive periods side by side, every term in the same place and colour.

    Parameters
    ----------
    result : NetworkSeries
    columns : int
        Panels in a row.
    top : int
        Terms named in each panel.
    highlight : str, optional
        A term to ring wherever it has an edge.

    Returns
    -------
    array of matplotlib Axes, one a period
    """
    starts = list(result.starts)
    every = result.parameters.get("every", "1y")
    layout = even_out(result.layout, 0.85)  # small panels need the room more than the distances
    parts = [tables_of(graph_of(result, s), layout=layout) for s in starts]
    nodes = pl.concat([n for n, _ in parts])
    if highlight is not None and highlight not in nodes["term"]:
        raise StudyError(f"{highlight!r} has no edge in any period." + did_you_mean(highlight, nodes["term"].to_list()))
    named = names(sorted(set(nodes["term"])), labels, glosses=glosses, width=16, break_at=8)
    places, largest = palette_places(nodes), nodes["size"].max()
    weights = pl.concat([e for _, e in parts])["weight"]
    rows = -(-len(starts) // columns)
    with painting():
        figure, grid = new_axes(width, height or rows * 44 + 8, rows=rows, columns=columns, squeeze=False)
        for spare in grid.flat:
            bare(spare)
        for ax, day, (some, edges) in zip(grid.flat, starts, parts, strict=False):
            ax.set_title(f"{day.year}" if every == "1y" else f"{day:%Y-%m}", fontsize=TEXT)
            if some.is_empty():
                ax.text(0.5, 0.5, "no edge", transform=ax.transAxes, ha="center", color=GREY, fontsize=NOTE)
                continue
            ring = highlight if highlight in some["term"] else None
            draw_graph(
                ax,
                some,
                edges,
                places=places,
                highlight=ring,
                scale=0.3,
                largest=largest,
                weights=(weights.min(), weights.max()),
            )
            ax.set(xlim=(-0.08, 1.08), ylim=(-0.1, 1.1))
        for ax, (some, _) in zip(grid.flat, parts, strict=False):
            if some.height:
                name_nodes(ax, some, named, top=top, first=highlight, size=NOTE - 0.5, scale=0.3, largest=largest)
        remember(figure, result.to_frame())
    return grid.ravel()[: len(starts)]
