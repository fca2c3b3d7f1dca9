"""Dictionary and lexicon as arrays that compiled code can walk."""

from __future__ import annotations

import io
import os
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import numpy as np

from .._lexicon import matching

from .. import sentences
from ..compiling import compiled
from .dictionary import FIRST_HAN, IN_BLOCK, LAST_HAN, Dictionary
from ..errors import StudyError
from ..paths import cache_folder
from .rules import Rules
from .scanning import BLANKS

CODE_BITS = 14  # jieba's dictionary has 12,045 different characters
CHILD_BITS = 20
SLOTS = 1 << 20  # twice the nodes below a first character: a search that fails soon meets a free slot
FILTER_MASK = (1 << 22) - 1  # bits: half a megabyte
SPREAD = 0x1E3779B97F4A7C15  # an odd number near 2**64 divided by the golden ratio (Knuth 1973, 6.4)
LAYOUT = 4  # raise it when the arrays change, so that an older cache is not read

STEP = np.dtype([("entry", np.int64), ("log_p", np.float64)])

# What a character is, one bit each; characters above U+FFFF are none of these.
BLOCK, LATIN, HAN, BLANK, BREAK, MARK, CLOSER, THROUGH, OPENING, CLOSING, NUMERAL, FIRST, SECOND = (
    1 << bit for bit in range(13)
)


class Words(NamedTuple):
    """jieba's dictionary as a trie. Nodes with children come first, so that their numbers are small.

    ``code``: small integer of each character, 0 for none.
    ``root``: ``entry``, the node of each code, or -1; ``log_p`` of the word that ends there, 1.0 where none does.
    ``slots``: open-addressed; ``entry``, ``(node << CODE_BITS | code) << CHILD_BITS | child``, 0 where free; beside
    it, so that one look fetches both, the ``log_p`` of the child.
    ``filter``: one bit for many keys, set where one of them has a slot.
    ``row``: id of the word that ends at a node, 0 if it is not counted. ``none``: a node where no word ends.
    """

    code: np.ndarray
    root: np.ndarray
    slots: np.ndarray
    filter: np.ndarray
    row: np.ndarray
    inner: int
    none: int
    unknown: float


class Surfaces(NamedTuple):
    """A lexicon's surfaces as a trie, and what each stands for.

    ``kind``: bits of each character. ``slots``: ``node << 21 | character`` + 1, 0 where free; ``child``: its node.
    ``ends``: surface that ends at a node, or -1. ``guarded``, ``spoken``: of each surface.
    ``names_end``, ``names``: ids that the surfaces stand for, end to end.
    """

    kind: np.ndarray
    slots: np.ndarray
    child: np.ndarray
    ends: np.ndarray
    guarded: np.ndarray
    spoken: np.ndarray
    names_end: np.ndarray
    names: np.ndarray


@compiled
def plant(codes, ends, slots, node_of_word):
    """Insert words, given as codes end to end, into a trie; returns its number of nodes, the root being 0.

    ``slots`` has two columns: ``node << 16 | code`` plus 1, and the child.
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
def settle(keys, children, slots):
    """Put keys with their children into the open-addressed table that the kernel reads."""
    mask = slots.shape[0] - 1
    for at in range(keys.shape[0]):
        slot = (keys[at] * SPREAD) >> 40 & mask
        while slots[slot] != 0:
            slot = (slot + 1) & mask
        slots[slot] = keys[at] << CHILD_BITS | children[at]


def _build(dictionary: Dictionary) -> Words:
    text = "".join(dictionary.words)
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    alphabet = np.flatnonzero(np.bincount(points))
    if len(alphabet) >= 1 << CODE_BITS or alphabet[-1] > 0xFFFF:
        raise StudyError(f"the dictionary has {len(alphabet)} different characters; the kernel takes "
                         f"{(1 << CODE_BITS) - 1} below U+10000. Use engine='jieba'.")
    code = np.zeros(0x10000, np.uint16)
    code[alphabet] = np.arange(1, len(alphabet) + 1)
    ends = np.cumsum([len(word) for word in dictionary.words])
    wide = np.zeros((SLOTS, 2), np.int64)
    node_of_word = np.zeros(len(ends), np.int64)
    count = plant(code[points].astype(np.int64), ends, wide, node_of_word)
    used = wide[wide[:, 0] != 0]
    parent, last, child = (used[:, 0] - 1) >> 16, (used[:, 0] - 1) & 0xFFFF, used[:, 1]
    # nodes that have children get the numbers below `inner`; a leaf then needs no look-up at all
    has_children = np.zeros(count, bool)
    has_children[parent] = True
    has_children[0] = False  # the root is an array of its own
    order = np.argsort(~has_children, kind="stable")
    number = np.empty(count, np.int64)
    number[order] = np.arange(count)
    inner = int(has_children.sum())
    if count > min(1 << CHILD_BITS, SLOTS // 2 + inner):
        raise StudyError(f"the dictionary has {count} prefixes, more than the kernel takes. Use engine='jieba'.")
    log_p = np.ones(count)
    log_p[number[node_of_word]] = dictionary.log_probability  # of a word that stands twice the later row holds
    root = np.full(1 << CODE_BITS, np.array((-1, 1.0), STEP))
    top = parent == 0
    root["entry"][last[top]] = number[child[top]]
    root["log_p"][last[top]] = log_p[number[child[top]]]
    slots = np.zeros(SLOTS, STEP)
    keys = number[parent[~top]] << CODE_BITS | last[~top]
    by_key = np.argsort(keys)
    settle(keys[by_key], number[child[~top]][by_key], slots["entry"])
    slots["log_p"] = log_p[slots["entry"] & ((1 << CHILD_BITS) - 1)]
    with np.errstate(over="ignore"):
        bits = keys * np.int64(SPREAD) >> 32 & FILTER_MASK
    known = np.zeros(FILTER_MASK + 1, np.bool_)
    known[bits] = True
    filter = np.packbits(known, bitorder="little")
    row = np.zeros(count, np.uint32)
    kept = np.array(list(dictionary.kept.values()))
    row[number[node_of_word[kept]]] = kept
    return Words(code, root, slots, filter, row, inner, int(number[0]), dictionary.unknown)


@lru_cache(maxsize=1)
def words() -> Words:
    """The tables of jieba's dictionary, from the private cache where it holds them undamaged."""
    dictionary = Dictionary.jieba()
    path = cache_folder() / f"dictionary-{dictionary.sha256[:16]}-{LAYOUT}.bin"
    try:
        raw = path.read_bytes()
        whole = memoryview(raw)[32:]
        if sha256(whole).digest() == raw[:32]:
            with np.load(io.BytesIO(whole)) as file:
                arrays = [file[name] for name in Words._fields[:5]]
                return Words(*arrays, int(file["inner"]), int(file["none"]), float(file["unknown"]))
    except (OSError, ValueError, KeyError):
        pass  # none yet, or damaged: built below
    built = _build(dictionary)
    file = io.BytesIO()
    np.savez(file, **built._asdict())
    data = file.getvalue()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(sha256(data).digest() + data)
        draft.replace(path)
    except OSError:
        pass  # a full disk costs half a second in the next process, no more
    return built


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
        _kinds(surfaces), slots, child,
        np.array([ends.get(node, -1) for node in range(len(children) + 1)], np.int32),
        np.array(guarded, np.bool_), np.array([bool(own) for own in names], np.bool_),
        np.cumsum([len(own) for own in names], dtype=np.int64),
        np.array([of[label] for own in names for label in own], np.uint32),
    )


def surfaces(rules: Rules) -> Surfaces:
    """The tables of a lexicon."""
    return _surfaces(rules.digest, rules.surfaces, rules.names, tuple(rules.guarded), tuple(rules.ids.items()))


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
        (SECOND, {surface[1] for surface in surfaces if len(surface) > 1}),
    ):
        for character in characters:
            if ord(character) < 0x10000:
                kind[ord(character)] |= bit
    if any(len(surface) == 1 for surface in surfaces):
        kind |= SECOND  # a surface of one character may be followed by any other
    return kind


KINDS = _kinds()
