"""The class of each line: which are the commentary, and which the page put around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import page_labels as labels
from .title_lines import classify_titles, same_title

BODY = ("body", "heading")  # the text that is counted
KEPT = ("title", *BODY)  # every other class is dropped
_AROUND = ("nav", "footer", "aside", "outside")  # what markup says of lines around the text
_SENTENCE_END = r"[。！？；!?;](?:(?<=[。！？；])|$)"
_LAST_MARK = r"[。；;…：:][”’」』）)]?$|[！？!?]”$"
_BARS = r"[|｜丨┊│]"
_LONG = 1_000  # characters of either end of a line in which labels are looked for
_PROSE = 25  # characters: a line at least this long with a full stop is prose
_SHORT = 80  # a label counts on lines up to this length, at a page's head or tail


def classify(lines: Sequence[str], *, hints: Sequence[str | None] | None = None, title: str | None = None) -> list[str]:
    """The class of every line; blank ones are ``blank``.

    Labels count only on short lines above the first paragraph of prose and below the last, for the same words (许可证,
    热线, 日期) stand in prose too. Between them a line is body, unless it is a photo credit, a share widget or a section
    heading by its whole form. The lines are in simplified script; ``hints`` says what an HTML page's markup calls each
    (``nav``, ``footer``, ``title`` …), ``title`` is what its head calls the page.

    >>> classify(["首页 > 要闻", "把实事办到门口", "来源:某某网", "干部多走一步，群众就少跑一趟，这个道理并不难懂，难的是天天这样做。", "责任编辑:李明"])
    ['breadcrumb', 'title', 'meta', 'body', 'editor']
    """
    classes = ["" if line else "blank" for line in lines]
    filled = [i for i, line in enumerate(lines) if line]
    marked_up, hints = hints is not None, hints or [None] * len(lines)
    first, last = _prose_span(lines, filled, hints)
    place = _title_place(lines, filled, title, hints) if marked_up and title else None
    if place is not None and first <= place < last:  # what stands above the title is none of the text
        first, last = _prose_span(lines, [i for i in filled if i > place], hints)
    for i in filled:
        if i < first:
            classes[i] = _above(lines[i], hints[i])
        elif i <= last:
            classes[i] = _within(lines[i], hints[i])
    after = [i for i in filled if i > last]
    ended = False  # the first line below the prose that a rule knows ends the body
    for n, i in enumerate(after, 1):
        classes[i] = _below(lines[i], hints[i], ended, [lines[k] for k in after[n : n + 3]])
        ended = ended or classes[i] not in (*BODY, "photo_credit", "search_spam")
    classify_titles(lines, filled, first, classes, title)
    for i in filled:
        if hints[i] == "outside" and classes[i] in (*BODY, "outside", "subtitle", "site_masthead"):
            classes[i] = "aside"
    if place is not None:
        for i in filled:
            if i < place and classes[i] in (*BODY, "subtitle"):
                classes[i] = "aside"
            elif i != place and classes[i] in BODY and same_title(lines[i], lines[place]):
                classes[i] = "title_duplicate"
    return classes


def _title_place(lines: Sequence[str], filled: list[int], title: str, hints: Sequence[str | None]) -> int | None:
    """The last line that is the title and has half of the page's prose below it."""
    prose = [len(lines[i]) if _is_prose(lines[i]) and hints[i] not in _AROUND else 0 for i in filled]
    total, above, place = sum(prose), 0, None
    for i, length in zip(filled, prose, strict=True):
        if same_title(lines[i], title) and above <= 0.5 * total:
            place = i
        above += length
    return place


def _prose_span(lines: Sequence[str], filled: list[int], hints: Sequence[str | None]) -> tuple[int, int]:
    """The first and the last line of the prose; of a page without any, the line behind its end and -1."""
    prose = [i for i in filled if _is_prose(lines[i]) and hints[i] not in _AROUND]
    while len(prose) > 1 and _found(labels.NOTICE, lines[prose[-1]]):
        prose.pop()
    if not prose:  # a page without a full stop: its long lines with commas
        long = [i for i in filled if len(lines[i]) >= 30 and ("，" in lines[i] or "," in lines[i])]
        prose = [i for i in long if hints[i] not in _AROUND and not _label(lines[i])]
    if not prose:
        return len(lines), -1
    place = filled.index(prose[0])  # short sentences that touch the prose belong to it
    while place and hints[filled[place - 1]] is None and _is_sentence(lines[filled[place - 1]]):
        place -= 1
    return filled[place], prose[-1]


def _found(pattern: str, line: str) -> bool:
    return labels.compiled(pattern).search(_ends(line)) is not None


def _ends(line: str) -> str:
    """A line; of one that is longer than any label, its beginning and its end: some patterns take the square of its length."""
    return line if len(line) <= 2 * _LONG else line[:_LONG] + line[-_LONG:]


def _is_prose(line: str) -> bool:
    return len(line) >= _PROSE and _found(_SENTENCE_END, line) and not _found(labels.CAPTION, line)


def _is_sentence(line: str) -> bool:
    """A short line that is a sentence of its own, and no label."""
    return len(line) > 4 and _found(_LAST_MARK, line) and not _label(line) and not _found(labels.META, line)


def _is_heading(line: str) -> bool:
    return _found(labels.HEADING, line) and not _found(_SENTENCE_END, line)


def _label(line: str) -> str:
    """The class that the line's label names; "" where it has none."""
    match = labels.compiled(labels.LABELLED).match(_ends(line))
    return (match and match.lastgroup) or ""


def _bars(line: str) -> int:
    return len(labels.compiled(_BARS).findall(_ends(line)))


def _above(line: str, hint: str | None) -> str:
    """A line above the prose: its class, or "" where only its place can tell."""
    if hint == "nav":
        return "breadcrumb" if _found(labels.BREADCRUMB, line) else "nav"
    if hint == "title":
        return "title"
    bars = _bars(line)
    if len(line) > _SHORT + 40:
        return "nav" if bars else ""
    label = _label(line)
    if label:
        return label
    if _found(labels.META, line):
        return "meta"
    if bars > 2 or (bars and _found(labels.SITE_WORDS, line)):
        return "nav"
    if _found(labels.BREADCRUMB, line):
        return "breadcrumb"
    if line.startswith(("—", "--")):
        return "subtitle"
    if _found(labels.HEADING, line):
        return "heading"
    words = re.split(r"\s+", line)
    return "nav" if len(line) <= 30 and len(words) >= 4 and len(max(words, key=len)) <= 5 else ""


def _within(line: str, hint: str | None) -> str:
    """A line within the prose: body, but for what is something else by its whole form."""
    if hint in _AROUND:
        return hint
    if len(line) > 40:
        return "body"
    label = _label(line)
    if label in ("photo_credit", "share_widget"):
        return label
    if label == "more_link" and len(line) <= 16 and not _found(_SENTENCE_END, line):
        return label
    return "heading" if hint == "heading" or _is_heading(line) else "body"


def _below(line: str, hint: str | None, ended: bool, following: list[str]) -> str:
    """A line below the prose: the page's own, once the body has ended."""
    label = _label(line) if len(line) <= 3 * _SHORT else ""
    prose, short = _found(_SENTENCE_END, line), len(line) <= _SHORT
    if hint in _AROUND:
        return label or ("footer_nav" if hint == "nav" else hint)
    if _bars(line) > 1 and short and not prose:
        return "meta" if _found(labels.META, line) else "footer_nav"
    if label:
        return label
    if short and _found("[>»›→]", line) and _found(labels.BREADCRUMB, line):
        return "footer_nav"
    if _found(labels.PAPER_LINE, line) or (_found(labels.META, line) and not _found(labels.LONE_DATE, line)):
        return "meta"
    if len(line) <= 30 and not prose and len(line.split()) > 1 and _found(labels.SITE_WORDS, line):
        return "footer_nav"
    if ended:
        return "footer" if short else "body"
    # a site's slogan stands above lines such as stand at a page's foot
    foot = following and all(_label(below) or _found(labels.BREADCRUMB, below) or _bars(below) for below in following)
    if foot and len(line) <= 20 and _found(labels.SITE_SLOGAN, line):
        return "footer"
    return "heading" if len(line) <= 40 and _is_heading(line) else "body"
