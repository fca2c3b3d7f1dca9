"""Senses: what a term means between two dates, where the same words meant one thing and then another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from ..core.dates import iso_period
from ..core.errors import StudyError
from .lexicon_tables import numbered_rows

Sense = tuple[str, str, dt.date, dt.date]  # term, sense, first day, day after the last


def dated_senses(table: pl.DataFrame) -> list[Sense]:
    """The rows of ``senses.csv`` with their days; an open end holds for ever."""
    senses = []
    for line, row in numbered_rows(table):
        try:
            senses.append((row["term"], row["sense"], *iso_period(row["from"], row["to"])))
        except ValueError as error:
            raise StudyError(
                f"senses.csv of the lexicon, line {line}: {row['term']}: {error}.\n"
                "  Write a date as 2018, 2018-11 or 2018-11-03, or leave the cell empty."
            ) from None
    return senses


def sense_on(senses: Iterable[Sense], term: str, day: dt.date | None) -> str | None:
    """The first sense of ``term`` that holds on ``day``; None without a day.

    >>> sense_on([("六保", "targets", dt.date(2020, 4, 1), dt.date.max)], "六保", dt.date(2020, 5, 1))
    'targets'
    """
    if day is None:
        return None
    return next((sense for name, sense, start, end in senses if name == term and start <= day < end), None)
