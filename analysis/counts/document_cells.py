"""Cells: documents of one day (or month), source and kind together, the finest that a counts edition tells apart."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from ..core.errors import StudyError

# every selection of documents that a statistic can ask for is one of whole cells
CELL = pl.Schema(
    {
        "date": pl.Date,  # the first of the month where the cell is one
        "date_precision": pl.String,
        "source": pl.String,
        "kind": pl.String,
        "duplicate": pl.Boolean,
    }
)
# A cell of fewer sentences says almost as much as a sentence. In trials 16 % of the sentences of texts of one or two
# sentences gave a new run of 15 characters; where a hundredth lies in small cells, that is below 0.2 % of all.
FEW_SENTENCES, TOLERATED = 20, 0.01


def cells_of_documents(documents: pl.DataFrame | pl.LazyFrame, every: str = "1d") -> pl.LazyFrame:
    """doc_id and the columns of `CELL` of the documents that have a date."""
    return (
        documents.lazy()
        .filter(pl.col("date").is_not_null())
        .select(
            "doc_id",
            pl.col("date").dt.truncate(every),
            "date_precision",
            "source",
            "kind",
            duplicate=pl.col("duplicate_of").is_not_null(),
        )
    )


def finest_cells(documents: pl.DataFrame) -> tuple[str, tuple[str, ...]]:
    """The length and the columns of the finest cells of which few are small: days, else months, else whole ones.

    Kinds are put together first, then sources. Of months no more can be put together, whatever their size.

    >>> days = {"doc_id": ["a", "b"], "date": ["2020-05-22", "2020-05-22"], "kind": ["story", "digest"]}
    >>> one = pl.DataFrame(days).with_columns(pl.col("date").str.to_date(), n_sentences=15, source=pl.lit("s"))
    >>> one = one.with_columns(date_precision=pl.lit("day"), duplicate_of=pl.lit(None, pl.String))
    >>> finest_cells(one)
    ('1d', ('date', 'date_precision', 'duplicate', 'source'))
    """
    always = ("date", "date_precision", "duplicate")
    schemes = [("1d", (*always, *more)) for more in (("source", "kind"), ("source",), ())]
    sizes = documents.select("doc_id", pl.col("n_sentences").cast(pl.Int64))
    for every, columns in [*schemes, ("1mo", (*always, "source", "kind")), ("1mo", (*always, "source"))]:
        cells = cells_of_documents(documents, every).join(sizes.lazy(), on="doc_id")
        sums = cells.group_by(columns).agg(pl.col("n_sentences").sum()).collect()["n_sentences"].to_numpy()
        if sums[sums < FEW_SENTENCES].sum() <= TOLERATED * sums.sum():
            return every, columns
    return "1mo", always


def added_up(table: pl.LazyFrame, totals: tuple[str, ...]) -> pl.DataFrame:
    """The cells of a table with their ``totals``, those of one cell in two files put together."""
    return table.group_by(columns_of_cells(table)).agg(pl.col(totals).sum()).collect()


def columns_of_cells(table: pl.LazyFrame) -> list[str]:
    """The columns that tell the cells of a table apart."""
    names = table.collect_schema().names()
    return [name for name in CELL if name in names]


def whole_cells(found: pl.DataFrame, table: pl.DataFrame, total: str, *, what: str) -> pl.DataFrame:
    """The cells of ``found``, checked: each must hold in ``found`` as many as the table says it holds in all.

    Parameters
    ----------
    found : DataFrame with the columns of a cell and ``total``
        What was selected.
    table : DataFrame with the same columns
        All there is.

    Raises
    ------
    StudyError
        Where a part of a cell was selected: what belongs to that part is not known.
    """
    columns = [name for name in CELL if name in table.columns]
    both = found.join(table, on=columns, how="left", nulls_equal=True, suffix="_in_all", maintain_order="left")
    part = both.filter(pl.col(total).ne_missing(pl.col(f"{total}_in_all").cast(pl.Int64)))
    if part.height:
        raise StudyError(not_divided(what, columns, part["date"].min()))
    return both.drop(f"{total}_in_all")


def not_divided(what: str, columns: Iterable[str], date: object) -> str:
    """What is said where a part of a cell was asked for."""
    apart = "".join(f", each {name}" for name in ("source", "kind") if name in columns)
    return (
        f"the counts edition holds {what}{apart}, and around {date} only a part was asked for.\n"
        "  Choose whole ones (all kinds, whole months), or build the features from the texts: the private "
        "edition divides them at will."
    )
