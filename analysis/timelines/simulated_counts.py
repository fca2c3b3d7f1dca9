"""Corpora with planted truth: what a method should find is known, because it was put there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..counts.day_counts import DayCounts
from ..statistics.event_counts import event_counts


@dataclass(frozen=True)
class Course:
    """One term's planted course through the years.

    Attributes
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
        Pearson dispersion of the monthly counts: 1 as independent documents, 2.6 as the median slogan of the
        broadcast corpus.
    clustering : float
        Part of the dispersion that comes from several documents on one day about one event; from 1 to
        ``dispersion``. A hit's day holds so many hits on average.
    autocorrelation : float
        How far a month resembles the one before it: 0 not at all; the broadcast corpus has a median of 0.65.
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
        """The planted share of documents in each month, shape (M,)."""
        at = np.arange(len(months))
        place = {month: i for i, month in enumerate(months)}
        share = self.rate / 1_000 * self.growth ** (at / 12)
        for month, factor in self.changes:
            share = np.where(at >= _month(month, place), share * factor, share)
        for month, length, factor in self.bursts:
            first = _month(month, place)
            share = np.where((at >= first) & (at < first + length), share * factor, share)
        return np.minimum(share, 0.9)


def _month(text: str, place: dict[date, int]) -> int:
    year, month = (int(part) for part in text.split("-"))
    try:
        return place[date(year, month, 1)]
    except KeyError:
        raise StudyError(f"the month {text} lies outside the simulated years ({min(place)} to {max(place)}).") from None


def planted_calendar(
    first_year: int,
    documents_a_year: Sequence[int],
    random: np.random.Generator,
    *,
    weekend: float = 0.6,
    missing: float = 0.0,
) -> tuple[pl.Series, np.ndarray]:
    """Days that have documents, and how many: fewer at weekends, some days missing, years uneven."""
    days, lots = [], []
    for year, total in enumerate(documents_a_year, start=first_year):
        of_year = [date(year, 1, 1) + timedelta(k) for k in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
        weight = np.array([weekend if day.weekday() > 4 else 1.0 for day in of_year])
        weight *= random.random(len(of_year)) >= missing
        lots.append(random.multinomial(total, weight / weight.sum()))
        days += of_year
    n = np.concatenate(lots)
    return pl.Series("date", days, dtype=pl.Date).filter(pl.Series(n > 0)), n[n > 0]


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
    """Counts by day that hold the planted courses; all that timelines, changes and bursts need.

    Parameters
    ----------
    courses : sequence of Course
    first_year, years : int
    documents_a_year : int or sequence of int
        One number, or one a year.
    weekend : float
        Documents of a Saturday or Sunday beside a weekday's.
    missing : float
        Share of days without any document.
    characters : int
        Characters of a document.
    seed : int

    Returns
    -------
    DayCounts
        Mentions equal hits; none is quoted.
    """
    random = np.random.default_rng(seed)
    totals = [documents_a_year] * years if np.isscalar(documents_a_year) else list(documents_a_year)
    if len(totals) != years:
        raise StudyError(f"documents_a_year names {len(totals)} years, where years={years}.")
    days, n = planted_calendar(first_year, totals, random, weekend=weekend, missing=missing)
    month_of = ((days.dt.year() - first_year) * 12 + days.dt.month() - 1).to_numpy().astype(np.int64)
    months = [date(first_year + m // 12, m % 12 + 1, 1) for m in range(12 * years)]
    in_month = np.bincount(month_of, n, minlength=len(months))
    hits = np.zeros((len(courses), len(n)), np.int64)
    if courses:
        clustering = np.array([[course.clustering] for course in courses])
        size = (1 + clustering) / 2  # mean of a geometric event whose Σx²/Σx is `clustering`
        mean = np.stack([course.shares(months) for course in courses]) * in_month / size
        extra = np.array([[course.dispersion] for course in courses]) - clustering
        rho = np.array([[course.autocorrelation] for course in courses])
        events = event_counts(mean, 1 + extra / size, rho, random)
        for t in range(len(courses)):
            _spread(hits[t], events[t], float(size[t, 0]), month_of, n, random)
    terms = tuple(course.term for course in courses)
    if len(set(terms)) < len(terms):
        raise StudyError("two courses have the same term; give each term one course.")
    order = np.argsort(np.array(terms, dtype=object)) if terms else []
    hits = hits[order] if terms else hits
    return DayCounts(
        tuple(sorted(terms)),
        days,
        n.astype(np.int64),
        n.astype(np.int64) * characters,
        hits,
        hits.astype(float),
        np.zeros(hits.shape),
    )


def _spread(
    hits: np.ndarray, events: np.ndarray, size: float, month_of: np.ndarray, n: np.ndarray, random: np.random.Generator
) -> None:
    """Put a month's events on its days, in proportion to the days' documents; what a full day cannot take spills
    over to the days after it, so that the planted rate is kept."""
    month = np.repeat(np.arange(len(events)), events)
    sizes = random.geometric(1 / size, len(month)) if size > 1 else np.ones(len(month), np.int64)
    first = np.searchsorted(month_of, np.arange(len(events) + 1))
    below = np.concatenate([[0], np.cumsum(n)])
    low, high = below[first[month]], below[first[month + 1]]
    kept = high > low  # a month without documents holds no event
    draw = low + np.floor(random.random(len(month)) * (high - low)).astype(np.int64)
    day = np.searchsorted(below, draw, side="right") - 1
    np.add.at(hits, day[kept], sizes[kept])
    while (spilt := np.maximum(hits - n, 0)).any() and hits.sum() <= n.sum():
        hits += np.roll(spilt, 1) - spilt
    np.minimum(hits, n, out=hits)
