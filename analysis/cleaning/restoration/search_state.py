"""The compiled beam: every way to read a stretch of shifted bytes, the likeliest first.

A state is one reading so far: the byte that waits for its second, the last byte, what the model needs to go
on, the characters as a chain of nodes. What stands in the page is fed to all of them; where something was
lost, each is tried with everything that can have stood there. Scores are natural logs, and only fall.

The arrays are few and plain, the functions call each other from few places, and no plain number is passed (the
compiler would make one version for each): so compiling stays short.
"""

from __future__ import annotations

from math import exp, log

import numpy as np

from ...core.compiling import compiled, inner

# Rows of the code page: by two bytes (lead << 8 | trail) CHARS and CODES, by code point NUMBERS, LAST, STREAM
# and READINGS, by byte ZONES, by the model's number SPELT; see `codepage`.
CHARS, CODES, NUMBERS, LAST, STREAM, READINGS, ZONES, SPELT = range(8)
ALONE, OFTEN, SHAPE, TIMES = range(4)  # rows of the model's odds, and FOLLOWED, OPENED of its lists; see `language`
FOLLOWED, OPENED = range(2)
PENDING, BYTE, A, B, PUT_BACK, NODE, ONE, TWO, THREE = range(9)  # columns of a state
FEW = 3  # states for which vanished pairs are looked for at each place
STEPS = 5  # characters tried for the byte that a vanished pair ended
UNLIKELY = -15.0  # log probability under which a character is not tried where anything could stand
VANISHED = -1.0  # log odds that a pair vanished at a given place
SWALLOWED = -3.0  # that a comma or a figure went with the byte
APART = -5.0  # that a byte behind a lost one begins a character
STRANGE = -30.0  # a character that 35 million do not hold: less likely than a rare one in any company
PAIR_WEIGHT, TRIPLE_WEIGHT = 30.0, 12.0  # Dirichlet weights: how many sightings outweigh the shorter context
INFINITE = 1e300


@inner
def seen(slots, odds, key):
    """How often what ``key`` names was seen: an open hash, in each slot the key and behind it the place of its count.

    One number a slot, for most of the time goes into fetching it.
    """
    mask = slots.shape[0] - 1
    at = (key ^ key >> 15 ^ key >> 31) * 0x9E3779B1 >> 12 & mask
    while (slots[at] ^ key << 16) >> 16 != 0 and slots[at] != 0:
        at = at + 1 & mask
    return odds[TIMES, slots[at] & 65535]


@compiled
def fill(slots, keys, places):
    """Put every key with the place of its count into an empty hash."""
    mask = slots.shape[0] - 1
    for i in range(len(keys)):
        key = keys[i]
        at = (key ^ key >> 15 ^ key >> 31) * 0x9E3779B1 >> 12 & mask
        while slots[at] != 0:
            at = at + 1 & mask
        slots[at] = key << 16 | places[i]


@inner
def logp(slots, odds, a, b, c):
    """Natural log of p(c | a b), as `Language` states it; 0 stands for a character that the model lacks."""
    if c == 0:
        return STRANGE
    p = odds[ALONE, c]
    if b:
        pair = seen(slots, odds, b << 32 | c << 16)
        p = (pair + PAIR_WEIGHT * p) / (odds[OFTEN, b] + PAIR_WEIGHT)
        if a:
            before = seen(slots, odds, a << 32 | b << 16)
            if before:  # else a tells nothing of what follows
                triple = seen(slots, odds, a << 32 | b << 16 | c) if pair else 0
                p = (triple + TRIPLE_WEIGHT * p) / (before + TRIPLE_WEIGHT)
    return log(p)


@inner
def at_most(odds, b, before, c):
    """A bound on p(c | a b) that needs no look into the hash: no pair is commoner than its second character.

    ``before`` is how often a was seen before b.
    """
    often, p = odds[OFTEN, c], odds[ALONE, c]
    if b:
        p = (often + PAIR_WEIGHT * p) / (odds[OFTEN, b] + PAIR_WEIGHT)
        if before:
            p = (often + TRIPLE_WEIGHT * p) / (before + TRIPLE_WEIGHT)
    return p


@compiled
def logps(slots, odds, numbers, out):
    """`logp` of each character of a text after the two before it; those two come first."""
    for i in range(2, len(numbers)):
        out[i - 2] = logp(slots, odds, numbers[i - 2], numbers[i - 1], numbers[i])


@inner
def floor(score, rank, n, most):
    """What a candidate must score to be taken in."""
    return score[rank[most - 1]] if n >= most else -INFINITE


@inner
def put(score, state, rank, n, most, value, pending, byte, b, c, put_back, node, one, two, three):
    """Take a candidate in, if it is among the ``most`` likeliest; how many there are then.

    ``rank`` holds the rows of ``score`` and ``state``, the likeliest first; of equal ones the earlier.
    """
    if n < most:
        at, row = n, n
        n += 1
    else:
        at, row = most - 1, rank[most - 1]
        if value <= score[row]:
            return n
    while at > 0 and score[rank[at - 1]] < value:
        rank[at] = rank[at - 1]
        at -= 1
    rank[at], score[row] = row, value
    state[row, 0], state[row, 1], state[row, 2], state[row, 3], state[row, 4] = pending, byte, b, c, put_back
    state[row, 5], state[row, 6], state[row, 7], state[row, 8] = node, one, two, three
    return n


@inner
def at_char(char, scores, states, held, score, state, rank, n, most, page, slots, odds):
    """Every state after a character of the page; those that its bytes do not fit are gone."""
    plain = min(char, 65535)  # beyond the basic plane the code page has nothing
    stream, last = page[STREAM, plain], page[LAST, plain]
    first, onward = (stream >> 8, stream & 255) if stream > 255 else (stream, -1)  # onward begins the next one
    nothing, none = np.int64(0), np.int64(-1)
    fits = stream >= 0 and (onward < 0 or 0x80 < onward < 0xFF)
    for i in range(held):
        pending, a, b = states[i, PENDING], states[i, A], states[i, B]
        made, number, extra, begun, byte = char, page[NUMBERS, plain], 0.0, none, last
        if pending >= 0:
            made = page[CHARS, pending << 8 | first] if fits else 0
            if made == 0:
                continue
            number, extra, begun = page[CODES, pending << 8 | first], odds[SHAPE, made], onward
            byte = onward if onward > 0 else first
        value = scores[i] + extra + logp(slots, odds, a, b, number)
        n = put(
            score,
            state,
            rank,
            n,
            most,
            value,
            begun,
            byte,
            b,
            number,
            states[i, PUT_BACK],
            states[i, NODE],
            made,
            nothing,
            nothing,
        )
    return n


@inner
def at_lost(again, scores, states, held, score, state, rank, n, most, page, slots, odds):
    """A bare ``?``, if it is none: any byte that a cut at a punctuation mark left alone.

    Of a character that lost both its bytes, one right behind the other (``again``), nothing could be told.
    """
    nothing, none = np.int64(0), np.int64(-1)
    for i in range(held):
        pending, a, b, back, node = states[i, PENDING], states[i, A], states[i, B], states[i, PUT_BACK], states[i, NODE]
        if again and pending >= 0:
            continue
        before = seen(slots, odds, a << 32 | b << 16) if a and b else 0
        least, needed = -INFINITE, 0.0  # a probability under which nothing is taken in
        for byte in range(0x40 if pending >= 0 else 0x81, 0xFF):
            if floor(score, rank, n, most) > least:
                least = floor(score, rank, n, most)
                needed = exp(min(least - scores[i], 1.0))
            if scores[i] <= least:
                break
            if pending < 0:
                n = put(
                    score,
                    state,
                    rank,
                    n,
                    most,
                    scores[i] + APART,
                    byte,
                    byte,
                    a,
                    b,
                    back,
                    node,
                    nothing,
                    nothing,
                    nothing,
                )
                continue
            made, number = page[CHARS, pending << 8 | byte], page[CODES, pending << 8 | byte]
            if made == 0 or number == 0 or at_most(odds, b, before, number) < needed:
                continue
            value = logp(slots, odds, a, b, number)
            if value <= UNLIKELY:
                continue
            value += scores[i] + odds[SHAPE, made]
            n = put(score, state, rank, n, most, value, none, byte, b, number, back, node, made, nothing, nothing)
            if byte < 0x81 or value + SWALLOWED <= least:
                continue
            new = value
            for mark in range(0x2F, 0x3A):  # a comma or a figure behind it was swallowed too
                mark = mark if mark > 0x2F else 0x2C
                if mark <= 0x30:  # to the model all figures are one
                    new = value + SWALLOWED + logp(slots, odds, b, number, page[NUMBERS, mark])
                n = put(
                    score,
                    state,
                    rank,
                    n,
                    most,
                    new,
                    none,
                    none,
                    number,
                    page[NUMBERS, mark],
                    back,
                    node,
                    made,
                    mark,
                    nothing,
                )
    return n


@inner
def make_room(scores, rows, place, count):
    """Move what lies at ``place`` and behind it one further; ``count`` rows are left, so a last one may fall out."""
    for k in range(count - 1, place, -1):
        scores[k] = scores[k - 1]
        for column in range(rows.shape[1]):
            rows[k, column] = rows[k - 1, column]


@inner
def endings(scores, states, held, most_lost, step_score, steps, page, slots, odds):
    """Characters that a waiting byte can have begun, if the second byte opened a pair that vanished.

    Fills ``step_score`` and ``steps`` (zone of the vanished pair's second byte, a, b, put back, node,
    character) for the likeliest states; returns how many.
    """
    count = 0
    for i in range(min(FEW, held)):
        pending, back, first = states[i, PENDING], states[i, PUT_BACK], count
        if pending < 0 or back >= most_lost:
            continue
        for opening in range(0xA1, 0xFF):
            zone, number = page[ZONES, opening], page[CODES, pending << 8 | opening]
            if zone < 0 or number == 0:
                continue
            made = page[CHARS, pending << 8 | opening]
            value = logp(slots, odds, states[i, A], states[i, B], number)
            at = count  # the likeliest first, STEPS of them at most
            if value <= UNLIKELY:
                continue
            value += scores[i] + odds[SHAPE, made] + VANISHED
            while at > first and step_score[at - 1] < value:
                at -= 1
            if at - first >= STEPS:
                continue
            count = min(count + 1, first + STEPS)
            make_room(step_score, steps, at, count)
            step_score[at] = value
            steps[at, 0], steps[at, 1], steps[at, 2], steps[at, 3] = zone, states[i, B], number, back + 1
            steps[at, 4], steps[at, 5] = states[i, NODE], made
    return count
