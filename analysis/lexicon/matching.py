"""Where the surfaces of a lexicon stand in a text: the reference, whose answer every faster matcher must equal.

Matching looks at a folded view of the text and answers with places in the text as it stands. In the view, quotation
marks, title marks and blanks are left out, letters and digits have one width, and all marks of lists are ``、``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ..core.sentences import STRAIGHT_PAIRS, paired

OPENING, CLOSING = "“‘「『", "”’」』"  # 《》 name a book or a document: looked through, but no quotation
STRAIGHT = "".join(STRAIGHT_PAIRS)  # the first of two on a line opens, the second closes
LOOKED_THROUGH = OPENING + CLOSING + "《》" + STRAIGHT  # 新时代“枫桥经验” is 新时代枫桥经验
# Blanks, and characters that print nothing: typesetting puts them into words. A tab parts cells, a line end lines.
SPACES = " \xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u3164"
INVISIBLE = "\xad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "".join(map(chr, range(0xFE00, 0xFE10)))
SELECTORS = range(0xE0100, 0xE01F0)  # variation selectors of ideographs: invisible too, above U+FFFF
SEPARATOR = "、"  # stands for every mark between the members of a list
SEPARATORS = ",，·・･‧•﹑､﹐"
NUMERALS = "零〇一二三四五六七八九十百千万两0123456789０１２３４５６７８９"
IDEOGRAPHS = range(0x4E00, 0xA000)
CONTEXT = 5  # ideographs on either side that a test of edges is given

_KEPT_WIDE = "！；？，＂＇"  # full-width marks that end a sentence or have a meaning above
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT_WIDE}
FOLDS = _WIDE | dict.fromkeys(SEPARATORS, SEPARATOR)  # ＋ is +, １ is 1, and · is 、
_NAME = str.maketrans(FOLDS | dict.fromkeys([*LOOKED_THROUGH, *INVISIBLE, *map(chr, SELECTORS)], ""))
_VIEW = _NAME | dict.fromkeys(map(ord, SPACES), "")
_SPACED = re.compile(rf"[{SPACES}]*{SEPARATOR}[{SPACES}]*|[{SPACES}]+")

TearsWord = Callable[[str, str, str], bool]  # given the ideographs before a surface, the surface, those behind it


def bare(text: str) -> str:
    """A string that is to be found, as matching looks at it: a blank inside parts the members of a list.

    >>> bare("新时代“枫桥经验”"), bare("互联网＋"), bare("富强 民主 文明")
    ('新时代枫桥经验', '互联网+', '富强、民主、文明')
    """
    return _SPACED.sub(SEPARATOR, text.translate(_NAME).strip(SPACES))


def view(text: str) -> str:
    """The folded view of a text, without the places.

    >>> view("互联网 ＋")
    '互联网+'
    """
    return text.translate(_VIEW)


def folded(text: str) -> tuple[str, list[int]]:
    """The folded view of a text, and where each of its characters stands in the text.

    >>> folded('四个"意识"')
    ('四个意识', [0, 1, 3, 4])
    """
    view = [(seen, place) for place, character in enumerate(text) if (seen := character.translate(_VIEW))]
    return "".join(seen for seen, _ in view), [place for _, place in view]


@dataclass(frozen=True, order=True)
class Span:
    """A surface found: ``text[start:end]``, marks inside it included, marks around it left out."""

    start: int
    end: int
    surface: str
    quoted: bool


def find_spans(
    text: str, surfaces: Iterable[str], exclusions: Iterable[str] = (), *, tears_word: TearsWord | None = None
) -> list[Span]:
    """Leftmost, longest, non-overlapping occurrences of ``surfaces`` in ``text``.

    At each character of the folded view, from left to right, the surface that reaches farthest is taken and the
    search goes on behind it. A blank may stand for a ``、`` of the surface. A surface that begins with a numeral is no
    match right behind another numeral (十四个意识 holds no 四个意识), and none is where it ``tears_word`` in two; the
    next shorter one is tried then, and last the search goes on one character further.

    ``surfaces`` and ``exclusions`` are `bare`. The latter take their characters like any surface and are not reported.

    >>> [span.surface for span in find_spans("推广新时代“枫桥经验”", ["枫桥经验", "新时代枫桥经验"])]
    ['新时代枫桥经验']
    >>> find_spans("落实双减少跑腿", ["双减"], exclusions=["双减少"])
    []
    """
    reported = frozenset(surfaces)
    searched = _searched(reported, frozenset(exclusions))
    seen, places = folded(text)
    plain = seen.replace(SEPARATOR, "")
    before = list(accumulate((mark != SEPARATOR for mark in seen), initial=0))  # characters of ``plain`` before each
    curly = paired(text)
    gap = [any(mark in SPACES for mark in text[a + 1 : b]) for a, b in zip(places, places[1:])]

    def refused(surface: str, start: int, end: int) -> bool:
        if surface not in reported:
            return False
        if start > 0 and text[start - 1] in NUMERALS and surface[0] in NUMERALS:
            return True
        return tears_word is not None and tears_word(_ideographs_before(text, start), surface, _behind(text, end))

    found, at = [], 0
    while at < len(seen):
        begins = {one for part in searched.at(plain, before[at]) for one in searched.surfaces[part]}
        ends = ((_end_of(surface, seen, at, gap), surface) for surface in begins)
        for stop, surface in sorted((one for one in ends if one[0]), key=lambda one: (-one[0], -len(one[1]), one[1])):
            start, end = places[at], places[stop - 1] + 1
            if not refused(surface, start, end):
                break
        else:
            at += 1
            continue
        if surface in reported:
            found.append(Span(start, end, surface, _is_quoted(curly, start, end)))
        at = stop
    return found


def _end_of(surface: str, seen: str, at: int, gap: list[bool]) -> int:
    """Where a surface that begins at a place of the folded view ends; 0 if it does not stand there."""
    if seen.startswith(surface, at):
        return at + len(surface)
    if SEPARATOR not in surface:
        return 0
    for place, character in enumerate(surface):
        if at < len(seen) and seen[at] == character:
            at += 1
        elif character != SEPARATOR or not 0 < place < len(surface) - 1 or at >= len(seen) or not gap[at - 1]:
            return 0
    return at


class Parts:
    """Strings that are looked for inside others by their first character and their length, and not one after the other."""

    def __init__(self, strings: Iterable[str]) -> None:
        self.strings = frozenset(strings)
        lengths: dict[str, set[int]] = {}
        for string in self.strings:
            lengths.setdefault(string[:1], set()).add(len(string))
        self._lengths = {first: sorted(own) for first, own in lengths.items()}

    def at(self, text: str, start: int) -> Iterator[str]:
        """The strings that stand in ``text`` from a place on, the shortest first.

        >>> list(Parts(["四下", "四下基层", "基层"]).at("去四下基层", 1))
        ['四下', '四下基层']
        """
        for length in self._lengths.get(text[start : start + 1], ()):
            part = text[start : start + length]
            if len(part) < length:
                return
            if part in self.strings:
                yield part

    def within(self, text: str) -> Iterator[tuple[int, str]]:
        """Where each of the strings begins, and which it is."""
        return ((start, part) for start in range(len(text)) for part in self.at(text, start))


class _Searched(Parts):
    """Surfaces by what is left of them without separators, for which a blank may stand."""

    def __init__(self, surfaces: Iterable[str]) -> None:
        self.surfaces: dict[str, list[str]] = {}
        for surface in surfaces:
            self.surfaces.setdefault(surface.replace(SEPARATOR, ""), []).append(surface)
        super().__init__(self.surfaces)

    def at(self, text: str, start: int) -> Iterator[str]:
        yield from super().at(text, start)
        if "" in self.strings and start < len(text):  # of a surface that is nothing but separators
            yield ""


@lru_cache(maxsize=4)  # a corpus asks for the same surfaces text after text
def _searched(surfaces: frozenset[str], exclusions: frozenset[str]) -> _Searched:
    return _Searched(surfaces | exclusions)


def _ideographs_before(text: str, start: int) -> str:
    first = start
    while first > max(start - CONTEXT, 0) and ord(text[first - 1]) in IDEOGRAPHS:
        first -= 1
    return text[first:start]


def _behind(text: str, end: int) -> str:
    last = end
    while last < min(end + CONTEXT, len(text)) and ord(text[last]) in IDEOGRAPHS:
        last += 1
    return text[end:last]


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Marks on both sides, or a mark inside: “六保”, 新时代"枫桥经验", but not “六保任务”."""
    if any(mark in text[start:end] for mark in OPENING + CLOSING + STRAIGHT):
        return True
    return start > 0 and end < len(text) and text[start - 1] in OPENING and text[end] in CLOSING
