"""Cells: documents of one day (or month), source and kind together, the finest that a counts edition tells apart."""

from __future__ import annotations

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


def added_up(table: pl.LazyFrame, totals: tuple[str, ...], *more: str) -> pl.DataFrame:
    """The cells of a table with their ``totals``, those of one cell in two files put together."""
    return table.group_by(*CELL, *more).agg(pl.col(totals).sum()).collect()


def whole_cells(found: pl.DataFrame, table: pl.DataFrame, total: str, *, what: str) -> pl.DataFrame:
    """The cells of ``found``, checked: each must hold in ``found`` as many as the table says it holds in all.

    Parameters
    ----------
    found : DataFrame with the columns of `CELL` and ``total``
        What was selected.
    table : DataFrame with the same columns
        All there is.

    Raises
    ------
    StudyError
        Where a part of a cell was selected: what belongs to that part is not known.
    """
    both = found.join(table, on=list(CELL), how="left", nulls_equal=True, suffix="_in_all", maintain_order="left")
    part = both.filter(pl.col(total).ne_missing(pl.col(f"{total}_in_all").cast(pl.Int64)))
    if part.height:
        raise StudyError(
            f"the counts edition holds {what}, and of those around {part['date'].min()} only some were asked for.\n"
            "  Choose whole ones, or build the features from the texts: the private edition divides them at will."
        )
    return both.drop(f"{total}_in_all")
