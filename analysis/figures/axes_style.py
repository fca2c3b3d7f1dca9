"""The house style set on an Axes itself, which keeps it wherever the Axes came from and whatever is added later."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from .fonts import FAMILY, register
from .style import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FONTS = {"family", "fontfamily", "fontname", "name", "fontproperties", "font_properties", "font", "prop"}


def dress(ax: Axes, look: Look) -> None:
    """Font, frame, ticks, grid and paper of the house style, as properties of the artists.

    rcParams hold only while a figure is drawn: an Axes that the caller made before, or words that are added after it,
    would have matplotlib's own face, which has no Chinese.
    """
    register()
    ax.set_facecolor(look.paper)
    for side, spine in ax.spines.items():
        if side in ("top", "right"):
            spine.set_visible(False)
        spine.set_edgecolor(look.grey)
        spine.set_linewidth(0.6 * look.scale)
    ax.set_axisbelow(True)
    ax.grid(True, axis="y", color=look.faint, linewidth=0.4 * look.scale)
    ax.grid(False, axis="x")
    tick: dict[str, Any] = dict(labelsize=look.small, color=look.grey, labelcolor=look.ink, labelfontfamily=FAMILY)
    ax.tick_params(which="major", width=0.6 * look.scale, length=2.5 * look.scale, **tick)
    ax.tick_params(which="minor", **tick)
    words: dict[str, Any] = dict(fontfamily=FAMILY, fontsize=look.text, color=look.ink, parse_math=False)
    for place in ("left", "center", "right"):
        ax.set_title(ax.get_title(loc=place), loc=place, **words)
    ax.xaxis.label.set(**words)
    ax.yaxis.label.set(**words)
    for axis in (ax.xaxis, ax.yaxis):
        axis.offsetText.set(fontfamily=FAMILY, fontsize=look.small, color=look.ink)
    figure: Any = ax.figure
    if look.paper != "white":
        figure.set_facecolor(look.paper)
    for thing, name in ((ax, "legend"), (ax, "text"), (ax, "annotate"), (figure, "legend"), (figure, "text")):
        if name not in vars(thing):
            setattr(thing, name, partial(_in_face, thing, name))
    for name in ("suptitle", "supxlabel", "supylabel"):
        if hasattr(figure, name) and name not in vars(figure):
            setattr(figure, name, partial(_in_face, figure, name))
    plain_numbers(ax)


def _in_face(thing: Any, name: str, *arguments: Any, **options: Any) -> Any:
    """A method of an Axes or a Figure that makes words, in the figures' face if no other is asked for."""
    asked = _FONTS & {*options, *(options.get("fontdict") or {})}
    if name == "legend":
        made = getattr(type(thing), name)(thing, *arguments, **options)
        for text in [*made.get_texts(), made.get_title()]:
            text.set_parse_math(False)
            if not asked:
                text.set_fontfamily(FAMILY)
        return made
    if not asked:
        options["fontfamily"] = FAMILY
    return getattr(type(thing), name)(thing, *arguments, **{"parse_math": False, **options})


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
