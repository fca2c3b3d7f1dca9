"""Rates over time on one Axes: line, band, hollow zeros with their bound, marks on thin slices, scale, small print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from .drawing_options import Drawing
from .drawn_results import Description
from .panels import mark
from .result_frames import chosen_terms, need_one_row_a_slice
from .result_words import interval_words, period_of, period_words, unit_words
from .style import Look, SeriesStyle
from .time_axes import (
    draw_seams,
    first_and_last,
    middles,
    part_slices,
    seams_of,
    shade_gaps,
    slice_days,
    slice_length,
    slice_name,
    time_axis,
)
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RATES = ("term", "start", "documents", "hits", "rate", "low", "high")  # the columns that a timeline is drawn from
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


def draw_series(
    ax: Axes, part: pl.DataFrame, style: SeriesStyle, every: str, *, look: Look, label: str = "", shift: int = 0
) -> tuple[Any, float] | None:
    """Draw the rows of one series, ``shift`` days aside; returns the last point drawn, or None."""
    part = part.sort("start").with_columns(middle=middles(pl.col("start"), every) + pl.duration(days=shift))
    detailed = part.height <= DETAILED
    stretches = _stretches(part, pl.col("rate").is_not_null())
    for stretch in stretches:
        name, width = label if stretch is stretches[0] else "_line", look.scale * (1.2 if detailed else 0.9)
        x, y = stretch["middle"].to_list(), stretch["rate"].to_list()
        ax.plot(x, y, color=style.colour, linestyle=style.stroke, lw=width, zorder=3, label=name)
    # A thin slice's interval reaches up to everything; drawn as a bar it leaves its neighbours' band alone.
    for stretch in _stretches(part, pl.col("rate").is_not_null() & ((pl.col("documents") >= FEW) | (not detailed))):
        if stretch.height > 1:
            x, low, high = (stretch[name].to_list() for name in ("middle", "low", "high"))
            ax.fill_between(x, low, high, color=style.colour, alpha=0.15, lw=0, zorder=1.5, label="_band")
        else:  # a band of one point would have no width
            _bars(ax, stretch, style, look)
    if detailed and stretches:
        _marks(ax, part, style, look)
    return (stretches[-1]["middle"][-1], stretches[-1]["rate"][-1]) if stretches else None


def _stretches(part: pl.DataFrame, there: pl.Expr) -> list[pl.DataFrame]:
    """Stretches of neighbouring rows for which ``there`` holds."""
    marked = part.with_columns(_there=there).with_columns(_stretch=pl.col("_there").rle_id())
    return marked.filter("_there").partition_by("_stretch", maintain_order=True)


def _bars(ax: Axes, rows: pl.DataFrame, style: SeriesStyle, look: Look) -> None:
    """The interval of each slice by itself."""
    wide: dict[str, Any] = dict(alpha=0.4, lw=2.5 * look.scale, label="_bar")
    ax.vlines(rows["middle"].to_list(), rows["low"], rows["high"], color=style.colour, **wide)


def _marks(ax: Axes, part: pl.DataFrame, style: SeriesStyle, look: Look) -> None:
    """A marker on each slice, hollow and with its bound where nothing was found; bar on thin slices."""
    found, zero = part.filter(pl.col("rate") > 0), part.filter(pl.col("rate") == 0)
    colour, marker, point, paper = style.colour, style.marker, look.scale, look.paper
    x, rate = found["middle"].to_list(), found["rate"].to_list()
    mark(ax, x, rate, marker, 3.4 * point, colour, outline=paper, line=0.4 * point, zorder=4, label="_found")
    if zero.height:
        x, bound = zero["middle"].to_list(), zero["high"].to_list()
        ax.vlines(x, 0, bound, color=colour, lw=0.6 * point, zorder=3)
        ax.plot(x, bound, ls="none", marker="_", ms=4 * point, mec=colour, mew=0.8 * point, zorder=3, label="_bound")
        hollow: dict[str, Any] = dict(filled=False, inside=paper, line=0.8 * point, zorder=4, clip_on=False)
        mark(ax, x, [0] * len(x), marker, 3.4 * point, colour, label="_zero", **hollow)
    thin = part.filter(pl.col("documents").is_between(1, FEW - 1))
    if thin.filter(pl.col("rate") > 0).height:
        _bars(ax, thin.filter(pl.col("rate") > 0), style, look)


def rate_axes(ax: Axes, frame: pl.DataFrame, every: str, most: int, drawing: Drawing, label: str = "") -> None:
    """Limits, ticks, shade, seams: what every timeline has."""
    time_axis(ax, frame["start"], every, most=most, parts=part_slices(frame["start"], every, drawing.parameters))
    covered = frame.group_by("start").agg(pl.col("documents").max()).sort("start")
    shade_gaps(ax, covered.filter(pl.col("documents") == 0)["start"].to_list(), every, drawing.look.shade)
    broad = frame.filter(pl.col("documents") >= FEW)  # the interval of a thin slice does not set the scale
    top = max([*broad["high"].drop_nulls(), *frame["rate"].drop_nulls(), 0.0]) or 1.0
    ax.set_ylim(0, 1.06 * top)
    ax.set_ylabel(label)
    draw_seams(ax, drawing)
    thin = frame.filter(pl.col("documents").is_between(1, FEW - 1))
    if thin.height and _most_slices(frame) <= DETAILED:
        note: dict[str, Any] = dict(fontsize=drawing.look.note, color=drawing.look.grey, annotation_clip=False)
        days = thin.select(middles(pl.col("start").unique().sort(), every)).to_series().to_list()
        for day in days:  # once, however many series it has
            ax.annotate("†", (day, 1), xycoords=("data", "axes fraction"), ha="center", va="bottom", **note)


def _most_slices(frame: pl.DataFrame) -> int:
    """How many slices the longest series has."""
    by = [name for name in ("source", "term") if name in frame.columns]
    return max(frame.group_by(by).len()["len"].to_list(), default=0)


def rate_signs(frame: pl.DataFrame, every: str, parameters: Mapping[str, Any], words: Words, more: str = "") -> str:
    """What the small print says: the marks that are there, and no others."""
    parts = [words("band", interval=interval_words(parameters, words))]
    if parameters.get("smooth"):
        months = "".join(c for c in str(parameters["smooth"]) if c.isdigit())
        parts.append(words("smooth", months=months))
    detailed = _most_slices(frame) <= DETAILED
    if detailed and frame.filter(pl.col("rate") == 0).height:
        parts.append(words("hollow"))
    if detailed and frame.filter(pl.col("documents").is_between(1, FEW - 1)).height:
        parts.append(words("few", few=FEW))
    if frame.filter(pl.col("documents") == 0).height:
        parts.append(words("shaded"))
    in_part = part_slices(frame["start"], every, parameters)
    if in_part:
        named = len(frame["start"].unique()) <= 4 * DETAILED and slice_days(every) > 300
        parts.append(words("part", names=words.listed([slice_name(day, every) for day in in_part])) if named else "")
    first, last = first_and_last(frame["start"], every)
    seams = [str(day) for day in seams_of(parameters) if first < day < last]
    if seams:
        parts.append(words("seam", days=words.listed(seams)))
    return words.sentences(*parts, more)


def describe_rates(
    frame: pl.DataFrame, every: str, drawing: Drawing, terms: Sequence[str], kind: str = "seen lines", **given: str
) -> Callable[[Words], Description]:
    """What a figure of rates says of itself; ``given`` has another ``unit``, ``method`` or more ``signs``."""
    parameters = drawing.parameters

    def describe(words: Words) -> Description:
        unit = words(given["unit"]) if "unit" in given else unit_words(parameters, words)
        first, last = period_of(parameters, *first_and_last(frame["start"], every))
        shown = words.listed(drawing.said(terms, words))
        sources = frame["source"].unique(maintain_order=True).to_list() if "source" in frame.columns else [""]
        if len(sources) > 1:
            shown = words("from sources", terms=shown, sources=words.listed(sources))
        said: dict[str, Any] = dict(unit=unit, slice=words.slice(every), period=period_words(first, last, words))
        interval = str(parameters.get("interval"))
        known = given.get("method") or (f"method rates {interval}" if interval in ("wilson", "bootstrap") else "")
        axes = words("seen axes", x=words("seen time", **said), y=unit)
        seen = words.sentences(words(kind), axes, words("seen terms", terms=shown), highest_words(frame, every, words))
        signs = rate_signs(frame, every, parameters, words, words(given["signs"]) if "signs" in given else "")
        title = words("title rates", terms=shown, **said)
        return Description(title, unit, signs, words(known) if known else "", seen)

    return describe


def highest_words(frame: pl.DataFrame, every: str, words: Words) -> str:
    """The range of the rates, and the highest with its slice."""
    known = frame.filter(pl.col("rate").is_not_null())
    if known.is_empty():
        return words("nothing")
    top = known.sort(["rate", "term", "start"], descending=[True, False, False]).row(0, named=True)
    source = top.get("source")
    name = top["term"] + (words("in brackets", what=source) if source else "")
    least = short_number(float(known["rate"].min()))  # type: ignore[arg-type]
    value = short_number(top["rate"])
    highest = words("seen highest", name=name, when=slice_name(top["start"], every), value=value)
    return words.sentences(words("seen range", low=least, high=value), highest)


def short_number(value: Any) -> str:
    """A number to two figures or so; a whole number as it is.

    >>> [short_number(value) for value in (12, 12.34, 1.26, 0.456, 0.0)]
    ['12', '12', '1.3', '0.46', '0']
    """
    if not isinstance(value, float) or value == 0:
        return f"{value:.0f}" if isinstance(value, float) else str(value)
    return f"{value:.0f}" if abs(value) >= 9.95 else f"{value:.1f}" if abs(value) >= 0.995 else f"{value:.2g}"
