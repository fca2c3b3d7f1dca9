"""What a table of texts may call its columns, in English and in Chinese, and what they become here."""

from __future__ import annotations

import polars as pl

from ..core.errors import StudyError, did_you_mean

# The first name of each row is the one used from here on; where a table has two of a row, the earlier one is
# taken and the other stays as a column of its own.
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
TAKEN = frozenset(
    [
        "row",
        "bytes",
        "raw",
        "encoding",
        "encoding_basis",
        "replaced",
        "reason",
        "page",
        "n_chars",
        "n_sentences",
        "duplicate_of",
        "sha256",
        "reprint_count",
        "date_basis",
        "not_before",
        "not_after",
    ]
)


def _plain(name: str) -> str:
    return name.strip().strip("\ufeff").strip().casefold().replace(" ", "_").replace("-", "_")


def canonical(names: list[str]) -> dict[str, str]:
    """What each column is called here: the table's own name to the name used from here on.

    >>> canonical(["编号", "日期 ", "Text", "版面", "n_chars"])
    {'编号': 'doc_id', '日期 ': 'date', 'Text': 'text', '版面': '版面', 'n_chars': 'n_chars_given'}
    """
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(_plain(name), name)
    parts = {}
    for part, aliases in ALIASES.items():
        own = next((plain[alias] for alias in aliases if alias in plain), None)
        if own is not None:
            parts[own] = part
    called, used = {}, set(parts.values())
    for name in names:
        new = parts.get(name) or name.strip().strip("\ufeff").strip()
        if name not in parts:
            new += "_given" if new in TAKEN else ""
            while new in used:  # names that differ in blanks only
                new += "_"
            used.add(new)
        called[name] = new
    return called


def named(frame: pl.DataFrame, *, need: str, where: str) -> pl.DataFrame:
    """The table under the names used here, known columns as text; `StudyError` where ``need`` is missing."""
    names = canonical(frame.columns)
    if need not in names.values():
        given = ", ".join(frame.columns[:20]) or "none"
        raise StudyError(
            f"{where} has no column of {need}s that is known here; its columns are: {given}."
            + did_you_mean(need, frame.columns)
            + f"\n  Call it one of: {', '.join(ALIASES[need])}."
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
