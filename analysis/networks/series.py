"""Networks of terms: one graph, the same in every period, and what changed between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError, did_you_mean
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.periods import slice_starts
from .communities import consensus, follow
from .cooccurrences import cooccurrence, counted
from .graph_tables import period, summary, union
from .node_layout import layout
from .pair_table import FLOOR, Cooccurrence
from .term_choice import chosen_terms

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, repr=False, eq=False)
class NetworkSeries:
    """The network of terms in successive periods; made by `network_series`.

    Attributes
    ----------
    starts : tuple of date
        First day of each period.
    networks : tuple of Cooccurrence
        Tested, with the backbone taken.
    nodes : DataFrame(start, term, kind, contexts, documents, degree, strength, community, stability)
        Terms with an edge in the period; ``community`` lasts from period to period.
    edges : DataFrame(start, a, b, …)
        The columns of `Cooccurrence.to_frame`.
    layout : DataFrame(term, x, y)
        One place for each term, from the union of all periods.
    communities : DataFrame(community, label, first, last, periods, terms)
        The label is the term with the greatest strength over all periods.
    events : DataFrame(start, event, community, other, shared)
        birth, continuation, split (from ``other``), merge (of ``other`` into it), death.
    """

    starts: tuple[date, ...]
    networks: tuple[Cooccurrence, ...]
    nodes: pl.DataFrame
    edges: pl.DataFrame
    layout: pl.DataFrame
    communities: pl.DataFrame
    events: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return (
            f"<NetworkSeries: {len(self.starts)} periods of {self.parameters.get('every')}, "
            f"{self.layout.height} terms, {self.edges.height} edges, {self.communities.height} communities>"
        )

    def to_frame(self) -> pl.DataFrame:
        """The edges of all periods, sorted by start, a, b."""
        return self.edges

    def at(self, start: date | str) -> Cooccurrence:
        """The network of one period, by its first day."""
        day = as_date(start, name="start")
        if day not in self.starts:
            raise StudyError(f"no period starts on {day}; they start on {', '.join(map(str, self.starts))}.")
        return self.networks[self.starts.index(day)]

    def to_networkx(self, start: date | str) -> nx.Graph:
        """The graph of one period; nodes carry their place, community and stability as well."""
        found = self.at(start).to_networkx()
        day = self.starts[self.networks.index(self.at(start))]
        about = self.nodes.filter(pl.col("start") == day).join(self.layout, on="term").sort("term")
        for row in about.select("term", "community", "stability", "x", "y").to_dicts():
            found.nodes[row.pop("term")].update(row)
        return found


def network_series(
    features: Features,
    *,
    every: str = "1y",
    start: date | str | None = None,
    end: date | str | None = None,
    delta: float = 1.64,
    q: float = 0.05,
    runs: int = 50,
    seed: int = 1,
    **settings: Any,
) -> NetworkSeries:
    """The network of terms in each year, quarter or month, on one layout, with its communities followed.

    Parameters
    ----------
    features : Features
    every : {"1y", "1q", "1mo"}
    start, end : date or str, optional
    delta : float or None
        Of the noise-corrected backbone; None for no backbone.
    q : float
        Of the test.
    runs, seed : int
        Of the communities.
    **settings
        Passed to `cooccurrence` (context, terms, kinds, duplicates, floors, …).

    Returns
    -------
    NetworkSeries
    """
    wanted = _settings(settings)
    documents = selected_documents(
        features, start=start, end=end, kinds=wanted["kinds"], duplicates=wanted["duplicates"], every=every
    )
    starts = slice_starts(documents["date"], every).to_list()
    if not starts:
        raise StudyError("no document lies in this period; widen start and end, or the kinds of document.")
    chosen = chosen_terms(features, wanted["terms"], documents, most=wanted["most"])
    floor = {name: wanted[f"min_{name}"] for name in FLOOR}
    networks = []
    for first, after in zip(starts, [*starts[1:], date.max], strict=True):
        inside = documents.filter(pl.col("date") >= first, pl.col("date") < after)
        told = dict(
            start=first,
            end=None if after == date.max else after,
            kinds=wanted["kinds"],
            duplicates=wanted["duplicates"],
        )
        one = counted(
            features.between(first, told["end"]),  # files of other years stay closed
            chosen,
            inside,
            context=wanted["context"],
            window=wanted["window"],
            related=wanted["related"],
            strata=wanted["strata"],
            floor=floor,
            told=told,
        ).test(q)
        networks.append(one if delta is None else one.backbone(delta))
    return series(
        tuple(starts),
        tuple(networks),
        runs=runs,
        seed=seed,
        parameters=dict(every=every, start=start, end=end, delta=delta, q=q, runs=runs, seed=seed, **settings),
    )


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of `cooccurrence` that are not a period, those given put in."""
    import inspect

    known = {
        name: p.default
        for name, p in inspect.signature(cooccurrence).parameters.items()
        if name not in ("features", "start", "end")
    }
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise StudyError(f"no setting {unknown[0]!r}; there are: {', '.join(known)}." + did_you_mean(unknown[0], known))
    return known | dict(given)


def series(starts, networks, *, runs=50, seed=1, parameters=None) -> NetworkSeries:
    """Join networks of successive periods: one layout, communities followed."""
    graphs = [one.to_networkx() for one in networks]
    found = [consensus(g, runs=runs, seed=seed) for g in graphs]
    identities, events = follow([dict(zip(f["term"], f["community"], strict=True)) for f in found])
    edges = pl.concat(
        [one.edges().select(pl.lit(day).alias("start"), pl.all()) for day, one in zip(starts, networks, strict=True)]
    ).sort("start", "a", "b")
    nodes = pl.concat(
        [
            period(day, one, f, identity)
            for day, one, f, identity in zip(starts, networks, found, identities, strict=True)
        ]
    ).sort("start", "term")
    told = pl.DataFrame(
        events,
        schema={"period": pl.Int64, "event": pl.String, "community": pl.Int64, "other": pl.Int64, "shared": pl.Int64},
    )
    when = pl.DataFrame(
        {"period": range(len(starts)), "start": list(starts)}, schema={"period": pl.Int64, "start": pl.Date}
    )
    told = told.join(when, on="period").select("start", "event", "community", "other", "shared")
    return NetworkSeries(
        tuple(starts),
        tuple(networks),
        nodes,
        edges,
        layout(union(edges), seed=seed),
        summary(nodes),
        told.sort("start", "community", "event", "other"),
        parameters or {},
    )
