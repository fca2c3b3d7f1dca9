"""The evidence of a claim as rows of text: beside its sentence, and in one line of the ledger."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from .reading_tables import days_shown

ROWS_SHOWN = 12  # evidence is read beside its sentence; a longer table belongs in a cell of its own


def in_one_line(evidence: Any) -> str:
    """``n: 8 · rate: 1.25``, or the rows of a table, ``term: 六保 · n: 8; …``."""
    header, body, more = table_of(evidence)
    if not header:
        return " · ".join(": ".join(row) for row in body)
    rows = [" · ".join(f"{k}: {v}" for k, v in zip(header, row, strict=True)) for row in body]
    return "; ".join(rows + [f"… {more} more rows"] * bool(more))


def table_of(evidence: Any) -> tuple[list[str], list[list[str]], int]:
    """Header (of tables only), rows of text, and how many rows are left off."""
    if evidence is None:
        return [], [], 0
    if isinstance(evidence, pl.DataFrame):
        rows = [[_text(value) for value in row] for row in evidence.head(ROWS_SHOWN).rows()]
        return list(evidence.columns), rows, max(0, evidence.height - ROWS_SHOWN)
    if isinstance(evidence, Mapping):
        return [], [[str(name), _text(value)] for name, value in evidence.items()], 0
    return [], [[_text(evidence)]], 0


def for_reading(evidence: Any) -> tuple[list[str], list[list[str]], int]:
    """`table_of` as a notebook shows it: three digits, yes and no, years where all days begin one, blanks in the header.

    >>> for_reading(pl.DataFrame({"start": [date(2020, 1, 1)], "per_pair": [0.0123456], "high": [1401.85], "few": [False]}))
    (['start', 'per pair', 'high', 'few'], [['2020', '0.0123', '1,402', 'no']], 0)
    """
    if not isinstance(evidence, pl.DataFrame):
        return table_of(evidence)
    columns = [(column.name, column.to_list()) for column in evidence.head(ROWS_SHOWN)]
    shown = [days_shown(values, name) or [_short(value) for value in values] for name, values in columns]
    header = [name.replace("_", " ") for name in evidence.columns]
    return header, [list(row) for row in zip(*shown, strict=True)], max(0, evidence.height - ROWS_SHOWN)


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and math.isfinite(value):
        # three digits say how sure a number is; a claim that needs more has it in its sentence
        short = f"{value:,.0f}" if abs(value) >= 100 else "<0.001" if 0 < value < 0.0005 else f"{value:.3g}"
        return short.replace("-", "−")
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, pl.Series):
        value = value.to_list()
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    if hasattr(value, "item") and not isinstance(value, str | bytes):
        value = value.item()  # a number of numpy's shows itself as np.float64(…)
    if isinstance(value, float):
        return f"{value:.6g}"  # the last digits differ between machines; the sentence does not hang on them
    if value is None:
        return "–"
    return value.isoformat() if isinstance(value, date) else str(value)
