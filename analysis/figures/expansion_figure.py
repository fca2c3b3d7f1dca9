"""A label and its members: each member a series of its own, the label behind it for comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from ..core.errors import StudyError
from .labels import BREAK_PANEL, broken, display_names
from .panels import axes_grid, grid_height, small_print
from .rate_series import RATES, draw_series, rate_axes, rate_signs, rows_to_draw, unit_words
from .result_frames import frame_of
from .style import INK, TEXT, series_style
from .time_axes import middles


def plot_expansion(
    result: Any,
    label: str,
    members: Sequence[str],
    *,
    labels: str = "zh",
    width: str = "page",
    height: float | None = None,
    share_y: bool = False,
    glosses: Any = None,
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
    labels, width, height, glosses : as in `plot_timeline`

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
    frame, wanted, every = rows_to_draw(frame, result, [label, *members])
    if len(wanted) < 2:
        raise StudyError(f"plot_expansion needs at least one member of the label {label!r}.")
    gloss_width = 26 if width == "page" else 22
    named = display_names(wanted, labels, glosses=glosses, width=gloss_width, break_at=BREAK_PANEL)
    columns = min(len(wanted), 2 if width == "column" else 5 if len(wanted) == 5 else 4)
    height = height or grid_height(-(-len(wanted) // columns), named) + 10
    whole = frame.filter(pl.col("term") == label).sort("start")
    days, rates = whole.select(middles(pl.col("start"), every)).to_series().to_list(), whole["rate"].to_list()
    with axes_grid(len(wanted), columns, width, height, frame, sharex=True, sharey=share_y) as axes:
        for k, (ax, term) in enumerate(zip(axes, wanted, strict=True)):
            part = frame.filter(pl.col("term") == term)
            if k:
                ax.plot(days, rates, color="#8c8c8c", ls=(0, (2, 1)), lw=0.9, zorder=2, label="_label behind")
            draw_series(ax, part, series_style(0 if k == 0 else 1), every, label=term)
            rate_axes(ax, frame if share_y else pl.concat([part, whole]), every, 3)
            ax.set_title(named[term], color=INK if k else series_style(0).text)
        axes[0].figure.supylabel(unit_words(result), fontsize=TEXT)
        behind = f"Grey: {broken(label, 24, lines=1)}, the label, on the panel's scale."
        small_print(axes[0].figure, rate_signs(frame, result, behind))
    return axes
