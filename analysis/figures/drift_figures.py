"""Drift: how far a concept's company moved, above the distance that samples of this size show anyway."""

from __future__ import annotations

from typing import Any

import polars as pl

from .fonts import check_characters
from .labels import names
from .result_frames import frame_of, parameter
from .save import remember
from .style import FAINT, GREY, INK, NOTE, PALETTE, SMALL, new_axes, painting, small_print

NEEDED = ("term", "before", "after", "distance", "floor", "p", "n_before", "n_after", "verdict")
GAIN, LOSS = PALETTE[0], PALETTE[1]


def plot_drift(
    result: Any, *, ax=None, labels: str = "zh", width: str = "column", height: float | None = None, glosses: Any = None
):
    """Draw the distance between a concept's company in successive slices over the floor of chance.

    Parameters
    ----------
    result : Drift
        Of one term.

    Returns
    -------
    matplotlib Axes

    Notes
    -----
    Filled: moved, beyond the permutation test. Hollow: not above the floor. Grey: the floor, 95 % of the
    distances between two random halves of the same sentences. Cross: too few sentences to tell. The numbers
    under the axis are sentences before and after.
    """
    frame = frame_of(result, NEEDED, what="plot_drift").sort("before")
    term = frame["term"][0] if frame.height else parameter(result, "term", "")
    named = names([term], labels, glosses=glosses, width=60)
    every = parameter(result, "every", "1y")
    pattern = "%Y" if every == "1y" else "%Y-%m"
    x = list(range(frame.height))
    with painting():
        if ax is None:
            _, ax = new_axes(width, height or 62)
        low = frame["floor_low"] if "floor_low" in frame.columns else pl.Series([0.0] * frame.height)
        high = frame["floor_high"] if "floor_high" in frame.columns else frame["floor"]
        for k, bottom, middle, top in zip(x, low, frame["floor"], high, strict=True):
            if middle is not None:
                ax.bar(k, top - bottom, 0.7, bottom=bottom, color=FAINT, lw=0, zorder=1, label="_floor")
                ax.hlines(middle, k - 0.35, k + 0.35, color=GREY, lw=0.6, zorder=2)
        for k, row in zip(x, frame.rows(named=True), strict=True):
            if row["p"] is None:
                ax.plot([k], [0], ls="none", marker="x", ms=4, mec=GREY, clip_on=False, zorder=3, label="_insufficient")
                continue
            moved = row["verdict"] == "moved"
            ax.plot(
                [k],
                [row["distance"]],
                ls="none",
                marker="o",
                ms=5,
                mfc=PALETTE[0] if moved else "white",
                mec=PALETTE[0],
                mew=1.0,
                zorder=4,
                label="_moved" if moved else "_same",
            )
        top = max([*frame["distance"].drop_nulls(), *high.drop_nulls(), 0.05])
        ax.set(
            xlim=(-0.6, max(frame.height, 1) - 0.4), ylim=(0, 1.12 * top), ylabel="distance (Jensen–Shannon, 0 to 1)"
        )
        two_years = every == "1y"
        ticks = [
            (f"{a:%y}–{b:%y}" if two_years else f"{a:{pattern}}\n{b:{pattern}}") + f"\n{n}\n{m}"
            for a, b, n, m in frame.select("before", "after", "n_before", "n_after").rows()
        ]
        ax.set_xticks(x, ticks, fontsize=NOTE)
        ax.tick_params(axis="x", length=0)
        ax.set_title(named[term])
        small_print(
            ax,
            "Under each pair of years: sentences before, after. Filled: moved. Hollow: not above the floor "
            "(grey). ×: too few to tell.",
        )
        remember(ax.figure, frame)
    return ax


def plot_movers(
    result: Any,
    *,
    ax=None,
    labels: str = "zh",
    width: str = "column",
    top: int = 10,
    height: float | None = None,
    glosses: Any = None,
):
    """Draw the collocates that a concept gained and lost most surely between two periods.

    Parameters
    ----------
    result : frame from `movers`
    top : int
        How many gains, and how many losses.

    Returns
    -------
    matplotlib Axes

    Notes
    -----
    ζ is the log-odds ratio in its standard errors; beyond the dashed lines (±1.96) it differs from zero at
    5 %. Hollow: the sign or size of ζ hangs on the prior.
    """
    frame = frame_of(result, ("collocate", "before", "after", "zeta"), what="plot_movers")
    frame = frame.sort(["zeta", "collocate"], descending=[True, False])
    gains = frame.filter(pl.col("zeta") > 0).head(top)
    losses = frame.filter(pl.col("zeta") < 0).tail(top)
    shown = pl.concat([gains, losses])
    named = names(shown["collocate"].to_list(), labels, glosses=glosses, width=60)
    sure = shown["robust"].to_list() if "robust" in shown.columns else [True] * shown.height
    with painting():
        if ax is None:
            _, ax = new_axes(width, height or 4.2 * shown.height + 22)
        for y, ((_, zeta), robust) in enumerate(zip(shown.select("collocate", "zeta").rows(), sure, strict=True)):
            colour = GAIN if zeta > 0 else LOSS
            ax.plot([0, zeta], [y, y], color=colour, lw=1.2, zorder=2)
            ax.plot(
                [zeta],
                [y],
                ls="none",
                marker="o" if zeta > 0 else "s",
                ms=4.5,
                mfc=colour if robust else "white",
                mec=colour,
                mew=1.0,
                zorder=3,
                label="_gain" if zeta > 0 else "_loss",
            )
        counts = [f"{named[w]}  {b} → {a}" for w, b, a in shown.select("collocate", "before", "after").rows()]
        check_characters(counts)
        ax.set_yticks(range(shown.height), counts, fontsize=SMALL)
        ax.tick_params(axis="y", length=0)
        ax.axvline(0, color=INK, lw=0.6)
        for edge in (-1.96, 1.96):
            ax.axvline(edge, color=GREY, lw=0.5, ls=(0, (3, 2)))
        ax.grid(False)
        ax.set_ylim(max(shown.height, 1) - 0.4, -0.6)
        small_print(ax, "ζ: lost ← 0 → gained. Beside each word: sentences before → after. Hollow: hangs on the prior.")
        remember(ax.figure, frame)
    return ax
