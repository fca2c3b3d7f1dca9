"""Quoted share: how often a term stands inside quotation marks, which falls as it becomes common coin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..core.results import TableResult
from ..timelines.quoted_shares import QUOTED, quoted_shares
from .result_frames import frame_of, parameter
from .timeline_figure import plot_timeline

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_quoted_share(
    result: Any,
    *,
    ax: Axes | None = None,
    labels: str = "zh",
    width: str = "column",
    terms: Sequence[str] | str | None = None,
    panels: bool = False,
    height: float | None = None,
    glosses: Any = None,
) -> Any:
    """Draw the share of a term's mentions that stand in quotation marks, in percent, with its interval.

    Parameters
    ----------
    result : Timeline
        Of slogans.
    ax, labels, width, terms, panels, height, glosses : optional
        As in `plot_timeline`.

    Returns
    -------
    matplotlib Axes, or with ``panels`` an array of them

    Raises
    ------
    StudyError
        No term of the timeline has a quoted share; see also `plot_timeline`.

    Notes
    -----
    The interval is that of `timelines.quoted_shares`. A slice in which the term is not mentioned has no share and
    leaves a gap in the line.

    Examples
    --------
    >>> from analysis import Features, data_folder, timeline
    >>> press = Features.open(data_folder() / "press")
    >>> ax = plot_quoted_share(timeline(press, ["六保"]))
    >>> ax.get_ylabel()
    'in quotation marks, % of mentions'
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, QUOTED, takes="plot_quoted_share takes a Timeline, from timeline(...)")
    shares = TableResult(
        quoted_shares(frame, level=parameter(result, "level", 0.95)), getattr(result, "parameters", {})
    )
    options: dict[str, Any] = dict(labels=labels, width=width, terms=terms, height=height, glosses=glosses)
    axes = plot_timeline(shares, ax=ax, panels=panels, ylabel="in quotation marks, % of mentions", **options)
    for one in axes if panels else [axes]:
        one.set_ylim(0, 103)  # room for a marker at 100
    return axes
