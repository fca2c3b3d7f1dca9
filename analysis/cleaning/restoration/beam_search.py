"""The beam: what stands in a run, laid out for the compiled walk, and the readings that it finds."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from ...core.compiling import tell_once
from ..chinese_script import codes
from .beam_steps import CHAR, LOST, READING, walk
from .beam_steps import ORPHAN as SWALLOWED
from .code_page import code_page, keys_read, reading_numbers
from .gbk import ORPHAN, one_tone
from .language_model import Counts
from .model_characters import numbers_of
from .search_state import NODE, PENDING, PUT_BACK

BEAM = 16  # states that are kept at each step
_LOOKED_AT = 24  # readings of one run, the likeliest
_FIRST_LOOK, _LONGEST = 48, 400  # characters of one run: real ones have under 40


class Reading(NamedTuple):
    """One reading of a run."""

    score: float  # natural log; what follows in the page is weighed in
    text: str
    lost: int  # pairs that were put back
    end: int  # where the run ends in the page


class Pieces(NamedTuple):
    """What stands in the page from a run's first mark on: see `walk`."""

    points: np.ndarray
    kinds: np.ndarray
    values: np.ndarray
    ends: np.ndarray
    key_at: np.ndarray
    keys: np.ndarray
    known: np.ndarray


class Stretch:
    """What a run's first mark is followed by, laid out once for every search along it.

    Parameters
    ----------
    text, start, stop, skip, table, before
        As `byteruns.find_run` has them.
    counts : Counts
    """

    def __init__(self, text, start, stop, skip, table, before, counts: Counts):
        self._page, self._counts = (text, start, stop, skip, table), counts
        self._pieces: dict[int, Pieces] = {}
        a, b = [0, 0, *numbers_of(before[-2:]).tolist()][-2:]
        self._before = (ord(before[-1]) if before and ord(before[-1]) < 65536 else 0, a, b)

    def search(self, most_lost: int, beam: int = BEAM) -> list[Reading]:
        """Every reading of the bytes to where all of them are in step again, the likeliest first.

        At most ``most_lost`` vanished pairs are looked for, and ``beam`` states kept at each step.
        """
        text, start, stop, skip, table = self._page
        _announce()
        for length in (_FIRST_LOOK, _LONGEST):
            upto = min(stop, start + length)
            pieces = self._pieces.get(upto)
            if pieces is None:
                pieces = self._pieces[upto] = pieces_of(text, start, upto, stop, skip, table)
            count, scores, states, parent, char, done = walk(
                *pieces, *self._before, most_lost, beam, *code_page(), *self._counts
            )
            if done or upto == stop:
                break
        end = start + int(pieces.ends[count - 1])
        rows, scores = states.tolist(), scores.tolist()
        ended = [i for i, row in enumerate(rows) if row[PENDING] < 0]
        best = sorted(ended, key=lambda i: -scores[i])[:_LOOKED_AT]
        parents, chars = parent.tolist(), char.tolist()
        return [Reading(scores[i], _written(rows[i][NODE], parents, chars), rows[i][PUT_BACK], end) for i in best]


@cache
def _announce() -> None:
    tell_once(walk, "the beam that reads shifted bytes")


def _written(node: int, parents: list[int], chars: list[int]) -> str:
    """The characters from the first node to this one."""
    written = []
    while node:
        written.append(chars[node])
        node = parents[node]
    return "".join(map(chr, reversed(written)))


def pieces_of(text: str, start: int, upto: int, stop: int, skip, table) -> Pieces:
    """The page's characters, bare ``?``, swallowed and whole readings, one piece each."""
    kinds, values, ends, key_at, keys, known = [], [], [], [0], [], []
    at = start
    while at < upto or (at < stop and at in skip):  # a reading behind the last character belongs to it
        kind, value = CHAR, ord(text[at])
        if at in skip:
            kind, value = READING, reading_numbers().get(text[at + 1 : skip[at] - 1], -2)
            at = skip[at]
        elif value != 0x3F:
            at += 1
        else:
            orphan = ORPHAN.match(text, at, stop)
            if orphan and one_tone(orphan.group(1)):
                chars, pairs = keys_read(orphan.group(1))
                keys.append(pairs)
                known += [char in table for char in chars]
                kind, at = SWALLOWED, orphan.end()
            else:
                kind, value, at = LOST, 0xFF1F, at + 1  # a question mark may have been folded
        kinds.append(kind)
        values.append(value)
        ends.append(at - start)
        key_at.append(len(known))
    return Pieces(
        codes(text[start : min(stop, at + 8)]).astype(np.int64), np.array(kinds), np.array(values), np.array(ends), np.array(key_at),
        np.concatenate(keys) if keys else np.zeros(0, np.int64), np.array(known, bool),
    )  # fmt: skip
