"""The Chinese face: Noto Sans SC, registered when a figure first needs it, and the check that it has
every character (a missing one would be drawn as □, which no test of a notebook sees)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from ..core.errors import StudyError

# A name of our own: whatever "Noto Sans SC" a system carries (often a variable font, which matplotlib
# draws in its thinnest weight), the figures are drawn with the file that pip installed.
FAMILY = "Tifa Sans SC"


def font_path() -> str:
    """The file of the face: static Noto Sans SC Regular."""
    from pylopdf_fonts_zh_cn import sans_path

    return str(sans_path())


@cache
def _charmap() -> frozenset[int]:
    from matplotlib.font_manager import fontManager, ttfFontProperty
    from matplotlib.ft2font import FT2Font

    path = font_path()
    face = FT2Font(path)
    fontManager.ttflist.append(replace(ttfFontProperty(face), name=FAMILY))
    fontManager.addfont(path)  # the public way, which also makes the manager look again
    return frozenset(face.get_charmap())


def register() -> None:
    """Make the face known to matplotlib, once a process."""
    _charmap()


def check_characters(texts: Iterable[str]) -> None:
    """Raise `StudyError` if the face lacks a character of any of the texts.

    >>> check_characters(["四下基层", "−0.5"])
    """
    have = _charmap()
    for text in texts:
        missing = sorted({c for c in str(text) if ord(c) not in have and not c.isspace()})
        if missing:
            names = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing)
            raise StudyError(
                f"the figure's font has no sign for {names}, in {text!r}; it would be an empty box.\n"
                "  Give that label another wording, or set its text on the Axes in a font that has the sign."
            )
