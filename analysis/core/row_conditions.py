"""Rows of a table chosen by a scholar: conditions as expressions, and columns by the values that they may have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from .errors import StudyError, did_you_mean

SHOWN = 8  # values that a message names


def rows_where(table: pl.DataFrame, conditions: Sequence[Any], equal: Mapping[str, Any]) -> tuple[pl.DataFrame, str]:
    """The rows of ``table`` that meet all conditions, and these in words.

    Parameters
    ----------
    table : polars.DataFrame
    conditions : sequence of polars.Expr
        On the columns of the table.
    equal : mapping of str to value, list or compiled regular expression
        By column: the value that it must have, several of which one will do, or a pattern to be found in it; None: empty.

    Raises
    ------
    StudyError
        No such column, or a value that no row has; a condition that is no expression or cannot be asked of the table.

    Examples
    --------
    >>> table = pl.DataFrame({"source": ["人民日报", "求是", None], "n": [1, 2, 3]})
    >>> rows_where(table, [pl.col("n") > 1], {"source": ["求是", "光明日报"]})[1]
    '[(col("n")) > (dyn int: 1)]; source = 求是 or 光明日报'
    >>> rows_where(table, [], {"source": re.compile("日报")})[0]["n"].to_list()
    [1]
    """
    asked, words = [], []
    for condition in conditions:
        if not isinstance(condition, pl.Expr):
            raise StudyError(
                f"a condition is an expression of polars, such as pl.col('title').str.contains('扶贫'); it was {condition!r}.\n"
                "  For a value of a column give its name: source='人民日报'."
            )
        asked.append(condition)
        words.append(str(condition))
    for column, value in equal.items():
        if column not in table.columns:
            raise StudyError(
                f"documents have no column {column!r}; there are: {', '.join(table.columns)}."
                + did_you_mean(column, table.columns)
            )
        expression, said = _condition(table[column], value)
        asked.append(expression)
        words.append(said)
    try:
        found = table.filter(*asked) if asked else table
    except pl.exceptions.PolarsError as problem:
        raise StudyError(
            f"documents cannot be asked for {'; '.join(words)}: {str(problem).splitlines()[0]}.\n"
            f"  Their columns are: {', '.join(table.columns)}."
        ) from None
    return found, "; ".join(words)


def _condition(column: pl.Series, value: Any) -> tuple[pl.Expr, str]:
    """That a column has a value, one of several, or a text in which a pattern is found; and that in words."""
    own, name = pl.col(column.name), column.name
    if isinstance(value, re.Pattern):
        if column.dtype != pl.String:
            raise StudyError(f"a pattern looks into text, and {name} holds {column.dtype}; give a value.")
        met = [text for text in column.drop_nulls().unique() if value.search(text)]
        return own.is_in(met), f"{name} ~ {value.pattern}"
    values = list(value) if isinstance(value, list | tuple | set | frozenset | pl.Series) else [value]
    if not values:
        raise StudyError(f"{name} is an empty list; name one value at least, or leave {name} out.")
    given = [one for one in values if one is not None]
    present = set(column.drop_nulls().unique().to_list()) if column.dtype == pl.String else None
    if present is not None and not any(one in present for one in given) and len(given) == len(values):
        known = sorted(present)
        shown = f"{', '.join(known[:SHOWN])}{' …' if len(known) > SHOWN else ''}" or "none at all"
        raise StudyError(
            f"no document whose {name} is {given[0]!r}; there are: {shown}." + did_you_mean(str(given[0]), known)
        )
    has = own.is_in(given) if given else pl.lit(False)
    met = has.fill_null(False) | own.is_null() if len(given) < len(values) else has
    return met, f"{name} = {' or '.join('nothing' if one is None else str(one) for one in values)}"
