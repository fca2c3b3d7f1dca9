"""Characters that steer what shows them: escaped for a terminal, pictured in a spreadsheet, left out of HTML and XML.

Names, titles and texts come from elsewhere. An escape character among them can clear a terminal or write its title, a
mark of direction can turn a name around, and one control character makes a file of XML unreadable.
"""

from __future__ import annotations

import re

import polars as pl

# Controls but tab and line feed, what lays out text from right to left unasked (Unicode 15, section 23.2: "bidi"), and halves of
# surrogate pairs, which a file name that is not UTF-8 has in Python.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What no XML 1.0 document may hold, not even escaped (W3C 2008, section 2.2).
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# In CSV a control character is its picture (␀ for NUL), and a picture that the text has is marked by another one before it.
_MARK = "␦"
_PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"} | {"\x7f": "␡"}
_PICTURED = {mark: _MARK + mark for mark in [*_PICTURES.values(), _MARK]} | _PICTURES
_PLAIN = {picture: character for character, picture in _PICTURED.items()}
_HAS_PICTURED = "[" + re.escape("".join(_PICTURED)).replace("\x00", r"\x00") + "]"
_PLAIN_AT = re.compile(f"{_MARK}?[{''.join(_PICTURES.values())}{_MARK}]", re.DOTALL)


def printable(text: object, *, lines: bool = False) -> str:
    """A text for a terminal, with the characters that would steer it as ``\\x1b``; in one line unless ``lines``.

    >>> printable("a\\x1b[2Jb\\nc")
    'a\\\\x1b[2Jb\\\\nc'
    >>> printable("two\\nlines", lines=True)
    'two\\nlines'
    """
    shown = _STEERING.sub(lambda found: ascii(found[0])[1:-1], str(text))
    return shown if lines else shown.replace("\n", "\\n").replace("\t", "\\t")


def for_xml(text: str) -> str:
    """A text that HTML, SVG and other XML can hold: what they cannot is U+FFFD.

    >>> for_xml("a\\x0bb") == "a\\ufffdb"
    True
    """
    return NOT_XML.sub("\ufffd", text)


def pictured(column: pl.Expr) -> pl.Expr:
    """A column of text with control characters as pictures; `plain` undoes it."""
    return _mapped(column, lambda text: "".join(_PICTURED.get(character, character) for character in text))


def plain(column: pl.Expr) -> pl.Expr:
    """A column of text as it was before `pictured`."""
    return _mapped(column, lambda text: _PLAIN_AT.sub(lambda found: _PLAIN.get(found[0], found[0]), text))


def _mapped(column: pl.Expr, function) -> pl.Expr:
    """``function`` of the few texts that hold such a character."""

    def some(texts: pl.Series) -> pl.Series:
        odd = texts.str.contains(_HAS_PICTURED).fill_null(False)
        if not odd.any():
            return texts
        return texts.scatter(odd.arg_true(), [function(text) for text in texts.filter(odd)])

    return column.map_batches(some, return_dtype=pl.String)
