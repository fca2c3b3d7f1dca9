"""What a page says of itself: authors, source, editor, key words and date, read from the lines around its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..core.dates import parse_date
from .page_dates import NO_DATE, PageDate
from .page_labels import (
    AUTHOR,
    AUTHOR_AND_UNIT,
    BARE_NAMES,
    CLOCK,
    DATE_CHARACTERS,
    DATE_LABEL,
    EDITOR,
    HOST,
    KEYWORDS,
    OWNER,
    SOURCE,
    UNIT,
    UNIT_AND_NAME,
    UNIT_OF_AUTHOR,
    WRITER,
    compiled,
)

_WRITERS = ("作者", "撰文", "撰稿", "撰稿人")  # roles that say no more than “author”


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
    >>> page = clean("把实事办好\\n本报记者 李明\\n干部多走一步，群众就少跑一趟，难的是天天这样做。")
    >>> page.authors[0].name, page.authors[0].role
    ('李明', '本报记者')
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
    """What a page says of itself; `CleanPage` shows most of it under the same names.

    Attributes
    ----------
    authors : tuple of Author
    origin, site, host : str or None
        Where the page says that its text comes from; the site that it stands on; that site's address.
    section : tuple of str
        The site's sections that lead to the page, from the widest.
    editor : str or None
    keywords : tuple of str
    date : PageDate
        `NO_DATE` where the page states none.
    """

    authors: tuple[Author, ...] = ()
    origin: str | None = None
    site: str | None = None
    host: str | None = None
    section: tuple[str, ...] = ()
    editor: str | None = None
    keywords: tuple[str, ...] = ()
    date: PageDate = field(default=NO_DATE)

    @property
    def author(self) -> str | None:
        """The authors' names in one text, as a table holds them."""
        return "、".join(author.name for author in self.authors) or None

    @property
    def source(self) -> str | None:
        """Where the text comes from: the origin that the page names, else the site itself."""
        return self.origin or self.site


def read_metadata(lines: Sequence[str], classes: Sequence[str]) -> Metadata:
    """Authors, source, editor, key words and date from the lines around the body, given each line's class."""

    def first(wanted: tuple[str, ...], read: Callable[[str], Any]) -> Any:
        """What the first line of the wanted classes that says anything says."""
        found = (read(line) for line, cls in zip(lines, classes, strict=True) if cls in wanted)
        return next(filter(None, found), None)

    owned = ("copyright", "icp_license", "footer")
    sites = (
        line if cls == "site_masthead" else _group(OWNER, line, 2) or _group(OWNER, line)
        for line, cls in zip(lines, classes, strict=True)
        if cls == "site_masthead" or cls in owned
    )
    host = first(("meta",), lambda line: _group(HOST, line))
    return Metadata(
        _authors(lines, classes),
        origin=first(("meta", "byline", "editor"), lambda line: _group(SOURCE, line)),
        site=next(filter(None, sites), None),
        host=host and host.lower(),
        section=first(("breadcrumb",), _section) or (),
        editor=first(("meta", "byline", "editor"), lambda line: " ".join(_split(_group(EDITOR, line) or ""))),
        keywords=first(("keywords",), lambda line: _keywords(re.sub(KEYWORDS, "", line))) or (),
        date=_date(lines, classes),
    )


def with_stated(found: Metadata, stated: Mapping[str, str]) -> Metadata:
    """With what an HTML page's head states, where the lines that a reader sees say nothing."""
    author = stated.get("author", "")
    if not found.authors and re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", author):
        found = replace(found, authors=(Author(author, raw=author),))
    found = replace(
        found,
        origin=found.origin or stated.get("source"),
        keywords=found.keywords or _keywords(stated.get("keywords", "")),
    )
    date = stated.get("date", "")
    if found.date is NO_DATE and (read := parse_date(date)):
        stated_date = PageDate.on_page(*read, time=_group(CLOCK, date, 0), evidence=f"the page's head: {date}")
        return replace(found, date=stated_date)
    return found


def _group(pattern: str, line: str, group: int = 1) -> str | None:
    match = compiled(pattern).search(line)
    return match[group] if match else None


def _authors(lines: Sequence[str], classes: Sequence[str]) -> tuple[Author, ...]:
    """Everyone named as an author, each name once; a single unit is everyone's."""
    people: dict[str, Author] = {}
    units: list[str] = []
    for number, (line, cls) in enumerate(zip(lines, classes, strict=True), 1):
        named: list[tuple[str, str, str | None]] = []
        if cls in ("byline", "meta"):
            named = _named(line, cls)
        elif cls == "author_institution":
            named = [(line, "institutional author", None)]
        elif cls == "affiliation":
            if both := compiled(AUTHOR_AND_UNIT).search(line):
                named = [(both[1], "author", both[2].strip())]
            elif unit := _group(UNIT, line) or _group(UNIT_OF_AUTHOR, line):
                units.append(unit.strip())
        for name, role, unit in named:
            people.setdefault(name, Author(name, role, unit, number, line))
    if len(units) == 1:
        return tuple(replace(person, unit=person.unit or units[0]) for person in people.values())
    return tuple(people.values())


def _named(line: str, cls: str) -> list[tuple[str, str, str | None]]:
    """Name, role and unit of everyone whom a byline or a line of metadata names."""
    found = [
        (name, "author" if match["role"] in _WRITERS else match["role"], None)
        for match in compiled(AUTHOR).finditer(line)
        for name in _names(match["names"])
    ]
    if found or cls == "meta":
        return found
    if both := compiled(UNIT_AND_NAME).match(line):
        return [(both[2], "author", both[1])]
    match = compiled(WRITER).search(line)
    names = _names(match[match.lastgroup]) if match and match.lastgroup else []
    if not names and compiled(BARE_NAMES).match(line):
        names = _names(line)
    return [(name, "author", None) for name in names]


def _names(text: str) -> list[str]:
    """Names in a list; 王 强 with a space inside is one name."""
    parts = _split(text.strip())
    if len(parts) > 1 and len(parts[0]) == len(parts[1]) == 1:
        return ["".join(parts[:2]), *parts[2:]]
    return parts


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"[ \u3000、,，/]+", text) if part]


def _keywords(text: str) -> tuple[str, ...]:
    words = (word.strip("[]【】") for word in re.split(r"[\s\u3000,，;；、|]+", text))
    return tuple(word for word in words if word)


def _section(line: str) -> tuple[str, ...]:
    parts = re.split(r"[>»›→\s]+", re.sub(r"^.*?位置\s*[:：]?", "", line))
    skip = ("", "首页", "网站首页", "正文", "主页", "详情", "内容")
    return tuple(dict.fromkeys(part for part in parts if part not in skip))


def _date(lines: Sequence[str], classes: Sequence[str]) -> PageDate:
    """The day on the page: from a line of metadata, else a line that is nothing but a date.

    Never from a line of copyright, which says when the site was made.
    """
    for wanted in (("meta",), ("byline", "editor"), ("body",)):
        for number, (line, cls) in enumerate(zip(lines, classes, strict=True), 1):
            if cls not in wanted or (cls == "body" and (len(line) > 16 or not compiled(DATE_CHARACTERS).match(line))):
                continue
            label = compiled(DATE_LABEL).search(line)
            read = (parse_date(line[label.end() :]) if label else None) or parse_date(line)
            if read:
                return PageDate.on_page(*read, time=_group(CLOCK, line, 0), evidence=f"line {number}: {line}")
    return NO_DATE
