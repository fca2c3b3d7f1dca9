"""Layout: line ends made one kind, white space at the edges of lines taken off."""

from __future__ import annotations

import re

from .edits import Edit

# Also the breaks that Unicode knows and the marks that have no width, at the edges of a line.
_BLANK = r"[^\S\n]|[\u200b\ufeff\u2060\x00-\x08\x0e-\x1f]"
_USUAL = r" \t\u3000\xa0\x0b\x0c"
_RARE = r"\r\x00-\x08\x0e-\x1f\x85\u1680\u2000-\u200b\u2028-\u202f\u205f\u2060\ufeff"
_NEEDED = re.compile(rf"[\n{_USUAL}{_RARE}](?:(?<=[{_RARE}])|(?<=\n)(?=[{_USUAL}])|(?<!\n)(?=\n))")


def _needed(page: str) -> bool:
    """A quick look: most pages have nothing at the edges of their lines."""
    return page[:1].isspace() or page[-1:].isspace() or _NEEDED.search(page) is not None


def tidy(page: str) -> list[Edit]:
    r"""Deletions of white space at the edges of lines, and one kind of line end.

    >>> [(e.before, e.after) for e in tidy("　　基层\r\n")]
    [('\u3000\u3000', ''), ('\r\n', '\n')]
    """
    if not _needed(page):
        return []
    edits = []
    for match in re.finditer(rf"\r\n?|(?:{_BLANK})+", page):
        start, end = match.span()
        if match.group()[0] == "\r":
            edits.append(Edit(start, end, match.group(), "\n", "layout"))
        elif start == 0 or end == len(page) or page[start - 1] in "\n\r" or page[end] in "\n\r":
            edits.append(Edit(start, end, match.group(), "", "layout"))
    return edits
