"""Where surfaces of the lexicon stand in a text, and whether in quotation marks; compiled.

The rule is that of `analysis.lexicon.matching.find_spans`.
"""

from __future__ import annotations

import numpy as np

from ..core.compiling import U, inner
from ..lexicon.matching import SELECTORS
from .character_classes import CLOSING, FIRST, GAP, NUMERAL, OPENING, SPREAD, STRAIGHT, THROUGH
from .double_array import OUTSIDE
from .edge_kernel import tears_word
from .sentence_kernel import CLOSES, OPENS
from .surface_trie import GAP_SYMBOL, pair_of

QUOTATION_MARK = OPENING | CLOSING | STRAIGHT
FIRST_SELECTOR, LAST_SELECTOR = SELECTORS[0], SELECTORS[-1]


@inner
def find_mentions(chars, low, high, document, titled, trie, words, scratch, n_mentions, mentions, quoted):
    """Write the mentions in ``chars[low:high]`` behind ``mentions[n_mentions]`` and take them from ``codes``.

    First the places of characters that a surface may begin with, of these the ones with a second character that it may
    go on with, of these the ones with such a third, all without a branch to guess wrong; then the closer look.
    Returns the number of mentions.
    """
    kind, folded, pairs, thirds, reported = trie.kind, trie.folded, trie.pairs, trie.thirds, trie.reported
    codes, sentence, starts = scratch.codes, scratch.sentence, scratch.starts
    firsts, seconds, count = 0, 0, 0
    for at in range(low, high):
        one = np.int64(chars[U(at)])
        starts[U(firsts)] = at - low
        firsts += (one > 0xFFFF) | (kind[U(min(one, 0xFFFF))] & FIRST != 0)
    for place in range(firsts):
        at = low + starts[U(place)]
        one, other = fold(chars[U(at)], folded), fold(chars[U(min(at + 1, high - 1))], folded)
        starts[U(seconds)] = at - low
        seconds += pairs[U(pair_of(one, other))] | is_through(other, kind) | (at + 1 == high)
    for place in range(seconds):
        at = low + starts[U(place)]
        one, other = fold(chars[U(at)], folded), fold(chars[U(min(at + 1, high - 1))], folded)
        third = fold(chars[U(min(at + 2, high - 1))], folded)
        through = is_through(other, kind) | is_through(third, kind)
        starts[U(count)] = at - low
        count += (thirds[U(pair_of(one, other))] >> U(third & 63) & U(1) != 0) | through | (at + 2 >= high)
    done = low
    for place in range(count):
        at = low + starts[U(place)]
        if at < done or is_through(np.int64(chars[U(at)]), kind):  # the latter: of those above U+FFFF
            continue
        surface, stop = longest_surface(chars, at, high, low, trie)
        while (
            surface >= 0
            and reported[U(surface)]
            and tears_word(chars, at, stop, low, high, surface, trie, words, scratch)
        ):
            surface, stop = longest_surface(chars, at, stop - 1, low, trie)
        if surface < 0:
            continue
        done = stop
        if reported[U(surface)]:
            mentions[n_mentions, 0], mentions[n_mentions, 1] = document, sentence[U(at - low)] + 1 - titled
            mentions[n_mentions, 2], mentions[n_mentions, 3], mentions[n_mentions, 4] = at - low, stop - low, surface
            quoted[n_mentions] = is_quoted(chars, at, stop, low, high, kind, scratch.straight)
            n_mentions += 1
            for inside in range(at - low, stop - low):
                codes[U(inside)] = OUTSIDE
    return n_mentions


@inner
def fold(character, folded):
    """A character as matching looks at it."""
    return np.int64(folded[U(character)]) if character <= 0xFFFF else np.int64(character)


@inner
def is_through(character, kind):
    """Whether matching looks through a character."""
    if character > 0xFFFF:
        return (character >= FIRST_SELECTOR) & (character <= LAST_SELECTOR)
    return kind[U(character)] & THROUGH != 0


@inner
def longest_surface(chars, at, end, low, trie):
    """The surface that begins at a place and reaches farthest, and where it ends; (-1, at) where none does."""
    kind, folded, slots, child, guarded = trie.kind, trie.folded, trie.slots, trie.child, trie.guarded
    before = chars[U(at - 1)] if at > low else 0
    behind_numeral = before <= 0xFFFF and kind[before] & NUMERAL != 0
    mask = slots.shape[0] - 1
    node, found, stop = 0, -1, at
    for place in range(at, end):
        here = fold(chars[U(place)], folded)
        through = is_through(here, kind)
        if through and (here > 0xFFFF or kind[U(here)] & GAP == 0):
            continue
        key = (np.int64(node) << 21 | (GAP_SYMBOL if through else here)) + 1
        slot = (key * SPREAD) >> 40 & mask
        while slots[U(slot)] != 0 and slots[U(slot)] != key:
            slot = (slot + 1) & mask
        if slots[U(slot)] == 0:
            if through:
                continue
            break
        node = child[U(slot)]
        surface = trie.ends[U(node)]
        if surface >= 0 and not through and not (behind_numeral and guarded[U(surface)]):
            found, stop = surface, place + 1
    return found, stop


@inner
def is_quoted(chars, start, stop, low, high, kind, side):
    """Whether marks stand on both sides of ``chars[start:stop]``, or one inside."""
    for place in range(start, stop):
        if chars[U(place)] <= 0xFFFF and kind[chars[U(place)]] & QUOTATION_MARK:
            return True
    if start == low or stop == high or chars[start - 1] > 0xFFFF or chars[stop] > 0xFFFF:
        return False
    before, behind = kind[chars[start - 1]], kind[chars[stop]]
    opened = before & OPENING != 0 or (before & STRAIGHT != 0 and side[start - 1 - low] == OPENS)
    return opened and (behind & CLOSING != 0 or (behind & STRAIGHT != 0 and side[stop - low] == CLOSES))
