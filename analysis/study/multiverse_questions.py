# long: three questions that share their settings
"""Claims as tests that take their settings by keyword, for `multiverse`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import exp, log, log2, sqrt
from typing import Any

import numpy as np
import polars as pl

from ..collocates.context_drift import MOVED, drift
from ..core.dates import as_date
from ..core.errors import StudyError, did_you_mean
from ..core.renamed_arguments import warn_renamed
from ..counts.day_counts import day_counts
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..networks.cooccurrences import cooccurrence
from ..networks.pair_statistics import MEASURES
from ..timelines.period_counts import numerator_and_base
from ..timelines.rates import UNITS

CLUSTERS = {"document": None, "day": "1d", "week": "1w", "month": "1mo"}
Corpora = Features | Mapping[str, Features]


def pair_attracts(features: Corpora, a: str, b: str, **fixed: Any) -> Callable[..., dict[str, Any]]:
    """A test for `multiverse`: a and b are an edge, and b is among the ``top`` partners of a by ``measure``.

    The estimate is ``log2(f_ab / expected)``, how many doublings the pair stands above the null, which compares across
    measures; low and high take the count as Poisson with the pair's dispersion over days.

    Parameters
    ----------
    features : Features, or mapping of str to Features
        Several corpora by name (``{"news": news, "press": press}``); ``corpus`` is then a setting.
    a, b : str
    **fixed
        Settings that are not in the grid: context, duplicates, kinds, terms, strata, start, end and window as in
        `cooccurrence`; null, clusters and q as in `Cooccurrence.test`; measure, top and corpus.

    Raises
    ------
    StudyError
        By the test: an unknown term, measure or corpus, or a setting that these features do not allow.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Corpus, Lexicon, build_features, multiverse
    >>> texts = {"id": ["a", "b"], "date": "2020-05-22", "text": ["六保和六稳。六保要落实。", "到村里去。"]}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(texts)), Lexicon.read(), mkdtemp())
    >>> multiverse("they attract", pair_attracts(features, "六保", "六稳"), {"context": ("sentence", "document")})
    <Multiverse: 'they attract' holds in 0 of 2 settings>
    """
    counted = _cached(lambda corpus, **settings: cooccurrence(_corpus(features, corpus), **settings))
    tested = _cached(
        lambda corpus, q, null, clusters, **settings: counted(corpus, **settings).test(q, null=null, clusters=clusters)
    )

    def test(*, corpus=None, null="richness", clusters=True, q=0.05, measure="log_dice", top=10, **settings):
        _check("measure", measure, MEASURES)
        one, other = sorted(resolve_terms(_corpus(features, corpus), [a, b]))
        network = tested(corpus, q, null, clusters, **settings)
        same = (pl.col("a") == one) & (pl.col("b") == other)
        pair = network.frame.filter(same)
        if not pair.height:
            return {"holds": False}
        partners = network.edges().filter((pl.col("a") == a) | (pl.col("b") == a))
        best = partners.sort(measure, "a", "b", descending=[True, False, False]).head(top)
        met, chance, phi = pair.select(pl.col("f_ab", "expected", "phi").cast(pl.Float64)).row(0)
        doublings, error = log2(met / chance), 1.96 * sqrt(phi / met) / log(2)
        holds = best.filter(same).height == 1
        return {"holds": holds, "estimate": doublings, "low": doublings - error, "high": doublings + error}

    return _question(test, features, fixed)


def collocates_moved(
    features: Corpora, term: str, before: str, after: str, **fixed: Any
) -> Callable[..., dict[str, Any]]:
    """A test for `multiverse`: the collocates of a term moved between two slices, named by their first days.

    The estimate is the distance above the floor; low and high take the floor's band.

    Parameters
    ----------
    features : Features, or mapping of str to Features
    term : str
    before, after : str or date
        First days of two neighbouring slices.
    **fixed
        Settings that are not in the grid: as in `drift`; corpus; and ``verdict``, the weakest that counts ("moved", or
        "differs", which does not allow for collocates that change slowly).

    Raises
    ------
    StudyError
        By the test: too few sentences, or an unknown term, verdict or corpus.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Corpus, Lexicon, build_features, multiverse
    >>> texts = {"id": ["a", "b"], "date": ["2019-08-01", "2020-05-22"], "text": ["六保要落实。", "到村里去。"]}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(texts)), Lexicon.read(), mkdtemp())
    >>> multiverse("they moved", collocates_moved(features, "六保", "2019", "2020"), {"unit": ("day", "month")})
    <Multiverse: 'they moved' holds in 0 of 0 settings, 2 not possible here>
    """
    first, last = as_date(before, name="before"), as_date(after, name="after")
    moves = _cached(lambda corpus, **settings: drift(_corpus(features, corpus), term, **settings).to_frame())

    def test(*, corpus=None, verdict="moved", **settings):
        _check("verdict", verdict, ("moved", "differs"))
        rows = moves(corpus, **settings).filter((pl.col("before") == first) & (pl.col("after") == last)).to_dicts()
        if not rows or rows[0]["verdict"] == "insufficient":
            raise StudyError(f"too few sentences with {term} around {before} and {after}.")
        row = rows[0]
        estimate, low, high = (row["distance"] - row[floor] for floor in ("floor", "floor_high", "floor_low"))
        holds = MOVED if verdict == "moved" else (*MOVED, "composition", "differs")
        return {"holds": row["verdict"] in holds, "estimate": estimate, "low": low, "high": high}

    return _question(test, features, fixed)


def company_moved(features: Corpora, term: str, before: str, after: str, **fixed: Any) -> Callable[..., dict[str, Any]]:
    """The name of `collocates_moved` in 0.1.0, which goes with the next release."""
    warn_renamed("company_moved", "collocates_moved")
    return collocates_moved(features, term, before, after, **fixed)


def rate_rose(
    features: Corpora, term: str, before: str | tuple | None = None, after: str | tuple | None = None, **fixed: Any
) -> Callable[..., dict[str, Any]]:
    """A test for `multiverse`: the rate of a term rose by more than ``factor`` between two periods.

    The estimate is the ratio of the two rates, with half a hit added to each; low and high are an interval on its
    logarithm, by Student's t with the Pearson dispersion of the clusters' counts, which is never taken as less than 1.

    Parameters
    ----------
    features : Features, or mapping of str to Features
    term : str
    before, after : str or (start, end)
        A year or several (``"2020"``, ``"2018/2020"``, the last one included), or first day and the day after the last.
    **fixed
        Settings that are not in the grid: unit (documents: share of documents; characters: mentions a character),
        cluster (document, day, week or month: what is one event), factor, level, duplicates, kinds, corpus, before, after.

    Raises
    ------
    StudyError
        By the test: no document in a period, or an unknown term, unit, cluster, period or corpus.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Corpus, Lexicon, build_features, multiverse
    >>> texts = {"id": ["a", "b"], "date": ["2019-08-01", "2020-05-22"], "text": ["到村里去。", "六保要落实。"]}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(texts)), Lexicon.read(), mkdtemp())
    >>> multiverse("六保 rose", rate_rose(features, "六保", "2019", "2020"), {"unit": ("documents", "characters")})
    <Multiverse: '六保 rose' holds in 0 of 2 settings>
    """
    from scipy.special import stdtrit

    @_cached
    def counted(corpus, span, **settings):
        chosen, (start, end) = _corpus(features, corpus), _span(span)
        documents = selected_documents(chosen, start=start, end=end, **settings)
        return day_counts(chosen, resolve_terms(chosen, [term]), documents)

    def log_rate(counts, unit, cluster):  # with its variance and degrees of freedom
        (hits,), size = numerator_and_base(counts, unit)
        if not size.sum():
            raise StudyError("one of the two periods holds no document.")
        n = float(hits.sum()) + 0.5
        phi, df = _dispersion(counts.days, hits, size, cluster)
        return log(n / float(size.sum())), phi / n, df

    def test(
        *, before=before, after=after, corpus=None, unit="documents", cluster="day", factor=1.0, level=0.95, **settings
    ):
        _check("unit", unit, UNITS)
        _check("cluster", cluster, CLUSTERS)
        if before is None or after is None:
            raise StudyError("name two periods, such as before='2018/2020', after='2021'.")
        (rate1, variance1, df1), (rate2, variance2, df2) = (
            log_rate(counted(corpus, span, **settings), unit, cluster) for span in (before, after)
        )
        ratio, error = rate2 - rate1, stdtrit(df1 + df2, (1 + level) / 2) * sqrt(variance1 + variance2)
        low = exp(ratio - error)
        return {"holds": low > factor, "estimate": exp(ratio), "low": low, "high": exp(ratio + error)}

    return _question(test, features, fixed)


def _question(test: Callable, features: Corpora, fixed: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """The test with its fixed settings, which a setting of the grid overrules, and the corpora that it is asked of."""
    asked = partial(test, **fixed)
    asked.features = features  # pyright: ignore[reportAttributeAccessIssue]  # `multiverse` says of which corpus it is
    return asked


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
    block = days.dt.truncate(CLUSTERS[cluster]).rle_id().to_numpy()  # days are in order
    n, expected = np.bincount(block, hits), np.bincount(block, size) * hits.sum() / size.sum()
    df = max(len(n) - 1, 1)
    # squares over the mean expectation: a cluster that expects next to nothing cannot blow it up
    return max(1.0, float(((n - expected) ** 2).sum() / expected.mean() / df)), float(df)


def _cached(function: Callable) -> Callable:
    """``function``, computed once for each set of arguments, which need not be hashable."""
    found: dict[str, Any] = {}

    def call(*arguments, **settings):
        key = repr((arguments, sorted(settings.items())))
        if key not in found:
            found[key] = function(*arguments, **settings)
        return found[key]

    return call


def _check(name: str, value: str, known) -> None:
    if value not in known:
        raise StudyError(f"no {name} {value!r}; there are: {', '.join(known)}." + did_you_mean(str(value), known))


def _corpus(features: Corpora, name: str | None) -> Features:
    """The corpus of that name, or the only one."""
    if not isinstance(features, Mapping):
        if name is not None:
            raise StudyError(f"corpus={name!r}: name the corpora first, such as {{'news': news, 'press': press}}.")
        return features
    _check("corpus", str(name), sorted(features))
    return features[str(name)]
