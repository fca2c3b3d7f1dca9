"""The step from raw pages to clean ones, as a corpus needs it: columns in, columns and records out."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ..cleaning.clean_page import CleanPage
from ..cleaning.cleaned_texts import already_clean, without_own_titles
from ..cleaning.cleaning_rules import RULES
from ..cleaning.legibility import oddly_spelt
from ..cleaning.pipeline import clean
from ..cleaning.typesetting import ODD_CHARACTERS, oddly_set
from ..reading.html_cells import ENTITY, TAG, cell_text

NOTES = pl.Schema({"doc_id": pl.String})  # records of the cleaning: what follows is the cleaning's own
RECORDS = ("repairs", "dropped", "review")
FOUND = pl.Schema(
    {
        "page_title": pl.String,
        "page_author": pl.String,
        "page_source": pl.String,
        "page_date": pl.Date,
        "page_precision": pl.String,
        "page_basis": pl.String,
        "not_before": pl.Date,  # of a date that is inferred: the first and the last possible day
        "not_after": pl.Date,
        "page_remark": pl.String,  # what to know of how legible the text is
    }
)
_CHARACTERS_ONLY = replace(RULES, lines=False, dates=False)
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_TAG = (
    r"(?i)</?(?:p|br|div|span|a|html|body|table|td|img|font|strong|h[1-6])\b[^<>]*>"
    r"|&(?:nbsp|amp|lt|gt|quot|#\d{2,7}|#[xX][0-9a-fA-F]{2,6});"
)
# Common characters that only traditional text has; damage by conversion shows in them too.
_TRADITIONAL = "們個這為來時國會對發動過說產種後學經進電裡現實點業應開還關線數質氣問變條"


def uncleaned(pages: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The pages as they are, with nothing found on them."""
    return pages.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in FOUND.items()), {}


def damaged(text: str = "text") -> pl.Expr:
    """Whether a text shows what the cleaning mends: pinyin, markup, typesetting, traditional or unreadable characters.

    A quick look, so that a large table of clean texts is not gone through line by line.
    """
    column = pl.col(text)
    traditional = column.str.count_matches(f"[{_TRADITIONAL}]")
    return (
        column.str.contains(f"[{_TONES}{ODD_CHARACTERS}\ufffd\ue000-\uf8ff€]")
        | column.str.contains(_TAG)
        | (traditional > 0.02 * column.str.len_chars())
        | oddly_set(text)
        | oddly_spelt(text)
    ).fill_null(False)


def cleaned(pages: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The pages with clean text and what they say of themselves (`FOUND`), and the records of every change.

    A page that is a file is cleaned whole. A row of a table has its title and date in columns of their own,
    so nothing in its text is navigation or a byline: there only the characters are mended. The records are
    tables ``repairs``, ``dropped`` and ``review``, which begin with ``at`` (row of the pages, from 0) and ``doc_id``.
    """
    pages = _without_markup(pages).with_row_index("at")
    pages, is_file = without_own_titles(pages), pl.col("row").is_null() & ~already_clean(pages)
    wanted = pages.filter(pl.col("text").is_not_null() & (is_file | damaged()))
    if wanted.is_empty():
        return uncleaned(pages.drop("at"))
    found: list[tuple[int, str, CleanPage]] = []
    rows = []
    for at, doc_id, text, file in wanted.select("at", "doc_id", "text", is_file).iter_rows():
        page = clean(text, rules=RULES if file else _CHARACTERS_ONLY)
        found.append((at, doc_id, page))
        rows.append(
            (at, page.text, page.rejected, *(_statements(page) if file else [None] * (len(FOUND) - 1)), page.remark)
        )
    schema = {"at": pl.UInt32, "clean_text": pl.String, "clean_reason": pl.String, **FOUND}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    pages = pages.join(table, on="at", how="left", maintain_order="left")
    mended = pl.col("clean_text").is_not_null() & pl.col("clean_reason").is_null()
    pages = pages.with_columns(
        pl.when(mended).then("clean_text").otherwise("text").alias("text"),
        pl.coalesce("reason", "clean_reason").alias("reason"),
    )
    return pages.drop("at", "clean_text", "clean_reason"), {name: _records(name, found) for name in RECORDS}


def _without_markup(pages: pl.DataFrame) -> pl.DataFrame:
    """The pages with the markup out of cells, which is told in ``remark``."""
    for column in ("title", "text"):
        quick = pl.col(column).str.contains("<", literal=True) | pl.col(column).str.contains("&", literal=True)
        found = pages.select("row", column).with_row_index("at").filter(pl.col("row").is_not_null() & quick)
        found = found.filter(pl.col(column).str.contains(f"{TAG}|{ENTITY}"))
        if found.is_empty():
            continue
        plain = pl.Series(column, [cell_text(cell) for cell in found[column]], dtype=pl.String)
        pages = pages.with_columns(pages[column].scatter(found["at"], plain))
        if column == "text":
            told = pl.Series("remark", ["the cell holds HTML or entities: its text was taken"] * found.height)
            told = pl.concat_str([pages["remark"].gather(found["at"]), told], separator="; ", ignore_nulls=True)
            pages = pages.with_columns(pages["remark"].scatter(found["at"], pl.select(told).to_series()))
    return pages


def _statements(page: CleanPage) -> tuple:
    """What a page says of itself, in the order of `FOUND`."""
    date = page.date
    inferred = date.basis == "inferred"
    return (
        page.title,
        "、".join(author.name for author in page.authors) or None,
        page.source,
        date.first_day,
        date.document_precision if date.first_day else None,
        date.basis,
        date.not_before if inferred else None,
        date.not_after if inferred else None,
    )


def _records(name: str, found: list[tuple[int, str, CleanPage]]) -> pl.DataFrame:
    tables = [
        records.select(pl.lit(at, pl.UInt32).alias("at"), pl.lit(doc_id).alias("doc_id"), pl.exclude("doc_id"))
        for at, doc_id, page in found
        if (records := getattr(page, name)).height
    ]
    return pl.concat(tables, how="vertical_relaxed") if tables else pl.DataFrame()
