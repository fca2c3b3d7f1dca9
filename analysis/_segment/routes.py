"""Words as jieba cuts them with HMM off: the most probable path through the dictionary, compiled.

The path is found from the right; of two equal ones the one with the longer word is taken, as ``max`` over
(probability, end) decides in jieba.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from . import tables
from ..compiling import compiled, inner, tell_once
from .tables import BLOCK, CHILD_BITS, CODE_BITS, FILTER_MASK, LATIN, SPREAD


class Scratch(NamedTuple):
    """Arrays that compiled functions write their notes on.

    They are made here, since numba's own way of making an array brings a third of the compiler's work.
    """

    value: np.ndarray
    step: np.ndarray
    last: np.ndarray
    begun: np.ndarray
    line: np.ndarray
    held: np.ndarray

    @classmethod
    def of(cls, longest: int, ids: int = 0) -> Scratch:
        """For texts of at most ``longest`` characters and sentences of at most ``ids`` ids."""
        numbers = (np.zeros(longest + 1, np.int32) for _ in range(4))
        return cls(np.empty(longest + 1), *numbers, np.empty(ids, np.uint32))


@inner
def route(chars, start, end, words, value, step, last):
    """The most probable way through ``chars[start:end]``: ``step`` and ``last`` node of the word at each place.

    A character that is no word has the node ``words.none``. ``value``, ``step`` and ``last`` are scratch arrays
    of at least ``end − start + 1``; places count from 0.
    """
    # taken out of the tuple once: inside the loop each access would count a reference
    code, root, slots, filter, inner = words.code, words.root, words.slots, words.filter, words.inner
    mask = slots.shape[0] - 1
    size = end - start
    value[size] = 0.0
    for at in range(size - 1, -1, -1):
        best, long, word = -np.inf, 1, np.int32(words.none)
        begin = code[chars[start + at]]
        node, log_p = np.int32(root[begin].entry), root[begin].log_p
        stop = at + 1
        while node >= 0:
            if log_p <= 0.0:
                here = log_p + value[stop]
                if here >= best:  # the longer word wins a tie
                    best, long, word = here, stop - at, node
            if stop == size or node >= inner:
                break
            key = np.int64(node) << CODE_BITS | np.int64(code[chars[start + stop]])
            spread = key * SPREAD
            bit = spread >> 32 & FILTER_MASK
            if not filter[bit >> 3] >> (bit & 7) & 1:
                break  # most searches end here, in a table small enough to stay in the processor's cache
            slot = spread >> 40 & mask
            entry = slots[slot].entry
            while entry != 0 and entry >> CHILD_BITS != key:
                slot = (slot + 1) & mask
                entry = slots[slot].entry
            if entry == 0:
                break
            node, log_p = np.int32(entry & ((1 << CHILD_BITS) - 1)), slots[slot].log_p
            stop += 1
        if best == -np.inf:
            best = words.unknown + value[at + 1]
        value[at], step[at], last[at] = best, long, word


@compiled
def cut_ends(chars, kind, words, scratch, ends):
    """Where jieba's words end in a text of code points; returns how many there are."""
    size = chars.shape[0]
    value, step, last = scratch.value, scratch.step, scratch.last
    count, at = 0, 0
    while at < size:
        if chars[at] > 0xFFFF or not kind[chars[at]] & BLOCK:
            at += 2 if chars[at] == 13 and at + 1 < size and chars[at + 1] == 10 else 1
            ends[count] = at
            count += 1
            continue
        stop = at
        while stop < size and chars[stop] <= 0xFFFF and kind[chars[stop]] & BLOCK:
            stop += 1
        route(chars, at, stop, words, value, step, last)
        place, run = 0, False
        while at + place < stop:
            single = step[place] == 1 and kind[chars[at + place]] & LATIN
            if run and single:
                count -= 1  # Latin letters and digits that are no word stay together
            place += step[place]
            ends[count] = at + place
            count += 1
            run = single != 0
        at = stop
    return count


def points(text: str) -> np.ndarray:
    """The code points of a text; lone surrogates are kept."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def cut(text: str) -> list[str]:
    """The words of a text as ``jieba.cut(text, HMM=False)`` gives them."""
    if not text:
        return []
    tell_once(cut_ends)
    chars, ends = points(text), np.empty(len(text), np.int64)
    count = cut_ends(chars, tables.KINDS, tables.words(), Scratch.of(len(chars)), ends)
    edges = [0, *ends[:count].tolist()]
    return [text[start:end] for start, end in zip(edges, edges[1:])]
