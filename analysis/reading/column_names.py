"""What a table of texts may call its columns, in English and in Chinese, and what they are called here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import polars as pl

from ..core.errors import StudyError, did_you_mean

# The first name of each row is the standard one. Where a table has two of a row, the earlier one is taken and
# the other stays as a column of its own: a day before a year, a name before a name of the database.
_ALIASES = """
doc_id id docid document_id article_id 编号 序号 文档编号 文章编号 文章id
file filename file_name path filepath 文件 文件名 文件名称 路径 文件路径
date published publication_date publish_date published_at published_date pub_date pubdate pubtime publish_time \
pub_time publishtime release_date release_time post_date post_time datetime news_date 日期 发表日期 发布日期 出版日期 \
刊发日期 发稿日期 见报日期 登载日期 报道日期 新闻日期 公开日期 成文日期 发文日期 文章日期 时间 发表时间 发布时间 刊发时间 出版时间 \
发稿时间 发文时间 新闻时间 文章时间 报道时间 见报时间 create_time created_at day 年月日 年月 year 年 年份 年度 发表年 出版年 出版年份 发表年份 发表年度
date_precision precision 日期精度
title headline article_title news_title msg_title 标题 题目 题名 篇名 文章标题 新闻标题 文献标题 文献题名 论文题目 文章题目 中文题名 主标题
source newspaper outlet publisher journal journal_name media media_name source_name publication website 来源 出处 媒体 \
媒体名称 报刊 报刊名 报刊名称 报纸 报纸名称 报名 刊物 刊物名称 刊名 期刊 期刊名 期刊名称 文献来源 文章来源 新闻来源 来源媒体 来源名称 \
来源网站 发布媒体 发布机构 发文机关 site site_name 网站 网站名称 站点 公众号 公众号名称 账号 account_name nickname 来源刊物 刊载报纸
author authors byline writer author_name 作者 著者 责任者 撰稿人 记者 作者姓名 文章作者
kind type category column 类型 类别 栏目 文献类型 分类
genre 体裁 文体
keywords keyword tags 关键词 关键字 中文关键词 主题词 标签
text content body fulltext full_text article article_text article_content news_content main_text maintext body_text content_text \
text_content content_html html_content \
正文 内容 全文 文本 文章内容 正文内容 文章正文 新闻内容 新闻正文 文本内容 内容正文 正文文本 全文内容 报道内容 原文
abstract summary 摘要 中文摘要 内容摘要 文摘
"""
ALIASES = {line.split()[0]: line.split() for line in _ALIASES.strip().splitlines()}
KNOWN = tuple(ALIASES)

# Columns that reading and counting fill themselves; a table's own column of such a name is kept as `…_given`.
_FILLED = """
row bytes raw encoding encoding_basis replaced reason page n_chars n_sentences duplicate_of sha256
reprint_count date_basis not_before not_after markup notes record remark title_basis genre_basis
"""
FILLED_HERE = frozenset(_FILLED.split())
RECORDS = ("full text", "abstract", "title only")  # how much of a document its record holds


def standard_names(names: list[str]) -> dict[str, str]:
    """The standard name of each column of a table; a column that is not known keeps its own.

    >>> standard_names(["编号", "Title-题名", "发布时间（北京）", "Text", "版面", "n_chars"])
    {'编号': 'doc_id', 'Title-题名': 'title', '发布时间（北京）': 'date', 'Text': 'text', '版面': '版面', 'n_chars': 'n_chars_given'}
    """
    standard = named_parts(names)
    used, times = set(standard.values()), Counter[str]()
    for name in names:
        if name not in standard:
            new = _bare(name)
            new += "_given" if new in FILLED_HERE else ""
            plain = new
            while new in used:  # names that differ in blanks only
                times[plain] += 1
                new = f"{plain}_{times[plain]}"
            used.add(new)
            standard[name] = new
    return {name: standard[name] for name in names}


def named_parts(names: list[str]) -> dict[str, str]:
    """The columns whose names say what they hold, with their standard names."""
    own: dict[str, str] = {}
    for spelling in _spellings:  # a whole name is surer than a half of it
        for name in names:
            for part in spelling(_bare(name)):
                own.setdefault(re.sub(r"[ \-]", "_", part.strip().casefold()), name)
    standard: dict[str, str] = {}
    for part, aliases in ALIASES.items():
        known = next((own[alias] for alias in aliases if own.get(alias, "") not in ("", *standard)), None)
        if known is not None:
            standard[known] = part
    return standard


def _halves(name: str) -> list[str]:
    """The English and the Chinese half of a name such as Title-题名, and a name without its brackets."""
    name = re.sub(r"[(（\[【].*?[)）\]】]", "", name).rstrip(":： *")
    first, mark, second = name.partition("-")
    return [name, first, second] if mark and first.isascii() != second.isascii() else [name]


_spellings = (lambda name: [name], _halves)


def unique_names(names: Iterable[str | None]) -> list[str]:
    """Names of columns of which no two are the same; one without a name is called by its place.

    >>> unique_names(["title", "", "title"])
    ['title', 'column_2', 'title_3']
    """
    used: set[str] = set()
    out = []
    for at, name in enumerate(names, 1):
        name = name or f"column_{at}"
        while name in used:
            name = f"{name}_{at}"
        used.add(name)
        out.append(name)
    return out


def _bare(name: str) -> str:
    return name.strip().strip("\ufeff").strip()


def with_standard_names(frame: pl.DataFrame, *, where: str) -> pl.DataFrame:
    """A table of texts under the standard names, known columns as text; `StudyError` if it has no texts.

    A table of abstracts, as literature databases export it, has these as its texts; ``record`` says so.
    """
    names = standard_names(frame.columns)
    standard = names.values()
    if "text" not in standard and not {"abstract", "title"} <= set(standard):
        columns = [name for name in frame.columns if not name.startswith("\0")]
        raise StudyError(
            f"{where} has no column of texts that is known here; call it text, content, 正文 or 全文; "
            f"its columns are: {', '.join(columns[:20]) or 'none'}."
            + did_you_mean("text", columns)
            + f"\n  Any of these will do: {', '.join(ALIASES['text'])}."
        )
    table = frame.select(
        (as_text(own, frame.schema[own]) if name in KNOWN else pl.col(own)).alias(name) for own, name in names.items()
    )
    if (date := _date_of_parts(frame.columns, names)) is not None:
        table = table.with_columns(date)
    if "text" in standard:
        return table
    return with_abstracts(table.rename({"abstract": "text"}))


def _date_of_parts(columns: list[str], names: dict[str, str]) -> pl.Expr | None:
    """The date of a table that has year, month and perhaps day in columns of their own."""
    own = {_bare(name).casefold(): names[name] for name in reversed(columns)}
    year, month, day = (next((own[name] for name in part if name in own), None) for part in _PARTS)
    if year is None or month is None or "date" not in (year, day):
        return None  # a whole date stands elsewhere
    parts = [pl.col(part).cast(pl.String).str.extract(r"(\d+)") for part in (year, month, day) if part]
    return pl.concat_str(parts, separator="-", ignore_nulls=True).alias("date")


_PARTS = (("年", "年份", "year"), ("月", "月份", "month"), ("日", "日期日", "day"))


def with_abstracts(table: pl.DataFrame) -> pl.DataFrame:
    """A table whose texts are abstracts, with ``record``: a record that has none is a title only."""
    record = pl.when(pl.col("text").is_not_null()).then(pl.lit("abstract")).otherwise(pl.lit("title only"))
    return table.with_columns(record.alias("record"))


def as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column as text: dates in ISO form, lists joined by 、, blank cells null."""
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        column = column.cast(pl.List(pl.String)).list.join("、")
    elif isinstance(dtype, pl.Datetime):
        column = column.dt.date().cast(pl.String)
    elif isinstance(dtype, pl.Struct):
        column = column.struct.json_encode()
    elif dtype.is_float():  # an identifier or a year that passed through a spreadsheet: 2014.0
        column = column.cast(pl.String).str.replace(r"\.0$", "")
    elif isinstance(dtype, pl.Binary):
        column = column.cast(pl.String, strict=False)
    elif dtype != pl.String:
        column = column.cast(pl.String)
    return pl.when(column.str.contains(r"\S")).then(column)
