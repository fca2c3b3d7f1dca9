"""Pages to documents: which stay, under which name and date, and what a scholar should know about them."""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256

import polars as pl

from ..core import schema, sentences
from ..reading.raw_pages import PAGES
from .document_dates import with_dates
from .page_cleaning import FOUND, NOTES, RECORDS

REJECTED = pl.Schema(
    {"file": pl.String, "row": pl.UInt32, "doc_id": pl.String, "reason": pl.String, "bytes": pl.UInt64}
)
REMARKS = pl.Schema({"doc_id": pl.String, "about": pl.String, "remark": pl.String})
FIXED = (*schema.DOCUMENTS, "date_basis", "not_before", "not_after", "encoding", "file")
LEAST_HAN = 0.3  # share of letters that are Chinese characters; pages damaged by pinyin still have 0.6
_TITLE_AGAIN = "the first line of the text is the title again; it is counted once, as the title"
_METADATA_KEPT = "the metadata says {}, the page {}; the metadata is kept"
_BLANKS = r"[\s\u3000\ufeff]+"
_TAGS = r"(?s)<[A-Za-z/!][^<>]{0,2000}>"  # the marks of an uncleaned HTML page are not its letters

Tables = dict[str, pl.DataFrame]


def document_tables(pages: pl.DataFrame, records: Tables) -> Tables:
    """The tables of a corpus for one piece of pages, as read or cleaned, with the records of the cleaning.

    Every table begins with ``at``, the number of the page within the piece.
    """
    own = {*PAGES, *FOUND}
    extra = [name for name in pages.columns if name not in own]
    pages = with_dates(pages.drop("raw").with_row_index("at")).with_columns(
        pl.col("text").str.replace_all("\r\n?", "\n").str.strip_chars("\n\ufeff"), _line("page_title")
    )
    pages = pages.with_columns(pl.coalesce("reason", rejection_reason()).alias("reason"))
    good = pages.filter(pl.col("reason").is_null())
    remarks = _remarks(good)
    good = good.with_columns(
        pl.coalesce(_line("title"), "page_title").fill_null("").alias("title"),
        pl.coalesce(_line("author"), _line("page_author")).alias("author"),
        pl.coalesce(_line("source"), _line("page_source")).alias("source"),
        _line("kind"),
    )
    # A cleaned page whose first line is the title that the metadata gives would count it twice.
    first = pl.col("text").str.extract(r"^([^\n]*)\n").str.replace_all(_BLANKS, "")
    cleaned_page = pl.col("row").is_null() & pl.col("page_basis").is_not_null()
    again = cleaned_page & (first == pl.col("title").str.replace_all(_BLANKS, ""))
    titles = good.filter(again).select("at", "doc_id", about=pl.lit("title"), remark=pl.lit(_TITLE_AGAIN))
    good = good.with_columns(
        pl.when(again).then(pl.col("text").str.replace(r"^[^\n]*\n+", "")).otherwise("text").alias("text")
    )
    rows = good.select("title", "text").iter_rows()
    fingerprints = [sha256(f"{title}\n{text}".encode()).hexdigest() for title, text in rows]
    good = good.with_columns(
        sentences.characters().alias("n_chars"),
        sentences.in_documents().alias("n_sentences"),
        pl.lit(None, pl.String).alias("duplicate_of"),
        pl.Series("sha256", fingerprints, dtype=pl.String),
    )
    return {
        "documents": good.select("at", "row", "bytes", *FIXED, *extra),
        "texts": good.select("at", *schema.TEXTS),
        "rejected": pages.filter(pl.col("reason").is_not_null()).select("at", *REJECTED),
        "remarks": pl.concat([remarks, titles]),
        **records,
    }


def rejection_reason(text: str = "text") -> pl.Expr:
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


def _line(column: str) -> pl.Expr:
    """A cell as one line, blanks around it removed; null if nothing is left."""
    bare = pl.col(column).str.replace_all(_BLANKS, " ").str.strip_chars(" ")
    return pl.when(bare != "").then(bare).alias(column)


def _remarks(pages: pl.DataFrame) -> pl.DataFrame:
    """What to know about a page that stays: its date cannot be read, or page and metadata disagree."""
    remarks = [("date", pl.col("date_problem")), ("text", pl.col("page_remark"))]
    for name in ("title", "author", "source"):
        given, seen = (pl.col(column).str.replace_all(_BLANKS, "") for column in (name, f"page_{name}"))
        agree = given.str.contains(seen, literal=True) | seen.str.contains(given, literal=True)
        remarks.append((name, pl.when(~agree).then(pl.format(_METADATA_KEPT, name, f"page_{name}"))))
    fineness = {"year": 0, "month": 1, "day": 2}
    ranks = [pl.col(column).replace_strict(fineness, default=None) for column in ("date_precision", "page_precision")]
    coarser = pl.min_horizontal(ranks)  # two dates agree if they agree as finely as the coarser one is known
    differ = (
        pl.when(coarser == 0)
        .then(pl.col("date").dt.year() != pl.col("page_date").dt.year())
        .when(coarser == 1)
        .then(pl.col("date").dt.truncate("1mo") != pl.col("page_date").dt.truncate("1mo"))
        .otherwise(pl.col("date") != pl.col("page_date"))
    )
    stated = (pl.col("date_basis") == "metadata") & (pl.col("page_basis") != "inferred")
    remarks.append(("date", pl.when(stated & differ).then(pl.format(_METADATA_KEPT, "date", "page_date"))))
    tables = [pages.select("at", "doc_id", about=pl.lit(name), remark=remark) for name, remark in remarks]
    return pl.concat(tables).drop_nulls("remark")


def gathered(pieces: list[Tables]) -> Tables:
    """The tables of all pieces as one; a page whose ``doc_id`` is taken is rejected, naming the page that has it."""
    parts, begin = defaultdict(list), 0
    for piece in pieces:
        for name, table in piece.items():
            if table.width:
                parts[name].append(table.with_columns(pl.col("at").cast(pl.UInt32) + begin))
        begin += piece["documents"].height + piece["rejected"].height
    whole = {
        name: pl.concat(tables, how="diagonal_relaxed", rechunk=False).sort("at", maintain_order=True)
        for name, tables in parts.items()
    }
    place = pl.when(pl.col("row").is_null()).then("file").otherwise(pl.format("{} row {}", "file", "row"))
    taken = pl.format("the doc_id {} belongs to {} already", "doc_id", place.first().over("doc_id"))
    documents = whole["documents"].with_columns(
        pl.when(~pl.col("doc_id").is_first_distinct()).then(taken).alias("reason")
    )
    second = documents.filter(pl.col("reason").is_not_null()).select("at", *REJECTED)
    documents = documents.filter(pl.col("reason").is_null())
    tables = {
        name: whole[name].join(documents.select("at"), on="at", how="semi", maintain_order="left").drop("at")
        if name in whole
        else schema.empty(NOTES)
        for name in ("texts", "remarks", *RECORDS)
    }
    rejected = pl.concat([whole["rejected"], second]).sort("at").drop("at")
    return {"documents": documents.drop("at", "row", "bytes", "reason"), "rejected": rejected, **tables}
