"""The proof by damage: a clean line, damaged again the page's own way, is the line that was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping

import polars as pl

from ..character_width import fold
from ..chinese_script import to_traditional
from ..edits import Edit
from ..line_classes import KEPT
from .character_model import character_model
from .damage_mechanism import HARD_SPACE, EveryPair, possible_damage, possible_splits

CERTIFICATE = pl.Schema(
    {"line": pl.UInt32, "holds": pl.Boolean, "clean": pl.String, "damaged_again": pl.String, "raw": pl.String}
)
_INDENTS = ("", "\u3000", "\u3000\u3000")
_LAYOUT = "\r\n\x0b\x0c\u3000\xa0\ufeff\u200b\t "  # white space at the ends of a line is not compared


def certify(
    lines: Iterable[tuple], page: str, edits: tuple[Edit, ...], table: Mapping[str, str], left_first: Container
) -> pl.DataFrame:
    """Damage each clean line again and compare it with the raw one.

    What the damage needs is learned from the page: which simplified character became which traditional
    one, which characters bear a reading, whether marks were folded. Layout is not compared. On a page with readings
    a line of the text must also be plausible to the character model: nonsense can pass for its own damage.

    Parameters
    ----------
    lines : iterable of (number, class, start, end, raw line, clean line)
    page : str
        The raw page, as it was read.
    edits : tuple of Edit
        Every change to it.
    table : mapping of str to str
        Traditional character to the reading inserted for it.
    left_first : container of (bytes, bytes)
        See `damage_mechanism.insert_readings`.

    Returns
    -------
    polars.DataFrame
        ``line holds clean damaged_again raw``, one row for each line that is not blank.
    """
    shapes = _traditional_shapes(page, edits)
    folded = any(edit.rule == "width" for edit in edits)
    page_splits = possible_splits(page)
    model = character_model() if table else None  # on a converted page nonsense would be damage left in place
    rows = []
    for number, cls, _, _, raw, clean in lines:
        if cls != "blank":
            found = raw.strip(_LAYOUT)
            damaged = _damaged_again(clean, found, shapes, table, left_first, page_splits, folded)
            holds = damaged == found and (model is None or cls not in KEPT or model.plausible(clean))
            rows.append((number, holds, clean, damaged, found))
    return pl.DataFrame(rows, schema=CERTIFICATE, orient="row")


def _damaged_again(clean: str, found: str, shapes: dict[str, str], table, left_first, page_splits, folded: bool) -> str:
    """The damaged form that was found, else the first; which key a site looks for first is not known."""
    plain = clean if table or not folded else fold(clean)
    source = "".join(shapes.get(char, char) for char in plain)
    if not table:
        return source
    splits = ("", *possible_splits(found), *page_splits) if "?" in found else ("",)
    forms = _forms(source, table, splits, left_first, folded)
    first = next(forms)
    if first == found or found in forms:
        return found
    if found.startswith("?"):  # of an indentation, which is layout, a cut or the site's encoding left these
        lost = found[: len(found) - len(found.lstrip("?"))]
        indented = (form for blank in _INDENTS for form in _forms(blank + source, table, splits, left_first, folded))
        if any(found in (form.strip(_LAYOUT), lost + form) for form in indented):
            return found
    return first


def _forms(source: str, table, splits, left_first, folded: bool) -> Iterator[str]:
    """The damaged forms of a line; a blank that the code page lacks becomes ``?``."""
    for _, form in possible_damage(source, table, splits, (left_first, (), EveryPair())):
        form = fold(form) if folded else form
        yield form
        if HARD_SPACE in form:
            yield form.replace(HARD_SPACE, "?")


def _traditional_shapes(page: str, edits: tuple[Edit, ...]) -> dict[str, str]:
    """Simplified → traditional as this page has it; the usual character where only a restored run has one."""
    pairs: Counter[tuple[str, str]] = Counter()
    unchanged: Counter[str] = Counter()
    restored: set[str] = set()
    at = 0
    for edit in edits:
        unchanged.update(page[at : edit.start])
        at = edit.end
        if edit.rule in ("script", "zhu_zhe"):
            pairs.update(zip(edit.after, edit.before, strict=True))
        elif edit.rule == "byte_shift":
            restored.update(edit.after)
    if not pairs:
        return {}
    unchanged.update(page[at:])
    commonest: dict[str, tuple[int, str]] = {}
    for (simplified, traditional), count in pairs.items():
        commonest[simplified] = max(commonest.get(simplified, (0, "")), (count, traditional))
    shapes = {char: shape for char, (count, shape) in commonest.items() if count >= unchanged[char]}
    for char in sorted(restored - set(shapes)):
        if not unchanged[char]:
            shapes[char] = to_traditional(char)
    return shapes
