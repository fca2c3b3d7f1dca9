"""The most probable path through the dictionary, as jieba finds it with its hidden Markov model off; compiled.

The path is found from the right; of two equal ones the one with the longer word is taken, as ``max`` over
(probability, end) decides in jieba.
"""

from __future__ import annotations

import numpy as np

from ..core.compiling import U, inner
from .double_array import OUTSIDE
from .scratch_arrays import WINDOW


@inner
def encode(chars, start, end, code, codes):
    """The codes of ``chars[start:end]``, and one behind them that no word goes on with."""
    for at in range(start, end):
        codes[U(at - start)] = code[chars[U(at)]] if chars[U(at)] <= 0xFFFF else OUTSIDE
    codes[U(end - start)] = OUTSIDE


@inner
def find_best_path(codes, size, dictionary, scratch):
    """The most probable path through each run of a text: ``step`` and ``last`` node of the word at each place.

    ``codes[:size]`` are those of the characters, `OUTSIDE` between the runs and at ``codes[size]``. A character that is
    no word has node 0.
    """
    value, step, last = scratch.value, scratch.step, scratch.last
    log_p, node, reach, unknown = scratch.log_p, scratch.node, scratch.reach, dictionary.unknown
    value[U(size)] = 0.0
    high = size
    while high > 0:
        low = max(high - WINDOW, 0)
        look_up_words(codes, low, high, dictionary, scratch)
        for place in range(high - low - 1, -1, -1):
            at = low + place
            if codes[U(at)] == OUTSIDE:
                value[U(at)] = 0.0
                continue
            best, long = log_p[0, U(place)] + value[U(at + 1)], 1
            here = log_p[1, U(place)] + value[U(at + 2)]
            long += here >= best  # the longer word wins a tie
            best = max(best, here)
            for known in range(2, reach[U(place)]):
                here = log_p[U(known), U(place)] + value[U(at + known + 1)]
                long = known + 1 if here >= best else long
                best = max(best, here)
            word = node[U(long - 1), U(place)]
            if best == -np.inf:
                best, long, word = unknown + value[U(at + 1)], 1, np.int32(0)
            value[U(at)], step[U(at)], last[U(at)] = best, long, word
        high = low


@inner
def look_up_words(codes, low, high, dictionary, scratch):
    """All words of the dictionary that begin at one of ``codes[low:high]``, at most `WINDOW` of them.

    ``log_p[k]`` and ``node[k]`` become those of the first k + 1 characters from each place, ``reach`` how many of them
    the dictionary knows. Length by length, so that no search waits for another: what a processor is slow at is waiting
    for memory, and guessing at a branch.
    """
    words, mark = dictionary.node, dictionary.mark
    log_p, node, reach, live = scratch.log_p, scratch.node, scratch.reach, scratch.live
    count = 0
    for place in range(high - low):
        code = np.int64(codes[U(low + place)])
        first = words[U(code)]
        log_p[0, U(place)], log_p[1, U(place)], node[0, U(place)], reach[U(place)] = first.log_p, -np.inf, code, 1
        live[U(count)] = place
        count += mark[U(first.base + np.int64(codes[U(low + place + 1)]))] == code & 0xFF
    known = 1
    while count:
        still = 0
        for one in range(count):
            place = np.int64(live[U(one)])
            parent = np.int64(node[U(known - 1), U(place)])
            here = words[U(parent)].base + np.int64(codes[U(low + place + known)])
            follows = words[U(here)].parent == parent
            log_p[U(known), U(place)] = words[U(here)].log_p if follows else -np.inf
            node[U(known), U(place)] = here
            reach[U(place)] += follows
            live[U(still)] = place
            # a text ends with a code that goes on nowhere: what follows on it is never read
            after = np.int64(codes[U(low + place + known + follows)])
            still += follows & (mark[U(words[U(here)].base + after)] == here & 0xFF)
        count = still
        known += 1
