"""The key of a network: what area, width, colour and shape mean, by example, and the names of numbered nodes.

Measured first and drawn afterwards, so that a figure can be made as high as its key needs. All lengths are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .style import GREY, Look
from .text_widths import POINT, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEADING = 1.28  # line height as a multiple of the type size
LINE = 16.0  # points of the line of a sign
BETWEEN, AFTER_SIGN = 7.0, 2.5  # points between two entries, and between a sign and its words


@dataclass(frozen=True)
class Sign:
    """A sign with its words: a node (``marker``), an edge (``line``), or words alone that head those after them."""

    words: str
    marker: str = ""
    area: float = 0.0
    line: float = 0.0
    face: str = GREY
    edge: str = GREY
    dashes: Any = "-"

    @property
    def width(self) -> float:
        """Of the sign without its words."""
        return LINE if self.line else self.area**0.5 if self.marker else 0.0


def measured(ax: Axes, texts: Sequence[str], size: float, spacing: float = 1.05) -> list[tuple[float, float]]:
    """Width and height of each text, set in this size."""
    from matplotlib.text import Text

    figure: Any = ax.figure
    renderer, point = figure.canvas.get_renderer(), figure.dpi / 72
    probe = Text(0, 0, "", fontsize=size, linespacing=spacing)
    probe.set_parse_math(False)
    probe.set_figure(figure)
    found = {}
    for text in dict.fromkeys(texts):
        probe.set_text(text)
        box = probe.get_window_extent(renderer)
        found[text] = box.width / point, box.height / point
    return [found[text] for text in texts]


class SignKey:
    """Signs in lines from left to right."""

    def __init__(self, ax: Axes, signs: Sequence[Sign], width: float, look: Look):
        self.ax, self.look, size = ax, look, look.note
        self.places: list[tuple[Sign, float, int]] = []
        self.rows: list[float] = []  # their heights
        x, extents = 0.0, measured(ax, [sign.words for sign in signs], size)
        for at, (sign, (words, _)) in enumerate(zip(signs, extents, strict=True)):
            own = sign.width + (AFTER_SIGN if sign.width else 0) + words
            heads = not sign.width and at + 1 < len(signs)  # words that head others stay with the first of them
            need = own + (BETWEEN / 2 + signs[at + 1].width + AFTER_SIGN + extents[at + 1][0] if heads else 0)
            if not self.rows or (x and x + need > width):
                x, self.rows = 0.0, [*self.rows, size * LEADING]
            self.places.append((sign, x, len(self.rows) - 1))
            self.rows[-1] = max(self.rows[-1], sign.area**0.5 + 1.5 if sign.marker else 0.0)
            x += own + (BETWEEN / 2 if heads else BETWEEN)
        self.height = sum(self.rows)

    def draw(self, left: float, top: float) -> None:
        """Draw the key below ``top``."""
        for sign, x, row in self.places:
            x, y = left + x, top - sum(self.rows[:row]) - self.rows[row] / 2
            if sign.line:
                look: dict[str, Any] = dict(color=sign.edge, lw=sign.line, ls=sign.dashes)
                self.ax.plot([x, x + LINE], [y, y], label="_key", clip_on=False, **look)
            elif sign.marker:
                look = dict(marker=sign.marker, c=[sign.face], edgecolors=sign.edge, linewidths=0.9)
                look["linestyles"] = sign.dashes
                self.ax.scatter([x + sign.width / 2], [y], s=sign.area, label="_key", clip_on=False, **look)
            start = x + sign.width + (AFTER_SIGN if sign.width else 0)
            _words(self.ax, start, y, sign.words, self.look.note, self.look.ink if sign.width else self.look.grey)


def legend_above(figure: Any, signs: Sequence[Sign], look: Look) -> None:
    """The signs as a legend above the panels of a figure, in as many columns as fit."""
    from matplotlib.lines import Line2D

    handles = []
    for sign in signs:
        if sign.line:
            handles.append(Line2D([], [], color=sign.edge, lw=sign.line, label=sign.words))
        else:
            mark: dict[str, Any] = dict(
                marker=sign.marker or "o", s=sign.area, c=[sign.face] if sign.marker else "none"
            )
            mark |= dict(edgecolors=sign.edge if sign.marker else "none", linestyles=sign.dashes, linewidths=0.9)
            empty = figure.axes[0].scatter([], [], **mark)
            handles.append(empty)
            empty.set_label(sign.words)
    style: dict[str, Any] = dict(
        loc="outside upper left", frameon=False, fontsize=look.note, borderpad=0, handlelength=1.6, scatterpoints=1
    )
    style |= dict(columnspacing=1.2, handletextpad=0.5, labelcolor=look.ink)
    for columns in range(len(handles), 0, -1):
        legend = figure.legend(handles=handles, ncols=columns, **style)
        if columns == 1 or legend.get_window_extent().width <= 0.98 * figure.bbox.width:
            break
        legend.remove()
    for handle in handles:
        if handle.axes is not None:  # its likeness stands in the legend
            handle.remove()


class NumberKey:
    """Numbers with the names that they stand for, in the number of columns that takes least height, read downwards."""

    def __init__(self, ax: Axes, names: Sequence[str], width: float, look: Look):
        self.ax, self.look, self.height = ax, look, 0.0
        self.names: list[str] = []  # in lines
        self.places: list[tuple[int, float]] = []  # column, and the top of the entry under that of the key
        if not names:
            return
        self.indent = measured(ax, ["0" * len(str(len(names)))], look.note)[0][0] + 3
        tries = []
        for columns in range(1, 7):
            step = (width + BETWEEN) / columns
            room = 0.94 * (
                step - BETWEEN - self.indent
            )  # on a screen letters stand on whole pixels, up to a twentieth wider
            if columns == 1 or room > 9 * look.note:
                lines = [wrapped(name, room * POINT, look.note) for name in names]
                tries.append((*_filled([line.count("\n") + 1 for line in lines], columns), step, lines))
        rows, self.places, self.step, self.names = min(tries, key=lambda one: one[0])
        self.line = look.note * LEADING
        self.height = rows * self.line

    def draw(self, left: float, top: float) -> None:
        """Draw the key below ``top``."""
        for k, (name, (column, row)) in enumerate(zip(self.names, self.places, strict=True), start=1):
            x, middle = left + column * self.step + self.indent, top - (row + 0.5) * self.line
            _words(self.ax, x - 3, middle, str(k), self.look.note, self.look.ink, ha="right")
            for at, line in enumerate(name.split("\n")):
                _words(self.ax, x, middle - at * self.line, line, self.look.note, self.look.ink)


def _filled(heights: Sequence[int], columns: int) -> tuple[int, list[tuple[int, int]]]:
    """The least number of rows in which entries of these heights fit into the columns, and their (column, row).

    >>> _filled([1, 2, 1], 2)
    (3, [(0, 0), (0, 1), (1, 0)])
    """
    rows = max(-(-sum(heights) // columns), max(heights))
    while True:
        places, column, row = [], 0, 0
        for height in heights:
            if row + height > rows:
                column, row = column + 1, 0
            places.append((column, row))
            row += height
        if column < columns:
            return rows, places
        rows += 1


def _words(ax: Axes, x: float, y: float, words: str, size: float, colour: str, ha: str = "left") -> None:
    look: dict[str, Any] = dict(fontsize=size, color=colour, ha=ha, va="center", zorder=6, clip_on=False)
    ax.text(x, y, words, gid="key", **look).set_in_layout(False)
