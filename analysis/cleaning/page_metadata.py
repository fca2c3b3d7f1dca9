"""What a page says of itself: authors, source, editor, key words and date, read from the lines around its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..core.dates import iso_date, parse_date
from . import page_labels as labels
from .page_authors import is_name, vote_authors
from .page_dates import NO_DATE, PageDate
from .page_surroundings import Surroundings
from .page_votes import Vote, vote_date, vote_source

HEAD_LINES = 5  # filled lines from the first in which a speech names the day and the meeting that it was given at
PAPER_LINES = 8  # lines from the end in which a newspaper names itself, its day and its page


@dataclass(frozen=True)
class Author:
    """Someone named as having written the text.

    Attributes
    ----------
    name : str
    role : str
        ``author``, ``institutional author`` or the page's own word (执笔, 记者, 通讯员 …).
    unit : str or None
        Where the author works, when the page says so.
    line : int
        Of the page, from 1; 0 for an author whom only an HTML page's head names.
    raw : str
        That line.

    Examples
    --------
    >>> from analysis import clean
    >>> clean("把实事办好\\n本报记者 李明\\n干部多走一步，群众就少跑一趟，难的是天天这样做。").authors
    (Author(name='李明', role='本报记者', unit=None, line=2, raw='本报记者 李明'),)
    """

    name: str
    role: str = "author"
    unit: str | None = None
    line: int = 0
    raw: str = ""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Metadata:
    """What a page says of itself: where its text comes from (``origin``) and on which site it stands, among others."""

    authors: tuple[Author, ...] = ()
    origin: str | None = None
    site: str | None = None
    editor: str | None = None
    keywords: tuple[str, ...] = ()
    date: PageDate = field(default=NO_DATE)
    votes: Mapping[str, Vote] = field(default_factory=dict)  # of an HTML page: who says so, of what stands above

    @property
    def author(self) -> str | None:
        """The authors' names in one text, as a table holds them."""
        return "、".join(author.name for author in self.authors) or None


def read_metadata(
    lines: Sequence[str], classes: Sequence[str], around: Surroundings | None = None, title: Vote | None = None
) -> Metadata:
    """What the lines around the body say, given each line's class; of an HTML page, what it is voted to say."""

    def first(pattern: str, *wanted: str) -> str | None:
        """What the first line of the wanted classes that has the pattern says."""
        found = (_group(pattern, line) for line, cls in zip(lines, classes, strict=True) if cls in wanted)
        return next(filter(None, found), None)

    editor = " ".join(_split(first(labels.EDITOR, "meta", "byline", "editor") or "")) or None
    keywords = _keywords(first(labels.KEYWORDS, "keywords") or "")
    if around is not None:
        stated = (statement.value for statement in around.statements if statement.field == "keywords")
        keywords = keywords or _keywords(next(stated, ""))
        return _voted(around, title, editor, keywords, _authors(lines, classes))
    sites = (
        line if cls == "site_masthead" else _group(labels.OWNER, line)
        for line, cls in zip(lines, classes, strict=True)
        if cls in ("site_masthead", "copyright", "icp_license", "footer")
    )
    site = next((site for site in sites if site and not site.isdigit()), None)  # 版权所有 2019 names nobody
    origin = first(labels.SOURCE, "meta", "byline", "editor") or first(labels.PAPER_END, "meta", "body")
    return Metadata(_authors(lines, classes), origin, site, editor, keywords, _date(lines, classes))


def _voted(
    around: Surroundings, title: Vote | None, editor: str | None, keywords: tuple[str, ...], named: tuple[Author, ...]
) -> Metadata:
    """The record of an HTML page; ``named`` are authors by the classes of its lines, of whom those with a label count."""
    source, day = vote_source(around, title.value if title else ""), vote_date(around)
    authors = tuple(Author(name, role, None, line, raw) for name, role, line, raw in vote_authors(around))
    units = {author.name: author.unit for author in named if author.unit}
    authors = tuple(replace(author, unit=units.get(author.name)) for author in authors)
    authors = authors or tuple(
        a for a in named if a.role != "institutional author" and is_name(a.name) and a.raw != a.name
    )
    date = NO_DATE
    if day is not None:
        times = (_group(labels.CLOCK, text) for text in day.evidence)
        on_page = PageDate.on_page(*iso_date(day.value), time=next(filter(None, times), None))
        date = replace(on_page, evidence=day.evidence)
    votes = {"title": title, "source": source, "date": day}
    known = {name: vote for name, vote in votes.items() if vote is not None}
    return Metadata(authors, source and source.value, None, editor, keywords, date, known)


def _group(pattern: str, line: str) -> str | None:
    """The last group of a pattern that takes part in the match."""
    match = labels.compiled(pattern).search(line)
    return match[match.lastindex or 0] if match else None


def _authors(lines: Sequence[str], classes: Sequence[str]) -> tuple[Author, ...]:
    """Everyone named as an author, each name once; a single unit is everyone's."""
    people: dict[str, Author] = {}
    units: list[str] = []
    for number, (line, cls) in enumerate(zip(lines, classes, strict=True), 1):
        for name, role, unit in _named(line, cls):
            if name:
                people.setdefault(name, Author(name, role, unit, number, line))
            elif unit:
                units.append(unit)
    shared = units[0] if len(units) == 1 else None
    return tuple(replace(person, unit=person.unit or shared) for person in people.values())


def _named(line: str, cls: str) -> Iterator[tuple[str, str, str | None]]:
    """Name, role and unit of everyone whom a line names as an author; a unit alone has no name."""
    if cls == "author_institution":
        yield line, "institutional author", None
    elif cls == "affiliation":
        both = labels.compiled(labels.AUTHOR_AND_UNIT).search(line)
        unit = both[2] if both else _group(labels.UNIT, line) or _group(labels.UNIT_OF_AUTHOR, line)
        yield both[1] if both else "", "author", unit and unit.strip()
    elif cls in ("byline", "meta"):
        found = list(labels.compiled(labels.AUTHOR).finditer(line))
        for match in found:
            role = "author" if match["role"] in ("作者", "撰文", "撰稿", "撰稿人") else match["role"]
            yield from ((name, role, None) for name in _names(match["names"]))
        if found or cls == "meta":
            return
        if both := labels.compiled(labels.UNIT_AND_NAME).match(line):
            yield both[2], "author", both[1]
        elif names := _group(labels.WRITER, line) or _group(labels.BARE_NAMES, line):
            yield from ((name, "author", None) for name in _names(names))


def _names(text: str) -> list[str]:
    """Names in a list; 王 强 with a space inside is one name."""
    parts = _split(text)
    if len(parts) > 1 and len(parts[0]) == len(parts[1]) == 1:
        return ["".join(parts[:2]), *parts[2:]]
    return parts


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"[ \u3000、,，/]+", text) if part]


def _keywords(text: str) -> tuple[str, ...]:
    words = (word.strip("[]【】") for word in re.split(r"[\s\u3000,，;；、|]+", text))
    return tuple(word for word in words if word)


def _date(lines: Sequence[str], classes: Sequence[str]) -> PageDate:
    """The day on the page: from a line of metadata, else how a newspaper's page ends, else a line that is only a date.

    Never from a line of copyright, which says when the site was made; the day of an update only where no other is said.
    """
    numbered = list(enumerate(zip(lines, classes, strict=True), 1))
    found = [
        (line, f"line {number}: {line}")
        for wanted in (("meta",), ("byline", "editor"), ("body",))
        for number, (line, cls) in numbered
        if cls in wanted and (cls != "body" or (len(line) <= 16 and re.match(labels.DATE_CHARACTERS, line)))
    ]
    head = [(line, f"line {number}: {line}") for number, (line, _) in numbered if line][:HEAD_LINES]
    found += [pair for pair in head if labels.compiled(labels.OCCASION).match(pair[0])]
    filled = [number for number, (line, _) in numbered if line]
    for number in filled[-PAPER_LINES:]:
        if ended := labels.compiled(labels.PAPER_END).search(lines[number - 1]):
            found.insert(0, (ended[0], f"line {number}: {ended[0]}"))
    found.sort(key=lambda pair: bool(labels.compiled(labels.UPDATED_LINE).search(pair[0])))
    years = []  # the year alone, as a running head has it: only where no line says more
    for text, evidence in found:
        label = labels.compiled(labels.DATE_LABEL).search(text)
        read = (parse_date(text[label.end() :]) if label else None) or parse_date(text)
        if read and read[1] != "year":
            return PageDate.on_page(*read, time=_group(labels.CLOCK, text), evidence=evidence)
        if read and labels.compiled(labels.LONE_YEAR).match(text):  # 2035年规划 is a name
            years.append(PageDate.on_page(*read, time=_group(labels.CLOCK, text), evidence=evidence))
    return next(iter(years), NO_DATE)
