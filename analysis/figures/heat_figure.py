"""Heat: terms by years, each cell the darker the more the term was said, with its number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

import polars as pl

from ..timelines.heat_tiers import TIERS
from .fonts import check_characters
from .labels import BREAK_AT, display_names
from .panels import key_above, one_axes, small_print, without_frame
from .rate_series import rows_to_draw, unit_words
from .result_frames import frame_of, parameter
from .style import GREY, INK, NOTE, SMALL, luminance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# One hue from white to near black: the order survives in grey and under every kind of colour-blindness.
RAMP = ("#ffffff", "#d6e6f2", "#9cc4e0", "#5b98c6", "#20669e", "#08304f")


def plot_heat(
    result: Any,
    *,
    ax: Axes | None = None,
    labels: str = "zh",
    width: str = "page",
    terms: Sequence[str] | str | None = None,
    values: str = "hits",
    height: float | None = None,
    glosses: Any = None,
) -> Axes:
    """Draw a grid of terms by slices: the shade is the rate, or its tier; a number in each cell.

    Without tiers the shade follows the square root of the rate, which sets low rates apart.
    Dot: none. Dash: no documents.

    Parameters
    ----------
    result : Heat or Timeline
        The shade is the tier of a `heat` result (冷 to 沸), the rate of a timeline.
    values : str
        The column written into the cells, such as ``"hits"`` or ``"rate"``.
    terms : str or sequence of str, optional
        In order from the top; by first slice with a hit if None.
    ax, labels, width, height, glosses : as in `plot_timeline`

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    StudyError
        ``result`` is neither of the two; a term or column that it does not hold.

    Examples
    --------
    >>> from analysis import Course, heat, simulate_counts, timeline
    >>> counts = simulate_counts([Course("六保", rate=20), Course("六稳", rate=5)], years=3)
    >>> ax = plot_heat(heat(timeline(counts)), terms=["六稳", "六保"])
    >>> [tick.get_text() for tick in ax.get_yticklabels()], len(ax.texts)
    (['六稳', '六保'], 6)
    >>> import matplotlib.pyplot; matplotlib.pyplot.close(ax.figure)
    """
    from matplotlib.colors import LinearSegmentedColormap, to_rgb
    from matplotlib.patches import Rectangle

    columns = ("term", "start", "rate", values)
    frame = frame_of(result, columns, takes="plot_heat takes a Heat, from heat(...), or a Timeline")
    frame, wanted, every = rows_to_draw(frame, result, _by_first_slice(frame) if terms is None else terms)
    starts: list[Any] = sorted(frame["start"].unique())
    gloss_width = 44 if width == "page" else 24
    named = display_names(wanted, labels, glosses=glosses, width=gloss_width, break_at=BREAK_AT.get(width, 30))
    # each tier to its depth of shade, from the coldest; white is left to "none"
    tiers = {tier: (k + 1) / len(TIERS) for k, tier in enumerate(TIERS)} if "tier" in frame.columns else {}
    top = max(frame["rate"].drop_nulls().to_list(), default=0.0) ** 0.5 or 1.0
    ramp = LinearSegmentedColormap.from_list("tifa", [to_rgb(colour) for colour in RAMP])
    cells = {(row["term"], row["start"]): row for row in frame.rows(named=True)}
    check_characters([*tiers, *map(str, frame[values])])
    lines = sum(1 + name.count("\n") for name in named.values())
    centred: dict[str, Any] = dict(ha="center", va="center", fontsize=NOTE)
    edge: dict[str, Any] = dict(edgecolor="#e4e4e4", lw=0.4, label="_tier" if tiers else "_rate")
    with one_axes(ax, width, height or 2.9 * lines + 1.2 * len(wanted) + 14, frame) as ax:
        for (y, term), (x, start) in product(enumerate(wanted), enumerate(starts)):
            row = cells.get((term, start))
            if row is None or row["rate"] is None:
                ax.text(x, y, "–", color=GREY, **centred)
                continue
            depth = tiers[row["tier"]] if row.get("tier") in tiers else row["rate"] ** 0.5 / top
            colour = ramp(depth)[:3]
            ax.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=colour, **edge))
            words = _short(row[values]) if row[values] else "·"
            ax.text(x, y, words, color="white" if luminance(colour) < 0.3 else INK, **centred)
        ax.set(xlim=(-0.5, len(starts) - 0.5), ylim=(len(wanted) - 0.5, -0.5))
        ax.set_yticks(range(len(wanted)), [named[term] for term in wanted], fontsize=SMALL)
        step = -(-len(starts) // (7 if width == "column" else 16))
        dates = [f"{day:%Y}" if every == "1y" else f"{day:%Y-%m}" for day in starts[::step]]
        ax.set_xticks(range(0, len(starts), step), dates)
        ax.tick_params(length=0)
        without_frame(ax)
        if tiers:
            _key(ax, [ramp(depth) for depth in tiers.values()], parameter(result, "limits", ()))
        shade = "tier" if tiers else f"{unit_words(result)} (square root)"
        small_print(ax, f"Number: {'documents' if values == 'hits' else values}. Shade: {shade}. Dot: none.")
    return ax


def _by_first_slice(frame: pl.DataFrame) -> list[str]:
    """The terms by the first slice in which they are used, then by their greatest rate."""
    used = frame.filter(pl.col("rate") > 0).group_by("term").agg(pl.col("start").min(), pl.col("rate").max())
    order = frame.select("term").unique().join(used, on="term", how="left")
    order = order.sort(["start", "rate", "term"], descending=[False, True, False], nulls_last=True)
    return order["term"].to_list()


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.095 else f"{value:.2f}"
    return str(value)


def _key(ax: Axes, colours: Sequence[Any], limits: Sequence[float]) -> None:
    """The tiers by name, and the rate at which each begins, above the grid."""
    from matplotlib.patches import Patch

    begins = ["", *(f" from {_short(limit)}" for limit in limits)] if limits else [""] * len(TIERS)
    names = [tier + begin for tier, begin in zip(TIERS, begins, strict=True)]
    look: dict[str, Any] = dict(edgecolor="#bdbdbd", lw=0.4)
    patches = [Patch(facecolor=colour, label=name, **look) for colour, name in zip(colours, names, strict=True)]
    key_above(ax, len(patches), handles=patches, columnspacing=1.2)
