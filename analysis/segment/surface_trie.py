"""The surfaces of a lexicon as a trie in arrays, in which compiled code finds the longest one at a place."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..core.compiling import inner
from .character_classes import SPREAD, character_kinds
from .match_rules import MatchRules

PAIR_BITS = 16  # of a number that stands for two characters


class SurfaceTrie(NamedTuple):
    """A lexicon's surfaces, and the ids that each names."""

    kind: np.ndarray  # bits of each character, see `character_kinds`
    pairs: np.ndarray  # whether a surface begins with two characters, by `pair_of`
    thirds: np.ndarray  # with which third character, a bit for one in 64
    slots: np.ndarray  # open-addressed: ``node << 21 | character`` + 1, 0 where free
    child: np.ndarray  # node of each slot
    ends: np.ndarray  # surface that ends at a node, or -1
    guarded: np.ndarray  # whether a surface is refused behind a numeral
    reported: np.ndarray  # false for an exclusion
    names_end: np.ndarray  # where the ids that a surface names end in ``names``
    names: np.ndarray


@lru_cache(maxsize=8)  # of rules that are equal: a worker is sent the same ones again and again
def surface_trie(rules: MatchRules) -> SurfaceTrie:
    """The trie of a lexicon."""
    children: dict[tuple[int, int], int] = {}
    ends = {}
    for number, surface in enumerate(rules.surfaces):
        node = 0
        for character in surface:
            node = children.setdefault((node, ord(character)), len(children) + 1)
        ends[node] = number
    size = 1 << max(4, (2 * len(children)).bit_length())
    slots, child = np.zeros(size, np.int64), np.zeros(size, np.int32)
    for (node, character), below in children.items():
        key = (node << 21 | character) + 1
        slot = (key * SPREAD % 2**64 >> 40) & (size - 1)  # the same bits as 64-bit arithmetic that wraps
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot], child[slot] = key, below
    return SurfaceTrie(
        character_kinds({surface[0] for surface in rules.surfaces}),
        *_pairs(rules.surfaces),
        slots,
        child,
        np.array([ends.get(node, -1) for node in range(len(children) + 1)], np.int32),
        np.array(rules.guarded, np.bool_),
        np.array([bool(own) for own in rules.names], np.bool_),
        np.cumsum([len(own) for own in rules.names], dtype=np.int64),
        np.array([rules.ids[label] for own in rules.names for label in own], np.uint32),
    )


def _pairs(surfaces: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    pairs, thirds = np.zeros(1 << PAIR_BITS, np.bool_), np.zeros(1 << PAIR_BITS, np.uint64)
    for surface in surfaces:
        # a surface of one character goes on with any pair, one of two with any third
        pair = _pair_number(ord(surface[0]), ord(surface[1])) if len(surface) > 1 else slice(None)
        pairs[pair] = True
        thirds[pair] |= np.uint64(1 << (ord(surface[2]) & 63) if len(surface) > 2 else 2**64 - 1)
    return pairs, thirds


def _pair_number(one, other):
    """A number below 2 ** `PAIR_BITS` for two characters; several pairs may share it."""
    return (one * 31 ^ other) & (1 << PAIR_BITS) - 1


pair_of = inner(_pair_number)
