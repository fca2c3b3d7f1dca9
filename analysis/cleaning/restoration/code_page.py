"""The whole code page as arrays, for the compiled beam: bytes to characters, characters to bytes and numbers."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from .gbk import assigned, by_reading, readings
from .model_characters import code_table
from .search_state import CHARS, CODES, LAST, NUMBERS, READINGS, SPELT, STREAM, ZONES

# Letters and figures of full width stand in wrong readings far more often than in prose.
_WIDE_LATIN = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))


# Pairs that the code page leaves to its users, or to nobody, vanish. Which second bytes go with a first one,
# as far as they can begin a character themselves:
LOST_SECONDS = ((0xA1, 0xFF), (0x81, 0xA1), (0x81, 0xFF))


class CodePage(NamedTuple):
    """What the compiled beam reads of the code page."""

    page: np.ndarray  # rows as `kernel` names them; -1 for no last byte, no bytes, no reading, no zone
    spellings: np.ndarray  # the two bytes of the characters that share one of the model's numbers, from SPELT on


@cache
def code_page() -> CodePage:
    """The arrays, made once."""
    points, pairs = np.array([ord(char) for char in assigned()]), np.array(list(assigned().values()))
    page = np.zeros((8, 65537), np.int64)
    page[NUMBERS, :-1] = code_table()
    page[CHARS, pairs], page[CODES, pairs] = points, page[NUMBERS, points]
    page[CODES, pairs[np.isin(points, _WIDE_LATIN)]] = 0
    page[LAST : ZONES + 1] = -1
    page[LAST, points], page[STREAM, points] = pairs & 255, pairs
    page[LAST, 0x40:0x7F] = page[STREAM, 0x40:0x7F] = np.arange(0x40, 0x7F)
    page[LAST : STREAM + 1, ord("€")] = 0x80
    for mark in ",;:()!":  # folded after the damage, so it had two bytes
        page[STREAM, ord(mark)] = 0xA3 << 8 | ord(mark) + 0x80
    for char, reading in readings().items():
        page[READINGS, ord(char)] = reading_numbers()[reading]
    page[ZONES, 0xAA:0xB0] = page[ZONES, 0xF8:0xFE] = 0
    page[ZONES, 0xA1:0xAA] = 1
    page[ZONES, 0xFE] = 2
    spelt = pairs[page[CODES, pairs] > 0]
    spelt = spelt[np.argsort(page[CODES, spelt], kind="stable")]
    page[SPELT] = np.searchsorted(page[CODES, spelt], np.arange(65537))
    return CodePage(page, spelt)


@cache
def reading_numbers() -> dict[str, int]:
    """Each reading's number."""
    return {reading: number for number, reading in enumerate(sorted(set(readings().values())))}


@cache
def keys_read(reading: str) -> tuple[str, np.ndarray]:
    """The traditional characters of one reading, and the two bytes of each."""
    chars = "".join(by_reading().get(reading, ()))
    return chars, np.array([assigned()[char] for char in chars], np.int64)
