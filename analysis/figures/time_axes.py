"""The time axis: where a slice stands, its ticks, the shade over slices that hold no document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from .result_frames import parameter
from .style import SHADE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_YEARS = {"column": 6, "page": 14}  # names of years that stand side by side
_MIDDLE = {"1y": 183, "1q": 46, "1mo": 15}  # days from a slice's first day to its middle


def slice_length(result: Any, starts: pl.Series) -> str:
    """``1y``, ``1q`` or ``1mo``: as the result says, else from the smallest step between slices."""
    known = parameter(result, "every")
    if known:
        return known
    days = starts.unique().sort().diff().drop_nulls().dt.total_days().to_list()
    step = min(days, default=365)
    return "1y" if step > 200 else "1q" if step > 45 else "1mo"


def middles(starts: pl.Expr, every: str) -> pl.Expr:
    """The day in the middle of each slice, where its value is drawn."""
    return starts.dt.offset_by(f"{_MIDDLE[every]}d")


def first_and_last(starts: pl.Series, every: str) -> tuple[Any, Any]:
    """The first day of the first slice, and of the slice after the last."""
    days = sorted(starts.unique())
    return days[0], slice_bounds(days[-1:], every)[0][1]


def slice_bounds(starts: Sequence[date], every: str) -> list[tuple[date, date]]:
    """First day of each slice, and of the slice after it."""
    ends = pl.Series(list(starts), dtype=pl.Date).dt.offset_by(every).to_list()
    return list(zip(starts, ends, strict=True))


def time_axis(ax: Axes, starts: pl.Series, every: str, *, most: int) -> None:
    """Limits and ticks of the time axis: a year's name under each slice, or at each January.

    ``most`` is how many names fit; beyond it every second, third … year is named.
    """
    first, last = first_and_last(starts, every)
    margin = timedelta(days=max(8, (last - first).days // 80))
    ax.set_xlim(first - margin, last + margin)
    if every != "1y" and (last - first).days < 2.2 * 365:
        months = pl.date_range(first.replace(day=1), last, interval="3mo", eager=True).to_list()
        months = months[:: -(-len(months) // most)]
        ax.set_xticks(months, [day.strftime("%Y-%m") for day in months])
        return
    years = list(range(first.year, last.year + (1 if every != "1y" and last > date(last.year, 1, 1) else 0)))
    _year_ticks(ax, years or [first.year], most, (7, 2) if every == "1y" else (1, 1))


def years_below(ax: Axes, first: date, last: date, *, most: int) -> None:
    """Ticks at each January between two days; every second, third … year is named if more than ``most``."""
    years = [year for year in range(first.year, last.year + 2) if first <= date(year, 1, 1) <= last]
    _year_ticks(ax, years, most, (1, 1))


def _year_ticks(ax: Axes, years: list[int], most: int, day: tuple[int, int]) -> None:
    step = max(1, -(-len(years) // most))
    shown = [year for year in years if (year - years[-1]) % step == 0]
    at: list[Any] = [date(year, *day) for year in shown]
    ax.set_xticks(at, [str(year) for year in shown])


def shade_gaps(ax: Axes, starts: Sequence[date], every: str) -> int:
    """Shade the slices given, which hold no document; returns how many such stretches there are."""
    stretches: list[list[Any]] = []
    for first, last in slice_bounds(sorted(starts), every):
        if stretches and stretches[-1][1] == first:
            stretches[-1][1] = last
        else:
            stretches.append([first, last])
    for first, last in stretches:
        ax.axvspan(first, last, facecolor=SHADE, edgecolor="none", zorder=0, label="_gap")
    return len(stretches)
