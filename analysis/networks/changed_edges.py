"""Edges gained and lost between two periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.statistic_calls import statistic
from .cooccurrence_network import Cooccurrence
from .pair_statistics import richness_chance

COLUMNS = ("f_before", "f_after", "rate_before", "rate_after", "change", "low", "high", "verdict")


@dataclass(frozen=True, repr=False, eq=False)
class EdgeChanges(TableResult):
    """What became of the edges between two periods; made by `edge_changes`.

    Examples
    --------
    >>> EdgeChanges(pl.DataFrame({"a": ["六保"], "b": ["六稳"], "verdict": ["gained"]}))
    <EdgeChanges: 1 edges: 1 gained>
    """

    def _summary(self) -> str:
        verdicts = self.frame["verdict"].value_counts().sort("verdict").rows()
        return f"{len(self)} edges: " + (", ".join(f"{count} {verdict}" for verdict, count in verdicts) or "none")


@statistic(interval="delta method")
def edge_changes(before: Cooccurrence, after: Cooccurrence, *, level: float = 0.95) -> EdgeChanges:
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
    EdgeChanges
        a · b · f_before · f_after · rate_before · rate_after (per 100,000 contexts) · change · low · high ·
        verdict, sorted by a, b; pairs that are an edge in one of the periods. Verdicts: "gained" and "lost"
        where the edge is in one period only and the interval excludes 0; "stronger" and "weaker" where it
        is in both and the interval excludes 0; "kept" where it does not; "unclear" where the edge is in one
        period only but the change itself is within chance (the difference between significant and not
        significant is not itself significant: Gelman & Stern 2006); "new term" and "term gone" where one of
        the terms is absent from the other period, and there is no change to speak of.

    Raises
    ------
    StudyError
        A network that has not been tested, or a level that is no probability.

    Examples
    --------
    >>> from analysis import Corpus, Lexicon, build_features, cooccurrence
    >>> texts = pl.DataFrame({"id": ["a", "b"], "date": ["2020-04-17", "2021-05-22"], "text": ["六稳和六保。", "六稳。六保。"]})
    >>> features = build_features(Corpus.from_frame(texts), Lexicon.read(), "memory://slogans")
    >>> floors = dict(min_contexts=1, min_documents=1, min_months=1)
    >>> before, after = (cooccurrence(features, start=year, end=year + 1, **floors).test(0.99) for year in (2020, 2021))
    >>> edge_changes(before, after).select("a", "b", "f_before", "f_after", "verdict").rows()
    [('六保', '六稳', 1, 0, 'term gone')]
    """
    from scipy.special import ndtri

    networks = {"before": before, "after": after}
    for name, network in networks.items():
        if network.tests is None:
            raise StudyError(f"the network {name} has not been tested; call .test() on it first.")
    edges = [network.edges().select("a", "b", pl.lit(True).alias(f"edge_{name}")) for name, network in networks.items()]
    table = edges[0].join(edges[1], on=["a", "b"], how="full", coalesce=True).sort("a", "b")
    table = table.with_columns(pl.col("edge_before", "edge_after").fill_null(False))
    for name, network in networks.items():
        table = _with_attraction(table, network, name)
    change = pl.col("up_after") - pl.col("up_before")
    variance = [pl.col(f"phi_{name}") / (pl.col(f"f_{name}") + 0.5) for name in networks]
    error = (variance[0] + variance[1]).sqrt() * float(ndtri((1 + level) / 2)) / np.log(2)
    comparable = (pl.col("e_before") > 0) & (pl.col("e_after") > 0)
    table = table.with_columns(change=pl.when(comparable).then(change))
    table = table.with_columns(low=pl.col("change") - error, high=pl.col("change") + error)
    in_both, risen, fallen = pl.col("edge_before") & pl.col("edge_after"), pl.col("low") > 0, pl.col("high") < 0
    verdicts = {  # the first that holds
        "new term": pl.col("e_before") == 0,
        "term gone": pl.col("e_after") == 0,
        "stronger": in_both & risen,
        "weaker": in_both & fallen,
        "kept": in_both,
        "gained": pl.col("edge_after") & risen,
        "lost": pl.col("edge_before") & fallen,
    }
    verdict = pl.coalesce(*(pl.when(holds).then(pl.lit(name)) for name, holds in verdicts.items()), pl.lit("unclear"))
    frame = table.with_columns(verdict=verdict).select("a", "b", *COLUMNS).sort("a", "b")
    parameters = {name: dict(network.parameters) for name, network in networks.items()}
    return EdgeChanges(frame, {**parameters, "level": level})


def _with_attraction(table: pl.DataFrame, network: Cooccurrence, name: str) -> pl.DataFrame:
    """The pairs with f, e (expected), phi, rate and up (doublings above chance) in one network; e is 0 for new terms."""
    f, e, phi = f"f_{name}", f"e_{name}", f"phi_{name}"
    known = table.select("a", "b").filter(pl.all_horizontal(pl.col("a", "b").is_in(network.incidence.terms)))
    expected, dispersion = richness_chance(network.incidence, known)
    known = known.with_columns(pl.Series(e, expected, pl.Float64), pl.Series(phi, dispersion, pl.Float64))
    seen = network.counts.select("a", "b", pl.col("f_ab").alias(f))
    table = table.join(known, on=["a", "b"], how="left").join(seen, on=["a", "b"], how="left")
    table = table.with_columns(pl.col(f).fill_null(0), pl.col(e).fill_null(0.0), pl.col(phi).fill_null(1.0))
    return table.with_columns(
        (pl.col(f) * 1e5 / max(network.n_contexts, 1)).alias(f"rate_{name}"),
        (((pl.col(f) + 0.5) / (pl.col(e) + 0.5)).log(2)).alias(f"up_{name}"),
    )
