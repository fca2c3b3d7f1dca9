"""One network at several thresholds of the backbone, and how far its edges agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import polars as pl

from ..core.errors import StudyError
from ..core.renamed_arguments import warn_renamed
from ..core.results import Result
from .cooccurrence_network import Cooccurrence
from .network_nodes import connected_nodes, consensus, layout, weighted_graph

DELTAS = (1.28, 1.64, 2.32)  # one-sided 10, 5 and 1 % of the normal distribution
COUNTING_DRAWS = 20  # runs of Louvain for the number of communities alone, which settles sooner than who is in them


@dataclass(frozen=True, repr=False, eq=False)
class ThresholdPanel(Result):
    """One network at several settings of the backbone; made by `threshold_panel`.

    Attributes
    ----------
    networks : tuple of Cooccurrence
    frame : DataFrame(delta, nodes, edges, communities)
        Sorted by delta.
    overlap : DataFrame(one, other, shared, jaccard)
        Edges that two settings share, and their share of all edges of both.
    parameters : mapping
    """

    networks: tuple[Cooccurrence, ...]
    frame: pl.DataFrame
    overlap: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def _summary(self) -> str:
        return ", ".join(f"{edges} edges at {delta}" for delta, edges in self.frame.select("delta", "edges").rows())

    @property
    def table(self) -> pl.DataFrame:
        """The name of ``frame`` in 0.1.0."""
        warn_renamed("ThresholdPanel.table", "ThresholdPanel.frame")
        return self.frame

    def network_nodes(self) -> pl.DataFrame:
        """All that a figure says of the terms with an edge at any threshold, sorted by term.

        Returns
        -------
        DataFrame(term, kind, contexts, documents, months, degree, strength, community, stability, x, y)
            Of all networks together, so that a term has one place and one community at every threshold; an edge
            weighs what it weighs where it is strongest.
        """
        return self._network_nodes

    @cached_property
    def _network_nodes(self) -> pl.DataFrame:
        edges = pl.concat([network.edges().select("a", "b", "log_dice") for network in self.networks])
        edges = edges.group_by("a", "b").agg(pl.col("log_dice").max())
        nodes = pl.concat([network.nodes for network in self.networks])
        nodes = nodes.group_by("term", "kind").agg(pl.col("contexts", "documents", "months").max())
        graph = weighted_graph(edges)
        found = connected_nodes(nodes, edges).join(consensus(graph), on="term")
        return found.join(layout(graph), on="term").sort("term")


def threshold_panel(result: Cooccurrence, deltas: Sequence[float] = DELTAS) -> ThresholdPanel:
    """The same network at several thresholds, and how far the edges agree.

    Parameters
    ----------
    result : Cooccurrence
    deltas : sequence of float
        Standard deviations of the noise-corrected backbone.

    Returns
    -------
    ThresholdPanel

    Raises
    ------
    StudyError
        If no threshold is given.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
    >>> texts = {"id": ["a"], "date": ["2020-04-17"], "text": ["六稳和六保要抓好。精准扶贫也要抓好。"]}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(texts)), Lexicon.read(), mkdtemp())
    >>> network = cooccurrence(features, min_contexts=1, min_documents=1, min_months=1).test(0.99)
    >>> threshold_panel(network, [1.28, 2.32])
    <ThresholdPanel: 1 edges at 1.28, 0 edges at 2.32>
    """
    settings = sorted(set(deltas))
    if not settings:
        raise StudyError("deltas is empty; give at least one threshold, such as 1.64.")
    networks = {float(delta): result.backbone(delta) for delta in settings}
    edges = {delta: set(network.edges().select("a", "b").rows()) for delta, network in networks.items()}
    counts = [
        (delta, found.height, len(edges[delta]), found["community"].n_unique())
        for delta, network in networks.items()
        if (found := network.communities(draws=COUNTING_DRAWS)) is not None
    ]
    shared = [
        (one, other, len(edges[one] & edges[other]), len(edges[one] | edges[other]))
        for one, other in combinations(edges, 2)
    ]
    return ThresholdPanel(
        networks=tuple(networks.values()),
        frame=pl.DataFrame(
            counts,
            orient="row",
            schema={"delta": pl.Float64, "nodes": pl.Int64, "edges": pl.Int64, "communities": pl.Int64},
        ),
        overlap=pl.DataFrame(
            [(one, other, both, both / either if either else None) for one, other, both, either in shared],
            orient="row",
            schema={"one": pl.Float64, "other": pl.Float64, "shared": pl.Int64, "jaccard": pl.Float64},
        ),
        parameters={**result.parameters, "deltas": tuple(settings)},
    )
