"""Intrusions: pinyin in brackets after a character, put there by machine, and which pages have it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from .chinese_script import tables, traditional
from .edits import Edit
from .restoration.gbk import BRACKETED, encode, one_tone, readings


class Intrusions(NamedTuple):
    """The bracketed syllables of a page."""

    edits: tuple[Edit, ...] = ()  # that take them out; the evidence is the table character before the bracket
    loose: tuple[tuple[int, int], ...] = ()  # start and end of syllables that no such character stands before

    @property
    def starts(self) -> list[int]:
        return [edit.start for edit in self.edits]

    @property
    def ends(self) -> list[int]:
        return [edit.end for edit in self.edits]


def find_intrusions(text: str) -> Intrusions:
    """Every bracketed syllable whose reading belongs to the two bytes before it: in 皖I(lǐng)CP ``EE 49`` are 領."""
    pieces = BRACKETED.split(text)  # text and syllable in turns
    bounds = list(accumulate(map(len, pieces)))
    known, edits, loose = _bracketed(), [], []
    near: dict[int, int] = {}  # end → start of the intrusions so far
    for before, syllable, start, end in zip(pieces[::2], pieces[1::2], bounds[::2], bounds[1::2]):
        key = before[-1:]
        if known.get(key) != syllable:
            toned = one_tone(syllable[1:-1])
            key = _straddling(text, start, near, syllable[1:-1]) if toned else ""
            if toned and not key:
                loose.append((start, end))
        if key:
            edits.append((start, end, syllable, "", "intrusion", "exact", key, None, ()))
            near[end] = start
    return Intrusions(tuple(map(Edit._make, edits)), tuple(loose))


@cache
def _bracketed() -> dict[str, str]:
    """Each character's reading as it stands behind it."""
    return {char: f"({reading})" for char, reading in readings().items() if one_tone(reading)}


def _straddling(text: str, at: int, near: Mapping[int, int], reading: str) -> str:
    """The table character of this reading whose bytes end before ``at`` without being a character of the text.

    Intrusions may stand between the two bytes: ``near`` tells where those before it end and start.
    """
    tail = b""
    while len(tail) < 2:
        at = near.get(at, at)
        piece = encode(text[at - 1]) if at > 0 else None
        if not piece:
            return ""
        tail = piece + tail
        at -= 1
    key = tail[-2:].decode("gbk", "ignore")
    return key if readings().get(key) == reading else ""


def table_of(found: Intrusions) -> dict[str, str]:
    """The page's own table: traditional character → syllable that the page puts behind it."""
    return {edit.evidence: edit.before[1:-1] for edit in found.edits if edit.evidence in traditional()}


def needless(key: str) -> bool:
    """True for a common character with a single reading: nobody who writes puts it behind (時(shí), but 長(zhǎng)者).

    Common are the characters of the first level of GB 2312, in simplified form; the readings are those of that form,
    since dictionaries list old ones for the other (關 wān).

    >>> needless("時"), needless("關"), needless("長")
    (True, True, False)
    """
    from pypinyin.constants import PINYIN_DICT

    simple = chr(tables()[1][ord(key)])
    return 0xB0 <= simple.encode("gbk", "replace")[0] <= 0xD7 and "," not in PINYIN_DICT.get(ord(simple), ",")


def marked_share(text: str, points: np.ndarray, found: Intrusions, table: Mapping[str, str]) -> float:
    """Share of the table characters' occurrences that bear their syllable: near 1 on a damaged page."""
    # a key that straddles two characters is none of the text's own
    keys = (edit.evidence for edit in found.edits if text[edit.start - 1] == edit.evidence)
    marked = [key for key in keys if key in table]
    if not marked:
        return 0.0
    sought = np.zeros(65536, bool)
    sought[list(map(ord, set(marked)))] = True
    return len(marked) / np.count_nonzero(sought.take(points, mode="clip"))
