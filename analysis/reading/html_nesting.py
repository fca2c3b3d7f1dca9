"""HTML whose marks nest without end, made shallow: parsers look up all open marks at each one, so depth costs its square."""

from __future__ import annotations

import re
from collections import Counter

DEEPEST = 512  # marks inside marks; saved pages have some thirty
DEEPEST_STYLE = 16  # open marks of style: each is opened again in every block that follows
# No end, or ended by what follows: these do not nest.
_FLAT = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dt",
        "dd",
        "option",
        "optgroup",
        "tbody",
        "thead",
        "tfoot",
        "html",
        "head",
        "body",
    ]
)
_STYLE = frozenset(["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
_LONG = re.compile(
    r"<([a-zA-Z][a-zA-Z0-9:-]{0,30})[\s/][^<>]{20000,}>"
)  # a picture in its mark, or a bomb of attributes
_MARK = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})[^<>]{0,5000}>")


def shallow(page: str) -> str:
    """The page without the marks that lie deeper than any page nests them; a line break stands in the place of each.

    >>> shallow("<div>" * 600 + "村").count("<div>")
    512
    >>> shallow("<p><b>村</b></p>")
    '<p><b>村</b></p>'
    """
    page = _LONG.sub(r"<\1>", page)
    if page.count("<") <= DEEPEST:
        return page
    depth = style = 0
    skipped: Counter[str] = Counter()  # open marks that were left out, by name

    def kept(mark: re.Match[str]) -> str:
        nonlocal depth, style
        name = mark[2].lower()
        if name in _FLAT:
            return mark[0]
        if mark[1]:
            if skipped[name]:
                skipped[name] -= 1
                return "" if name in _STYLE else "<br>"
            depth = max(0, depth - 1)
            style = max(0, style - (name in _STYLE))
        elif depth >= DEEPEST or (name in _STYLE and style >= DEEPEST_STYLE):
            skipped[name] += 1
            return "" if name in _STYLE else "<br>"
        else:
            depth += 1
            style += name in _STYLE
        return mark[0]

    return _MARK.sub(kept, page)
