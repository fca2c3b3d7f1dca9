"""Timelines: how often a term is said, and how often in quotation marks, slice by slice, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.errors import StudyError
from ..core.results import TableResult
from ..timelines.quoted_shares import QUOTED, quoted_shares
from .fonts import check_characters
from .labels import BREAK_AT, BREAK_PANEL, broken, display_names, label_line_ends
from .panels import axes_grid, grid_height, small_print
from .rate_series import RATES, draw_series, rate_axes, rate_signs, rows_to_draw, unit_words
from .result_frames import frame_of, parameter
from .style import NOTE, PALETTE, TEXT, series_style
from .time_axes import MOST_YEARS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TAKES = "plot_timeline takes a Timeline, from timeline(...), or a mapping of names to Timelines"
_ASIDE = {"1y": 14, "1q": 4, "1mo": 0}  # days between series, so that bars and hollow marks do not hide one another


def plot_timeline(
    result: Any,
    *,
    ax: Axes | None = None,
    labels: str = "zh",
    width: str = "column",
    terms: Sequence[str] | str | None = None,
    panels: bool = False,
    height: float | None = None,
    share_y: bool = True,
    ylabel: str | None = None,
    glosses: Any = None,
) -> Any:
    """Draw how often each term is used in each slice of time: a line with its interval.

    Band or bar: the interval of the result. Hollow marker: nothing found, with a bar up to the bound below
    which the rate lies. Dagger: a slice of fewer than 30 documents. Shade: no document at all.

    Parameters
    ----------
    result : Timeline, or mapping of str to Timeline
        A mapping (``{"broadcast": …, "press": …}``) and the result of `side_by_side` draw one term from several
        sources, or with ``panels=True`` several terms.
    ax : matplotlib Axes, optional
        Draw here; a new figure if None. Not with ``panels``.
    labels : {"zh", "en", "both"}
        Name the terms in Chinese, by their English gloss, or both.
    width : {"column", "page"}
        85 or 170 mm, of a new figure.
    terms : str or sequence of str, optional
        Which terms, in which order; all if None.
    panels : bool
        A panel for each term (small multiples) instead of lines in one.
    height : float, optional
        Millimetres, of a new figure.
    share_y : bool
        Panels have one scale (compare heights), or each its own (compare shapes).
    ylabel : str, optional
        Words at the vertical axis; the unit of the result if None.
    glosses : Lexicon or mapping of term to gloss, optional
        Where English names come from; the study's lexicon if None.

    Returns
    -------
    matplotlib Axes, or with ``panels`` an array of them

    Raises
    ------
    StudyError
        ``result`` is no timeline; a term that it does not hold; too many lines for one frame; a character
        that the font lacks.

    Examples
    --------
    >>> from analysis import Course, simulate_counts, timeline
    >>> ax = plot_timeline(timeline(simulate_counts([Course("六保", rate=20)], years=3)))
    >>> ax.get_ylabel(), [line.get_label() for line in ax.lines]
    ('documents per 1,000', ['六保', '_found'])
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame, first = _together(result)
    frame, wanted, every = rows_to_draw(frame, first, terms)
    sources = frame["source"].unique(maintain_order=True).to_list()
    # in each panel, its lines
    groups = [[(s, t) for s in sources] for t in wanted] if panels else [[(s, t) for s in sources for t in wanted]]
    if len(groups[0]) > len(PALETTE) or (len(sources) > 1 and len(wanted) > 1 and not panels):
        raise StudyError(
            f"{len(wanted)} terms from {len(sources)} source(s) in one frame cannot be told apart "
            f"(at most {len(PALETTE)} lines).\n  Choose fewer terms=[...], or give each a panel: panels=True."
        )
    if panels and ax is not None:
        raise StudyError("panels=True makes axes of its own; leave out ax=, or draw one term into each.")
    most = BREAK_PANEL if panels else BREAK_AT.get(width, BREAK_PANEL)
    named = display_names(wanted, labels, glosses=glosses, width=18 if width == "column" else 26, break_at=most)
    source_names = {source: broken(source, most) for source in sources}
    words = ylabel or unit_words(first)
    check_characters([*sources, words])
    rows = -(-len(groups) // (2 if width == "column" else 4))
    columns, signs = -(-len(groups) // rows), rate_signs(frame, first)
    own = grid_height(rows, named) + (16 if len(sources) > 1 else 10) if panels else 58 if width == "column" else 80
    if not panels:  # room for the names that stand above one another at the ends of the lines
        at_ends = (source_names if len(sources) > 1 else named).values()
        own = max(own, 3 * sum(1 + name.count("\n") for name in at_ends) + 14)
    with axes_grid(len(groups), columns, width, height or own, frame, ax=ax, sharex=True, sharey=share_y) as axes:
        for panel, series in zip(axes, groups, strict=True):
            ends = []
            for k, (source, term) in enumerate(series):
                part = frame.filter(pl.col("source") == source, pl.col("term") == term)
                shift = round(_ASIDE[every] * (k - (len(series) - 1) / 2))
                end = draw_series(panel, part, series_style(k), every, label=source or term, shift=shift)
                if end:
                    ends.append((*end, source_names[source] if len(sources) > 1 else named[term], series_style(k).text))
            if panels:
                rate_axes(panel, frame if share_y else frame.filter(pl.col("term") == series[0][1]), every, 3)
                # daggers stand below the name
                panel.set_title(named[series[0][1]], pad=4 + (NOTE if panel.texts else 0))
            else:
                rate_axes(panel, frame, every, MOST_YEARS[width], words)
                small_print(panel, signs)
                if len(sources) > 1:
                    panel.set_title(named[wanted[0]])
                label_line_ends(panel, ends)
        if panels:
            axes[0].figure.supylabel(words, fontsize=TEXT)
            small_print(axes[0].figure, signs)
            if len(sources) > 1:
                _key(axes[0].figure, sources, max(8, (28 if width == "column" else 60) // len(sources)))
    return axes if panels else axes[0]


def _together(result: Any) -> tuple[pl.DataFrame, Any]:
    """All rows with a column ``source``, and the result whose parameters speak for all."""
    if isinstance(result, Mapping):
        if not result:
            raise StudyError("plot_timeline was given an empty mapping; name at least one result.")
        parts = [frame_of(one, RATES, takes=TAKES).select(*RATES, source=pl.lit(name)) for name, one in result.items()]
        return pl.concat(parts), next(iter(result.values()))
    frame = frame_of(result, RATES, takes=TAKES)
    return frame.select(*RATES, source=pl.col("series") if "series" in frame.columns else pl.lit("")), result


def _key(figure: Any, sources: list[str], most: int) -> None:
    from matplotlib.lines import Line2D

    lines = []
    for k, source in enumerate(sources):
        style = series_style(k)
        look: dict[str, Any] = dict(color=style.colour, ls=style.stroke, marker=style.marker, ms=3.4)
        lines.append(Line2D([], [], label=broken(source, most), **look))
    figure.legend(handles=lines, loc="outside upper right", ncols=len(sources), frameon=False)


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
    """Draw the share of a term's mentions that stand in quotation marks, which falls as it becomes common coin.

    In percent, with the interval of `timelines.quoted_shares`. A slice in which the term is not mentioned has no
    share and leaves a gap in the line.

    Parameters
    ----------
    result : Timeline
        Of slogans.
    ax, labels, width, terms, panels, height, glosses : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes, or with ``panels`` an array of them

    Raises
    ------
    StudyError
        No term of the timeline has a quoted share; see also `plot_timeline`.

    Examples
    --------
    >>> from analysis import Features, data_folder, timeline
    >>> ax = plot_quoted_share(timeline(Features.open(data_folder() / "press"), ["六保"]))
    >>> ax.get_ylabel()
    'in quotation marks, % of mentions'
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, QUOTED, takes="plot_quoted_share takes a Timeline, from timeline(...)")
    shares = quoted_shares(frame, level=parameter(result, "level", 0.95))
    shares = TableResult(shares, getattr(result, "parameters", {}))
    options: dict[str, Any] = dict(labels=labels, width=width, terms=terms, height=height, glosses=glosses)
    axes = plot_timeline(shares, ax=ax, panels=panels, ylabel="in quotation marks, % of mentions", **options)
    for one in axes if panels else [axes]:
        one.set_ylim(0, 103)  # room for a marker at 100
    return axes
