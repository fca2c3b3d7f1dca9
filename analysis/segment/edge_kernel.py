"""Whether a surface tears a word in two; compiled.

The rule is that of `analysis.lexicon.word_edges.tears_word`, whose sums are taken in the same order.
"""

from __future__ import annotations

import math

import numpy as np

from ..core.compiling import U, inner
from ..lexicon.matching import CONTEXT
from ..lexicon.word_edges import FREQUENCY_SHARE, LONGEST_SHARE
from .double_array import OUTSIDE

LOG_SHARE = math.log(FREQUENCY_SHARE)


@inner
def tears_word(chars, start, stop, low, high, surface, trie, words, scratch):
    """Whether the surface at ``chars[start:stop]`` takes characters of a word that begins or ends outside."""
    codes = scratch.part_codes
    before = start > low and is_ideograph(chars[U(start - 1)])
    behind = stop < high and is_ideograph(chars[U(stop)])
    if not before and not behind:
        return False
    # the context before, the surface's own characters and the context behind, without what is looked through inside
    first = np.int64(CONTEXT)
    last, here = first, trie.letters_end[U(surface - 1)] if surface else np.int64(0)
    for letter in range(here, trie.letters_end[U(surface)]):
        codes[U(last)] = code_of(trie.letters[U(letter)], words)
        last += 1
    left, right = first, last
    while left > 0 and start - (first - left) > low and is_ideograph(chars[U(start - (first - left) - 1)]):
        left -= 1
        codes[U(left)] = code_of(chars[U(start - (first - left))], words)
    while right - last < CONTEXT and stop + right - last < high and is_ideograph(chars[U(stop + right - last)]):
        codes[U(right)] = code_of(chars[U(stop + right - last)], words)
        right += 1
    for side in range(2):
        at_start = side == 0
        begin, middle, end = (left, first, last) if at_start else (first, last, right)
        if (before if at_start else behind) and takes_share(begin, middle, end, at_start, words, scratch):
            return True
    return False


@inner
def takes_share(begin, middle, end, at_start, words, scratch):
    """The test on one side: the text outside ends (``at_start``) or begins at ``middle``, where the surface meets it."""
    codes = scratch.part_codes
    low, high = (middle, end) if at_start else (begin, middle)
    outside = middle - 1 if at_start else middle
    alone = log_of(codes, outside, outside + 1, words)
    checked = False
    own, edge = 0.0, np.int64(0)
    for size in range(1, min(LONGEST_SHARE, high - low) + 1):
        if at_start:
            word = log_of(codes, outside, low + size, words)
        else:
            word = log_of(codes, high - size, outside + 1, words)
        if word == -np.inf or word <= alone + LOG_SHARE:
            continue
        if not checked:  # rarely as far as here
            checked = True
            from_place, to_place = (begin, middle) if at_start else (middle, end)
            path_of(codes, from_place, to_place, words, scratch)
            if edge_length(from_place, to_place, not at_start, scratch.part_step) > 1:
                return False
            own = path_of(codes, low, high, words, scratch)
            edge = edge_length(low, high, at_start, scratch.part_step)
        if size > 1 and size == edge:
            continue
        rest = path_of(codes, low + size if at_start else low, high if at_start else high - size, words, scratch)
        if word + rest > (words.unknown if alone == -np.inf else alone) + own:
            return True
    return False


@inner
def edge_length(low, high, at_start, step):
    """Characters of the first or of the last word of a path."""
    at = low
    while True:
        long = np.int64(step[U(at)])
        if at_start or at + long >= high:
            return long
        at += long


@inner
def path_of(codes, low, high, words, scratch):
    """The log-probability of the most probable words of ``codes[low:high]``; ``step`` holds their lengths."""
    value, step, nodes = scratch.part_value, scratch.part_step, words.node
    value[U(high)] = 0.0
    for at in range(high - 1, low - 1, -1):
        node = np.int64(codes[U(at)])
        known = node != 0 and node != OUTSIDE
        log_p = nodes[U(node)].log_p if known else -np.inf
        best, long = (words.unknown if log_p == -np.inf else log_p) + value[U(at + 1)], 1
        place = at + 1
        while known and place < high:
            below = nodes[U(node)].base + np.int64(codes[U(place)])
            if nodes[U(below)].parent != node:
                break
            node = np.int64(below)
            place += 1
            here = nodes[U(node)].log_p + value[U(place)]
            if here >= best:  # the longer word wins a tie
                best, long = here, place - at
        value[U(at)], step[U(at)] = best, long
    return value[U(low)]


@inner
def log_of(codes, low, high, words):
    """The log-probability of the word ``codes[low:high]``, −∞ where the dictionary has none."""
    nodes, node = words.node, np.int64(codes[U(low)])
    if node == 0 or node == OUTSIDE:
        return -np.inf
    for place in range(low + 1, high):
        below = nodes[U(node)].base + np.int64(codes[U(place)])
        if nodes[U(below)].parent != node:
            return -np.inf
        node = np.int64(below)
    return nodes[U(node)].log_p


@inner
def code_of(character, words):
    """The dictionary's code of a character."""
    return words.code[U(character)] if character <= 0xFFFF else np.uint16(OUTSIDE)


@inner
def is_ideograph(character):
    """Whether a character is one of the ideographs that words are made of."""
    return 0x4E00 <= character < 0xA000
