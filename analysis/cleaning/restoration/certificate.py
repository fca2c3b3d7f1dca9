"""The proof by damage: a clean line, damaged again the page's own way, is the line that was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import polars as pl

from ..character_width import fold
from ..chinese_script import to_traditional
from ..edits import Edit
from .damage_mechanism import Always, damaged_ways

CERTIFICATE = pl.Schema(
    {"line": pl.UInt32, "holds": pl.Boolean, "clean": pl.String, "damaged_again": pl.String, "raw": pl.String}
)

SPLITS = ("", "、", "。", "，", "！", "？", "；", "、。，！？；：")


def certify(lines: Iterable[tuple], page: str, edits: tuple[Edit, ...], table, breaks) -> pl.DataFrame:
    """Damage each clean line again and compare it with the raw one.

    What the damage needs is learned from the page: which simplified character became which traditional
    one, which characters bear a reading, whether marks were folded. Layout is not compared.

    Parameters
    ----------
    lines : iterable of (number, class, start, end, raw line, clean line)
    page : str
        The raw page, as it was read.
    edits : tuple of Edit
        Every change to it.
    table : mapping of str to str
        Traditional character to the reading inserted for it.
    breaks : set of (bytes, bytes)
        See `damage_mechanism.insert_readings`.

    Returns
    -------
    polars.DataFrame
        ``line holds clean damaged_again raw``, one row for each line that is not blank.
    """
    back = _conversion(page, edits)
    folded = any(edit.rule == "width" for edit in edits)
    rows = []
    for line, cls, _, _, raw, clean in lines:
        if cls == "blank":
            continue
        found = raw.strip("\r\n\x0b\x0c\u3000\xa0\ufeff\u200b\t ")
        again = _again(clean, found, back, table, breaks, folded)
        rows.append((line, again == found, clean, again, found))
    names = ("line", "holds", "clean", "damaged_again", "raw")
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


def _conversion(page: str, edits: tuple[Edit, ...]) -> dict[str, str]:
    """Simplified → traditional as this page has it; the usual character where only a restored run has one."""
    pairs: Counter[tuple[str, str]] = Counter()
    kept: Counter[str] = Counter()
    at = 0
    restored: set[str] = set()
    for edit in edits:
        kept.update(page[at : edit.start])
        at = edit.end
        if edit.rule in ("script", "zhu_zhe"):
            pairs.update(zip(edit.after, edit.before, strict=True))
        elif edit.rule == "byte_shift":
            restored.update(edit.after)
    if not pairs:
        return {}
    kept.update(page[at:])
    best: dict[str, tuple[int, str]] = {}
    for (simple, traditional), count in pairs.items():
        best[simple] = max(best.get(simple, (0, "")), (count, traditional))
    back = {simple: traditional for simple, (count, traditional) in best.items() if count >= kept[simple]}
    for char in sorted(restored - set(back)):
        if not kept[char]:
            back[char] = to_traditional(char)
    return back
