"""The code page that the damage was done in: bytes of characters, and each character's fixed reading."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ..chinese_script import traditional

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
SYLLABLE = f"[a-zü{TONED}]{{2,6}}"
INTRUSION = re.compile(rf"\(({SYLLABLE})\)")
BRACKETED = re.compile(rf"(\({SYLLABLE}\))")
ORPHAN = re.compile(rf"\?({SYLLABLE})\)")  # the character before it was swallowed in part
_TONE = re.compile(f"[{TONED}]")


@lru_cache(1 << 12)
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
def assigned() -> dict[str, int]:
    """Every character of two bytes, with the two bytes as one number."""
    pairs = (lead << 8 | trail for lead in range(0x81, 0xFF) for trail in (*range(0x40, 0x7F), *range(0x80, 0xFF)))
    found = ((decode(pair.to_bytes(2, "big")), pair) for pair in pairs)
    return {char: pair for char, pair in found if char and len(char) == 1}


@cache
def readings() -> dict[str, str]:
    """For every character of the code page that has one: the reading given to it standing alone.

    These are pypinyin's single-character readings, the ones that pages with intrusions use.
    """
    from pypinyin.constants import PINYIN_DICT

    return {char: PINYIN_DICT[ord(char)].split(",")[0] for char in assigned() if ord(char) in PINYIN_DICT}


@cache
def by_lead_and_reading() -> dict[tuple[int, str], tuple[str, ...]]:
    """The traditional characters that begin with one byte and have one reading: nearly always a single one.

    (lead byte, reading) → characters; 4,756 of 5,087 such pairs name one character.
    """
    out: dict[tuple[int, str], tuple[str, ...]] = {}
    for char, reading in readings().items():
        if char in traditional():
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
