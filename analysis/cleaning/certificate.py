"""The proof by damage: a clean line, damaged again the page's own way, is the line that was found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from .mechanism import Always, damaged_ways
from .script import to_traditional
from .width import fold

if TYPE_CHECKING:
    from .page import CleanPage

SPLITS = ("", "、", "。", "，", "！", "？", "；", "、。，！？；：")


def certify(page: CleanPage) -> pl.DataFrame:
    """Damage each clean line again and compare it with the raw one.

    What the damage needs is learned from the page: which simplified character became which traditional
    one, which characters bear a reading, whether marks were folded. Layout is not compared.

    Returns
    -------
    polars.DataFrame
        ``line holds clean damaged_again raw``, one row for each line that is not blank.
    """
    back = _conversion(page)
    folded = any(edit.rule == "width" for edit in page.edits)
    rows = []
    for line, cls, _, _, raw, clean in page._line_rows():
        if cls == "blank":
            continue
        found = raw.strip("\r\n\x0b\x0c\u3000\xa0\ufeff\u200b\t ")
        again = _again(clean, found, back, page.table, page.breaks, folded)
        rows.append((line, again == found, clean, again, found))
    names = ("line", "holds", "clean", "damaged_again", "raw")
    from .page import CERTIFICATE

    return pl.DataFrame({name: [row[k] for row in rows] for k, name in enumerate(names)}, schema=CERTIFICATE)


def _again(clean: str, found: str, back: dict[str, str], table, breaks, folded: bool) -> str:
    """The damaged form nearest to what was found; which key a site looks for first is not known."""
    plain = fold(clean) if folded else clean
    traditional = "".join(back.get(char, char) for char in plain) if back else plain
    if not table:
        return traditional
    source = "".join(back.get(char, char) for char in clean)
    first = None
    for _, again in damaged_ways(source, table, SPLITS if "?" in found else ("",), (breaks, (), Always())):
        again = fold(again) if folded else again
        first = first if first is not None else again
        if again == found:
            return again
    return first


def _conversion(page: CleanPage) -> dict[str, str]:
    """Simplified → traditional as this page has it; the usual character where only a restored run has one."""
    pairs: Counter[tuple[str, str]] = Counter()
    kept: Counter[str] = Counter()
    at = 0
    restored: set[str] = set()
    for edit in page.edits:
        kept.update(page.page[at : edit.start])
        at = edit.end
        if edit.rule in ("script", "zhu_zhe"):
            pairs.update(zip(edit.after, edit.before, strict=True))
        elif edit.rule == "byte_shift":
            restored.update(edit.after)
    if not pairs:
        return {}
    kept.update(page.page[at:])
    best: dict[str, tuple[int, str]] = {}
    for (simple, traditional), count in pairs.items():
        best[simple] = max(best.get(simple, (0, "")), (count, traditional))
    back = {simple: traditional for simple, (count, traditional) in best.items() if count >= kept[simple]}
    for char in sorted(restored - set(back)):
        if not kept[char]:
            back[char] = to_traditional(char)
    return back
