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
from itertools import pairwise
from statistics import median

import polars as pl

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
_CLOSED = re.compile(r"[。！？；：…!?;:][”’」』）)]*$")
_NUMBER = re.compile(r"^\W{0,4}(?:第\s*)?(\d{1,4})(?:\s*页)?(?:\s*[/／共]\s*(?:共\s*)?\d{1,4}\s*页?)?\W{0,4}$")
_INDENTED = re.compile(r"[ \t\u3000]{2,}\S")
_NUMBERED = re.compile(
    r"[ \t\u3000]*(?:[（(]?[一二三四五六七八九十]{1,3}[)）、]|第[一二三四五六七八九十\d]{1,3}[章节条]|[●■◆▲•·])"
)
ENTITIES = 3  # from so many on a text is taken for the source of a page
GLANCE = 600  # characters at the beginning of a table's cell that are looked at for blanks and line ends
LONGEST = 60  # characters of the longest line that anybody sets
SPACED = 0.6  # share of neighbouring ideographs with a blank between them from which the whole text is taken for spaced
LINES_AT_LEAST = 4  # fewer lines show no fixed width
FULL = 0.6  # share of lines of about the commonest width from which a text is taken for broken at a fixed width
SLACK = 3  # characters by which a full line may fall short: a mark is not set at the beginning of a line
REPEATED = 3  # times from which a short line that comes back is a running head


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
    every = (undo_double_decoding, _tags, _entities, _characters, _close_up, _running_heads, _unwrap)
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
    spaced = head.str.count_matches(f"{han} {han}") > 0.1 * head.str.len_chars()  # 0.25 where all are apart
    return spaced | ((breaks >= LINES_AT_LEAST - 1) & (breaks * LONGEST > head.str.len_chars()))


def _edit(start: int, before: str, after: str, why: str) -> Edit:
    return Edit(start, start + len(before), before, after, "typesetting", evidence=why)


def _entities(text: str) -> list[Edit]:
    """Entities in a text file: somebody saved the source of a page as text. One alone may be meant, but for a blank."""
    if "&" not in text:
        return []
    found = [m for m in _ENTITY.finditer(text) if html.unescape(m.group()) != m.group()]
    if len(found) < ENTITIES and not any(m.group() in _MARKS_ONLY for m in found):
        return []
    return [_edit(m.start(), m.group(), html.unescape(m.group()), "entity") for m in found]


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
            edits.append(_edit(match.start(), match[0], "\n" if name in _BLOCK_TAGS and not edge else "", "markup"))
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
    edits = [_edit(m.start(), m.group(), "", "no width") for m in _INVISIBLE.finditer(text)]
    if not text.isascii():
        edits += [_edit(m.start(), m.group(), _folded()[ord(m.group())], "radical") for m in _radical().finditer(text)]
    return sorted(edits)


def _close_up(text: str) -> list[Edit]:
    """Blanks between all characters; a text in which some ideographs stand apart keeps its blanks."""
    touching = len(re.findall(rf"(?<={_WIDE})(?={_WIDE})", text))
    apart = list(_BETWEEN.finditer(text))
    if not apart or len(apart) < SPACED * (len(apart) + touching):
        return []
    usual = Counter(m.group() for m in apart).most_common(1)[0][0]  # a wider gap than the usual one is a blank
    gaps = {m.start(): m.group() for m in apart} | {m.start(1): m[1] for m in _SINGLE.finditer(text)}
    return [_edit(at, gap, "", "spaced") for at, gap in sorted(gaps.items()) if len(gap) <= len(usual)]


def _lines(text: str) -> list[tuple[int, str]]:
    """Each line with the place where it begins, without its end."""
    out, at = [], 0
    for line in text.splitlines(keepends=True):
        out.append((at, line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")))
        at += len(line)
    return out


def _running_heads(text: str) -> list[Edit]:
    """Page numbers that count upwards, and short lines that come back at a distance: the head of each page."""
    lines = [(at, line) for at, line in _lines(text)]
    filled = [(k, at, line.strip()) for k, (at, line) in enumerate(lines) if line.strip()]
    if len(filled) < 3 * REPEATED:
        return []
    numbers = [(k, int(m[1])) for k, _, line in filled if (m := _NUMBER.match(line))]
    steps = [b[1] - a[1] for a, b in pairwise(numbers)]
    counted = {k for k, _ in numbers} if len(numbers) >= REPEATED and steps and set(steps) <= {1, 2} else set()
    shapes = Counter(_shape(line) for _, _, line in filled if len(line) <= 40)
    # a line in brackets heads a section, time and again
    again = {
        shape
        for shape, times in shapes.items()
        if times >= REPEATED and shape and not _CLOSED.search(shape) and shape[0] not in "【［[〔"
    }
    places: dict[str, list[int]] = {}
    for k, _, line in filled:
        places.setdefault(_shape(line), []).append(k)
    heads = set()
    for shape in again:
        gaps = [b - a for a, b in pairwise(places[shape])]
        if min(gaps) >= 8 and (counted or max(gaps) - min(gaps) <= 0.25 * median(gaps)):  # a page apart, each time
            heads |= set(places[shape])
    out = []
    for k in sorted(counted | heads):
        at, line = lines[k]
        end = lines[k + 1][0] if k + 1 < len(lines) else len(text)
        why = "page number" if k in counted else "running head"
        out.append(_edit(at, text[at:end], "", why))
    return out


def _shape(line: str) -> str:
    """A line without its figures: 第 3 页 and 第 4 页 are one."""
    return re.sub(r"[\d\s]+", "", line)


def _unwrap(text: str) -> list[Edit]:
    """Line ends that stand where the line was full, not where a paragraph ends."""
    lines = _lines(text)
    filled = [line.strip() for _, line in lines if line.strip()]
    if len(filled) < LINES_AT_LEAST:
        return []
    widths = [_width(line) for line in filled]
    widest = Counter(widths).most_common(1)[0][0]
    usual = max(widest, sorted(widths)[int(0.9 * (len(widths) - 1))])
    full = [usual - SLACK * 2 <= width <= usual + 2 * SLACK for width in widths]
    open_end = [not _CLOSED.search(line) for line in filled]
    # the last line of a paragraph is short, every other one full
    broken = sum(f and o for f, o in zip(full, open_end, strict=True))
    if usual < 20 or sum(full) < FULL * len(full) * 0.75 or broken < 0.4 * len(full):
        return []
    out = []
    for k, (at, line) in enumerate(lines[:-1]):
        start, after = lines[k + 1]
        if not line.strip() or not after.strip() or _INDENTED.match(after):
            continue
        if _NUMBERED.match(after) and _CLOSED.search(line.rstrip()):
            continue
        if not usual - SLACK * 2 <= _width(line.strip()) <= usual + 2 * SLACK:
            continue
        head = len(after) - len(after.lstrip(" \t\u3000"))
        end = at + len(line.rstrip(" \t\u3000"))
        gap = text[end : start + head]
        both = text[end - 1 : end] + text[start + head : start + head + 1]
        out.append(_edit(end, gap, " " if both.isascii() and both.isalnum() else "", "line broken at a fixed width"))
    return out


def _width(line: str) -> int:
    """Columns that a line takes: two for an ideograph or a wide mark, one for others."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or c in "“”‘’…—·" else 1 for c in line)
