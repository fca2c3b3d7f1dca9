"""The visual language: sizes, colours, lines, markers and type of every figure, in one place.

Change a figure's look here and every figure follows; no rcParams outside a figure are touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Any

from ..core.errors import StudyError, did_you_mean
from .fonts import FAMILY, register

TEXT, SMALL, NOTE = 7.5, 6.5, 6.0  # points: words, ticks and labels, notes
INK, GREY, FAINT, SHADE = "#222222", "#6b6b6b", "#d9d9d9", "#efefef"

# Okabe & Ito (2008), "Color Universal Design", yellow left out (it fades on white), black made the neutral.
# The order keeps neighbours apart under red-, green- and blue-blindness and in grey (tests/unit/figures/test_style.py).
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#333333", "#CC79A7", "#E69F00", "#56B4E9")
# Colour never speaks alone: each series has its own stroke and marker too.
STROKES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (3, 1)), (0, (8, 2)), "-")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")


@dataclass(frozen=True)
class SeriesStyle:
    """Colour, stroke and marker of one series; ``text`` is the colour that words can be read in."""

    colour: str
    stroke: Any
    marker: str
    text: str


@dataclass(frozen=True)
class Look:
    """What ``style=`` chooses: colours of ink, paper and series, and a scale for all that is measured in points.

    ``scale`` enlarges type, lines, markers and the widths "column" and "page" alike, so that a slide is laid out as the
    printed figure is.
    """

    scale: float = 1.0
    ink: str = INK
    grey: str = GREY
    faint: str = FAINT
    shade: str = SHADE
    paper: str = "white"
    palette: tuple[str, ...] = PALETTE
    strokes: tuple[Any, ...] = STROKES
    markers: tuple[str, ...] = MARKERS

    @property
    def text(self) -> float:
        """Points of words."""
        return TEXT * self.scale

    @property
    def small(self) -> float:
        """Points of ticks and labels."""
        return SMALL * self.scale

    @property
    def note(self) -> float:
        """Points of notes."""
        return NOTE * self.scale

    def series(self, position: int) -> SeriesStyle:
        """The style of the series at ``position`` (from 0); after the last it begins again."""
        colour, stroke, marker = (those[position % len(those)] for those in (self.palette, self.strokes, self.markers))
        return SeriesStyle(colour, stroke, marker, readable(colour, on=self.paper))

    def settings(self) -> dict[str, Any]:
        """These as rcParams."""
        points = self.scale
        ticks = {"labelsize": self.small, "color": self.grey, "labelcolor": self.ink}
        ticks |= {"major.width": 0.6 * points, "major.size": 2.5 * points}
        return {
            "font.family": FAMILY,
            "font.size": self.text,
            "text.color": self.ink,
            "text.parse_math": False,  # a $ in a label is a dollar; no Chinese ever goes through mathtext
            "axes.labelsize": self.text,
            "axes.labelcolor": self.ink,
            "axes.titlesize": self.text,
            "axes.titlelocation": "left",
            "axes.titlepad": 4 * points,
            "axes.facecolor": self.paper,
            "axes.edgecolor": self.grey,
            "axes.linewidth": 0.6 * points,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.axisbelow": True,
            "axes.grid": True,
            "axes.grid.axis": "y",
            "grid.color": self.faint,
            "grid.linewidth": 0.4 * points,
            "lines.linewidth": 1.2 * points,
            "lines.markersize": 3.2 * points,
            "hatch.linewidth": 0.4 * points,
            "hatch.color": self.ink,
            "legend.fontsize": self.small,
            "legend.labelcolor": self.ink,
            "figure.facecolor": self.paper,
            "figure.dpi": 150,
            "figure.max_open_warning": 0,  # a script may draw fifty; a warning on stderr would fail a notebook
            "savefig.dpi": 300,
            "svg.hashsalt": "tifa-study",  # the same ids in every run
            "svg.fonttype": "path",  # the reader of the file need not have the font
            "pdf.fonttype": 42,
        } | {f"{axis}tick.{name}": value for axis in "xy" for name, value in ticks.items()}


# A slide of 255 mm has 11 points, which a projector shows as 15 on a slide of the usual 13.3 inches.
SLIDE = 1.5
# The palette on black: the colours of Okabe & Ito lightened until they stand out; the last is the one that keeps farthest from
# the others for eyes without red, green or blue.
DARK_PALETTE = ("#56B4E9", "#F08A3C", "#2CC79B", "#F2F2F2", "#E79CC6", "#F0E442", "#7070E8")
LOOKS = {
    "print": Look(),
    "slide": Look(scale=SLIDE),
    "dark": Look(SLIDE, "#f0f0f0", "#b0b0b0", "#3c3c3c", "#2a2a2a", "#141414", DARK_PALETTE),
}


def look_of(style: Any) -> Look:
    """The look that ``style=`` names, or a look with some of its values replaced.

    >>> look_of({"base": "slide", "ink": "#000000"}).scale
    1.5
    """
    if isinstance(style, Mapping):
        names = [field.name for field in fields(Look)]
        for name in style:
            if name not in (*names, "base"):
                raise StudyError(
                    f"no style setting {name!r}; there are: base (print, slide or dark), {', '.join(names)}."
                    + did_you_mean(str(name), [*names, "base"])
                )
        own = {name: value for name, value in style.items() if name != "base"}
        for name in ("palette", "strokes", "markers"):
            if name in own and (isinstance(own[name], str) or not len(own[name])):
                raise StudyError(f"{name} of a style is a sequence, such as ({own[name]!r},).")
        look = replace(look_of(style.get("base", "print")), **own)
        _check_look(look)
        return look
    if style not in LOOKS:
        raise StudyError(
            f"no style {style!r}; there are: 'print', 'slide', 'dark', or a dict such as "
            "{'base': 'slide', 'ink': '#000000'}." + did_you_mean(str(style), LOOKS)
        )
    return LOOKS[style]


def _check_look(look: Look) -> None:
    if not isinstance(look.scale, (int, float)) or not 0.2 <= look.scale <= 10:
        raise StudyError(f"scale={look.scale!r} of a style is a number from 0.2 to 10; print is 1, slide 1.5.")
    for colour in (look.ink, look.grey, look.faint, look.shade, look.paper, *look.palette):
        check_colour(colour)


def check_colour(colour: Any) -> None:
    """Raise `StudyError` for what matplotlib does not know as a colour."""
    from matplotlib.colors import is_color_like

    if not is_color_like(colour):
        raise StudyError(f"no colour {colour!r}; give a name such as 'black', or a number such as '#0072B2'.")


def series_style(position: int) -> SeriesStyle:
    """The style in print of the series at ``position`` (from 0); after seven it begins again."""
    return LOOKS["print"].series(position)


def readable(colour: str, *, on: str = "white", contrast: float = 4.5) -> str:
    """``colour`` darkened, or on dark paper lightened, until words in it can be read (WCAG 2: contrast 4.5 to 1).

    >>> readable("#0072B2"), readable("#E69F00"), readable("#0072B2", on="black")
    ('#0072b2', '#9d6c00', '#147db8')
    """
    from matplotlib.colors import to_hex, to_rgb

    rgb, paper = to_rgb(colour), luminance(to_rgb(on))
    towards = 0.0 if paper > 0.18 else 1.0  # 0.18: as far from black as from white
    for _ in range(400):
        bright, dim = sorted((luminance(rgb), paper), reverse=True)
        if (bright + 0.05) / (dim + 0.05) >= contrast:
            break
        rgb = (rgb[0] * 0.98 + 0.02 * towards, rgb[1] * 0.98 + 0.02 * towards, rgb[2] * 0.98 + 0.02 * towards)
    return to_hex(rgb)


def luminance(rgb: Sequence[float]) -> float:
    """Relative luminance of an sRGB colour in 0–1 (WCAG 2): what is left of it in grey."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@contextmanager
def study_style(look: Look | None = None) -> Iterator[None]:
    """Within it, and only there, matplotlib draws in this study's style.

    Starts from matplotlib's defaults, so that a user's own style sheet does not leak into a figure.
    """
    import matplotlib.pyplot as plt
    from matplotlib import rc_context, style

    register()
    plt.draw_if_interactive()  # loads the backend, which in a notebook is what turns pyplot interactive
    # A notebook shows a figure only if pyplot was interactive when it was made, and the default style is not.
    settings: dict[Any, Any] = {**(look or LOOKS["print"]).settings(), "interactive": plt.isinteractive()}
    with style.context("default"), rc_context(settings):
        yield
