"""Has a term's use risen or fallen over the years?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..counts.day_counts import DayCounts
from ..counts.features import Features
from ..counts.statistic_calls import statistic
from ..statistics.autocorrelated_rates import SEASON_SPAN, arcsine_rates
from ..statistics.yearly_noise import yearly_autocorrelation
from .decision_columns import LEAST_HITS, DecisionTable, effect, with_decisions
from .level_verdicts import YEARS_ONLY, monthly_series
from .period_counts import period_counts

LEAST_SLICES = 16  # with documents, from which on the autocorrelation of months is measured
LEAST_YEARS = 5  # Mann–Kendall on four years cannot reach p = 0.05 (its smallest p is 2/4! = 0.083)
BEFORE, AFTER = slice(None, 3), slice(-3, None)  # years; with five in all the middle one is in both
COLUMNS = ["term", "slope", "low", "high", "p", "q", "decision", "before", "after", "years", "hits", "tests", "effect"]


class Trends(DecisionTable):
    """Trends of terms; made by `trends`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · slope · low · high · p · q · decision · before · after · years · hits · tests · effect``, a row a term,
        sorted. ``slope`` is in logits a year (for rare terms, 0.1 is about 10 % a year), ``low`` and ``high`` its interval;
        ``before`` and ``after`` are the rates per 1,000 documents of the first and the last three years, as counted: a
        line fitted in logits would promise rates that no year has. Terms in fewer than 10 documents, or with fewer than
        5 years, have nulls and are not tested.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> trends(simulate_counts([Course("六保", growth=1.3), Course("改革")]))
    <Trends: 2 terms, 2 tested, 1 trends at q ≤ 0.05>
    """

    _found = "trends"


@statistic(every="1y", unit="documents", interval="Theil–Sen", method="Mann–Kendall")
def trends(
    features: Features | DayCounts,
    terms: str | Iterable[str] | None = None,
    *,
    q: float = 0.05,
    level: float = 0.95,
    sense: str | None = None,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> Trends:
    """Has a term's use risen or fallen over the years?

    Theil–Sen's slope of the yearly logit shares (Sen 1968), with Mann–Kendall's test on the years (Kendall 1975), ties
    allowed for, its variance widened by the autocorrelation between years that follows from that of the months (Hamed &
    Rao 1998). Never on months: they are so autocorrelated that the test would take that for a trend.

    Parameters
    ----------
    features : Features or DayCounts
    terms, duplicates, kinds, start, end
        As in `timeline`.
    q : float
        False discovery rate (Benjamini & Hochberg 1995, over all terms tested) up to which ``decision`` is true.
    level : float
        Level of the slope's interval.
    sense : str, optional
        Count only hits on days on which the term has this sense of the lexicon.

    Raises
    ------
    StudyError
        An unknown term, sense or kind; no document left.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> found = trends(simulate_counts([Course("六保", rate=5, growth=1.3), Course("改革", rate=20)]))
    >>> found["term", "decision", "effect"].rows()
    [('六保', True, 'from 9 to 60 per 1,000'), ('改革', False, 'from 21 to 21 per 1,000')]
    """
    from scipy.stats import kendalltau, theilslopes

    selection: dict[str, Any] = dict(sense=sense, duplicates=duplicates, kinds=kinds, start=start, end=end)
    data = period_counts(features, terms, "1y", **selection)
    years, n = data.starts.dt.year().to_numpy().astype(float), data.documents
    half = 0.5 * n / n.mean()  # in proportion to the documents, so that years without a hit tie
    logit = np.log((data.hits + half) / (np.maximum(n - data.hits, 0) + half))
    months = monthly_series(features, terms, 0, **selection)
    rho = np.zeros(len(data.terms))
    if (
        months.reason != YEARS_ONLY
        and months.counts.calendar.span >= SEASON_SPAN
        and len(months.counts.calendar) >= LEAST_SLICES
    ):
        rho = yearly_autocorrelation(arcsine_rates(months.counts.hits, months.exposure), months.counts.calendar)
    rows = []
    for t, term in enumerate(data.terms):
        row = {"term": term, "years": len(years), "hits": int(data.hits[t].sum())}
        if row["hits"] >= LEAST_HITS and len(years) >= LEAST_YEARS:
            slope, _, low, high = np.asarray(theilslopes(logit[t], years, alpha=level)) + 0.0  # no −0
            _, p = np.asarray(kendalltau(years, data.hits[t] / n))
            p = widened_p(p, len(years), float(rho[t]))
            before, after = (1_000 * data.hits[t, some].sum() / n[some].sum() for some in (BEFORE, AFTER))
            row |= {"slope": slope, "low": low, "high": high, "p": p, "before": before, "after": after}
        rows.append(row)
    numbers = dict.fromkeys(("slope", "low", "high", "p", "before", "after"), pl.Float64)
    frame = pl.DataFrame(rows, schema={"term": pl.String, **numbers, "years": pl.Int64, "hits": pl.Int64})
    frame = with_decisions(frame, q).with_columns(effect()).select(COLUMNS).sort("term")
    return Trends(frame, dict(terms=data.terms, q=q, level=level, **selection))


def widened_p(p: float, years: int, rho: float) -> float:
    """Mann–Kendall's p for autocorrelated years: its variance grows (Hamed & Rao 1998, lag one); 1 for ties throughout.

    Years are nearly independent, but months with an autocorrelation of 0.65 leave 0.11 between years, which alone
    makes 7 false alarms in a hundred out of 5.
    """
    from scipy.special import ndtr, ndtri

    if np.isnan(p):
        return 1.0
    growth = 1 + 2 * (years - 1) * (years - 2) * (years - 3) / (
        years * (years - 1) * (years - 2)
    ) * 6 / np.pi * np.arcsin(rho / 2)
    return float(2 * ndtr(ndtri(p / 2) / np.sqrt(growth)))
