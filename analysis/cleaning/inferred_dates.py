"""Dates: the one on the page, or bounds inferred from the campaigns and formulations that a text names."""

from __future__ import annotations

import calendar
import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from ..core.dates import parse_date
from ..core.paths import data_folder


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
        if self.value is None or self.not_before is None:
            return None
        if self.precision == "day":
            return self.not_before
        return self.not_before.replace(day=1) if self.precision == "month" else date(self.not_before.year, 1, 1)

    @property
    def document_precision(self) -> str | None:
        """``day``, ``month`` or ``year``; an interval counts as the year that it begins in."""
        return "year" if self.precision == "interval" else self.precision

    @classmethod
    def on_page(cls, day: date, precision: str, *, time: str | None = None, evidence: str = "") -> PageDate:
        """A date that the page states.

        >>> PageDate.on_page(date(2014, 8, 1), "month").not_after
        datetime.date(2014, 8, 31)
        """
        value = {"day": day.isoformat(), "month": f"{day:%Y-%m}", "year": f"{day:%Y}"}[precision]
        return cls(value, precision, "page", day, last_day(day, precision), (evidence,) if evidence else (), time)


NO_DATE = PageDate()


def last_day(day: date, precision: str) -> date:
    """The last day of a date given to the month or the year."""
    if precision == "year":
        return date(day.year, 12, 31)
    if precision == "month":
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def infer_date(text: str, *, copyright_lines: tuple[str, ...] = ()) -> PageDate:
    """Bounds on the day of a text without one, from what it names.

    A campaign that the text names at least twice bounds it from both sides; a formulation bounds it from
    below by the day it was introduced; a copyright line bounds it from above and does nothing else. Where
    the bounds contradict each other the text looks back on a campaign, and the upper bound is let go.

    Parameters
    ----------
    text : str
        Title and body in simplified script.
    copyright_lines : tuple of str
        Such as ``Copyright 2006-2023``.

    Returns
    -------
    PageDate
        With a value where both bounds are known: the year they share, or the interval.

    Examples
    --------
    >>> infer_date("教育实践活动要见实效。群众路线是生命线,教育实践活动不走过场,走群众路线。").value
    '2013-06-18/2014-10-08'
    """
    plain = re.sub("[“”‘’「」『』《》]", "", text)
    evidence: list[str] = []
    low = high = None
    for row in _campaigns():
        words = row["words"].split("&")
        if min(plain.count(word) for word in words) and sum(plain.count(word) for word in words) >= 2:
            if row["absent"] and row["absent"] in plain:
                continue
            start, stop = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
            low = max(low, start) if low else start
            high = min(high, stop) if high else stop
            evidence.append(f"names {' and '.join(words)}: {row['campaign']}, {start} to {stop} ({row['source']})")
    term = _latest_term(plain)
    if term and (low is None or term[0] > low):
        low = term[0]
        evidence.append(f"names {term[1]}, introduced {term[2]} ({term[3]})")
    if low and high and low > high:
        evidence.append(f"names something later than {high}: looks back on a campaign, no upper bound")
        high = None
    years = [int(y) for line in copyright_lines for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", line)]
    if low and years and low.year <= max(years) and (high is None or date(max(years), 12, 31) < high):
        high = date(max(years), 12, 31)
        evidence.append(f"copyright line of {max(years)}: an upper bound only")
    if not low:
        return NO_DATE
    if high is None:
        return PageDate(None, None, "inferred", low, None, tuple(evidence))
    if low.year == high.year:
        return PageDate(f"{low.year}", "year", "inferred", low, high, tuple(evidence))
    return PageDate(f"{low}/{high}", "interval", "inferred", low, high, tuple(evidence))


def _latest_term(plain: str) -> tuple[date, str, str, str] | None:
    """The formulation in the text that was introduced last: (first day, term, as written, source)."""
    return max(((day, term, written, source) for day, term, written, source in _terms() if term in plain), default=None)


@cache
def _campaigns() -> tuple[dict[str, str], ...]:
    from pathlib import Path

    with open(Path(__file__).with_name("campaigns.csv"), encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _terms() -> tuple[tuple[date, str, str, str], ...]:
    """Formulations whose introduction is known well: campaigns, numbered sets and documents of high confidence.

    Everyday words that became formulations (接地气) say nothing of a date.
    """
    path = data_folder() / "lexicon" / "terms.csv"
    if not path.is_file():
        return ()
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    out = []
    for row in rows:
        read = parse_date(row.get("introduced") or "")
        solid = (row.get("confidence") or "").startswith("high") and row.get("precision") in ("day", "month")
        if read and solid and row.get("type") in ("campaign", "numeral-set", "regulation"):
            out.append((read[0], row["term"], row["introduced"], row.get("source") or "no source"))
    return tuple(sorted(out))
