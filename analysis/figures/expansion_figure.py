"""A label and its members: each member a series of its own, the label behind it for comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from ..core.errors import StudyError
from .labels import names
from .rate_series import draw_series, note_below
from .result_frames import chosen_terms, frame_of, parameter
from .save import remember
from .style import GREY, INK, TEXT, Look, look, new_axes, painting
from .time_axes import length, middles
from .timeline_figure import COLUMNS, UNITS, frame_axes

BEHIND = Look("#8c8c8c", (0, (2, 1)), "", GREY)


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
):
    """Draw the members of an expansion, a panel each, with the label's own line in grey behind.

    Parameters
    ----------
    result : Timeline or frame
        Must hold the label and the members.
    label : str
        Such as 三严三实.
    members : sequence of str
        Such as 严以修身, 严以用权 …; a member's words may be common without the label.
    share_y : bool
        One scale for all panels; each its own if False.

    Returns
    -------
    array of matplotlib Axes, the label's first
    """
    frame = frame_of(result, COLUMNS, what="plot_expansion")
    wanted = chosen_terms(frame, [label, *members])
    if len(wanted) < 2:
        raise StudyError(f"plot_expansion needs at least one member beside the label {label!r}.")
    every = length(result, frame["start"])
    frame = frame.filter(pl.col("term").is_in(wanted)).with_columns(
        source=pl.lit(""), middle=middles(frame.filter(pl.col("term").is_in(wanted))["start"], every)
    )
    named = names(wanted, labels, glosses=glosses, width=26 if width == "page" else 22)
    columns = min(len(wanted), 2 if width == "column" else 5 if len(wanted) == 5 else 4)
    rows = -(-len(wanted) // columns)
    tallest = 1 + max(name.count("\n") for name in named.values())
    with painting():
        figure, grid = new_axes(
            width,
            height or rows * (28 + 3.2 * tallest) + 10,
            rows=rows,
            columns=columns,
            sharex=True,
            sharey=share_y,
            squeeze=False,
        )
        for spare in grid.flat[len(wanted) :]:
            spare.set_visible(False)
        whole = frame.filter(pl.col("term") == label).sort("start")
        for k, (ax, term) in enumerate(zip(grid.flat, wanted, strict=False)):
            part = frame.filter(pl.col("term") == term).sort("start")
            if k:
                ax.plot(
                    whole["middle"].to_list(),
                    whole["rate"].to_list(),
                    color=BEHIND.colour,
                    ls=BEHIND.stroke,
                    lw=0.9,
                    zorder=2,
                    label="_label behind",
                )
            draw_series(ax, part, look(0 if k == 0 else 1), every, label=term)
            frame_axes(ax, frame if share_y else pl.concat([part, whole]), every, "", 3)
            ax.set_title(named[term], color=INK if k else look(0).ink)
        for ax in grid.flat[max(0, len(wanted) - columns) : len(wanted)]:
            ax.tick_params(labelbottom=True)
        figure.supylabel(UNITS.get(parameter(result, "unit", "documents"), "rate"), fontsize=TEXT)
        note_below(figure, frame, result, more=f"Grey: {label}, the label, on the panel's scale.")
        remember(figure, frame.drop("middle", "source"))
    return grid.ravel()[: len(wanted)]
