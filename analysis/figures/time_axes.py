"""The time axis: where a slice stands, its ticks, the shade over slices that hold no document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from ..core.errors import StudyError
from .result_frames import parameter
from .style import SHADE

_MIDDLE = {"1y": 183, "1q": 46, "1mo": 15}  # days from a slice's first day to its middle


def length(result: Any, starts: pl.Series) -> str:
    """``1y``, ``1q`` or ``1mo``: as the result says, else from the smallest step between slices."""
    told = parameter(result, "every")
    if told:
        return told
    steps = starts.unique().sort().diff().drop_nulls().dt.total_days()
    step = steps.min() if len(steps) else 365
    return "1y" if step > 200 else "1q" if step > 45 else "1mo"


def middles(starts: pl.Series, every: str) -> pl.Series:
    """The day in the middle of each slice, where its value is drawn."""
    return starts.dt.offset_by(f"{_MIDDLE[every]}d")


def edges(starts: Sequence[date], every: str) -> list[tuple[date, date]]:
    """First day of each slice, and of the slice after it."""
    ends = pl.Series(list(starts), dtype=pl.Date).dt.offset_by(every).to_list()
    return list(zip(starts, ends, strict=True))


def time_axis(ax, starts: pl.Series, every: str, *, most: int) -> None:
    """Limits and ticks of the time axis: a year's name under each slice, or at each January.

    ``most`` is how many names fit; beyond it every second, third … year is named.
    """
    first, last = starts.min(), edges([starts.max()], every)[0][1]
    margin = timedelta(days=max(8, (last - first).days // 80))
    ax.set_xlim(first - margin, last + margin)
    if every != "1y" and (last - first).days < 2.2 * 365:
        months = pl.date_range(first.replace(day=1), last, interval="3mo", eager=True).to_list()
        months = months[:: -(-len(months) // most)]
        ax.set_xticks(months, [day.strftime("%Y-%m") for day in months])
        return
    years = list(range(first.year, last.year + (1 if every != "1y" and last > date(last.year, 1, 1) else 0)))
    years = years or [first.year]
    step = -(-len(years) // most)
    shown = [year for year in years if (year - years[-1]) % step == 0]
    at = [date(year, 7, 2) if every == "1y" else date(year, 1, 1) for year in shown]
    ax.set_xticks(at, [str(year) for year in shown])


def years_below(ax, first: date, last: date, *, most: int) -> None:
    """Ticks at each January between two days; every second, third … year is named if more than ``most``."""
    years = [year for year in range(first.year, last.year + 2) if first <= date(year, 1, 1) <= last]
    step = max(1, -(-len(years) // most))
    shown = [year for year in years if (year - years[-1]) % step == 0]
    ax.set_xticks([date(year, 1, 1) for year in shown], [str(year) for year in shown])


def shade_gaps(ax, starts: Sequence[date], every: str) -> int:
    """Shade the slices given, which hold no document; returns how many stretches were shaded."""
    runs: list[list[date]] = []
    for first, last in edges(sorted(starts), every):
        if runs and runs[-1][1] == first:
            runs[-1][1] = last
        else:
            runs.append([first, last])
    for first, last in runs:
        ax.axvspan(first, last, facecolor=SHADE, edgecolor="none", zorder=0, label="_gap")
    return len(runs)


def need_one_row_a_slice(frame: pl.DataFrame, key: Sequence[str]) -> None:
    """Raise `StudyError` if a series has two values in one slice (two results stacked unawares)."""
    twice = frame.filter(pl.struct(list(key)).is_duplicated())
    if twice.height:
        row = twice.row(0, named=True)
        where = ", ".join(f"{k}={row[k]}" for k in key)
        raise StudyError(f"two rows for {where}; to compare sources, give a mapping such as {{'broadcast': …}}.")
