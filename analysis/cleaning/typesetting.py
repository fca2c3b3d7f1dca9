"""What typesetting, copying and saving did to a text: undone before anything else looks at it, each change on record.

Lines broken at a fixed width, running heads and page numbers, blanks between all characters, radicals and compatibility
forms in the place of ideographs, characters without width, entities, and text that was decoded with the wrong code page.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from functools import cache

import polars as pl

from .broken_lines import LINES_AT_LEAST, running_heads, typesetting_edit, unwrap
from .double_decoding import undo_double_decoding
from .edits import Edit, apply, chained

# Ideographs that CJK Radicals Supplement names (Unicode, EquivalentUnifiedIdeograph.txt); NFKC leaves these as they are.
_SUPPLEMENT = (
    "⺄乙⺅亻⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺒巳⺓幺⺖忄⺘扌⺙攵⺜日⺝月⺟母⺠民⺡氵⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺫目⺬示⺭礻⺯糹⺰纟⺲罒"
    "⺶羊⺹耂⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风"
    "⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻱龜⻳龟"
)
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE = rf"[{_HAN}，。！？；：、（）《》“”‘’…—]"
# Soft hyphen, zero-width blanks and joiners, direction marks, word joiner, BOM, variation selectors.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+")
# What `typeset` takes for odd, as a character class for a quick look.
ODD_CHARACTERS = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u2e80-\u2fd5\uf900-\ufaff"
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z]{2,8}\d{0,2});")
_MARKS_ONLY = frozenset(
    ["&nbsp;", "&ldquo;", "&rdquo;", "&hellip;", "&mdash;", "&middot;"]
)  # nobody means these in Chinese
_TAG = re.compile(
    r"<(?P<slash>/?)(?P<name>p|div|br|span|strong|b|em|i|u|a|font|img|section|h[1-6]|li|ul|ol)\b[^<>]{0,500}>", re.I
)
_BLOCK_TAGS = frozenset(["p", "div", "br", "section", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol"])
_BLANKS = r"[ \u00a0\u2000-\u200a\u3000]"
_BETWEEN = re.compile(rf"(?<={_WIDE}){_BLANKS}+(?={_WIDE})")
_SINGLE = re.compile(rf"(?<![^\s])\S({_BLANKS}+)(?=\S(?:\s|$))")  # between two characters that both stand alone
ENTITIES = 3  # from so many on a text is taken for the source of a page
GLANCE = 600  # characters at the beginning of a table's cell that are looked at for blanks and line ends
LONGEST = 60  # characters of the longest line that anybody sets
SPACED = 0.6  # share of neighbouring ideographs with a blank between them from which the whole text is taken for spaced


def typeset(page: str, *, lines: bool = True) -> tuple[str, list[Edit]]:
    r"""The text as it was before it was set, and every change from the page as it was given.

    Parameters
    ----------
    page : str
        A text, or the lines of an HTML page.
    lines : bool
        Also what concerns lines and markup; False for what was read from HTML, where both mean something else.

    Returns
    -------
    (str, list of Edit)
        The edits are in characters of the page given, rule ``typesetting`` with the reason as evidence.

    Examples
    --------
    >>> typeset("⺠⽣ 人\u200b民")[0]
    '民生 人民'
    >>> typeset("&#x6C11;&#x751F;&nbsp;&#x5B9E;&#x4E8B;")[0]
    '民生\xa0实事'
    """
    edits: list[Edit] = []
    text = page
    every = (undo_double_decoding, _tags, _entities, _characters, _close_up, running_heads, unwrap)
    for step in every if lines else (undo_double_decoding, _characters):
        found = step(text)
        if found:
            edits = chained(edits, found, page, text)
            text = apply(text, found)
    return text, edits


def oddly_set(text: str = "text") -> pl.Expr:
    """Whether the texts of a column look spaced or broken at a fixed width: a quick look, for large clean tables."""
    head = pl.col(text).str.slice(0, GLANCE)
    han = r"[\u3400-\u9fff]"
    breaks = head.str.count_matches(rf"[\u3400-\u9fff，、]\r?\n{han}")
    first = head.str.slice(0, GLANCE // 5)
    spaced = first.str.count_matches(f"{han} {han}") > 0.1 * first.str.len_chars()  # 0.25 where all are apart
    return spaced | ((breaks >= LINES_AT_LEAST - 1) & (breaks * LONGEST > head.str.len_chars()))


def _entities(text: str) -> list[Edit]:
    """Entities in a text file: somebody saved the source of a page as text. One alone may be meant, but for a blank."""
    if "&" not in text:
        return []
    found = [m for m in _ENTITY.finditer(text) if html.unescape(m.group()) != m.group()]
    if len(found) < ENTITIES and not any(m.group() in _MARKS_ONLY for m in found):
        return []
    return [typesetting_edit(m.start(), m.group(), html.unescape(m.group()), "entity") for m in found]


def _tags(text: str) -> list[Edit]:
    """Pieces of markup in a text: an element that is opened and closed. Those of a block are line ends."""
    if "</" not in text:
        return []
    found = list(_TAG.finditer(text))
    closed = {m["name"].lower() for m in found if m["slash"]} & {m["name"].lower() for m in found if not m["slash"]}
    edits = []
    for match in found:
        name = match["name"].lower()
        if name in closed or (name in ("br", "img", "hr") and closed):
            edge = match.start() == 0 or match.end() == len(text)
            edits.append(
                typesetting_edit(match.start(), match[0], "\n" if name in _BLOCK_TAGS and not edge else "", "markup")
            )
    return edits


@cache
def _folded() -> dict[int, str]:
    """Radicals and compatibility ideographs to the ideographs that they show."""
    table = {ord(a): b for a, b in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)}
    for first, last in ((0x2F00, 0x2FD5), (0xF900, 0xFAFF), (0x2F800, 0x2FA1D)):
        for point in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(point))
            if plain != chr(point) and len(plain) == 1:
                table[point] = plain
    return table


@cache
def _radical() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(chr, _folded())) + "]")


def _characters(text: str) -> list[Edit]:
    """Radicals and compatibility forms become ideographs; characters without width go."""
    edits = [typesetting_edit(m.start(), m.group(), "", "no width") for m in _INVISIBLE.finditer(text)]
    if not text.isascii():
        edits += [
            typesetting_edit(m.start(), m.group(), _folded()[ord(m.group())], "radical")
            for m in _radical().finditer(text)
        ]
    return sorted(edits)


def _close_up(text: str) -> list[Edit]:
    """Blanks between all characters; a text in which some ideographs stand apart keeps its blanks."""
    touching = len(re.findall(rf"(?<={_WIDE})(?={_WIDE})", text))
    apart = list(_BETWEEN.finditer(text))
    if not apart or len(apart) < SPACED * (len(apart) + touching):
        return []
    usual = Counter(m.group() for m in apart).most_common(1)[0][0]  # a wider gap than the usual one is a blank
    gaps = {m.start(): m.group() for m in apart} | {m.start(1): m[1] for m in _SINGLE.finditer(text)}
    return [typesetting_edit(at, gap, "", "spaced") for at, gap in sorted(gaps.items()) if len(gap) <= len(usual)]
