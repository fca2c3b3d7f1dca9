"""Intrusions: pinyin in brackets after a character, put there by machine, and which pages have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from .gbk import INTRUSION, encode, one_tone, readings
from .records import Edit
from .script import TRADITIONAL, tables


class Intrusion(NamedTuple):
    """One bracketed syllable.

    Attributes
    ----------
    start, end : int
        Of the brackets, in the text.
    reading : str
    key : str
        The table character whose two bytes stand before the bracket; "" where none can be told.
    """

    start: int
    end: int
    reading: str
    key: str


def find_intrusions(text: str) -> list[Intrusion]:
    """Every bracketed syllable whose reading belongs to the two bytes before it.

    The test is on bytes, as the damage was: in 皖I(lǐng)CP the bytes ``EE 49`` before the bracket are 領.
    """
    if "(" not in text:
        return []
    known = readings()
    found = []
    for match in INTRUSION.finditer(text):
        reading = match.group(1)
        if not one_tone(reading):
            continue
        start, end = match.span()
        before = text[start - 1] if start else ""
        key = before if known.get(before) == reading else _straddling(text, start, found, reading)
        if key:
            found.append(Intrusion(start, end, reading, key))
    return found


def _straddling(text: str, start: int, found: list[Intrusion], reading: str) -> str:
    """The table character whose bytes end before ``start`` without being a character of the text."""
    at, tail = start, b""
    before = {item.end: item.start for item in found[-3:]}
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


def table_of(text: str, found: list[Intrusion]) -> dict[str, str]:
    """The page's own table: traditional character → syllable put behind it.

    A character is of the table when the page puts its reading behind it, all or nothing.
    """
    kinds = tables()[0]
    table = {}
    for item in found:
        if item.key and ord(item.key) < 65536 and kinds[ord(item.key)] & TRADITIONAL:
            table[item.key] = item.reading
    return table


def needless(key: str) -> bool:
    """True for a common character with a single reading: nobody who writes puts it behind (時(shí), but 長(zhǎng)者).

    Common are the characters of the first level of GB 2312, in simplified form.

    >>> needless("時"), needless("長")
    (True, False)
    """
    from pypinyin.constants import PINYIN_DICT

    simple = chr(tables()[1][ord(key)]).encode("gbk", "replace")
    return 0xB0 <= simple[0] <= 0xD7 and "," not in PINYIN_DICT.get(ord(key), ",")


def all_or_nothing(text: str, found: list[Intrusion]) -> float:
    """Share of the table characters' occurrences that bear their syllable: near 1 on a damaged page."""
    marked = Counter(item.key for item in found if item.key and text[item.start - 1] == item.key)
    if not marked:
        return 0.0
    total = sum(text.count(char) for char in marked)
    return sum(marked.values()) / total


def strip_intrusions(found: Sequence[Intrusion], text: str, runs: Sequence[Edit] = ()) -> list[Edit]:
    """One deletion for each syllable that no restored run has taken in already."""
    edits = []
    spans = iter([*runs, None])
    run = next(spans)
    for item in found:
        while run is not None and run.end <= item.start:
            run = next(spans)
        if run is None or item.start < run.start:
            edits.append(Edit(item.start, item.end, text[item.start : item.end], "", "intrusion", "exact", item.key))
    return edits
