"""The title among the lines above the prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import page_labels as labels


def classify_titles(lines: Sequence[str], filled: list[int], first: int, classes: list[str], known: str | None) -> None:
    """Fill in the classes that are still "" above the prose: the title, and what the other lines are.

    ``filled`` are the lines that are not blank, ``first`` the first line of the prose, ``known`` a title known from
    elsewhere.
    """
    unknown = [i for i in filled if i < first and classes[i] == ""]
    marked = [i for i in filled if classes[i] == "title"]
    # A sentence above it is text already: what comes after is no title.
    stop = next((i for i in unknown if lines[i][-1] in "。：；:;"), len(lines))
    short = [i for i in unknown if i < stop and 4 <= len(lines[i]) <= 70 and lines[i][-1] not in "，,"]
    candidates = [i for i in short if not re.match(labels.DATELINE, lines[i])]
    furniture = any(classes[i] in ("nav", "breadcrumb", "meta", "share_widget") for i in filled if i < first)
    sites = {i for i in unknown if re.match(labels.SITE_NAME, lines[i])}
    institutions = {i for i in unknown if re.match(labels.INSTITUTION, lines[i])}
    likely = [i for i in candidates if len(lines[i]) <= 40 and i not in sites | institutions]

    def repeated(i: int) -> bool:
        return any(same_title(lines[i], lines[k]) for k in candidates if k != i)

    def score(i: int) -> tuple[int, int]:
        place = filled.index(i)
        beside = [classes[k] for k in (filled[max(0, place - 1)], *filled[place + 1 : place + 2])]
        link = len(lines[i]) <= 8 and ("nav" in beside or "breadcrumb" in beside)
        return 4 * repeated(i) - 4 * link - 5 * (i in sites) - 3 * (i in institutions), -i

    chosen = None
    if known:  # the nearest to the text: a trail of links may end in it too
        chosen = next((i for i in reversed([*marked, *candidates]) if same_title(lines[i], known)), None)
    if chosen is None and marked:
        chosen = marked[0]
    if chosen is None and candidates and len(filled) > 1 and first < len(lines):
        best = max(candidates, key=score)
        # In a bare text several such lines are quotations, captions or a list: one is as good as another.
        chosen = best if furniture or repeated(best) or [best] == (likely or candidates) else None
    if chosen is None:
        for i in unknown:
            classes[i] = "site_masthead" if furniture and first < len(lines) and i in sites else "body"
        return
    title = lines[chosen]
    people = [i for i in unknown if furniture and len(lines[i]) <= 12 and re.fullmatch(labels.NAMES, lines[i])]
    behind = [i for i in likely if i > chosen and i not in people and not same_title(lines[i], title)]
    for i in unknown:
        if same_title(lines[i], title):
            classes[i] = "title_duplicate"
        elif i < chosen:
            classes[i] = "site_masthead" if furniture or i in sites else "body"
        elif i in institutions and len(institutions) <= 2:
            classes[i] = "author_institution"
        elif i in people:
            classes[i] = "byline"
        else:  # a line alone between title and text would be the title of the text without it
            classes[i] = "subtitle" if [i] == behind else "body"
    for i in marked:
        classes[i] = "title_duplicate" if same_title(lines[i], title) else "heading"
    classes[chosen] = "title"


def same_title(line: str, title: str) -> bool:
    """The same title, but for spaces, marks and a site's name behind it."""
    line, title = (
        re.sub(r"[\s\u3000“”\"'‘’《》,，:：!！?？]", "", re.split(labels.SITE_BEHIND, text, maxsplit=1)[0])
        for text in (line, title)
    )
    return line == title and bool(line)
