"""Drift and movers: how far a term's collocates moved, and which of them it gained and lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from .fonts import check_characters
from .labels import BREAK_AT, BREAK_TITLE, display_names
from .panels import mark, one_axes, small_print
from .result_frames import frame_of, parameter
from .style import FAINT, GREY, INK, NOTE, PALETTE, SMALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = ("term", "before", "after", "distance", "floor", "p", "n_before", "n_after", "verdict")
GAIN, LOSS = PALETTE[0], PALETTE[1]
UNEXAMINED = "moved (composition not examined)"
# first word of a verdict: name, marker, colour, filled; every verdict without its own mark is drawn as "same"
MARKS = {
    "moved": ("moved", "o", PALETTE[0], True),
    "composition": ("composition", "D", PALETTE[1], True),
    "same": ("same", "o", PALETTE[0], False),
}


def plot_drift(
    result: Any,
    *,
    ax: Axes | None = None,
    labels: str = "zh",
    width: str = "column",
    height: float | None = None,
    glosses: Any = None,
) -> Axes:
    """Draw how far the collocates of a term moved from slice to slice, over the floor of chance.

    Filled circle: moved, whether or not topics were examined; the small print says so where they were not.
    Diamond: composition, no move once both slices hold the same mix. Hollow: neither, though it may differ. Grey:
    the floor, 95 % of the distances of random samples of the same months. Cross: too few sentences to tell.
    The numbers under the axis are sentences before and after.

    Parameters
    ----------
    result : Drift
        Of one term.
    ax, labels, width, height, glosses : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no drift.

    Examples
    --------
    >>> from analysis import Features, data_folder, drift
    >>> press = Features.open(data_folder() / "press")
    >>> ax = plot_drift(drift(press, "脱贫攻坚", nouns=500))
    >>> ax.get_ylabel(), ax.get_title(loc="left")
    ('distance (Jensen–Shannon, 0 to 1)', '脱贫攻坚')
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    frame = frame_of(result, COLUMNS, takes="plot_drift takes a Drift, from drift(...)").sort("before")
    term = frame["term"][0] if frame.height else parameter(result, "term", "")
    named = display_names([term], labels, glosses=glosses, width=60, break_at=BREAK_TITLE.get(width, 60))
    yearly = parameter(result, "every", "1y") == "1y"
    low = frame["floor_low"] if "floor_low" in frame.columns else pl.Series([0.0] * frame.height)
    high = frame["floor_high"] if "floor_high" in frame.columns else frame["floor"]
    with one_axes(ax, width, height or 62, frame) as ax:
        for k, (bottom, middle, top) in enumerate(zip(low, frame["floor"], high, strict=True)):
            if middle is not None:
                ax.bar(k, top - bottom, 0.7, bottom=bottom, color=FAINT, lw=0, zorder=1, label="_floor")
                ax.hlines(middle, k - 0.35, k + 0.35, color=GREY, lw=0.6, zorder=2)
        for k, (distance, p, verdict) in enumerate(frame.select("distance", "p", "verdict").rows()):
            if p is None:
                ax.plot([k], [0], ls="none", marker="x", ms=4, mec=GREY, clip_on=False, zorder=3, label="_insufficient")
                continue
            name, marker, colour, filled = MARKS.get(verdict.split()[0], MARKS["same"])
            mark(ax, [k], [distance], marker, 5, colour, filled=filled, zorder=4, label=f"_{name}")
        top = max([*frame["distance"].drop_nulls(), *high.drop_nulls(), 0.05])
        ax.set(xlim=(-0.6, max(frame.height, 1) - 0.4), ylim=(0, 1.12 * top))
        ax.set_ylabel("distance (Jensen–Shannon, 0 to 1)")
        ticks = [
            (f"{a:%y}–{b:%y}" if yearly else f"{a:%Y-%m}\n{b:%Y-%m}") + f"\n{n}\n{m}"
            for a, b, n, m in frame.select("before", "after", "n_before", "n_after").rows()
        ]
        ax.set_xticks(range(frame.height), ticks, fontsize=NOTE)
        ax.tick_params(axis="x", length=0)
        ax.set_title(named[term])
        said = set(frame["verdict"])
        moved = "moved" if "moved" in said or UNEXAMINED not in said else UNEXAMINED
        if {"moved", UNEXAMINED} <= said:
            moved += " (composition in part not examined)"
        small_print(
            ax,
            f"Under each pair of years: sentences before, after. Filled circle: {moved}. Diamond: composition. Hollow: "
            "neither. Grey: the floor. ×: too few to tell.",
        )
    return ax


def plot_movers(
    result: Any,
    *,
    ax: Axes | None = None,
    labels: str = "zh",
    width: str = "column",
    top: int = 10,
    height: float | None = None,
    glosses: Any = None,
) -> Axes:
    """Draw the collocates that a term gained and lost most surely between two periods.

    ζ is the log-odds ratio in its standard errors; beyond the dashed lines (±1.96) it differs from zero at
    5 %. Hollow: the sign or size of ζ depends on the prior.

    Parameters
    ----------
    result : Movers
        From `movers`.
    top : int
        How many gains, and how many losses.
    ax, labels, width, height, glosses : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is no table of movers.

    Examples
    --------
    >>> from analysis import Features, data_folder, movers
    >>> press = Features.open(data_folder() / "press")
    >>> ax = plot_movers(movers(press, "脱贫攻坚", "2018", "2020", nouns=500), top=2)
    >>> [tick.get_text() for tick in ax.get_yticklabels()]
    ['全面建成小康社会  0 → 244', '疫情  0 → 222', '企业  8 → 34', '主题  5 → 9']
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    columns = ("collocate", "before", "after", "zeta")
    frame = frame_of(result, columns, takes="plot_movers takes the result of movers(...)")
    frame = frame.sort(["zeta", "collocate"], descending=[True, False])
    shown = pl.concat([frame.filter(pl.col("zeta") > 0).head(top), frame.filter(pl.col("zeta") < 0).tail(top)])
    most = BREAK_AT.get(width, 30)
    named = display_names(shown["collocate"].to_list(), labels, glosses=glosses, width=60, break_at=most)
    sure = shown["robust"].to_list() if "robust" in shown.columns else [True] * shown.height
    counts = [f"{named[word]}  {b} → {a}" for word, b, a in shown.select("collocate", "before", "after").rows()]
    check_characters(counts)
    further = 2.9 * sum(words.count("\n") for words in counts)  # millimetres for lines beyond a name's first
    with one_axes(ax, width, height or 4.2 * shown.height + further + 22, frame) as ax:
        for y, (zeta, robust) in enumerate(zip(shown["zeta"], sure, strict=True)):
            colour, marker, label = (GAIN, "o", "_gain") if zeta > 0 else (LOSS, "s", "_loss")
            ax.plot([0, zeta], [y, y], color=colour, lw=1.2, zorder=2)
            mark(ax, [zeta], [y], marker, 4.5, colour, filled=robust, zorder=3, label=label)
        ax.set_yticks(range(shown.height), counts, fontsize=SMALL)
        ax.tick_params(axis="y", length=0)
        ax.axvline(0, color=INK, lw=0.6)
        for edge in (-1.96, 1.96):
            ax.axvline(edge, color=GREY, lw=0.5, ls=(0, (3, 2)))
        ax.grid(False)
        ax.set_ylim(max(shown.height, 1) - 0.4, -0.6)
        small_print(ax, "ζ: lost ← 0 → gained. Beside each word: sentences before → after. Hollow: hangs on the prior.")
    return ax
