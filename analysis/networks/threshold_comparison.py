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
from ..counts.statistic_calls import statistic
from .cooccurrence_network import Cooccurrence
from .network_nodes import Network

DELTAS = (1.28, 1.64, 2.32)  # one-sided 10, 5 and 1 % of the normal distribution
OVERLAP = {"one": pl.Float64, "other": pl.Float64, "shared": pl.Int64, "jaccard": pl.Float64}
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
        The arguments of `cooccurrence`, `test` and `threshold_panel`.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
    >>> texts = pl.DataFrame({"id": ["a"], "date": ["2020-04-17"], "text": ["六稳和六保要抓好。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> network = cooccurrence(features, min_contexts=1, min_documents=1, min_months=1)
    >>> threshold_panel(network.test(0.99), [1.28, 2.32]).frame["delta"].to_list()
    [1.28, 2.32]
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

        Examples
        --------
        >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
        >>> texts = pl.DataFrame({"id": ["a"], "date": ["2020-04-17"], "text": ["六稳和六保要抓好。"]})
        >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
        >>> network = cooccurrence(features, min_contexts=1, min_documents=1, min_months=1)
        >>> threshold_panel(network.test(0.99)).network_nodes()["term"].to_list()
        ['六保', '六稳']
        """
        return self._union.network_nodes()

    @cached_property
    def _union(self) -> Network:
        edges = pl.concat([network.edges().select("a", "b", "log_dice") for network in self.networks])
        nodes = pl.concat([network.nodes for network in self.networks])
        nodes = nodes.group_by("term", "kind").agg(pl.col("contexts", "documents", "months").max())
        return Network(nodes, edges.group_by("a", "b").agg(pl.col("log_dice").max()))


@statistic()
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
    >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
    >>> texts = pl.DataFrame({"id": ["a"], "date": ["2020-04-17"], "text": ["六稳和六保要抓好。精准扶贫也要抓好。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> network = cooccurrence(features, min_contexts=1, min_documents=1, min_months=1).test(0.99)
    >>> threshold_panel(network, [1.28, 2.32])
    <ThresholdPanel: 1 edges at 1.28, 0 edges at 2.32>
    """
    thresholds = sorted({float(delta) for delta in deltas})
    if not thresholds:
        raise StudyError("deltas is empty; give at least one threshold, such as 1.64.")
    networks = [result.backbone(delta) for delta in thresholds]
    edges = [set(network.edges().select("a", "b").rows()) for network in networks]
    found = [network.communities(draws=COUNTING_DRAWS) for network in networks]
    frame = {
        "delta": thresholds,
        "nodes": [one.height for one in found],
        "edges": [len(one) for one in edges],
        "communities": [one["community"].n_unique() for one in found],
    }
    overlap = []
    for (delta, one), (other_delta, other) in combinations(zip(thresholds, edges), 2):
        jaccard = len(one & other) / len(one | other) if one | other else None
        overlap.append((delta, other_delta, len(one & other), jaccard))
    return ThresholdPanel(
        networks=tuple(networks),
        frame=pl.DataFrame(frame),
        overlap=pl.DataFrame(overlap, orient="row", schema=OVERLAP),
        parameters={**result.parameters, "deltas": tuple(thresholds)},
    )
