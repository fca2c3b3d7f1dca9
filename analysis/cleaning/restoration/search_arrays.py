"""The arrays of the compiled search, all of them; and how the likeliest candidates for the next step are kept.

"Two bytes" are one number, first << 8 | second. Symbols are those of `model_alphabet`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...core.compiling import inner

CHARACTER, LOST_BYTE, SWALLOWED, READING = range(4)  # kinds of pieces: 實, a bare ?, ?shí), (shí)
SIZES, N, P = range(3)  # rows of `weights`, see `CharacterModel`
# In the kernels no plain number is passed on, only variables and these two: the compiler would make one version of
# a function for each.
NO_BYTE, NO_CHAR = np.int64(-1), np.int64(0)
INFINITE = 1e300


class Pieces(NamedTuple):
    """What stands in the page from a run's first mark on, cut into pieces."""

    points: np.ndarray  # the code points of the page
    kinds: np.ndarray  # of each piece: CHARACTER, LOST_BYTE, SWALLOWED, READING
    values: np.ndarray  # of each piece: its code point, or the number of the reading
    ends: np.ndarray  # of each piece: where it ends in `points`
    key_starts: np.ndarray  # of each piece: where its keys begin in the next two arrays
    keys: np.ndarray  # two bytes of the keys that a swallowed reading can belong to
    known: np.ndarray  # is the key in the page's table? (bool)


class CodePage(NamedTuple):
    """Between bytes, code points and symbols; each array is looked up by what stands left of the arrow."""

    char_of_bytes: np.ndarray  # two bytes → code point; 0: none
    symbol_of_bytes: np.ndarray  # two bytes → symbol; 0: the model lacks it
    symbol_of_char: np.ndarray  # code point → symbol
    bytes_of_char: np.ndarray  # code point → two bytes, or one below 256; -1: nothing that begins or ends a character
    last_byte: np.ndarray  # code point → the byte that the next one follows; -1: none
    reading: np.ndarray  # code point → number of its reading; -1: none
    shape_odds: np.ndarray  # code point → log odds that a converted page has it (float)
    area: np.ndarray  # first byte → the area of the pairs that vanish; -1: none do
    char_starts: np.ndarray  # symbol → where the characters with it begin in the next array
    chars: np.ndarray  # their two bytes


class Neighbours(NamedTuple):
    """Which characters are tried beside which."""

    follower_starts: np.ndarray  # symbol → where its followers begin in the next array
    followers: np.ndarray  # the symbols seen behind it, commonest first
    closer_starts: np.ndarray  # area << 8 | byte → where the characters begin that close a gap there
    closers: np.ndarray  # their symbols, commonest first
    closer_bytes: np.ndarray  # their first bytes


# A state is one way to read the page up to where the search stands. Its columns:
STATE = np.dtype(
    [
        ("pending", np.int64),  # the first byte that waits for its second; NO_BYTE in step
        ("area", np.int64),  # of a gap: the area that holds the second byte of the vanished pair, see `code_page`
        ("last_byte", np.int64),  # the last byte read
        ("a", np.int64),  # symbols of the last two characters
        ("b", np.int64),
        ("restored", np.int64),  # vanished pairs put back so far
        ("node", np.int64),  # the last character in the tree of all candidates' characters
        ("first", np.int64),  # up to three characters written in this step, not yet in the tree
        ("second", np.int64),
        ("third", np.int64),
    ]
)


class Beam(NamedTuple):
    """States, each in a row; how many there are is passed beside it."""

    scores: np.ndarray  # natural logs, which only fall
    states: np.ndarray  # of STATE
    order: np.ndarray  # of candidates: the rows, the likeliest first; of equal ones the earlier


@inner
def new_beam(rows):
    """A beam with room for so many states."""
    return Beam(np.empty(rows), np.empty(rows, STATE), np.empty(rows, np.int64))


@inner
def score_to_beat(beam, n, width):
    """What a candidate must score to be taken in among ``width``, where there are ``n``."""
    return beam.scores[beam.order[width - 1]] if n >= width else -INFINITE


@inner
def insert(beam, n, width, score, origin, pending, last_byte, a, b, first, second, third):
    """Take in a candidate that goes on from the state ``origin``, if it is among the ``width`` likeliest.

    Returns how many there are then.
    """
    scores, order = beam.scores, beam.order
    if n < width:
        place = row = n
        n += 1
    else:
        place, row = width - 1, order[width - 1]
        if score <= scores[row]:
            return n
    while place > 0 and scores[order[place - 1]] < score:
        order[place] = order[place - 1]
        place -= 1
    order[place], scores[row] = row, score
    state = beam.states[row]
    state.pending, state.last_byte, state.a, state.b = pending, last_byte, a, b
    state.restored, state.node = origin.restored, origin.node
    state.first, state.second, state.third = first, second, third
    return n
