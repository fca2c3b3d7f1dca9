"""The title among the lines above the prose."""

from __future__ import annotations

import re

NAME = r"[\u4e00-\u9fff·]{2,8}"
NAMES = rf"{NAME}(?:[ \u3000、,，/]+{NAME}){{0,5}}"
_SITE_NAME = re.compile(
    r"^[\u4e00-\u9fffA-Za-z0-9·]{2,16}(?:网|在线|日报|晚报|时报|门户|频道|论坛|之窗|电视台|新闻|客户端|中心|新村|博客)$|^(?:https?://)?(?:www\.)?[\w.-]+\.(?:com|cn|net|org)\S*$"
)
_INSTITUTION = re.compile(
    r"^[\u4e00-\u9fff（）()·\s]{4,40}(?:中心|研究院|研究所|研究会|学院|大学|党校|委员会|党委|支部|办公室|[部局厅署]|课题组|编辑部|评论员|评论部|报社|政府|协会)$"
)
_MARKS = re.compile(r"[\s\u3000“”\"'‘’《》,，:：!！?？]")
_SITE_BEHIND = re.compile(r"\s*[_|｜]|--|\s-\s")
_DATELINE = re.compile(r"^[\u4e00-\u9fff]{2,6}社.{2,12}\d日电")


def name_titles(lines, filled, first, classes, hints, known) -> None:
    """The title among the lines above the prose, its repetitions, and what the rest of them are."""
    open_ = [i for i in filled if i < first and classes[i] == ""]
    marked = [i for i in filled if classes[i] == "title"]
    # A sentence above it is text already: what comes after is no title.
    stop = next((i for i in open_ if lines[i][-1] in "。：；:;" and i not in marked), len(lines))
    candidates = [
        i
        for i in open_
        if i < stop and 4 <= len(lines[i]) <= 70 and lines[i][-1] not in "。；，,;:：" and not _DATELINE.match(lines[i])
    ]
    chosen = marked[0] if marked else None
    if chosen is None and known:
        chosen = next((i for i in candidates if _same(lines[i], known)), None)
    furniture = any(classes[i] in ("nav", "breadcrumb", "meta", "share_widget") for i in filled if i < first)
    sites = {i for i in open_ if _SITE_NAME.match(lines[i])}
    bodies = {i for i in open_ if _INSTITUTION.match(lines[i])}
    like = [i for i in candidates if len(lines[i]) <= 40 and i not in sites | bodies]
    if chosen is None and candidates and len(filled) > 1 and first < len(lines):
        best = (
            candidates[0]
            if len(candidates) == 1
            else max(
                candidates,
                key=lambda i: (
                    _title_score(i, lines, filled, classes, candidates) - 5 * (i in sites) - 3 * (i in bodies),
                    -i,
                ),
            )
        )
        # In a bare text several such lines are quotations, captions or a list: one is as good as another.
        repeated = any(_same(lines[best], lines[i]) for i in candidates if i != best)
        chosen = best if furniture or repeated or [best] == (like or candidates) else None
    people = [i for i in open_ if furniture and len(lines[i]) <= 12 and re.fullmatch(NAMES, lines[i])]
    more = [
        i for i in like if chosen is not None and i > chosen and i not in people and not _same(lines[i], lines[chosen])
    ]
    for i in open_:
        if i == chosen:
            classes[i] = "title"
        elif chosen is not None and _same(lines[i], lines[chosen]):
            classes[i] = "title_duplicate"
        elif chosen is not None and i < chosen and (furniture or i in sites):
            classes[i] = "site_masthead"
        elif chosen is not None and i > chosen and i in bodies and len(bodies) <= 2:
            classes[i] = "author_institution"
        elif chosen is not None and i > chosen and i in people:
            classes[i] = "byline"
        elif [i] == more:  # alone between title and text, it would be the title of the text without it
            classes[i] = "subtitle"
        elif chosen is None and furniture and first < len(lines) and i in sites:
            classes[i] = "site_masthead"
        else:
            classes[i] = "body"
    for i in marked:
        if i != chosen:
            classes[i] = "title_duplicate" if _same(lines[i], lines[chosen]) else "heading"


def _title_score(i, lines, filled, classes, candidates) -> int:
    line = lines[i]
    place = filled.index(i)
    near = [classes[filled[k]] for k in (place - 1, place + 1) if 0 <= k < len(filled)]
    score = 4 * any(_same(line, lines[j]) for j in candidates if j != i)
    score -= 4 * (len(line) <= 8 and any(c in ("nav", "breadcrumb") for c in near))
    return score


def _same(a: str, b: str) -> bool:
    """The same title, but for spaces, marks and a site's name behind it."""
    plain = [_MARKS.sub("", _SITE_BEHIND.split(text, 1)[0]) for text in (a, b)]
    return plain[0] == plain[1] and bool(plain[0])
