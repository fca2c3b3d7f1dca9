"""Characters and a lexicon as arrays that compiled code can walk."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..core import sentences
from ..core.compiling import inner
from ..lexicon import matching
from .dictionary import FIRST_HAN, IN_BLOCK, LAST_HAN
from .match_rules import Rules
from .reference_scan import BLANKS

SPREAD = 0x1E3779B97F4A7C15  # an odd number near 2**64 divided by the golden ratio (Knuth 1973, 6.4)
PAIR_BITS = 16  # of a number that stands for two characters

# What a character is, one bit each; characters above U+FFFF are none of these.
BLOCK, LATIN, HAN, BLANK, BREAK, MARK, CLOSER, THROUGH, OPENING, CLOSING, NUMERAL, FIRST = (
    1 << bit for bit in range(12)
)


class Surfaces(NamedTuple):
    """A lexicon's surfaces as a trie, and what each stands for.

    ``kind``: bits of each character. ``pairs``: whether a surface begins with two characters (`pair_of`), and ``thirds``:
    with which third, a bit for one in 64 characters.
    ``slots``: ``node << 21 | character`` + 1, 0 where free; ``child``: its node.
    ``ends``: surface that ends at a node, or -1. ``guarded``, ``spoken``: of each surface.
    ``names_end``, ``names``: ids that the surfaces stand for, end to end.
    """

    kind: np.ndarray
    pairs: np.ndarray
    thirds: np.ndarray
    slots: np.ndarray
    child: np.ndarray
    ends: np.ndarray
    guarded: np.ndarray
    spoken: np.ndarray
    names_end: np.ndarray
    names: np.ndarray


@lru_cache(maxsize=8)
def _surfaces(digest: str, surfaces: tuple, names: tuple, guarded: tuple, ids: tuple) -> Surfaces:
    children: dict[tuple[int, int], int] = {}
    ends = {}
    for place, surface in enumerate(surfaces):
        node = 0
        for character in surface:
            node = children.setdefault((node, ord(character)), len(children) + 1)
        ends[node] = place
    size = 1 << max(4, (2 * len(children)).bit_length())
    slots, child = np.zeros(size, np.int64), np.zeros(size, np.int32)
    for (node, character), below in children.items():
        key = (node << 21 | character) + 1
        slot = (key * SPREAD % 2**64 >> 40) & (size - 1)  # the same bits as 64-bit arithmetic that wraps
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot], child[slot] = key, below
    of = dict(ids)
    return Surfaces(
        _kinds(surfaces),
        *_pairs(surfaces),
        slots,
        child,
        np.array([ends.get(node, -1) for node in range(len(children) + 1)], np.int32),
        np.array(guarded, np.bool_),
        np.array([bool(own) for own in names], np.bool_),
        np.cumsum([len(own) for own in names], dtype=np.int64),
        np.array([of[label] for own in names for label in own], np.uint32),
    )


def surfaces(rules: Rules) -> Surfaces:
    """The tables of a lexicon."""
    return _surfaces(rules.digest, rules.surfaces, rules.names, tuple(rules.guarded), tuple(rules.ids.items()))


@inner
def pair_of(one, other):
    """A number below 2 ** `PAIR_BITS` for two characters; several pairs may have the same."""
    return (one * 31 ^ other) & (1 << PAIR_BITS) - 1


def _pairs(surfaces: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    pairs, thirds = np.zeros(1 << PAIR_BITS, np.bool_), np.zeros(1 << PAIR_BITS, np.uint64)
    for surface in surfaces:
        # what is too short to say may go on with any character
        pair = pair_of.py_func(ord(surface[0]), ord(surface[1])) if len(surface) > 1 else slice(None)
        pairs[pair] = True
        thirds[pair] |= np.uint64(1 << (ord(surface[2]) & 63) if len(surface) > 2 else 2**64 - 1)
    return pairs, thirds


def _kinds(surfaces: tuple[str, ...] = ()) -> np.ndarray:
    kind = np.zeros(0x10000, np.uint16)
    latin = "abcdefghijklmnopqrstuvwxyz"
    kind[FIRST_HAN : LAST_HAN + 1] |= BLOCK | HAN
    for bit, characters in (
        (BLOCK | LATIN, latin + latin.upper() + "0123456789"),
        (BLOCK, IN_BLOCK),
        (BLANK, BLANKS),
        (BREAK, sentences.BREAKS),
        (MARK, sentences.MARKS),
        (CLOSER, sentences.CLOSERS),
        (THROUGH, matching.LOOKED_THROUGH),
        (OPENING, matching.OPENING),
        (CLOSING, matching.CLOSING),
        (NUMERAL, matching.NUMERALS),
        (FIRST, {surface[0] for surface in surfaces}),
    ):
        for character in characters:
            if ord(character) < 0x10000:
                kind[ord(character)] |= bit
    return kind


KINDS = _kinds()
