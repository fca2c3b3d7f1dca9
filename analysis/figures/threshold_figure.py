"""The same network at several settings, every term in one place, and how many edges they share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ..core.errors import StudyError
from .drawn_graph import even_out, graph_of, tables_of
from .fonts import check_characters
from .labels import names
from .network_figure import bare, draw_graph, palette_places
from .node_labels import name_nodes
from .save import remember
from .style import NOTE, TEXT, new_axes, painting, small_print


def plot_threshold_panel(
    results: Mapping[str, Any],
    *,
    labels: str = "zh",
    width: str = "page",
    top: int = 12,
    height: float | None = None,
    layout: pl.DataFrame | None = None,
    glosses: Any = None,
):
    """Draw one network at several settings side by side.

    Parameters
    ----------
    results : mapping of name to Cooccurrence or graph
        Such as ``{"δ = 1.28": …, "δ = 1.64": …, "δ = 2.32": …}``.
    layout : polars.DataFrame(term, x, y), optional
        Places; a layout of all networks together if None.

    Returns
    -------
    array of matplotlib Axes

    Notes
    -----
    A panel's title counts its terms and edges. The small print gives the overlap of each two neighbouring
    panels (Jaccard: edges in both, of those in either). Communities are those of all networks together.
    """
    if len(results) < 2:
        raise StudyError("plot_threshold_panel compares at least two networks; for one, there is plot_network.")
    check_characters(results)
    graphs = {name: graph_of(one) for name, one in results.items()}
    union = _union(list(graphs.values()))
    if not len(union):
        raise StudyError("none of these networks has an edge; loosen the test or the backbone.")
    everything, _ = tables_of(union, layout=layout)
    everything = even_out(everything, 0.85) if layout is None else everything
    named = names(everything["term"].to_list(), labels, glosses=glosses, width=16, break_at=8)
    places = palette_places(everything)
    tables = []
    for one in graphs.values():
        edges = tables_of(one, layout=everything.select("term", "x", "y"))[1] if len(one) else None
        tables.append((everything.filter(pl.col("term").is_in(sorted(one))), edges))
    weights = pl.concat([e for _, e in tables if e is not None])["weight"]
    with painting():
        figure, grid = new_axes(width, height or 66, columns=len(results), squeeze=False, sharex=True, sharey=True)
        axes = grid.ravel()
        for ax, name, (nodes, edges) in zip(axes, results, tables, strict=True):
            bare(ax)
            count = 0 if edges is None else edges.height
            ax.set_title(f"{name}\n{nodes.height} terms, {count} edges", fontsize=TEXT)
            if count:
                draw_graph(
                    ax,
                    nodes,
                    edges,
                    places=places,
                    scale=0.4,
                    largest=everything["size"].max(),
                    weights=(weights.min(), weights.max()),
                )
        axes[0].set(
            xlim=(everything["x"].min() - 0.1, everything["x"].max() + 0.1),
            ylim=(everything["y"].min() - 0.1, everything["y"].max() + 0.1),
        )
        for ax, (nodes, _) in zip(axes, tables, strict=True):
            if nodes.height:
                name_nodes(ax, nodes, named, top=top, size=NOTE, scale=0.4, largest=everything["size"].max())
        small_print(figure, _overlaps(list(results), list(graphs.values())))
        remember(
            figure,
            pl.concat(
                [
                    e.select(pl.lit(n).alias("network"), pl.all())
                    for n, (_, e) in zip(results, tables, strict=True)
                    if e is not None
                ]
            ),
        )
    return axes


def _union(graphs: list) -> Any:
    """All nodes and edges of the graphs; an edge's weight is its greatest."""
    import networkx as nx

    out = nx.Graph()
    for graph in graphs:
        for node in sorted(graph):
            size = max(out.nodes[node].get("contexts", 0) if node in out else 0, graph.nodes[node].get("contexts", 0))
            out.add_node(node, **({"contexts": size} if size else {}))
    for graph in graphs:
        for a, b, about in sorted((*sorted((a, b)), d.get("weight", 1.0)) for a, b, d in graph.edges(data=True)):
            old = out.edges[a, b]["weight"] if out.has_edge(a, b) else about
            out.add_edge(a, b, weight=max(old, about))
    return out


def _overlaps(names_of: list[str], graphs: list) -> str:
    pairs = [{tuple(sorted(e)) for e in g.edges()} for g in graphs]
    told = []
    for k in range(len(pairs) - 1):
        both, either = len(pairs[k] & pairs[k + 1]), len(pairs[k] | pairs[k + 1])
        told.append(
            f"{names_of[k]} and {names_of[k + 1]}: {both} of {either} edges in both"
            + (f" ({both / either:.0%})." if either else ".")
        )
    return "   ".join(told)
