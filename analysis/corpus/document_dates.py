"""The date of each document: what the metadata says, else the page, else the name of its file."""

from __future__ import annotations

from datetime import date

import polars as pl

from ..core.dates import PRECISIONS, ambiguous_date, parse_date_cell
from ..core.dates_of_the_republic import in_years_of_the_republic, republic_date
from .file_names import name_date

GIVEN_DATES = ("date_basis_given", "not_before_given", "not_after_given")  # of a table that a reading or cleaning wrote
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)  # a date outside is a slip of the pen


def read_dates(written: pl.Series, *, names: bool = False) -> pl.DataFrame:
    """Each different way a date is written in a column, as a date with its precision, or the problem with it.

    Years of the Republic without the word (103/01/15) are read where they can be nothing else, or the whole column makes sense as
    such alone. With ``names``, of files, only the latter: 103-01-15 may be a number.

    >>> found = read_dates(pl.Series(["2014-08-01", "二〇一四年八月", "41852", "soon"]))
    >>> found.select("written", "precision").rows()
    [('2014-08-01', 'day'), ('41852', 'day'), ('soon', None), ('二〇一四年八月', 'month')]
    >>> read_dates(pl.Series(["99/12/30", "100/01/05"]))["date"].dt.year().to_list()
    [2011, 2010]
    """
    texts, rows = written.drop_nulls().unique().sort().to_list(), []
    republic = in_years_of_the_republic(texts) and not (names and written.null_count())
    for text in texts:
        of_republic = republic_date(text)
        sure = of_republic is not None and (republic or (of_republic[1] and (not names or "年" in text)))
        read = of_republic[0] if of_republic and sure else parse_date_cell(text)
        day, precision = read or (None, None)
        problem = None
        if day is None and of_republic:
            problem = (
                f"the date {text[:40]!r} may be of the Republic ({of_republic[0][0].year}) or not, so it is not read; "
                "write 民國 before it, or a year of four figures"
            )
        elif day is None and ambiguous_date(text):
            problem = f"the date {text[:40]!r} may be read in more than one way, so it is not read"
        elif day is None:
            problem = f"the date {text[:40]!r} cannot be read"
        elif not EARLIEST <= day <= LATEST:
            problem = f"the date {text[:40]!r} lies outside {EARLIEST.year}–{LATEST.year}"
        rows.append((text, None, None, problem) if problem else (text, day, precision, None))
    schema = {"written": pl.String, "date": pl.Date, "precision": pl.String, "problem": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def with_dates(pages: pl.DataFrame) -> pl.DataFrame:
    """Add ``date``, ``date_precision``, ``date_basis``, and ``date_problem`` where a date cannot be read.

    A date that is only inferred from what a text names is not taken as its date, for a timeline of slogans
    dated by slogans would prove itself: such a page has the basis ``inferred``, bounds, and no date.

    A date that an earlier reading or cleaning wrote keeps the basis that stands beside it (``date_basis``).

    Needs ``date`` and ``date_precision`` as given, ``file``, ``row``, and from the cleaning ``page_date``,
    ``page_precision``, ``page_basis``, ``not_before``, ``not_after``.
    """
    pages = _with_given_basis(pages)
    in_name = pl.when(pl.col("row").is_null()).then(name_date()).alias("in_name")
    pages = pages.rename({"date": "given", "date_precision": "own_precision"}).with_columns(in_name)
    in_names = pages.filter(pl.col("row").is_null())["in_name"]
    for column, read in (("given", read_dates(pages["given"])), ("in_name", read_dates(in_names, names=True))):
        found = read.select(pl.col("written").alias(column), pl.exclude("written").name.prefix(f"{column}_"))
        pages = pages.join(found, on=column, how="left", maintain_order="left")
    own_precision = pl.col("own_precision").str.to_lowercase()
    own_precision = pl.when(own_precision.is_in(PRECISIONS)).then(own_precision)
    in_range = pl.col("page_date").is_between(EARLIEST, LATEST)
    # The metadata wins over the page, and the page over the name of its file.
    sources = [
        (
            pl.col("given_basis").fill_null("metadata"),
            pl.col("given_date").is_not_null(),
            "given_date",
            pl.coalesce(own_precision, "given_precision"),
        ),
        (pl.lit("page"), (pl.col("page_basis") == "page") & in_range, "page_date", "page_precision"),
        (pl.lit("filename"), pl.col("in_name_date").is_not_null(), "in_name_date", "in_name_precision"),
    ]
    bounded = pl.col("not_before").is_not_null() | pl.col("not_after").is_not_null()
    bases = [(name, holds) for name, holds, _, _ in sources] + [
        (pl.lit("inferred"), bounded),
        (pl.lit("none"), pl.lit(True)),
    ]
    pages = pages.with_columns(
        pl.coalesce(pl.when(holds).then(name) for name, holds in bases).alias("date_basis"),
        pl.coalesce(pl.when(holds).then(day) for _, holds, day, _ in sources).alias("date"),
        pl.coalesce(pl.when(holds).then(precision) for _, holds, _, precision in sources).alias("date_precision"),
    )
    unread = pl.when(pl.col("date").is_null()).then(pl.format("{} (in the name of the file)", "in_name_problem"))
    return pages.with_columns(
        first_day("date", "date_precision").alias("date"),
        pl.coalesce("given_problem", unread).alias("date_problem"),
        pl.when(pl.col("date_basis") == "inferred").then(pl.col("not_before", "not_after")),
    )


def _with_given_basis(pages: pl.DataFrame) -> pl.DataFrame:
    """Add ``given_basis``: what a table says of its dates. What it calls inferred gives bounds, and no date."""
    pages = pages.with_columns(pl.lit(None, pl.String).alias(name) for name in GIVEN_DATES if name not in pages.columns)
    basis = pl.col("date_basis_given").cast(pl.String).str.strip_chars().str.to_lowercase()
    pages = pages.with_columns(pl.when(basis.is_in(["page", "filename", "inferred"])).then(basis).alias("given_basis"))
    inferred = (pl.col("given_basis") == "inferred").fill_null(False)
    first = pl.col("date").str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
    lasts = [first.dt.offset_by(length).dt.offset_by("-1d") for length in ("1y", "1mo")]
    last = (
        pl.when(pl.col("date_precision") == "year")
        .then(lasts[0])
        .when(pl.col("date_precision") == "month")
        .then(lasts[1])
        .otherwise(first)
    )
    bounds = []
    for name, of_date in (("not_before", first), ("not_after", last)):
        given = pl.col(f"{name}_given")
        if pages.schema[f"{name}_given"] != pl.Date:
            given = given.cast(pl.String).str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
        stands = inferred & pl.any_horizontal(pl.col(c).is_not_null() for c in ("not_before_given", "not_after_given"))
        value = pl.when(stands).then(given).when(inferred).then(of_date)
        bounds.append(pl.when(inferred & (stands | first.is_not_null())).then(value).otherwise(name).alias(name))
    pages = pages.with_columns(bounds)
    return pages.with_columns(pl.when(~inferred).then("date").alias("date")).drop(GIVEN_DATES)


def first_day(date: str, precision: str) -> pl.Expr:
    """The first day of what a date names: of its year or month, where it is known no finer."""
    return (
        pl.when(pl.col(precision) == "year")
        .then(pl.col(date).dt.truncate("1y"))
        .when(pl.col(precision) == "month")
        .then(pl.col(date).dt.truncate("1mo"))
        .otherwise(pl.col(date))
    )


def with_inferred_dates(documents: pl.DataFrame) -> pl.DataFrame:
    """The documents dated by their bounds, where both lie in one year; the basis stays ``inferred``."""
    before, after = pl.col("not_before"), pl.col("not_after")
    one_year = before.dt.year() == after.dt.year()
    precision = (
        pl.when(before == after)
        .then(pl.lit("day"))
        .when(one_year & (before.dt.month() == after.dt.month()))
        .then(pl.lit("month"))
        .when(one_year)
        .then(pl.lit("year"))
    )
    datable = (pl.col("date_basis") == "inferred") & pl.col("date").is_null() & precision.is_not_null()
    return documents.with_columns(
        pl.when(datable).then(before).otherwise("date").alias("date"),
        pl.when(datable).then(precision).otherwise("date_precision").alias("date_precision"),
    ).with_columns(first_day("date", "date_precision").alias("date"))
