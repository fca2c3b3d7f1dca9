"""The code page that the damage was done in: bytes of characters, and each character's fixed reading."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
SYLLABLE = f"[a-zü{TONED}]{{2,6}}"
INTRUSION = re.compile(rf"\(({SYLLABLE})\)")
ORPHAN = re.compile(rf"\?({SYLLABLE})\)")  # the character before it was swallowed in part
_TONE = re.compile(f"[{TONED}]")


def one_tone(syllable: str) -> bool:
    """True where exactly one letter bears a tone mark: (shí), but not (kpi) or (chong)."""
    return len(_TONE.findall(syllable)) == 1


def encode(char: str) -> bytes | None:
    """The character's bytes in code page 936; None where it has none."""
    if char < "\x80":
        return char.encode("ascii")
    if char == "€":
        return b"\x80"
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        return None


def decode(pair: bytes) -> str | None:
    """The character of two bytes; None where the code page assigns none."""
    try:
        return pair.decode("gbk")
    except UnicodeDecodeError:
        return None


@cache
def readings() -> dict[str, str]:
    """For every character of the code page that has one: the reading given to it standing alone.

    These are pypinyin's single-character readings, the ones that pages with intrusions use.
    """
    from pypinyin.constants import PINYIN_DICT

    out = {}
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            char = decode(bytes((lead, trail)))
            if char and len(char) == 1 and ord(char) in PINYIN_DICT:
                out[char] = PINYIN_DICT[ord(char)].split(",")[0]
    return out


@cache
def by_lead_and_reading() -> dict[tuple[int, str], tuple[str, ...]]:
    """The traditional characters that begin with one byte and have one reading: nearly always a single one.

    (lead byte, reading) → characters; 4,756 of 5,087 such pairs name one character.
    """
    from .script import TRADITIONAL, tables

    kinds = tables()[0]
    out: dict[tuple[int, str], tuple[str, ...]] = {}
    for char, reading in readings().items():
        if kinds[ord(char)] & TRADITIONAL:
            key = (char.encode("gbk")[0], reading)
            out[key] = (*out.get(key, ()), char)
    return out


@cache
def by_reading() -> dict[str, tuple[str, ...]]:
    """The traditional characters of each reading."""
    out: dict[str, tuple[str, ...]] = {}
    for (_, reading), chars in sorted(by_lead_and_reading().items()):
        out[reading] = (*out.get(reading, ()), *chars)
    return out


# Letters and figures of full width stand in wrong readings far more often than in prose.
_WIDE_LATIN = frozenset(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))


class ByteTable(NamedTuple):
    """Two bytes → character and the model's number for it; character → bytes, and its last byte."""

    chars: list[str]  # "" where the code page assigns none
    codes: list[int]
    of: dict[str, bytes]
    last: dict[str, int]
    spellings: dict[int, list[tuple[int, int]]]  # the model's number → byte pairs of the characters that share it


@cache
def byte_table() -> ByteTable:
    """The whole code page at hand, made once."""
    from .language import codes_of

    chars, of = [""] * 65536, {}
    for lead in range(0x81, 0xFF):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)):
            char = decode(bytes((lead, trail)))
            if char and len(char) == 1:
                chars[lead << 8 | trail] = char
                of[char] = bytes((lead, trail))
    assigned = [i for i, char in enumerate(chars) if char]
    codes = [0] * 65536
    for i, code in zip(assigned, codes_of("".join(chars[i] for i in assigned)).tolist(), strict=True):
        codes[i] = 0 if chars[i] in _WIDE_LATIN else code
    spellings: dict[int, list[tuple[int, int]]] = {}
    for i in assigned:
        if codes[i]:
            spellings.setdefault(codes[i], []).append((i >> 8, i & 255))
    of |= {chr(byte): bytes((byte,)) for byte in range(0x40, 0x7F)} | {"€": b"\x80"}
    return ByteTable(chars, codes, of, {char: data[-1] for char, data in of.items()}, spellings)
