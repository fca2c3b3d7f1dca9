"""Changes and bursts laid over a monthly timeline: where, how surely, from what level to what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.errors import StudyError
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import title_panels
from .panels import drawing_grid, lines_of, print_height, small_print
from .rate_series import RATES, describe_rates, draw_series, rate_axes, rate_signs, rows_to_draw
from .result_frames import frame_of, parameter
from .result_words import unit_words
from .style import Look
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Q = 0.05  # the false discovery rate to which changes are drawn, where neither the caller nor the result says one


@takes_drawing_options(width="page")
def plot_changes(
    result: Any,
    changes: Any = None,
    bursts: Any = None,
    *,
    q: float | None = None,
    terms: Sequence[str] | str | None = None,
    **options: Unpack[DrawingOptions],
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
    q : float, optional
        Only changes and bursts with a false discovery rate of at most this are drawn; if None the rate that the results
        were made with, or 0.05 where they do not hold it.
    terms : str or sequence of str, optional
        Which terms, in which order; all if None.
    ax, labels, lang, width, height, style, colors, lines, events, glosses : as in `plot_timeline`
        ``ax`` for a single term.

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
    drawing = Drawing.of(result, options)
    frame, wanted, every = rows_to_draw(frame, result, terms)
    look, words, ax = drawing.look, drawing.words, drawing.ax
    if every.endswith("y"):
        raise StudyError("changes and bursts are found by month; make the timeline with every='1mo' or '1q'.")
    if ax is not None and len(wanted) != 1:
        raise StudyError(f"ax= takes one term, and the result holds {len(wanted)}; choose one with terms=.")
    frame = frame.sort("term", "start")
    columns = ("term", "month", "low", "high", "before", "after", "q")
    points, q_points = _discoveries(changes, columns, q, "its changes from change_points(...)", wanted)
    spells, q_spells = _discoveries(
        bursts, ("term", "start", "end", "weight", "q"), q, "its bursts from bursts(...)", wanted
    )
    named = drawing.names(wanted, width=60, break_at=drawing.title_width)

    def signs(words: Words) -> str:
        of_points = words("change marks", q=f"{q_points:g}") if points.height else ""
        of_spells = words("burst marks", q=f"{q_spells:g}") if spells.height else ""
        nothing = "" if points.height or spells.height or (changes is None and bursts is None) else words("no change")
        return rate_signs(frame, every, drawing.parameters, words, words.sentences(of_points, of_spells, nothing))

    rates = describe_rates(frame, every, drawing, wanted, "seen panels")

    def describe(words: Words) -> Description:
        found = words("changes found", changes=points.height, bursts=spells.height)
        own = rates(words)
        method = words("method changes") if changes is not None or bursts is not None else own.method
        title = words.sentences(own.title, found)
        return replace(own, title=title, signs=signs(words), method=method, seen=words.sentences(own.seen, found))

    events = 4 if drawing.events else 0
    height = (34 + events) * len(wanted) + 3 * sum(name.count("\n") for name in named.values()) + 8
    height += print_height(signs(words), drawing)
    with drawing_grid(drawing, len(wanted), 1, height, frame, describe, sharex=True) as axes:
        for k, (one, term) in enumerate(zip(axes, wanted, strict=True)):
            part = frame.filter(pl.col("term") == term)
            draw_series(one, part, drawing.series(0, term), every, look=look, label=term)
            rate_axes(one, part, every, drawing.most_years, drawing)
            _draw_changes(one, part, points.filter(pl.col("term") == term), look)
            _draw_bursts(one, spells.filter(pl.col("term") == term), look)
            if ax is None and k < len(wanted) - 1:
                one.tick_params(labelbottom=False)
        unit = unit_words(drawing.parameters, words)
        if ax is None:
            axes[0].figure.supylabel(unit, fontsize=look.text)
        else:
            ax.set_ylabel(unit)
        small_print(axes[0].figure if ax is None else ax, signs(words), look)
        title_panels(axes, wanted, drawing, planned=lines_of(named))
    return axes if ax is None else ax


def _discoveries(
    result: Any, columns: Sequence[str], q: float | None, what: str, terms: list[str]
) -> tuple[pl.DataFrame, float]:
    """The rows of the terms drawn that pass the test, and at which false discovery rate."""
    q = float(q if q is not None else parameter(result, "q") or Q)
    if result is None:
        return pl.DataFrame(schema={name: pl.String if name == "term" else pl.Float64 for name in columns}), q
    frame = frame_of(result, columns, takes=f"plot_changes takes {what}")
    return frame.filter(pl.col("q") <= q, pl.col("term").is_in(terms)), q


def _draw_changes(ax: Axes, part: pl.DataFrame, points: pl.DataFrame, look: Look) -> None:
    """A line, its location interval, and the two levels as steps."""
    colour, point = look.palette[1 % len(look.palette)], look.scale
    months: list[Any] = sorted(points["month"])
    bounds = [part["start"].min(), *months, part["start"].max()]
    step: dict[str, Any] = dict(color=colour, lw=1.1 * point, zorder=4)
    for k, row in enumerate(points.sort("month").rows(named=True)):
        ax.axvspan(row["low"], row["high"], facecolor=colour, alpha=0.16, lw=0, zorder=0.5, label="_where")
        ax.axvline(row["month"], color=colour, lw=0.9 * point, zorder=3.5, label="_change")
        ax.plot([bounds[k], row["month"]], [row["before"]] * 2, label="_before", **step)
        ax.plot([row["month"], bounds[k + 2]], [row["after"]] * 2, label="_after", **step)


def _draw_bursts(ax: Axes, spells: pl.DataFrame, look: Look) -> None:
    """A bar along the upper edge for each burst, so that it stays legible over any line."""
    colour = look.palette[5 % len(look.palette)]
    bar: dict[str, Any] = dict(color=colour, lw=3 * look.scale, solid_capstyle="butt", zorder=4, label="_burst")
    for start, end in spells.sort("start").select("start", "end").rows():
        ax.plot([start, end], [0.985, 0.985], transform=ax.get_xaxis_transform(), **bar)
        ax.axvspan(start, end, facecolor=colour, alpha=0.10, lw=0, zorder=0.4)
