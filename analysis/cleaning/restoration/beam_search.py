"""The compiled beam search along a run: every way to read its bytes, the likeliest kept at each step.

What stands in the page is fed to all states, piece by piece; where something was lost, each is tried with everything
that can have stood there. ``beam`` holds the ``held`` states of the running step, ``after`` the ``n`` candidates for
the next, of which ``width`` are kept. The functions are called from few places: so compiling stays short.
"""

from __future__ import annotations

import numpy as np

from ...core.compiling import compiled, inner
from .character_model import log_probability
from .lost_bytes import restore_any_byte, restore_key_byte
from .search_arrays import CHARACTER, LOST_BYTE, NO_BYTE, NO_CHAR, READING, SWALLOWED, insert, new_beam, score_to_beat
from .vanished_pairs import FEW, FIRSTS, SECONDS, close_gaps, open_gaps, open_second_gaps

BEHIND_ONE, BEHIND_TWO = np.int64(10), np.int64(6)  # characters tried behind one vanished pair, and behind two
BRACKET, QUESTION_MARK = ord("("), ord("?")
NEAR = 6  # characters behind a lost byte within which a second loss belongs to the same run
SETTLING = 3  # pieces behind a lost byte at which three times as many states are kept: what follows must tell


@inner
def read_character(char, beam, held, after, width, page, slots, weights):
    """Every state after a character of the page; states that its bytes do not fit are given up."""
    n, plain = np.int64(0), min(char, 65535)  # beyond the basic plane the code page has nothing
    code = page.bytes_of_char[plain]
    ending, beginning = (code >> 8, code & 255) if code > 255 else (code, NO_BYTE)
    fits = code >= 0 and (beginning < 0 or 0x80 < beginning < 0xFF)
    for i in range(held):
        state = beam.states[i]
        if state.pending < 0:
            written, symbol, odds = char, page.symbol_of_char[plain], 0.0
            pending, last_byte = NO_BYTE, page.last_byte[plain]
        else:  # out of step: a character ends inside this one, and the next begins
            written = page.char_of_bytes[state.pending << 8 | ending] if fits else NO_CHAR
            if written == 0:
                continue
            symbol, odds = page.symbol_of_bytes[state.pending << 8 | ending], page.shape_odds[written]
            pending, last_byte = beginning, beginning if beginning > 0 else ending
        score = beam.scores[i] + odds + log_probability(slots, weights, state.a, state.b, symbol)
        n = insert(after, n, width, score, state, pending, last_byte, state.b, symbol, written, NO_CHAR, NO_CHAR)
    return n


@inner
def keep_if_read(reading, beam, held, char, page):
    """Only the states whose last two bytes are a character with this reading, if any are."""
    kept = 0
    for i in range(held):
        state = beam.states[i]
        last = min(char[state.node], 65535)
        if state.pending >= 0:
            last = page.char_of_bytes[max(page.last_byte[last], 0) << 8 | state.pending]
        if page.reading[last] == reading:
            beam.scores[kept], beam.states[kept] = beam.scores[i], state
            kept += 1
    return kept if kept else held


@inner
def take_step(after, n, beam, parent, char, nodes):
    """The candidates become the states, the likeliest first, and their characters join the tree.

    Returns how many nodes the tree has then, and whether all states are in step.
    """
    in_step = True
    for i in range(n):
        row = after.order[i]
        beam.scores[i], beam.states[i] = after.scores[row], after.states[row]
        state = beam.states[i]
        in_step = in_step and state.pending < 0
        for written in (state.first, state.second, state.third):
            if written:
                parent[nodes], char[nodes], state.node = state.node, written, nodes
                nodes += 1
    return nodes, in_step


@compiled
def search(pieces, before, a, b, blank_odds, most_restored, width, page, slots, weights, neighbours):
    """Every reading from the first piece on to where all states are in step again.

    ``before`` is the character before the run (0 for none), ``a`` and ``b`` the symbols of the two before it; ``blank_odds`` see
    `restore_any_byte`. At most
    ``most_restored`` vanished pairs are put back. ``slots weights neighbours`` are those of `CharacterModel`.

    Returns (number of pieces of the run, scores, states, parent and character of each node of the tree, done).
    """
    points, kinds, ends, key_starts = pieces.points, pieces.kinds, pieces.ends, pieces.key_starts
    widest = 9 * width  # where any byte at all may have stood, only what follows can tell
    beam, after = new_beam(widest), new_beam(widest)
    gaps, wider = new_beam(FEW * FIRSTS), new_beam(FEW * FIRSTS * SECONDS)
    room = 3 * widest * len(kinds) + 1
    parent, char, nodes = np.empty(room, np.int64), np.empty(room, np.int64), np.int64(1)
    parent[0], char[0], beam.scores[0], held = 0, before, 0.0, np.int64(1)
    start = beam.states[0]
    start.pending, start.last_byte, start.a, start.b = NO_BYTE, page.last_byte[before], a, b
    start.restored, start.node = 0, 0
    lost, since, piece, done = np.int64(0), SETTLING + 1, 0, False  # lost bytes so far, pieces since the last one
    while piece < len(kinds) and held > 0 and (not done or kinds[piece] == READING):
        kind, value = kinds[piece], pieces.values[piece]
        piece += 1
        if kind == READING:  # also that of the run's last character
            held = keep_if_read(value, beam, held, char, page)
            continue
        again = since == 0
        since = 0 if kind == LOST_BYTE else since + 1
        most, n_gaps = widest if since == 0 else 3 * width if since <= SETTLING else width, np.int64(0)
        if most_restored and kind != LOST_BYTE:
            n_gaps = open_gaps(beam, held, most_restored, gaps, page, slots, weights)
        if kind == SWALLOWED:
            low, high = key_starts[piece - 1], key_starts[piece]
            keys, known = pieces.keys[low:high], pieces.known[low:high]
            n = restore_key_byte(keys, known, lost > 0, beam, held, gaps, n_gaps, after, most, page, slots, weights)
        else:
            n = read_character(value, beam, held, after, most, page, slots, weights)
        if kind == LOST_BYTE:
            lost += 1
            n = restore_any_byte(again, blank_odds, beam, held, after, n, most, page, slots, weights)
        elif kind == CHARACTER and n_gaps:
            n = close_gaps(gaps, n_gaps, BEHIND_ONE, value, after, n, most, page, slots, weights, neighbours)
            least = score_to_beat(after, n, most)
            n_gaps = open_second_gaps(gaps, n_gaps, most_restored, least, wider, page, slots, weights, neighbours)
            n = close_gaps(wider, n_gaps, BEHIND_TWO, value, after, n, most, page, slots, weights, neighbours)
        nodes, done = take_step(after, n, beam, parent, char, nodes)
        held = n
        if lost:
            for k in range(ends[piece - 1], min(len(points), ends[piece - 1] + NEAR)):
                done = done and points[k] != QUESTION_MARK
    end = ends[piece - 1]
    if end < len(points) and points[end] != BRACKET and points[end] != QUESTION_MARK:  # what comes next, weighed in
        for i in range(held):
            a, b = beam.states[i].a, beam.states[i].b
            for k in range(end, min(len(points), end + 2)):
                symbol = page.symbol_of_char[min(points[k], 65535)]
                beam.scores[i] += log_probability(slots, weights, a, b, symbol)
                a, b = b, symbol
    return piece, beam.scores[:held], beam.states[:held], parent[:nodes], char[:nodes], done or held == 0
