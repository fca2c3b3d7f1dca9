"""Where the surfaces of a lexicon stand in a text: the reference, whose answer every faster matcher must equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

LOOKED_THROUGH = "“”‘’「」『』《》"  # 新时代“枫桥经验” is 新时代枫桥经验
OPENING, CLOSING = "“‘「『", "”’」』"  # 《》 name a book or a document: looked through, but no quotation
NUMERALS = "零〇一二三四五六七八九十百千万两0123456789０１２３４５６７８９"

_DROP = str.maketrans("", "", LOOKED_THROUGH)


def bare(text: str) -> str:
    """The characters of ``text`` that matching looks at: all but the quotation and title marks.

    >>> bare("新时代“枫桥经验”")
    '新时代枫桥经验'
    """
    return text.translate(_DROP)


@dataclass(frozen=True, order=True)
class Span:
    """A surface found: ``text[start:end]``, marks inside it included, marks around it left out."""

    start: int
    end: int
    surface: str
    quoted: bool


def find_spans(text: str, surfaces: Iterable[str], exclusions: Iterable[str] = ()) -> list[Span]:
    """Leftmost, longest, non-overlapping occurrences of ``surfaces`` in ``text``.

    At each character, from left to right, the longest surface that starts there is taken and the
    search goes on behind it. Marks of `LOOKED_THROUGH` count for nothing. A surface that begins with a
    numeral is no match right behind another numeral (十四个意识 holds no 四个意识); the search then goes
    on one character further.

    ``surfaces`` hold no mark of `LOOKED_THROUGH`. ``exclusions`` take their characters like any surface and are
    not reported.

    >>> [span.surface for span in find_spans("推广新时代“枫桥经验”", ["枫桥经验", "新时代枫桥经验"])]
    ['新时代枫桥经验']
    >>> find_spans("落实双减少跑腿", ["双减"], exclusions=["双减少"])
    []
    """
    reported = frozenset(surfaces)
    by_first = _by_first_character(reported, frozenset(exclusions) - reported)
    places = [place for place, character in enumerate(text) if character not in LOOKED_THROUGH]
    seen = "".join(text[place] for place in places)
    found, at = [], 0
    while at < len(seen):
        behind_numeral = places[at] > 0 and text[places[at] - 1] in NUMERALS
        for surface in by_first.get(seen[at], ()):
            guarded = surface in reported and behind_numeral and surface[0] in NUMERALS
            if not guarded and seen.startswith(surface, at):
                break
        else:
            at += 1
            continue
        if surface in reported:
            start, end = places[at], places[at + len(surface) - 1] + 1
            found.append(Span(start, end, surface, _is_quoted(text, start, end)))
        at += len(surface)
    return found


@lru_cache(maxsize=4)  # a corpus asks for the same surfaces text after text
def _by_first_character(*groups: frozenset[str]) -> Mapping[str, list[str]]:
    """Surfaces by their first character, the longest first."""
    by_first: dict[str, list[str]] = {}
    for surface in sorted(frozenset().union(*groups), key=lambda surface: (-len(surface), surface)):
        by_first.setdefault(surface[0], []).append(surface)
    return by_first


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Marks on both sides, or a mark inside: “六保”, 新时代“枫桥经验”, but not “六保任务”."""
    if any(mark in text[start:end] for mark in OPENING + CLOSING):
        return True
    return start > 0 and end < len(text) and text[start - 1] in OPENING and text[end] in CLOSING
