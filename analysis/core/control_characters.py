"""Characters that steer what shows them: escaped for a terminal, left out of HTML and XML.

Names, titles and texts come from elsewhere. An escape character among them can clear a terminal or write its title, a
mark of direction can turn a name around, and one control character makes a file of XML unreadable.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

# Controls but tab and line feed, what lays out text from right to left unasked (Unicode 15, section 23.2: "bidi"), and halves of
# surrogate pairs, which a file name that is not UTF-8 has in Python.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
HALF = re.compile("[\ud800-\udfff]")
# What no XML 1.0 document may hold, not even escaped (W3C 2008, section 2.2).
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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


def as_html(said: str, table: Any = None) -> str:
    """What a notebook shows: a line, and a polars table below it; whatever they hold, it is text and no markup.

    >>> as_html("<b>\\x00")
    '<div>&lt;b&gt;\ufffd</div>'
    """
    return for_xml(f"<div>{escape(said)}</div>{'' if table is None else table._repr_html_()}")
