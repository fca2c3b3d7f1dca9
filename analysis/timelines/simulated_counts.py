"""Counts by day with planted truth: what a method should find is known, because it was put there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError
from ..counts.day_counts import DayCounts
from ..statistics.count_series import simulate_count_series


@dataclass(frozen=True)
class Course:
    """One term's planted course through the years.

    Parameters
    ----------
    term : str
    rate : float
        Documents per 1,000 that hold the term.
    changes : tuple of (month, factor)
        From ``"2016-03"`` on the rate is multiplied by the factor; several multiply one another.
    bursts : tuple of (month, months, factor)
        For so many months from ``"2017-01"`` the rate is multiplied by the factor.
    growth : float
        Factor by which the rate changes each year, evenly from month to month.
    dispersion : float
        Pearson dispersion of the monthly counts: 1 as independent documents; a median slogan of the broadcasts has 2.6.
    clustering : float
        Part of the dispersion that comes from several documents on one day about one event, from 1 to ``dispersion``:
        a hit's day holds so many hits on average.
    autocorrelation : float
        How far a month resembles the one before it, from 0; the broadcasts have a median of 0.65.

    Raises
    ------
    StudyError
        A rate, clustering or autocorrelation outside these bounds.

    Examples
    --------
    >>> Course("六保", rate=5, changes=(("2013-02", 2.0),)).shares([date(2013, 1, 1), date(2013, 2, 1)]).tolist()
    [0.005, 0.01]
    """

    term: str
    rate: float = 5.0
    changes: tuple[tuple[str, float], ...] = ()
    bursts: tuple[tuple[str, int, float], ...] = ()
    growth: float = 1.0
    dispersion: float = 1.0
    clustering: float = 1.0
    autocorrelation: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.rate < 1_000:
            raise StudyError(f"rate={self.rate} of {self.term} is not documents per 1,000 documents.")
        if not 1 <= self.clustering <= self.dispersion:
            raise StudyError(
                f"clustering={self.clustering} of {self.term} must lie between 1 and its dispersion, "
                f"{self.dispersion}: the dispersion of days is part of that of months."
            )
        if not 0 <= self.autocorrelation < 1:
            raise StudyError(f"autocorrelation={self.autocorrelation} of {self.term} must be at least 0 and below 1.")

    def shares(self, months: Sequence[date]) -> np.ndarray:
        """The planted share of documents in each month, given by its first day; shape (M,).

        Parameters
        ----------
        months : sequence of date
            First day of each month.

        Examples
        --------
        >>> Course("六保", rate=10, growth=1.21).shares([date(2013, 1 + m, 1) for m in range(7)])[[0, 6]].round(4).tolist()
        [0.01, 0.011]
        """
        at = np.arange(len(months))
        share = self.rate / 1_000 * self.growth ** (at / 12)
        for month, factor in self.changes:
            share = np.where(at >= _place(month, months), share * factor, share)
        for month, length, factor in self.bursts:
            first = _place(month, months)
            share = np.where((at >= first) & (at < first + length), share * factor, share)
        return np.minimum(share, 0.9)


def _place(month: str, months: Sequence[date]) -> int:
    day = as_date(month, name="month")
    if day is None or day not in months:
        raise StudyError(f"the month {month} lies outside the simulated years ({min(months)} to {max(months)}).")
    return list(months).index(day)


def simulate_counts(
    courses: Sequence[Course],
    *,
    first_year: int = 2013,
    years: int = 11,
    documents_a_year: int | Sequence[int] = 4_800,
    weekend: float = 0.6,
    missing: float = 0.0,
    characters: int = 400,
    seed: int = 0,
) -> DayCounts:
    """Counts by day that hold the planted courses; all that timelines, trends, changes and bursts need.

    A month's events are Poisson or negative binomial, behind which a Gaussian autoregression runs; an event is one
    document, or a geometric number of documents of one day where there is ``clustering``.

    Parameters
    ----------
    courses : sequence of Course
    first_year, years : int
    documents_a_year : int or sequence of int
    weekend : float
        Documents of a Saturday or Sunday over a weekday's.
    missing : float
        Share of days without any document.
    characters : int
        Characters of a document.
    seed : int

    Returns
    -------
    DayCounts
        Terms sorted; mentions equal hits; none is quoted.

    Raises
    ------
    StudyError
        Two courses of one term, a month outside the years, or not as many numbers of documents as years.

    Examples
    --------
    >>> counts = simulate_counts([Course("六保", rate=100)], years=1, documents_a_year=1_000)
    >>> int(counts.documents.sum()), int(counts.hits.sum())
    (1000, 102)
    """
    random = np.random.default_rng(seed)
    totals = [documents_a_year] * years if isinstance(documents_a_year, int | np.integer) else list(documents_a_year)
    if len(totals) != years:
        raise StudyError(f"documents_a_year names {len(totals)} years, where years={years}.")
    if len({course.term for course in courses}) < len(courses):
        raise StudyError("two courses have the same term; give each term one course.")
    days, n = _calendar(first_year, totals, random, weekend=weekend, missing=missing)
    month_of = ((days.dt.year() - first_year) * 12 + days.dt.month() - 1).to_numpy().astype(np.int64)
    months = [date(first_year + m // 12, m % 12 + 1, 1) for m in range(12 * years)]
    in_month = np.bincount(month_of, n, minlength=len(months))
    hits = np.zeros((len(courses), len(n)), np.int64)
    if courses:
        dispersion, clustering, rho = (
            np.array([[getattr(course, name)] for course in courses])
            for name in ("dispersion", "clustering", "autocorrelation")
        )
        size = (1 + clustering) / 2  # mean of a geometric event whose Σx²/Σx is `clustering`
        mean = np.stack([course.shares(months) for course in courses]) * in_month / size
        events = simulate_count_series(mean, 1 + (dispersion - clustering) / size, rho, random)
        for t in range(len(courses)):
            _put_on_days(hits[t], events[t], float(size[t, 0]), month_of, n, random)
    order = sorted(range(len(courses)), key=lambda t: courses[t].term)
    hits = hits[order]
    terms = tuple(courses[t].term for t in order)
    n = n.astype(np.int64)
    return DayCounts(terms, days, n, n * characters, hits, hits.astype(float), np.zeros(hits.shape))


def _calendar(
    first_year: int, totals: Sequence[int], random: np.random.Generator, *, weekend: float, missing: float
) -> tuple[pl.Series, np.ndarray]:
    """Days that have documents, and how many: fewer at weekends, some days missing, years uneven."""
    days, documents = [], []
    for year, total in enumerate(totals, start=first_year):
        days.append(pl.date_range(date(year, 1, 1), date(year, 12, 31), eager=True))
        weight = np.where(days[-1].dt.weekday() > 5, weekend, 1.0)
        weight *= random.random(len(weight)) >= missing
        documents.append(random.multinomial(total, weight / weight.sum()))
    n = np.concatenate(documents)
    return pl.concat(days).alias("date").filter(pl.Series(n > 0)), n[n > 0]


def _put_on_days(
    hits: np.ndarray, events: np.ndarray, size: float, month_of: np.ndarray, n: np.ndarray, random: np.random.Generator
) -> None:
    """Put each month's events on its days, in proportion to the days' documents ``n`` (D,), into ``hits`` (D,).

    What a full day cannot take spills over to the days after it, so that the planted rate is kept.
    """
    month = np.repeat(np.arange(len(events)), events)
    sizes = random.geometric(1 / size, len(month)) if size > 1 else np.ones(len(month), np.int64)
    first = np.searchsorted(month_of, np.arange(len(events) + 1))
    below = np.concatenate([[0], np.cumsum(n)])
    low, high = below[first[month]], below[first[month + 1]]
    used = high > low  # a month without documents holds no event
    draw = low + np.floor(random.random(len(month)) * (high - low)).astype(np.int64)
    day = np.searchsorted(below, draw, side="right") - 1
    np.add.at(hits, day[used], sizes[used])
    while (spilt := np.maximum(hits - n, 0)).any() and hits.sum() <= n.sum():
        hits += np.roll(spilt, 1) - spilt
    np.minimum(hits, n, out=hits)
