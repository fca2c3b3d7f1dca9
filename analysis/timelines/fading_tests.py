"""Has a term gone, or gone down to another level for good?"""

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
from ..statistics.entry_test import BANK, absence, absence_p, backwards
from ..statistics.intervals import zero_bound
from ..statistics.rare_null_series import stratified_nulls
from .change_point_tests import change_points
from .decision_columns import DecisionTable, check_above
from .entry_tests import corrected_p, named_days, not_testable, rounded
from .period_counts import PeriodCounts, period_counts

GONE, LOWER = "gone", "lower"
LASTING = 12  # months that a lower level must have lasted at the end of the series
HALF = 0.5  # and it is at most so much of the level before
SCHEMA = pl.Schema(
    {
        **dict.fromkeys(("term", "kind"), pl.String),
        **dict.fromkeys(("month", "low", "high"), pl.Date),
        **dict.fromkeys(("before", "after", "most", "p", "q"), pl.Float64),
        "decision": pl.Boolean,
        **dict.fromkeys(("hits", "tests", "months_after", "documents_after"), pl.Int64),
        **dict.fromkeys(("effect", "evidence", "reason"), pl.String),
    }
)


class Fadings(DecisionTable):
    """Fadings of terms; made by `fadings`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · kind · month · low · high · before · after · most · p · q · decision · hits · tests · months_after ·
        documents_after · effect · evidence · reason``, a row a term, sorted. ``kind`` is ``gone`` or ``lower``; ``month`` is the first
        slice without the term or at the lower level, ``low`` to ``high`` where that may lie. ``most`` is the highest rate per 1,000 that
        the silence cannot rule out at 0.95. ``evidence`` names the last three days with a hit. Where a term
        cannot be tested p, q and decision are null and ``reason`` says why.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> dropped = Course("六保", rate=10, changes=(("2016-06", 0.0001),))
    >>> fadings(simulate_counts([dropped], years=6), bank=2_000)
    <Fadings: 1 terms, 1 tested, 1 fadings at q ≤ 0.05>
    """

    _found = "fadings"


@statistic(unit="documents", method="silence at the end")
def fadings(
    features: Features | DayCounts,
    terms: str | Iterable[str] | None = None,
    *,
    q: float = 0.05,
    least: int = 12,
    every: str | None = None,
    bank: int | None = None,
    seed: int = 0,
    sense: str | None = None,
    strata: Strata = None,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> Fadings:
    """Has a term gone, or gone down to another level for good, and how much can its silence rule out?

    Gone: the test of `entries` on the series run backwards. Lower: the last change of level
    that `change_points` calls, if it is to at most half and has lasted a year at the end. The smaller p counts, doubled for
    two tests; a term that is gone is not called lower. A silence rules out every rate at which no hit would have had a probability below 0.05, with the
    term's own dispersion: ``1 − 0.05^(φ/n)``.

    Parameters
    ----------
    features : Features or DayCounts
    terms, duplicates, kinds, start, end
        As in `timeline`.
    q : float
        False discovery rate over all terms with four hits or more, as in `entries`; those present at the end count with p = 1.
    least : int
        Months that must be covered after the last hit for a term to be gone.
    every, bank, seed, sense, strata
        As in `entries`.

    Raises
    ------
    StudyError
        An unknown term, sense, kind or column; no document left; ``least`` or ``bank`` not above 0.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> dropped = Course("六保", rate=10, changes=(("2016-06", 0.0001),))
    >>> found = fadings(simulate_counts([dropped], years=6), bank=2_000)
    >>> found["kind", "month", "effect"].row(0)
    ('gone', datetime.date(2016, 6, 1), 'from 11 to 0 per 1,000 since 2016-06; at most 0.3 per 1,000 can have been missed')
    """
    check_above(0, least=least, bank=BANK if bank is None else bank)
    selection: dict[str, Any] = dict(
        duplicates=duplicates, kinds=kinds, start=start, end=end, sense=sense, strata=strata
    )
    every = every or finest_period(features)
    counts = counts_by_day(features, terms, every=every, **selection)
    more: dict[str, Any] = {} if bank is None else {"bank": bank}
    changes = change_points(counts, q=q, seed=seed, **more).frame
    frame = fading_rows(
        counts, period_counts(counts, None, every), changes, every, q=q, least=least, bank=bank or BANK, seed=seed
    )
    return Fadings(frame, dict(terms=counts.terms, q=q, least=least, every=every, bank=bank, seed=seed, **selection))


def fading_rows(
    counts: DayCounts,
    data: PeriodCounts,
    changes: pl.DataFrame,
    every: str,
    *,
    q: float,
    least: int,
    bank: int,
    seed: int,
) -> pl.DataFrame:
    """A row a term, from its counts by day and by slice and the changes of its level."""
    found, p, beyond = _silence(data, least, bank, seed)
    lower = _lower_levels(changes, data)
    both = np.minimum(np.where(beyond, 1.0, p), [lower[term]["p"] if term in lower else 1.0 for term in data.terms])
    both, hits, M = np.minimum(2 * both, 1.0), data.hits.sum(1), len(data.documents)
    corrected, tests = corrected_p(both, hits, q)
    after_last = data.starts.dt.offset_by(every)
    rows = []
    for t, term in enumerate(data.terms):
        row: dict[str, Any] = {"term": term, "hits": int(hits[t]), "tests": tests}
        silent = M - int(found.first[t])  # the first slice of the silence
        gone = not_testable(int(hits[t]), int(found.before[t]), least, bool(beyond[t]), "after its last document")
        called = {"p": both[t], "q": corrected[t], "decision": bool(corrected[t] <= q)}
        if hits[t] > 0:
            row |= {"months_after": int(found.before[t]), "documents_after": int(data.documents[silent:].sum())}
        if gone is None and (term not in lower or 2 * p[t] <= q):
            row |= called | _gone(data, after_last, silent, M - int(found.low[t]), 1_000 * found.rate[t])
            row["most"] = 1_000 * float(zero_bound(data.documents[silent:].sum() / found.dispersion[t]))
        elif term in lower:
            row |= called | {name: value for name, value in lower[term].items() if name != "p"}
        else:
            row["reason"] = gone
        if row.get("kind"):
            row["effect"] = _words(row)
            row["evidence"] = named_days(counts, t, last=True)
        rows.append(row)
    return pl.DataFrame(rows, schema=SCHEMA).sort("term")


def _silence(data: PeriodCounts, least: int, bank: int, seed: int):
    """The absence at the start of the series run backwards, its p, and what lies beyond the bank."""
    found = absence(*backwards(data.hits, data.exposure, data.calendar.months), least)
    exposed = None if data.stratum_documents is None else stratified_nulls(data.stratum_documents, seed)
    return found, *absence_p(found, data.calendar, least, at_end=True, size=bank, seed=seed, exposed=exposed)


def _gone(data: PeriodCounts, after_last: pl.Series, silent: int, latest: int, before: float) -> dict[str, Any]:
    """The month of a silence: the slice after that of the last hit, or one up to ``latest`` without a hit by chance."""
    month = after_last[silent - 1]
    return {"kind": GONE, "month": month, "low": month, "high": after_last[latest - 1], "before": before, "after": 0.0}


def _lower_levels(changes: pl.DataFrame, data: PeriodCounts) -> dict[str, dict[str, Any]]:
    """The last change that is called of each term, if it is one to a lower level that lasts to the end."""
    called = changes.filter(pl.col("decision") & pl.col("month").is_not_null())
    last = called.sort("month").unique("term", keep="last", maintain_order=True)
    end = data.starts[len(data.starts) - 1]
    fallen = last.filter(
        pl.col("after") <= HALF * pl.col("before"), pl.col("month") <= pl.lit(end).dt.offset_by(f"-{LASTING - 1}mo")
    )
    return {
        row["term"]: {"kind": LOWER, "most": None}
        | {k: row[k] for k in ("month", "low", "high", "before", "after", "p")}
        for row in fallen.iter_rows(named=True)
    }


def _words(row: dict[str, Any]) -> str:
    """``from 11 to 0 per 1,000 since 2016-06; at most 0.3 per 1,000 can have been missed``."""
    words = f"from {rounded(row['before'])} to {rounded(row['after'])} per 1,000 since {row['month']:%Y-%m}"
    return words if row["most"] is None else f"{words}; at most {rounded(row['most'])} per 1,000 can have been missed"
