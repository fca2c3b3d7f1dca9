"""What a table of texts may call its columns, in English and in Chinese, and what they are called here."""

from __future__ import annotations

import polars as pl

from ..core.errors import StudyError, did_you_mean

# The first name of each row is the standard one. Where a table has two of a row, the earlier one is taken and
# the other stays as a column of its own.
_ALIASES = """
doc_id id docid document_id article_id 编号 序号 文档编号 文章编号 文章id
file filename file_name path filepath 文件 文件名 文件名称 路径
date published publication_date publish_date pub_date pubdate publish_time datetime day time \
日期 发表日期 发布日期 出版日期 刊发日期 时间 发表时间 发布时间 刊发时间
date_precision precision 日期精度
title headline 标题 题目 题名 篇名 文章标题
source newspaper outlet publisher site media 来源 出处 媒体 报刊 报纸 刊物 网站
author authors byline writer 作者 著者 责任者 撰稿人
kind type genre category 类型 类别 体裁 文体 栏目
text content body fulltext full_text 正文 内容 全文 文本 文章内容
"""
ALIASES = {line.split()[0]: line.split() for line in _ALIASES.strip().splitlines()}
KNOWN = tuple(ALIASES)

# Columns that reading and counting fill themselves; a table's own column of such a name is kept as `…_given`.
_FILLED = """
row bytes raw encoding encoding_basis replaced reason page n_chars n_sentences duplicate_of sha256
reprint_count date_basis not_before not_after
"""
FILLED_HERE = frozenset(_FILLED.split())


def standard_names(names: list[str]) -> dict[str, str]:
    """The standard name of each column of a table; a column that is not known keeps its own.

    >>> standard_names(["编号", "日期 ", "Text", "版面", "n_chars"])
    {'编号': 'doc_id', '日期 ': 'date', 'Text': 'text', '版面': '版面', 'n_chars': 'n_chars_given'}
    """
    own: dict[str, str] = {}
    for name in names:
        own.setdefault(_bare(name).casefold().replace(" ", "_").replace("-", "_"), name)
    standard = {}
    for part, aliases in ALIASES.items():
        if known := next((own[alias] for alias in aliases if alias in own), None):
            standard[known] = part
    used = set(standard.values())
    for name in names:
        if name not in standard:
            new = _bare(name)
            new += "_given" if new in FILLED_HERE else ""
            while new in used:  # names that differ in blanks only
                new += "_"
            used.add(new)
            standard[name] = new
    return {name: standard[name] for name in names}


def _bare(name: str) -> str:
    return name.strip().strip("\ufeff").strip()


def with_standard_names(frame: pl.DataFrame, *, where: str) -> pl.DataFrame:
    """A table of texts under the standard names, known columns as text; `StudyError` if it has no texts."""
    names = standard_names(frame.columns)
    if "text" not in names.values():
        raise StudyError(
            f"{where} has no column of texts that is known here; "
            f"its columns are: {', '.join(frame.columns[:20]) or 'none'}."
            + did_you_mean("text", frame.columns)
            + f"\n  Call it one of: {', '.join(ALIASES['text'])}."
        )
    return frame.select(
        (as_text(own, frame.schema[own]) if name in KNOWN else pl.col(own)).alias(name) for own, name in names.items()
    )


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
