"""Claims as tests that take their settings by keyword, for `multiverse`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import exp, log, log2, sqrt
from typing import Any

import numpy as np
import polars as pl

from ..collocates.context_drift import drift
from ..core.dates import as_date
from ..core.errors import StudyError, did_you_mean
from ..counts.features import Features
from ..counts.selection import day_counts, resolve_terms, selected_documents
from ..networks.pair_statistics import MEASURES
from ..networks.cooccurrences import cooccurrence

CLUSTERS = {"document": None, "day": "1d", "week": "1w", "month": "1mo"}


def pair_attracts(
    features: Features | Mapping[str, Features], a: str, b: str, **fixed: Any
) -> Callable[..., dict[str, Any]]:
    """A test for `multiverse`: a and b are an edge, and b is among the ``top`` partners of a by ``measure``.

    Settings: context, duplicates, kinds, terms, strata, start, end and window as in `cooccurrence`; null,
    clusters and q as in `Cooccurrence.test`; measure and top; and, where ``features`` names several corpora
    (``{"news": news, "press": press}``), corpus. The estimate is ``log2(f_ab / expected)``, how many
    doublings the pair stands above the null, which compares across measures; low and high take the count as
    Poisson with the pair's dispersion over days.
    """
    found: dict[str, Any] = {}

    def test(*, corpus=None, null="richness", clusters=True, q=0.05, measure="log_dice", top=10, **settings):
        if measure not in MEASURES:
            raise StudyError(
                f"no measure {measure!r}; there are: {', '.join(MEASURES)}." + did_you_mean(measure, MEASURES)
            )
        chosen = _chosen(features, corpus)
        one, other = sorted(resolve_terms(chosen, [a, b]))
        counted = repr((corpus, sorted(settings.items())))
        if counted not in found:
            found[counted] = cooccurrence(chosen, **settings)
        tested = repr((counted, null, clusters, q))
        if tested not in found:
            found[tested] = found[counted].test(q, null=null, clusters=clusters)
        same = (pl.col("a") == one) & (pl.col("b") == other)
        pair = found[tested].frame.filter(same)
        best = (
            found[tested]
            .edges()
            .filter((pl.col("a") == a) | (pl.col("b") == a))
            .sort(measure, "a", "b", descending=[True, False, False])
            .head(top)
        )
        if not pair.height:
            return {"holds": False}
        met, chance, phi = (float(pair[name].item()) for name in ("f_ab", "expected", "phi"))
        doublings, error = log2(met / chance), 1.96 * sqrt(phi / met) / log(2)
        return {
            "holds": best.filter(same).height == 1,
            "estimate": doublings,
            "low": doublings - error,
            "high": doublings + error,
        }

    return partial(test, **fixed)  # a setting of the grid overrules a fixed one


def company_moved(
    features: Features | Mapping[str, Features], term: str, before: str, after: str, **fixed: Any
) -> Callable[..., dict[str, Any]]:
    """A test for `multiverse`: the company of a term moved between two slices, named by their first days.

    Settings as in `drift`; ``verdict``, the weakest that counts ("moved", or "differs", which does not allow
    for a company that wanders slowly); and corpus, where ``features`` names several. The estimate is the
    distance above the floor; low and high take the floor's band.
    """
    first, last = as_date(before, name="before"), as_date(after, name="after")
    found: dict[str, Any] = {}

    def test(*, corpus=None, verdict="moved", **settings):
        if verdict not in ("moved", "differs"):
            raise StudyError(f"no verdict {verdict!r} to ask for; there are: moved, differs.")
        key = repr((corpus, sorted(settings.items())))
        if key not in found:
            found[key] = drift(_chosen(features, corpus), term, **settings).to_frame()
        row = found[key].filter((pl.col("before") == first) & (pl.col("after") == last)).to_dicts()
        if not row or row[0]["verdict"] == "insufficient":
            raise StudyError(f"too few sentences with {term} around {before} and {after}.")
        row = row[0]
        return {
            "holds": row["verdict"] in ("moved", verdict),
            "estimate": row["distance"] - row["floor"],
            "low": row["distance"] - row["floor_high"],
            "high": row["distance"] - row["floor_low"],
        }

    return partial(test, **fixed)  # a setting of the grid overrules a fixed one


def rate_rose(
    features: Features | Mapping[str, Features],
    term: str,
    before: str | tuple | None = None,
    after: str | tuple | None = None,
    **fixed: Any,
) -> Callable[..., dict[str, Any]]:
    """A test for `multiverse`: the rate of a term rose by more than ``factor`` between two periods.

    A period is a year or several (``"2020"``, ``"2018/2020"``, the last one included), or (start, end), the
    end being the day after the last.

    Settings: unit (documents: share of documents; characters: mentions a character), cluster (document, day,
    week or month: what is taken as one event), factor, duplicates, kinds, level; before and after, if they
    are to be choices too; and corpus, where ``features`` names several. The estimate is the ratio of the two
    rates, with half a hit added to each; low and high are an interval on its logarithm, by Student's t with
    the Pearson dispersion of the clusters' counts, which is never taken as less than 1.
    """
    counts: dict[str, Any] = {}

    def period(span, corpus, unit, cluster, settings):
        key = repr((span, corpus, sorted(settings.items())))
        if key not in counts:
            chosen = _chosen(features, corpus)
            start, end = _span(span)
            documents = selected_documents(chosen, start=start, end=end, **settings)
            counts[key] = day_counts(chosen, resolve_terms(chosen, [term]), documents)
        of = counts[key]
        hits, size = (of.hits[0], of.documents) if unit == "documents" else (of.mentions[0], of.characters)
        if not size.sum():
            raise StudyError("one of the two periods holds no document.")
        return float(hits.sum()), float(size.sum()), *_dispersion(of.days, hits, size, cluster)

    def test(
        *, before=before, after=after, corpus=None, unit="documents", cluster="day", factor=1.0, level=0.95, **settings
    ):
        from scipy.special import stdtrit

        if unit not in ("documents", "characters"):
            raise StudyError(f"no unit {unit!r}; there are: documents, characters.")
        if cluster not in CLUSTERS:
            raise StudyError(f"no cluster {cluster!r}; there are: {', '.join(CLUSTERS)}.")
        if before is None or after is None:
            raise StudyError("name two periods, such as before='2018/2020', after='2021'.")
        (n1, s1, phi1, df1), (n2, s2, phi2, df2) = (
            period(span, corpus, unit, cluster, settings) for span in (before, after)
        )
        ratio = log((n2 + 0.5) / s2) - log((n1 + 0.5) / s1)
        error = stdtrit(df1 + df2, (1 + level) / 2) * sqrt(phi1 / (n1 + 0.5) + phi2 / (n2 + 0.5))
        low = exp(ratio - error)
        return {"holds": low > factor, "estimate": exp(ratio), "low": low, "high": exp(ratio + error)}

    return partial(test, **fixed)  # a setting of the grid overrules a fixed one


def _span(period: str | tuple) -> tuple:
    """Start and end of a period.

    >>> _span("2018/2020")
    ('2018', '2021')
    """
    if not isinstance(period, str):
        return period
    first, _, last = period.partition("/")
    if not first.isdecimal() or not (last or first).isdecimal():
        raise StudyError(
            f"{period!r} is not a year or several, such as '2020' or '2018/2020'. "
            "For other periods give (start, end), such as ('2020-07', '2021-07')."
        )
    return first, str(int(last or first) + 1)


def _dispersion(days: pl.Series, hits: np.ndarray, size: np.ndarray, cluster: str) -> tuple[float, float]:
    """Pearson dispersion of the clusters' counts about one common rate, and its degrees of freedom."""
    if CLUSTERS[cluster] is None or not hits.sum():
        return 1.0, float(size.sum())
    table = pl.DataFrame({"block": days.dt.truncate(CLUSTERS[cluster]), "hits": hits, "size": size})
    table = table.group_by("block").agg(pl.col("hits", "size").cast(pl.Float64).sum()).sort("block")
    n, expected = table["hits"].to_numpy(), table["size"].to_numpy() * hits.sum() / size.sum()
    df = max(table.height - 1, 1)
    # squares over the mean expectation: a cluster that expects next to nothing cannot blow it up
    return max(1.0, float(((n - expected) ** 2).sum() / expected.mean() / df)), float(df)


def _chosen(features: Features | Mapping[str, Features], corpus: str | None) -> Features:
    """The corpus of that name, or the only one."""
    if not isinstance(features, Mapping):
        if corpus is not None:
            raise StudyError(f"corpus={corpus!r}: name the corpora first, such as {{'news': news, 'press': press}}.")
        return features
    if corpus not in features:
        raise StudyError(
            f"no corpus {corpus!r}; there are: {', '.join(sorted(features))}." + did_you_mean(str(corpus), features)
        )
    return features[corpus]
