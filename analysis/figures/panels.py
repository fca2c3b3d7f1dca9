"""Where a figure is drawn: its axes, the marks and small print that figures share, and the tables behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import polars as pl

from ..core.errors import StudyError, did_you_mean
from .fonts import check_characters
from .style import GREY, NOTE, SMALL, study_style

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTHS = {"column": 85.0, "page": 170.0}  # millimetres: one and two columns of a journal page
MM = 1 / 25.4  # inches
Tables = pl.DataFrame | Mapping[str, pl.DataFrame]  # what a drawing shows; several, by the endings of their files
# The tables that each Axes was drawn from, as long as the Axes lives.
_TABLES: WeakKeyDictionary[Axes, Mapping[str, pl.DataFrame]] = WeakKeyDictionary()


@contextmanager
def axes_grid(
    count: int, columns: int, width: str, height: float, tables: Tables, *, ax: Axes | None = None, **options: Any
) -> Iterator[np.ndarray]:
    """Draw in the study's style into ``count`` panels of a new figure, row by row; keep the tables behind them.

    Height is in millimetres; ``options`` go to ``pyplot.subplots``. Places of the grid without a panel stay empty.
    With ``ax`` no figure is made, and this Axes is the only panel.
    """
    import matplotlib.pyplot as plt
    import numpy as np

    if width not in WIDTHS:
        raise StudyError(
            f"no width {width!r}; there are: 'column' (85 mm) and 'page' (170 mm)." + did_you_mean(str(width), WIDTHS)
        )
    with study_style():
        if ax is None:
            shape, size = (-(-count // columns), columns), (WIDTHS[width] * MM, height * MM)
            grid = plt.subplots(*shape, figsize=size, layout="constrained", squeeze=False, **options)[1].ravel()
            for spare in grid[count:]:
                spare.set_visible(False)
            for lowest in grid[max(0, count - columns) : count]:
                lowest.tick_params(labelbottom=True)  # a panel above an empty place keeps its years
        else:
            grid = np.array([ax])
        yield grid[:count]
    for panel in grid[:count]:
        plain_numbers(panel)
    _TABLES[grid[0]] = tables if isinstance(tables, Mapping) else {"": tables}


@contextmanager
def one_axes(ax: Axes | None, width: str, height: float, tables: Tables) -> Iterator[Axes]:
    """As `axes_grid`, for a single panel."""
    with axes_grid(1, 1, width, height, tables, ax=ax) as (panel,):
        yield panel


def plain_numbers(ax: Axes) -> None:
    """Name the ticks of a logarithmic or other scale in plain numbers, now and when the scale is changed.

    matplotlib names them in mathtext, which this style does not parse (``text.parse_math``), so 10² would be read
    as ``$\\mathdefault{10^{2}}$``. A new scale gives its axis new formatters, hence the watch over their setting.
    """
    for axis in (ax.xaxis, ax.yaxis):
        for setter, formatter in (
            ("set_major_formatter", axis.get_major_formatter()),
            ("set_minor_formatter", axis.get_minor_formatter()),
        ):
            _without_mathtext(formatter)
            setattr(axis, setter, partial(_set_formatter, axis, setter))


def _set_formatter(axis: Any, setter: str, formatter: Any) -> None:
    _without_mathtext(formatter)
    getattr(type(axis), setter)(axis, formatter)


def _without_mathtext(formatter: Any) -> None:
    from matplotlib.ticker import LogFormatterMathtext, LogitFormatter, ScalarFormatter

    if isinstance(formatter, ScalarFormatter) and formatter.get_useMathText():
        formatter.set_useMathText(False)
    elif isinstance(formatter, (LogFormatterMathtext, LogitFormatter)):
        formatter.format_ticks = partial(_plain_ticks, formatter)


def _plain_ticks(formatter: Any, values: Sequence[float]) -> list[str]:
    """The ticks that the formatter names, each as a number; twelve digits are free of floating-point dust."""
    named = type(formatter).format_ticks(formatter, values)
    return [formatter.fix_minus(f"{value:.12g}") if name else "" for value, name in zip(values, named, strict=True)]


def grid_height(rows: int, named: Mapping[str, str]) -> float:
    """Millimetres for so many rows of panels under names of one line or more."""
    return rows * (28 + 3.2 * (1 + max(name.count("\n") for name in named.values())))


def drawn_tables(figure: Figure) -> dict[str, pl.DataFrame]:
    """The tables that a figure was drawn from, by the endings of their files; those of a second Axes begin with -2."""
    drawn = enumerate((_TABLES[ax] for ax in figure.axes if ax in _TABLES), start=1)
    return {(f"-{k}" if k > 1 else "") + ending: table for k, own in drawn for ending, table in own.items()}


def mark(
    ax: Axes,
    x: Sequence[Any],
    y: Sequence[Any],
    marker: str,
    size: float,
    colour: str,
    *,
    filled: bool = True,
    outline: str | None = None,
    line: float = 1.0,
    **options: Any,
) -> None:
    """Markers of one kind: ``size`` and the width of the outline in points; one that is not filled is white inside."""
    face = colour if filled else "white"
    ax.plot(x, y, ls="none", marker=marker, ms=size, mfc=face, mec=outline or colour, mew=line, **options)


def without_frame(ax: Axes) -> None:
    """No spines and no grid."""
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(False)


def key_above(ax: Axes, columns: int, **options: Any) -> None:
    """A legend in so many columns above the axes, from the left edge."""
    places: dict[str, Any] = dict(loc="lower left", bbox_to_anchor=(0, 1), handlelength=1.2, handleheight=0.9)
    ax.legend(**places | dict(ncols=columns, frameon=False, fontsize=SMALL, borderpad=0) | options)


def small_print(place: Any, text: str) -> None:
    """Explain the marks in a grey line under an Axes, or under a Figure of several."""
    check_characters([text])
    if hasattr(place, "supxlabel"):
        place.supxlabel(text, fontsize=NOTE, color=GREY, x=0.01, ha="left")
    else:
        place.set_xlabel(text, fontsize=NOTE, color=GREY, loc="left", wrap=True)
