"""Who wrote an HTML page: names behind a label near its text, or in its linked data, and none that is only a guess."""

from __future__ import annotations

import re

from . import page_labels as labels
from .page_surroundings import OPENING, PROSE, Surroundings

_SHORT = 90  # characters of a line that a label may stand in


def vote_authors(around: Surroundings) -> tuple[tuple[str, str, int, str], ...]:
    """Name, role, line (from 1; 0: the head) and wording of those named as authors: by a label, or in linked data."""
    opening = tuple((i, line) for i, line in around.body[:OPENING] if len(line) < PROSE)
    for lines in (around.above, around.edges(), opening, around.below):
        for i, line in lines:
            if len(line) <= _SHORT or line.startswith(("（", "(", "【")) or "（" in line[:24]:
                found = authors_in(line)
                if found:
                    return tuple((name, role, i + 1, line) for name, role in found)
    for statement in around.statements:
        name = statement.value.strip()
        if statement.field == "author" and statement.where.startswith("JSON-LD") and is_name(name):
            return ((name, "author", 0, name),)
    return ()


def authors_in(line: str) -> list[tuple[str, str]]:
    """Names and roles in a line with a label.

    >>> authors_in("新京报记者 李小满 王禾"), authors_in("作者最新文章"), authors_in("（记者李明 整合） 今天")
    ([('李小满', '记者'), ('王禾', '记者')], [], [('李明', '记者')])
    """
    for pattern in labels.AUTHOR_FORMS:
        match = labels.compiled(pattern).search(line)
        if match is None:
            continue
        role, names = match["role"].replace(" ", ""), []
        surely = bool(match["colon"].strip(" \u3000"))
        for name in re.split(r"[ \u3000、,，/]+", match["names"]):
            name = re.sub(labels.AFTER_NAME, "", name)
            if is_name(name) or (
                surely and not names and re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", name) and _may_be_name(name)
            ):
                names.append(name)
            else:
                break
        if names:
            role = role if "记者" in role or role in ("通讯员", "执笔", "评论员") else "author"
            return [(name, role) for name in names]
    return []


def is_name(text: str) -> bool:
    """Whether a text is a Chinese name by its form: a surname and one or two characters, no word of a page.

    >>> [is_name(text) for text in ("李明", "欧阳小满", "最新", "编辑")]
    [True, True, False, False]
    """
    if not re.fullmatch(r"[\u4e00-\u9fff·]{2,8}", text) or not _may_be_name(text):
        return False
    if "·" in text:
        return True
    if text[:2] in labels.DOUBLE_SURNAMES:
        return 3 <= len(text) <= 4
    return (
        len(text) <= 4
        and text[0] in labels.SURNAMES
        and (len(text) <= 3 or text[1] in labels.SURNAMES or len(text) == 4)
    )


def _may_be_name(text: str) -> bool:
    return not re.search(labels.NO_NAME, text)
