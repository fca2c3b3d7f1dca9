"""Timelines: how often a term is said, slice by slice, always with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from ..core.errors import StudyError
from .fonts import check_characters
from .labels import display_names, label_line_ends
from .panels import axes_grid, grid_height, one_axes
from .rate_series import RATES, draw_series, rate_axes, rate_note, rows_to_draw, unit_words
from .result_frames import frame_of
from .style import NOTE, PALETTE, TEXT, series_style
from .time_axes import MOST_YEARS

if TYPE_CHECKING:
    import numpy as np
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
        ``result`` is no timeline; a term that it does not hold; more lines than can be told apart; a character
        that the font lacks.

    Notes
    -----
    Band or bar: the interval of the result. Hollow marker: nothing found, with a bar up to the bound below
    which the rate lies. Dagger: a slice of fewer than 30 documents. Shade: no document at all.

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
    lines = len(sources) if panels else len(sources) * len(wanted)
    if lines > len(PALETTE) or (len(sources) > 1 and len(wanted) > 1 and not panels):
        raise StudyError(
            f"{len(wanted)} terms from {len(sources)} source(s) in one frame cannot be told apart "
            f"(at most {len(PALETTE)} lines).\n  Choose fewer terms=[...], or give each a panel: panels=True."
        )
    named = display_names(wanted, labels, glosses=glosses, width=18 if width == "column" else 26)
    words = ylabel or unit_words(first)
    check_characters([*sources, words])
    if panels:
        if ax is not None:
            raise StudyError("panels=True makes axes of its own; leave out ax=, or draw one term into each.")
        return _panels(frame, first, wanted, sources, named, every, width, height, share_y, words)
    with one_axes(ax, width, height or (58 if width == "column" else 80), frame) as ax:
        ends = []
        series = [(source, term) for source in sources for term in wanted]
        for k, (source, term) in enumerate(series):
            part = frame.filter(pl.col("source") == source, pl.col("term") == term)
            end = draw_series(ax, part, series_style(k), every, label=source or term, shift=_shift(k, series, every))
            if end:
                ends.append((*end, source if len(sources) > 1 else named[term], series_style(k).text))
        rate_axes(ax, frame, every, MOST_YEARS[width], words)
        rate_note(ax, frame, first)
        if len(sources) > 1:
            ax.set_title(named[wanted[0]])
        label_line_ends(ax, ends)
    return ax


def _together(result: Any) -> tuple[pl.DataFrame, Any]:
    """All rows with a column ``source``, and the result whose parameters speak for all."""
    if isinstance(result, Mapping):
        if not result:
            raise StudyError("plot_timeline was given an empty mapping; name at least one result.")
        parts = [frame_of(one, RATES, takes=TAKES).select(*RATES, source=pl.lit(name)) for name, one in result.items()]
        return pl.concat(parts), next(iter(result.values()))
    frame = frame_of(result, RATES, takes=TAKES)
    return frame.select(*RATES, source=pl.col("series") if "series" in frame.columns else pl.lit("")), result


def _shift(k: int, series: Sequence[Any], every: str) -> int:
    return round(_ASIDE[every] * (k - (len(series) - 1) / 2))


def _panels(
    frame: pl.DataFrame,
    first: Any,
    wanted: list[str],
    sources: list[str],
    named: dict[str, str],
    every: str,
    width: str,
    height: float | None,
    share_y: bool,
    words: str,
) -> np.ndarray:
    """A panel for each term, its sources in the same colours everywhere."""
    rows = -(-len(wanted) // (2 if width == "column" else 4))
    columns = -(-len(wanted) // rows)
    height = height or grid_height(rows, named) + (16 if len(sources) > 1 else 10)
    with axes_grid(len(wanted), columns, width, height, frame, sharex=True, sharey=share_y) as axes:
        for ax, term in zip(axes, wanted, strict=True):
            own = frame.filter(pl.col("term") == term)
            for k, source in enumerate(sources):
                part, shift = own.filter(pl.col("source") == source), _shift(k, sources, every)
                draw_series(ax, part, series_style(k), every, label=source or term, shift=shift)
            rate_axes(ax, frame if share_y else own, every, 3)
            ax.set_title(named[term], pad=4 + (NOTE if ax.texts else 0))  # daggers stand below the name
        figure = axes[0].figure
        figure.supylabel(words, fontsize=TEXT)
        rate_note(figure, frame, first)
        if len(sources) > 1:
            _key(figure, sources)
    return axes


def _key(figure: Any, sources: list[str]) -> None:
    from matplotlib.lines import Line2D

    lines = []
    for k, source in enumerate(sources):
        style = series_style(k)
        lines.append(Line2D([], [], color=style.colour, ls=style.stroke, marker=style.marker, ms=3.4, label=source))
    figure.legend(handles=lines, loc="outside upper right", ncols=len(sources), frameon=False)
