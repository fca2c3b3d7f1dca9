"""The order of the words of a sentence, as a text of one character a word: its number is the word's place in ``terms``.

A list of ids would take as much room again as all else that is counted, and three times as long to write.
"""

from __future__ import annotations

import numpy as np
import polars as pl

UNCOUNTED = ord(" ")  # stands for a word that is not counted; the next character for the first of ``terms``
SURROGATES, HOW_MANY = 0xD800, 0x800  # code points that no text may hold


def encode_order(places: np.ndarray, ends: np.ndarray) -> pl.Series:
    """A text for each sentence: ``places`` are those of words among the ids of their sentence, which ``ends`` there.

    >>> encode_order(np.array([2, 0, 1], np.uint32), np.array([3])).to_list()
    ['" !']
    """
    if not len(ends):
        return pl.Series(dtype=pl.String)
    marks = places.astype("<u4") + np.uint32(UNCOUNTED)
    marks[marks >= SURROGATES] += np.uint32(HOW_MANY)
    lines = np.full(len(marks) + len(ends), ord("\n"), "<u4")
    is_word = np.ones(len(lines), np.bool_)
    is_word[ends + np.arange(len(ends))] = False
    lines[is_word] = marks
    return pl.Series([lines[:-1].tobytes().decode("utf-32-le")]).str.split("\n").explode()


def decode_order(terms: pl.Series, order: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    """Every word as the text has them: the number of its sentence, and its id, 0 where not counted.

    >>> sentence, ids = decode_order(pl.Series([[5, 9]]), pl.Series(['" !']))
    >>> ids.tolist()
    [9, 0, 5]
    """
    if not len(order):
        return np.empty(0, np.int64), np.empty(0, np.uint32)
    marks = np.frombuffer(order.str.join("").item().encode("utf-32-le"), "<u4").astype(np.int64)
    marks[marks >= SURROGATES] -= HOW_MANY
    lengths = terms.list.len().to_numpy()
    begins = np.cumsum(lengths, dtype=np.int64) - lengths
    sentence = np.repeat(np.arange(len(order)), order.str.len_chars().to_numpy())
    ids = np.concatenate([terms.explode().to_numpy(), np.zeros(1, np.uint32)])  # the last stands for no id
    return sentence, ids[np.where(marks > UNCOUNTED, begins[sentence] + marks - UNCOUNTED - 1, len(ids) - 1)]
