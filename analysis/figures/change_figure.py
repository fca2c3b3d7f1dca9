"""Changes and bursts laid over a monthly timeline: where, how surely, from what level to what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from ..core.errors import StudyError
from .labels import names
from .rate_series import draw_series, note_below
from .result_frames import chosen_terms, frame_of, parameter
from .save import remember
from .style import PALETTE, TEXT, look, new_axes, painting
from .time_axes import length, middles
from .timeline_figure import COLUMNS, MOST_YEARS, UNITS, frame_axes

CHANGE, BURST = PALETTE[1], PALETTE[5]


def plot_changes(
    result: Any,
    changes: Any = None,
    bursts: Any = None,
    *,
    ax=None,
    q: float = 0.05,
    labels: str = "zh",
    width: str = "page",
    terms: Sequence[str] | str | None = None,
    height: float | None = None,
    glosses: Any = None,
):
    """Draw a monthly timeline with its change points and bursts, a panel a term.

    Parameters
    ----------
    result : Timeline
        By month or quarter.
    changes : frame from `change_points`, optional
        A line at each month of change, a band over its location interval, and the levels before and after.
    bursts : frame from `bursts`, optional
        A bar over the months of each burst.
    ax : matplotlib Axes, optional
        For a single term.
    q : float
        Only changes and bursts with ``q`` at most this are drawn.

    Returns
    -------
    array of matplotlib Axes; a single Axes if ``ax`` was given
    """
    frame = frame_of(result, COLUMNS, what="plot_changes")
    wanted = chosen_terms(frame, terms)
    every = length(result, frame["start"])
    if every == "1y":
        raise StudyError("changes and bursts are found by month; make the timeline with every='1mo' or '1q'.")
    if ax is not None and len(wanted) != 1:
        raise StudyError(f"ax= takes one term, and the result holds {len(wanted)}; choose one with terms=.")
    frame = frame.filter(pl.col("term").is_in(wanted)).sort("term", "start")
    frame = frame.with_columns(source=pl.lit(""), middle=middles(frame["start"], every))
    points = _kept(changes, ("term", "month", "low", "high", "before", "after", "q"), q, "change_points")
    spells = _kept(bursts, ("term", "start", "end", "weight", "q"), q, "bursts")
    named = names(wanted, labels, glosses=glosses, width=60)
    with painting():
        if ax is None:
            figure, grid = new_axes(
                width, height or 34 * len(wanted) + 10, rows=len(wanted), squeeze=False, sharex=True
            )
            axes = grid.ravel()
        else:
            axes, figure = [ax], ax.figure
        for one, term in zip(axes, wanted, strict=True):
            part = frame.filter(pl.col("term") == term)
            draw_series(one, part, look(0), every, label=term)
            frame_axes(one, part, every, "", MOST_YEARS[width])
            _points(one, part, points.filter(pl.col("term") == term))
            _spells(one, spells.filter(pl.col("term") == term))
            one.set_title(named[term])
        words = UNITS.get(parameter(result, "unit", "documents"), "rate")
        more = _words(points, spells, wanted)
        if ax is None:
            figure.supylabel(words, fontsize=TEXT)
            note_below(figure, frame, result, more=more)
        else:
            ax.set_ylabel(words)
            note_below(ax, frame, result, more=more)
        remember(figure, frame.drop("middle", "source"))
    return axes if ax is None else ax


def _kept(result: Any, needed: Sequence[str], q: float, what: str) -> pl.DataFrame:
    if result is None:
        return pl.DataFrame(schema={name: pl.String if name == "term" else pl.Float64 for name in needed})
    frame = frame_of(result, needed, what=f"plot_changes with {what}")
    return frame.filter(pl.col("q") <= q)


def _points(ax, part: pl.DataFrame, points: pl.DataFrame) -> None:
    """A line, its location interval, and the two levels as steps."""
    if points.is_empty():
        return
    points = points.sort("month")
    cuts = [part["start"].min(), *points["month"].to_list(), part["start"].max()]
    for k, row in enumerate(points.rows(named=True)):
        ax.axvspan(row["low"], row["high"], facecolor=CHANGE, alpha=0.16, lw=0, zorder=0.5, label="_where")
        ax.axvline(row["month"], color=CHANGE, lw=0.9, zorder=3.5, label="_change")
        ax.plot([cuts[k], row["month"]], [row["before"]] * 2, color=CHANGE, lw=1.1, zorder=4, label="_before")
        ax.plot([row["month"], cuts[k + 2]], [row["after"]] * 2, color=CHANGE, lw=1.1, zorder=4, label="_after")


def _spells(ax, spells: pl.DataFrame) -> None:
    """A bar along the upper edge for each burst, so that it stays legible over any line."""
    for start, end in spells.sort("start").select("start", "end").rows():
        ax.plot(
            [start, end],
            [0.985, 0.985],
            transform=ax.get_xaxis_transform(),
            color=BURST,
            lw=3,
            solid_capstyle="butt",
            zorder=4,
            label="_burst",
        )
        ax.axvspan(start, end, facecolor=BURST, alpha=0.10, lw=0, zorder=0.4)


def _words(points: pl.DataFrame, spells: pl.DataFrame, wanted) -> str:
    found = []
    if points.filter(pl.col("term").is_in(wanted)).height:
        found.append("Vertical line: change point, band: where it may lie; levels before and after.")
    if spells.filter(pl.col("term").is_in(wanted)).height:
        found.append("Bar above: burst.")
    return " ".join(found)
