"""Periods: years, quarters and months, and the sums of daily counts over them."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean

EVERY = {"1y": "year", "1q": "quarter", "1mo": "month"}
# a document dated only to its year says nothing about a quarter
FINE_ENOUGH = {"1y": ("day", "month", "year"), "1q": ("day", "month"), "1mo": ("day", "month")}


def check_every(every: str) -> str:
    """``every`` if it is a period that this study knows: ``1y``, ``1q`` or ``1mo``; else a `StudyError`."""
    if every not in EVERY:
        raise StudyError(
            f"no slice {every!r}; there are: "
            + ", ".join(f"{k!r} ({v})" for k, v in EVERY.items())
            + "."
            + did_you_mean(str(every), EVERY)
        )
    return every


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
    check_every(every)
    dates = dates.drop_nulls()
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
