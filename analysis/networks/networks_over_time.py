# long: one result with its methods, each with an example that runs
"""Networks of successive periods, on one layout, with their communities followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from inspect import signature
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError, did_you_mean
from ..core.renamed_arguments import renamed_arguments
from ..core.results import Result
from ..counts.corpus_statement import corpus_statement
from ..counts.document_selection import documents_to_count
from ..counts.features import Features
from ..counts.periods import slice_starts
from ..counts.statistic_calls import statistic
from .community_tracking import follow
from .cooccurrence_network import Cooccurrence
from .cooccurrences import chosen_terms, cooccurrence, counted_pairs, listed
from .edge_intervals import check_draws
from .network_nodes import Network, connected_nodes
from .series_summary import summarised

if TYPE_CHECKING:
    import networkx as nx

EVENTS = {"period": pl.Int64, "event": pl.String, "community": pl.Int64, "other": pl.Int64, "shared": pl.Int64}


@dataclass(frozen=True, repr=False, eq=False)
class NetworkSeries(Result):
    """The network of terms in successive periods; made by `network_series`.

    Attributes
    ----------
    starts : tuple of date
        First day of each period.
    networks : tuple of Cooccurrence
        Tested, with the backbone taken.
    nodes : DataFrame(start, term, kind, contexts, documents, degree, strength, community, stability)
        Terms with an edge in the period; ``community`` lasts from period to period.
    frame, edges : DataFrame(start, a, b, …)
        The edges of all periods, sorted; the columns of `Cooccurrence.to_frame`.
    layout : DataFrame(term, x, y)
        One place for each term, from the union of all periods.
    communities : DataFrame(community, label, first, last, periods, terms)
        The label is the term with the greatest strength over all periods.
    events : DataFrame(start, event, community, other, shared)
        birth, continuation, split (from ``other``), merge (of ``other`` into it), death.
    parameters : mapping
        The arguments of `network_series` and `cooccurrence`, defaults included.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = pl.DataFrame({"id": ["a", "b"], "date": ["2020-04-17", "2021-05-22"], "text": ["六稳和六保。", "六保、六稳。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> series = network_series(features, delta=None, q=0.99, min_contexts=1, min_documents=1, min_months=1)
    >>> series.at("2021").edges().select("a", "b", "f_ab").rows()
    [('六保', '六稳', 1)]
    >>> series.network_nodes("2021").select("term", "community", "x", "y").rows()
    [('六保', 0, 1.0, 0.0), ('六稳', 0, 0.0, 1.0)]
    >>> series.to_networkx("2021").number_of_edges()
    1
    """

    starts: tuple[date, ...]
    networks: tuple[Cooccurrence, ...]
    nodes: pl.DataFrame
    frame: pl.DataFrame
    layout: pl.DataFrame
    communities: pl.DataFrame
    events: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def _summary(self) -> str:
        return (
            f"{len(self.starts)} periods of {self.parameters.get('every')}, "
            f"{self.layout.height} terms, {self.edges.height} edges, {self.communities.height} communities"
        )

    @property
    def edges(self) -> pl.DataFrame:
        """The edges of all periods, sorted by start, a, b."""
        return self.frame

    def at(self, start: date | str) -> Cooccurrence:
        """The network of one period.

        Parameters
        ----------
        start : date or str
            The first day of the period.

        Raises
        ------
        StudyError
            If no period starts on that day.
        """
        day = as_date(start, name="start")
        if day not in self.starts:
            raise StudyError(f"no period starts on {day}; they start on {', '.join(map(str, self.starts))}.")
        return self.networks[self.starts.index(day)]

    def network_nodes(self, start: date | str) -> pl.DataFrame:
        """All that a figure says of the terms with an edge in one period, sorted by term.

        Parameters
        ----------
        start : date or str
            The first day of the period.

        Returns
        -------
        DataFrame(term, kind, contexts, documents, months, degree, strength, community, stability, x, y)
            Communities are those followed through the periods; x, y the places of the common layout.
        """
        period = self.nodes.filter(pl.col("start") == as_date(start, name="start"))
        own = period.select("term", "degree", "strength", "community", "stability")
        return self.at(start).nodes.join(own, on="term").join(self.layout, on="term").sort("term")

    def summary(self, *, level: float = 0.95, draws: int = 200, seed: int = 0) -> pl.DataFrame:
        """Each period's network beside its exposure: the terms and pairs that could have given an edge.

        Edges grow with the terms that are frequent enough to be tested, so periods compare by ``per_pair`` and by the
        rows of the same terms, not by ``edges``.

        Parameters
        ----------
        level : float
            Of the intervals: an estimate ± z standard deviations over networks of days drawn again
            (`network_draws.drawn_edges`), which meet pairs of one term, and terms of one day, together. They are of
            what the same documents' process would give in a corpus of the same size, not of a larger one, in which more
            pairs would be edges. Communities are taken as they are: a network drawn again has others, and to seek them
            anew would count the search as noise.
        draws, seed : int
            At least 100. Of windows, whose meetings are not kept by day, the intervals are null.

        Returns
        -------
        DataFrame(start, same_terms, terms, testable, pairs, edges, per_pair, low, high, density, modularity, between, …)
            and ``density_low`` to ``between_high``. Two rows a period, sorted by same_terms, start: of all terms, and (``same_terms``) of those testable in
            every period. ``density`` is of the terms with an edge; ``between`` the share of edges between
            communities, which are those of the whole network in both rows.

        Examples
        --------
        >>> from analysis import Corpus, Lexicon, build_features
        >>> texts = pl.DataFrame({"id": ["a", "b"], "date": ["2020-04-17", "2021-05-22"], "text": ["六稳和六保。", "六保、六稳。"]})
        >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
        >>> series = network_series(features, delta=None, q=0.99, min_contexts=1, min_documents=1, min_months=1)
        >>> series.summary().select("testable", "pairs", "edges", "per_pair").row(0)
        (2, 1, 1, 1.0)
        """
        check_draws(level, draws)
        return summarised(self.starts, self.networks, self.nodes, level=level, draws=draws, seed=seed)

    def to_networkx(self, start: date | str) -> nx.Graph:
        """The networkx graph of one period; nodes carry their place, community and stability as well.

        Parameters
        ----------
        start : date or str
            The first day of the period.

        Returns
        -------
        networkx.Graph
            As of `Cooccurrence.to_networkx`.
        """
        graph = self.at(start).to_networkx()
        for row in self.network_nodes(start).select("term", "community", "stability", "x", "y").to_dicts():
            graph.nodes[row.pop("term")].update(row)
        return graph


@renamed_arguments(runs="draws")
@statistic()
def network_series(
    features: Features,
    *,
    every: str = "1y",
    start: date | str | None = None,
    end: date | str | None = None,
    delta: float | None = 1.64,
    q: float = 0.05,
    draws: int = 50,
    seed: int = 0,
    **settings: Any,
) -> NetworkSeries:
    """The network of terms in each year, quarter or month, on one layout, with its communities followed.

    Parameters
    ----------
    features : Features
    every : {"1y", "1q", "1mo"}
    start, end : date or str, optional
        First day, and the day after the last.
    delta : float or None
        Of the noise-corrected backbone; None for no backbone.
    q : float
        False discovery rate of the test.
    draws, seed : int
        How often the communities of a period are sought, and from which seed.
    **settings
        Passed to `cooccurrence` (context, terms, kinds, duplicates, floors, …).

    Returns
    -------
    NetworkSeries

    Raises
    ------
    StudyError
        No document in the period, or a setting that `cooccurrence` does not have.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = pl.DataFrame({"id": ["a", "b"], "date": ["2020-04-17", "2021-05-22"], "text": ["六稳和六保。", "六保、六稳。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> series = network_series(features, delta=None, q=0.99, min_contexts=1, min_documents=1, min_months=1)
    >>> series
    <NetworkSeries: 2 periods of 1y, 2 terms, 2 edges, 1 communities>
    >>> series.events.select("event", "community", "shared").rows()
    [('birth', 0, 0), ('continuation', 0, 2)]
    """
    taken = list(signature(cooccurrence).parameters.values())[1:]
    known = {one.name: one.default for one in taken if one.name not in ("start", "end")}
    unknown = sorted(set(settings) - set(known))
    if unknown:
        raise StudyError(f"no setting {unknown[0]!r}; there are: {', '.join(known)}." + did_you_mean(unknown[0], known))
    settings = known | settings
    settings["terms"] = listed(settings["terms"])
    choice = dict(kinds=settings["kinds"], duplicates=settings["duplicates"])
    documents = documents_to_count(features, start=start, end=end, every=every, **choice)
    starts = slice_starts(documents["date"], every).to_list()
    terms = chosen_terms(features, settings["terms"], documents, most=settings["most"])
    networks, corpus = [], corpus_statement(features)
    for first, after in zip(starts, [*starts[1:], None], strict=True):
        inside = documents.filter(pl.col("date").is_between(first, after or date.max, closed="left"))
        part = features.between(first, after)  # files of other years stay closed
        period = dict(start=str(first), end=after and str(after))
        counted = counted_pairs(part, terms, inside, {"corpus": corpus} | period | settings).test(q)
        networks.append(counted if delta is None else counted.backbone(delta))
    parameters = dict(every=every, start=start, end=end, delta=delta, q=q, draws=draws, seed=seed, **settings)
    return _joined(starts, networks, parameters)


def _joined(starts: Sequence[date], networks: Sequence[Cooccurrence], parameters: dict[str, Any]) -> NetworkSeries:
    """Join networks of successive periods: one layout, communities followed."""
    draws, seed = parameters["draws"], parameters["seed"]
    found = [network.communities(draws=draws, seed=seed) for network in networks]
    identities, events = follow([dict(one.select("term", "community").rows()) for one in found])
    nodes, edges = [], []
    for start, network, one, identity in zip(starts, networks, found, identities, strict=True):
        day = pl.lit(start).alias("start")
        lasting = one.select("term", pl.Series("community", [identity[t] for t in one["term"]], pl.Int64), "stability")
        own = connected_nodes(network.nodes.drop("months"), network.edges()).join(lasting, on="term")
        nodes.append(own.select(day, pl.all()))
        edges.append(network.edges().select(day, pl.all()))
    nodes, edges = pl.concat(nodes).sort("start", "term"), pl.concat(edges).sort("start", "a", "b")
    union = edges.group_by("a", "b").agg(pl.col("log_dice").sort().sum())
    days = pl.DataFrame({"period": range(len(starts)), "start": starts}, schema={"period": pl.Int64, "start": pl.Date})
    history = pl.DataFrame(events, schema=EVENTS).join(days, on="period")
    return NetworkSeries(
        starts=tuple(starts),
        networks=tuple(networks),
        nodes=nodes,
        frame=edges,
        layout=Network(nodes, union).layout(seed=seed),
        communities=_labelled(nodes),
        events=history.select("start", *list(EVENTS)[1:]).sort("start", "community", "event", "other"),
        parameters=parameters,
    )


def _labelled(nodes: pl.DataFrame) -> pl.DataFrame:
    """community · label (its strongest term) · first · last · periods · terms, sorted by community."""
    terms = nodes.group_by("community", "term").agg(s=pl.col("strength").sort().sum())
    strongest = pl.col("term").sort_by("s", "term", descending=[True, False]).first()
    start = pl.col("start")
    spans = nodes.group_by("community").agg(
        first=start.min(), last=start.max(), periods=start.n_unique(), terms=pl.col("term").n_unique()
    )
    return terms.group_by("community").agg(label=strongest).join(spans, on="community").sort("community")
