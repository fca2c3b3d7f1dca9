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
from .edits import Edit, Outputs, apply, chained
from .html_page import PageText, looks_like_html, read_html
from .legibility import legibility, plainly_legible
from .line_classes import BODY, KEPT, classify
from .page_labels import OCCASION, PAPER_END, compiled
from .page_metadata import HEAD_LINES, read_metadata
from .page_surroundings import Surroundings
from .page_votes import vote_title
from .restoration.byte_runs import restore_runs
from .typesetting import typeset

# White space at the edges of a line, also the left_first that Unicode knows and the marks that have no width.
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
    found, page, set_edits = read.text, read.text, []
    if rules.typesetting:
        page, set_edits = typeset(found, lines=not html)
    diagnosis = diagnose(page)
    edits, unrestored, table, left_first = tidy(page), [], diagnosis.table, frozenset()
    if diagnosis.kind == "converted":
        runs = []
        if rules.restore:
            runs, unrestored, table, left_first = restore_runs(page, diagnosis, rules)
        if rules.intrusions:
            edits += diagnosis.found.edits
        edits = sorted([*_beside(edits, runs, page), *runs])
    text = apply(page, edits)
    if set_edits:
        edits, unrestored = chained(set_edits, edits, found, page), _placed(unrestored, set_edits, found)
    if rules.script and diagnosis.kind in ("traditional", "converted"):
        text = simplify(text)
        text = part_merged(text) if diagnosis.kind == "converted" or of_mainland(text) else text
    lines = text.split("\n")
    around = title_vote = None
    if html:
        said = read.statements
        if text != apply(page, edits) and rules.script:  # what the markup says is in the page's script too
            said = tuple(statement._replace(value=simplify(statement.value)) for statement in said)
        around = Surroundings.of(lines, read.body, said)
        title_vote = vote_title(around)
    known = title_vote.value if title_vote else None
    hints = read.hints if len(read.hints) == len(lines) else None
    classes = ["body" if line else "blank" for line in lines]
    if rules.lines:
        classes = classify(lines, hints=hints, title=known)
    if around is not None:  # what is left of the block by the classes of its lines has the nearer surroundings
        body = [i for i, cls in enumerate(classes) if cls in BODY] or read.body
        around = Surroundings.of(lines, body, around.statements).beginning_at(known or "")
    if rules.width and _is_folded(page, text, classes, diagnosis):
        lines = [unfold(line) if cls in KEPT else line for line, cls in zip(lines, classes, strict=True)]
    furnished = html or len(lines[-1]) <= _SHORT or not {*KEPT, "blank"}.issuperset(classes)
    dated = compiled(PAPER_END).search(lines[-1]) or any(map(compiled(OCCASION).match, lines[:HEAD_LINES]))
    metadata = read_metadata(*((lines, classes) if furnished or dated else ([], [])), around, title_vote)
    title = known or next((line for line, cls in zip(lines, classes, strict=True) if cls == "title"), None)
    full = "\n".join(lines)
    rejected = None if plainly_legible(full) else legibility(full).reason
    if rejected:
        return _rejected(raw, rejected, rules, found, html)
    return CleanPage(
        raw, found, full, tuple(classes), diagnosis, tuple(edits), metadata, title,
        encoding, basis, html, None, tuple(unrestored), table, left_first, rules,
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


def _beside(edits: Sequence[Edit], runs: Sequence[Edit], page: str) -> list[Edit]:
    """The edits without what the runs take in: of white space that is partly a run's, the rest goes."""
    if not runs:
        return list(edits)
    runs, kept = sorted(runs), []
    starts = [run.start for run in runs]
    for edit in edits:
        at = edit.start
        for run in runs[max(bisect_left(starts, edit.start) - 1, 0) : bisect_left(starts, edit.end)]:
            if run.start > at:
                kept.append(edit._replace(start=at, end=run.start, before=page[at : run.start]))
            at = max(at, run.end)
        if at == edit.start:
            kept.append(edit)
        elif at < edit.end:
            kept.append(edit._replace(start=at, before=page[at : edit.end]))
    return kept


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


def _placed(edits: Sequence[Edit], before: Sequence[Edit], page: str) -> list[Edit]:
    """Edits of a text that was edited before, in characters of the text as it was found."""
    outputs, placed = Outputs(before), []
    for edit in edits:
        ends = (
            outputs.edit_at(edit.start),
            outputs.edit_at(edit.end - 1),
        )  # what an edit put there stands where it was
        start = outputs.raw_place(edit.start) if ends[0] is None else before[ends[0]].start
        end = outputs.raw_place(edit.end - 1) + 1 if ends[1] is None else before[ends[1]].end
        placed.append(edit._replace(start=start, end=end, before=page[start:end]))
    return placed


def _rejected(raw: str | bytes, reason: str, rules: Rules, page: str | None = None, html: bool = False) -> CleanPage:
    page = page or (raw if isinstance(raw, str) else "")
    classes = ("blank",) * (page.count("\n") + 1)
    return CleanPage(raw, page, page, classes, Diagnosis("other", 0, 0, 0), html=html, rejected=reason, rules=rules)
