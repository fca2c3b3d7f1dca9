"""Where a figure is drawn: its axes, and the marks and small print that figures share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .axes_style import dress
from .drawing_options import Drawing
from .drawn_results import Description, Tables, keep_drawn
from .fonts import FAMILY, check_characters
from .style import GREY, NOTE, SMALL, Look, study_style
from .text_widths import wrapped
from .wording import Words

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

MM = 1 / 25.4  # inches
LADDERS = (  # of ratios
    (0.1, 0.2, 0.5, 1, 2, 5, 10),
    (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
    (0.001, 0.01, 0.1, 1, 10, 100, 1000),
)


@contextmanager
def drawing_grid(
    drawing: Drawing,
    count: int,
    columns: int,
    height: float,
    tables: Tables,
    describe: Callable[[Words], Description] | None = None,
    **options: Any,
) -> Iterator[np.ndarray]:
    """Draw in the study's style into ``count`` panels of a new figure, row by row; keep what is drawn.

    ``height`` is the millimetres that the layout needs in print; ``options`` go to ``pyplot.subplots``. Places of the grid
    without a panel stay empty. With an Axes handed in no figure is made, and this Axes is the only panel; it gets the house
    style as well. ``describe`` says what the figure is, in the words that it is given.
    """
    import matplotlib.pyplot as plt
    import numpy as np

    with study_style(drawing.look):
        if drawing.ax is None:
            size = drawing.millimetres * MM, drawing.height(height) * MM
            shape = -(-count // columns), columns
            grid = plt.subplots(*shape, figsize=size, layout="constrained", squeeze=False, **options)[1].ravel()
            for spare in grid[count:]:
                spare.set_visible(False)
            for lowest in grid[max(0, count - columns) : count]:
                lowest.tick_params(labelbottom=True)  # a panel above an empty place keeps its years
        else:
            grid = np.array([drawing.ax])
        for panel in grid[:count]:
            dress(panel, drawing.look)
        yield grid[:count]
        if drawing.ax is not None:
            fit_in_place(drawing.ax)
    keep_drawn(grid[0], tables, drawing.parameters, describe)


@contextmanager
def drawing_axes(
    drawing: Drawing, height: float, tables: Tables, describe: Callable[[Words], Description] | None = None
) -> Iterator[Axes]:
    """As `drawing_grid`, for a single panel."""
    with drawing_grid(drawing, 1, 1, height, tables, describe) as (panel,):
        yield panel


def grid_height(rows: int, named: Mapping[str, str]) -> float:
    """Millimetres for so many rows of panels under names of one line or more."""
    return rows * (28 + 3.2 * lines_of(named))


def lines_of(named: Mapping[str, str]) -> int:
    """Lines of the longest of these names."""
    return 1 + max(name.count("\n") for name in named.values())


def mark(
    ax: Axes,
    x: Sequence[Any],
    y: Sequence[Any],
    marker: str,
    size: float,
    colour: str,
    *,
    filled: bool = True,
    inside: str = "white",
    outline: str | None = None,
    line: float = 1.0,
    **options: Any,
) -> None:
    """Markers of one kind: ``size`` and the width of the outline in points; one that is not filled has paper inside."""
    face = colour if filled else inside
    ax.plot(x, y, ls="none", marker=marker, ms=size, mfc=face, mec=outline or colour, mew=line, **options)


def ratio_ticks(ax: Axes, *, most: int) -> None:
    """Name ratios on a logarithmic horizontal axis, at most so many: 0.5, 1, 2 …, or further apart; 1 is always named."""
    left, right = sorted(ax.get_xlim())
    ladders = [[x for x in ladder if left <= x <= right] for ladder in LADDERS]
    for step in range(2, 100):  # powers of 10**step
        far = range(-step * (300 // step), 300, step)
        ladders.append([10.0**power for power in far if left <= 10.0**power <= right])
    ticks = next(one for one in ladders if len(one) <= most or one is ladders[-1])
    ax.set_xticks(ticks, [f"{x:g}" for x in ticks])
    ax.set_xticks([], minor=True)


def without_frame(ax: Axes) -> None:
    """No spines and no grid."""
    ax.grid(False)
    for spine in ax.spines.values():
        spine.set_visible(False)


def key_above(ax: Axes, columns: int, *, look: Look | None = None, **options: Any) -> None:
    """A legend in so many columns above the axes, from the left edge."""
    places: dict[str, Any] = dict(loc="lower left", bbox_to_anchor=(0, 1), handlelength=1.2, handleheight=0.9)
    words: dict[str, Any] = dict(fontsize=look.small if look else SMALL)
    if look:
        words["labelcolor"] = look.ink
    ax.legend(**places | dict(ncols=columns, frameon=False, borderpad=0) | words | options)


def print_height(text: str, drawing: Drawing) -> float:
    """Millimetres in print of small print under a whole figure."""
    return 2.7 * (1 + wrapped(text, 0.98 * drawing.room, NOTE).count("\n"))


def title_above(ax: Axes, name: str, look: Look, rows: int = 0, **more: Any) -> None:
    """A title from the left edge, above so many rows of notes."""
    ax.set_title(name, loc="left", pad=4 * look.scale + 1.35 * look.note * rows, **more)


def small_print(place: Any, text: str, look: Look | None = None) -> None:
    """Explain the marks in grey lines under an Axes, or under a Figure of several.

    Under an Axes the lines run from its left edge to that of its place in the figure, so call this once its ticks are there.
    """
    check_characters([text])
    points, colour = (look.note, look.grey) if look else (NOTE, GREY)
    words: dict[str, Any] = dict(fontsize=points, color=colour, fontfamily=FAMILY)
    if hasattr(place, "supxlabel"):
        whole = place.bbox.width / place.dpi / MM
        place.supxlabel(wrapped(text, 0.98 * whole, points), x=0.01, ha="left", **words)
        return
    place.set_xlabel("")
    fit_in_place(place)
    figure = place.figure
    figure.draw_without_rendering()  # so that the left edge is known
    left = place.get_window_extent().x0 / figure.dpi / MM
    place.set_xlabel(wrapped(text, max(right_edge(place) - left, 20), points), loc="left", **words)


def right_edge(ax: Axes) -> float:
    """Millimetres from the figure's left edge to the right edge of the place of an Axes."""
    spec, figure = ax.get_subplotspec(), ax.figure
    whole = figure.bbox.width / figure.dpi / MM
    if spec is None:
        return ax.get_window_extent().x1 / figure.dpi / MM
    return 0.99 * whole * spec.colspan.stop / spec.get_gridspec().ncols


def fit_in_place(ax: Axes) -> None:
    """Make room for the words around an Axes whose figure has no layout engine that does it.

    The Axes is made smaller until it and its words lie within its cell of the grid, or, where it is the only one, within
    the figure. One that its owner put where it is, among others, is left alone.
    """
    figure: Any = ax.figure
    if figure.get_layout_engine() is not None:
        return
    spec = ax.get_subplotspec()
    if spec is None and len(figure.axes) > 1:
        return
    left, right, bottom, top = 0.0, 1.0, 0.0, 1.0
    if spec is not None:
        rows, columns = spec.get_gridspec().get_geometry()
        left, right = spec.colspan.start / columns, spec.colspan.stop / columns
        bottom, top = 1 - spec.rowspan.stop / rows, 1 - spec.rowspan.start / rows
    edge = 0.004  # of the figure, which stays free
    for _ in range(3):  # the first makes room, the second for ticks that the first moved
        figure.draw_without_rendering()
        words = ax.get_tightbbox()
        if words is None:
            return
        words, own = words.transformed(figure.transFigure.inverted()), ax.get_position()
        moves = (
            max(0.0, left + edge - words.x0),
            max(0.0, bottom + edge - words.y0),
            max(0.0, words.x1 - right + edge),
            max(0.0, words.y1 - top + edge),
        )
        if max(moves) == 0:
            return
        width, height = own.width - moves[0] - moves[2], own.height - moves[1] - moves[3]
        if min(width, height) < 0.05:
            return
        ax.set_position((own.x0 + moves[0], own.y0 + moves[1], width, height))
