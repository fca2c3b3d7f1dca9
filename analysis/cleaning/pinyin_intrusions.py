"""Intrusions: pinyin in brackets after a character, put there by machine, and which pages have it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, compress, repeat
from operator import eq
from typing import NamedTuple

import numpy as np

from .chinese_script import tables, traditional
from .edits import Edit, made
from .restoration.gbk import BRACKETED, encode, one_tone, readings


class Intrusions(NamedTuple):
    """The bracketed syllables of a page, in columns: a damaged page has a hundred.

    Attributes
    ----------
    starts, ends : sequence of int
        Of the brackets, in the text.
    syllables : sequence of str
        With their brackets.
    keys : sequence of str
        The table character whose two bytes stand before each bracket.
    loose : sequence of (start, end)
        Syllables that no such character stands before.
    """

    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    syllables: Sequence[str] = ()
    keys: Sequence[str] = ()
    loose: Sequence[tuple[int, int]] = ()

    def outside(self, runs: Sequence[Edit]) -> Intrusions:
        """Those that no restored run has taken in already."""
        if not runs:
            return self
        bounds = [bisect_left(self.starts, place) for run in runs for place in (run.start, run.end)]
        parts = [slice(a, b) for a, b in zip([0, *bounds[1::2]], [*bounds[::2], len(self.starts)], strict=True)]
        return Intrusions(*([item for part in parts for item in column[part]] for column in self[:4]))

    def edits(self) -> list[Edit]:
        """One deletion for each."""
        rule = repeat(""), repeat("intrusion"), repeat("exact")
        return list(map(made, zip(self.starts, self.ends, self.syllables, *rule, self.keys, repeat(None), repeat(()))))


def find_intrusions(text: str) -> Intrusions:
    """Every bracketed syllable whose reading belongs to the two bytes before it.

    The test is on bytes, as the damage was: in 皖I(lǐng)CP the bytes ``EE 49`` before the bracket are 領.
    """
    if "(" not in text:
        return Intrusions()
    pieces = BRACKETED.split(text)  # text and syllable in turns
    bounds = list(accumulate(map(len, pieces)))
    starts, ends, syllables = bounds[:-1:2], bounds[1::2], pieces[1::2]
    keys = [piece[-1:] for piece in pieces[:-1:2]]
    known, loose = _bracketed(), []
    odd = {
        pair for pair in set(zip(keys, syllables, strict=True)) if known.get(pair[0]) != pair[1]
    }  # a page repeats its few
    for k in [k for k, pair in enumerate(zip(keys, syllables, strict=True)) if pair in odd] if odd else ():
        near = {ends[i]: starts[i] for i in range(max(0, k - 2), k) if keys[i]}
        toned = one_tone(syllables[k][1:-1])
        keys[k] = _straddling(text, starts[k], near, syllables[k][1:-1]) if toned else ""
        if toned and not keys[k]:
            loose.append((starts[k], ends[k]))
    if "" in keys:
        starts, ends, syllables, keys = (list(compress(column, keys)) for column in (starts, ends, syllables, keys))
    return Intrusions(starts, ends, syllables, keys, loose)


@cache
def _bracketed() -> dict[str, str]:
    """Each character's reading as it stands behind it."""
    return {char: f"({reading})" for char, reading in readings().items() if one_tone(reading)}


def _straddling(text: str, start: int, before: dict[int, int], reading: str) -> str:
    """The table character whose bytes end before ``start`` without being a character of the text.

    ``before`` tells where the intrusions right before it end and start: they stand between the two bytes.
    """
    at, tail = start, b""
    while at > 0 and len(tail) < 2:
        at = before.get(at, at)
        if at == 0:
            break
        piece = encode(text[at - 1])
        if not piece:
            return ""
        tail = piece + tail
        at -= 1
    if len(tail) < 2 or tail[-2] < 0x81:
        return ""
    try:
        key = tail[-2:].decode("gbk")
    except UnicodeDecodeError:
        return ""
    return key if readings().get(key) == reading else ""


def table_of(found: Intrusions) -> dict[str, str]:
    """The page's own table: traditional character → syllable put behind it.

    A character is of the table when the page puts its reading behind it, all or nothing.
    """
    syllables, wanted = dict(zip(found.keys, found.syllables, strict=True)), traditional()
    return {key: syllable[1:-1] for key, syllable in syllables.items() if key in wanted}


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


def all_or_nothing(text: str, points: np.ndarray, found: Intrusions, table) -> float:
    """Share of the table characters' occurrences that bear their syllable: near 1 on a damaged page.

    ``points`` are the code points of the text.
    """
    # a key that straddles two characters is none of the text's own
    before = [text[start - 1] for start in found.starts]
    whole = list(compress(found.keys, map(eq, found.keys, before)))
    marked = list(filter(table.__contains__, whole))
    if not marked:
        return 0.0
    sought = np.zeros(65536, bool)
    sought[list(map(ord, set(marked)))] = True
    return len(marked) / np.count_nonzero(sought.take(points, mode="clip"))
