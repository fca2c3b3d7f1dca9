"""Intrusions: pinyin in brackets after a character, put there by machine, and which pages have it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate, compress
from typing import NamedTuple

import numpy as np

from .chinese_script import tables, traditional
from .edits import Edit
from .restoration.gbk import BRACKETED, decode, encode, one_tone, readings


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
        outside = [True] * len(self.starts)
        for run in runs:
            a, b = bisect_left(self.starts, run.start), bisect_left(self.starts, run.end)
            outside[a:b] = [False] * (b - a)
        return self.only(outside)

    def only(self, wanted: Sequence) -> Intrusions:
        """Those for which ``wanted`` holds something true; no loose ones."""
        return Intrusions(*(list(compress(column, wanted)) for column in self[:4]))  # pyright: ignore[reportArgumentType]  # four columns of two types

    def edits(self) -> list[Edit]:
        """One deletion for each."""
        columns = zip(self.starts, self.ends, self.syllables, self.keys, strict=True)
        return [Edit(start, end, syllable, "", "intrusion", "exact", key) for start, end, syllable, key in columns]


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
    pairs = list(zip(keys, syllables, strict=True))
    odd = {pair for pair in set(pairs) if known.get(pair[0]) != pair[1]}  # a page repeats its few
    for k in [k for k, pair in enumerate(pairs) if pair in odd]:
        reading = syllables[k][1:-1]
        near = {ends[i]: starts[i] for i in range(max(0, k - 2), k) if keys[i]}
        keys[k] = _straddling(text, starts[k], near, reading) if one_tone(reading) else ""
        if one_tone(reading) and not keys[k]:
            loose.append((starts[k], ends[k]))
    return Intrusions(starts, ends, syllables, keys).only(keys)._replace(loose=loose)


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
    key = decode(tail[-2:]) if len(tail) >= 2 and tail[-2] >= 0x81 else None
    return key if key and readings().get(key) == reading else ""


def table_of(found: Intrusions) -> dict[str, str]:
    """The page's own table: traditional character → syllable put behind it.

    A character is of the table when the page puts its reading behind it, all or nothing.
    """
    syllables = dict(zip(found.keys, found.syllables, strict=True))
    return {key: syllable[1:-1] for key, syllable in syllables.items() if key in traditional()}


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
    """Share of the table characters' occurrences that bear their syllable: near 1 on a damaged page.

    ``points`` are the code points of the text.
    """
    # a key that straddles two characters is none of the text's own
    marked = [
        key for start, key in zip(found.starts, found.keys, strict=True) if text[start - 1] == key and key in table
    ]
    if not marked:
        return 0.0
    sought = np.zeros(65536, bool)
    sought[list(map(ord, set(marked)))] = True
    return len(marked) / np.count_nonzero(sought.take(points, mode="clip"))
