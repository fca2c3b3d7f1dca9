"""Pages to documents: which are kept, under which name and date, and what is to be said about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

import polars as pl

from ..core import schema, sentences
from ..reading.raw_pages import PAGES
from .document_dates import with_dates
from .page_cleaning import FOUND, NOTES, RECORDS
from .page_rejection import reason

REJECTED = pl.Schema(
    {"file": pl.String, "row": pl.UInt32, "doc_id": pl.String, "reason": pl.String, "bytes": pl.UInt64}
)
REMARKS = pl.Schema({"doc_id": pl.String, "about": pl.String, "remark": pl.String})
FIXED = (*schema.DOCUMENTS, "date_basis", "not_before", "not_after", "encoding", "file")
_TWICE = "the first line of the text is the title again; it is counted once, as the title"
_BLANKS = r"[\s\u3000\ufeff]+"


@dataclass(frozen=True, repr=False)
class Part:
    """A piece of a corpus; every table begins with ``at``, the number of the page in the order of reading."""

    documents: pl.DataFrame
    texts: pl.DataFrame
    rejected: pl.DataFrame
    remarks: pl.DataFrame
    repairs: pl.DataFrame = field(default_factory=pl.DataFrame)
    dropped: pl.DataFrame = field(default_factory=pl.DataFrame)
    review: pl.DataFrame = field(default_factory=pl.DataFrame)


def part(pages: pl.DataFrame, notes: dict[str, pl.DataFrame]) -> Part:
    """A piece of raw or cleaned pages as documents, texts, rejections and remarks."""
    own = {*PAGES, *FOUND}
    extra = [name for name in pages.columns if name not in own]
    pages = with_dates(pages.drop("raw").with_row_index("at")).with_columns(
        pl.col("text").str.replace_all("\r\n?", "\n").str.strip_chars("\n\ufeff"), _line("page_title")
    )
    pages = pages.with_columns(pl.coalesce("reason", reason()).alias("reason"))
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
    again = (
        pl.col("row").is_null()
        & pl.col("page_basis").is_not_null()
        & (first == pl.col("title").str.replace_all(_BLANKS, ""))
    )
    told = good.filter(again).select("at", "doc_id", pl.lit("title").alias("about"), pl.lit(_TWICE).alias("remark"))
    good = good.with_columns(
        pl.when(again).then(pl.col("text").str.replace(r"^[^\n]*\n+", "")).otherwise("text").alias("text")
    )
    good = good.with_columns(
        sentences.characters().alias("n_chars"),
        sentences.in_documents().alias("n_sentences"),
        pl.lit(None, pl.String).alias("duplicate_of"),
        pl.Series("sha256", fingerprints(good["title"], good["text"]), dtype=pl.String),
    )
    return Part(
        good.select("at", "row", "bytes", *FIXED, *extra),
        good.select("at", *schema.TEXTS),
        pages.filter(pl.col("reason").is_not_null()).select("at", *REJECTED),
        pl.concat([remarks, told]),
        **notes,
    )


def fingerprints(titles: pl.Series, texts: pl.Series) -> list[str]:
    """SHA-256 of title, newline and text in UTF-8, for each document."""
    return [sha256(f"{title}\n{text}".encode()).hexdigest() for title, text in zip(titles, texts, strict=True)]


def _line(column: str) -> pl.Expr:
    """A cell as one line, blanks around it removed; null if nothing is left."""
    bare = pl.col(column).str.replace_all(_BLANKS, " ").str.strip_chars(" ")
    return pl.when(bare != "").then(bare).alias(column)


def _remarks(pages: pl.DataFrame) -> pl.DataFrame:
    """What a scholar should know about a page that is kept: dates not read, page and metadata at odds."""
    tables = [pages.select("at", "doc_id", pl.lit("date").alias("about"), pl.col("date_problem").alias("remark"))]
    for name in ("title", "author", "source"):
        given, seen = (pl.col(column).str.replace_all(_BLANKS, "") for column in (name, f"page_{name}"))
        agree = given.str.contains(seen, literal=True) | seen.str.contains(given, literal=True)
        text = pl.format("the metadata says {}, the page {}; the metadata is kept", name, f"page_{name}")
        tables.append(
            pages.select("at", "doc_id", pl.lit(name).alias("about"), pl.when(~agree).then(text).alias("remark"))
        )
    coarse = {"year": 0, "month": 1, "day": 2}
    ranks = [pl.col(column).replace_strict(coarse, default=None) for column in ("date_precision", "page_precision")]
    finest = pl.min_horizontal(ranks)  # two dates agree if they agree as finely as the coarser one is known
    unlike = (
        pl.when(finest == 0)
        .then(pl.col("date").dt.year() != pl.col("page_date").dt.year())
        .when(finest == 1)
        .then(pl.col("date").dt.truncate("1mo") != pl.col("page_date").dt.truncate("1mo"))
        .otherwise(pl.col("date") != pl.col("page_date"))
    )
    stated = (pl.col("date_basis") == "metadata") & (pl.col("page_basis") != "inferred")
    text = pl.format("the metadata says {}, the page {}; the metadata is kept", "date", "page_date")
    tables.append(
        pages.select("at", "doc_id", pl.lit("date").alias("about"), pl.when(stated & unlike).then(text).alias("remark"))
    )
    return pl.concat(tables).drop_nulls("remark")


def gather(parts: list[Part]) -> Part:
    """The pieces as one; a ``doc_id`` that is taken already is rejected, naming the page that has it."""
    tables: dict[str, list[pl.DataFrame]] = {name: [] for name in Part.__dataclass_fields__}
    begin = 0
    for piece in parts:
        for name, held in tables.items():
            if (table := getattr(piece, name)).width:
                held.append(table.with_columns(pl.col("at").cast(pl.UInt32) + begin))
        begin += piece.documents.height + piece.rejected.height
    whole = {
        name: pl.concat(held, how="diagonal_relaxed", rechunk=False).sort("at", maintain_order=True)
        for name, held in tables.items()
        if held
    }
    in_row = pl.when(pl.col("row").is_null()).then(pl.lit("")).otherwise(pl.format(" row {}", "row"))
    documents = whole["documents"].with_columns(pl.format("{}{}", "file", in_row).alias("place"))
    documents = documents.with_columns(
        pl.when(~pl.col("doc_id").is_first_distinct())
        .then(pl.format("the doc_id {} belongs to {} already", "doc_id", pl.col("place").first().over("doc_id")))
        .alias("reason")
    )
    second = documents.filter(pl.col("reason").is_not_null())
    kept = documents.filter(pl.col("reason").is_null())
    rejected = pl.concat([whole["rejected"], second.select("at", *REJECTED)]).sort("at")
    tables = {
        name: whole[name].join(kept.select("at"), on="at", how="semi", maintain_order="left").drop("at")
        if name in whole
        else schema.empty(NOTES)
        for name in ("texts", "remarks", *RECORDS)
    }
    return Part(kept.drop("at", "row", "bytes", "place", "reason"), rejected=rejected.drop("at"), **tables)
