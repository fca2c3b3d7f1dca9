"""The key of a network: what area, width, colour and shape mean, by example, and the names of numbered nodes.

Measured first and drawn afterwards, so that a figure can be made as high as its key needs. All lengths are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .style import GREY, INK, NOTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEADING = 1.28  # line height as a multiple of the type size
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
        return 16.0 if self.line else self.area**0.5 if self.marker else 0.0


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

    def __init__(self, ax: Axes, signs: Sequence[Sign], width: float, size: float = NOTE):
        self.ax, self.size = ax, size
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
                self.ax.plot([x, x + 16], [y, y], label="_key", clip_on=False, **look)
            elif sign.marker:
                look = dict(marker=sign.marker, c=[sign.face], edgecolors=sign.edge, linewidths=0.9)
                self.ax.scatter([x + sign.width / 2], [y], s=sign.area, label="_key", clip_on=False, **look)
            start = x + sign.width + (AFTER_SIGN if sign.width else 0)
            _words(self.ax, start, y, sign.words, self.size, INK if sign.width else GREY)


class NumberKey:
    """Numbers with the names that they stand for, in columns, read downwards."""

    def __init__(self, ax: Axes, names: Sequence[str], width: float, size: float = NOTE):
        self.ax, self.size, self.names = ax, size, names
        self.places: list[tuple[int, float]] = []  # column, and the top of the entry under that of the key
        self.height = 0.0
        if not names:
            return
        widths = [w for w, _ in measured(ax, list(names), size)]
        self.indent = measured(ax, [str(len(names))], size)[0][0] + 3
        self.columns = max(1, int((width + BETWEEN) // (max(widths) + self.indent + BETWEEN)))
        self.step = (width + BETWEEN) / self.columns
        heights = [(name.count("\n") + 1) * size * LEADING for name in names]
        self.height = max(sum(heights) / self.columns, max(heights))
        while not self._filled(heights):
            self.height += size * LEADING / 2

    def _filled(self, heights: Sequence[float]) -> bool:
        """Whether the entries fit into the columns at this height; their places, if they do."""
        column, y, places = 0, 0.0, []
        for height in heights:
            if y and y + height > self.height + 1e-6:
                column, y = column + 1, 0.0
            places.append((column, y))
            y += height
        self.places = places
        return column < self.columns

    def draw(self, left: float, top: float) -> None:
        """Draw the key below ``top``."""
        for k, (name, (column, y)) in enumerate(zip(self.names, self.places, strict=True), start=1):
            x = left + column * self.step
            middle = top - y - self.size * LEADING / 2
            _words(self.ax, x + self.indent - 3, middle, str(k), self.size, INK, ha="right")
            lines = name.split("\n")
            for at, line in enumerate(lines):
                _words(self.ax, x + self.indent, middle - at * self.size * LEADING, line, self.size, INK)


def _words(ax: Axes, x: float, y: float, words: str, size: float, colour: str, ha: str = "left") -> None:
    look: dict[str, Any] = dict(fontsize=size, color=colour, ha=ha, va="center", zorder=6, clip_on=False)
    ax.text(x, y, words, gid="key", **look).set_in_layout(False)
