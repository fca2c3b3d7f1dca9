"""Which columns of a wide result a table on paper has, where nobody says: a page holds about eight."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

WIDEST = 10  # columns; narrower results are shown whole
PAPER_COLUMNS = {
    "Timeline": ("term", "start", "documents", "hits", "rate", "low", "high"),
    "Verdicts": ("term", "verdict", "start", "end", "before", "after", "q", "hits"),
    "Entries": ("term", "month", "low", "high", "before", "after", "q", "hits"),
    "Bursts": ("term", "start", "end", "before", "after", "q", "hits"),
    "Fadings": ("term", "kind", "month", "low", "high", "before", "after", "q", "hits"),
    "ChangePoints": ("term", "month", "low", "high", "before", "after", "q", "hits"),
    "Trends": ("term", "slope", "low", "high", "before", "after", "q", "hits"),
    "Cooccurrence": ("a", "b", "f_a", "f_b", "f_ab", "expected", "log_dice", "q"),
    "NetworkSeries": ("start", "a", "b", "f_ab", "expected", "log_dice", "q"),
}


def paper_columns(kind: str, frame: pl.DataFrame, columns: Sequence[str] | None) -> Sequence[str] | None:
    """The columns asked for, or those that a table on paper has; None for all.

    Parameters
    ----------
    kind : str
        Name of the result's class.
    frame : polars.DataFrame
        The table of the result.
    columns : sequence of str, optional
        ``"all"`` or ``["all"]`` stands for every column, where none has that name.

    Examples
    --------
    >>> wide = pl.DataFrame({name: [0] for name in ("term", "slope", "low", "high", *"abcdefg")})
    >>> paper_columns("Trends", wide, None), paper_columns("Trends", wide, "all")
    (['term', 'slope', 'low', 'high'], None)
    """
    if columns is not None:
        every = columns in ("all", ["all"]) and "all" not in frame.columns
        return None if every else columns
    if frame.width <= WIDEST or kind not in PAPER_COLUMNS:
        return None
    return [name for name in PAPER_COLUMNS[kind] if name in frame.columns]
