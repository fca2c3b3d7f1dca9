"""How wide words are in the figures' face, and lines of text that fit a width in English and in Chinese."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from .fonts import font_path

POINT = 25.4 / 72  # millimetres
HINTING = 0.95  # on a screen a character is rounded to whole pixels, which makes a line up to a twentieth wider
NOT_FIRST, NOT_LAST = "，。、；：？！）”’》」』】％·,.;:?!)%", "（“‘《「『【("  # of a line
# what is not torn: a word with its marks, or one Chinese character with the marks that may not stand apart from it
_WHOLE = re.compile(rf"\s+|[{re.escape(NOT_LAST)}]*(?:[^\s\u2e80-\uffef]+|[\u2e80-\uffef])[{re.escape(NOT_FIRST)}]*")


@cache
def _face() -> Any:
    from matplotlib.ft2font import FT2Font

    face = FT2Font(font_path())
    face.set_size(100, 72)
    return face


@cache
def _advance(character: str) -> float:
    """Of the type size."""
    return _face().load_char(ord(character)).linearHoriAdvance / 65536 / 100


def text_width(text: str, points: float) -> float:
    """Millimetres of a line of text at so many points.

    >>> round(text_width("六保", 10) / POINT)
    20
    """
    return sum(map(_advance, text)) * points * POINT


def wrapped(text: str, millimetres: float, points: float) -> str:
    """The text in lines no wider than that, torn between Chinese characters or English words.

    >>> wrapped("空心：未出现。", 4.3 * 10 * POINT, 10)
    '空心：未\\n出现。'
    """
    lines, line = [], ""
    for piece in _WHOLE.findall(" ".join(text.split())):
        if line and text_width(line + piece.rstrip(), points) > HINTING * millimetres + 0.01:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return "\n".join([*lines, line.rstrip()]) if line.strip() else "\n".join(lines)
