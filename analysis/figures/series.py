"""One series with its uncertainty: line, band, hollow zeros with their bound, marks on thin slices."""

from __future__ import annotations

from typing import Any

import polars as pl

from .frames import parameter
from .style import GREY, NOTE, Look

FEW = 30  # documents; below this a slice is marked (METHODS: its share moves by more than 3 points a document)
DETAILED = 40  # slices; with more, markers would touch: the line and its band remain


def draw_series(ax, part: pl.DataFrame, look: Look, every: str, *, label: str = "") -> tuple | None:
    """Draw the rows of one series (sorted by start); returns the last drawn point, or None."""
    detailed = part.height <= DETAILED
    drawn = part.with_columns(gap=pl.col("rate").is_null()).with_columns(run=pl.col("gap").cast(pl.Int8).diff().fill_null(0).ne(0).cum_sum())
    runs = drawn.filter(~pl.col("gap")).partition_by("run", maintain_order=True)
    for k, run in enumerate(runs):
        x, y = run["middle"].to_list(), run["rate"].to_list()
        low, high = run["low"].to_list(), run["high"].to_list()
        if run.height == 1:  # a band of one point would have no width
            ax.vlines(x, low, high, color=look.colour, alpha=0.45, lw=2.5, zorder=2)
        else:
            ax.fill_between(x, low, high, color=look.colour, alpha=0.16, lw=0, zorder=1.5)
        ax.plot(x, y, color=look.colour, linestyle=look.stroke, lw=1.2 if detailed else 0.9, zorder=3,
                label=label if k == 0 else "_nolegend_")
    if detailed and runs:
        found, zero = part.filter(pl.col("rate") > 0), part.filter(pl.col("rate") == 0)
        ax.plot(found["middle"].to_list(), found["rate"].to_list(), ls="none", marker=look.marker, ms=3.4,
                mfc=look.colour, mec="white", mew=0.4, zorder=4, label="_found")
        if zero.height:
            x, bound = zero["middle"].to_list(), zero["high"].to_list()
            ax.vlines(x, 0, bound, color=look.colour, lw=0.6, zorder=3)
            ax.plot(x, bound, ls="none", marker="_", ms=4, mec=look.colour, mew=0.8, zorder=3, label="_bound")
            ax.plot(x, [0] * len(x), ls="none", marker=look.marker, ms=3.4, mfc="white", mec=look.colour,
                    mew=0.8, zorder=4, clip_on=False, label="_zero")
        thin = part.filter(pl.col("documents").is_between(1, FEW - 1))
        for day in thin["middle"].to_list():
            ax.annotate("†", (day, 1), xycoords=("data", "axes fraction"), ha="center", va="bottom",
                        fontsize=NOTE, color=GREY, annotation_clip=False)
    if not runs:
        return None
    return runs[-1]["middle"][-1], runs[-1]["rate"][-1]


def note_below(place: Any, frame: pl.DataFrame, result: Any) -> None:
    """A line of small print under the axes that explains the marks that are there, and no others."""
    level = parameter(result, "level", 0.95)
    parts = [f"Band: {level:.0%} interval."]
    slices = frame.group_by("source", "term").len()["len"].max() if frame.height else 0
    if slices <= DETAILED and frame.filter(pl.col("rate") == 0).height:
        parts.append("Hollow: none found, bar to its upper bound.")
    if slices <= DETAILED and frame.filter(pl.col("documents").is_between(1, FEW - 1)).height:
        parts.append(f"†: fewer than {FEW} documents.")
    if frame.filter(pl.col("documents") == 0).height:
        parts.append("Shaded: no documents.")
    text = " ".join(parts)
    if hasattr(place, "supxlabel"):
        place.supxlabel(text, fontsize=NOTE, color=GREY, x=0.01, ha="left")
    else:
        place.set_xlabel(text, fontsize=NOTE, color=GREY, loc="left", wrap=True)
