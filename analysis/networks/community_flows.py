"""How large each community is in each period, and where its terms go in the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ..core.errors import StudyError
from ..core.results import Result
from .networks_over_time import NetworkSeries


@dataclass(frozen=True, repr=False, eq=False)
class CommunityFlows(Result):
    """Communities through the periods; made by `community_flows`.

    Attributes
    ----------
    frame : DataFrame(start, community, terms, contexts)
        How many terms a community has in a period, and how many contexts hold them, one counted once a term.
    flows : DataFrame(start, community, next_start, next_community, terms, contexts)
        Terms of a community that are in one of the next period, with their contexts there. A term without an edge in the
        next period flows nowhere.
    names : DataFrame(community, top)
        The terms of each community, the strongest over all periods first.
    parameters : mapping
        Those of the series.

    Examples
    --------
    >>> empty = pl.DataFrame({"community": [], "start": []})
    >>> CommunityFlows(empty, empty, empty)
    <CommunityFlows: 0 communities in 0 periods>
    """

    frame: pl.DataFrame
    flows: pl.DataFrame
    names: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def _summary(self) -> str:
        return f"{self.names.height} communities in {self.frame['start'].n_unique()} periods"


def community_flows(series: NetworkSeries) -> CommunityFlows:
    """The size of each community in each period, and the terms that stay in it or go to another.

    Parameters
    ----------
    series : NetworkSeries
        Its communities have one number through all periods (`network_series`).

    Returns
    -------
    CommunityFlows

    Raises
    ------
    StudyError
        ``series`` is no series of networks.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features, network_series
    >>> texts = pl.DataFrame({"id": ["a", "b"], "date": ["2020-04-17", "2021-05-22"], "text": ["六稳和六保。", "六保、六稳。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> series = network_series(features, delta=None, q=0.99, min_contexts=1, min_documents=1, min_months=1)
    >>> flows = community_flows(series)
    >>> flows.frame.select("community", "terms", "contexts").rows()
    [(0, 2, 2), (0, 2, 2)]
    >>> flows.flows.select("community", "next_community", "terms").rows()
    [(0, 0, 2)]
    """
    if not isinstance(series, NetworkSeries):
        raise StudyError(
            f"community_flows takes a NetworkSeries, from network_series(...), and was given {type(series).__name__}."
        )
    nodes = series.nodes.select("start", "term", "community", "contexts")
    counts = dict(terms=pl.len().cast(pl.Int64), contexts=pl.col("contexts").cast(pl.Int64).sum())
    frame = nodes.group_by("start", "community").agg(**counts).sort("start", "community")
    days = list(series.starts)
    following = pl.DataFrame(
        {"start": days[:-1], "next_start": days[1:]}, schema={"start": pl.Date, "next_start": pl.Date}
    )
    after = nodes.rename({"start": "next_start", "community": "next_community"})
    moved = nodes.drop("contexts").join(following, on="start").join(after, on=["next_start", "term"])
    keys = ["start", "community", "next_start", "next_community"]
    flows = moved.group_by(keys).agg(**counts).sort(keys)
    strength = series.nodes.group_by("community", "term").agg(s=pl.col("strength").sort().sum())
    ranked = strength.sort(["community", "s", "term"], descending=[False, True, False])
    names = ranked.group_by("community", maintain_order=True).agg(top="term")
    return CommunityFlows(frame, flows, names, dict(series.parameters))
