"""What a network figure draws: terms with size, community and place, and edges with weight."""

from __future__ import annotations

from typing import Any

import polars as pl

from ..core.control_characters import HALF
from ..core.errors import StudyError, did_you_mean
from ..core.pandas_frames import as_frame
from ..networks.cooccurrence_network import Cooccurrence
from ..networks.network_nodes import consensus
from ..networks.network_nodes import layout as node_layout
from ..networks.networks_over_time import NetworkSeries

# What a graph of the user's own may say of a term; a result says all of it.
_COUNTS = dict.fromkeys(("contexts", "documents", "months", "degree", "community"), pl.Int64)
NODE = {"term": pl.String, "kind": pl.String, **_COUNTS, "stability": pl.Float64, "x": pl.Float64, "y": pl.Float64}
EDGE = {"a": pl.String, "b": pl.String, "weight": pl.Float64}


def network_tables(
    result: Any, start: Any = None, *, layout: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Nodes (those of ``network_nodes``, and their size) and edges (a, b, weight) of one network, sorted.

    A node's size is the number of contexts that hold the term; in a graph that does not know it, the degree.
    ``layout`` has other places for the nodes.
    """
    if isinstance(result, NetworkSeries):
        if start is None:
            raise StudyError(
                f"this holds {len(result.starts)} networks; say which with start=, one of "
                f"{', '.join(map(str, result.starts))}, or draw all with plot_network_series."
            )
        nodes, edges = result.network_nodes(start), result.at(start).edges()
    elif isinstance(result, Cooccurrence):
        nodes, edges = result.network_nodes(), result.edges()
    elif hasattr(result, "adjacency") and hasattr(result, "nodes"):
        nodes, edges = _graph_tables(result)
    else:
        raise StudyError(
            f"this takes a Cooccurrence, from cooccurrence(...), or a NetworkSeries, and was given {type(result).__name__}."
        )
    if layout is not None:
        nodes = placed(nodes, layout)
    weight = "weight" if "weight" in edges.columns else "log_dice"
    nodes = nodes.with_columns(size=pl.coalesce("contexts", "degree").cast(pl.Float64))
    return nodes, edges.select("a", "b", weight=weight)


def _graph_tables(graph: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same of a networkx graph; communities and places that it does not carry are computed."""
    import networkx as nx

    for term in graph:
        half = HALF.search(term) if isinstance(term, str) else None
        if half:
            raise StudyError(
                f"the term {term!r} holds U+{ord(half[0]):04X}, half a character; no table or file can hold it."
            )
    ends = [
        (*sorted(pair), float(own.get("weight", own.get("log_dice", 1.0)))) for *pair, own in graph.edges(data=True)
    ]
    edges = pl.DataFrame(ends, schema=EDGE, orient="row").sort("a", "b")
    rows = [{"term": term, "degree": graph.degree[term], **graph.nodes[term]} for term in sorted(graph)]
    nodes = pl.DataFrame([{name: row.get(name) for name in NODE} for row in rows], schema=NODE)
    ordered = nx.Graph()  # from sorted nodes and edges, on whose order communities and places depend
    ordered.add_nodes_from(nodes["term"])
    ordered.add_weighted_edges_from(edges.rows())
    if nodes["community"].has_nulls():
        nodes = nodes.drop("community", "stability").join(consensus(ordered), on="term")
    if nodes["x"].has_nulls() or nodes["y"].has_nulls():
        nodes = nodes.drop("x", "y").join(node_layout(ordered), on="term")
    return nodes.with_columns(pl.col("stability").fill_null(1.0)).sort("term"), edges


def placed(nodes: pl.DataFrame, layout: pl.DataFrame) -> pl.DataFrame:
    """The nodes in the places of a layout, which must have one for each."""
    layout = as_frame(layout, takes="layout takes a table with the columns term, x, y")
    nodes = nodes.drop("x", "y").join(layout.select("term", "x", "y"), on="term", how="left").sort("term")
    lost = nodes.filter(pl.col("x").is_null())["term"].to_list()
    if lost:
        raise StudyError(f"the layout has no place for {lost[0]!r}; make it from the union of the networks drawn.")
    return nodes


def known_term(term: str | None, nodes: pl.DataFrame, where: str, network: Any = None) -> None:
    """Raise `StudyError` if a term asked for has no edge; of a network that has counted it, with what stands beside it."""
    terms = nodes["term"].unique().sort().to_list()
    if term is not None and term not in terms:
        near = beside(network, term)
        if near:
            counted = ", ".join(f"{other} ({n} documents)" for other, n in near)
            narrow = network.parameters.get("context") == "sentence"
            further = "Look further than one sentence: context='paragraph' or 'document'. " if narrow else ""
            raise StudyError(
                f"no pair with {term!r} passes the floors, the test and the backbone; most often beside it: {counted}.\n"
                f"  {further}Take a longer period, or draw the network before .backbone()."
            )
        raise StudyError(f"{term!r} has no edge in {where} of {len(terms)} terms." + did_you_mean(term, terms))


def beside(network: Any, term: str, most: int = 3) -> list[tuple[str, int]]:
    """What most often stands in one context with a term, edge or not, and in how many documents; parts of one list are not said."""
    if not isinstance(network, Cooccurrence):
        return []
    own = network.counts.filter((pl.col("a") == term) | (pl.col("b") == term), pl.col("relation").is_null())
    other = pl.when(pl.col("a") == term).then("b").otherwise("a").alias("other")
    return own.select(other, "documents").sort(["documents", "other"], descending=[True, False]).head(most).rows()


def even_out(places: pl.DataFrame, share: float = 0.6) -> pl.DataFrame:
    """The frame with its columns x and y spread over the unit square, crowded parts opened up.

    Each coordinate is moved towards its rank by ``share``: who stands left of or above whom stays as it was,
    so the picture means the same, but a dense core can be read in spite of far outliers.

    >>> even_out(pl.DataFrame({"x": [0.0, 0.1, 1.0], "y": [0.0, 0.0, 0.0]}), 1.0)["x"].to_list()
    [0.0, 0.5, 1.0]
    """
    last = max(places.height - 1, 1)

    def evened(name: str) -> pl.Expr:
        column = pl.col(name)
        extent = pl.max_horizontal(column.max() - column.min(), pl.lit(1e-9))
        return ((1 - share) * (column - column.min()) / extent + share * (column.rank() - 1) / last).alias(name)

    return places.with_columns(evened("x"), evened("y"))
