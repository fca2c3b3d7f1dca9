"""Dates and titles in the names of files, and in the names of the folders above them."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

# A year that stands alone is a date only where nothing makes it a plan's horizon, a span or a part of a number.
_IN_NAME = (
    r"(?:^|[^0-9])((?:19|20)\d\d[-_.年]\d{1,2}[-_.月]\d{1,2}[日号]?)(?:[^0-9]|$)",
    r"(?:^|[^0-9])((?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:[^0-9]|$)",
    r"(?:^|[^0-9])((?:19|20)\d\d(?:年\d{1,2}月|-(?:0[1-9]|1[0-2])))(?:[^0-9]|$)",
    r"^((?:19|20)\d\d)(?:年?$|年?[-_. ](?:[^0-9]|\d{1,3}(?:[^0-9]|$))|年[^远遠前代来來间間以之])",
    r"([一二][〇零○一二三四五六七八九]{3}年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十廿]{1,3}[日号])?)?)",
    # behind a name: 某县1997, 报告1996（定稿）, 某县2015年政府工作报告; not the year that a title tells of (回忆1958年)
    r"[^0-9至到从自第号~—–-]((?:19|20)\d\d)(?:$|[（(]|年?度?[^0-9]{0,12}(?:工作报告|公报|年鉴|年报|工作总结))",
)
_OF_THE_REPUBLIC = (  # with the word, or years of three figures or two, which the whole corpus must bear out
    r"(民[国國]\s?\d{1,3}(?:年(?:\d{1,2}月(?:\d{1,2}[日号號])?)?|[-_.]\d{1,2}[-_.]\d{1,2}))",
    r"(?:^|[^0-9])(1[0-2]\d年\d{1,2}月(?:\d{1,2}[日号號])?)",
    r"^((?:0\d\d|1[0-2]\d|[4-9]\d)[-_.](?:0?[1-9]|1[0-2])[-_.](?:0?[1-9]|[12]\d|3[01]))(?:[^0-9]|$)",
    r"^(1[0-2]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:[^0-9]|$)",
)
_IN_PATH = (
    r"(?:^|/)((?:19|20)\d\d/(?:0[1-9]|1[0-2])[-/_.](?:0[1-9]|[12]\d|3[01]))(?:[^0-9]|$)",
    r"(?:^|/)((?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?)/",
    r"(?:^|/)((?:19|20)\d\d[-/](?:0[1-9]|1[0-2]))/[^/]*$",
    r"(?:^|/)((?:19|20)\d\d)年?/[^/]*$",
    r"(?:^|/)[^/0-9]*[^/0-9至到~—–-]((?:19|20)\d\d)年?/[^/]*$",
    r"(?:^|/)((?:19|20)\d\d)年?/",
)
_HORIZON = r"(?:远景|遠景|规划|規劃|计划|計劃|纲要|綱要|目标|目標|愿景|議程|议程|[-—–~至到](?:19|20)\d\d)"
_ARCHIVES = r"\.(?:zip|xlsx|xlsm|xls|ods)/"
_DATES = re.compile(
    r"(?:19|20)\d\d[-_.年/]\d{1,2}(?:[-_.月/]\d{1,2})?[日号月]?|(?<!\d)(?:19|20)\d{6}(?!\d)|(?:19|20)\d\d年|^(?:19|20)\d\d(?!\d)"
    r"|[一二][〇零○一二三四五六七八九]{3}年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十廿]{1,3}[日号])?)?|^\d\d-\d\d(?!\d)"
    r"|民[国國]\s?\d{1,3}(?:年(?:\d{1,2}月(?:\d{1,2}[日号號])?)?|[-_.]\d{1,2}[-_.]\d{1,2})|1[0-2]\d年\d{1,2}月(?:\d{1,2}[日号號])?"
)
_NUMBERS = re.compile(
    r"^[\s\d._、()（）#-]+|第\s*[\d一二三四五六七八九十百]+\s*[篇章期版页号部辑]|[(（]\d+[)）]|(?:-\s*)?(?:副本|复件|copy)\s*\d*",
    re.I,
)
_NO_TITLE = re.compile(r"新建|未命名|无标题|文本文档|文档|全文|正文|下载|网页|文章$|语料|文本$|资料")
LEAST = 4  # ideographs of a title: fewer are a name for the file, such as 转载 or 日报


def name_date(file: str = "file") -> pl.Expr:
    """What in a file's name, or in the folders above, looks like a date: 2014-08-01_x.txt, 2014/x.txt."""
    path = pl.col(file).str.replace_all(_ARCHIVES, "/").str.replace(r"\.[^./]*$", "")
    stem = path.str.replace(r"^.*/", "")
    in_name = [stem.str.extract(pattern) for pattern in _IN_NAME[:3]]
    year = stem.str.extract(_IN_NAME[3])
    this_year = pl.lit(date.today().year)
    plan = stem.str.contains(_HORIZON) | (year.cast(pl.Int32, strict=False) > this_year)
    in_name += [pl.when(~plan).then(year), stem.str.extract(_IN_NAME[4])]
    behind = stem.str.extract(_IN_NAME[5])
    in_name += [pl.when(~stem.str.contains(_HORIZON) & (behind.cast(pl.Int32, strict=False) <= this_year)).then(behind)]
    found = in_name + [path.str.extract(pattern) for pattern in _IN_PATH]
    found += [stem.str.extract(pattern) for pattern in _OF_THE_REPUBLIC]
    return pl.coalesce(found).str.replace_all("[_/]", "-")


def name_title(file: str) -> str | None:
    """The title that a file is named by; None where its name is a date, a number or a word for the file.

    >>> name_title("2014/2014-08-01_把会开到田埂上.txt")
    '把会开到田埂上'
    >>> name_title("日报20140802第3版.txt") is None
    True
    """
    stem = re.sub(r"\.[A-Za-z0-9]{1,6}$", "", file.rpartition("/")[2])
    parts = re.split(r"[_\0]+|\s{2,}|\s-\s|—{2}", _NUMBERS.sub("", _DATES.sub("\0", stem)))
    parts = [_NUMBERS.sub("", part).strip(" -_.·、，,") for part in parts]
    title = max(parts, key=_ideographs, default="")
    return title if _ideographs(title) >= LEAST and not _NO_TITLE.search(title) else None


def _ideographs(text: str) -> int:
    return len(re.findall(r"[\u3400-\u9fff\U00020000-\U0003ffff]", text))
