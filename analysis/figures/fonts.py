"""The Chinese face: Noto Sans SC, the check that it has every character, and the face as TrueType for PDF.

A missing character would be drawn as □, which no test of a notebook sees. And matplotlib writes the face's
PostScript outlines (CFF) where PDF wants TrueType, which Acrobat and printers may refuse (matplotlib issues 2869 and
20870); the other way, Type 3, is refused by publishers. So while a PDF is written, the figure's own characters stand
in a small TrueType font.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..core.errors import StudyError

# A name of our own: whatever "Noto Sans SC" a system carries (often a variable font, which matplotlib
# draws in its thinnest weight), the figures are drawn with the file that pip installed.
FAMILY = "Tifa Sans SC"
TOLERANCE = 1.0  # thousandths of the type size by which a quadratic curve may leave the cubic one


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


@contextmanager
def as_truetype(figure: Any) -> Iterator[None]:
    """Within it, the figure's text is drawn with TrueType outlines of the same shapes and widths."""
    from matplotlib.font_manager import fontManager
    from matplotlib.text import Text

    register()
    figure.draw_without_rendering()  # gives the ticks their labels
    characters = set(string.printable) | set("−–—…")
    for text in figure.findobj(Text):
        characters |= set(text.get_text())
    old = [entry for entry in fontManager.ttflist if entry.name == FAMILY]
    with TemporaryDirectory(prefix="tifa-") as folder:
        path = str(truetype_font(characters, Path(folder) / "face.ttf"))
        try:
            _resolve(fontManager, [replace(entry, fname=path) for entry in old])
            yield
        finally:
            _resolve(fontManager, old)
            _close_fonts()


def _resolve(manager: Any, entries: list) -> None:
    """Make the name of our face mean these entries, and the manager forget what it meant."""
    manager.ttflist[:] = [entry for entry in manager.ttflist if entry.name != FAMILY] + entries
    count = len(manager.ttflist)
    manager.addfont(font_path())  # the public way to make it forget; what it appends is taken off again
    del manager.ttflist[count:]


def _close_fonts() -> None:
    """Let matplotlib close the files of faces that it keeps open, lest each PDF leave the two of its own face."""
    from matplotlib import font_manager

    cached = getattr(font_manager, "_get_font", None)  # there is no public way
    if cached is not None and hasattr(cached, "cache_clear"):
        cached.cache_clear()


def truetype_font(characters: set[str], path: Path) -> Path:
    """Write these characters of the face as a TrueType font; the same characters give the same bytes."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont, newTable

    font: Any = TTFont(font_path(), recalcTimestamp=False, lazy=True)
    # kerning and the like stay, so that words are as wide as on the screen
    picker = Subsetter(
        Options(notdef_outline=True, recalc_timestamp=False, drop_tables=["VORG", "BASE", "vhea", "vmtx"])
    )
    picker.populate(unicodes=sorted(map(ord, characters)))
    picker.subset(font)
    order, shapes = font.getGlyphOrder(), font.getGlyphSet()
    outlines: Any = newTable("glyf")
    outlines.glyphOrder, outlines.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(None)
        shapes[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))  # the two formats fill the other way round
        outlines.glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), outlines
    outlines.compile(font)
    for name in order:
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(outlines[name], "xMin", 0))
    limits: Any = newTable("maxp")
    limits.tableVersion, limits.numGlyphs, limits.maxZones = 0x00010000, len(order), 1
    for what in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(limits, f"max{what}", 0)
    for what in ("SizeOfInstructions", "Points", "Contours", "CompositePoints", "CompositeContours"):
        setattr(limits, f"max{what}", 0)
    limits.maxComponentElements = limits.maxComponentDepth = 0
    font["maxp"] = limits
    limits.recalc(font)
    font["post"].formatType = 3.0  # no glyph names: ToUnicode says which character each one is
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"
    font.save(path)
    return path
