"""The surfaces of a lexicon as a trie in arrays, in which compiled code finds the longest one at a place."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..core.compiling import inner
from ..core.errors import StudyError
from ..lexicon.matching import SEPARATOR
from .character_classes import FOLDED, SPREAD, character_kinds
from .code_points import code_points
from .match_rules import MatchRules

GAP_SYMBOL = ord(" ")  # of a blank between two characters; no surface holds one
MOST_WAYS = 8  # nodes of the trie with blanks for each without: the shipped lexicon has 1.06
PAIR_BITS = 16  # of a number that stands for two characters


class SurfaceTrie(NamedTuple):
    """A lexicon's surfaces, and the ids that each names."""

    kind: np.ndarray  # bits of each character, see `character_kinds`
    folded: np.ndarray  # each character as matching looks at it
    pairs: np.ndarray  # whether a surface begins with two characters, by `pair_of`
    thirds: np.ndarray  # with which third character, a bit for one in 64
    slots: np.ndarray  # open-addressed: ``node << 21 | character`` + 1, 0 where free
    child: np.ndarray  # node of each slot
    ends: np.ndarray  # surface that ends at a node, or -1
    guarded: np.ndarray  # whether a surface is refused behind a numeral
    reported: np.ndarray  # false for an exclusion
    names_end: np.ndarray  # where the ids that a surface names end in ``names``
    names: np.ndarray
    letters_end: np.ndarray  # where the characters of a surface end in ``letters``
    letters: np.ndarray


@lru_cache(maxsize=8)  # of rules that are equal: a worker is sent the same ones again and again
def surface_trie(rules: MatchRules) -> SurfaceTrie:
    """The trie of a lexicon."""
    children, ends = _with_blanks(*_trie(rules.surfaces), rules.surfaces)
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
        FOLDED,
        *_pairs(rules.surfaces),
        slots,
        child,
        np.array(ends, np.int32),
        np.array(rules.guarded, np.bool_),
        np.array([bool(own) for own in rules.names], np.bool_),
        np.cumsum([len(own) for own in rules.names], dtype=np.int64),
        np.array([rules.ids[label] for own in rules.names for label in own], np.uint32),
        np.cumsum([len(surface) for surface in rules.surfaces], dtype=np.int64),
        code_points("".join(rules.surfaces)),
    )


def _trie(surfaces: tuple[str, ...]) -> tuple[list[dict[int, int]], list[int]]:
    """The children of each node by their character, and the surface that ends there, or -1."""
    children: list[dict[int, int]] = [{}]
    ends = [-1]
    for number, surface in enumerate(surfaces):
        node = 0
        for character in surface:
            below = children[node].setdefault(ord(character), len(children))
            if below == len(children):
                children.append({})
                ends.append(-1)
            node = below
        ends[node] = number
    return children, ends


def _with_blanks(
    children: list[dict[int, int]], ends: list[int], surfaces: tuple[str, ...]
) -> tuple[dict[tuple[int, int], int], list[int]]:
    """The same trie, in which a blank goes on where a ``、`` could: no longer a tree, but one way through for each text.

    A node of it stands for one or several of the tree (the subset construction, Rabin and Scott 1959): behind a blank
    the next character may be that behind the separator, or the separator.
    """
    separator = ord(SEPARATOR)
    numbers: dict[frozenset[int], int] = {frozenset([0]): 0}
    edges: dict[tuple[int, int], int] = {}
    waiting, finals = [frozenset([0])], []
    for nodes in waiting:  # grows while it is read
        if len(waiting) > MOST_WAYS * len(children) + 10_000:
            raise StudyError(
                f"the lexicon's {len(surfaces)} formulations hold so many lists of the same parts that blanks could be "
                "read in too many ways.\n  Leave out variants that differ in nothing but where a 、 stands."
            )
        below: dict[int, set[int]] = {}
        for node in nodes:
            for character, child in children[node].items():
                below.setdefault(character, set()).add(child)
        separated = {child for child in below.get(separator, ()) if children[child]} if 0 not in nodes else set()
        if separated - nodes:
            below[GAP_SYMBOL] = separated | nodes
        for character, group in below.items():
            one = frozenset(group)
            if one not in numbers:
                numbers[one] = len(waiting)
                waiting.append(one)
            edges[numbers[nodes], character] = numbers[one]
        found = [ends[node] for node in nodes if ends[node] >= 0]
        finals.append(min(found, key=lambda end: (-len(surfaces[end]), end), default=-1))
    return edges, finals


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
