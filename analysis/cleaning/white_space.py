"""Layout: line ends made one kind, white space at the edges of lines taken off."""

from __future__ import annotations

from .edits import Edit
from .page_labels import compiled

# Also the breaks that Unicode knows and the marks that have no width, at the edges of a line.
_USUAL = r" \t\u3000\xa0\x0b\x0c"
_RARE = r"\r\x00-\x08\x0e-\x1f\x85\u1680\u2000-\u200b\u2028-\u202f\u205f\u2060\ufeff"
# A quick look: most pages have nothing at the edges of their lines.
_NEEDED = rf"[\n{_USUAL}{_RARE}](?:(?<=[{_RARE}])|(?<=\n)(?=[{_USUAL}])|(?<!\n)(?=\n))"
_SPACE = r"\r\n?|(?:[^\S\n]|[\u200b\ufeff\u2060\x00-\x08\x0e-\x1f])+"


def tidy(page: str) -> list[Edit]:
    r"""Deletions of white space at the edges of lines, and one kind of line end.

    >>> [(e.before, e.after) for e in tidy("　　基层\r\n")]
    [('\u3000\u3000', ''), ('\r\n', '\n')]
    """
    if not (page[:1].isspace() or page[-1:].isspace() or compiled(_NEEDED).search(page)):
        return []
    edits = []
    for match in compiled(_SPACE).finditer(page):
        start, end = match.span()
        line_end = page[start] == "\r"
        if line_end or start == 0 or end == len(page) or page[start - 1] in "\n\r" or page[end] in "\n\r":
            edits.append(Edit(start, end, match[0], "\n" if line_end else "", "layout"))
    return edits
