"""From a raw page to a clean one: the stages in their order."""

from __future__ import annotations

import re
from bisect import bisect_left

from ..reading.decoding import decode
from .character_width import FULL_WIDTH, folded_marks, unfold
from .chinese_script import simplify, yu, zhe
from .clean_page import CleanPage
from .cleaning_rules import RULES, Rules
from .diagnosis import Diagnosis, diagnose
from .edits import Edit
from .html_page import HtmlPage, looks_like_html, read_html
from .line_kinds import KEPT, classify
from .page_metadata import Metadata, read_metadata, with_stated
from .pinyin_intrusions import Intrusions
from .restoration.byte_runs import restore_runs
from .white_space import tidy

_PLAIN = frozenset(("body", "blank", "heading", "title"))
_FOLDED = 4  # half-width marks on a page without one full-width mark: so many are no accident


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
    page = raw
    if isinstance(raw, bytes | bytearray | memoryview):
        raw = bytes(raw)
        decoded = decode(raw)
        if decoded.reason:
            return _rejected(raw, decoded.reason, rules)
        page, encoding, basis = decoded.text, decoded.encoding, decoded.basis
    if not page.strip("\x00\ufeff\u200b \t\r\n\x0b\x0c\u3000\xa0"):
        return _rejected(raw, "empty: no character but white space", rules)
    if looks_like_html(page):
        saved = read_html(page)
        if not saved.text.strip():
            return _rejected(raw, "empty: an HTML page without text", rules)
        return _clean(raw, saved.text, saved, html=True, encoding=encoding, encoding_basis=basis, rules=rules)
    return _clean(raw, page, None, encoding=encoding, encoding_basis=basis, rules=rules)


def _clean(raw, page: str, saved: HtmlPage | None, *, rules: Rules, **how) -> CleanPage:
    diagnosis = diagnose(page)
    mended, taken_out, unrestored, table, breaks = _undo_damage(page, diagnosis, rules)
    middle = _reshaped(page, mended, taken_out)
    simple = _in_simplified_script(middle, diagnosis, rules)
    lines = simple.split("\n")
    classes = (
        classify(lines, hints=_hints(saved, lines), title=_known_title(saved))
        if rules.lines
        else ["body" if line else "blank" for line in lines]
    )
    full = _in_full_width(page, simple, lines, classes, diagnosis) if rules.width else simple
    lines = full.split("\n") if full is not simple else lines
    titles = [line for line, cls in zip(lines, classes, strict=True) if cls == "title"]
    metadata = Metadata()
    if len(lines[-1]) <= 16 or not _PLAIN.issuperset(classes):
        metadata = read_metadata(lines, classes, lines)
    if saved is not None:
        metadata = with_stated(metadata, saved.stated)
    return CleanPage(
        raw, page, full, tuple(classes), tuple(mended), taken_out, middle, diagnosis, metadata, titles[0] if titles else _known_title(saved), unrestored=tuple(unrestored), table=table, breaks=breaks, rules=rules, **how,
    )  # fmt: skip


def _hints(saved: HtmlPage | None, lines: list[str]):
    """What the markup says of each line, as long as the lines are still the same ones."""
    return saved.hints if saved is not None and len(saved.hints) == len(lines) else None


def _known_title(saved: HtmlPage | None) -> str | None:
    """A page's own ``<title>`` without the site's name behind it."""
    title = (saved.stated.get("title") if saved is not None else "") or ""
    return re.split(r"\s*[_|｜]|--|\s[-–—]\s", title)[0].strip() or None


def _undo_damage(page: str, diagnosis: Diagnosis, rules: Rules):
    """What alters a page's length: layout and byte runs as edits, intrusions in columns; and the page's table."""
    mended, taken_out, unrestored, table, breaks = tidy(page), Intrusions(), [], diagnosis.table, frozenset()
    if diagnosis.kind == "converted":
        runs = []
        if rules.restore:
            runs, unrestored, table, breaks = restore_runs(page, diagnosis, rules)
            mended += runs
        if rules.intrusions:
            taken_out = diagnosis.found.outside(runs)
    return mended, taken_out, unrestored, table, breaks


def _reshaped(page: str, mended: list[Edit], taken_out: Intrusions) -> str:
    """The page with these changes alone made."""
    if not mended and not taken_out.starts:
        return page
    starts = sorted([*taken_out.starts, *(edit.start for edit in mended)])
    ends = sorted([*taken_out.ends, *(edit.end for edit in mended)])
    kept = [page[a:b] for a, b in zip([0, *ends], [*starts, len(page)], strict=True)]
    for edit in mended:
        kept[bisect_left(starts, edit.start)] += edit.after
    return "".join(kept)


def _in_simplified_script(text: str, diagnosis: Diagnosis, rules: Rules) -> str:
    if not rules.script or diagnosis.kind not in ("traditional", "converted"):
        return text
    simple = simplify(text)
    return zhe(yu(simple)) if diagnosis.kind == "converted" else simple


def _in_full_width(page: str, text: str, lines, classes, diagnosis: Diagnosis) -> str:
    """Full-width marks in title and body, where the page was folded throughout.

    A bare text typed with half-width commas is its author's; only a page that shows more damage, or the
    furniture of a web page around the text, is taken for folded.
    """
    if "," not in text and ":" not in text and "(" not in text and ";" not in text:
        return text
    full = len(FULL_WIDTH.findall(page))
    if diagnosis.kind == "converted":
        if full and full > folded_marks(text) // 20:  # shifted bytes can spell a mark
            return text
    elif full or all(cls in KEPT or cls in ("blank", "byline") for cls in classes) or folded_marks(text) < _FOLDED:
        return text
    return "\n".join(unfold(line) if cls in KEPT else line for line, cls in zip(lines, classes, strict=True))


def _rejected(raw, reason: str, rules: Rules) -> CleanPage:
    page = raw if isinstance(raw, str) else ""
    classes = ("blank",) * (page.count("\n") + 1)
    return CleanPage(
        raw, page, page, classes, (), Intrusions(), page, Diagnosis("other", 0, 0, 0), rejected=reason, rules=rules
    )
