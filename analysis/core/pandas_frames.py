"""Tables of pandas and of polars, each as the other, without pyarrow; and the one reader of what is given for a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import polars as pl

from .errors import StudyError

if TYPE_CHECKING:
    import pandas as pd


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """A table of polars as one of pandas: dates are ``datetime64``, what is missing is NaN, NaT or None.

    Raises
    ------
    StudyError
        Where pandas is not installed.

    Examples
    --------
    >>> to_pandas(pl.DataFrame({"term": ["六保", None], "hits": [3, None]})).shape
    (2, 2)
    """
    try:
        import pandas
    except ImportError:
        raise StudyError(
            "pandas is not installed, which a table of pandas needs.\n"
            "  Install it: python -m pip install pandas. Or take the table as it is: .to_frame()."
        ) from None
    columns = {name: _pandas_values(frame[name], pandas) for name in frame.columns}
    return pandas.DataFrame(columns, columns=pandas.Index(frame.columns, dtype=object))


def _pandas_values(column: pl.Series, pandas: Any) -> Any:
    dtype = column.dtype
    if dtype.is_numeric() and not dtype.is_decimal() or dtype == pl.Boolean and not column.null_count():
        return column.to_numpy()
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        zone = getattr(dtype, "time_zone", None)
        moments = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else column
        values = moments.cast(pl.Datetime("us")).to_numpy()
        return pandas.Series(values).dt.tz_localize("UTC").dt.tz_convert(zone) if zone else values
    if isinstance(dtype, pl.Duration):
        return column.cast(pl.Duration("us")).to_numpy()
    return pandas.Series(column.to_list(), dtype=object)


def as_frame(given: Any, *, takes: str) -> pl.DataFrame:
    """What was given for a table as a table of polars: one of polars (lazy too) or pandas, or a result.

    Parameters
    ----------
    given : polars.DataFrame, polars.LazyFrame, pandas.DataFrame or Result
        A named index of pandas becomes columns. A column of moments that are all midnights is one of dates.
    takes : str
        What the caller takes, for the message: ``"Corpus.from_frame takes a table with a column text"``.

    Raises
    ------
    StudyError
        Where it is no table.

    Examples
    --------
    >>> as_frame(pl.LazyFrame({"term": ["六保"]}), takes="a table")["term"].item()
    '六保'
    >>> as_frame([{"text": "六保"}], takes="Corpus.from_frame takes a table")
    Traceback (most recent call last):
    analysis.core.errors.StudyError: Corpus.from_frame takes a table, and was given a list of dicts.
      Make a table of it: pl.DataFrame(rows), with import polars as pl.
    """
    if hasattr(given, "frame") and hasattr(given, "parameters"):
        given = given.frame
    if isinstance(given, pl.LazyFrame):
        return given.collect()
    if isinstance(given, pl.DataFrame):
        return given
    if is_pandas(given):
        return _from_pandas(given)
    if isinstance(given, Mapping) or (isinstance(given, Sequence) and given and isinstance(given[0], Mapping)):
        what = "a dict" if isinstance(given, Mapping) else "a list of dicts"
        raise StudyError(
            f"{takes}, and was given {what}.\n  Make a table of it: pl.DataFrame(rows), with import polars as pl."
        )
    raise StudyError(f"{takes}, and was given {type(given).__name__}.")


def is_pandas(given: Any) -> bool:
    """Whether it is a table of pandas, which is not imported to know that."""
    return any(
        f"{one.__module__.partition('.')[0]}.{one.__name__}" == "pandas.DataFrame" for one in type(given).__mro__
    )


def _from_pandas(table: Any) -> pl.DataFrame:
    if any(name is not None for name in table.index.names):
        table = table.reset_index()
    names = [str(name) for name in table.columns]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise StudyError(f"the table of pandas has the column {min(twice)!r} more than once; give each its own name.")
    return pl.DataFrame([_polars_values(name, table.iloc[:, at]) for at, name in enumerate(names)])


def _polars_values(name: str, column: Any) -> pl.Series:
    """A column of pandas: numbers by their array, all else value by value, missing ones null."""
    kind = column.dtype.kind if hasattr(column.dtype, "kind") else "O"
    values = column.astype(object).where(column.notna(), None).tolist()
    if kind in "iufb" and not column.isna().any():
        return pl.Series(name, column.to_numpy(dtype=f"{kind}8" if kind != "b" else bool))
    if kind == "f":
        return pl.Series(name, values, pl.Float64)
    values = [one.to_pydatetime(warn=False) if hasattr(one, "to_pydatetime") else one for one in values]
    moments = [one for one in values if one is not None]
    if moments and all(isinstance(one, datetime) and one.tzinfo is None and one.time() == time() for one in moments):
        return pl.Series(name, [one and one.date() for one in values], pl.Date)
    try:
        return pl.Series(name, values)
    except TypeError:  # a column of several types, as a spreadsheet has them
        return pl.Series(name, [None if one is None else str(one) for one in values], pl.String)
