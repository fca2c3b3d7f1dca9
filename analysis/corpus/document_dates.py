"""The date of each page: what the metadata says, else the page, else the name of its file."""

from __future__ import annotations

from datetime import date

import polars as pl

from ..core.dates import PRECISIONS, parse_date_cell

EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)  # a date outside is a slip of the pen
_DATES = pl.Schema({"given": pl.String, "date": pl.Date, "date_precision": pl.String, "problem": pl.String})
_IN_NAME = (
    r"(?:^|[^0-9])((?:19|20)\d\d[-_.年]\d{1,2}[-_.月]\d{1,2}[日号]?)(?:[^0-9]|$)",
    r"(?:^|[^0-9])((?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?:[^0-9]|$)",
    r"(?:^|[^0-9])((?:19|20)\d\d(?:年\d{1,2}月|-(?:0[1-9]|1[0-2])))(?:[^0-9]|$)",
    r"^((?:19|20)\d\d)(?:[^0-9]|$)",
    r"([一二][〇零○一二三四五六七八九]{3}年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十廿]{1,3}[日号])?)?)",
)
_IN_PATH = (
    r"(?:^|/)((?:19|20)\d\d/(?:0[1-9]|1[0-2])[-/_.](?:0[1-9]|[12]\d|3[01]))(?:[^0-9]|$)",
    r"(?:^|/)((?:19|20)\d\d[-/](?:0[1-9]|1[0-2]))/[^/]*$",
    r"(?:^|/)((?:19|20)\d\d)/[^/]*$",
)


def read_dates(given: pl.Series) -> pl.DataFrame:
    """Each different way a date is written, as a date with its precision, or the problem with it.

    >>> found = read_dates(pl.Series(["2014-08-01", "二〇一四年八月", "41852", "soon"]))
    >>> found.select("given", "date_precision").rows()
    [('2014-08-01', 'day'), ('41852', 'day'), ('soon', None), ('二〇一四年八月', 'month')]
    """
    written = given.drop_nulls().unique().sort()
    rows = [(text, *_read(text)) for text in written]
    return pl.DataFrame(rows, schema=_DATES, orient="row")


def _read(text: str) -> tuple[date | None, str | None, str | None]:
    found = parse_date_cell(text)
    if found is None:
        return None, None, f"the date {text[:40]!r} cannot be read"
    if not EARLIEST <= found[0] <= LATEST:
        return None, None, f"the date {text[:40]!r} lies outside {EARLIEST.year}–{LATEST.year}"
    return *found, None


def name_date(file: str = "file") -> pl.Expr:
    """What in a file's name, or in the folders above, looks like a date: 2014-08-01_x.txt, 2014/x.txt."""
    path = pl.col(file).str.replace(r"\.[^./]*$", "")
    stem = path.str.replace(r"^.*/", "")
    found = [stem.str.extract(pattern) for pattern in _IN_NAME] + [path.str.extract(pattern) for pattern in _IN_PATH]
    return pl.coalesce(found).str.replace_all("[_/]", "-")


def with_dates(pages: pl.DataFrame) -> pl.DataFrame:
    """Add ``date``, ``date_precision``, ``date_basis``, and ``date_problem`` where a date cannot be read.

    A date that is only inferred from what a text names is not taken as its date, for a timeline of slogans
    dated by slogans would prove itself: such a page has the basis ``inferred``, bounds, and no date.

    Needs ``date`` and ``date_precision`` as given, ``file``, ``row``, and from the cleaning ``page_date``,
    ``page_precision``, ``page_basis``, ``not_before``, ``not_after``.
    """
    in_name = pl.when(pl.col("row").is_null()).then(name_date()).alias("in_name")
    pages = pages.rename({"date": "given", "date_precision": "precision_given"}).with_columns(in_name)
    written = read_dates(pl.concat([pages["given"], pages["in_name"]]))
    for column, prefix in (("given", "given_"), ("in_name", "name_")):
        read = written.rename({"given": column, "date": f"{prefix}date", "date_precision": f"{prefix}precision"})
        read = read.rename({"problem": f"{prefix}problem"})
        pages = pages.join(read, on=column, how="left", maintain_order="left")
    stated = (pl.col("page_basis") == "page") & pl.col("page_date").is_between(EARLIEST, LATEST)
    # The metadata wins over the page, and the page over the name of its file.
    sources = {
        "metadata": (pl.col("given_date").is_not_null(), "given_date", "given_precision"),
        "page": (stated, "page_date", "page_precision"),
        "filename": (pl.col("name_date").is_not_null(), "name_date", "name_precision"),
    }
    own_precision = pl.col("precision_given").str.to_lowercase()
    coarser = pl.when(own_precision.is_in(PRECISIONS)).then(own_precision)
    pages = pages.with_columns(pl.coalesce(coarser, "given_precision").alias("given_precision"))
    bounded = pl.when(pl.col("not_before").is_not_null() | pl.col("not_after").is_not_null()).then(pl.lit("inferred"))
    basis = [pl.when(holds).then(pl.lit(name)) for name, (holds, _, _) in sources.items()]
    pages = pages.with_columns(
        pl.coalesce(*basis, bounded, pl.lit("none")).alias("date_basis"),
        pl.coalesce(pl.when(holds).then(pl.col(day)) for holds, day, _ in sources.values()).alias("date"),
        pl.coalesce(pl.when(holds).then(pl.col(fine)) for holds, _, fine in sources.values()).alias("date_precision"),
    )
    return pages.with_columns(
        first_day("date", "date_precision").alias("date"),
        pl.when(pl.col("date_basis") == "inferred").then("not_before").alias("not_before"),
        pl.when(pl.col("date_basis") == "inferred").then("not_after").alias("not_after"),
    ).rename({"given_problem": "date_problem"})


def first_day(date: str, precision: str) -> pl.Expr:
    """The first day of what a date names: of its year or month, where it is known no finer."""
    return (
        pl.when(pl.col(precision) == "year")
        .then(pl.col(date).dt.truncate("1y"))
        .when(pl.col(precision) == "month")
        .then(pl.col(date).dt.truncate("1mo"))
        .otherwise(pl.col(date))
    )


def inferred_dates(documents: pl.DataFrame) -> pl.DataFrame:
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
    wanted = (pl.col("date_basis") == "inferred") & pl.col("date").is_null()
    return (
        documents.with_columns(pl.when(wanted).then(precision).otherwise("date_precision").alias("date_precision"))
        .with_columns(
            pl.when(wanted & pl.col("date_precision").is_not_null()).then(before).otherwise("date").alias("date")
        )
        .with_columns(first_day("date", "date_precision").alias("date"))
    )
