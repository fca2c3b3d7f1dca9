"""Dates by years of the Republic of China (民國, the first was 1912) that are written without the word: 103/01/15, 1030115."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from .dates import NamedDay

FIRST, LAST = 1912, 120  # the year 1, and the last that is taken for one: 2031
OLDEST = 38  # 1949: in a column that mixes two and three figures, fewer are more likely a running number
_END = r"(?:[ T(（週周星].{0,24})?"  # a time, a day of the week
_SEPARATED = re.compile(rf"(?P<y>\d{{2,3}})\s?(?P<s>[-/._])\s?(?P<m>\d{{1,2}})(?:\s?(?P=s)\s?(?P<d>\d{{1,2}}))?{_END}")
_IN_WORDS = re.compile(
    rf"(?P<y>\d{{2,3}})\s?年度?\s?(?:(?P<m>\d{{1,2}})\s?月\s?(?:(?P<d>\d{{1,2}})\s?[日号號])?)?{_END}"
)
_IN_A_ROW = re.compile(r"(?P<y>1\d\d|[4-9]\d)(?P<m>\d\d)(?P<d>\d\d)(?:\.0)?")
_YEAR = re.compile(r"(?P<y>\d{2,3})(?:\.0)?")
_WIDTHS = str.maketrans("０１２３４５６７８９．／－\u3000", "0123456789./- ")


def republic_date(text: str) -> tuple[NamedDay, bool] | None:
    """What a text names as a date of the Republic, and whether it can be nothing else: three figures for the year, and a day or 年.

    >>> republic_date("103/01/15"), republic_date("098年3月")
    (((datetime.date(2014, 1, 15), 'day'), True), ((datetime.date(2009, 3, 1), 'month'), True))
    >>> republic_date("98.1.15"), republic_date("103"), republic_date("2014-01-15")
    (((datetime.date(2009, 1, 15), 'day'), False), ((datetime.date(2014, 1, 1), 'year'), False), None)
    """
    text = text.translate(_WIDTHS).strip()
    for pattern in (_SEPARATED, _IN_WORDS, _IN_A_ROW, _YEAR):
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            year, month, day = int(parts["y"]), parts.get("m"), parts.get("d")
            if not 1 <= year <= LAST:
                return None
            try:
                named = date(FIRST - 1 + year, int(month or 1), int(day or 1))
            except ValueError:  # a thirteenth month
                continue
            sure = len(parts["y"]) == 3 and (pattern is _IN_WORDS or (pattern is _SEPARATED and day is not None))
            return (named, "day" if day else "month" if month else "year"), sure
    return None


def in_years_of_the_republic(texts: Iterable[str]) -> bool:
    """Whether a whole column makes sense as dates of the Republic alone: two or more, some year with three figures, none with four.

    >>> in_years_of_the_republic(["99/12/30", "100/01/05"]), in_years_of_the_republic(["99/12/30", "2014/01/05"])
    (True, False)
    >>> in_years_of_the_republic(["1030115", "1030230"]), in_years_of_the_republic(["98/12/30", "99/01/05"])
    (False, False)
    """
    read = [republic_date(text) for text in dict.fromkeys(texts)]
    years = [one[0][0].year - FIRST + 1 for one in read if one]
    return len(read) > 1 and len(years) == len(read) and min(years) >= OLDEST and max(years) >= 100
