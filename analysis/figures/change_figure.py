"""Changes and bursts laid over a monthly timeline: where, how surely, from what level to what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.errors import StudyError
from .labels import BREAK_TITLE, display_names
from .panels import axes_grid, small_print
from .rate_series import RATES, draw_series, rate_axes, rate_signs, rows_to_draw, unit_words
from .result_frames import frame_of
from .style import PALETTE, TEXT, series_style
from .time_axes import MOST_YEARS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CHANGE, BURST = PALETTE[1], PALETTE[5]


def plot_changes(
    result: Any,
    changes: Any = None,
    bursts: Any = None,
    *,
    ax: Axes | None = None,
    q: float = 0.05,
    labels: str = "zh",
    width: str = "page",
    terms: Sequence[str] | str | None = None,
    height: float | None = None,
    glosses: Any = None,
) -> Any:
    """Draw a timeline by month with its change points and bursts, a panel for each term.

    Parameters
    ----------
    result : Timeline
        By month or quarter.
    changes : ChangePoints, optional
        From `change_points`: a line at each month of change, a band over its location interval, and the levels
        before and after.
    bursts : Bursts, optional
        From `bursts`: a bar over the months of each burst.
    q : float
        Only changes and bursts with a false discovery rate of at most this are drawn.
    ax, labels, width, terms, height, glosses : as in `plot_timeline`; ``ax`` for a single term

    Returns
    -------
    array of matplotlib Axes; a single Axes if ``ax`` was given

    Raises
    ------
    StudyError
        A timeline by year; ``ax`` for several terms; results of another kind.

    Examples
    --------
    >>> from analysis import Course, simulate_counts, timeline
    >>> counts = simulate_counts([Course("六保", rate=5, changes=(("2014-04", 6.0),))], years=2)
    >>> found = pl.DataFrame({"term": ["六保"], "month": ["2014-04-01"], "low": ["2014-02-01"], "high": ["2014-05-01"]})
    >>> found = found.with_columns(pl.exclude("term").str.to_date(), before=5.0, after=30.0, q=0.001)
    >>> (ax,) = plot_changes(timeline(counts, every="1mo"), found)
    >>> [line.get_label() for line in ax.lines][-3:]
    ['_change', '_before', '_after']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, RATES, takes="plot_changes takes a Timeline, from timeline(..., every='1mo')")
    frame, wanted, every = rows_to_draw(frame, result, terms)
    if every == "1y":
        raise StudyError("changes and bursts are found by month; make the timeline with every='1mo' or '1q'.")
    if ax is not None and len(wanted) != 1:
        raise StudyError(f"ax= takes one term, and the result holds {len(wanted)}; choose one with terms=.")
    frame = frame.sort("term", "start")
    columns = ("term", "month", "low", "high", "before", "after", "q")
    points = _discoveries(changes, columns, q, "its changes from change_points(...)", wanted)
    spells = _discoveries(bursts, ("term", "start", "end", "weight", "q"), q, "its bursts from bursts(...)", wanted)
    named = display_names(wanted, labels, glosses=glosses, width=60, break_at=BREAK_TITLE.get(width, 60))
    signs = "Vertical line: change point, band: where it may lie; levels before and after." if points.height else ""
    signs += " Bar above: burst." if spells.height else ""
    height = height or 34 * len(wanted) + 3 * sum(name.count("\n") for name in named.values()) + 10
    with axes_grid(len(wanted), 1, width, height, frame, ax=ax, sharex=True) as axes:
        for one, term in zip(axes, wanted, strict=True):
            part = frame.filter(pl.col("term") == term)
            draw_series(one, part, series_style(0), every, label=term)
            rate_axes(one, part, every, MOST_YEARS[width])
            _draw_changes(one, part, points.filter(pl.col("term") == term))
            _draw_bursts(one, spells.filter(pl.col("term") == term))
            one.set_title(named[term])
        if ax is None:
            axes[0].figure.supylabel(unit_words(result), fontsize=TEXT)
        else:
            ax.set_ylabel(unit_words(result))
        small_print(axes[0].figure if ax is None else ax, rate_signs(frame, result, signs.strip()))
    return axes if ax is None else ax


def _discoveries(result: Any, columns: Sequence[str], q: float, what: str, terms: list[str]) -> pl.DataFrame:
    """The rows of the terms drawn that pass the test."""
    if result is None:
        return pl.DataFrame(schema={name: pl.String if name == "term" else pl.Float64 for name in columns})
    frame = frame_of(result, columns, takes=f"plot_changes takes {what}")
    return frame.filter(pl.col("q") <= q, pl.col("term").is_in(terms))


def _draw_changes(ax: Axes, part: pl.DataFrame, points: pl.DataFrame) -> None:
    """A line, its location interval, and the two levels as steps."""
    months: list[Any] = sorted(points["month"])
    bounds = [part["start"].min(), *months, part["start"].max()]
    for k, row in enumerate(points.sort("month").rows(named=True)):
        ax.axvspan(row["low"], row["high"], facecolor=CHANGE, alpha=0.16, lw=0, zorder=0.5, label="_where")
        ax.axvline(row["month"], color=CHANGE, lw=0.9, zorder=3.5, label="_change")
        ax.plot([bounds[k], row["month"]], [row["before"]] * 2, color=CHANGE, lw=1.1, zorder=4, label="_before")
        ax.plot([row["month"], bounds[k + 2]], [row["after"]] * 2, color=CHANGE, lw=1.1, zorder=4, label="_after")


def _draw_bursts(ax: Axes, spells: pl.DataFrame) -> None:
    """A bar along the upper edge for each burst, so that it stays legible over any line."""
    bar: dict[str, Any] = dict(color=BURST, lw=3, solid_capstyle="butt", zorder=4, label="_burst")
    for start, end in spells.sort("start").select("start", "end").rows():
        ax.plot([start, end], [0.985, 0.985], transform=ax.get_xaxis_transform(), **bar)
        ax.axvspan(start, end, facecolor=BURST, alpha=0.10, lw=0, zorder=0.4)
