"""A byte that a ``?`` swallowed: any at all behind a bare ``?``, the second byte of a key before a reading."""

from __future__ import annotations

from math import exp

import numpy as np

from ...core.compiling import inner
from .character_model import UNLIKELY, count_of, log_probability, probability_bound
from .search_arrays import INFINITE, NO_BYTE, NO_CHAR, insert, score_to_beat
from .vanished_pairs import in_area

NEW_KEY = -4.0  # log odds that a reading belongs to a key not seen elsewhere in the page
MARK_LOST = -3.0  # that a comma or a figure went with the lost byte
BEGAN = -5.0  # that a lost byte began a character, in a state that is in step
BEGAN_MARK = -3.5  # that it began a mark: most cuts in the middle of a character part 。 from what follows
MARK_BYTE = np.int64(0xA1)  # the first byte of 。 、 “ ” and of the full-width blank
NEXT_BLANK = -1.0  # that one more blank was lost behind a lost blank
BEHIND_STOP, FULL_STOP = 6.0, ord("。")  # where no question mark stands, but writers put blanks
BLANK = np.int64(0xA0)  # the blank that the code page lacks
# What a swallowed comma or figure can have been, the likeliest first: before another figure, years begin with 2.
SWALLOWED_MARKS = tuple(map(ord, ",2134567890"))


@inner
def restore_any_byte(again, blank_odds, beam, held, after, n, width, page, slots, weights):
    """A bare ``?``, if it is none: any byte that a cut at a punctuation mark left alone.

    Or a blank that the site's encoding lacks, at ``blank_odds`` (log; 0: not).
    Of a character that lost both its bytes, one right behind the other (``again``), nothing could be told.
    """
    for i in range(held):
        state, score = beam.states[i], beam.scores[i]
        if again and state.pending >= 0:
            continue
        if state.pending < 0 and blank_odds < 0:
            value = score + (NEXT_BLANK if again else blank_odds + (BEHIND_STOP if state.b == FULL_STOP else 0.0))
            n = insert(after, n, width, value, state, NO_BYTE, NO_BYTE, state.a, state.b, BLANK, NO_CHAR, NO_CHAR)
        context = count_of(slots, weights, state.a << 32 | state.b << 16) if state.a and state.b else 0
        least, needed = -INFINITE, 0.0  # a score and a probability under which nothing is taken in
        for byte in range(0x40 if state.pending >= 0 else 0x81, 0xFF):
            if score_to_beat(after, n, width) > least:
                least = score_to_beat(after, n, width)
                needed = exp(min(least - score, 1.0))
            if score <= least:
                break
            if state.pending < 0:
                value = score + (BEGAN_MARK if byte == MARK_BYTE else BEGAN)
                n = insert(after, n, width, value, state, byte, byte, state.a, state.b, NO_CHAR, NO_CHAR, NO_CHAR)
                continue
            code = state.pending << 8 | byte
            char, symbol = page.char_of_bytes[code], page.symbol_of_bytes[code]
            if char == 0 or symbol == 0 or probability_bound(weights, state.b, context, symbol) < needed:
                continue
            value = log_probability(slots, weights, state.a, state.b, symbol)
            if value <= UNLIKELY:
                continue
            value += score + page.shape_odds[char]
            n = insert(after, n, width, value, state, NO_BYTE, byte, state.b, symbol, char, NO_CHAR, NO_CHAR)
            if byte < 0x81 or value + MARK_LOST <= least:
                continue
            with_mark = value
            for k in range(len(SWALLOWED_MARKS)):  # a comma or a figure behind it was swallowed too
                mark = np.int64(SWALLOWED_MARKS[k])
                own = page.symbol_of_char[mark]
                if k <= 1:  # to the model all figures are one
                    with_mark = value + MARK_LOST + log_probability(slots, weights, state.b, symbol, own)
                n = insert(after, n, width, with_mark, state, NO_BYTE, NO_BYTE, symbol, own, char, mark, NO_CHAR)
    return n


@inner
def restore_key_byte(keys, known, cut, beam, held, gaps, n_gaps, after, width, page, slots, weights):
    """``?shí)``: the swallowed byte is the second of a key read so, whose first is the last byte read.

    Behind a bare ``?`` (``cut``) the key itself may be gone: decoding once more took its other byte too. And its
    first byte may be the second one of a pair that vanished.
    """
    n, any_known = np.int64(0), False
    for k in range(len(keys)):
        any_known = any_known or known[k]
    for k in range(len(keys)):
        first, second, odds = keys[k] >> 8, keys[k] & 255, 0.0 if known[k] else NEW_KEY
        key, key_symbol = page.char_of_bytes[keys[k]], page.symbol_of_bytes[keys[k]]
        for i in range(held):
            state, score = beam.states[i], beam.scores[i] + odds
            if state.last_byte == first and state.pending >= 0:
                char = page.char_of_bytes[state.pending << 8 | second]
                symbol = page.symbol_of_bytes[state.pending << 8 | second]
                if char:
                    value = score + (log_probability(slots, weights, state.a, state.b, symbol) + page.shape_odds[char])
                    n = insert(after, n, width, value, state, NO_BYTE, second, state.b, symbol, char, NO_CHAR, NO_CHAR)
            elif state.last_byte == first and 0x81 <= second <= 0xFE:
                n = insert(after, n, width, score, state, second, second, state.a, state.b, NO_CHAR, NO_CHAR, NO_CHAR)
            if cut and state.pending < 0 and (known[k] or not any_known):
                value = score + (log_probability(slots, weights, state.a, state.b, key_symbol) + page.shape_odds[key])
                n = insert(after, n, width, value, state, NO_BYTE, second, state.b, key_symbol, key, NO_CHAR, NO_CHAR)
        for g in range(n_gaps):
            gap, score = gaps.states[g], gaps.scores[g] + odds
            if in_area(first, gap.area):
                value = score + (log_probability(slots, weights, gap.a, gap.b, key_symbol) + page.shape_odds[key])
                n = insert(after, n, width, value, gap, NO_BYTE, second, gap.b, key_symbol, gap.first, key, NO_CHAR)
    return n
