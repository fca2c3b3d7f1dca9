"""Dates as people, tables and programs write them: ISO, figures, Chinese numerals, a spreadsheet's numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from .errors import StudyError

PRECISIONS = ("day", "month", "year")
NamedDay = tuple[date, str]  # the first day of what is named, and how finely it is named: one of PRECISIONS

_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○ＯO", "0")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．／－–—：", "0123456789./---:")
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_SERIAL = re.compile(r"[2-6]\d{4}")  # days since 1899-12-30, as a spreadsheet stores 1954 to 2091
_EPOCH = re.compile(r"-?\d{10}(\d{3})?")  # seconds or milliseconds since 1970, as data frames are saved to JSON
_YEAR = r"(?P<y>(?:1[89]|20)\d\d)"
_NUMBER = r"(?:\d{1,2}|[〇零○Ｏ一二三四五六七八九十廿卅]{1,3})"
_SPELLINGS = [  # the surest first: where two begin at the same place, the earlier one holds
    re.compile(
        rf"(?P<y>(?:1[89]|20)\d\d|[一二][〇零○ＯO一二三四五六七八九]{{3}})\s*年"
        rf"(?:\s*(?P<m>{_NUMBER})\s*月(?:\s*份)?(?:\s*(?P<d>{_NUMBER})\s*[日号號])?)?"
    ),
    re.compile(
        rf"(?<![\d.]){_YEAR}\s?(?P<s>[-/.])\s?(?P<m>\d{{1,2}})(?:\s?(?P=s)\s?(?P<d>\d{{1,2}}))?(?![\d])(?!\.\d)"
    ),
    re.compile(rf"(?<!\d){_YEAR}(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(rf"^\s*{_YEAR}\s*$"),
]


def iso_date(text: str) -> NamedDay:
    """The first day of an ISO year, month or day, and its precision; ValueError for anything else.

    >>> iso_date("2018-11")
    (datetime.date(2018, 11, 1), 'month')
    """
    match = _ISO.fullmatch(text)
    if match is None or len(text) not in (4, 7, 10):
        raise ValueError(f"{text!r} is no date of the form YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = match.groups()
    return date(int(year), int(month or 1), int(day or 1)), "day" if day else "month" if month else "year"


def iso_period(start: str, end: str) -> tuple[date, date]:
    """From (inclusive) and to (exclusive) of a period between ISO dates; an empty text leaves it open.

    >>> iso_period("2018-11", "")
    (datetime.date(2018, 11, 1), datetime.date(9999, 12, 31))
    """
    return iso_date(start)[0] if start else date.min, iso_date(end)[0] if end else date.max


def as_date(value: date | str | None, *, name: str) -> date | None:
    """The date that a caller gives for the argument ``name``; text may leave out day, month and leading zeros.

    >>> as_date("2016-3", name="start")
    datetime.date(2016, 3, 1)
    """
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        parts = _ISO.fullmatch(str(value).strip())
        if parts:
            return date(*(int(part or 1) for part in parts.groups()))
    except ValueError:  # a thirteenth month
        pass
    raise StudyError(f"{name}={value!r} is not a date. Give a date, or text such as '2016', '2016-03' or '2016-03-01'.")


def parse_date(text: str | None) -> NamedDay | None:
    """The first date in a short text (a byline, a line of metadata) with its precision; None if there is none.

    Reads 2014年8月1日, 二〇一四年八月一日, 2014-08-01, 2014/8/1, 2014.8.1, 20140801, each also without day or
    month where the writing allows it. The time of day is not read.

    >>> parse_date("发布时间：二〇一四年八月一日")
    (datetime.date(2014, 8, 1), 'day')
    >>> parse_date("2014年8月"), parse_date("2014-13-45")
    ((datetime.date(2014, 8, 1), 'month'), None)
    """
    if not isinstance(text, str):
        return None
    text = text[:400].translate(_FULL_WIDTH)
    found = []
    for order, pattern in enumerate(_SPELLINGS):
        for match in pattern.finditer(text):
            if read := _named_day(match):
                found.append((match.start(), order, read))
                break
    return min(found)[2] if found else None


def parse_date_cell(text: str) -> NamedDay | None:
    """The date in a table's cell: as `parse_date`, or the number in which a spreadsheet or data frame keeps a day.

    >>> parse_date_cell("41852"), parse_date_cell("1406851200000")
    ((datetime.date(2014, 8, 1), 'day'), (datetime.date(2014, 8, 1), 'day'))
    """
    text = text.strip()
    if _SERIAL.fullmatch(text):
        return date(1899, 12, 30) + timedelta(days=int(text)), "day"
    if match := _EPOCH.fullmatch(text):
        return date(1970, 1, 1) + timedelta(seconds=int(text) // (1000 if match[1] else 1)), "day"
    return parse_date(text)


def _named_day(match: re.Match[str]) -> NamedDay | None:
    """What a match of a spelling names; None for a thirtieth of February."""
    parts = match.groupdict()
    year = int("".join(_DIGITS.get(c, c) for c in match["y"]))
    try:
        month, day = _number(parts.get("m")), _number(parts.get("d"))
        if month is None:
            return date(year, 1, 1), "year"
        return (date(year, month, 1), "month") if day is None else (date(year, month, day), "day")
    except (KeyError, ValueError):  # numerals such as 十十 are no number
        return None


def _number(text: str | None) -> int | None:
    """Up to 39 in figures or numerals.

    >>> [_number(n) for n in ("8", "08", "八", "十", "十二", "二十", "三十一", "廿三", "〇八")]
    [8, 8, 8, 10, 12, 20, 31, 23, 8]
    """
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    tens, ten, units = text.replace("廿", "二十").replace("卅", "三十").rpartition("十")
    if not ten:
        return int("".join(_DIGITS[c] for c in units))
    return 10 * int(_DIGITS[tens] if tens else 1) + int(_DIGITS[units] if units else 0)
