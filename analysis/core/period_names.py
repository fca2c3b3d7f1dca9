"""Periods as a reader names them: by their last day, month or year, where arguments say the day after it."""

from __future__ import annotations

from datetime import date, timedelta

from .dates import as_date


def period_name(start: date | str | None, end: date | str | None) -> str:
    """The period from ``start`` to the day before ``end``, as coarsely as it can be named; empty where both are open.

    Examples
    --------
    >>> period_name("2015", "2022"), period_name("2015", "2016"), period_name("2015-03", "2016-03")
    ('2015–2021', '2015', '2015-03–2016-02')
    >>> period_name("2015-03-02", "2015-04"), period_name("2015", None), period_name(None, "2022")
    ('2015-03-02–2015-03-31', 'from 2015', 'to 2021')
    """
    first, after = as_date(start, name="start"), as_date(end, name="end")
    if first is None and after is None:
        return ""
    given = [day for day in (first, after) if day is not None]
    width = 4 if all(day.month == day.day == 1 for day in given) else 7 if all(day.day == 1 for day in given) else 10
    names = [str(day)[:width] for day in (first, after and after - timedelta(days=1)) if day is not None]
    if len(names) == 2:
        return names[0] if names[0] == names[1] else "–".join(names)
    return f"from {names[0]}" if first else f"to {names[0]}"
