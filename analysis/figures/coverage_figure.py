"""Coverage: how many documents there are, when, of what kind, and where there are none."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.errors import StudyError
from ..counts.periods import EVERY, FINE_ENOUGH, check_every
from .fonts import check_characters
from .labels import BREAK_AT, broken
from .panels import key_above, one_axes, small_print
from .result_frames import frame_of
from .style import PALETTE
from .time_axes import MOST_YEARS, first_and_last, shade_gaps, slice_bounds, years_below

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("date", "date_precision", "kind", "duplicate_of")
DUPLICATES = "near-duplicates"
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")


def plot_coverage(
    result: Any,
    *,
    ax: Axes | None = None,
    every: str = "1mo",
    gap_days: int | None = None,
    width: str = "page",
    height: float | None = None,
) -> Axes:
    """Draw the number of documents by month, stacked by kind, gaps shaded.

    Near-duplicates stand on top, in grey. Documents without a date, or with one too coarse for the slice,
    cannot be placed; the small print says how many.

    Parameters
    ----------
    result : Features or Corpus
        Or its table of documents.
    every : {"1mo", "1q", "1y"}
        Length of a slice.
    gap_days : int, optional
        Also shade every stretch of at least so many days without a document: for a daily source, 4 or so.
    ax, width, height : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        No document is dated finely enough; ``result`` has no documents.

    Examples
    --------
    >>> from analysis import Features, data_folder
    >>> ax = plot_coverage(Features.open(data_folder() / "press"), every="1y")
    >>> ax.get_ylabel(), [bars.get_label() for bars in ax.containers]
    ('documents a year', ['no kind', 'near-duplicates'])
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    word = EVERY[check_every(every)]
    takes = "plot_coverage takes Features, a Corpus, or a table of documents"
    frame = frame_of(getattr(result, "documents", result), COLUMNS, takes=takes)
    placed = frame.filter(pl.col("date").is_not_null(), pl.col("date_precision").is_in(FINE_ENOUGH[every]))
    if placed.is_empty():
        raise StudyError(f"none of the {frame.height} documents has a date fine enough for slices of a {word}.")
    counts = documents_by_kind(placed, every)
    sums = counts.group_by("group").agg(pl.col("documents").sum())
    order = [pl.col("group") == DUPLICATES, "documents", "group"]
    groups = sums.sort(order, descending=[False, True, False])["group"].to_list()
    check_characters(groups)
    named = {group: broken(group, BREAK_AT.get(width, 30)) for group in groups}
    in_a_row, further = _key_shape(list(named.values()), width)
    first, last = first_and_last(counts["start"], every)
    starts = pl.date_range(first, last, interval=every, closed="left", eager=True)
    days: list[Any] = starts.to_list()
    widths = [(end - start).days * 0.92 for start, end in slice_bounds(days, every)]
    with one_axes(ax, width, height or (52 if width == "page" else 58) + further, counts) as ax:
        bottom = pl.Series([0] * len(starts))
        for k, group in enumerate(groups):
            own = counts.filter(pl.col("group") == group)
            values = starts.to_frame("start").join(own, on="start", how="left").sort("start")["documents"].fill_null(0)
            grey = group == DUPLICATES
            look: dict[str, Any] = dict(color="#bdbdbd" if grey else PALETTE[k % len(PALETTE)], edgecolor="white", lw=0)
            hatch = "" if grey else HATCHES[k % len(HATCHES)]
            base: dict[str, Any] = dict(bottom=bottom.to_list(), align="edge", label=named[group], zorder=2)
            ax.bar(days, values.to_list(), widths, hatch=hatch, **look, **base)
            bottom = bottom + values
        shaded = shade_gaps(ax, starts.filter(bottom == 0).to_list(), every)
        pauses = _pauses(placed, gap_days) if gap_days else []
        for start, end in pauses:
            ax.axvspan(start, end, facecolor="#cfcfcf", lw=0, zorder=2.5, label="_pause")
        ax.set_xlim(first - timedelta(days=15), last + timedelta(days=15))
        years_below(ax, first, last, most=MOST_YEARS[width])
        ax.set_ylabel(f"documents a {word}")
        if len(groups) > 1:
            key_above(ax, in_a_row)
        parts = [f"{placed.height:,} documents."]
        if shaded:
            parts.append(f"Shaded: no document in the {word}.")
        if pauses:
            parts.append(f"Grey stripes: {gap_days} days or more without a document ({len(pauses)}).")
        if placed.height < frame.height:
            parts.append(f"{frame.height - placed.height:,} without a date fine enough are not shown.")
        small_print(ax, " ".join(parts))
    return ax


def _key_shape(names: list[str], width: str) -> tuple[int, float]:
    """How many names of kinds stand in a row of the key, and millimetres of height for those that are long."""
    in_a_row, room = (3, 34) if width == "column" else (6, 70)  # room: Chinese characters side by side
    widest = max(len(line) if not line.isascii() else len(line) / 2 for name in names for line in name.split("\n"))
    if widest <= 8:
        return min(len(names), in_a_row), 0
    in_a_row = max(1, min(in_a_row, int(room / (widest + 4))))  # 4: a patch and the space before the next
    return in_a_row, 3 * sum(1 + name.count("\n") for name in names) / in_a_row


def documents_by_kind(documents: pl.DataFrame, every: str) -> pl.DataFrame:
    """``start · group · documents``: counts by slice and kind, near-duplicates a group apart; sorted."""
    kind = pl.col("kind").fill_null("no kind")
    group = pl.when(pl.col("duplicate_of").is_not_null()).then(pl.lit(DUPLICATES)).otherwise(kind)
    placed = documents.select(start=pl.col("date").dt.truncate(every), group=group)
    return placed.group_by("start", "group").agg(documents=pl.len()).sort("start", "group")


def _pauses(documents: pl.DataFrame, least: int) -> list[tuple[Any, Any]]:
    """Stretches of at least ``least`` days between two days with a document."""
    days = documents.filter(pl.col("date_precision") == "day")["date"].unique().sort()
    steps = pl.DataFrame({"before": days[:-1], "after": days[1:]})
    long = steps.filter((pl.col("after") - pl.col("before")).dt.total_days() > least)
    return [(before + timedelta(days=1), after) for before, after in long.rows()]
