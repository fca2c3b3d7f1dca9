"""What each network of a series is, beside its exposure: how many terms and pairs could have given an edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from .cooccurrence_network import Cooccurrence
from .network_nodes import weighted_graph

SUMMARY = {"start": pl.Date, "same_terms": pl.Boolean}
SUMMARY |= dict.fromkeys(("terms", "testable", "pairs", "edges"), pl.Int64)
SUMMARY |= dict.fromkeys(("per_pair", "low", "high", "density", "modularity", "between"), pl.Float64)


def summarised(
    starts: Sequence[date], networks: Sequence[Cooccurrence], nodes: pl.DataFrame, *, level: float
) -> pl.DataFrame:
    """The table of `NetworkSeries.summary`; ``nodes`` has the community of each term with an edge, by start."""
    able = [testable(network) for network in networks]
    always = set.intersection(*map(set, able)) if able else set()
    rows = []
    for start, network, own in zip(starts, networks, able, strict=True):
        community = dict(nodes.filter(start=start).select("term", "community").rows())
        for same, chosen in ((False, set(own)), (True, always)):
            edges = network.edges()
            if same:
                edges = edges.filter(pl.col("a").is_in(always) & pl.col("b").is_in(always))
            terms = len(chosen) if same else network.nodes.height
            found = _row(edges, chosen, network.parameters, network.relations, community, level)
            rows.append({"start": start, "same_terms": same, "terms": terms, "testable": len(chosen)} | found)
    return pl.DataFrame(rows, schema=SUMMARY).sort("same_terms", "start")


def testable(network: Cooccurrence) -> list[str]:
    """Terms that reach the floors by their own counts, so that their pairs are tested."""
    floors = (("contexts", "min_contexts"), ("documents", "min_documents"), ("months", "min_months"))
    enough = pl.all_horizontal(pl.col(column) >= network.parameters[floor] for column, floor in floors)
    return network.nodes.filter(enough)["term"].to_list()


def _row(
    edges: pl.DataFrame,
    able: set[str],
    parameters: Mapping[str, Any],
    relations: Mapping[tuple[str, str], str],
    community: Mapping[str, int],
    level: float,
) -> dict[str, Any]:
    from scipy.special import betaincinv

    pairs, k = len(able) * (len(able) - 1) // 2, edges.height
    if not parameters["related"]:
        pairs -= sum(a in able and b in able for a, b in relations)
    low, high = (betaincinv(k + 0.5, pairs - k + 0.5, p) for p in ((1 - level) / 2, (1 + level) / 2))
    ends = edges.select("a", "b").rows()
    linked = len({term for pair in ends for term in pair})
    across = np.array([community[a] != community[b] for a, b in ends], bool)
    return dict(
        pairs=pairs,
        edges=k,
        per_pair=k / pairs if pairs else None,
        low=float(low) if k and pairs else (0.0 if pairs else None),
        high=float(high) if k < pairs else (1.0 if pairs else None),
        density=2 * k / (linked * (linked - 1)) if linked > 1 else None,
        modularity=_modularity(edges, community) if k else None,
        between=float(across.mean()) if k else None,
    )


def _modularity(edges: pl.DataFrame, community: Mapping[str, int]) -> float:
    """Share of the edges' weight within communities less what chance would put there (Newman & Girvan 2004)."""
    graph = weighted_graph(edges.select("a", "b", "log_dice"))
    groups: dict[int, set] = {}
    for term in graph:
        groups.setdefault(community[term], set()).add(term)
    import networkx as nx

    return float(nx.community.modularity(graph, groups.values()))
