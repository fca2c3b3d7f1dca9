"""What a page says of itself: authors, source, editor, key words and date, read from the lines around its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..core.dates import parse_date
from . import page_labels as labels
from .page_dates import NO_DATE, PageDate


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

    @property
    def author(self) -> str | None:
        """The authors' names in one text, as a table holds them."""
        return "、".join(author.name for author in self.authors) or None


def read_metadata(lines: Sequence[str], classes: Sequence[str], stated: Mapping[str, str]) -> Metadata:
    """What the lines around the body say, given each line's class; where they say nothing, what an HTML head states."""

    def first(pattern: str, *wanted: str) -> str | None:
        """What the first line of the wanted classes that has the pattern says."""
        found = (_group(pattern, line) for line, cls in zip(lines, classes, strict=True) if cls in wanted)
        return next(filter(None, found), None)

    authors, head = _authors(lines, classes), stated.get("author", "")
    if not authors and re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", head):
        authors = (Author(head, raw=head),)
    sites = (
        line if cls == "site_masthead" else _group(labels.OWNER, line)
        for line, cls in zip(lines, classes, strict=True)
        if cls in ("site_masthead", "copyright", "icp_license", "footer")
    )
    return Metadata(
        authors,
        first(labels.SOURCE, "meta", "byline", "editor") or stated.get("source") or None,
        next(filter(None, sites), None),
        " ".join(_split(first(labels.EDITOR, "meta", "byline", "editor") or "")) or None,
        _keywords(first(labels.KEYWORDS, "keywords") or "") or _keywords(stated.get("keywords", "")),
        _date(lines, classes, stated.get("date", "")),
    )


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


def _date(lines: Sequence[str], classes: Sequence[str], stated: str) -> PageDate:
    """The day on the page: from a line of metadata, else a line that is nothing but a date, else the page's head.

    Never from a line of copyright, which says when the site was made.
    """
    numbered = list(enumerate(zip(lines, classes, strict=True), 1))
    found = [
        (line, f"line {number}: {line}")
        for wanted in (("meta",), ("byline", "editor"), ("body",))
        for number, (line, cls) in numbered
        if cls in wanted and (cls != "body" or (len(line) <= 16 and re.match(labels.DATE_CHARACTERS, line)))
    ]
    for text, evidence in (*found, (stated, f"the page's head: {stated}")):
        label = labels.compiled(labels.DATE_LABEL).search(text)
        read = (parse_date(text[label.end() :]) if label else None) or parse_date(text)
        if read:
            return PageDate.on_page(*read, time=_group(labels.CLOCK, text), evidence=evidence)
    return NO_DATE
