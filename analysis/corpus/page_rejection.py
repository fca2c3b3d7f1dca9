"""Is a page Chinese text at all? If not, why."""

from __future__ import annotations

import polars as pl

LEAST_HAN = 0.3  # share of letters that are Chinese characters; pages damaged by pinyin still have 0.6
_TAGS = r"(?s)<[A-Za-z/!][^<>]{0,2000}>"  # the marks of an uncleaned HTML page are not its letters


def reason(text: str = "text") -> pl.Expr:
    """Why a text is not one to count, or null: blank, without a letter, in another language."""
    bare = pl.col(text).str.replace_all(_TAGS, "")
    han = bare.str.replace_all(r"[^\p{Han}]+", "").str.len_chars()  # quicker than counting them one by one
    letters = han + bare.str.count_matches(r"[\p{L}--\p{Han}]")
    kana = bare.str.count_matches(r"[\p{Hiragana}\p{Katakana}]")
    share = (han / letters * 100).round(0).cast(pl.Int64, strict=False).cast(pl.String)
    unreadable = pl.col(text).str.count_matches("\ufffd", literal=True)
    return (
        pl.when(~pl.col(text).str.contains(r"\S").fill_null(False))
        .then(pl.lit("blank: no text in it"))
        .when(unreadable > 0.1 * pl.col(text).str.len_chars())
        .then(pl.format("not readable: {} characters belong to no encoding", unreadable))
        .when(letters == 0)
        .then(pl.lit("no letter or Chinese character in it"))
        .when(kana > 0.2 * han)
        .then(pl.format("not Chinese: {} of {} letters are Japanese kana", kana, letters))
        .when(han < LEAST_HAN * letters)
        .then(pl.format("not Chinese: {} % of its {} letters are Chinese characters", share, letters))
    )
