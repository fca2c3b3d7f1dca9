"""The compiled walk along a run: pairs that vanished without a trace, readings, and the way to the run's end."""

from __future__ import annotations

from math import exp

import numpy as np

from ...core.compiling import compiled, inner
from .search_state import (
    BYTE,
    CHARS,
    CODES,
    FEW,
    FOLLOWED,
    LAST,
    NODE,
    NUMBERS,
    ONE,
    OPENED,
    PENDING,
    PUT_BACK,
    READINGS,
    SHAPE,
    SPELT,
    STEPS,
    STREAM,
    UNLIKELY,
    VANISHED,
    ZONES,
    A,
    B,
    at_char,
    at_lost,
    at_most,
    endings,
    floor,
    logp,
    make_room,
    put,
    seen,
)

CHAR, LOST, ORPHAN, READING = range(4)  # what stands in the page, piece by piece
NEAR = 6  # characters behind a cut within which a second loss belongs to the same run
NEW_KEY = -4.0  # log odds that a reading belongs to a character not seen in the page's table
BEHIND_ONE, BEHIND_TWO = 10, 6  # characters tried behind one vanished pair, and behind two
COMMONEST = 3  # characters tried behind a vanished pair though never seen behind the one before it
FOLLOWERS, SECONDS = 80, 8  # characters tried between two vanished pairs: looked at, taken


@inner
def in_zone(lead, zone):
    """Can the byte be the second of a pair that vanished?"""
    return (zone != 0 or lead >= 0xA1) and (zone != 1 or lead <= 0xA0)


@inner
def closing(count, tried, step_score, steps, char, score, state, rank, n, most, page, slots, odds, at, openings):
    """Behind each step, a character that began in a vanished pair's second byte and ends in ``char``'s first one."""
    stream = page[STREAM, min(char, 65535)]
    first, onward = (stream >> 8, stream & 255) if stream > 255 else (stream, -1)
    byte = onward if onward > 0 else first
    if stream < 0 or (stream > 255 and not 0x80 < onward < 0xFF):
        return n
    for s in range(count):
        if step_score[s] <= floor(score, rank, n, most):
            continue
        zone, a, b, taken = steps[s, 0], steps[s, 1], steps[s, 2], 0
        before = seen(slots, odds, a << 32 | b << 16) if a and b else 0
        needed = exp(min(floor(score, rank, n, most) - step_score[s], 1.0))
        start = at[OPENED, zone << 8 | first]
        for k in range(start, at[OPENED, (zone << 8 | first) + 1]):
            number = openings[0, k]
            if at_most(odds, b, before, number) < needed:  # and so are all that follow
                break
            if k - start >= COMMONEST:
                if taken >= tried:
                    break
                if seen(slots, odds, b << 32 | number << 16) == 0:
                    continue
                taken += 1
            made = page[CHARS, openings[1, k] << 8 | first]
            value = logp(slots, odds, a, b, number)
            if value > UNLIKELY:
                value += step_score[s] + odds[SHAPE, made]
                n = put(score, state, rank, n, most, value, onward, byte, b, number, steps[s, 3], steps[s, 4], steps[s, 5], steps[s, 6], made)  # fmt: skip
    return n


@inner
def between(count, most_lost, least, step_score, steps, two_score, twos, page, spellings, slots, odds, at, followers):
    """A second pair that vanished right behind the first: the character between them follows the first one often.

    Fills ``two_score`` and ``twos`` as `endings` fills its own, the character between in a seventh column.
    """
    total = 0
    for s in range(count):
        zone, b, first = steps[s, 0], steps[s, 2], total
        if steps[s, 3] >= most_lost or step_score[s] + VANISHED <= least:
            continue
        begin = at[FOLLOWED, b]
        for f in range(begin, min(at[FOLLOWED, b + 1], begin + FOLLOWERS)):
            number = followers[f]
            for k in range(page[SPELT, number], page[SPELT, number + 1]):
                lead, opening = spellings[k] >> 8, page[ZONES, spellings[k] & 255]
                if opening < 0 or not in_zone(lead, zone):
                    continue
                made = page[CHARS, spellings[k]]
                value = step_score[s] + VANISHED + odds[SHAPE, made] + logp(slots, odds, steps[s, 1], b, number)
                place = total
                while place > first and two_score[place - 1] < value:
                    place -= 1
                if value <= least or place - first >= SECONDS:
                    continue
                total = min(total + 1, first + SECONDS)
                make_room(two_score, twos, place, total)
                two_score[place] = value
                twos[place, 0], twos[place, 1], twos[place, 2], twos[place, 3] = opening, b, number, steps[s, 3] + 1
                twos[place, 4], twos[place, 5], twos[place, 6] = steps[s, 4], steps[s, 5], made
    return total


@inner
def at_orphan(
    keys, known, cut, steps_count, step_score, steps, scores, states, held, score, state, rank, most, page, slots, odds
):
    """The swallowed byte is the second of a key that begins with the byte before.

    Behind a cut the key itself may be gone: decoding once more took its other byte too. And the byte before
    may be the second one of a pair that vanished.
    """
    n, nothing, none, any_known = np.int64(0), np.int64(0), np.int64(-1), False
    for k in range(len(keys)):
        any_known = any_known or known[k]
    for k in range(len(keys)):
        lead, trail, key = keys[k] >> 8, keys[k] & 255, page[CHARS, keys[k]]
        extra = 0.0 if known[k] else NEW_KEY
        for i in range(2 * held + steps_count):
            made, number, one, byte, begun = key, page[CODES, keys[k]], nothing, trail, none
            if i < 2 * held:  # each state twice: the key gone as a whole, and a part of it
                row = i >> 1
                pending, a, b, back, node = (
                    states[row, PENDING],
                    states[row, A],
                    states[row, B],
                    states[row, PUT_BACK],
                    states[row, NODE],
                )
                value = scores[row] + extra
                if i & 1:
                    if not cut or pending >= 0 or (any_known and not known[k]):
                        continue
                elif states[row, BYTE] != lead:
                    continue
                elif pending < 0:
                    if 0x81 <= trail <= 0xFE:
                        n = put(
                            score,
                            state,
                            rank,
                            n,
                            most,
                            value,
                            trail,
                            trail,
                            a,
                            b,
                            back,
                            node,
                            nothing,
                            nothing,
                            nothing,
                        )
                    continue
                else:
                    made, number = page[CHARS, pending << 8 | trail], page[CODES, pending << 8 | trail]
            else:
                row = i - 2 * held
                if not in_zone(lead, steps[row, 0]):
                    continue
                a, b, back, node, one = steps[row, 1], steps[row, 2], steps[row, 3], steps[row, 4], steps[row, 5]
                value = step_score[row] + extra
            if made:
                value += logp(slots, odds, a, b, number) + odds[SHAPE, made]
                n = put(score, state, rank, n, most, value, begun, byte, b, number, back, node, one, made, nothing)
    return n


@inner
def read_so(reading, scores, states, held, char, page):
    """Only the states whose last two bytes are a character with this reading, if any are."""
    right = 0
    for i in range(held):
        written, pending = min(char[states[i, NODE]], 65535), states[i, PENDING]
        key = written if pending < 0 else page[CHARS, max(page[LAST, written], 0) << 8 | pending]
        if page[READINGS, key] == reading:  # the right ones change places with those before them
            value = scores[i]
            for k in range(i, right, -1):
                scores[k] = scores[k - 1]
            scores[right] = value
            for column in range(ONE):
                cell = states[i, column]
                for k in range(i, right, -1):
                    states[k, column] = states[k - 1, column]
                states[right, column] = cell
            right += 1
    return right if right else held


@compiled
def walk(
    points,
    kinds,
    values,
    ends,
    key_at,
    keys,
    known,
    before,
    a,
    b,
    most_lost,
    beam,
    page,
    spellings,
    slots,
    odds,
    at,
    followers,
    openings,
):
    """Every reading from the first piece to where all are in step again.

    Returns
    -------
    (how many pieces the run has, scores, pairs put back, parent and character of each node, last nodes, done)
    """
    widest = 9 * beam  # of any byte at all, only what follows can tell
    score, state, rank = np.empty(widest), np.empty((widest, 9), np.int64), np.empty(widest, np.int64)
    scores, states = np.zeros(widest), np.zeros((widest, 6), np.int64)
    step_score, steps = np.zeros(FEW * STEPS), np.zeros((FEW * STEPS, 7), np.int64)
    two_score, twos = np.zeros(FEW * STEPS * SECONDS), np.zeros((FEW * STEPS * SECONDS, 7), np.int64)
    parent, char = np.empty(3 * widest * len(kinds) + 1, np.int64), np.empty(3 * widest * len(kinds) + 1, np.int64)
    parent[0], char[0], nodes, held = 0, before, 1, np.int64(1)
    states[0, PENDING], states[0, BYTE], states[0, A], states[0, B] = -1, page[LAST, before], a, b
    cut, since, piece, done = held < 0, 9, 0, False
    while piece < len(kinds) and held > 0 and (not done or kinds[piece] == READING):
        kind, value = kinds[piece], values[piece]
        piece += 1
        if kind == READING:  # also that of the run's last character
            held = read_so(value, scores, states, held, char, page)
            continue
        again = since == 0
        since = 0 if kind == LOST else since + 1
        most, n, count = (widest if since == 0 else 3 * beam if since < 4 else beam), np.int64(0), 0
        if most_lost and kind != LOST:
            count = endings(scores, states, held, most_lost, step_score, steps, page, slots, odds)
        if kind == ORPHAN:
            low, high = key_at[piece - 1], key_at[piece]
            n = at_orphan(keys[low:high], known[low:high], cut, count, step_score, steps, scores, states, held, score, state, rank, most, page, slots, odds)  # fmt: skip
        else:
            n = at_char(value, scores, states, held, score, state, rank, n, most, page, slots, odds)
            if kind == LOST:
                cut = True
                n = at_lost(again, scores, states, held, score, state, rank, n, most, page, slots, odds)
            elif count:
                n = closing(
                    count,
                    np.int64(BEHIND_ONE),
                    step_score,
                    steps,
                    value,
                    score,
                    state,
                    rank,
                    n,
                    most,
                    page,
                    slots,
                    odds,
                    at,
                    openings,
                )
                count = between(count, most_lost, floor(score, rank, n, most), step_score, steps, two_score, twos, page, spellings, slots, odds, at, followers)  # fmt: skip
                n = closing(
                    count,
                    np.int64(BEHIND_TWO),
                    two_score,
                    twos,
                    value,
                    score,
                    state,
                    rank,
                    n,
                    most,
                    page,
                    slots,
                    odds,
                    at,
                    openings,
                )
        held, waiting = n, False
        for i in range(held):
            row = rank[i]
            scores[i] = score[row]
            for column in range(ONE):
                states[i, column] = state[row, column]
            for k in range(ONE, ONE + 3):
                if state[row, k]:
                    parent[nodes], char[nodes], states[i, NODE] = states[i, NODE], state[row, k], nodes
                    nodes += 1
            waiting = waiting or states[i, PENDING] >= 0
        done = not waiting
        if cut:
            for k in range(ends[piece - 1], min(len(points), ends[piece - 1] + NEAR)):
                done = done and points[k] != 0x3F
    after = ends[piece - 1]
    if after < len(points) and points[after] != 0x28 and points[after] != 0x3F:  # what comes next, weighed in
        for i in range(held):
            a, b = states[i, A], states[i, B]
            for k in range(after, min(len(points), after + 2)):
                number = page[NUMBERS, min(points[k], 65535)]
                scores[i] += logp(slots, odds, a, b, number)
                a, b = b, number
    return piece, scores[:held], states[:held], parent[:nodes], char[:nodes], done or held == 0
