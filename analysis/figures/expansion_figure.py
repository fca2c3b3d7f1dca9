"""A label and its members: each member a series of its own, the label behind it for comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Unpack

import polars as pl

from ..core.errors import StudyError
from .drawing_options import Drawing, DrawingOptions, takes_drawing_options
from .drawn_results import Description
from .fitted_names import title_panels
from .labels import broken
from .panels import drawing_grid, grid_height, lines_of, print_height, small_print
from .rate_series import RATES, describe_rates, draw_series, rate_axes, rate_signs, rows_to_draw
from .result_frames import frame_of
from .result_words import unit_words
from .time_axes import middles
from .wording import Words


@takes_drawing_options(width="page", without=["ax"])
def plot_expansion(
    result: Any, label: str, members: Sequence[str], *, share_y: bool = False, **options: Unpack[DrawingOptions]
) -> Any:
    """Draw the members of an expansion, a panel each, with the label's own line in grey behind.

    Parameters
    ----------
    result : Timeline
        Must hold the label and the members.
    label : str
        Such as 三严三实.
    members : sequence of str
        Such as 严以修身, 严以用权 …; a member's words may be common without the label.
    share_y : bool
        One scale for all panels; each its own if False.
    labels, lang, width, height, style, colors, lines, events, glosses : as in `plot_timeline`

    Returns
    -------
    array of matplotlib Axes, the label's first

    Raises
    ------
    StudyError
        No member; a term that the timeline does not hold.

    Examples
    --------
    >>> from analysis import Course, simulate_counts, timeline
    >>> counts = simulate_counts([Course("三严三实", rate=5), Course("严以修身", rate=20)], years=3)
    >>> axes = plot_expansion(timeline(counts), "三严三实", ["严以修身"])
    >>> [ax.get_title(loc="left") for ax in axes]
    ['三严三实', '严以修身']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(axes[0].figure)
    """
    frame = frame_of(result, RATES, takes="plot_expansion takes a Timeline of a label and its members")
    drawing = Drawing.of(result, options)
    look, words = drawing.look, drawing.words
    frame, wanted, every = rows_to_draw(frame, result, [label, *members])
    if len(wanted) < 2:
        raise StudyError(f"plot_expansion needs at least one member of the label {label!r}.")
    most = max(1, round(drawing.room / (34 if len(wanted) == 5 else 42.5)))
    columns = min(len(wanted), most)
    break_at = max(6, round(15 * drawing.room / columns / 42.5))
    named = drawing.names(wanted, width=max(12, round(0.6 * drawing.room / columns)), break_at=break_at)
    rows = -(-len(wanted) // columns)
    height = grid_height(rows, named) + (4 * rows if drawing.events else 0) + 8
    whole = frame.filter(pl.col("term") == label).sort("start")
    days, rates = whole.select(middles(pl.col("start"), every)).to_series().to_list(), whole["rate"].to_list()

    def signs(words: Words) -> str:
        behind = words("label behind", label=broken(label, 24, lines=1))
        return rate_signs(frame, every, drawing.parameters, words, behind)

    height += print_height(signs(words), drawing)
    of_rates = describe_rates(frame, every, drawing, wanted, "seen panels")

    def describe(words: Words) -> Description:
        return replace(of_rates(words), signs=signs(words))

    with drawing_grid(drawing, len(wanted), columns, height, frame, describe, sharex=True, sharey=share_y) as axes:
        for k, (ax, term) in enumerate(zip(axes, wanted, strict=True)):
            part = frame.filter(pl.col("term") == term)
            if k:
                ax.plot(
                    days, rates, color=look.grey, ls=(0, (2, 1)), lw=0.9 * look.scale, zorder=2, label="_label behind"
                )
            draw_series(ax, part, drawing.series(0 if k == 0 else 1, term), every, look=look, label=term)
            years = max(2, drawing.most_years // columns)
            rate_axes(ax, frame if share_y else pl.concat([part, whole]), every, years, drawing)
        axes[0].figure.supylabel(unit_words(drawing.parameters, words), fontsize=look.text)
        small_print(axes[0].figure, signs(words), look)
        colours = [look.ink if k else drawing.series(0, term).text for k, term in enumerate(wanted)]
        title_panels(axes, wanted, drawing, planned=lines_of(named), colours=colours)
    return axes
