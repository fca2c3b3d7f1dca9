"""A specification curve: the same claim under every defensible setting, sorted by what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.errors import StudyError
from .fonts import check_characters
from .labels import BREAK_AT, broken
from .panels import axes_grid, mark, small_print, without_frame
from .result_frames import frame_of
from .style import FAINT, GREY, INK, PALETTE, SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NO_SETTING = ("rank", "holds", "estimate", "low", "high", "reason", "p", "q")
HOLDS, FAILS = PALETTE[0], PALETTE[1]


def plot_specification_curve(
    result: Any,
    *,
    settings: Sequence[str] | None = None,
    estimate: str = "estimate",
    ylabel: str = "estimate",
    reference: float | None = None,
    width: str = "page",
    height: float | None = None,
) -> Any:
    """Draw a multiverse: above, the estimate under each setting, sorted; below, which setting each one is.

    After Simonsohn, Simmons & Nelson (2020). Filled: the claim holds under that setting; hollow: it does not.

    Parameters
    ----------
    result : Multiverse
        From `multiverse`. A row whose ``holds`` is null could not be run, and is counted only.
    settings : sequence of str, optional
        The columns of choices, in order from the top; all that were varied if None.
    estimate : str
        The column to draw.
    ylabel : str
        Words at the vertical axis.
    reference : float, optional
        A level to compare with, such as 0.
    width, height : as in `plot_timeline`

    Returns
    -------
    array of two matplotlib Axes: the curve, and the settings

    Raises
    ------
    StudyError
        ``result`` is no multiverse; no specification could be run; a setting that it does not hold.

    Examples
    --------
    >>> from analysis import multiverse
    >>> result = multiverse("2 exceeds the limit", lambda limit: {"holds": 2 > limit, "estimate": 2.0 - limit},
    ...                     {"limit": (1, 2, 3)})
    >>> curve, settings = plot_specification_curve(result, reference=0)
    >>> [tick.get_text() for tick in settings.get_yticklabels()]
    ['limit:  1', '2', '3']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(curve.figure)
    """
    takes = "plot_specification_curve takes a Multiverse, from multiverse(...)"
    frame = frame_of(result, (estimate, "holds"), takes=takes)
    impossible = frame["holds"].null_count()
    frame = frame.filter(pl.col("holds").is_not_null())
    if frame.is_empty():
        raise StudyError("the multiverse holds no specification that could be run.")
    varied = list(getattr(result, "grid", None) or [c for c in frame.columns if c not in (*NO_SETTING, estimate)])
    chosen = list(settings) if settings is not None else varied
    frame_of(frame, chosen, takes="plot_specification_curve takes settings that were varied")
    in_words = {name: pl.col(name).cast(pl.String).fill_null("–") for name in chosen}
    # sorted as numbers, where they are numbers: 300 before 1000
    options = {c: frame.select(pl.col(c).unique().sort()).select(in_words[c])[c].to_list() for c in chosen}
    frame = frame.with_columns(in_words.values()).sort([estimate, *chosen], nulls_last=True)
    check_characters([f"{name} {value}" for name in chosen for value in options[name]])
    rows = 3.6 * sum(map(len, options.values())) + 2 * len(chosen)
    grid: dict[str, Any] = dict(sharex=True, gridspec_kw={"height_ratios": [38, rows]})
    with axes_grid(2, 1, width, height or 42 + rows, frame, **grid) as axes:
        above, below = axes
        if {"low", "high"} <= set(frame.columns):
            for k, (low, high, holds) in enumerate(frame.select("low", "high", "holds").rows()):
                if low is not None and high is not None:
                    above.vlines(k, low, high, color=HOLDS if holds else FAILS, lw=0.8, alpha=0.6, label="_interval")
        for k, (value, holds) in enumerate(frame.select(estimate, "holds").rows()):
            if value is not None:
                marker, colour, label = ("o", HOLDS, "_holds") if holds else ("s", FAILS, "_fails")
                mark(above, [k], [value], marker, 3.2, colour, filled=holds, line=0.8, zorder=3, label=label)
        if reference is not None:
            above.axhline(reference, color=GREY, lw=0.6, ls=(0, (3, 2)))
        above.set_ylabel(ylabel)
        _dots(below, frame, options, BREAK_AT[width])
        share = f"{frame['holds'].sum()} ({frame['holds'].mean():.0%})"
        more = f" {impossible} settings cannot be run on this corpus." if impossible else ""
        words = f"{frame.height} specifications; the claim holds in {share}. Filled: holds. Hollow: does not.{more}"
        small_print(below, words)
    return axes


def _dots(ax: Axes, frame: pl.DataFrame, options: dict[str, list[str]], most: int) -> None:
    """A row for each option, a dot where a specification takes it; a gap between the choices."""
    y, ticks, words = 0.0, [], []
    colours = [HOLDS if holds else FAILS for holds in frame["holds"]]
    for choice, values in options.items():
        for position, value in enumerate(values):
            at = [k for k, given in enumerate(frame[choice]) if given == value]
            ax.axhline(y, color=FAINT, lw=0.3, zorder=0)
            ax.scatter(at, [y] * len(at), s=7, marker="|", c=[colours[k] for k in at], linewidths=0.9)
            ticks.append(y)
            said = f"{choice.replace('_', ' ')}:  {value}" if position == 0 else value
            words.append(broken(said, most, lines=1))
            y += 1
        y += 0.6
    ax.set_yticks(ticks, words, fontsize=SMALL)
    ax.set_ylim(y - 0.6, -1)
    ax.set_xlim(-1, frame.height)
    ax.set_xticks([])
    ax.tick_params(length=0)
    without_frame(ax)
    for text in ax.get_yticklabels():
        text.set_color(INK)
