"""Periods: years (several together too), quarters and months, and the sums of daily counts over them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean

# Slices of several years begin in years that their number divides (2010, 2015): the same for every corpus.
EVERY = {"1y": "year", "2y": "two years", "5y": "five years", "10y": "ten years", "1q": "quarter", "1mo": "month"}
MONTHS = {"1y": 12, "2y": 24, "5y": 60, "10y": 120, "1q": 3, "1mo": 1}
OTHER_NAMES = {
    **dict.fromkeys(("year", "years", "yearly", "annual", "annually", "y", "a", "12mo", "4q"), "1y"),
    **dict.fromkeys(("quarter", "quarters", "quarterly", "q", "3mo"), "1q"),
    **dict.fromkeys(("month", "months", "monthly", "mo", "m"), "1mo"),
    "24mo": "2y", "60mo": "5y", "decade": "10y", "120mo": "10y",
}  # fmt: skip
# a document dated only to its year says nothing about a quarter
FINE_ENOUGH = {every: ("day", "month") if months < 12 else ("day", "month", "year") for every, months in MONTHS.items()}
MISSING = 31  # days, or a twelfth of a slice if that is less: a slice that lacks more is a part of one


def check_every(every: str) -> str:
    """``every`` as a period that this study knows (``1y``, ``5y``, ``1q``, ``1mo`` …); else a `StudyError`.

    >>> check_every("quarter"), check_every("3mo"), check_every("5y")
    ('1q', '1q', '5y')
    """
    known = OTHER_NAMES.get(every, every) if isinstance(every, str) else every
    if known not in EVERY:
        raise StudyError(
            f"no slice {every!r}; there are: "
            + ", ".join(f"{k!r} ({v})" for k, v in EVERY.items())
            + "."
            + did_you_mean(str(every), [*EVERY, *OTHER_NAMES])
        )
    return known


def complete_slices(starts: Sequence[date], every: str, covered: Sequence[tuple[date, date]]) -> list[bool]:
    """Whether each slice lies within the time that a corpus covers, but for a twelfth of it (31 days at most).

    Parameters
    ----------
    starts : sequence of date
        First days of the slices.
    covered : sequence of (first day, last day)
        That a corpus, or each part of a joined one, covers.

    Examples
    --------
    >>> from datetime import date
    >>> days = [(date(2013, 1, 2), date(2015, 6, 30))]
    >>> complete_slices([date(2013, 1, 1), date(2014, 1, 1), date(2015, 1, 1)], "1y", days)
    [True, True, False]
    """
    if not len(starts):
        return []
    ends = pl.Series(starts, dtype=pl.Date).dt.offset_by(every).to_list()
    merged: list[list[date]] = []
    for first, last in sorted(covered):
        if merged and first <= merged[-1][1] + timedelta(days=1):
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    out = []
    for start, end in zip(starts, ends, strict=True):
        length = (end - start).days
        held = (min(last + timedelta(days=1), end) - max(first, start) for first, last in merged)
        out.append(length - sum(max(0, one.days) for one in held) <= min(-(-length // 12), MISSING))
    return out


PLACED = 0.9  # of the dated documents that a kind of slice must be able to hold


def finest_period(features) -> str:
    """Months, or years where fewer than nine of ten dated documents can be placed in a month; months for counts by day.

    Documents dated to their year only say nothing of a month: a corpus of such is counted by the year.
    """
    if not hasattr(features, "documents") or not isinstance(features.documents, pl.LazyFrame):
        return "1mo"
    dated = features.documents.filter(pl.col("date").is_not_null())
    fine = dated.select(pl.col("date_precision").is_in(FINE_ENOUGH["1mo"]).mean()).collect().item()
    return "1mo" if fine is None or fine >= PLACED else "1y"


def slice_starts(dates: pl.Series, every: str) -> pl.Series:
    """First days of all periods from the first date to the last, those without a date included.

    >>> from datetime import date
    >>> slice_starts(pl.Series([date(2013, 5, 2), date(2013, 12, 1)]), "1q").to_list()
    [datetime.date(2013, 4, 1), datetime.date(2013, 7, 1), datetime.date(2013, 10, 1)]
    """
    every, dates = check_every(every), dates.drop_nulls()
    if dates.is_empty():
        return pl.Series("start", [], dtype=pl.Date)
    first, last = (pl.Series([day]).dt.truncate(every)[0] for day in (dates.min(), dates.max()))
    return pl.date_range(first, last, interval=every, eager=True).alias("start")


def by_slice(values: np.ndarray, place: np.ndarray, slices: int) -> np.ndarray:
    """Sums over the days of each period: last axis D becomes S. Days are in order, so ``place`` never falls.

    >>> by_slice(np.array([[1, 2, 4]]), np.array([0, 0, 2]), 3).tolist()
    [[3, 0, 4]]
    """
    sums = np.zeros((*values.shape[:-1], slices), dtype=values.dtype)
    if len(place):
        first = np.flatnonzero(np.diff(place, prepend=-1))  # the days of a period lie together
        sums[..., place[first]] = np.add.reduceat(values, first, axis=-1)
    return sums
