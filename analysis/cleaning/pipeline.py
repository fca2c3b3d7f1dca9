"""From a raw page to a clean one: the stages in their order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from ..reading.decoding import decode
from .character_width import count_marks, unfold
from .chinese_script import of_mainland, part_merged, simplify
from .clean_page import CleanPage
from .cleaning_rules import RULES, Rules
from .diagnosis import Diagnosis, diagnose
from .edits import Edit, apply
from .html_page import PageText, looks_like_html, read_html
from .line_classes import KEPT, classify
from .page_labels import compiled
from .page_metadata import read_metadata
from .restoration.byte_runs import restore_runs

# White space at the edges of a line, also the breaks that Unicode knows and the marks that have no width.
_SPACE = r"\r\n?|(?:[^\S\n]|[\u200b\ufeff\u2060\x00-\x08\x0e-\x1f])+"
_USUAL = r" \t\u3000\xa0\x0b\x0c"
_RARE = r"\r\x00-\x08\x0e-\x1f\x85\u1680\u2000-\u200b\u2028-\u202f\u205f\u2060\ufeff"
_AT_AN_EDGE = rf"[\n{_USUAL}{_RARE}](?:(?<=[{_RARE}])|(?<=\n)(?=[{_USUAL}])|(?<!\n)(?=\n))"
_FOLDED = 4  # half-width marks on a page without one full-width mark: so many are no accident
_SHORT = 16  # prose alone says nothing of itself, unless it ends in a line no longer: a name, a date


def clean(raw: str | bytes, *, rules: Rules = RULES) -> CleanPage:
    """Clean one page, keeping a record of everything that is changed.

    Parameters
    ----------
    raw : str or bytes
        A page as it was found: plain text or HTML.
    rules : Rules
        What may be done, and from which margin on.

    Returns
    -------
    CleanPage
        Never raises on any bytes; a page that cannot be read has ``rejected`` set to the reason.

    Examples
    --------
    >>> page = clean("為群眾辦實(shí)事\\n干部把責(zé)任扛在肩上,把實(shí)事辦到群眾心里,群眾看得見、摸得著。")
    >>> page.title, page.text
    ('为群众办实事', '干部把责任扛在肩上，把实事办到群众心里，群众看得见、摸得着。')
    >>> page.restore() == page.raw
    True
    """
    encoding = basis = None
    if isinstance(raw, str):
        page = raw
    else:
        raw = bytes(raw)
        decoded = decode(raw)
        if decoded.reason:
            return _rejected(raw, decoded.reason, rules)
        page, encoding, basis = decoded.text, decoded.encoding, decoded.basis
    if not page.strip("\x00\ufeff\u200b \t\r\n\x0b\x0c\u3000\xa0"):
        return _rejected(raw, "empty: no character but white space", rules)
    html = looks_like_html(page)
    read = read_html(page) if html else PageText(page)
    if html and not read.text.strip():
        return _rejected(raw, "empty: an HTML page without text", rules)
    page, diagnosis = read.text, diagnose(read.text)
    edits, unrestored, table, breaks = tidy(page), [], diagnosis.table, frozenset()
    if diagnosis.kind == "converted":
        runs = []
        if rules.restore:
            runs, unrestored, table, breaks = restore_runs(page, diagnosis, rules)
        if rules.intrusions:
            starts = diagnosis.found.starts  # what a restored run has taken in is no edit of its own
            taken_in = {k for run in runs for k in range(*(bisect_left(starts, place) for place in run[:2]))}
            edits += [edit for k, edit in enumerate(diagnosis.found.edits) if k not in taken_in]
        edits = sorted([*edits, *runs])
    text = apply(page, edits)
    if rules.script and diagnosis.kind in ("traditional", "converted"):
        text = simplify(text)
        text = part_merged(text) if diagnosis.kind == "converted" or of_mainland(text) else text
    lines = text.split("\n")
    hints = read.hints if len(read.hints) == len(lines) else None
    classes = ["body" if line else "blank" for line in lines]
    if rules.lines:
        classes = classify(lines, hints=hints, title=read.title)
    if rules.width and _is_folded(page, text, classes, diagnosis):
        lines = [unfold(line) if cls in KEPT else line for line, cls in zip(lines, classes, strict=True)]
    furnished = len(lines[-1]) <= _SHORT or not {*KEPT, "blank"}.issuperset(classes)
    metadata = read_metadata(*((lines, classes) if furnished else ([], [])), read.stated)
    title = next((line for line, cls in zip(lines, classes, strict=True) if cls == "title"), read.title)
    return CleanPage(
        raw, page, "\n".join(lines), tuple(classes), diagnosis, tuple(edits), metadata, title,
        encoding, basis, html, None, tuple(unrestored), table, breaks, rules,
    )  # fmt: skip


def tidy(page: str) -> list[Edit]:
    r"""Layout: deletions of white space at the edges of lines, and one kind of line end.

    >>> [(e.before, e.after) for e in tidy("　　基层\r\n")]
    [('\u3000\u3000', ''), ('\r\n', '\n')]
    """
    if not (page[:1].isspace() or page[-1:].isspace() or compiled(_AT_AN_EDGE).search(page)):
        return []  # a quick look: most pages have nothing there
    edits = []
    for match in compiled(_SPACE).finditer(page):
        start, end = match.span()
        line_end = page[start] == "\r"
        if line_end or start == 0 or end == len(page) or page[start - 1] in "\n\r" or page[end] in "\n\r":
            edits.append(Edit(start, end, match[0], "\n" if line_end else "", "layout"))
    return edits


def _is_folded(page: str, text: str, classes: Sequence[str], diagnosis: Diagnosis) -> bool:
    """Whether the page's marks were folded throughout.

    A bare text typed with half-width commas is its author's; only a page that shows more damage, or the
    furniture of a web page around the text, is taken for folded.
    """
    if not any(mark in text for mark in ",:(;"):
        return False
    full, folded = count_marks(page)[0], count_marks(text)[1]
    if diagnosis.kind == "converted":
        return full <= folded // 20  # shifted bytes can spell a mark
    furniture = any(cls not in (*KEPT, "blank", "byline") for cls in classes)
    return furniture and not full and folded >= _FOLDED


def _rejected(raw: str | bytes, reason: str, rules: Rules) -> CleanPage:
    page = raw if isinstance(raw, str) else ""
    classes = ("blank",) * (page.count("\n") + 1)
    return CleanPage(raw, page, page, classes, Diagnosis("other", 0, 0, 0), rejected=reason, rules=rules)
