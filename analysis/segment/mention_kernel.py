"""Where surfaces of the lexicon stand in a text, and whether in quotation marks; compiled.

The rule is that of `analysis.lexicon.matching.find_spans`.
"""

from __future__ import annotations

import numpy as np

from ..core.compiling import U, inner
from .character_classes import CLOSING, FIRST, NUMERAL, OPENING, SPREAD, THROUGH
from .double_array import OUTSIDE
from .surface_trie import pair_of

QUOTATION_MARK = OPENING | CLOSING


@inner
def find_mentions(chars, low, high, document, titled, trie, scratch, n_mentions, mentions, quoted):
    """Write the mentions in ``chars[low:high]`` behind ``mentions[n_mentions]`` and take them from ``codes``.

    First the places of characters that a surface may begin with, of these the ones with a second character that it may
    go on with, of these the ones with such a third, all without a branch to guess wrong; then the closer look.
    Returns the number of mentions.
    """
    kind, pairs, thirds, reported = trie.kind, trie.pairs, trie.thirds, trie.reported
    codes, sentence, starts = scratch.codes, scratch.sentence, scratch.starts
    firsts, seconds, count = 0, 0, 0
    for at in range(low, high):
        one = np.int64(chars[U(at)])
        starts[U(firsts)] = at - low
        firsts += (one > 0xFFFF) | (kind[U(min(one, 0xFFFF))] & FIRST != 0)
    for place in range(firsts):
        at = low + starts[U(place)]
        one, other = np.int64(chars[U(at)]), np.int64(chars[U(min(at + 1, high - 1))])
        starts[U(seconds)] = at - low
        seconds += pairs[U(pair_of(one, other))] | (kind[U(min(other, 0xFFFF))] & THROUGH != 0) | (at + 1 == high)
    for place in range(seconds):
        at = low + starts[U(place)]
        one, other = np.int64(chars[U(at)]), np.int64(chars[U(min(at + 1, high - 1))])
        third = np.int64(chars[U(min(at + 2, high - 1))])
        through = (kind[U(min(other, 0xFFFF))] | kind[U(min(third, 0xFFFF))]) & THROUGH != 0
        starts[U(count)] = at - low
        count += (thirds[U(pair_of(one, other))] >> U(third & 63) & U(1) != 0) | through | (at + 2 >= high)
    done = low
    for place in range(count):
        at = low + starts[U(place)]
        if at < done:
            continue
        surface, stop = longest_surface(chars, at, high, low, trie)
        if surface < 0:
            continue
        done = stop
        if reported[U(surface)]:
            mentions[n_mentions, 0], mentions[n_mentions, 1] = document, sentence[U(at - low)] + 1 - titled
            mentions[n_mentions, 2], mentions[n_mentions, 3], mentions[n_mentions, 4] = at - low, stop - low, surface
            quoted[n_mentions] = is_quoted(chars, at, stop, low, high, kind)
            n_mentions += 1
            for inside in range(at - low, stop - low):
                codes[U(inside)] = OUTSIDE
    return n_mentions


@inner
def longest_surface(chars, at, end, low, trie):
    """The longest surface that begins at a place, and where it ends; (-1, at) where none does."""
    kind, slots, child, surface_at, guarded = trie.kind, trie.slots, trie.child, trie.ends, trie.guarded
    before = chars[U(at - 1)] if at > low else 0
    behind_numeral = before <= 0xFFFF and kind[before] & NUMERAL != 0
    mask = slots.shape[0] - 1
    node, found, stop = 0, -1, at
    for place in range(at, end):
        here = chars[U(place)]
        if here <= 0xFFFF and kind[here] & THROUGH:
            continue
        key = (np.int64(node) << 21 | np.int64(here)) + 1
        slot = (key * SPREAD) >> 40 & mask
        while slots[U(slot)] != 0 and slots[U(slot)] != key:
            slot = (slot + 1) & mask
        if slots[U(slot)] == 0:
            break
        node = child[U(slot)]
        surface = surface_at[U(node)]
        if surface >= 0 and not (behind_numeral and guarded[U(surface)]):
            found, stop = surface, place + 1
    return found, stop


@inner
def is_quoted(chars, start, stop, low, high, kind):
    """Whether marks stand on both sides of ``chars[start:stop]``, or one inside."""
    for place in range(start, stop):
        if chars[U(place)] <= 0xFFFF and kind[chars[U(place)]] & QUOTATION_MARK:
            return True
    if start == low or stop == high or chars[start - 1] > 0xFFFF or chars[stop] > 0xFFFF:
        return False
    return kind[chars[start - 1]] & OPENING != 0 and kind[chars[stop]] & CLOSING != 0
