"""The networks of all periods as one network with time: nodes and edges with the spells in which they are there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from ..core.dates import as_date
from ..figures.network_tables import placed
from ..networks.networks_over_time import NetworkSeries
from .network_graph import EDGE, NODE, PLACE, cast, glosses_of
from .statement import statement

if TYPE_CHECKING:
    import networkx as nx


class Spell(NamedTuple):
    """The first and the last day of a period, and what a node or edge is in it."""

    first: date
    last: date
    values: Mapping[str, Any]


def series_graph(series: NetworkSeries, *, layout: pl.DataFrame | None = None) -> nx.Graph:
    """Sorted nodes and edges of every period, each with ``spells``; what stays the same is an attribute of its own.

    A node also has its greatest ``contexts``, by which it is drawn, and the ``community`` in which it is strongest.
    """
    import networkx as nx

    days = dict(zip(series.starts, spans(series), strict=True))
    places = series.layout if layout is None else placed(series.layout, layout)
    meaning = glosses_of()
    out = nx.Graph()
    out.graph.update(statement(series))
    strongest = series.nodes.sort("term", "strength", "start", descending=[False, True, False])
    drawn = strongest.group_by("term", maintain_order=True).agg(
        pl.col("kind", "community").first(), pl.col("contexts").max()
    )
    for row in drawn.join(places, on="term").sort("term").rows(named=True):
        term = row["term"]
        said = {"gloss": meaning[term]} if meaning.get(term) else {}
        own = cast({name: row.get(name) for name in ("kind", "contexts", "community", "x", "y")}, NODE | PLACE)
        out.add_node(term, name=term, label=term, **said, **own, spells=[])
    changing = {name: of for name, of in (NODE | PLACE).items() if name not in ("kind", "x", "y")}
    for row in series.nodes.sort("start", "term").rows(named=True):
        out.nodes[row["term"]]["spells"].append(Spell(*days[row["start"]], cast(row, changing)))
    for a, b in series.edges.select("a", "b").unique().sort("a", "b").rows():
        out.add_edge(a, b, spells=[])
    changing = {name: of for name, of in EDGE.items() if name != "relation"}
    for row in series.edges.sort("start", "a", "b").rows(named=True):
        own = out.edges[row["a"], row["b"]]
        own |= cast(row, {"relation": str})
        own["spells"].append(Spell(*days[row["start"]], {"weight": float(row["log_dice"]), **cast(row, changing)}))
    return out


def spans(series: NetworkSeries) -> list[tuple[date, date]]:
    """The first and the last day of each period; the first and the last period are cut where the series is."""
    first, after = (as_date(series.parameters.get(name), name=name) for name in ("start", "end"))
    starts = pl.Series("start", series.starts, dtype=pl.Date)
    ends = starts.dt.offset_by(series.parameters["every"]).to_list()
    return [
        (max(start, first or start), min(end, after or end) - timedelta(days=1))
        for start, end in zip(series.starts, ends, strict=True)
    ]
