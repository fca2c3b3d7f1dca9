"""The code page that the damage was done in: bytes of characters, and the one reading that goes with each.

Two words are used throughout the folder: a *reading* is the pinyin of one character (shí), and a *key* is a
traditional character behind whose two bytes a site puts its reading.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ..chinese_script import traditional

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
SYLLABLE = f"[a-zü{TONED}]{{2,6}}"
INTRUSION = re.compile(rf"\(({SYLLABLE})\)")
BRACKETED = re.compile(rf"(\({SYLLABLE}\))")
ORPHAN = re.compile(rf"\?({SYLLABLE})\)")  # the byte before the bracket took it along
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


@cache
def two_byte_codes() -> dict[str, int]:
    """Every character of two bytes, with these as one number (first byte << 8 | second), in the order of the numbers."""
    codes = (first << 8 | second for first in range(0x81, 0xFF) for second in range(0x40, 0xFF) if second != 0x7F)
    found = ((code.to_bytes(2, "big").decode("gbk", "ignore"), code) for code in codes)
    return {char: code for char, code in found if len(char) == 1 and char > "\x7f"}


@cache
def readings() -> dict[str, str]:
    """For every character of the code page that has one: the reading given to it standing alone.

    These are pypinyin's single-character readings, the ones that pages with intrusions use.
    """
    from pypinyin.constants import PINYIN_DICT

    return {char: PINYIN_DICT[ord(char)].split(",")[0] for char in two_byte_codes() if ord(char) in PINYIN_DICT}


@cache
def keys_by_reading() -> dict[str, str]:
    """The traditional characters of each reading, in the order of their bytes.

    A first byte and a reading nearly always name a single one: 3,214 of 3,382 such pairs do.
    """
    keys: dict[str, str] = {}
    for char, reading in readings().items():
        if char in traditional():
            keys[reading] = keys.get(reading, "") + char
    return keys
