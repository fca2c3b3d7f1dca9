"""A specification curve: the same claim under every defensible setting, sorted by what it gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from ..core.errors import StudyError
from .fonts import check_characters
from .result_frames import frame_of
from .save import remember
from .style import FAINT, GREY, INK, PALETTE, SMALL, new_axes, painting, small_print

RESULT = ("rank", "holds", "estimate", "low", "high", "reason", "p", "q")
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
):
    """Draw a multiverse: above, the estimate under each setting, sorted; below, which setting each one is.

    Parameters
    ----------
    result : Multiverse, or frame
        One row a specification: ``estimate``, ``holds``, if known ``low`` and ``high``, and one column for
        each choice that was varied. A row whose ``holds`` is null could not be run, and is counted only.
    settings : sequence of str, optional
        The columns of choices, in order from the top; all others than the result's own if None.
    reference : float, optional
        A level to compare with, such as 0.

    Returns
    -------
    array of two matplotlib Axes: the curve, and the settings

    Notes
    -----
    After Simonsohn, Simmons & Nelson (2020). Filled: the claim holds under that setting; hollow: it does not.
    """
    frame = frame_of(result, (estimate, "holds"), what="plot_specification_curve")
    impossible = frame["holds"].null_count()
    frame = frame.filter(pl.col("holds").is_not_null())
    if frame.is_empty():
        raise StudyError("the multiverse holds no specification that could be run.")
    varied = list(getattr(result, "grid", None) or [c for c in frame.columns if c not in (*RESULT, estimate)])
    chosen = list(settings) if settings is not None else varied
    frame_of(frame, chosen, what="plot_specification_curve")
    in_words = {c: pl.col(c).cast(pl.String).fill_null("–") for c in chosen}
    by_size = {c: frame.select(pl.col(c).unique().sort()).select(in_words[c]) for c in chosen}  # 300 before 1000
    options = [(c, value) for c in chosen for value in by_size[c][c].to_list()]
    frame = frame.with_columns(in_words.values()).sort([estimate, *chosen], nulls_last=True)
    check_characters([f"{c} {value}" for c, value in options])
    x = list(range(frame.height))
    with painting():
        figure, axes = new_axes(
            width,
            height or 42 + 3.6 * len(options) + 2 * len(chosen),
            rows=2,
            sharex=True,
            gridspec_kw={"height_ratios": [38, 3.6 * len(options) + 2 * len(chosen)]},
        )
        above, below = axes
        if {"low", "high"} <= set(frame.columns):
            for k, low, high, holds in zip(x, frame["low"], frame["high"], frame["holds"], strict=True):
                if low is not None and high is not None:
                    above.vlines(k, low, high, color=HOLDS if holds else FAILS, lw=0.8, alpha=0.6, label="_interval")
        for k, value, holds in zip(x, frame[estimate], frame["holds"], strict=True):
            if value is not None:
                colour = HOLDS if holds else FAILS
                above.plot(
                    [k],
                    [value],
                    ls="none",
                    marker="o" if holds else "s",
                    ms=3.2,
                    mfc=colour if holds else "white",
                    mec=colour,
                    mew=0.8,
                    zorder=3,
                    label="_holds" if holds else "_fails",
                )
        if reference is not None:
            above.axhline(reference, color=GREY, lw=0.6, ls=(0, (3, 2)))
        above.set_ylabel(ylabel)
        _dots(below, frame, chosen, options)
        share = frame["holds"].mean()
        more = f" {impossible} settings cannot be run on this corpus." if impossible else ""
        small_print(
            below,
            f"{frame.height} specifications; the claim holds in {frame['holds'].sum()} ({share:.0%}). "
            f"Filled: holds. Hollow: does not.{more}",
        )
        remember(figure, frame)
    return axes


def _dots(ax, frame: pl.DataFrame, chosen, options) -> None:
    """A row for each option, a dot where a specification takes it; a gap between the choices."""
    y, ticks, words = 0.0, [], []
    for choice in chosen:
        for position, value in enumerate([v for c, v in options if c == choice]):
            at = [k for k, given in enumerate(frame[choice]) if given == value]
            holds = frame["holds"].to_list()
            ax.axhline(y, color=FAINT, lw=0.3, zorder=0)
            ax.scatter(at, [y] * len(at), s=7, marker="|", c=[HOLDS if holds[k] else FAILS for k in at], linewidths=0.9)
            ticks.append(y)
            words.append(f"{choice.replace('_', ' ')}:  {value}" if position == 0 else value)
            y += 1
        y += 0.6
    ax.set_yticks(ticks, words, fontsize=SMALL)
    ax.set_ylim(y - 0.6, -1)
    ax.set_xlim(-1, frame.height)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    for text in ax.get_yticklabels():
        text.set_color(INK)
