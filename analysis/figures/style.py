"""The visual language: sizes, colours, lines, markers and type of every figure, in one place.

Change a figure's look here and every figure follows; no rcParams outside a figure are touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .fonts import FAMILY, register

TEXT, SMALL, NOTE = 7.5, 6.5, 6.0  # points: words, ticks and labels, notes
INK, GREY, FAINT, SHADE = "#222222", "#6b6b6b", "#d9d9d9", "#efefef"

# Okabe & Ito (2008), "Color Universal Design", yellow left out (it fades on white), black made the neutral.
# The order keeps neighbours apart under red-, green- and blue-blindness and in grey (tests/unit/figures/test_style.py).
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#333333", "#CC79A7", "#E69F00", "#56B4E9")
# Colour never speaks alone: each series has its own stroke and marker too.
STROKES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (3, 1)), (0, (8, 2)), "-")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

RC = {
    "font.family": FAMILY,
    "font.size": TEXT,
    "text.color": INK,
    "text.parse_math": False,  # a $ in a label is a dollar; no Chinese ever goes through mathtext
    "axes.labelsize": TEXT,
    "axes.labelcolor": INK,
    "axes.titlesize": TEXT,
    "axes.titlelocation": "left",
    "axes.titlepad": 4,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": FAINT,
    "grid.linewidth": 0.4,
    "lines.linewidth": 1.2,
    "lines.markersize": 3.2,
    "hatch.linewidth": 0.4,
    "figure.dpi": 150,
    "figure.max_open_warning": 0,  # a script may draw fifty; a warning on stderr would fail a notebook
    "savefig.dpi": 300,
    "svg.hashsalt": "tifa-study",  # the same ids in every run
    "svg.fonttype": "path",  # the reader of the file need not have the font
    "pdf.fonttype": 42,
}
TICKS = {"labelsize": SMALL, "color": GREY, "labelcolor": INK, "major.width": 0.6, "major.size": 2.5}
RC |= {f"{axis}tick.{name}": value for axis in "xy" for name, value in TICKS.items()}


@dataclass(frozen=True)
class SeriesStyle:
    """Colour, stroke and marker of one series; ``text`` is the colour dark enough for words."""

    colour: str
    stroke: Any
    marker: str
    text: str


def series_style(position: int) -> SeriesStyle:
    """The style of the series at ``position`` (from 0); after seven it begins again."""
    k = position % len(PALETTE)
    return SeriesStyle(PALETTE[k], STROKES[k], MARKERS[k], readable(PALETTE[k]))


def readable(colour: str, *, contrast: float = 4.5) -> str:
    """``colour`` darkened until words in it can be read on white (WCAG 2: contrast 4.5 to 1).

    >>> readable("#0072B2"), readable("#E69F00")
    ('#0072b2', '#9d6c00')
    """
    from matplotlib.colors import to_hex, to_rgb

    rgb = to_rgb(colour)
    while 1.05 / (luminance(rgb) + 0.05) < contrast:
        rgb = (rgb[0] * 0.98, rgb[1] * 0.98, rgb[2] * 0.98)
    return to_hex(rgb)


def luminance(rgb: Sequence[float]) -> float:
    """Relative luminance of an sRGB colour in 0–1 (WCAG 2): what is left of it in grey."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@contextmanager
def study_style() -> Iterator[None]:
    """Within it, and only there, matplotlib draws in this study's style.

    Starts from matplotlib's defaults, so that a user's own style sheet does not leak into a figure.
    """
    import matplotlib.pyplot as plt
    from matplotlib import rc_context, style

    register()
    plt.draw_if_interactive()  # loads the backend, which in a notebook is what turns pyplot interactive
    # A notebook shows a figure only if pyplot was interactive when it was made, and the default style is not.
    settings: dict[Any, Any] = {**RC, "interactive": plt.isinteractive()}
    with style.context("default"), rc_context(settings):
        yield
