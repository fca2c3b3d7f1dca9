"""What the characters around a place say: sentences and lines, surfaces of the lexicon, quotation marks; compiled."""

from __future__ import annotations

import numpy as np

from ..core.compiling import U, inner
from .character_classes import BLANK, BREAK, CLOSER, CLOSING, MARK, NUMERAL, OPENING, SPREAD, THROUGH

INNER_MARK = OPENING | CLOSING


@inner
def sentences_of(chars, start, end, kind, begun, line):
    """The sentence that each place belongs to (the last one begun), and of each sentence its line.

    The rule is that of `analysis.sentences`; returns the number of sentences.
    """
    count, lines, broken = 0, 0, True
    at = start
    while at < end:
        here = kind[chars[U(at)]] if chars[U(at)] <= 0xFFFF else 0
        if here & (BLANK | BREAK):
            broken = broken or here & BREAK != 0
            begun[U(at - start)] = max(count - 1, 0)
            at += 1
            continue
        lines += broken
        broken = False
        line[U(count)] = lines
        closing = False
        while at < end:
            here = kind[chars[U(at)]] if chars[U(at)] <= 0xFFFF else 0
            if closing and not here & (MARK | CLOSER) or here & BREAK:
                break
            closing = closing or here & MARK != 0
            begun[U(at - start)] = count
            at += 1
        count += 1
    return count


@inner
def match(chars, at, end, low, lexicon):
    """The longest surface that begins at a place, and where it ends; (-1, at) where none does."""
    kind, slots, child, surface_at, guarded = (
        lexicon.kind,
        lexicon.slots,
        lexicon.child,
        lexicon.ends,
        lexicon.guarded,
    )
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
        if chars[U(place)] <= 0xFFFF and kind[chars[U(place)]] & INNER_MARK:
            return True
    if start == low or stop == high or chars[start - 1] > 0xFFFF or chars[stop] > 0xFFFF:
        return False
    return kind[chars[start - 1]] & OPENING != 0 and kind[chars[stop]] & CLOSING != 0
