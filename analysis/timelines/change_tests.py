"""Did a term's use change, when, and did it burst? Each question answered in one table, with p, q and plain rates."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..counts.day_counts import DayCounts
from ..counts.features import Features
from ..statistics.autocorrelation import term_seed, yearly_memory
from ..statistics.burst_states import burst_states, long_run_dispersion, null_weights
from ..statistics.segmentation import arcsine_share, leftover, run_up, segmented, split_interval
from .period_counts import counted
from .test_decisions import effect, judged

LEAST_HITS = 10  # with fewer documents in all years no pattern in time can be told from chance
LEAST_SEGMENT = 6  # months of a segment
LEAST_YEARS = 5  # Mann–Kendall on four years cannot reach p = 0.05 (its smallest p is 2/4! = 0.083)
_ENDS = (slice(None, 3), slice(-3, None))  # what a trend leads from and to; with five years the middle one is in both


def trends(
    features: Features | DayCounts,
    terms=None,
    *,
    q: float = 0.05,
    level: float = 0.95,
    duplicates: bool = False,
    kinds=None,
    start=None,
    end=None,
) -> pl.DataFrame:
    """Has a term's use risen or fallen over the years?

    Theil–Sen's slope of the yearly logit shares (Sen 1968), with Mann–Kendall's test on the years (Kendall 1975),
    ties allowed for, its variance widened by what little the months' memory leaves between years. Never on months:
    they remember one another, and the test then takes memory for a trend.

    Parameters
    ----------
    features : Features
        Or counts by day.
    q : float
        False discovery rate (Benjamini & Hochberg 1995, over all terms tested) below which ``decision`` is true.
    level : float
        Level of the slope's interval.
    duplicates, kinds, start, end
        As in `timeline`.

    Returns
    -------
    polars.DataFrame
        ``term · slope · low · high · p · q · decision · before · after · years · hits · tests · effect``, by term.
        ``slope`` is in logits a year (for rare terms, 0.1 is about 10 % a year); ``before`` and ``after`` are the
        rates per 1,000 documents of the first and the last three years, as counted: a line fitted in logits would
        promise rates that no year has. Terms in fewer than 10 documents, or
        with fewer than 5 years, have nulls and are not tested.
    """
    from scipy.stats import kendalltau, theilslopes

    data = counted(features, terms, "1y", duplicates=duplicates, kinds=kinds, start=start, end=end)
    years = data.starts.dt.year().to_numpy().astype(float)
    n = data.documents
    half = 0.5 * n / n.mean()  # in proportion to the documents, so that years without a hit tie
    logit = np.log((data.hits + half) / (np.maximum(n - data.hits, 0) + half))
    monthly = counted(features, terms, "1mo", duplicates=duplicates, kinds=kinds, start=start, end=end)
    long = len(monthly.documents) >= 3 * LEAST_SEGMENT
    next_year = yearly_memory(
        leftover(arcsine_share(monthly.hits, monthly.documents), LEAST_SEGMENT)[3]
        if long
        else np.zeros(len(data.terms))
    )
    rows = []
    for t, term in enumerate(data.terms):
        total = int(data.hits[t].sum())
        row = {"term": term, "years": len(years), "hits": total}
        if total >= LEAST_HITS and len(years) >= LEAST_YEARS:
            slope, _, low, high = (value + 0.0 for value in theilslopes(logit[t], years, alpha=level))  # no −0
            p = _remembered(kendalltau(years, data.hits[t] / n).pvalue, len(years), float(next_year[t]))
            first, last = (1_000 * data.hits[t, end].sum() / n[end].sum() for end in _ENDS)
            row |= {"slope": slope, "low": low, "high": high, "p": p, "before": first, "after": last}
        rows.append(row)
    schema = {
        "term": pl.String,
        **dict.fromkeys(("slope", "low", "high", "p", "before", "after"), pl.Float64),
        "years": pl.Int64,
        "hits": pl.Int64,
    }
    frame = judged(pl.DataFrame(rows, schema=schema), q)
    return frame.select(
        "term",
        "slope",
        "low",
        "high",
        "p",
        "q",
        "decision",
        "before",
        "after",
        "years",
        "hits",
        "tests",
        effect=effect("before", "after"),
    ).sort("term")


def _remembered(p: float, years: int, r: float) -> float:
    """Mann–Kendall's p where each year resembles the last by ``r``: its variance grows (Hamed & Rao 1998, lag one).

    Years are nearly independent, but months with an autocorrelation of 0.65 leave 0.11 between years, which alone
    makes 7 false alarms in a hundred out of 5.
    """
    from scipy.special import ndtr, ndtri

    if np.isnan(p):
        return 1.0
    growth = 1 + 2 * (years - 1) * (years - 2) * (years - 3) / (
        years * (years - 1) * (years - 2)
    ) * 6 / np.pi * np.arcsin(r / 2)
    return float(2 * ndtr(ndtri(p / 2) / np.sqrt(growth)))


def change_points(
    features: Features | DayCounts,
    terms=None,
    *,
    q: float = 0.05,
    least: int = 6,
    most: int = 4,
    B: int = 999,
    level: float = 0.95,
    seed: int = 0,
    duplicates: bool = False,
    kinds=None,
    start=None,
    end=None,
) -> pl.DataFrame:
    """In which month did a term's use change its level?

    The stretch of months that differs most from the rest (the largest standardised CUSUM of monthly shares, on the
    arcsine scale; an inner stretch pays for its second end), judged against ``B`` series of counts in which nothing
    happens, with the same dispersion and memory, that go through the same search;
    then the same within each part, up to ``most`` changes a term. A rise that ends again is two changes.

    Parameters
    ----------
    features : Features
        Or counts by day.
    q : float
        False discovery rate over all terms, and at each further split over all parts tested.
    least : int
        Months that each segment must have.
    most : int
        Changes that a term may have.
    B : int
        Made-up series for p, and draws for the place.
    level : float
        Level of the interval of the month.
    seed : int
        Same seed, same p for a term, whichever others are tested.

    Returns
    -------
    polars.DataFrame
        ``term · month · low · high · before · after · p · q · decision · hits · tests · effect``, sorted by term
        and month. ``month`` is the first month of the new level, ``low`` to ``high`` where it may lie, a run-up of
        up to ``least`` months included; ``before`` and ``after`` are the documents per 1,000 of the segments on its
        sides. A term without a change has one row with p and q, and no month; one in fewer than 10 documents has
        no p either.
    """
    _check_positive(least=least, most=most, B=B)
    data = counted(features, terms, "1mo", duplicates=duplicates, kinds=kinds, start=start, end=end)
    x = arcsine_share(data.hits, data.documents)
    found, tests = segmented(
        data.hits, data.documents, data.terms, q=q, least=least, most=most, least_hits=LEAST_HITS, B=B, seed=seed
    )
    rows = []
    for t, term in enumerate(data.terms):
        base = {"term": term, "hits": int(data.hits[t].sum()), "tests": tests}
        p, own, places = found.get(t, (None, None, {}))
        cuts = [0, *sorted(places), x.shape[1]]
        for before, k, after in zip(cuts, cuts[1:-1], cuts[2:], strict=False):
            low, high = split_interval(
                x[t, before:after],
                k - before,
                least=least,
                B=B,
                level=level,
                seed=term_seed(seed, term, before, after, 1),
            )
            reach = run_up(data.hits[t, before:after], data.documents[before:after], k - before, least=least)
            low, high = min(low, reach[0]), max(high, reach[1])
            p, own = places[k]
            rows.append(
                base
                | {
                    "month": data.starts[k],
                    "low": data.starts[before + low],
                    "high": data.starts[before + high],
                    "p": p,
                    "q": own,
                    "decision": True,
                    "before": data.rate(t, before, k),
                    "after": data.rate(t, k, after),
                }
            )
        if not places:
            rows.append(base | {"p": p, "q": own, "decision": None if p is None else False})
    schema = {
        "term": pl.String,
        **dict.fromkeys(("month", "low", "high"), pl.Date),
        **dict.fromkeys(("before", "after", "p", "q"), pl.Float64),
        "decision": pl.Boolean,
        "hits": pl.Int64,
        "tests": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema).with_columns(effect=effect("before", "after")).sort("term", "month")


def bursts(
    features: Features | DayCounts,
    terms=None,
    *,
    q: float = 0.05,
    s: float = 2.0,
    gamma: float = 1.0,
    B: int = 999,
    seed: int = 0,
    duplicates: bool = False,
    kinds=None,
    start=None,
    end=None,
) -> pl.DataFrame:
    """In which months did a term burst, and is that more than chance would give so uneven a series?

    Kleinberg's automaton of two states for batches (Kleinberg 2002), solved exactly, its costs divided by the
    long-run dispersion; a burst's weight is judged against the largest weights in ``B`` series of one level with
    the same dispersion and memory.

    Parameters
    ----------
    features : Features
        Or counts by day.
    q : float
        False discovery rate over all bursts and all terms without one.
    s : float
        A burst has ``s`` times the overall share.
    gamma : float
        Price of entering a burst, in units of ln(months).
    B : int
        Made-up series.
    seed : int
        Same seed, same p for a term, whichever others are tested.

    Returns
    -------
    polars.DataFrame
        ``term · start · end · weight · p · q · decision · before · after · phi · hits · tests · effect``, sorted by
        term and start. ``end`` is the first day after the burst; ``before`` is the rate per 1,000 documents
        outside the term's bursts and ``after`` the one inside this burst. A term without a burst that stands has
        one row, with the smallest p of its candidates and no dates; one in fewer than 10 documents has no p.
    """
    _check_positive(s=s - 1, gamma=gamma, B=B)
    data = counted(features, terms, "1mo", duplicates=duplicates, kinds=kinds, start=start, end=end)
    n = data.documents
    after_last = data.starts.dt.offset_by("1mo")
    phi = long_run_dispersion(data.hits, n)
    states, gain = burst_states(data.hits, n, phi, s=s, gamma=gamma)
    rows = []
    for t, term in enumerate(data.terms):
        base = {"term": term, "hits": int(data.hits[t].sum()), "phi": phi[t]}
        if base["hits"] < LEAST_HITS:
            rows.append(base)
            continue
        edges = np.flatnonzero(np.diff(np.concatenate([[0], states[t].astype(int), [0]])))
        spells = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
        if not spells:
            rows.append(base | {"p": 1.0})
            continue
        null = null_weights(data.hits[t], n, s=s, gamma=gamma, B=B, seed=term_seed(seed, term))
        quiet = ~states[t]
        outside = 1_000 * data.hits[t, quiet].sum() / max(n[quiet].sum(), 1)
        for a, b in spells:
            weight = gain[t, a:b].sum()
            rows.append(
                base
                | {
                    "start": data.starts[a],
                    "end": after_last[b - 1],
                    "weight": weight,
                    "p": float(1 + (null >= weight - 1e-9).sum()) / (B + 1),
                    "before": outside if quiet.any() else None,
                    "after": data.rate(t, a, b),
                }
            )
    schema = {
        "term": pl.String,
        "start": pl.Date,
        "end": pl.Date,
        **dict.fromkeys(("weight", "p", "before", "after", "phi"), pl.Float64),
        "hits": pl.Int64,
    }
    frame = judged(pl.DataFrame(rows, schema=schema), q)
    best = frame.sort("term", "p", "start", nulls_last=True).unique("term", keep="first", maintain_order=True)
    kept = frame.filter(pl.col("decision"))
    none = best.join(kept, on="term", how="anti").with_columns(
        pl.lit(None, pl.Date).alias("start"),
        pl.lit(None, pl.Date).alias("end"),
        *(pl.lit(None, pl.Float64).alias(name) for name in ("before", "after")),
    )
    return (
        pl.concat([kept, none])
        .select(
            "term",
            "start",
            "end",
            "weight",
            "p",
            "q",
            "decision",
            "before",
            "after",
            "phi",
            "hits",
            "tests",
            effect=effect("before", "after"),
        )
        .sort("term", "start")
    )


def _check_positive(**numbers: float) -> None:
    wrong: Iterable[str] = [name for name, value in numbers.items() if value <= 0]
    for name in wrong:
        limit = "above 1" if name == "s" else "above 0"
        raise StudyError(f"{name} must be {limit}.")
