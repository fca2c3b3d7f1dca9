"""Heat: terms by years, each cell the darker the more the term was said, with its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from ..timelines.heat_tiers import TIERS
from .fonts import check_characters
from .labels import names
from .result_frames import chosen_terms, frame_of, parameter
from .save import remember
from .style import GREY, INK, NOTE, SMALL, luminance, new_axes, painting, small_print
from .time_axes import length, need_one_row_a_slice
from .timeline_figure import UNITS

# One hue from white to near black: the order survives in grey and under every kind of colour-blindness.
RAMP = ("#ffffff", "#d6e6f2", "#9cc4e0", "#5b98c6", "#20669e", "#08304f")


def plot_heat(
    result: Any,
    *,
    ax=None,
    labels: str = "zh",
    width: str = "page",
    terms: Sequence[str] | None = None,
    values: str = "hits",
    height: float | None = None,
    glosses: Any = None,
):
    """Draw a grid of terms by slices: the shade is the rate, or its tier; a number in each cell.

    Parameters
    ----------
    result : Timeline, Heat, or frame
        With a column ``tier`` (冷 to 沸, or any words in rising order of rate), the shade is the tier's.
    terms : sequence of str, optional
        In order from the top; by first slice with a hit if None.
    values : str
        The column written into the cells.

    Returns
    -------
    matplotlib Axes

    Notes
    -----
    Without tiers the shade follows the square root of the rate, so that low rates can be told apart.
    Dot: none. Dash: no documents.
    """
    from matplotlib.colors import LinearSegmentedColormap, to_rgb

    frame = frame_of(result, ("term", "start", "rate", values), what="plot_heat")
    need_one_row_a_slice(frame, ["term", "start"])
    if terms is None:
        born = (
            frame.filter(pl.col("rate") > 0)
            .group_by("term")
            .agg(first=pl.col("start").min(), most=pl.col("rate").max())
        )
        order = frame.select("term").unique().join(born, on="term", how="left")
        terms = order.sort(["first", "most", "term"], descending=[False, True, False], nulls_last=True)[
            "term"
        ].to_list()
    wanted = chosen_terms(frame, terms)
    frame = frame.filter(pl.col("term").is_in(wanted))
    starts = frame["start"].unique().sort().to_list()
    every = length(result, frame["start"])
    named = names(wanted, labels, glosses=glosses, width=44 if width == "page" else 24)
    tiers = _tiers(frame, result)
    top = (frame["rate"].max() or 1.0) ** 0.5 or 1.0
    ramp = LinearSegmentedColormap.from_list("tifa", [to_rgb(c) for c in RAMP])
    cells = {(row["term"], row["start"]): row for row in frame.rows(named=True)}
    check_characters([str(row.get(values)) for row in cells.values()] + list(tiers))
    lines = sum(1 + name.count("\n") for name in named.values())
    with painting():
        if ax is None:
            _, ax = new_axes(width, height or 2.9 * lines + 1.2 * len(wanted) + 14)
        for y, term in enumerate(wanted):
            for x, start in enumerate(starts):
                row = cells.get((term, start))
                rate = row["rate"] if row else None
                if rate is None:
                    ax.text(x, y, "–", ha="center", va="center", fontsize=NOTE, color=GREY)
                    continue
                depth = tiers[row["tier"]] if row.get("tier") in tiers else rate**0.5 / top
                colour = ramp(depth)[:3]
                ax.add_patch(_cell(x, y, colour, "tier" if tiers else "rate"))
                words = "·" if not row[values] else _short(row[values])
                ax.text(
                    x,
                    y,
                    words,
                    ha="center",
                    va="center",
                    fontsize=NOTE,
                    color="white" if luminance(colour) < 0.3 else INK,
                )
        ax.set(xlim=(-0.5, len(starts) - 0.5), ylim=(len(wanted) - 0.5, -0.5))
        ax.set_yticks(range(len(wanted)), [named[t] for t in wanted], fontsize=SMALL)
        step = -(-len(starts) // (7 if width == "column" else 16))
        ax.set_xticks(
            range(0, len(starts), step), [f"{s:%Y}" if every == "1y" else f"{s:%Y-%m}" for s in starts[::step]]
        )
        ax.tick_params(length=0)
        ax.grid(False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        _key(ax, ramp, tiers, parameter(result, "limits", ()))
        unit = UNITS.get(parameter(result, "unit", "documents"), "rate")
        shade = "tier" if tiers else f"{unit} (square root)"
        small_print(ax, f"Number: {'documents' if values == 'hits' else values}. Shade: {shade}. Dot: none.")
        remember(ax.figure, frame)
    return ax


def _cell(x: int, y: int, colour, kind: str):
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=colour, edgecolor="#e4e4e4", lw=0.4, label=f"_{kind}")


def _tiers(frame: pl.DataFrame, result: Any) -> dict[str, float]:
    """Each tier to its depth of shade, from the coldest; empty without tiers. White is left to "none"."""
    if "tier" not in frame.columns:
        return {}
    if parameter(result, "limits"):
        ranked = TIERS
    else:
        used = frame.filter(pl.col("tier").is_not_null()).group_by("tier").agg(pl.col("rate").max())
        ranked = used.sort("rate", "tier")["tier"].to_list()
    return {tier: (k + 1) / len(ranked) for k, tier in enumerate(ranked)}


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.095 else f"{value:.2f}"
    return str(value)


def _key(ax, ramp, tiers: dict[str, float], limits) -> None:
    """The tiers by name, and the rate at which each begins, above the grid."""
    from matplotlib.patches import Patch

    if tiers:
        starts = dict(zip(list(tiers)[1:], limits, strict=False))
        handles = [
            Patch(
                facecolor=ramp(depth),
                edgecolor="#bdbdbd",
                lw=0.4,
                label=f"{name} from {_short(starts[name])}" if name in starts else name,
            )
            for name, depth in tiers.items()
        ]
        ax.legend(
            handles=handles,
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=len(handles),
            frameon=False,
            fontsize=SMALL,
            handlelength=1.2,
            handleheight=0.9,
            columnspacing=1.2,
            borderpad=0,
        )
