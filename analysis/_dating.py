"""The date of each page: what the metadata says, else the page, else its file's name, else the text's own hints."""

from __future__ import annotations

import re
from datetime import date, timedelta

import polars as pl

from .schema import PRECISIONS

EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)  # a date outside is a slip of the pen
_DATES = pl.Schema({"given": pl.String, "date": pl.Date, "date_precision": pl.String, "problem": pl.String})
_SERIAL = re.compile(r"[2-6]\d{4}")  # days since 1899-12-30, as a spreadsheet stores 1954 to 2091
_EPOCH = re.compile(r"-?\d{10}(\d{3})?")  # seconds or milliseconds since 1970, as data frames are saved to JSON
_IN_NAME = (
    r"(?:^|[^0-9])((?:19|20)\d\d[-_.年]\d{1,2}[-_.月]\d{1,2})(?:[^0-9]|$)",
    r"(?:^|[^0-9])((?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:[^0-9]|$)",
    r"(?:^|[^0-9])((?:19|20)\d\d(?:年\d{1,2}月|-(?:0[1-9]|1[0-2])))(?:[^0-9]|$)",
    r"^((?:19|20)\d\d)(?:[^0-9]|$)",
)


def read_dates(given: pl.Series) -> pl.DataFrame:
    """Each different way a date is written, as a date with its precision, or the problem with it.

    >>> read_dates(pl.Series(["2014-08-01", "二〇一四年八月", "41852", "soon"]))["date_precision"].to_list()
    ['day', 'month', 'day', None]
    """
    written = given.drop_nulls().unique().sort()
    rows = [(text, *_read(text)) for text in written]
    return pl.DataFrame(rows, schema=_DATES, orient="row")


def _read(text: str) -> tuple[date | None, str | None, str | None]:
    from .dates import parse_date

    bare = text.strip()
    if _SERIAL.fullmatch(bare):
        found = (date(1899, 12, 30) + timedelta(days=int(bare)), "day")
    elif match := _EPOCH.fullmatch(bare):
        found = (date(1970, 1, 1) + timedelta(seconds=int(bare) // (1000 if match[1] else 1)), "day")
    else:
        found = parse_date(bare)
    if found is None:
        return None, None, f"the date {text[:40]!r} cannot be read"
    if not EARLIEST <= found[0] <= LATEST:
        return None, None, f"the date {text[:40]!r} lies outside {EARLIEST.year}–{LATEST.year}"
    return *found, None


def name_date(file: str = "file") -> pl.Expr:
    """What in a file's name, or in the name of its folder, looks like a date: 2014-08-01_title.txt, 2014/title.txt."""
    stem = pl.col(file).str.replace(r"\.[^./]*$", "").str.replace(r"^.*/", "")
    above = pl.col(file).str.extract(r"(?:^|/)((?:19|20)\d\d)/[^/]*$")
    return pl.coalesce(*(stem.str.extract(pattern) for pattern in _IN_NAME), above).str.replace_all("_", "-")


def with_dates(pages: pl.DataFrame) -> pl.DataFrame:
    """Add the dates: `date`, `date_precision`, `date_basis`, and `date_problem` where one given could not be read.

    Needs ``date`` (as given), ``date_precision`` (as given), ``file``, ``row``, and from the cleaning
    ``page_date``, ``page_precision``, ``page_basis``.
    """
    pages = pages.with_columns(
        pl.when(pl.col("row").is_null()).then(name_date()).alias("name_date"),
        pl.col("date_precision").str.to_lowercase().alias("precision_given"),
    ).rename({"date": "given"})
    written = read_dates(pl.concat([pages["given"], pages["name_date"]]))
    in_name = written.rename({name: f"name_{name}" for name in written.columns})
    pages = (
        pages.drop("date_precision")
        .join(written, on="given", how="left", maintain_order="left")
        .join(in_name, left_on="name_date", right_on="name_given", how="left", maintain_order="left", suffix="_read")
    )
    on_page = pl.col("page_date").is_between(EARLIEST, LATEST)
    stated = on_page & (pl.col("page_basis") != "inferred")
    basis = (
        pl.when(pl.col("date").is_not_null()).then(pl.lit("metadata"))
        .when(stated).then(pl.lit("page"))
        .when(pl.col("name_date_read").is_not_null()).then(pl.lit("filename"))
        .when(on_page).then(pl.lit("inferred"))
        .otherwise(pl.lit("none"))
    )
    pages = pages.with_columns(basis.alias("date_basis"))
    which = {
        "metadata": ("date", "date_precision"),
        "page": ("page_date", "page_precision"),
        "inferred": ("page_date", "page_precision"),
        "filename": ("name_date_read", "name_date_precision"),
    }
    chosen, precision = pl.lit(None, pl.Date), pl.lit(None, pl.String)
    for name, (day, fine) in which.items():
        here = pl.col("date_basis") == name
        chosen = pl.when(here).then(pl.col(day)).otherwise(chosen)
        precision = pl.when(here).then(pl.col(fine)).otherwise(precision)
    coarser = (pl.col("date_basis") == "metadata") & pl.col("precision_given").is_in(PRECISIONS)
    precision = pl.when(coarser).then(pl.col("precision_given")).otherwise(precision)
    pages = pages.with_columns(chosen.alias("date"), precision.alias("date_precision"))
    # a date is the first day of what it names, however it was written
    return pages.with_columns(
        pl.when(pl.col("date_precision") == "year").then(pl.col("date").dt.truncate("1y"))
        .when(pl.col("date_precision") == "month").then(pl.col("date").dt.truncate("1mo"))
        .otherwise(pl.col("date"))
        .alias("date"),
        pl.col("problem").alias("date_problem"),
    ).drop("problem", "precision_given", "name_date", "name_date_read", "name_date_precision", "name_problem", "given")
