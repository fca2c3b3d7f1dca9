"""The code page as arrays, for the compiled search: between two bytes, code points and the model's symbols."""

from __future__ import annotations

from functools import cache

import numpy as np

from ..chinese_script import SIMPLIFIED, tables
from .gbk import keys_by_reading, readings, two_byte_codes
from .model_alphabet import symbol_table
from .search_arrays import CodePage

# Pairs in an area that the code page leaves to its users vanish when decoded. Three areas, named by the range of
# second bytes, as far as these can themselves begin the next character once the bytes have slipped:
AREAS = ((0xA1, 0xFF), (0x81, 0xA1), (0x81, 0xFF))
_UNCONVERTED = -5.0  # log odds of a shape that the conversion would have turned into another
# Letters and figures of full width stand in wrong candidates far more often than in prose.
_WIDE_LATIN = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))


@cache
def code_page() -> CodePage:
    """The arrays, made once."""
    points, codes = np.array([ord(char) for char in two_byte_codes()]), np.array(list(two_byte_codes().values()))
    symbol_of_char = np.append(symbol_table(), 0)
    char_of_bytes, symbol_of_bytes = np.zeros((2, 65537), np.int64)
    char_of_bytes[codes], symbol_of_bytes[codes] = points, symbol_of_char[points]
    symbol_of_bytes[codes[np.isin(points, _WIDE_LATIN)]] = 0
    bytes_of_char, last_byte, reading, area = np.full((4, 65537), -1, np.int64)
    bytes_of_char[points], last_byte[points] = codes, codes & 255
    bytes_of_char[0x40:0x7F] = last_byte[0x40:0x7F] = np.arange(0x40, 0x7F)
    bytes_of_char[ord("€")] = last_byte[ord("€")] = 0x80
    for mark in ",;:()!":  # folded after the damage, so it had two bytes
        bytes_of_char[ord(mark)] = 0xA3 << 8 | ord(mark) + 0x80
    for char, own in readings().items():
        reading[ord(char)] = reading_numbers()[own]
    area[0xAA:0xB0] = area[0xF8:0xFE] = 0
    area[0xA1:0xAA] = 1
    area[0xFE] = 2
    chars = codes[symbol_of_bytes[codes] > 0]
    chars = chars[np.argsort(symbol_of_bytes[chars], kind="stable")]
    char_starts = np.searchsorted(symbol_of_bytes[chars], np.arange(65537))
    return CodePage(char_of_bytes, symbol_of_bytes, symbol_of_char, bytes_of_char, last_byte, reading,
                    _shape_odds(), area, char_starts, chars)  # fmt: skip


def _shape_odds() -> np.ndarray:
    """A shape that only simplified script has (为) was turned; one that Big5 has too (干) may have been left."""
    odds = np.zeros(65537)
    for point in np.flatnonzero(tables()[0] & SIMPLIFIED).tolist():
        if not chr(point).encode("big5", "ignore"):
            odds[point] = _UNCONVERTED
    return odds


@cache
def reading_numbers() -> dict[str, int]:
    """Each reading's number."""
    return {reading: number for number, reading in enumerate(sorted(set(readings().values())))}


@cache
def keys_of_reading(reading: str) -> tuple[str, np.ndarray]:
    """The keys of one reading, and the two bytes of each."""
    keys = keys_by_reading().get(reading, "")
    return keys, np.array([two_byte_codes()[key] for key in keys], np.int64)
