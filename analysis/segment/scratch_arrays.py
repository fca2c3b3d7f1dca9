"""Arrays that compiled functions write on; numba's own way of making them takes a third of its work."""

from __future__ import annotations

import threading
from math import prod
from typing import NamedTuple

import numpy as np

from ..lexicon.matching import CONTEXT
from .double_array import jieba_double_array

WINDOW = 512  # characters whose words are looked up together
NEIGHBOURS = 2 * CONTEXT + 2  # places beside a surface that a test of its edges needs, and one to spare on each side
LARGEST_KEPT = 1 << 26  # bytes of an array that is kept: texts of some 16 million characters


class Scratch(NamedTuple):
    """Notes on one text at a time: of each character, of each sentence, of each word length and place."""

    codes: np.ndarray  # of each character
    value: np.ndarray  # log-probability of the best path from there to the end
    step: np.ndarray  # characters of the best word that begins there
    last: np.ndarray  # node of that word
    sentence: np.ndarray  # the sentence that a character belongs to
    line: np.ndarray  # of each sentence
    starts: np.ndarray  # where a mention may begin
    straight: np.ndarray  # of a straight quotation mark, whether it opens or closes
    part_codes: (
        np.ndarray
    )  # this and the two below are of `tears_word`: of each character of a surface and its neighbours
    part_value: np.ndarray
    part_step: np.ndarray
    log_p: np.ndarray  # this and those below are of `look_up_words`
    node: np.ndarray
    reach: np.ndarray
    live: np.ndarray

    @classmethod
    def of(cls, longest: int) -> Scratch:
        """For texts of at most ``longest`` characters."""
        step, last, sentence, line, starts = (np.zeros(longest + 1, np.int32) for _ in range(5))
        reach, live = np.empty((2, WINDOW + 1), np.int32)
        words = (jieba_double_array().longest + 1, WINDOW)
        return cls(
            codes=np.empty(longest + 1, np.uint16),
            value=np.zeros(longest + 2),
            step=step,
            last=last,
            sentence=sentence,
            line=line,
            starts=starts,
            straight=np.empty(longest + 1, np.uint8),
            part_codes=np.empty(longest + NEIGHBOURS, np.uint16),
            part_value=np.empty(longest + NEIGHBOURS),
            part_step=np.empty(longest + NEIGHBOURS, np.int32),
            log_p=np.empty(words),
            node=np.empty(words, np.int32),
            reach=reach,
            live=live,
        )


class ArrayPool(threading.local):
    """Arrays that each thread keeps from one batch to the next: fresh memory costs a twentieth of a scan."""

    def __init__(self):
        self._kept: list[np.ndarray] = []

    def arrays(self, *wanted: tuple) -> list[np.ndarray]:
        """Arrays of these shapes and types, with anything in them; good until the next call."""
        self._kept += [np.empty(0, np.uint8) for _ in wanted[len(self._kept) :]]
        found = []
        for place, (shape, dtype) in enumerate(wanted):
            size = prod(np.atleast_1d(shape).tolist()) * np.dtype(dtype).itemsize
            raw = self._kept[place] if self._kept[place].nbytes >= size else np.empty(size, np.uint8)
            if size <= LARGEST_KEPT:
                self._kept[place] = raw
            found.append(raw[:size].view(dtype).reshape(shape))
        return found
