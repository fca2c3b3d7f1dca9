"""Dates as people, tables and programs write them: ISO, figures, Chinese numerals, a spreadsheet's numbers."""  # long: one table of spellings and what each names

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from .errors import StudyError

PRECISIONS = ("day", "month", "year")
NamedDay = tuple[date, str]  # the first day of what is named, and how finely it is named: one of PRECISIONS

_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○◯ＯOo", "0")
_NUMERALS = "〇零○◯ＯOo一二三四五六七八九"
_WIDTHS = str.maketrans(
    "０１２３４５６７８９．／－–—―─﹣−：～〜·•・，\u00a0\u3000\u2002\u2003\u2009\t", "0123456789./-------:~~...,      "
)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?")  # days since 1899-12-30, as a spreadsheet stores 1954 to 2091
_EPOCH = re.compile(r"(-?\d{10})(\d{3})?(?:\.\d+)?")  # seconds or milliseconds since 1970, as programs save them
_RECENT_EPOCH = re.compile(r"\s*(1\d{9})(\d{3})?\s*")  # 2001 to 2033: alone on a line no other number is likely
_CHINA = timedelta(hours=8)
_YEAR = r"(?P<y>(?:1[89]|20)\d\d)"
_HAN_YEAR = rf"(?P<y>(?:1[89]|20)\d\d|[一二][0{_NUMERALS}]{{3}})"
_NUMBER = r"(?:\d{1,2}|[〇零○◯Ｏ一二三四五六七八九十廿卅]{1,3})"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<m>(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6})\.?"
_TIME = r"(?P<H>\d\d?):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d+)?)?"
_ZONE = r"\s?(?P<z>Z\b|UTC\b|GMT(?![+-])|(?:GMT)?[+-]\d\d:?\d\d)?"
_SPELLINGS = [  # the surest first: where two begin at the same place, the earlier one holds
    re.compile(  # 2014年8月1日, 二〇一四年八月
        rf"(?<![\d{_NUMERALS}]){_HAN_YEAR}\s*年(?:\s*(?P<m>{_NUMBER})\s*月(?:\s*份)?(?:\s*(?P<d>{_NUMBER})\s*[日号號])?)?"
    ),
    re.compile(  # 民國103年8月1日
        rf"民[国國]\s*(?P<roc>\d{{1,3}}|元|[{_NUMERALS}十廿卅百]{{1,6}})\s*(?:年|[./-])"
        rf"(?:\s*(?P<m>{_NUMBER})\s*(?:月|[./-])(?:\s*份)?(?:\s*(?P<d>{_NUMBER})(?:\s*[日号號]|(?!\d)))?)?"
    ),
    re.compile(rf"(?<![\d.]){_YEAR}-(?P<m>\d\d)-(?P<d>\d\d)[T ]{_TIME}{_ZONE}"),  # 2014-07-31T16:00:00Z
    re.compile(
        rf"(?<![\d.]){_YEAR}\s?(?P<s>[-/._])\s?(?P<m>\d{{1,2}})(?:\s?(?P=s)\s?(?P<d>\d{{1,2}}))?(?![\d])(?![.,]\d)"
    ),
    re.compile(rf"(?<![\d.]){_YEAR}[-/.](?P<m>\d{{1,2}})月(?:(?P<d>\d{{1,2}})[日号號])?"),
    re.compile(
        rf"(?<![\d备備第号號]){_YEAR}(?P<s> ?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])"
        r"(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{3})?)?)?(?![\d号號])"
    ),
    re.compile(rf"(?<![\d年./-])(?P<m>{_NUMBER})月(?P<d>{_NUMBER})[日号號][, ]{{0,2}}{_YEAR}(?!\d)年?"),
    re.compile(  # Fri Aug 01 07:49:24 CST 2014
        rf"(?<![a-z]){_MONTH}\s+(?P<d>\d{{1,2}})\s+{_TIME}(?:\s+(?P<z>[A-Z]{{3}}|[+-]\d{{4}}))?\s+{_YEAR}(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![a-z]){_MONTH}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:,\s*|\s+){_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(  # Fri, 01 Aug 2014 07:49:24 GMT
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}(?!\d)(?:,?\s+{_TIME}{_ZONE})?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d.]){_YEAR}[\s,./-]+{_MONTH}[\s,./-]+(?P<d>\d{{1,2}})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<![a-z\d])(?<!\d ){_MONTH}[\s,-]+{_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(r"(?<![\d.])(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>(?:1[89]|20)\d\d)(?![\d.])"),
    re.compile(rf"^\s*{_YEAR}\s*$"),
    re.compile(rf"》\s*{_YEAR}\s*[/.-]\s*\d{{1,2}}(?!\d|\s?[/.-]\s?\d)"),  # a periodical's year and number
]
# What follows or goes before a year that is no date: a plan's horizon, a span, a number of years.
_NO_DATE_AFTER = re.compile(
    r"\s*(?:远景|遠景|愿景|愿望|目标|目標|规划|規劃|计划|計劃|纲要|綱要|议程|議程|行动计划|前(?!后)|代|来|來|间|間|以来|以來|以后|以後|以前|之后|之後|之前|"
    r"[多余]?年历史|起|到|至|底前)"
)
_NO_DATE_BEFORE = re.compile(r"(?:到|至|迈向|面向|展望|自|从|從|\d{4}\s*年?\s*[-~至到])\s*$")
_LOOKED_UP = re.compile(r"(?:访问|訪問|检索|檢索|下载|下載|打印|引用|查阅|截至)(?:日期|时间|時間)?[^\d]{0,4}$")
_UPDATED = re.compile(r"(?:更新|修改|修订|修訂|编辑于|最后)(?:日期|时间|時間|于|於)?[^\d]{0,4}$")
_RANGE = re.compile(
    rf"\s*(?:[日号號]\s*)?(?P<to>至|到|-{{1,2}}|~)\s*(?:(?P<y>(?:1[89]|20)\d\d|[一二][{_NUMERALS}]{{3}})\s*[年./-]\s*)?"
    rf"(?:(?P<m>{_NUMBER})\s*(?P<s>[月./-])\s*(?=[\d{_NUMERALS}十廿卅]))?(?P<d>{_NUMBER})\s*(?P<end>[日号號月]|(?![\d:年时點点]))(?P<han>(?=[^\x00-\xff]))?"
)
_TWO_DIGIT_YEAR = re.compile(r"(?<![\d./-])\d{2}([-/.])\d{1,2}\1\d{1,2}(?![\d./-])")
_DAY_OR_MONTH = re.compile(r"(?<![\d./-])\d{1,2}([-/.])\d{1,2}\1(?:1[89]|20)\d\d(?!\d)")


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


def check_order(start: date | str | None, end: date | str | None) -> tuple[date | None, date | None]:
    """First day and the day after the last, as dates; a `StudyError` where there is no day between them."""
    first, after = as_date(start, name="start"), as_date(end, name="end")
    if first and after and first >= after:
        raise StudyError(f"start={first} is not before end={after}; end is the day after the last one counted.")
    return first, after


def parse_date(text: str | None) -> NamedDay | None:
    """The first date in a short text (a byline, a line of metadata) with its precision; None if there is none.

    Reads 2014年8月1日, 二〇一四年八月一日, 民國103年8月1日, 2014-08-01, 2014/8/1, 2014.8.1, 20140801, Aug 1, 2014,
    each also without day or month where the writing allows it. A moment with a time zone is the day in China. Of a
    span of days only what both ends share is read: 2014年8月1日至3日 is a month. What nobody can know (08/01/2014,
    14-08-01, 3小时前) is None, and so is a year in the name of a plan. A date of publication goes before one of an
    update.

    >>> parse_date("发布时间：二〇一四年八月一日")
    (datetime.date(2014, 8, 1), 'day')
    >>> parse_date("2014年8月"), parse_date("2014-13-45")
    ((datetime.date(2014, 8, 1), 'month'), None)
    >>> parse_date("2014-07-31T16:00:00Z")
    (datetime.date(2014, 8, 1), 'day')
    """
    if not isinstance(text, str):
        return None
    text = text[:400].translate(_WIDTHS)
    if match := _RECENT_EPOCH.fullmatch(text):
        return _moment(match)
    found, spent = [], []
    for order, pattern in enumerate(_SPELLINGS):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 16) : match.start()]
            if any(start < match.end() and match.start() < end for start, end in spent) or _LOOKED_UP.search(before):
                continue  # a part of what was read, or of what is no date as a whole
            read, end = _named_day(match, text, before)
            if read:
                found.append((bool(_UPDATED.search(before)), match.start(), order, read))
            if end:
                spent.append((match.start(), end))
    return min(found)[3] if found else None


def parse_date_cell(text: str) -> NamedDay | None:
    """The date in a table's cell: as `parse_date`, or the number in which a spreadsheet or data frame keeps a day.

    >>> parse_date_cell("41852.75"), parse_date_cell("1406851200000")
    ((datetime.date(2014, 8, 1), 'day'), (datetime.date(2014, 8, 1), 'day'))
    """
    text = text.strip()
    if match := _SERIAL.fullmatch(text):
        return date(1899, 12, 30) + timedelta(days=int(match[1])), "day"
    if match := _EPOCH.fullmatch(text):
        return _moment(match)
    return parse_date(re.sub(r"^(\d{4}|\d{6}|\d{8})\.0$", r"\1", text))


def ambiguous_date(text: str) -> bool:
    """Whether a text holds a date that may be read in more than one way, so that it is not read.

    >>> ambiguous_date("08/01/2014"), ambiguous_date("14-08-01 07:49"), ambiguous_date("2014-08-01")
    (True, True, False)
    """
    text = text.translate(_WIDTHS)
    return parse_date(text) is None and bool(_TWO_DIGIT_YEAR.search(text) or _DAY_OR_MONTH.search(text))


def _moment(match: re.Match[str]) -> NamedDay:
    """The day in China of a moment in seconds (or, with three more figures, milliseconds) since 1970."""
    return (datetime(1970, 1, 1) + timedelta(seconds=int(match[1])) + _CHINA).date(), "day"


def _named_day(match: re.Match[str], text: str, before: str) -> tuple[NamedDay | None, int]:
    """What a match of a spelling names, and up to where the text is spent; 0 where it is no date (30 February)."""
    parts, end = match.groupdict(), match.end()
    try:
        year = _year(parts)
        if "a" in parts:  # 25/08/2014: one of the two can only be the day
            month, day = sorted((int(parts["a"]), int(parts["b"])))
            return ((date(year, month, day), "day") if day > 12 or day == month else None), end
        month, day = _month(parts.get("m")), _number(parts.get("d"))
        if month is None:
            no_date = "年" in match[0] and (_NO_DATE_AFTER.match(text, end) or _NO_DATE_BEFORE.search(before))
            return (None if no_date else (date(year, 1, 1), "year")), end
        named = date(year, month, day or 1)
    except (KeyError, ValueError):  # numerals such as 十十 are no number
        return None, 0
    if parts.get("z"):
        named = _in_china(named, parts)
    until = _RANGE.match(text, end)
    shared = _shared(named, "month" if day is None else "day", until)
    return shared, until.end() if until else end


def _year(parts: dict[str, str]) -> int:
    """A year in figures or numerals, or one of the Republic, whose first was 1912."""
    roc = parts.get("roc")
    if roc is None:
        return int("".join(_DIGITS.get(c, c) for c in parts["y"]))
    if roc == "元":
        return 1912
    hundreds, hundred, rest = roc.rpartition("百")
    rest = rest.lstrip("零〇○") if hundred else rest
    return 1911 + 100 * (_number(hundreds) or 0) + (_number(rest) or 0)


def _month(text: str | None) -> int | None:
    """A month in figures, numerals or English."""
    if text and text[0].isascii() and text[0].isalpha():
        word = text.lower()
        if word not in ("sept", *_MONTHS) and word not in _FULL_MONTHS:
            raise ValueError(f"{text!r} is no month")
        return _MONTHS.index(word[:3]) + 1
    return _number(text)


_FULL_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)


def _in_china(day: date, parts: dict[str, str]) -> date:
    """The day in China of a time of day with its zone; 07:49-08:30 is a span of hours, and CST is China's own time."""
    if parts["z"].upper() not in ("Z", "UTC", "GMT", "UT") and (parts.get("S") is None or parts["z"].isalpha()):
        return day
    zone = re.search(r"([+-])(\d\d):?(\d\d)", parts["z"])
    offset = (
        timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (-1 if zone[1] == "-" else 1) if zone else timedelta()
    )
    moment = datetime(day.year, day.month, day.day, int(parts["H"]) % 24, int(parts["M"]))
    return (moment - offset + _CHINA).date()


def _shared(day: date, precision: str, until: re.Match[str] | None) -> NamedDay | None:
    """What a day and the last day of a span have in common: their month, their year, or nothing."""
    if until is None:
        return day, precision
    year, month = until["y"], until["m"]
    try:
        if year and _year({"y": year}) != day.year:
            return None
        if until["end"] == "月" or (precision == "month" and not month):
            return (day.replace(month=1, day=1), "year") if until["end"] or year else (day, precision)
        if not until["end"] and not month and not year and ("-" in until["to"] or until["han"] is not None):
            return day, precision  # 2014-08-01-15, 1日到3个村: a number, as likely as a day
        if month and _number(month) != day.month:
            return day.replace(month=1, day=1), "year"
    except (KeyError, ValueError):
        return day, precision
    return day.replace(day=1), "month"


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
        return int("".join(_DIGITS.get(c, c) for c in units))
    return 10 * int(_DIGITS[tens] if tens else 1) + int(_DIGITS[units] if units else 0)
