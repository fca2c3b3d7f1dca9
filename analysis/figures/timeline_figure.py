"""Timelines: how often a term is said, slice by slice, always with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from ..core.errors import StudyError
from .fonts import check_characters
from .labels import label_line_ends, names
from .rate_series import draw_series, note_below
from .result_frames import chosen_terms, frame_of, parameter
from .save import remember
from .style import NOTE, PALETTE, TEXT, look, new_axes, painting
from .time_axes import length, middles, need_one_row_a_slice, shade_gaps, time_axis

COLUMNS = ("term", "start", "documents", "hits", "rate", "low", "high")
UNITS = {"documents": "documents per 1,000", "characters": "mentions per million characters"}
MOST_YEARS = {"column": 6, "page": 14}


def plot_timeline(
    result: Any,
    *,
    ax=None,
    labels: str = "zh",
    width: str = "column",
    terms: Sequence[str] | str | None = None,
    panels: bool = False,
    height: float | None = None,
    share_y: bool = True,
    ylabel: str | None = None,
    glosses: Any = None,
):
    """Draw a timeline: a line and its interval for each term.

    Parameters
    ----------
    result : Timeline, frame, or mapping of name to Timeline
        A mapping (``{"broadcast": …, "press": …}``) draws one term from several sources, or with
        ``panels=True`` several terms.
    ax : matplotlib Axes, optional
        Draw here; a new figure if None. Not with ``panels``.
    labels : {"zh", "en", "both"}
        Name the terms in Chinese, by their English gloss, or both.
    width : {"column", "page"}
        85 or 170 mm.
    terms : sequence of str, optional
        Which terms, in which order; all if None.
    panels : bool
        A panel for each term (small multiples) instead of lines in one.
    height : float, optional
        Millimetres.
    share_y : bool
        Panels have one scale (compare heights), or each its own (compare shapes).
    ylabel : str, optional
        Words at the vertical axis; the unit of the result if None.
    glosses : Lexicon or mapping, optional
        Where English names come from; the study's lexicon if None.

    Returns
    -------
    matplotlib Axes, or with ``panels`` an array of them

    Notes
    -----
    Band or bar: the interval of the result. Hollow marker: nothing found, with a bar up to the bound below
    which the rate lies. Dagger: a slice of fewer than 30 documents. Shade: no document at all.
    """
    frame, first = _together(result)
    sources = frame["source"].unique(maintain_order=True).to_list()
    wanted = chosen_terms(frame, terms)
    frame = frame.filter(pl.col("term").is_in(wanted))
    need_one_row_a_slice(frame, ["source", "term", "start"])
    lines = len(sources) if panels else len(sources) * len(wanted)
    if lines > len(PALETTE) or (len(sources) > 1 and len(wanted) > 1 and not panels):
        raise StudyError(
            f"{len(wanted)} terms from {len(sources)} source(s) in one frame cannot be told apart "
            f"(at most {len(PALETTE)} lines).\n  Choose fewer terms=[...], or give each a panel: panels=True."
        )
    every = length(first, frame["start"])
    frame = frame.with_columns(middle=middles(frame["start"], every))
    named = names(wanted, labels, glosses=glosses, width=18 if width == "column" else 26)
    words = ylabel or UNITS.get(parameter(first, "unit", "documents"), "rate")
    check_characters([*sources, words])
    if panels:
        if ax is not None:
            raise StudyError("panels=True makes axes of its own; leave out ax=, or draw one term into each.")
        return _panels(frame, wanted, sources, named, every, width, height, share_y, words)
    with painting():
        if ax is None:
            _, ax = new_axes(width, height or (58 if width == "column" else 80))
        series = [(s, t) for s in sources for t in wanted]
        ends = []
        for k, (source, term) in enumerate(series):
            part = frame.filter(pl.col("source") == source, pl.col("term") == term).sort("start")
            part = _beside(part, k, len(series), every)
            end = draw_series(ax, part, look(k), every, label=source or term)
            if end:
                ends.append((*end, source if len(sources) > 1 else named[term], look(k).ink))
        frame_axes(ax, frame, every, words, MOST_YEARS[width])
        note_below(ax, frame, first)
        if len(sources) > 1:
            ax.set_title(named[wanted[0]])
        label_line_ends(ax, ends)
        remember(ax.figure, frame.drop("middle"))
    return ax


def _together(result: Any) -> tuple[pl.DataFrame, Any]:
    """All rows with a column ``source``, and the result whose parameters speak for all."""
    if isinstance(result, Mapping):
        parts = {name: frame_of(one, COLUMNS, what="plot_timeline") for name, one in result.items()}
        if not parts:
            raise StudyError("plot_timeline was given an empty mapping; name at least one result.")
        frame = pl.concat([part.select(COLUMNS).with_columns(source=pl.lit(name)) for name, part in parts.items()])
        return frame, next(iter(result.values()))
    frame = frame_of(result, COLUMNS, what="plot_timeline")
    source = pl.col("series") if "series" in frame.columns else pl.lit("")
    return frame.select(*COLUMNS, source=source), result


def _beside(part: pl.DataFrame, k: int, series: int, every: str) -> pl.DataFrame:
    """Series moved apart by a few days, so that bars and hollow marks do not hide one another."""
    step = {"1y": 14, "1q": 4, "1mo": 0}[every]
    return part.with_columns(pl.col("middle") + pl.duration(days=round(step * (k - (series - 1) / 2))))


def _panels(frame, wanted, sources, named, every, width, height, share_y, words):
    from matplotlib.lines import Line2D

    rows = -(-len(wanted) // (2 if width == "column" else 4))
    columns = -(-len(wanted) // rows)
    tallest = 1 + max(name.count("\n") for name in named.values())
    with painting():
        figure, grid = new_axes(
            width,
            height or rows * (28 + 3.2 * tallest) + (16 if len(sources) > 1 else 10),
            rows=rows,
            columns=columns,
            sharex=True,
            sharey=share_y,
            squeeze=False,
        )
        for spare in grid.flat[len(wanted) :]:
            spare.set_visible(False)
        for ax, term in zip(grid.flat, wanted, strict=False):
            for k, source in enumerate(sources):
                part = frame.filter(pl.col("source") == source, pl.col("term") == term).sort("start")
                part = _beside(part, k, len(sources), every)
                draw_series(ax, part, look(k), every, label=source or term)
            frame_axes(ax, frame if share_y else frame.filter(pl.col("term") == term), every, "", 3)
            ax.set_title(named[term], pad=4 + (NOTE if ax.texts else 0))  # daggers stand below the name
        for ax in grid.flat[max(0, len(wanted) - columns) : len(wanted)]:
            ax.tick_params(labelbottom=True)  # a panel above an empty place keeps its years
        figure.supylabel(words, fontsize=TEXT)
        note_below(figure, frame, None)
        if len(sources) > 1:
            key = [
                Line2D([], [], color=look(k).colour, ls=look(k).stroke, marker=look(k).marker, ms=3.4, label=s)
                for k, s in enumerate(sources)
            ]
            figure.legend(handles=key, loc="outside upper right", ncols=len(sources), frameon=False)
        remember(figure, frame.drop("middle"))
    return grid.ravel()[: len(wanted)]


def frame_axes(ax, frame: pl.DataFrame, every: str, words: str, most: int) -> None:
    """Limits, ticks, shade: what every timeline has."""
    time_axis(ax, frame["start"], every, most=most)
    covered = frame.group_by("start").agg(pl.col("documents").max()).sort("start")
    shade_gaps(ax, covered.filter(pl.col("documents") == 0)["start"].to_list(), every)
    # A slice of a few documents has an interval up to everything; it does not set the scale.
    broad = frame.filter(pl.col("documents") >= 30)
    top = max([*broad["high"].drop_nulls(), *frame["rate"].drop_nulls(), 0.0]) or 1.0
    ax.set_ylim(0, 1.06 * top)
    ax.set_ylabel(words)
