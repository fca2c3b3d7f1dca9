"""jieba's dictionary as a double array (Aoe 1989): the next character of a word is one look away.

The children of a node lie at its ``base`` plus the code of their character, wherever all of them find a free place; a
place knows whose child it holds. A search needs no second try, so that a processor can look up many at a time.
"""

from __future__ import annotations

import io
import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..core.compiling import compiled
from ..core.errors import StudyError
from ..core.guarded_cache import read_guarded, write_guarded
from ..core.paths import cache_folder
from ..lexicon.dictionary import Dictionary
from .character_classes import BLOCK, KINDS, SPREAD
from .code_points import code_points

CODES = 1 << 14  # jieba's dictionary has 12,045 different characters
OUTSIDE = CODES - 1  # of a character that no word can hold: not one of a run, or taken by a slogan
LAYOUT = 6  # raise it when the arrays change, so that an older cache is not read
PATIENCE, LEAP = 16, 256  # after so many places that do not fit, how many are passed over

NODE = np.dtype([("parent", np.int32), ("base", np.int32), ("log_p", np.float64)])


class DoubleArray(NamedTuple):
    """A dictionary as a double array. The nodes of first characters lie at their codes."""

    code: np.ndarray  # of each character: 0 if no word holds it, `OUTSIDE` if it ends a run
    node: np.ndarray  # parent (-2 of a first character, -1 of a free place), base, log_p of the word (−∞ if none)
    mark: np.ndarray  # last eight bits of parent: most searches end here, in a table that fits a processor's cache
    row: np.ndarray  # id of the word that ends at a node, 0 if it is not counted
    unknown: float  # log-probability of a character that is no word
    longest: int  # characters of the longest word


@lru_cache(maxsize=1)
def jieba_double_array() -> DoubleArray:
    """The dictionary of jieba, from the private cache where it lies undamaged."""
    dictionary = Dictionary.jieba()
    path = cache_folder() / f"dictionary-{dictionary.sha256[:16]}-{LAYOUT}.bin"
    raw = read_guarded(path)
    if raw is not None:
        file = io.BytesIO(raw)
        code, node, mark, row, (unknown, longest) = (np.load(file) for _ in range(5))
        return DoubleArray(code, node, mark, row, float(unknown), int(longest))
    built = build(dictionary)
    file = io.BytesIO()
    for array in (*built[:4], np.array(built[4:])):
        np.save(file, array)
    write_guarded(path, file.getvalue())
    return built


def build(dictionary: Dictionary) -> DoubleArray:
    """Lay out a dictionary; takes a second or two."""
    points = code_points("".join(dictionary.words))
    frequency = np.bincount(points)
    alphabet = np.flatnonzero(frequency)
    if len(alphabet) >= OUTSIDE or alphabet[-1] > 0xFFFF:
        raise StudyError(
            f"the dictionary has {len(alphabet)} different characters; at most {OUTSIDE - 1} below U+10000 can be laid out."
        )
    alphabet = alphabet[np.argsort(-frequency[alphabet], kind="stable")]  # frequent characters lie together
    code = np.zeros(0x10000, np.uint16)
    code[alphabet] = np.arange(1, len(alphabet) + 1)
    sizes = np.array([len(word) for word in dictionary.words])
    ends, node_of_word = np.cumsum(sizes), np.zeros(len(sizes), np.int64)
    slots = np.zeros((1 << int(sizes.sum()).bit_length(), 2), np.int64)
    count = insert_words(code[points].astype(np.int64), ends, slots, node_of_word)
    used = slots[slots[:, 0] != 0]
    used = used[np.argsort(used[:, 0])]
    parent, last, child = (used[:, 0] - 1) >> 16, (used[:, 0] - 1) & 0xFFFF, used[:, 1]
    children = np.bincount(parent, minlength=count)
    first = np.append(0, np.cumsum(children))
    place, base = np.zeros(count, np.int64), np.zeros(count, np.int64)
    place[child[: first[1]]] = last[: first[1]]
    parents = 1 + np.flatnonzero(children[1:])
    parents = parents[np.argsort(-children[parents], kind="stable")]
    if not place_children(parents, first, last, child, place, base, np.arange(4 * count + 4 * CODES)):
        raise StudyError(f"the dictionary has {count} prefixes, more than can be laid out.")
    size = int(max(base.max(), place.max())) + CODES + 1
    node = np.full(size, np.array((-1, 0, -np.inf), NODE))
    node["parent"][place[child]] = np.where(parent == 0, -2, place[parent])
    node["base"][place] = base
    node["log_p"][place[node_of_word]] = dictionary.log_probability  # of a word on two lines the later row holds
    row = np.zeros(size, np.uint32)
    counted = np.array(list(dictionary.counted.values()))
    row[place[node_of_word[counted]]] = counted
    code[KINDS & BLOCK == 0] = OUTSIDE
    unknown = math.log(1) - math.log(dictionary.total)  # as if met once
    mark = (node["parent"] & 0xFF).astype(np.uint8)
    return DoubleArray(code, node, mark, row, unknown, int(sizes.max()))


@compiled
def insert_words(codes, ends, slots, node_of_word):
    """Insert words, given as codes end to end, into a trie; returns its number of nodes, the root being 0.

    ``slots`` is open-addressed and has two columns: ``node << 16 | code`` plus 1, and the child.
    """
    mask = slots.shape[0] - 1
    nodes, start = 1, 0
    for word in range(ends.shape[0]):
        node = 0
        for at in range(start, ends[word]):
            key = (node << 16 | codes[at]) + 1
            slot = (key * SPREAD) >> 40 & mask
            while slots[slot, 0] != 0 and slots[slot, 0] != key:
                slot = (slot + 1) & mask
            if slots[slot, 0] == 0:
                slots[slot, 0] = key
                slots[slot, 1] = nodes
                nodes += 1
            node = slots[slot, 1]
        node_of_word[word] = node
        start = ends[word]
    return nodes


@compiled
def place_children(parents, first, codes, child, place, base, free):
    """Find a place for the children of each node; the nodes with most children come first. False if there is no room.

    Parameters
    ----------
    parents : nodes, in the order in which they are laid out
    first : where the children of each node begin in ``codes`` and ``child``
    place, base : filled: of each node
    free : of each place the first free one from there on, or an earlier step on the way to it
    """
    children, at = 0, 0
    for parent in parents:
        begin, end = first[parent], first[parent + 1]
        if end - begin != children:
            children, at = end - begin, 0  # fewer children: places that were too tight before may do
        start, tried = max(at + codes[begin], CODES), 0
        while True:
            found = start
            while free[found] != found:
                found = free[found]
            if found + CODES >= free.shape[0]:
                return False
            while free[start] != found and start != found:  # so that the way is shorter next time
                after = free[start]
                free[start] = found
                start = after
            at = found - codes[begin]
            fits = True
            for one in range(begin + 1, end):
                if free[at + codes[one]] != at + codes[one]:
                    fits = False
                    break
            if fits:
                break
            tried += 1
            start = found + (LEAP if tried % PATIENCE == 0 else 1)
        base[parent] = at
        for one in range(begin, end):
            place[child[one]] = at + codes[one]
            free[at + codes[one]] = at + codes[one] + 1
    return True
