"""Characters as the restoration model counts them: which share a number, and where the counts lie."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from ..chinese_script import codes, tables

FILE = Path(__file__).with_name("model.parquet")  # made by tools/train_restoration_model.py
_OTHER = ord("a")  # every Latin letter; every digit is 0


def classes_of(points: np.ndarray) -> np.ndarray:
    """Code points as the model sees them: digits alike, Latin letters alike, marks full width, rare ones 0."""
    return _class_table()[np.minimum(points, 65535)]


@cache
def _class_table() -> np.ndarray:
    kinds, simple = tables()
    table = np.zeros(65536, np.uint16)
    han = kinds > 0
    table[han] = simple[han].astype(np.uint16)
    table[ord("著")] = ord("着")  # the particle is meant nearly always
    for char in "，。、；：？！“”‘’（）《》—…·\n":
        table[ord(char)] = ord(char)
    for half, full in zip(",;:()!?", "，；：（）！？", strict=True):
        table[ord(half)] = ord(full)
    table[ord("0") : ord("9") + 1] = table[0xFF10:0xFF1A] = ord("0")
    for first in (0x41, 0x61, 0xFF21, 0xFF41):
        table[first : first + 26] = _OTHER
    return table


def numbers_of(text: str) -> np.ndarray:
    """A text as the model counts it: simplified, marks full width, digits and Latin letters alike."""
    return code_table()[np.minimum(codes(text), 65535)]


@cache
def code_table() -> np.ndarray:
    """Code point → the model's number, 0 for a character that the model lacks."""
    return classes_of(np.arange(65536)).astype(np.int64)
