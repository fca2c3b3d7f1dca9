"""The title among the lines above the prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .page_labels import DATELINE, INSTITUTION, NAMES, SITE_BEHIND, SITE_NAME, compiled

_MARKS = r"[\s\u3000“”\"'‘’《》,，:：!！?？]"
_FURNITURE = ("nav", "breadcrumb", "meta", "share_widget")


def classify_titles(lines: Sequence[str], filled: list[int], first: int, classes: list[str], known: str | None) -> None:
    """Fill in the classes of the lines above the prose that no other rule knew: the title, and what the rest are.

    Parameters
    ----------
    filled : list of int
        The lines that are not blank.
    first : int
        The first line of the prose.
    classes : list of str
        Of every line, "" where open; changed in place.
    known : str or None
        A title known from elsewhere.
    """
    unknown = [i for i in filled if i < first and classes[i] == ""]
    marked = [i for i in filled if classes[i] == "title"]
    # A sentence above it is text already: what comes after is no title.
    stop = next((i for i in unknown if lines[i][-1] in "。：；:;"), len(lines))
    candidates = [
        i
        for i in unknown
        if i < stop
        and 4 <= len(lines[i]) <= 70
        and lines[i][-1] not in "，,"
        and not compiled(DATELINE).match(lines[i])
    ]
    furniture = any(classes[i] in _FURNITURE for i in filled if i < first)
    sites = {i for i in unknown if compiled(SITE_NAME).match(lines[i])}
    institutions = {i for i in unknown if compiled(INSTITUTION).match(lines[i])}
    likely = [i for i in candidates if len(lines[i]) <= 40 and i not in sites | institutions]

    def repeated(i: int) -> bool:
        return any(_same(lines[i], lines[k]) for k in candidates if k != i)

    def score(i: int) -> tuple[int, int]:
        place = filled.index(i)
        beside = [classes[filled[k]] for k in (place - 1, place + 1) if 0 <= k < len(filled)]
        link = len(lines[i]) <= 8 and ("nav" in beside or "breadcrumb" in beside)
        return 4 * repeated(i) - 4 * link - 5 * (i in sites) - 3 * (i in institutions), -i

    chosen = marked[0] if marked else None
    if chosen is None and known:
        chosen = next((i for i in candidates if _same(lines[i], known)), None)
    if chosen is None and candidates and len(filled) > 1 and first < len(lines):
        best = max(candidates, key=score)
        # In a bare text several such lines are quotations, captions or a list: one is as good as another.
        chosen = best if furniture or repeated(best) or [best] == (likely or candidates) else None
    people = [i for i in unknown if furniture and len(lines[i]) <= 12 and re.fullmatch(NAMES, lines[i])]
    title = lines[chosen] if chosen is not None else ""
    behind = [i for i in likely if chosen is not None and i > chosen and i not in people and not _same(lines[i], title)]
    for i in unknown:
        if i == chosen:
            classes[i] = "title"
        elif _same(lines[i], title):
            classes[i] = "title_duplicate"
        elif chosen is not None and i < chosen and (furniture or i in sites):
            classes[i] = "site_masthead"
        elif chosen is not None and i > chosen and i in institutions and len(institutions) <= 2:
            classes[i] = "author_institution"
        elif chosen is not None and i > chosen and i in people:
            classes[i] = "byline"
        elif [i] == behind:  # alone between title and text, it would be the title of the text without it
            classes[i] = "subtitle"
        elif chosen is None and furniture and first < len(lines) and i in sites:
            classes[i] = "site_masthead"
        else:
            classes[i] = "body"
    for i in marked[1:]:
        classes[i] = "title_duplicate" if _same(lines[i], title) else "heading"


def _same(line: str, title: str) -> bool:
    """The same title, but for spaces, marks and a site's name behind it."""
    line, title = (re.sub(_MARKS, "", re.split(SITE_BEHIND, text, maxsplit=1)[0]) for text in (line, title))
    return line == title and bool(line)
