"""The alphabet of the character model: one symbol for all characters that it does not tell apart.

A symbol is the code point of the simplified character; half-width marks count as full-width ones, every digit
as 0, every Latin letter as a, a full-width blank as the start of a line. Symbol 0 stands for a character that the model lacks.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from ..chinese_script import codes, tables


def symbols_of(text: str) -> np.ndarray:
    """The symbol of each character of a text."""
    return symbol_table()[np.minimum(codes(text), 65535)]


@cache
def symbol_table() -> np.ndarray:
    """Code point → symbol."""
    kinds, simple = tables()
    table = np.where(kinds > 0, simple, 0).astype(np.int64)
    table[ord("著")] = ord("着")  # the particle is meant nearly always
    for char in "，。、；：？！“”‘’（）《》—…·\n":
        table[ord(char)] = ord(char)
    table[0x3000] = ord("\n")  # a blank of full width stands where a paragraph begins
    for half, full in zip(",;:()!?", "，；：（）！？", strict=True):
        table[ord(half)] = ord(full)
    table[ord("0") : ord("9") + 1] = table[0xFF10:0xFF1A] = ord("0")
    for first in (0x41, 0x61, 0xFF21, 0xFF41):
        table[first : first + 26] = ord("a")
    return table
