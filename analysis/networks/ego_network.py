"""One term's part of a network: its ego network, and its neighbours from period to period."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.results import TableResult
from ..counts.statistic_calls import statistic
from .cooccurrence_network import Cooccurrence
from .networks_over_time import NetworkSeries


def _touches(term: str) -> pl.Expr:
    return (pl.col("a") == term) | (pl.col("b") == term)


@statistic()
def ego(result: Cooccurrence, term: str, *, mutual: bool = True) -> Cooccurrence:
    """The network around one term: its edges, and (``mutual``) those among its neighbours.

    The tests stay those of the whole network: to look at a part afterwards changes no p.

    Parameters
    ----------
    result : Cooccurrence
    term : str
    mutual : bool
        Keep the edges among neighbours.

    Returns
    -------
    Cooccurrence
        Without edges where the term occurs but has none.

    Raises
    ------
    StudyError
        If the term does not occur.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
    >>> texts = pl.DataFrame({"id": ["a"], "date": ["2020-04-17"], "text": ["六稳和六保要抓好。精准扶贫也要抓好。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> network = cooccurrence(features, min_contexts=1, min_documents=1, min_months=1)
    >>> network.nodes.height, ego(network, "六稳").nodes["term"].to_list()
    (3, ['六保', '六稳'])
    """
    known = result.nodes["term"].to_list()
    if term not in known:
        raise StudyError(f'"{term}" does not occur in this network ({len(known)} terms).' + did_you_mean(term, known))
    own = result.edges().filter(_touches(term))
    inside = sorted({term, *own["a"], *own["b"]})
    keep = pl.col("a").is_in(inside) & pl.col("b").is_in(inside)
    return replace(
        result,
        nodes=result.nodes.filter(pl.col("term").is_in(inside)),
        chosen=result.counts.filter(keep if mutual else keep & _touches(term)),
        parameters={**result.parameters, "ego": term, "mutual": mutual},
    )


@dataclass(frozen=True, repr=False, eq=False)
class Neighbours(TableResult):
    """The neighbours of one term in each period; made by `neighbours`.

    Examples
    --------
    >>> Neighbours(pl.DataFrame({"neighbour": ["六稳", "六稳"]}), {"term": "六保"})
    <Neighbours: 1 neighbours of 六保, 2 rows>
    """

    def _summary(self) -> str:
        return f"{self.frame['neighbour'].n_unique()} neighbours of {self.parameters.get('term')}, {len(self)} rows"


@statistic()
def neighbours(series: NetworkSeries, term: str) -> Neighbours:
    """The neighbours of one term in each period, and which came and went.

    Parameters
    ----------
    series : NetworkSeries
    term : str

    Returns
    -------
    Neighbours
        start · neighbour · f_ab · log_dice · q · status, sorted by start, neighbour. Status is "new" (no
        edge in the period before), "kept", or "gone" (an edge in the period before, none now; its counts
        are null). In the first period all are "new".

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features, network_series
    >>> texts = pl.DataFrame({"id": ["a", "b"], "date": ["2020-04-17", "2021-05-22"], "text": ["六稳和六保。", "精准扶贫。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> series = network_series(features, delta=None, q=0.99, min_contexts=1, min_documents=1, min_months=1)
    >>> neighbours(series, "六保").select("neighbour", "status").rows()
    [('六稳', 'new'), ('六稳', 'gone')]
    """
    other = pl.when(pl.col("a") == term).then("b").otherwise("a").alias("neighbour")
    own = series.edges.filter(_touches(term)).select("start", other, "f_ab", "log_dice", "q")
    periods = pl.DataFrame({"start": list(series.starts)}, schema={"start": pl.Date}).with_row_index("period")
    own = own.join(periods, on="start").drop("start")
    before = own.select("neighbour", period=pl.col("period") + 1, before=pl.lit(True))
    status = pl.when(pl.col("f_ab").is_null()).then(pl.lit("gone")).when(pl.col("before")).then(pl.lit("kept"))
    frame = (
        own.join(before, on=["neighbour", "period"], how="full", coalesce=True)
        .join(periods, on="period")
        .with_columns(status=status.otherwise(pl.lit("new")))
        .select("start", "neighbour", "f_ab", "log_dice", "q", "status")
        .sort("start", "neighbour")
    )
    return Neighbours(frame, {"term": term, "series": dict(series.parameters)})
