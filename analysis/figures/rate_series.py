"""Rates over time on one Axes: line, band, hollow zeros with their bound, marks on thin slices, scale, small print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from .panels import mark
from .result_frames import chosen_terms, need_one_row_a_slice, parameter
from .style import GREY, NOTE, SeriesStyle
from .time_axes import middles, shade_gaps, slice_length, time_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RATES = ("term", "start", "documents", "hits", "rate", "low", "high")  # the columns that a timeline is drawn from
UNITS = {"documents": "documents per 1,000", "characters": "mentions per million characters"}
FEW = 30  # documents; in a smaller slice one document more moves the rate by over 30 per 1,000
DETAILED = 40  # slices; with more, markers would touch: the line and its band remain


def rows_to_draw(
    frame: pl.DataFrame, result: Any, terms: Sequence[str] | str | None
) -> tuple[pl.DataFrame, list[str], str]:
    """The rows of the terms asked for, these terms in order, and the length of a slice."""
    wanted = chosen_terms(frame, terms)
    frame = frame.filter(pl.col("term").is_in(wanted))
    need_one_row_a_slice(frame, [name for name in ("source", "term", "start") if name in frame.columns])
    return frame, wanted, slice_length(result, frame["start"])


def unit_words(result: Any) -> str:
    """What the rates of a result count, for the vertical axis."""
    return UNITS.get(parameter(result, "unit", "documents"), "rate")


def draw_series(
    ax: Axes, part: pl.DataFrame, style: SeriesStyle, every: str, *, label: str = "", shift: int = 0
) -> tuple[Any, float] | None:
    """Draw the rows of one series, ``shift`` days aside; returns the last point drawn, or None."""
    part = part.sort("start").with_columns(middle=middles(pl.col("start"), every) + pl.duration(days=shift))
    detailed = part.height <= DETAILED
    stretches = _stretches(part, pl.col("rate").is_not_null())
    for stretch in stretches:
        name, width = label if stretch is stretches[0] else "_line", 1.2 if detailed else 0.9
        x, y = stretch["middle"].to_list(), stretch["rate"].to_list()
        ax.plot(x, y, color=style.colour, linestyle=style.stroke, lw=width, zorder=3, label=name)
    # A thin slice's interval reaches up to everything; drawn as a bar it leaves its neighbours' band alone.
    for stretch in _stretches(part, pl.col("rate").is_not_null() & ((pl.col("documents") >= FEW) | (not detailed))):
        if stretch.height > 1:
            x, low, high = (stretch[name].to_list() for name in ("middle", "low", "high"))
            ax.fill_between(x, low, high, color=style.colour, alpha=0.15, lw=0, zorder=1.5, label="_band")
        else:  # a band of one point would have no width
            _bars(ax, stretch, style)
    if detailed and stretches:
        _marks(ax, part, style)
    return (stretches[-1]["middle"][-1], stretches[-1]["rate"][-1]) if stretches else None


def _stretches(part: pl.DataFrame, there: pl.Expr) -> list[pl.DataFrame]:
    """Stretches of neighbouring rows for which ``there`` holds."""
    marked = part.with_columns(_there=there).with_columns(_stretch=pl.col("_there").rle_id())
    return marked.filter("_there").partition_by("_stretch", maintain_order=True)


def _bars(ax: Axes, rows: pl.DataFrame, style: SeriesStyle) -> None:
    """The interval of each slice by itself."""
    ax.vlines(rows["middle"].to_list(), rows["low"], rows["high"], color=style.colour, alpha=0.4, lw=2.5, label="_bar")


def _marks(ax: Axes, part: pl.DataFrame, style: SeriesStyle) -> None:
    """A marker on each slice, hollow and with its bound where nothing was found; bar and dagger on thin slices."""
    found, zero = part.filter(pl.col("rate") > 0), part.filter(pl.col("rate") == 0)
    colour, marker = style.colour, style.marker
    x, rate = found["middle"].to_list(), found["rate"].to_list()
    mark(ax, x, rate, marker, 3.4, colour, outline="white", line=0.4, zorder=4, label="_found")
    if zero.height:
        x, bound = zero["middle"].to_list(), zero["high"].to_list()
        ax.vlines(x, 0, bound, color=colour, lw=0.6, zorder=3)
        ax.plot(x, bound, ls="none", marker="_", ms=4, mec=colour, mew=0.8, zorder=3, label="_bound")
        mark(ax, x, [0] * len(x), marker, 3.4, colour, filled=False, line=0.8, zorder=4, clip_on=False, label="_zero")
    thin = part.filter(pl.col("documents").is_between(1, FEW - 1))
    if thin.filter(pl.col("rate") > 0).height:
        _bars(ax, thin.filter(pl.col("rate") > 0), style)
    dagger: dict[str, Any] = dict(ha="center", va="bottom", fontsize=NOTE, color=GREY, annotation_clip=False)
    for day in thin["middle"].to_list():
        ax.annotate("†", (day, 1), xycoords=("data", "axes fraction"), **dagger)


def rate_axes(ax: Axes, frame: pl.DataFrame, every: str, most: int, words: str = "") -> None:
    """Limits, ticks, shade: what every timeline has."""
    time_axis(ax, frame["start"], every, most=most)
    covered = frame.group_by("start").agg(pl.col("documents").max()).sort("start")
    shade_gaps(ax, covered.filter(pl.col("documents") == 0)["start"].to_list(), every)
    broad = frame.filter(pl.col("documents") >= FEW)  # the interval of a thin slice does not set the scale
    top = max([*broad["high"].drop_nulls(), *frame["rate"].drop_nulls(), 0.0]) or 1.0
    ax.set_ylim(0, 1.06 * top)
    ax.set_ylabel(words)


def rate_signs(frame: pl.DataFrame, result: Any, more: str = "") -> str:
    """What the small print says: the marks that are there, and no others."""
    parts = [f"Band: {parameter(result, 'level', 0.95):.0%} interval."]
    slices = frame.group_by([name for name in ("source", "term") if name in frame.columns]).len()["len"].to_list()
    detailed = max(slices, default=0) <= DETAILED
    if detailed and frame.filter(pl.col("rate") == 0).height:
        parts.append("Hollow: none found, bar to its upper bound.")
    if detailed and frame.filter(pl.col("documents").is_between(1, FEW - 1)).height:
        parts.append(f"† fewer than {FEW} documents.")
    if frame.filter(pl.col("documents") == 0).height:
        parts.append("Shaded: no documents.")
    return " ".join([*parts, more]).strip()
