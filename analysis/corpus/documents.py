"""Pages to documents: which stay, under which name and date, and what a scholar should know about them."""  # long: one pass from pages to documents

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath

import polars as pl

from ..core import schema, sentences
from ..reading.raw_pages import PAGES
from .account import DOCUMENT, FATES, MERGED
from .account import REJECTED as LEFT_OUT
from .document_dates import GIVEN_DATES, with_dates
from .file_names import name_title
from .genres import genre_rules, with_genres
from .page_cleaning import FOUND, NOTES, RECORDS

REJECTED = pl.Schema(
    {"file": pl.String, "row": pl.UInt32, "doc_id": pl.String, "reason": pl.String, "bytes": pl.UInt64}
)
REMARKS = pl.Schema({"doc_id": pl.String, "about": pl.String, "remark": pl.String})
FIXED = (*schema.DOCUMENTS, "date_basis", "not_before", "not_after", "encoding", "file", "record", "title_basis")
FIXED = (*FIXED, "genre", "genre_basis")
WHERE_GIVEN = ("keywords", "notes")  # columns of the documents where one of them has something there
LOST = "锟斤拷"  # two � in UTF-8, read as GBK
CELL = 32_767  # characters that a spreadsheet keeps of a cell; what is longer is cut without a word
CHARACTERS = "\0characters"  # of title and text as read; a name that no table has
LEAST_HAN = 0.3  # share of letters that are Chinese characters; pages damaged by pinyin still have 0.6
_TITLE_AGAIN = "the first line of the text is the title again; it is counted once, as the title"
_METADATA_KEPT = "the metadata says {}, the page {}; the metadata is kept"
_CUT = f"the text has {CELL:,} characters: it was cut by Excel, which keeps no more of a cell"
_LOST = "{} places of the text were lost before it was saved, or belong to no encoding (�, 锟斤拷)"
_FUTURE = "the date {} lies after today"
_BLANKS = r"[\s\u3000\ufeff]+"
_TAGS = r"(?s)<[A-Za-z/!][^<>]{0,2000}>"  # the marks of an uncleaned HTML page are not its letters

Tables = dict[str, pl.DataFrame]


def document_tables(pages: pl.DataFrame, records: Tables) -> Tables:
    """The tables of a corpus for one piece of pages, as read or cleaned, with the records of the cleaning.

    Every table begins with ``at``, the number of the page within the piece.
    """
    own = {*PAGES, *FOUND, *GIVEN_DATES, CHARACTERS}
    extra = [name for name in pages.columns if name not in own]
    if CHARACTERS not in pages.columns:
        pages = pages.with_columns(characters_read())
    pages = with_dates(pages.drop("raw").with_row_index("at")).with_columns(
        pl.col("text").str.replace_all("\r\n?", "\n").str.strip_chars("\n\ufeff"), _line("page_title")
    )
    pages = pages.with_columns(pl.coalesce("reason", rejection_reason()).alias("reason"))
    good = pages.filter(pl.col("reason").is_null())
    remarks = _remarks(good)
    good = _with_titles(good).with_columns(
        pl.col("record").fill_null("full text"),
        pl.col("text").fill_null(""),
        pl.coalesce(_line("author"), _line("page_author")).alias("author"),
        pl.coalesce(_line("source"), _line("page_source")).alias("source"),
        pl.coalesce(_line("kind"), _line("genre")).alias("kind"),  # before genres had a column, both were the kind
        _line("genre"),
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
    good = with_genres(good, genre_rules())
    return {
        "documents": good.select("at", "row", "bytes", *FIXED, *WHERE_GIVEN, *extra),
        "texts": good.select("at", *schema.TEXTS),
        "rejected": pages.filter(pl.col("reason").is_not_null()).select("at", *REJECTED),
        "remarks": pl.concat([remarks, titles]),
        "fates": pages.select("at", "file", characters=CHARACTERS),
        **records,
    }


def characters_read() -> pl.Expr:
    """Characters of title and text as they came in."""
    return sentences.characters().cast(pl.UInt64).alias(CHARACTERS)


def _with_titles(pages: pl.DataFrame) -> pl.DataFrame:
    """Add ``title`` and ``title_basis``: metadata, page, filename or none.

    The name of a file is a title only where nothing else is, and where the text does not begin with it: it would
    be counted twice.
    """
    pages = pages.with_columns(_line("title"))
    without = pages.filter(pl.col("row").is_null() & pl.col("title").is_null() & pl.col("page_title").is_null())
    named = {}
    for at, file, head in without.select("at", "file", pl.col("text").str.slice(0, 400)).iter_rows():
        title = name_title(file)
        first_lines = re.sub(r"\s+", "", "".join((head or "").split("\n")[:3]))
        if title and re.sub(r"\s+", "", title) not in first_lines:
            named[at] = title
    in_name = (
        pl.col("at").replace_strict(named, default=None, return_dtype=pl.String) if named else pl.lit(None, pl.String)
    )
    pages = pages.with_columns(in_name.alias("name_title"))
    bases = (("metadata", "title"), ("page", "page_title"), ("filename", "name_title"))
    basis = pl.coalesce(pl.when(pl.col(column).is_not_null()).then(pl.lit(name)) for name, column in bases)
    title = pl.coalesce(column for _, column in bases).fill_null("")
    pages = pages.with_columns(title.alias("title"), basis.fill_null("none").alias("title_basis"))
    return pages.drop("name_title")


def rejection_reason(text: str = "text") -> pl.Expr:
    """Why a text is not one to count, or null: blank, without a letter, in another language."""
    bare = pl.col(text).str.replace_all(_TAGS, "")
    han = bare.str.replace_all(r"[^\p{Han}]+", "").str.len_chars()  # quicker than counting them one by one
    letters = han + bare.str.count_matches(r"[\p{L}--\p{Han}]")
    kana = bare.str.count_matches(r"[\p{Hiragana}\p{Katakana}]")
    share = (han / letters * 100).round(0).cast(pl.Int64, strict=False).cast(pl.String)
    unreadable = pl.col(text).str.count_matches("\ufffd", literal=True)
    blank = ~pl.col(text).str.contains(r"\S").fill_null(False)
    titled = (pl.col("record") == "title only") & pl.col("title").str.contains(r"\p{Han}")
    return (
        pl.when(blank & titled.fill_null(False))
        .then(pl.lit(None, pl.String))
        .when(blank)
        .then(pl.lit("blank: no text in it"))
        .when(pl.col(text).str.count_matches(LOST, literal=True) * 3 > 0.3 * pl.col(text).str.len_chars())
        .then(pl.lit("not readable: lost before it was saved (锟斤拷)"))
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
    remarks = [("reading", pl.col("remark")), ("date", pl.col("date_problem")), ("text", pl.col("page_remark"))]
    future = pl.col("date") > date.today()
    remarks.append(("date", pl.when(future).then(pl.format(_FUTURE, "date"))))
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
    return pl.concat([*tables, _remarks_on_texts(pages)]).drop_nulls("remark")


def _remarks_on_texts(pages: pl.DataFrame) -> pl.DataFrame:
    """Texts that were cut, or damaged before they were saved; quick looks first, for most texts are neither."""
    text = pl.col("text")
    length = text.str.len_chars()
    long = pages.filter(pl.col("row").is_not_null() & length.is_between(CELL // 2, CELL))
    units = length + text.str.count_matches(r"[\x{10000}-\x{10ffff}]")  # two of these a character, as Excel counts
    cut = long.filter(units == CELL).select("at", "doc_id", about=pl.lit("text"), remark=pl.lit(_CUT))
    unseen = pl.col("page_remark").is_null()  # the cleaning has told it otherwise
    damaged = pages.filter(unseen).filter(
        text.str.contains(LOST, literal=True) | text.str.contains("\ufffd", literal=True)
    )
    places = text.str.count_matches(f"{LOST}|\ufffd")
    return pl.concat([cut, damaged.select("at", "doc_id", about=pl.lit("text"), remark=pl.format(_LOST, places))])


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
    documents = _with_own_ids(whole["documents"])
    fates = whole["fates"].join(documents.select("at", "fate"), on="at", how="left", maintain_order="left")
    second = documents.filter(pl.col("fate") == LEFT_OUT).select("at", *REJECTED)
    ids = documents.filter(pl.col("fate") == DOCUMENT).select("at", new="doc_id")
    tables = {
        name: whole[name]
        .join(ids, on="at", how="inner", maintain_order="left")
        .with_columns(doc_id="new")
        .drop("at", "new")
        if name in whole
        else schema.empty(NOTES)
        for name in ("texts", "remarks", *RECORDS)
    }
    told = documents.filter(pl.col("remark").is_not_null()).select("doc_id", pl.lit("doc_id").alias("about"), "remark")
    tables["remarks"] = pl.concat([tables["remarks"], told])
    rejected = pl.concat([whole["rejected"], second]).sort("at").drop("at")
    documents = documents.filter(pl.col("fate") == DOCUMENT).drop("at", "row", "bytes", "reason", "fate", "remark")
    nothing = [name for name in WHERE_GIVEN if documents[name].null_count() == documents.height]
    fates = fates.with_columns(pl.col("fate").fill_null(LEFT_OUT)).select(*FATES)
    return {"documents": documents.drop(nothing), "rejected": rejected, "fates": fates, **tables}


def _with_own_ids(documents: pl.DataFrame) -> pl.DataFrame:
    """Add ``fate``, ``reason`` and ``remark`` where a ``doc_id`` is taken; of another file's the new name is told.

    The same title and text under the same name is the same record, given twice: it is merged.
    """
    documents = documents.with_columns(
        pl.lit(DOCUMENT).alias("fate"), pl.lit(None, pl.String).alias("reason"), pl.lit(None, pl.String).alias("remark")
    )
    if documents["doc_id"].is_unique().all():
        return documents
    ids = documents["doc_id"].to_list()
    taken: dict[str, tuple[str, int | None, list[str]]] = {}  # file, row and fingerprints of each doc_id
    used = set(ids)
    fates, reasons, remarks = [], [], []
    for at, (doc_id, file, row, sha) in enumerate(documents.select("doc_id", "file", "row", "sha256").iter_rows()):
        fate, reason, remark = DOCUMENT, None, None
        if doc_id not in taken:
            taken[doc_id] = (file, row, [sha])
        elif sha in taken[doc_id][2]:
            fate = MERGED
        else:
            first_file, first_row, known = taken[doc_id]
            place = first_file if first_row is None else f"{first_file} row {first_row}"
            if file == first_file:
                fate, reason = LEFT_OUT, f"the doc_id {doc_id} belongs to {place} already"
            else:
                known.append(sha)
                ids[at] = _free(file if row is None else f"{PurePosixPath(file).stem}-{doc_id}", used)
                taken[ids[at]] = (file, row, [sha])
                remark = f"the doc_id {doc_id} belongs to {place} already; this one is called {ids[at]}"
        fates.append(fate)
        reasons.append(reason)
        remarks.append(remark)
    return documents.with_columns(
        pl.Series("doc_id", ids), pl.Series("fate", fates), pl.Series("reason", reasons, dtype=pl.String),
        pl.Series("remark", remarks, dtype=pl.String),
    )  # fmt: skip


def _free(name: str, used: set[str]) -> str:
    """A name that no document has yet."""
    chosen, number = name, 2
    while chosen in used:
        chosen, number = f"{name}-{number}", number + 1
    used.add(chosen)
    return chosen
