"""Looking at edges: around one concept, between two periods, at several thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from .backbones import DELTAS
from .communities import consensus
from .graph_tables import connected_nodes, weighted_graph
from .node_layout import layout
from .pair_table import Cooccurrence
from .series import NetworkSeries
from .significance import chance


def ego(result: Cooccurrence, term: str, *, mutual: bool = True) -> Cooccurrence:
    """The network around one concept: its edges, and (``mutual``) those among its neighbours.

    The tests stay those of the whole network: to look at a part afterwards changes no p.

    Raises
    ------
    StudyError
        If the term does not occur. A term that occurs without an edge gives a network without edges.
    """
    known = result.nodes["term"].to_list()
    if term not in known:
        raise StudyError(f'"{term}" does not occur in this network ({len(known)} terms).' + did_you_mean(term, known))
    own = result.edges().filter((pl.col("a") == term) | (pl.col("b") == term))
    inside = sorted({term, *own["a"].to_list(), *own["b"].to_list()})
    keep = pl.col("a").is_in(inside) & pl.col("b").is_in(inside)
    if not mutual:
        keep &= (pl.col("a") == term) | (pl.col("b") == term)
    return replace(
        result,
        nodes=result.nodes.filter(pl.col("term").is_in(inside)),
        chosen=result.counts.filter(keep),
        parameters={**result.parameters, "ego": term},
    )


def neighbours(series: NetworkSeries, term: str) -> pl.DataFrame:
    """The neighbours of one concept in each period, and which came and went.

    Returns
    -------
    DataFrame
        start · neighbour · f_ab · log_dice · q · status, sorted by start, neighbour. Status is "new" (no
        edge in the period before), "kept", or "gone" (an edge in the period before, none now; its counts
        are null). In the first period all are "new".
    """
    own = series.edges.filter((pl.col("a") == term) | (pl.col("b") == term)).select(
        "start", pl.when(pl.col("a") == term).then("b").otherwise("a").alias("neighbour"), "f_ab", "log_dice", "q"
    )
    order = pl.DataFrame({"start": list(series.starts)}, schema={"start": pl.Date}).with_row_index("period")
    own = own.join(order, on="start")
    before = own.select("neighbour", period=pl.col("period") + 1, was=pl.lit(True))
    both = own.join(before, on=["neighbour", "period"], how="full", coalesce=True)
    both = (
        both.drop("start")
        .join(order, on="period")
        .with_columns(
            status=pl.when(pl.col("f_ab").is_null())
            .then(pl.lit("gone"))
            .when(pl.col("was").fill_null(False))
            .then(pl.lit("kept"))
            .otherwise(pl.lit("new"))
        )
    )
    return both.select("start", "neighbour", "f_ab", "log_dice", "q", "status").sort("start", "neighbour")


def edge_changes(before: Cooccurrence, after: Cooccurrence, *, level: float = 0.95) -> pl.DataFrame:
    """Edges gained and lost between two periods, with the change in attraction and its interval.

    Attraction is ``log2(f_ab / E)``: how many doublings a pair stands above what the richness of contexts
    explains; one half is added to both, so that a pair never seen has one too. The interval of the change
    takes each count as Poisson with the pair's dispersion φ over days: ``± z √(φ₁/(f₁+½) + φ₂/(f₂+½)) / ln
    2``.

    Parameters
    ----------
    before, after : Cooccurrence
        Tested, with the same settings.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame
        a · b · f_before · f_after · rate_before · rate_after (per 100,000 contexts) · change · low · high ·
        verdict, sorted by a, b; pairs that are an edge in one of the periods. Verdicts: "gained" and "lost"
        where the edge is in one period only and the interval excludes 0; "stronger" and "weaker" where it
        is in both and the interval excludes 0; "kept" where it does not; "unclear" where the edge is in one
        period only but the change itself is within chance (the difference between significant and not
        significant is not itself significant: Gelman & Stern 2006); "new term" and "term gone" where one of
        the terms is absent from the other period, and there is no change to speak of.
    """
    from scipy.special import ndtri

    for name, one in (("before", before), ("after", after)):
        if one.tests is None:
            raise StudyError(f"the network {name} has not been tested; call .test() on it first.")
    if not 0 < level < 1:
        raise StudyError(f"level={level!r} is no probability; give 0.95 for a 95 % interval.")
    edges = {
        name: one.edges().select("a", "b").with_columns(pl.lit(True).alias(f"edge_{name}"))
        for name, one in (("before", before), ("after", after))
    }
    table = edges["before"].join(edges["after"], on=["a", "b"], how="full", coalesce=True).sort("a", "b")
    table = table.with_columns(pl.col("edge_before", "edge_after").fill_null(False))
    for name, one in (("before", before), ("after", after)):
        known = set(one.incidence.terms)
        here = table.filter(pl.col("a").is_in(sorted(known)) & pl.col("b").is_in(sorted(known)))
        expected, phi = chance(one.incidence, here)
        own = here.select("a", "b").with_columns(
            pl.Series(f"e_{name}", expected, pl.Float64), pl.Series(f"phi_{name}", phi, pl.Float64)
        )
        seen = one.counts.select("a", "b", pl.col("f_ab").alias(f"f_{name}"))
        table = table.join(own, on=["a", "b"], how="left").join(seen, on=["a", "b"], how="left")
        table = table.with_columns(
            pl.col(f"f_{name}").fill_null(0), pl.col(f"e_{name}").fill_null(0.0), pl.col(f"phi_{name}").fill_null(1.0)
        )
        table = table.with_columns(
            (pl.col(f"f_{name}") * 1e5 / max(one.n_contexts, 1)).alias(f"rate_{name}"),
            (((pl.col(f"f_{name}") + 0.5) / (pl.col(f"e_{name}") + 0.5)).log(2)).alias(f"up_{name}"),
        )
    z = float(ndtri((1 + level) / 2))
    error = (
        (pl.col("phi_before") / (pl.col("f_before") + 0.5) + pl.col("phi_after") / (pl.col("f_after") + 0.5)).sqrt()
        * z
        / np.log(2)
    )
    known = (pl.col("e_before") > 0) & (pl.col("e_after") > 0)
    table = table.with_columns(change=pl.when(known).then(pl.col("up_after") - pl.col("up_before")))
    table = table.with_columns(low=pl.col("change") - error, high=pl.col("change") + error)
    verdict = (
        pl.when(pl.col("e_before") == 0)
        .then(pl.lit("new term"))
        .when(pl.col("e_after") == 0)
        .then(pl.lit("term gone"))
        .when(pl.col("edge_before") & pl.col("edge_after") & (pl.col("low") > 0))
        .then(pl.lit("stronger"))
        .when(pl.col("edge_before") & pl.col("edge_after") & (pl.col("high") < 0))
        .then(pl.lit("weaker"))
        .when(pl.col("edge_before") & pl.col("edge_after"))
        .then(pl.lit("kept"))
        .when(pl.col("edge_after") & (pl.col("low") > 0))
        .then(pl.lit("gained"))
        .when(pl.col("edge_before") & (pl.col("high") < 0))
        .then(pl.lit("lost"))
        .otherwise(pl.lit("unclear"))
    )
    return (
        table.with_columns(verdict=verdict)
        .select("a", "b", "f_before", "f_after", "rate_before", "rate_after", "change", "low", "high", "verdict")
        .sort("a", "b")
    )


@dataclass(frozen=True, repr=False, eq=False)
class ThresholdPanel:
    """One network at several settings of the backbone; made by `threshold_panel`.

    Attributes
    ----------
    networks : tuple of Cooccurrence
    table : DataFrame(delta, nodes, edges, communities)
    overlap : DataFrame(one, other, shared, jaccard)
    """

    networks: tuple[Cooccurrence, ...]
    table: pl.DataFrame
    overlap: pl.DataFrame

    def __repr__(self) -> str:
        told = ", ".join(f"{edges} edges at {delta}" for delta, edges in self.table.select("delta", "edges").rows())
        return f"<ThresholdPanel: {told}>"

    def to_frame(self) -> pl.DataFrame:
        """delta · nodes · edges · communities, sorted by delta."""
        return self.table

    @property
    def frame(self) -> pl.DataFrame:
        """delta · nodes · edges · communities, sorted by delta."""
        return self.table

    @cached_property
    def _union(self) -> pl.DataFrame:
        """All edges of the networks together."""
        edges = pl.concat([one.edges().select("a", "b", "log_dice") for one in self.networks])
        return edges.group_by("a", "b").agg(pl.col("log_dice").max()).sort("a", "b")

    def network_nodes(self) -> pl.DataFrame:
        """All that a figure says of the terms with an edge at any setting, sorted by term.

        Returns
        -------
        DataFrame(term, kind, contexts, documents, months, degree, strength, community, stability, x, y)
            Those of all networks together; an edge weighs what it weighs at its greatest.
        """
        return self._network_nodes

    @cached_property
    def _network_nodes(self) -> pl.DataFrame:
        nodes = pl.concat([one.nodes for one in self.networks])
        nodes = nodes.group_by("term", "kind").agg(pl.col("contexts", "documents", "months").max())
        graph = weighted_graph(self._union)
        found = connected_nodes(nodes, self._union).join(consensus(graph), on="term")
        return found.join(layout(graph), on="term").sort("term")


def threshold_panel(result: Cooccurrence, deltas: Sequence[float] = DELTAS) -> ThresholdPanel:
    """The same network at several thresholds, and how far the edges agree.

    Parameters
    ----------
    result : Cooccurrence
    deltas : sequence of float
        Standard deviations of the noise-corrected backbone.
    """
    settings = sorted(set(deltas))
    if not settings:
        raise StudyError("deltas is empty; give at least one threshold, such as 1.64.")
    networks = tuple(result.backbone(delta) for delta in settings)
    sets = [set(one.edges().select("a", "b").rows()) for one in networks]
    rows, pairs = [], []
    for at, (delta, one) in enumerate(zip(settings, networks, strict=True)):
        graph = one.to_networkx()
        rows.append(
            (float(delta), len(graph), graph.number_of_edges(), consensus(graph, draws=20)["community"].n_unique())
        )
        for other in range(at + 1, len(settings)):
            shared, union = len(sets[at] & sets[other]), len(sets[at] | sets[other])
            pairs.append((float(delta), float(settings[other]), shared, shared / union if union else None))
    table = pl.DataFrame(
        rows, orient="row", schema={"delta": pl.Float64, "nodes": pl.Int64, "edges": pl.Int64, "communities": pl.Int64}
    )
    overlap = pl.DataFrame(
        pairs, orient="row", schema={"one": pl.Float64, "other": pl.Float64, "shared": pl.Int64, "jaccard": pl.Float64}
    )
    return ThresholdPanel(networks, table, overlap)
