"""One series with its uncertainty: line, band, hollow zeros with their bound, marks on thin slices."""

from __future__ import annotations

from typing import Any

import polars as pl

from .result_frames import parameter
from .style import GREY, NOTE, Look, small_print

FEW = 30  # documents; in a smaller slice one document more moves the rate by over 30 per 1,000
DETAILED = 40  # slices; with more, markers would touch: the line and its band remain


def draw_series(ax, part: pl.DataFrame, look: Look, every: str, *, label: str = "") -> tuple | None:
    """Draw the rows of one series (sorted by start); returns the last drawn point, or None."""
    detailed = part.height <= DETAILED
    runs = _runs(part, pl.col("rate").is_not_null())
    for run in runs:
        ax.plot(
            run["middle"].to_list(),
            run["rate"].to_list(),
            color=look.colour,
            linestyle=look.stroke,
            lw=1.2 if detailed else 0.9,
            zorder=3,
            label=label if run is runs[0] else "_line",
        )
    # A thin slice's interval reaches up to everything; drawn as a bar it leaves its neighbours' band alone.
    for run in _runs(part, pl.col("rate").is_not_null() & ((pl.col("documents") >= FEW) | (not detailed))):
        if run.height > 1:
            ax.fill_between(
                run["middle"].to_list(),
                run["low"].to_list(),
                run["high"].to_list(),
                color=look.colour,
                alpha=0.15,
                lw=0,
                zorder=1.5,
                label="_band",
            )
        else:  # a band of one point would have no width
            ax.vlines(
                run["middle"].to_list(), run["low"], run["high"], color=look.colour, alpha=0.4, lw=2.5, label="_bar"
            )
    if detailed and runs:
        found, zero = part.filter(pl.col("rate") > 0), part.filter(pl.col("rate") == 0)
        ax.plot(
            found["middle"].to_list(),
            found["rate"].to_list(),
            ls="none",
            marker=look.marker,
            ms=3.4,
            mfc=look.colour,
            mec="white",
            mew=0.4,
            zorder=4,
            label="_found",
        )
        if zero.height:
            x, bound = zero["middle"].to_list(), zero["high"].to_list()
            ax.vlines(x, 0, bound, color=look.colour, lw=0.6, zorder=3)
            ax.plot(x, bound, ls="none", marker="_", ms=4, mec=look.colour, mew=0.8, zorder=3, label="_bound")
            ax.plot(
                x,
                [0] * len(x),
                ls="none",
                marker=look.marker,
                ms=3.4,
                mfc="white",
                mec=look.colour,
                mew=0.8,
                zorder=4,
                clip_on=False,
                label="_zero",
            )
        thin = part.filter(pl.col("documents").is_between(1, FEW - 1))
        bars = thin.filter(pl.col("rate") > 0)
        if bars.height:
            ax.vlines(
                bars["middle"].to_list(), bars["low"], bars["high"], color=look.colour, alpha=0.4, lw=2.5, label="_bar"
            )
        for day in thin["middle"].to_list():
            ax.annotate(
                "†",
                (day, 1),
                xycoords=("data", "axes fraction"),
                ha="center",
                va="bottom",
                fontsize=NOTE,
                color=GREY,
                annotation_clip=False,
            )
    if not runs:
        return None
    return runs[-1]["middle"][-1], runs[-1]["rate"][-1]


def _runs(part: pl.DataFrame, there: pl.Expr) -> list[pl.DataFrame]:
    """Stretches of neighbouring rows for which ``there`` holds."""
    marked = part.with_columns(_there=there).with_columns(_run=pl.col("_there").rle_id())
    return marked.filter("_there").partition_by("_run", maintain_order=True)


def note_below(place: Any, frame: pl.DataFrame, result: Any, *, more: str = "") -> None:
    """A line of small print under the axes that explains the marks that are there, and no others."""
    level = parameter(result, "level", 0.95)
    parts = [f"Band: {level:.0%} interval."]
    slices = frame.group_by("source", "term").len()["len"].max() if frame.height else 0
    if slices <= DETAILED and frame.filter(pl.col("rate") == 0).height:
        parts.append("Hollow: none found, bar to its upper bound.")
    if slices <= DETAILED and frame.filter(pl.col("documents").is_between(1, FEW - 1)).height:
        parts.append(f"† fewer than {FEW} documents.")
    if frame.filter(pl.col("documents") == 0).height:
        parts.append("Shaded: no documents.")
    small_print(place, " ".join([*parts, more]).strip())
