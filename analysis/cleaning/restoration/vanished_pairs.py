"""Pairs of bytes that vanished without a trace: one or two of them before the next character of the page.

The first byte of such a pair ends a character, the second begins one. A *gap* is a state that has written the
former and waits for the latter, of which only the area is known; the next character of the page closes it.
"""

from __future__ import annotations

from math import exp

import numpy as np

from ...core.compiling import inner
from .character_model import UNLIKELY, count_of, log_probability, probability_bound
from .search_arrays import NO_BYTE, NO_CHAR, insert, score_to_beat

FEW = 3  # states for which vanished pairs are looked for at each place
FIRSTS = np.int64(5)  # characters tried for the byte that a vanished pair ended
FOLLOWERS, SECONDS = 80, np.int64(8)  # characters tried between two vanished pairs: looked at, taken
COMMONEST = 3  # characters that close a gap though never seen behind the one before it
VANISHED = -1.0  # log odds that a pair vanished at a given place


@inner
def in_area(byte, area):
    """Can the byte be the second of a pair that vanished?"""
    return (area != 0 or byte >= 0xA1) and (area != 1 or byte <= 0xA0)


@inner
def add_gap(gaps, n, start, most, score, origin, area, symbol, first, second):
    """Take in a gap, if it is among the ``most`` likeliest from row ``start`` on; returns how many there are then."""
    scores, states, place = gaps.scores, gaps.states, n
    while place > start and scores[place - 1] < score:
        place -= 1
    if place - start >= most:
        return n
    n = min(n + 1, start + most)
    for k in range(n - 1, place, -1):
        scores[k], states[k] = scores[k - 1], states[k - 1]
    scores[place], gap = score, states[place]
    gap.area, gap.a, gap.b, gap.first, gap.second = area, origin.b, symbol, first, second
    gap.restored, gap.node = origin.restored + 1, origin.node
    return n


@inner
def open_gaps(beam, held, most_restored, gaps, page, slots, weights):
    """Characters that the pending byte of the likeliest states can have begun, if a vanished pair ended them."""
    n = np.int64(0)
    for i in range(min(FEW, held)):
        state, start = beam.states[i], n
        if state.pending < 0 or state.restored >= most_restored:
            continue
        for byte in range(0xA1, 0xFF):
            area, symbol = page.area[byte], page.symbol_of_bytes[state.pending << 8 | byte]
            if area < 0 or symbol == 0:
                continue
            char = page.char_of_bytes[state.pending << 8 | byte]
            score = log_probability(slots, weights, state.a, state.b, symbol)
            if score > UNLIKELY:
                score += beam.scores[i] + page.shape_odds[char] + VANISHED
                n = add_gap(gaps, n, start, FIRSTS, score, state, area, symbol, char, NO_CHAR)
    return n


@inner
def open_second_gaps(gaps, n_gaps, most_restored, least, wider, page, slots, weights, neighbours):
    """Another pair that vanished right behind the first: a frequent follower stands between, and waits in turn."""
    n = np.int64(0)
    for g in range(n_gaps):
        gap, start = gaps.states[g], n
        if gap.restored >= most_restored or gaps.scores[g] + VANISHED <= least:
            continue
        begin = neighbours.follower_starts[gap.b]
        for f in range(begin, min(neighbours.follower_starts[gap.b + 1], begin + FOLLOWERS)):
            symbol = neighbours.followers[f]
            for k in range(page.char_starts[symbol], page.char_starts[symbol + 1]):
                code = page.chars[k]
                area = page.area[code & 255]
                if area < 0 or not in_area(code >> 8, gap.area):
                    continue
                char = page.char_of_bytes[code]
                own = log_probability(slots, weights, gap.a, gap.b, symbol)
                score = gaps.scores[g] + VANISHED + page.shape_odds[char] + own
                if score > least:
                    n = add_gap(wider, n, start, SECONDS, score, gap, area, symbol, gap.first, char)
    return n


@inner
def close_gaps(gaps, n_gaps, tried, char, after, n, width, page, slots, weights, neighbours):
    """A character that begins in the area of each gap and ends in the first byte of the page's ``char``.

    ``tried`` of those seen behind the character before are tried at most.
    """
    code = page.bytes_of_char[min(char, 65535)]
    ending, pending = (code >> 8, code & 255) if code > 255 else (code, NO_BYTE)
    last_byte = pending if pending > 0 else ending
    if code < 0 or (code > 255 and not 0x80 < pending < 0xFF):
        return n
    for g in range(n_gaps):
        least = score_to_beat(after, n, width)
        if gaps.scores[g] <= least:
            continue
        gap, taken = gaps.states[g], 0
        context = count_of(slots, weights, gap.a << 32 | gap.b << 16) if gap.a and gap.b else 0
        needed = exp(min(least - gaps.scores[g], 1.0))
        start = neighbours.closer_starts[gap.area << 8 | ending]
        for k in range(start, neighbours.closer_starts[(gap.area << 8 | ending) + 1]):
            symbol = neighbours.closers[k]
            if probability_bound(weights, gap.b, context, symbol) < needed:  # and so are all that follow
                break
            if k - start >= COMMONEST:
                if taken >= tried:
                    break
                if count_of(slots, weights, gap.b << 32 | symbol << 16) == 0:
                    continue
                taken += 1
            score = log_probability(slots, weights, gap.a, gap.b, symbol)
            if score > UNLIKELY:
                closer = page.char_of_bytes[neighbours.closer_bytes[k] << 8 | ending]
                score += gaps.scores[g] + page.shape_odds[closer]
                n = insert(
                    after, n, width, score, gap, pending, last_byte, gap.b, symbol, gap.first, gap.second, closer
                )
    return n
