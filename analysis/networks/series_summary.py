"""What each network of a series is, beside its exposure: how many terms and pairs could have given an edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from .cooccurrence_network import Cooccurrence
from .network_draws import drawn_edges

SUMMARY = {"start": pl.Date, "same_terms": pl.Boolean}
SUMMARY |= dict.fromkeys(("terms", "testable", "pairs", "edges"), pl.Int64)
SHAPES = ("density", "modularity", "between")
BOUNDS = tuple(f"{name}_{end}" for name in SHAPES for end in ("low", "high"))
SUMMARY |= dict.fromkeys(("per_pair", "low", "high", *SHAPES, *BOUNDS), pl.Float64)


def summarised(
    starts: Sequence[date],
    networks: Sequence[Cooccurrence],
    nodes: pl.DataFrame,
    *,
    level: float,
    draws: int,
    seed: int,
) -> pl.DataFrame:
    """The table of `NetworkSeries.summary`; ``nodes`` has the community of each term with an edge, by start."""
    able = [testable(network) for network in networks]
    always = set.intersection(*map(set, able)) if able else set()
    rows = []
    for start, network, own in zip(starts, networks, able, strict=True):
        community = dict(nodes.filter(start=start).select("term", "community").rows())
        by_day = network.parameters["context"] != "window"
        pairs = network.counts.select("a", "b", "f_a", "f_b", "f_ab")
        again = drawn_edges(network, draws=draws, seed=seed) if by_day else np.zeros((0, pairs.height), bool)
        drawn = pairs, again
        for same, chosen in ((False, set(own)), (True, always)):
            terms = len(chosen) if same else network.nodes.height
            found = _row(network, chosen, same, community, drawn, level)
            rows.append({"start": start, "same_terms": same, "terms": terms, "testable": len(chosen)} | found)
    return pl.DataFrame(rows, schema=SUMMARY).sort("same_terms", "start")


def testable(network: Cooccurrence) -> list[str]:
    """Terms that reach the floors by their own counts, so that their pairs are tested."""
    floors = (("contexts", "min_contexts"), ("documents", "min_documents"), ("months", "min_months"))
    enough = pl.all_horizontal(pl.col(column) >= network.parameters[floor] for column, floor in floors)
    return network.nodes.filter(enough)["term"].to_list()


def _row(
    network: Cooccurrence,
    able: set[str],
    same: bool,
    community: Mapping[str, int],
    drawn: tuple[pl.DataFrame, np.ndarray],
    level: float,
) -> dict[str, Any]:
    """One row: counts and shapes, each with what its standard deviation over the draws allows for."""
    from scipy.special import ndtri

    pairs, tests = drawn[0], len(able) * (len(able) - 1) // 2
    if not network.parameters["related"]:
        tests -= sum(a in able and b in able for a, b in network.relations)
    inside = pl.col("a").is_in(able) & pl.col("b").is_in(able) if same else pl.lit(True)
    edges = network.edges().filter(inside).select("a", "b", "log_dice")
    keep = pairs.select(inside.alias("_")).to_series().to_numpy() if same else np.ones(pairs.height, bool)
    codes = _Codes(pairs.filter(pl.Series(keep, dtype=pl.Boolean)), community)
    again = np.array([codes.shape(one) for one in drawn[1][:, keep]]).reshape(-1, 4)
    is_edge = pairs.filter(pl.Series(keep, dtype=pl.Boolean)).join(
        edges, on=["a", "b"], how="left", maintain_order="left"
    )
    k = edges.height
    own = codes.shape(is_edge["log_dice"].is_not_null().to_numpy())
    z = ndtri((1 + level) / 2)
    found: dict[str, Any] = dict(pairs=tests, edges=k, per_pair=k / tests if tests else None)
    if tests and len(again):
        half = max(z * float(again[:, 0].std()), 0.5)  # an edge more or less is never ruled out
        found |= dict(low=max((k - half) / tests, 0.0), high=min((k + half) / tests, 1.0))
    for name, value, draws in zip(SHAPES, own[1:], again.T[1:], strict=True):
        if k and np.isfinite(value):
            found[name] = value
            if np.isfinite(draws).any():
                spread, least = z * float(np.nanstd(draws)), -0.5 if name == "modularity" else 0.0
                found |= {f"{name}_low": max(value - spread, least), f"{name}_high": min(value + spread, 1.0)}
    return dict.fromkeys(SUMMARY.keys() - {"start", "same_terms", "terms", "testable"}) | found


class _Codes:
    """Pairs by numbers of their terms, so that the shape of many networks of them is soon told."""

    def __init__(self, pairs: pl.DataFrame, community: Mapping[str, int]):
        terms = pl.concat([pairs["a"], pairs["b"]]).unique().sort().to_list()
        code = {term: at for at, term in enumerate(terms)}
        self.ends = np.array([[code[term] for term in pairs[end]] for end in "ab"], np.int64).reshape(2, -1)
        known = max(community.values(), default=-1) + 1  # a term without an edge is a community of its own
        self.group = np.array([community.get(term, known + at) for term, at in code.items()], np.int64)
        f_ab, both = pairs["f_ab"].to_numpy(), pairs["f_a"].to_numpy().astype(float) + pairs["f_b"].to_numpy()
        with np.errstate(divide="ignore"):
            self.weight = 14 + np.log2(2 * f_ab / both)

    def shape(self, edges: np.ndarray) -> tuple[float, float, float, float]:
        """Number of edges, density, modularity (Newman & Girvan 2004) and share between communities."""
        (a, b), w = self.ends[:, edges], self.weight[edges]
        if not len(a):
            return 0.0, np.nan, np.nan, np.nan
        linked = len(np.unique(np.append(a, b)))
        within = self.group[a] == self.group[b]
        size = int(self.group.max()) + 1
        of_group = np.bincount(self.group[a], w, size) + np.bincount(self.group[b], w, size)
        modularity = w[within].sum() / w.sum() - (of_group**2).sum() / (2 * w.sum()) ** 2
        return float(len(a)), 2 * len(a) / (linked * (linked - 1)), float(modularity), float((~within).mean())
