"""When did a term enter: absent for a stated time, then present?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..counts.day_counts import DayCounts, counts_by_day
from ..counts.document_selection import Strata
from ..counts.features import Features
from ..counts.periods import finest_period
from ..counts.statistic_calls import statistic
from ..statistics.entry_test import BANK, LEAST_HITS, absence, absence_p
from ..statistics.multiple_testing import adaptive_q
from ..statistics.rare_null_series import stratified_nulls
from .decision_columns import DecisionTable, check_above
from .period_counts import PeriodCounts, period_counts

STAYED, FADED, CAMPAIGN = "stayed", "faded", "campaign"
CAMPAIGN_MONTHS = 24  # a first stretch that lasts longer is no campaign, however it ends
CAMPAIGN_LEFT, FADED_LEFT = 0.25, 0.5  # of the first rate, after a campaign and after a term that faded
EVIDENCE = 3  # days that are named
SCHEMA = pl.Schema(
    {
        "term": pl.String,
        **dict.fromkeys(("month", "low", "high", "end", "end_low", "end_high"), pl.Date),
        **dict.fromkeys(("before", "after", "later"), pl.Float64),
        "course": pl.String,
        **dict.fromkeys(("p", "q"), pl.Float64),
        "decision": pl.Boolean,
        **dict.fromkeys(("hits", "tests", "months_before", "documents_before"), pl.Int64),
        **dict.fromkeys(("effect", "evidence", "reason"), pl.String),
    }
)


class Entries(DecisionTable):
    """Entries of terms; made by `entries`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · month · low · high · end · end_low · end_high · before · after · later · course · p · q · decision · hits · tests ·
        months_before · documents_before · effect · evidence · reason``, a row a term, sorted. ``month`` is the slice of the first
        hit, ``low`` to ``high`` where the use may have begun; ``before`` is 0, ``after`` the documents per 1,000 of the first
        stretch, ``later`` those behind its ``end``, which lies from ``end_low`` to ``end_high`` (all null where there is none). ``course`` is ``stayed``, ``faded`` or ``campaign``.
        ``months_before`` and ``documents_before`` are covered without a hit. ``evidence`` names the first three days. Where a term
        cannot be tested p, q and decision are null and ``reason`` says why.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> coined = Course("六保", rate=0.001, changes=(("2017-04", 10_000.0),))
    >>> entries(simulate_counts([coined], years=6), bank=6_000)
    <Entries: 1 terms, 1 tested, 1 entries at q ≤ 0.05>
    """

    _found = "entries"


@statistic(unit="documents", method="absence before the first use")
def entries(
    features: Features | DayCounts,
    terms: str | Iterable[str] | None = None,
    *,
    q: float = 0.05,
    least: int = 24,
    every: str | None = None,
    bank: int = BANK,
    seed: int = 0,
    sense: str | None = None,
    strata: Strata = None,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> Entries:
    """When did a term enter, and is its absence before that more than its rarity would give?

    The likelihood ratio of an absence, then a rate, and perhaps another after it, over the dispersion of the hits:
    ``T = max_e [H₁ log(r₁/r̄) + H₂ log(r₂/r̄) − 1{e < M}] / φ``, so that five documents of one day weigh less than five of five
    months. p is its rank among the 2,000 null series on the same calendar that resemble the term most in hits, dispersion and
    autocorrelation. The use may have begun since the earliest month k with
    ``(N₁ / (N₁ + N[k, τ)))^(H₁/φ − ½) > 0.05``, φ that of the first stretch. See the page of methods.

    Parameters
    ----------
    features : Features or DayCounts
    terms, duplicates, kinds, start, end
        As in `timeline`.
    q : float
        False discovery rate over all terms with four hits or more (Benjamini, Krieger & Yekutieli 2006); those present
        from the start count with p = 1.
    least : int
        Months that must be covered before the first hit.
    every : {"1mo", "1q", "1y"}, optional
        Slices; if None months, or years where fewer than nine documents of ten can be placed in a month.
    bank : int
        Null series, made once for a calendar and kept in the cache.
    seed : int
        Of the bank.
    sense : str, optional
        Count only hits on days on which the term has this sense of the lexicon.
    strata : str or mapping, optional
        A column of documents, such as ``"source"``, or the stratum of each document id: rates of strata may differ and their
        mix may change, and neither is taken for an entry.

    Raises
    ------
    StudyError
        An unknown term, sense, kind or column; no document left; ``least`` or ``bank`` not above 0.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> coined = Course("六保", rate=0.001, changes=(("2017-04", 10_000.0),))
    >>> found = entries(simulate_counts([coined, Course("改革", rate=20)], years=6), bank=6_000)
    >>> found["term", "month", "decision", "effect"].rows()[0]
    ('六保', datetime.date(2017, 4, 1), True, 'from 0 to 12 per 1,000 in 2017-04, and stayed')
    >>> found["reason"].to_list()[1]
    'present from the start: 0 months are covered before its first document, 24 are needed'
    """
    check_above(0, least=least, bank=bank)
    selection: dict[str, Any] = dict(
        duplicates=duplicates, kinds=kinds, start=start, end=end, sense=sense, strata=strata
    )
    every = every or finest_period(features)
    counts = counts_by_day(features, terms, every=every, **selection)
    frame = entry_rows(counts, period_counts(counts, None, every), every, q=q, least=least, bank=bank, seed=seed)
    parameters = dict(terms=counts.terms, q=q, least=least, every=every, bank=bank, seed=seed, **selection)
    return Entries(frame, parameters)


def entry_rows(
    counts: DayCounts, data: PeriodCounts, every: str, *, q: float, least: int, bank: int, seed: int
) -> pl.DataFrame:
    """A row a term, from its counts by day and by slice."""
    calendar = data.calendar
    found = absence(data.hits, data.exposure, calendar.months, least)
    exposed = None if data.stratum_documents is None else stratified_nulls(data.stratum_documents, seed)
    p, beyond = absence_p(found, calendar, least, size=bank, seed=seed, exposed=exposed)
    hits = data.hits.sum(1)
    corrected, tests = corrected_p(np.where(beyond, 1.0, p), hits, q)
    covered = np.concatenate([[0], np.cumsum(data.documents)])
    rows = []
    for t, term in enumerate(data.terms):
        first = int(found.first[t])
        before = int(found.before[t])
        row: dict[str, Any] = {"term": term, "hits": int(hits[t]), "tests": tests}
        row["reason"] = not_testable(int(hits[t]), before, least, bool(beyond[t]))
        if hits[t] > 0:
            row |= {"month": data.starts[first], "months_before": before, "documents_before": int(covered[first])}
        if row["reason"] is None:
            stop = int(found.stop[t])
            course = _course(found.ended[t], calendar.months, first, stop, found.rate[t], found.rate_after[t])
            row |= {"low": data.starts[int(found.low[t])], "high": data.starts[first], "p": p[t], "q": corrected[t]}
            row |= {
                "before": 0.0,
                "after": 1_000 * found.rate[t],
                "course": course,
                "decision": bool(corrected[t] <= q),
            }
            if course != STAYED:
                row |= {"end": data.starts[stop], "later": 1_000 * found.rate_after[t]}
                row |= {
                    "end_low": data.starts[int(found.stop_low[t])],
                    "end_high": data.starts[int(found.stop_high[t])],
                }
            else:
                row["after"] = data.rate(t, first, len(data.documents))
            row["effect"] = entry_words(row)
            row["evidence"] = named_days(counts, t)
        rows.append(row)
    return pl.DataFrame(rows, schema=SCHEMA).sort("term")


def corrected_p(p: np.ndarray, hits: np.ndarray, q: float) -> tuple[np.ndarray, int]:
    """q over all terms with enough hits, whether their absence can be tested or not; and how many there are."""
    enough = hits >= LEAST_HITS
    corrected = np.ones(len(p))
    corrected[enough] = adaptive_q(p[enough], q)
    return corrected, int(enough.sum())


def not_testable(
    hits: int, before: int, least: int, beyond: bool, where: str = "before its first document"
) -> str | None:
    """Why an absence cannot be tested; None where it can."""
    if hits < LEAST_HITS:
        return f"{hits} documents hold it, {LEAST_HITS} are needed"
    if before < least:
        start = "present from the start" if where.startswith("before") else "present at the end"
        return f"{start}: {before} months are covered {where}, {least} are needed"
    return "its documents come in denser clusters than those of any simulated null series" if beyond else None


def _course(ended: bool, months: np.ndarray, first: int, stop: int, rate: float, rate_after: float) -> str:
    """What became of the first rate: it stayed, it faded, or it had been that of a campaign."""
    if not ended or rate_after >= FADED_LEFT * rate:
        return STAYED
    short = months[stop] - months[first] <= CAMPAIGN_MONTHS
    return CAMPAIGN if short and rate_after < CAMPAIGN_LEFT * rate else FADED


def entry_words(row: dict[str, Any]) -> str:
    """``from 0 to 16 per 1,000 in 2014-03; ended 2016-12``."""
    words = f"from 0 to {rounded(row['after'])} per 1,000 in {row['month']:%Y-%m}"
    if row["course"] == STAYED:
        return f"{words}, and stayed"
    if row["course"] == CAMPAIGN:
        return f"{words}; ended {row['end']:%Y-%m}, {rounded(row['later'])} per 1,000 since"
    return f"{words}; faded to {rounded(row['later'])} per 1,000 from {row['end']:%Y-%m}"


def rounded(rate: float) -> str:
    """A rate in two digits, as a reader would say it."""
    return f"{rate:.0f}" if rate >= 9.95 or rate == 0 else f"{rate:.1f}" if rate >= 0.095 else f"{rate:.2f}"


def named_days(counts: DayCounts, t: int, *, last: bool = False) -> str:
    """The first (or last) three days with a hit."""
    days = counts.days.filter(pl.Series(counts.hits[t] > 0))
    return " · ".join(str(day) for day in (days.tail(EVIDENCE) if last else days.head(EVIDENCE)))
