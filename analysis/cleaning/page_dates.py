"""The date of a page: the one it states, or bounds inferred from the coinages and campaigns that its text names."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

import polars as pl

from ..core.dates import parse_date
from ..core.paths import data_folder
from ..lexicon.lexicon import Lexicon
from ..lexicon.lexicon_tables import read_table

_NUMERAL = "[一二两三四五六七八九十]"
# What the words of a coinage must hold, by the type of the term, so that older language cannot be worded so by chance:
# 大兴调查研究 is a campaign of 2013 and a phrase of 1961. One is still not enough (两个维护 was a trade-union phrase).
_COINED = {
    "numeral-set": _NUMERAL, "regulation": _NUMERAL, "campaign": f"教育|活动|{_NUMERAL}", "phrase-set": "、",
    "doctrine": ".{6}",
}  # fmt: skip
_ALONE = "doctrine"  # the name of a person's thought: 1,060 of 1,060 held alone in the party press
_MARKS = str.maketrans("", "", '“”‘’「」『』《》"、')
# A campaign is going on where a text names it three times, once in such words, and nowhere says that it is over.
# Chosen on the party press: named once, 14 of 75 were later than the campaign; twice, 5 of 37; so, 0 of 16.
_NAMED = 3
_NOW = "(?:正在|当前|目前|眼下|这次|此次|正)[^。！？；\\n]{{0,25}}{0}|{0}[^。！？，；\\n]{{0,4}}(?:正在|启动|全面展开|开展以来|期间)"
_OVER = re.compile(
    "总结大会|(?:主题教育|实践活动|专题教育|学习教育)(?:已经|已)?(?:结束|圆满|收官|成果)|巩固[^。，]{0,20}成果"
)
_UPPER_ERRORS = "of 43 such bounds on unseen news none was false, so at most 6.7 % are (95 %)"  # docs/inferred-dates.md
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WITNESS = 10  # years: a campaign's words may be older than it (党史学习教育), unless newer coinages stand beside them


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
        """A date that the page states.

        Parameters
        ----------
        day : datetime.date
            The first day of the day, month or year that the page names.
        precision : str
            ``day``, ``month`` or ``year``: how much of it the page names.
        time : str, optional
            Time of day, as the page has it.
        evidence : str
            The words of the page, or where they stand.

        Returns
        -------
        PageDate

        Examples
        --------
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

    From below: the name of a doctrine, or **two** coinages of the lexicon (the one that ships, by default), of which the
    earlier introduction counts: one alone may be older language that happens to be worded so. From above: a campaign
    that the text speaks of as going on, or a copyright line, if the text names no later year. Where the bounds
    contradict each other, the text looks back and the upper bound is let go. Where both are known, the date is
    the year they share, or the interval. How often such bounds are right stands in ``docs/inferred-dates.md``.

    >>> date = infer_date("增强“四个意识”，坚定“四个自信”，做到“两个维护”。")
    >>> str(date.not_before), date.not_after
    ('2016-07-01', None)
    >>> infer_date("大兴调查研究，干部到田头去。") == NO_DATE  # words that anyone may have written before
    True
    """
    coinages = _coinages(text, lexicon)
    low, evidence = _lower_bound(coinages)
    first, high, going_on = _going_on(text, coinages)
    low = max(filter(None, (low, first)), default=None)
    evidence += going_on
    if low and high and low > high:
        evidence.append(f"names something later than {high}: looks back on a campaign, no upper bound")
        high = None
    if low and high is None and (year := _copyright_year(text, copyright_lines)) and low.year <= year:
        high = date(year, 12, 31)
        evidence.append(f"copyright line of {year}, and no later year in the text: an upper bound only")
    if not low:
        return NO_DATE
    value, precision = (f"{low}/{high}", "interval") if high else (None, None)
    if high and low.year == high.year:
        value, precision = f"{low.year}", "year"
    return PageDate(value, precision, "inferred", low, high, tuple(evidence))


class _Coinage(NamedTuple):
    """A term of the lexicon that no text can hold before it was introduced, but by rare chance."""

    introduced: date
    term: str
    alone: bool
    evidence: str


def _coinages(text: str, lexicon: Lexicon | None) -> list[_Coinage]:
    """The coinages that a text names, the last introduced first; of a name within a longer one, only the longer."""
    lexicon = lexicon or _shipped()
    known = _known_coinages(lexicon)
    plain = text.translate(_MARKS)
    if not any(surface in plain for _, surfaces in known.values() for surface in surfaces):
        return []  # a quick look: most texts have none
    terms = known.keys() & set(lexicon.find(text)["term"])
    words = {term: term.translate(_MARKS) for term in terms}
    parts = {term for term in terms for other in terms if term != other and words[term] in words[other]}
    return sorted((known[term][0] for term in terms - parts), reverse=True)


def _lower_bound(coinages: list[_Coinage]) -> tuple[date | None, list[str]]:
    """The day before which a text cannot have been written, and why."""
    alone = max((coinage for coinage in coinages if coinage.alone), default=None)
    if len(coinages) > 1 and (alone is None or coinages[1].introduced > alone.introduced):
        return coinages[1].introduced, [coinages[1].evidence, coinages[0].evidence]
    return (alone.introduced, [alone.evidence]) if alone else (None, [])


def _going_on(text: str, coinages: list[_Coinage]) -> tuple[date | None, date | None, list[str]]:
    """First and last day of the campaign that a text speaks of as going on."""
    plain = text.translate(_MARKS)
    for name, (campaign, first, last, source, now) in _campaigns().items():
        if plain.count(name) < _NAMED or _OVER.search(plain) or not now.search(plain):
            continue
        oldest = first.replace(year=first.year - _WITNESS)
        if any(coinage.introduced > oldest and name not in coinage.term.translate(_MARKS) for coinage in coinages):
            return first, last, [f"speaks of {campaign} as going on, {first} to {last} ({source}); {_UPPER_ERRORS}"]
    return None, None, []


def _copyright_year(text: str, lines: tuple[str, ...]) -> int | None:
    """The last year of the copyright lines, unless the text names a later one: a footer may be older than its page."""
    years = [int(year) for line in lines for year in _YEAR.findall(line)]
    later = max(map(int, _YEAR.findall(text)), default=0)
    return max(years) if years and later <= max(years) else None


@cache
def _campaigns() -> dict[str, tuple[str, date, date, str, re.Pattern]]:
    rows = read_table(data_folder() / "lexicon" / "campaigns.csv", ["campaign", "name", "from", "to", "source"]).rows()
    return {
        name: (campaign, date.fromisoformat(first), date.fromisoformat(last), source, re.compile(_NOW.format(name)))
        for campaign, name, first, last, source in rows
    }


@cache
def _shipped() -> Lexicon:
    return Lexicon.read()


@lru_cache(maxsize=8)
def _known_coinages(lexicon: Lexicon) -> dict[str, tuple[_Coinage, list[str]]]:
    """The coinages of a lexicon whose introduction is known well, with their surfaces without marks."""
    known = pl.col("confidence").str.starts_with("high") & pl.col("precision").is_in(["day", "month"])
    found = {}
    for row in lexicon.terms.filter(known, pl.col("type").is_in(_COINED)).iter_rows(named=True):
        term, kind, day = row["term"], row["type"], parse_date(row["introduced"])
        if day and re.search(_COINED[kind], term):
            evidence = f"names {term}, introduced {row['introduced']} ({row['source'] or 'no source'})"
            surfaces = [surface.translate(_MARKS) for surface in lexicon.surfaces.get(term, (term,))]
            found[term] = _Coinage(day[0], term, kind == _ALONE, evidence), surfaces
    return found
