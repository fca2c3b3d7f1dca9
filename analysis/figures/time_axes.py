"""The time axis: where a slice stands, what it is called, seams and events, the shade over slices without documents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError
from .drawing_options import Drawing
from .fonts import check_characters
from .result_frames import parameter
from .style import SHADE
from .text_widths import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMED = {"year": "1y", "quarter": "1q", "month": "1mo", "3mo": "1q", "12mo": "1y"}
WHOLE = 0.92  # of a slice's days; one that has fewer, such as a year without December, is a part
_DAYS = {"y": 365.25, "q": 91.3, "mo": 30.4}


def slice_length(result: Any, starts: pl.Series) -> str:
    """``1y``, ``1q``, ``1mo``, ``5y`` …: as the result says, else from the smallest step between slices."""
    known = parameter(result, "every")
    if known:
        known = NAMED.get(str(known), str(known))
        if not re.fullmatch(r"\d+(y|q|mo)", known):
            raise StudyError(f"slices of {known!r} cannot be drawn; a timeline has '1y', '1q', '1mo', '5y' and so on.")
        return known
    days = starts.unique().sort().diff().drop_nulls().dt.total_days().to_list()
    step = min(days, default=365)
    return f"{round(step / 365.25)}y" if step > 200 else "1q" if step > 45 else "1mo"


def slice_days(every: str) -> float:
    """Days of a slice, about."""
    number, unit = re.fullmatch(r"(\d+)(y|q|mo)", every).groups()  # type: ignore[union-attr]
    return int(number) * _DAYS[unit]


def middles(starts: pl.Expr, every: str) -> pl.Expr:
    """The day in the middle of each slice, where its value is drawn."""
    return starts.dt.offset_by(f"{round(slice_days(every) / 2)}d")


def first_and_last(starts: pl.Series, every: str) -> tuple[Any, Any]:
    """The first day of the first slice, and of the slice after the last."""
    days = sorted(starts.unique())
    return days[0], slice_bounds(days[-1:], every)[0][1]


def slice_bounds(starts: Sequence[date], every: str) -> list[tuple[date, date]]:
    """First day of each slice, and of the slice after it."""
    ends = pl.Series(list(starts), dtype=pl.Date).dt.offset_by(every).to_list()
    return list(zip(starts, ends, strict=True))


def slice_name(start: date, every: str) -> str:
    """What a slice is called on an axis.

    >>> slice_name(date(2013, 1, 1), "5y"), slice_name(date(2019, 7, 1), "1q"), slice_name(date(2019, 7, 1), "1mo")
    ('2013–17', '2019 Q3', '2019-07')
    """
    if every == "1y":
        return f"{start:%Y}"
    if every.endswith("y"):
        last = start.year + int(every[:-1]) - 1
        return f"{start.year}–{last % 100:02d}" if last // 100 == start.year // 100 else f"{start.year}–{last}"
    return f"{start.year} Q{(start.month + 2) // 3}" if every == "1q" else f"{start:%Y-%m}"


def part_slices(starts: pl.Series, every: str, parameters: Mapping[str, Any]) -> list[date]:
    """Slices of which the period, or the corpus, covers a part only; none where the result does not say."""
    corpus = parameters.get("corpus") or {}
    firsts = [day for day in (_day(parameters.get("start")), _day(corpus.get("start"))) if day]
    ends = [day for day in (_day(parameters.get("end")), _day_after(corpus.get("end"))) if day]
    if slice_days(every) < 300:  # a corpus has no document on many a day of a month
        return []
    first, end = max(firsts, default=date.min), min(ends, default=date.max)
    parts = []
    for start, stop in slice_bounds(sorted(starts.unique()), every):
        covered = (min(stop, end) - max(start, first)).days
        if 0 < covered < WHOLE * (stop - start).days:
            parts.append(start)
    return parts


def _day(value: Any) -> date | None:
    return as_date(value or None, name="start or end of a result")


def _day_after(value: Any) -> date | None:
    day = _day(value)
    return day + timedelta(days=1) if day else None


def time_axis(ax: Axes, starts: pl.Series, every: str, *, most: int, parts: Sequence[date] = ()) -> None:
    """Limits and ticks of the time axis: a slice's name under it, or a year's at each January.

    ``most`` is how many names of years fit; beyond it every second, third … is named. A part of a slice has an asterisk.
    """
    first, last = first_and_last(starts, every)
    margin = timedelta(days=max(8, (last - first).days // 80))
    ax.set_xlim(first - margin, last + margin)  # type: ignore[arg-type]
    days: list[Any] = sorted(starts.unique())
    if slice_days(every) < 300 and (last - first).days > 2.2 * 365:
        years_below(ax, first, last, most=most)
        return
    if every == "1mo":
        named = [day for day in days if day.month % 3 == 1]
        named = named if len(named) > 1 else days
    else:
        named = days
    most = most if every == "1y" else max(2, most * 3 // 4 if every.endswith("y") else most * 2 // 3)
    step = max(1, -(-len(named) // most))
    # from the last backwards, so that the last year has its name; months from the first, which begins a year
    shown = [day for k, day in enumerate(named) if (k - (len(named) - 1) * (every != "1mo")) % step == 0]
    at = (
        shown
        if every == "1mo"
        else pl.Series(shown, dtype=pl.Date).to_frame("d").select(middles(pl.col("d"), every)).to_series().to_list()
    )
    ax.set_xticks(at, [slice_name(day, every) + ("*" if day in parts else "") for day in shown])


def years_below(ax: Axes, first: date, last: date, *, most: int) -> None:
    """Ticks at each January between two days; every second, third … year is named if more than ``most``."""
    years = [year for year in range(first.year, last.year + 2) if first <= date(year, 1, 1) <= last]
    step = max(1, -(-len(years) // most))
    shown = [year for year in years if (year - years[-1]) % step == 0]
    at: list[Any] = [date(year, 1, 1) for year in shown]
    ax.set_xticks(at, [str(year) for year in shown])


def thin_ticks(ax: Axes) -> None:
    """Leave out every second name of a time axis, from the last backwards, until no two meet."""
    figure: Any = ax.figure
    for _ in range(4):
        figure.draw_without_rendering()
        names = ax.get_xticklabels()
        boxes = [name.get_window_extent() for name in names]
        if all(one.x1 + 1 < other.x0 for one, other in zip(boxes[:-1], boxes[1:], strict=True)):
            return
        kept = slice((len(names) - 1) % 2, None, 2)
        ax.set_xticks(list(ax.get_xticks())[kept], [name.get_text() for name in names][kept])


def years_that_fit(ax: Axes, points: float) -> int:
    """How many names of years stand side by side under an Axes, as wide as its own labels leave it."""
    figure: Any = ax.figure
    figure.draw_without_rendering()
    return max(2, int(25.4 * ax.get_window_extent().width / figure.dpi / (1.5 * text_width("2000", points))))


def shade_gaps(ax: Axes, starts: Sequence[date], every: str, colour: str = SHADE) -> int:
    """Shade the slices given, which hold no document; returns how many such stretches there are."""
    stretches: list[list[Any]] = []
    for first, last in slice_bounds(sorted(starts), every):
        if stretches and stretches[-1][1] == first:
            stretches[-1][1] = last
        else:
            stretches.append([first, last])
    for first, last in stretches:
        ax.axvspan(first, last, facecolor=colour, edgecolor="none", zorder=0, label="_gap")
    return len(stretches)


def seams_of(parameters: Mapping[str, Any]) -> list[date]:
    """The days on which a joined corpus passes into the next."""
    seams = parameters.get("seams") or (parameters.get("corpus") or {}).get("seams") or ()
    return [day for day in map(_day, seams) if day]


def draw_seams(ax: Axes, drawing: Drawing) -> list[date]:
    """A dotted vertical where a joined corpus passes into the next; returns those that are in sight."""
    from matplotlib.dates import date2num

    low, high = ax.get_xlim()
    inside = [day for day in seams_of(drawing.parameters) if low < float(date2num(day)) < high]
    for day in inside:
        look: dict[str, Any] = dict(color=drawing.look.ink, lw=0.8 * drawing.look.scale, ls=(0, (1, 2)), zorder=2.5)
        ax.axvline(day, label="_seam", **look)  # type: ignore[arg-type]
    return inside


def draw_events(ax: Axes, drawing: Drawing, *, above: int = 0, measured: bool = False) -> int:
    """A quiet vertical at each event in sight, and above the axes its name; returns how many rows of names stand there.

    A name that would meet the one before it stands a row higher; ``above`` rows are taken by other marks. Call this when the
    limits of the axis are final; ``measured`` says that the figure was drawn since, so that its widths are known.
    """
    from matplotlib.dates import date2num

    look, (low, high) = drawing.look, ax.get_xlim()
    inside = [(day, name) for day, name in drawing.events if low < float(date2num(day)) < high]
    for day, _ in inside:
        ax.axvline(day, color=look.grey, alpha=0.6, lw=0.6 * look.scale, zorder=0.8, label="_event")  # type: ignore[arg-type]
    if not inside:
        return above
    check_characters([name for _, name in inside])
    figure: Any = ax.figure
    if not measured:
        figure.draw_without_rendering()
    wide = ax.get_window_extent().width / figure.dpi * 25.4
    ends: list[float] = []  # of the last name in each row, in millimetres
    for day, name in inside:
        at, long = (float(date2num(day)) - low) / (high - low) * wide, text_width(name, look.note)
        left = max(0.0, min(at - long / 2, wide - long))
        row = next((k for k, end in enumerate(ends) if end + 1.5 * look.scale <= left), len(ends))
        ends[row : row + 1] = [left + long]
        place: dict[str, Any] = dict(ha="left", va="bottom", annotation_clip=False)
        lift = 2 * look.scale + 1.35 * look.note * (row + above)
        ax.annotate(
            name,
            (left / wide, 1),
            (0, lift),
            "axes fraction",
            "offset points",
            fontsize=look.note,
            color=look.grey,
            **place,
        ).set_gid("event")
    return above + len(ends)
