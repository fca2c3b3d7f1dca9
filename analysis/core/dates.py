"""Dates as people write them, in figures and in Chinese numerals."""

from __future__ import annotations

import re
from datetime import date, datetime

from .errors import StudyError

_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "Ｏ": "0", "O": "0"}
_WIDE = str.maketrans("０１２３４５６７８９．／－–—：", "0123456789./---:")
_HAN = "〇零○Ｏ一二三四五六七八九十廿卅"
_NUM = rf"(?:\d{{1,2}}|[{_HAN}]{{1,3}})"
_YEAR = r"(?P<y>(?:1[89]|20)\d\d|[一二][〇零○ＯO一二三四五六七八九]{3})"
_CHINESE = re.compile(rf"{_YEAR}\s*年(?:\s*(?P<m>{_NUM})\s*月(?:\s*份)?(?:\s*(?P<d>{_NUM})\s*[日号號])?)?")
_FIGURES = re.compile(
    r"(?<![\d.])(?P<y>(?:1[89]|20)\d\d)\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})(?:\s?(?P=s)\s?(?P<d>\d{1,2}))?(?![\d])(?!\.\d)"
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:1[89]|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")
_BARE = re.compile(r"^\s*(?P<y>(?:1[89]|20)\d\d)\s*$")
_ASKED = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def as_date(value: date | str | None, *, name: str) -> date | None:
    """A date from a date or from ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None stays None.

    >>> as_date("2016-03", name="start")
    datetime.date(2016, 3, 1)
    """
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    if isinstance(value, datetime):
        return value.date()
    try:
        return date(*(int(part or 1) for part in _ASKED.fullmatch(str(value).strip()).groups()))
    except (AttributeError, ValueError):
        raise StudyError(
            f"{name}={value!r} is not a date. Give a date, or text such as '2016', '2016-03' or '2016-03-01'."
        ) from None


def parse_date(text: str) -> tuple[date, str] | None:
    """The first date in a short text, with its precision; None if there is none.

    Reads 2014年8月1日, 二〇一四年八月一日, 2014-08-01, 2014/8/1, 2014.8.1, 20140801, each also without
    day or month where the writing allows it. The date is the first day of a month or a year that is
    given no finer.

    Parameters
    ----------
    text : str
        A short text such as a table cell or a line of metadata. Time of day is not read.

    Returns
    -------
    (datetime.date, str) or None
        The precision is ``day``, ``month`` or ``year``.

    Examples
    --------
    >>> parse_date("二〇一四年八月一日")
    (datetime.date(2014, 8, 1), 'day')
    >>> parse_date("2014年8月")
    (datetime.date(2014, 8, 1), 'month')
    >>> parse_date("20140801")
    (datetime.date(2014, 8, 1), 'day')
    >>> parse_date("2014-13-45") is None
    True
    """
    if not isinstance(text, str):
        return None
    text = text[:400].translate(_WIDE)
    found = []
    for order, pattern in enumerate((_CHINESE, _FIGURES, _COMPACT, _BARE)):
        for match in pattern.finditer(text):
            read = _date(match.groupdict())
            if read:
                found.append((match.start(), order, read))
                break
    return min(found)[2] if found else None


def _date(parts: dict[str, str | None]) -> tuple[date, str] | None:
    year = int("".join(_DIGITS.get(c, c) for c in parts["y"]))
    month, day = (_number(parts.get(key)) for key in "md")
    try:
        if day is not None and month is not None:
            return date(year, month, day), "day"
        if month is not None:
            return date(year, month, 1), "month"
        return date(year, 1, 1), "year"
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    """Up to 31 in figures or numerals: 8, 08, 八, 十, 十二, 二十, 三十一, 廿三, 〇八.

    >>> [_number(n) for n in ("8", "08", "八", "十", "十二", "二十", "三十一", "廿三", "〇八")]
    [8, 8, 8, 10, 12, 20, 31, 23, 8]
    """
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int("".join(_DIGITS[c] for c in units))
    return 10 * int(_DIGITS[tens] if tens else 1) + int(_DIGITS[units] if units else 0)
