"""The date of a page: the one it states, or bounds inferred from the campaigns and formulations that its text names."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import polars as pl

from ..core.dates import parse_date
from ..core.paths import data_folder
from ..lexicon.lexicon import Lexicon

_DATED_TYPES = ("campaign", "numeral-set", "regulation")  # an everyday word that became a formulation dates nothing


@dataclass(frozen=True)
class PageDate:
    """When a page was written, how closely that is known, and from what.

    Attributes
    ----------
    value : str or None
        ISO: ``2014-08-01``, ``2014-08``, ``2014``, or an interval ``2013-06-18/2014-10-08``.
    precision : str or None
        ``day``, ``month``, ``year`` or ``interval``.
    basis : str
        ``page`` (stated there), ``inferred`` (from what the text names) or ``none``.
    not_before, not_after : datetime.date or None
        First and last possible day.
    evidence : tuple of str
        Each with its source.
    time : str or None
        Time of day, as the page has it.

    Examples
    --------
    >>> from analysis import clean
    >>> date = clean("把实事办好\\n2014-08-01 09:30\\n干部多走一步，群众就少跑一趟，难的是天天这样做。").date
    >>> date.value, date.precision, date.basis, date.time
    ('2014-08-01', 'day', 'page', '09:30')
    """

    value: str | None = None
    precision: str | None = None
    basis: str = "none"
    not_before: date | None = None
    not_after: date | None = None
    evidence: tuple[str, ...] = ()
    time: str | None = None

    @property
    def first_day(self) -> date | None:
        """The first possible day of a date with a value: what a table of documents holds."""
        if self.value is None or self.not_before is None or self.precision == "day":
            return self.not_before if self.value else None
        return self.not_before.replace(day=1) if self.precision == "month" else date(self.not_before.year, 1, 1)

    @property
    def document_precision(self) -> str | None:
        """``day``, ``month`` or ``year``; an interval counts as the year that it begins in."""
        return "year" if self.precision == "interval" else self.precision

    @classmethod
    def on_page(cls, day: date, precision: str, *, time: str | None = None, evidence: str = "") -> PageDate:
        """A date that the page states: the first day of the day, month or year (the precision) that it names.

        >>> PageDate.on_page(date(2014, 8, 1), "month").not_after
        datetime.date(2014, 8, 31)
        """
        month = 12 if precision == "year" else day.month
        last = day if precision == "day" else date(day.year, month, calendar.monthrange(day.year, month)[1])
        value = day.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]
        return cls(value, precision, "page", day, last, (evidence,) if evidence else (), time)


NO_DATE = PageDate()


def infer_date(text: str, *, copyright_lines: tuple[str, ...] = (), lexicon: Lexicon | None = None) -> PageDate:
    """Bounds on the day of a text without one, from what its title and body name in simplified script.

    A campaign that the text names at least twice bounds it from both sides; a formulation of the lexicon (the one that
    ships, by default) bounds it from below by the day it was introduced; a copyright line (``Copyright 2006-2023``)
    bounds it from above and does nothing else. Where the bounds contradict each other the text looks back on a
    campaign, and the upper bound is let go. Where both are known, the date is the year they share, or the interval.

    >>> infer_date("教育实践活动要见实效。群众路线是生命线,教育实践活动不走过场,走群众路线。").value
    '2013-06-18/2014-10-08'
    """
    plain = re.sub("[“”‘’「」『』《》]", "", text)
    evidence: list[str] = []
    low = high = None
    for campaign in _campaigns():
        words = campaign["words"].split("&")
        if min(map(plain.count, words)) and sum(map(plain.count, words)) >= 2:
            if campaign["absent"] and campaign["absent"] in plain:
                continue
            start, stop = date.fromisoformat(campaign["from"]), date.fromisoformat(campaign["to"])
            low, high = max(low or start, start), min(high or stop, stop)
            named = f"names {' and '.join(words)}: {campaign['campaign']}"
            evidence.append(f"{named}, {start} to {stop} ({campaign['source']})")
    latest = max((term for term in _dated_terms(lexicon) if term[1] in plain), default=None)
    if latest and (low is None or latest[0] > low):
        low, term, introduced, source = latest
        evidence.append(f"names {term}, introduced {introduced} ({source})")
    if low and high and low > high:
        evidence.append(f"names something later than {high}: looks back on a campaign, no upper bound")
        high = None
    years = [int(y) for line in copyright_lines for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", line)]
    if low and years and low.year <= max(years) and (high is None or date(max(years), 12, 31) < high):
        high = date(max(years), 12, 31)
        evidence.append(f"copyright line of {max(years)}: an upper bound only")
    if not low:
        return NO_DATE
    value, precision = (f"{low}/{high}", "interval") if high else (None, None)
    if high and low.year == high.year:
        value, precision = f"{low.year}", "year"
    return PageDate(value, precision, "inferred", low, high, tuple(evidence))


@cache
def _campaigns() -> list[dict[str, str]]:
    """``campaign words absent from to source``: a text names a campaign by all its words, parted by &."""
    return pl.read_csv(data_folder() / "lexicon" / "campaigns.csv", infer_schema=False).fill_null("").rows(named=True)


@lru_cache(maxsize=8)
def _dated_terms(lexicon: Lexicon | None) -> list[tuple[date, str, str, str]]:
    """(first day, term, day as written, source) of the formulations whose introduction is known well."""
    known = pl.col("confidence").str.starts_with("high") & pl.col("precision").is_in(["day", "month"])
    terms = (lexicon or Lexicon.read()).terms.filter(known, pl.col("type").is_in(_DATED_TYPES))
    read = ((parse_date(row["introduced"]), row) for row in terms.iter_rows(named=True))
    return [(day[0], row["term"], row["introduced"], row["source"] or "no source") for day, row in read if day]
