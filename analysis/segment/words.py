"""Words as jieba cuts them with its hidden Markov model off, by a compiled kernel."""

from __future__ import annotations

import numpy as np

from ..core.compiling import compiled, tell_once
from .best_path import encode, find_best_path
from .character_classes import KINDS, LATIN
from .code_points import code_points
from .double_array import OUTSIDE, jieba_double_array
from .scratch_arrays import Scratch


def segment(text: str) -> list[str]:
    """The words of a text, as ``jieba.cut(text, HMM=False)`` gives them.

    The dictionary decides alone: no word is invented, so the vocabulary is closed and every word has the
    same number on every machine.

    Examples
    --------
    >>> segment("干部到村里开会")
    ['干部', '到', '村里', '开会']
    """
    tell_once(word_ends)
    chars, ends = code_points(text), np.empty(len(text), np.int64)
    count = word_ends(chars, KINDS, jieba_double_array(), Scratch.of(len(chars)), ends)
    edges = [0, *ends[:count].tolist()]
    return [text[start:end] for start, end in zip(edges, edges[1:])]


@compiled
def word_ends(chars, kinds, dictionary, scratch, ends):
    """Where jieba's words end in a text of code points; returns how many there are."""
    size = chars.shape[0]
    codes, step = scratch.codes, scratch.step
    encode(chars, 0, size, dictionary.code, codes)
    find_best_path(codes, size, dictionary, scratch)
    count, at = 0, 0
    while at < size:
        if codes[at] == OUTSIDE:
            at += 2 if chars[at] == 13 and at + 1 < size and chars[at + 1] == 10 else 1
            ends[count] = at
            count += 1
            continue
        joined = False
        while codes[at] != OUTSIDE:
            single = step[at] == 1 and kinds[chars[at]] & LATIN
            if joined and single:
                count -= 1  # Latin letters and digits that are no word stay together
            at += step[at]
            ends[count] = at
            count += 1
            joined = single != 0
    return count
