"""Dates of the lexicon: ISO strings as coarse as the evidence is."""

from __future__ import annotations

import datetime as dt
import re

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
PRECISION = {4: "year", 7: "month", 10: "day"}  # by the length of the string


def day(text: str) -> dt.date:
    """The first day of an ISO year, month or day; ValueError for anything else.

    >>> day("2018-11")
    datetime.date(2018, 11, 1)
    """
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no date of the form YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, date = match.groups()
    return dt.date(int(year), int(month or 1), int(date or 1))


def period(start: str, end: str) -> tuple[dt.date, dt.date]:
    """From (inclusive) and to (exclusive); an empty end is open."""
    return day(start) if start else dt.date.min, day(end) if end else dt.date.max
