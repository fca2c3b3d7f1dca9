"""Coverage: how many documents there are, when, of what kind, and where there are none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl

from ..core.errors import StudyError
from ..counts.periods import FINE_ENOUGH
from .fonts import check_characters
from .result_frames import frame_of
from .save import remember
from .style import PALETTE, SMALL, new_axes, painting, small_print
from .time_axes import edges, shade_gaps, years_below

WORDS = {"1mo": "month", "1q": "quarter", "1y": "year"}
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")


def plot_coverage(
    result: Any,
    *,
    ax=None,
    every: str = "1mo",
    gap_days: int | None = None,
    width: str = "page",
    height: float | None = None,
):
    """Draw the number of documents by month, stacked by kind, gaps shaded.

    Parameters
    ----------
    result : Features, Corpus or documents frame
    every : {"1mo", "1q", "1y"}
    gap_days : int, optional
        Also shade every stretch of at least so many days without a document: for a daily source, 4 or so.

    Returns
    -------
    matplotlib Axes

    Notes
    -----
    Near-duplicates stand on top, in grey. Documents without a date, or with one too coarse for the slice,
    cannot be placed; the small print says how many.
    """
    if every not in FINE_ENOUGH:
        raise StudyError(f"no slice {every!r}; there are: '1mo', '1q' and '1y'.")
    frame = frame_of(
        getattr(result, "documents", result), ("date", "date_precision", "kind", "duplicate_of"), what="plot_coverage"
    )
    placed = frame.filter(pl.col("date").is_not_null(), pl.col("date_precision").is_in(FINE_ENOUGH[every]))
    if placed.is_empty():
        raise StudyError(f"none of the {frame.height} documents has a date fine enough for slices of a {WORDS[every]}.")
    counts = coverage(placed, every)
    groups = (
        counts.group_by("group")
        .agg(pl.col("documents").sum())
        .sort([pl.col("group") == "near-duplicates", "documents", "group"], descending=[False, True, False])["group"]
        .to_list()
    )
    check_characters(groups)
    starts = pl.date_range(counts["start"].min(), counts["start"].max(), interval=every, eager=True)
    with painting():
        if ax is None:
            _, ax = new_axes(width, height or (52 if width == "page" else 58))
        bottom = pl.Series([0] * len(starts))
        widths = [(last - first).days * 0.92 for first, last in edges(starts.to_list(), every)]
        for k, group in enumerate(groups):
            part = (
                starts.to_frame("start")
                .join(counts.filter(pl.col("group") == group), on="start", how="left")
                .sort("start")
            )
            values = part["documents"].fill_null(0)
            duplicate = group == "near-duplicates"
            ax.bar(
                starts.to_list(),
                values.to_list(),
                widths,
                bottom=bottom.to_list(),
                align="edge",
                label=group,
                color="#bdbdbd" if duplicate else PALETTE[k % len(PALETTE)],
                edgecolor="white",
                lw=0,
                hatch="" if duplicate else HATCHES[k % len(HATCHES)],
                zorder=2,
            )
            bottom = bottom + values
        empty = starts.filter(bottom == 0).to_list()
        shaded = shade_gaps(ax, empty, every)
        pauses = _pauses(placed, gap_days) if gap_days else []
        for first, last in pauses:
            ax.axvspan(first, last, facecolor="#cfcfcf", lw=0, zorder=2.5, label="_pause")
        last = edges([starts.max()], every)[0][1]
        ax.set_xlim(starts.min() - timedelta(days=15), last + timedelta(days=15))
        years_below(ax, starts.min(), last, most=6 if width == "column" else 14)
        ax.set_ylabel(f"documents a {WORDS[every]}")
        if len(groups) > 1:
            ax.legend(
                loc="lower left",
                bbox_to_anchor=(0, 1),
                ncols=min(len(groups), 3 if width == "column" else 6),
                frameon=False,
                fontsize=SMALL,
                borderpad=0,
                handlelength=1.2,
                handleheight=0.9,
            )
        parts = [f"{placed.height:,} documents."]
        if shaded:
            parts.append(f"Shaded: no document in the {WORDS[every]}.")
        if pauses:
            parts.append(f"Grey stripes: {gap_days} days or more without a document ({len(pauses)}).")
        if placed.height < frame.height:
            parts.append(f"{frame.height - placed.height:,} without a date fine enough are not shown.")
        small_print(ax, " ".join(parts))
        remember(ax.figure, counts)
    return ax


def coverage(documents: pl.DataFrame, every: str) -> pl.DataFrame:
    """``start · group · documents``: counts by slice and kind, near-duplicates a group apart; sorted."""
    group = (
        pl.when(pl.col("duplicate_of").is_not_null())
        .then(pl.lit("near-duplicates"))
        .otherwise(pl.col("kind").fill_null("no kind"))
    )
    return (
        documents.select(start=pl.col("date").dt.truncate(every), group=group)
        .group_by("start", "group")
        .agg(documents=pl.len())
        .sort("start", "group")
    )


def _pauses(documents: pl.DataFrame, least: int) -> list[tuple]:
    """Stretches of at least ``least`` days between two days with a document."""
    days = documents.filter(pl.col("date_precision") == "day")["date"].unique().sort()
    steps = pl.DataFrame({"before": days[:-1], "after": days[1:]})
    long = steps.filter((pl.col("after") - pl.col("before")).dt.total_days() > least)
    return [(before + timedelta(days=1), after) for before, after in long.rows()]
