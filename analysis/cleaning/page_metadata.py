"""Metadata: who wrote a page, where it comes from, who edited it, on which day; read from its dropped lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ..core.dates import parse_date
from .inferred_dates import NO_DATE, PageDate

_NAME = r"[\u4e00-\u9fff·]{2,8}"
_STOP = r"(?=[\s|｜\]】)）]|责任|责编|编辑|作者|时间|发布|日期|浏览|点击|阅读|字号|$)"
_SOURCE = re.compile(rf"(?:来\s*源|稿源|出处)\s*[:：]\s*[《\[【]?\s*([^\s|｜\]】)）》]+?)[》]?{_STOP}")
_AUTHOR = re.compile(
    r"(?P<role>作者|执笔人|执笔|撰文|撰稿人|撰稿|特约评论员|本报评论员|本刊评论员|评论员|本报记者|本刊记者|本网记者|见习记者|记者|通讯员|整理|口述)"
    r"\s*[:：/／]?\s*(?P<names>[\u4e00-\u9fff·]{2,8}(?:[ \u3000、,，/][\u4e00-\u9fff·]{2,4}(?![\u4e00-\u9fff:：]))*)"
)
_TEXT_BY = re.compile(r"(?:^|[\s□■◎●○▲△◆◇（(])文\s*[/／|:：]\s*(?P<names>[\u4e00-\u9fff· \u3000、]{2,30})")
_MARKED = re.compile(r"^[\s]*[□■◎●○▲△◆◇]\s*(?P<names>[\u4e00-\u9fff· \u3000、]{2,30})$")
_BRACKETED = re.compile(rf"^[（(]({_NAME})[)）]$")
_UNIT_AND_NAME = re.compile(
    r"^[（(]([\u4e00-\u9fff]{2,25}(?:局|部|委|办|院|中心|学校|大学|党校|公司|政府|支部|报社))[ \u3000]+([\u4e00-\u9fff·]{2,8})[)）]$"
)
_EDITOR = re.compile(
    rf"(责任编辑|责编|值班编辑|网络编辑|文字编辑|视频编辑|实习编辑|编辑|编审)\s*[:：|/／]?\s*((?:{_NAME})(?:[ \u3000、,，]+[\u4e00-\u9fff·]{{2,4}}(?![\u4e00-\u9fff:：]))*)"
)
_KEYWORDS = re.compile(r"^[\s\[【]*(?:关键词|关键字|标签|tags?|keywords?)\s*[:：]\s*", re.IGNORECASE)
_UNIT = re.compile(r"(?:作者单位|供稿单位|来稿单位|单位)\s*[:：]\s*(.+?)[)）\]】]?$")
_SYSTEM = re.compile(r"作者(?:分别)?(?:系|为|是)\s*(.+?)[)）]?$")
_AUTHOR_UNIT = re.compile(rf"作者[:：]\s*({_NAME})\s*[,，、\s]*(?:系|为|单位[:：]?)\s*(.+?)[)）]?$")
_TIME = re.compile(r"(?<![\d:])([01]?\d|2[0-3])[:：]([0-5]\d)(?:[:：]([0-5]\d))?(?![\d:])")
_HOST = re.compile(r"\b((?:[a-z0-9-]+\.)+(?:com|cn|net|org)(?:\.cn)?)\b", re.IGNORECASE)
_OWNER = re.compile(r"([\u4e00-\u9fffA-Za-z0-9]{2,20}?)\s*(?:版权所有|拥有([\u4e00-\u9fff]{2,12}?)采编人员)")
_LABEL = re.compile(r"(?:发布|发表|更新|录入|时间|日期)[^\d一二]{0,6}[:：]")


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
        Of the page, from 1.
    raw : str
        The line as the page has it.
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
    """What a page says of itself."""

    authors: tuple[Author, ...] = ()
    origin: str | None = None
    site: str | None = None
    host: str | None = None
    section: tuple[str, ...] = ()
    editor: str | None = None
    keywords: tuple[str, ...] = ()
    date: PageDate = field(default=NO_DATE)

    @property
    def source(self) -> str | None:
        """Where the text comes from: the origin that the page names, else the site itself."""
        return self.origin or self.site


def read_metadata(lines: list[str], classes: list[str], raw_lines: list[str]) -> Metadata:
    """Authors, source, editor, keywords and date from the lines around the body.

    Parameters
    ----------
    lines, classes, raw_lines : list of str
        Every line clean, its class, and the same line as the page has it.
    """
    told: dict[str, str | tuple[str, ...] | None] = {}
    authors: list[Author] = []
    units: list[str] = []
    for number, (line, cls, raw) in enumerate(zip(lines, classes, raw_lines, strict=True), 1):
        if cls in ("body", "blank", "heading", "title"):
            continue
        if cls in ("byline", "meta"):
            authors += _authors(line, cls, number, raw)
        if cls == "author_institution":
            authors.append(Author(line, "institutional author", None, number, raw))
        if cls == "affiliation":
            both = _AUTHOR_UNIT.search(line)
            unit = _UNIT.search(line) or _SYSTEM.search(line)
            if both:
                authors.append(Author(both[1], "author", both[2].strip(), number, raw))
            elif unit:
                units.append(unit[1].strip())
        if cls in ("meta", "byline", "editor"):
            source = _SOURCE.search(line)
            if source and not told.get("origin"):
                told["origin"] = source[1]
            editor = _EDITOR.search(line)
            if editor and not told.get("editor"):
                told["editor"] = " ".join(re.split(r"[ \u3000、,，]+", editor[2]))
        if cls == "meta" and not told.get("host"):
            host = _HOST.search(line)
            told["host"] = host[1].lower() if host else None
        if cls == "keywords" and not told.get("keywords"):
            words = re.split(r"[\s\u3000,，;；、|]+", _KEYWORDS.sub("", line))
            told["keywords"] = tuple(word.strip("[]【】") for word in words if word.strip("[]【】"))
        if cls == "breadcrumb" and not told.get("section"):
            told["section"] = _section(line)
        if cls == "site_masthead" and not told.get("site"):
            told["site"] = line
        if cls in ("copyright", "icp_license", "footer") and not told.get("site"):
            owner = _OWNER.search(line)
            told["site"] = (owner[2] or owner[1]) if owner else None
    return Metadata(_unique(authors, units), date=_date(lines, classes), **told)


def with_stated(found: Metadata, stated: dict[str, str]) -> Metadata:
    """What an HTML page's head states, where the lines that a reader sees say nothing."""
    if not found.authors and re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", stated.get("author", "")):
        found = replace(found, authors=(Author(stated["author"], "author", None, 0, stated["author"]),))
    if not found.origin and stated.get("source"):
        found = replace(found, origin=stated["source"])
    if not found.keywords and stated.get("keywords"):
        words = re.split(r"[\s\u3000,，;；、|]+", stated["keywords"])
        found = replace(found, keywords=tuple(word for word in words if word))
    if found.date is NO_DATE and stated.get("date"):
        read = parse_date(stated["date"])
        if read:
            clock = _TIME.search(stated["date"])
            found = replace(found, date=PageDate.on_page(*read, time=clock.group() if clock else None,
                                                         evidence=f"the page's head: {stated['date']}"))  # fmt: skip
    return found


def _authors(line: str, cls: str, number: int, raw: str) -> list[Author]:
    out = []
    for match in _AUTHOR.finditer(line):
        role = "author" if match["role"] in ("作者", "撰文", "撰稿", "撰稿人") else match["role"]
        out += [Author(name, role, None, number, raw) for name in _names(match["names"])]
    if out or cls == "meta":
        return out
    both = _UNIT_AND_NAME.match(line)
    if both:
        return [Author(both[2], "author", both[1], number, raw)]
    plain = _TEXT_BY.search(line) or _MARKED.search(line)
    names = _names(plain["names"]) if plain else [m[1] for m in [_BRACKETED.match(line)] if m]
    if not names and re.fullmatch(r"[\u4e00-\u9fff·]{2,4}(?:[ \u3000、,，]+[\u4e00-\u9fff·]{1,4})*", line):
        names = _names(line)
    return [Author(name, "author", None, number, raw) for name in names]


def _names(text: str) -> list[str]:
    """Names in a list; 王 强 with a space inside is one name."""
    parts = [part for part in re.split(r"[ \u3000、,，/]+", text.strip()) if part]
    if len(parts) > 1 and all(len(part) == 1 for part in parts[:2]):
        parts = ["".join(parts[:2]), *parts[2:]]
    return parts


def _unique(authors: list[Author], units: list[str]) -> tuple[Author, ...]:
    """Each name once; one unit for one author is that author's."""
    seen: dict[str, Author] = {}
    for author in authors:
        seen.setdefault(author.name, author)
    people = list(seen.values())
    if len(units) == 1:
        people = [replace(person, unit=person.unit or units[0]) for person in people]
    return tuple(people)


def _section(line: str) -> tuple[str, ...]:
    parts = re.split(r"[>»›→\s]+", re.sub(r"^.*?位置\s*[:：]?", "", line))
    skip = ("", "首页", "网站首页", "正文", "主页", "详情", "内容")
    return tuple(dict.fromkeys(part for part in parts if part not in skip))


def _date(lines: list[str], classes: list[str]) -> PageDate:
    """The day on the page: from a line of metadata, else a line that is nothing but a date.

    Never from a line of copyright, which says when the site was made.
    """
    for wanted in (("meta",), ("byline", "editor"), ("body",)):
        for number, (line, cls) in enumerate(zip(lines, classes, strict=True), 1):
            if cls not in wanted or (
                cls == "body"
                and not (
                    len(line) <= 16 and re.fullmatch(r"[（(]?[\d一二三四五六七八九十〇零○年月日号/.-]+[)）]?", line)
                )
            ):
                continue
            labelled = _LABEL.search(line)
            read = parse_date(line[labelled.end() :]) if labelled else None
            read = read or parse_date(line)
            if read:
                clock = _TIME.search(line)
                return PageDate.on_page(*read, time=clock.group() if clock else None, evidence=f"line {number}: {line}")
    return NO_DATE
