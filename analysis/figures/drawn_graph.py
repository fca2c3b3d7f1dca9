"""The graph behind a network figure: nodes with place and community, edges with weight."""

from __future__ import annotations

from typing import Any

import polars as pl

from ..core.errors import StudyError
from ..networks.network_nodes import consensus
from ..networks.network_nodes import layout as place

NODES = pl.Schema(
    {
        "term": pl.String,
        "size": pl.Float64,
        "community": pl.Int64,
        "stability": pl.Float64,
        "x": pl.Float64,
        "y": pl.Float64,
    }
)
EDGES = pl.Schema({"a": pl.String, "b": pl.String, "weight": pl.Float64})


def graph_of(result: Any, start: Any = None) -> Any:
    """A networkx graph from a graph, a `Cooccurrence`, or one period of a `NetworkSeries`."""
    if hasattr(result, "starts") and hasattr(result, "to_networkx"):
        if start is None:
            raise StudyError(
                f"this holds {len(result.starts)} networks; say which with start=, one of "
                f"{', '.join(map(str, result.starts))}, or draw all with plot_network_series."
            )
        return result.to_networkx(start)
    if hasattr(result, "to_networkx"):
        return result.to_networkx()
    if hasattr(result, "adjacency") and hasattr(result, "nodes"):
        return result
    raise StudyError(f"this draws a Cooccurrence, a NetworkSeries or a graph, and was given {type(result).__name__}.")


def tables_of(graph: Any, *, layout: pl.DataFrame | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Nodes (term, size, community, stability, x, y) and edges (a, b, weight) of a graph, sorted.

    Communities and places that the graph does not carry are computed, from sorted nodes and edges.
    A node's size is the number of contexts that hold it, else its degree.
    """
    import networkx as nx

    ordered = nx.Graph()
    ordered.add_nodes_from((n, graph.nodes[n]) for n in sorted(graph))
    pairs = sorted((*sorted((a, b)), d) for a, b, d in graph.edges(data=True))
    ordered.add_edges_from(pairs)
    edges = pl.DataFrame(
        [(a, b, float(d.get("weight", d.get("log_dice", 1.0)))) for a, b, d in pairs], schema=EDGES, orient="row"
    )
    about = ordered.nodes
    nodes = pl.DataFrame(
        [(n, float(about[n].get("contexts", ordered.degree[n]))) for n in ordered],
        schema={"term": pl.String, "size": pl.Float64},
        orient="row",
    )
    if all("community" in about[n] for n in ordered):
        groups = pl.DataFrame(
            [(n, about[n]["community"], float(about[n].get("stability", 1.0))) for n in ordered],
            schema={"term": pl.String, "community": pl.Int64, "stability": pl.Float64},
            orient="row",
        )
    else:
        groups = consensus(ordered).select("term", "community", "stability")
    if layout is None and all("x" in about[n] and "y" in about[n] for n in ordered):
        layout = pl.DataFrame(
            [(n, float(about[n]["x"]), float(about[n]["y"])) for n in ordered],
            schema={"term": pl.String, "x": pl.Float64, "y": pl.Float64},
            orient="row",
        )
    elif layout is None:
        layout = place(ordered)
    nodes = nodes.join(groups, on="term", how="left").join(layout.select("term", "x", "y"), on="term", how="left")
    lost = nodes.filter(pl.col("x").is_null())["term"].to_list()
    if lost:
        raise StudyError(f"the layout has no place for {lost[0]!r}; make it from the union of the networks drawn.")
    return nodes.select(NODES.names()).cast(NODES).sort("term"), edges.sort("a", "b")


def even_out(places: pl.DataFrame, share: float = 0.6) -> pl.DataFrame:
    """The frame with its columns x and y spread over the unit square, crowded parts opened up.

    Each coordinate is moved towards its rank by ``share``: who stands left of or above whom stays as it was,
    so the picture means the same, but a dense core can be read beside far outliers.

    >>> even_out(pl.DataFrame({"x": [0.0, 0.1, 1.0], "y": [0.0, 0.0, 0.0]}), 1.0)["x"].to_list()
    [0.0, 0.5, 1.0]
    """

    def stretched(name: str) -> pl.Expr:
        column, n = pl.col(name), max(places.height - 1, 1)
        extent = pl.max_horizontal(column.max() - column.min(), pl.lit(1e-9))
        return ((1 - share) * (column - column.min()) / extent + share * (column.rank("average") - 1) / n).alias(name)

    return places.with_columns(stretched("x"), stretched("y"))
