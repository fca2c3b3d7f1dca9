"""A specification curve: the same claim under every defensible setting, sorted by what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Unpack

import polars as pl

from ..core.errors import StudyError
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fonts import check_characters
from .labels import broken
from .panels import drawing_grid, mark, small_print, without_frame
from .rate_series import short_number
from .result_frames import frame_of, parameter
from .wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NO_SETTING = ("rank", "holds", "estimate", "low", "high", "reason", "p", "q")


@takes_drawing_options(width="page", without=["ax", "labels", "glosses", "colors", "lines", "events"])
def plot_specification_curve(
    result: Any,
    *,
    settings: Sequence[str] | None = None,
    estimate: str = "estimate",
    ylabel: str | None = None,
    reference: float | None = None,
    **options: Unpack[DrawingOptions],
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
    ylabel : str, optional
        Words at the vertical axis; the name of the column if None.
    reference : float, optional
        A level to compare with, such as 0.
    lang, width, height, style : as in `plot_timeline`

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
    drawing = Drawing.of(result, options)
    look, words = drawing.look, drawing.words
    impossible = frame["holds"].null_count()
    frame = frame.filter(pl.col("holds").is_not_null())
    if frame.is_empty():
        raise StudyError("the multiverse holds no specification that could be run.")
    varied = list(getattr(result, "grid", None) or [c for c in frame.columns if c not in (*NO_SETTING, estimate)])
    chosen = list(settings) if settings is not None else varied
    frame_of(frame, chosen, takes="plot_specification_curve takes settings that were varied")
    in_words = {name: pl.col(name).cast(pl.String).fill_null("–") for name in chosen}
    # sorted as numbers, where they are numbers: 300 before 1000
    choices = {c: frame.select(pl.col(c).unique().sort()).select(in_words[c])[c].to_list() for c in chosen}
    frame = frame.with_columns(in_words.values()).sort([estimate, *chosen], nulls_last=True)
    most = max(6, drawing.name_width(0.36))
    shown = {name: _options_in_words(name, values, most) for name, values in choices.items()}
    check_characters([text for texts in shown.values() for text in texts])
    lines = sum(1 + text.count("\n") for texts in shown.values() for text in texts)
    rows = 3.6 * lines + 2 * len(chosen)
    y_words = ylabel or (words("estimate") if estimate == "estimate" else estimate)

    def signs(words: Words) -> str:
        share = f"{frame['holds'].sum()} ({frame['holds'].mean():.0%})"
        told = words("settings told", n=frame.height, share=share)
        hollow = (
            words("marks holds")
            if frame["holds"].n_unique() > 1
            else words("all hold" if frame["holds"][0] else "none holds")
        )
        bounded = {"low", "high"} <= set(frame.columns) and frame["low"].drop_nulls().len() > 0
        return words.sentences(
            told,
            hollow,
            words("line interval") if bounded else "",
            words("impossible", n=impossible) if impossible else "",
        )

    def describe(words: Words) -> Description:
        claim = parameter(result, "claim")
        values = frame[estimate].drop_nulls().sort()
        reach = (
            words("seen range", low=short_number(float(values[0])), high=short_number(float(values[-1])))
            if len(values)
            else ""
        )
        axes = words("seen axes", x=words("settings sorted"), y=ylabel or words("estimate"))
        seen = words.sentences(words("seen curve"), axes, words("seen terms", terms=words.listed(chosen)), reach)
        title = words("title claim", claim=claim) if claim else words("title curve")
        return Description(title, ylabel or estimate, signs(words), words("method curve"), seen)

    grid: dict[str, Any] = dict(sharex=True, gridspec_kw={"height_ratios": [38, rows]})
    with drawing_grid(drawing, 2, 1, 46 + rows, frame, describe, **grid) as axes:
        above, below = axes
        holding, failing, point = look.series(0).colour, look.series(1).colour, look.scale
        if {"low", "high"} <= set(frame.columns):
            for k, (low, high, holds) in enumerate(frame.select("low", "high", "holds").rows()):
                if low is not None and high is not None:
                    bar: dict[str, Any] = dict(lw=0.8 * point, alpha=0.6, label="_interval")
                    above.vlines(k, low, high, color=holding if holds else failing, **bar)
        for k, (value, holds) in enumerate(frame.select(estimate, "holds").rows()):
            if value is not None:
                marker, colour, label = ("o", holding, "_holds") if holds else ("s", failing, "_fails")
                own: dict[str, Any] = dict(filled=holds, inside=look.paper, line=0.8 * point, zorder=3, label=label)
                mark(above, [k], [value], marker, 3.2 * point, colour, **own)
        if reference is not None:
            above.axhline(reference, color=look.grey, lw=0.6 * point, ls=(0, (3, 2)))
        above.set_ylabel(y_words)
        _dots(below, frame, choices, shown, drawing)
        small_print(below, signs(words), look)
    return axes


def _options_in_words(name: str, values: Sequence[str], most: int) -> list[str]:
    """What stands beside each row: the choice with its first option, then the other options."""
    return [
        broken(f"{name.replace('_', ' ')}:  {value}" if k == 0 else value, most, lines=2)
        for k, value in enumerate(values)
    ]


def _dots(
    ax: Axes, frame: pl.DataFrame, choices: dict[str, list[str]], shown: dict[str, list[str]], drawing: Drawing
) -> None:
    """A row for each option, a dot where a specification takes it; a gap between the choices."""
    y, ticks, words, look = 0.0, [], [], drawing.look
    colours = [look.series(0 if holds else 1).colour for holds in frame["holds"]]
    for choice, values in choices.items():
        for value, text in zip(values, shown[choice], strict=True):
            at = [k for k, given in enumerate(frame[choice]) if given == value]
            y += 0.5 * text.count("\n")
            ax.axhline(y, color=look.faint, lw=0.3 * look.scale, zorder=0)
            dots: dict[str, Any] = dict(s=7 * look.scale**2, marker="|", linewidths=0.9 * look.scale)
            ax.scatter(at, [y] * len(at), c=[colours[k] for k in at], **dots)
            ticks.append(y)
            words.append(text)
            y += 1 + 0.5 * text.count("\n")
        y += 0.6
    ax.set_yticks(ticks, words, fontsize=look.small)
    ax.set_ylim(y - 0.6, -1)
    ax.set_xlim(-1, frame.height)
    ax.set_xticks([])
    ax.tick_params(length=0)
    without_frame(ax)
