"""Senses: what a term means between two dates, where the same words meant one thing and then another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from ..core.dates import iso_period

Sense = tuple[str, str, dt.date, dt.date]  # term, sense, first day, day after the last


def dated_senses(table: pl.DataFrame) -> list[Sense]:
    """The rows of ``senses.csv`` with their days; an open end holds for ever."""
    return [(row["term"], row["sense"], *iso_period(row["from"], row["to"])) for row in table.iter_rows(named=True)]


def sense_on(senses: Iterable[Sense], term: str, day: dt.date | None) -> str | None:
    """The first sense of ``term`` that holds on ``day``; None without a day.

    >>> sense_on([("六保", "targets", dt.date(2020, 4, 1), dt.date.max)], "六保", dt.date(2020, 5, 1))
    'targets'
    """
    if day is None:
        return None
    return next((sense for name, sense, start, end in senses if name == term and start <= day < end), None)
