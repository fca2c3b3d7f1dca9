"""The search along one run, from Python: the page cut into pieces, and the candidates that the beam search finds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np

from ...core.compiling import tell_once
from ..chinese_script import codes
from .beam_search import search
from .character_model import LINE_START, CharacterModel
from .code_page import code_page, keys_of_reading, reading_numbers
from .gbk import ORPHAN, one_tone
from .model_alphabet import symbols_of
from .search_arrays import CHARACTER, LOST_BYTE, READING, SWALLOWED, Pieces

BEAM_WIDTH = 16  # states that are kept at each step
BLANK_ODDS = (-18.0, -16.0)  # log odds that a bare ``?`` stands for a blank; on pages that show some lost
NO_BLANK = 0.0  # before letters and figures a ``?`` can be anything
_MOST_CANDIDATES = 24  # of one run, the likeliest
_FIRST_LOOK, _LONGEST = 48, 400  # characters of one run: real ones have under 40


class Run(NamedTuple):
    """Where a run begins in its page, and what is known there."""

    page: str
    start: int  # the ``?``
    stop: int  # the end of the line
    whole: Mapping[int, int]  # start → end of the readings in the page that are still in both brackets
    table: Mapping[str, str]  # the page's own table, key → reading
    before: str  # the restored text before it
    blanks_lost: bool = False  # does the page show that its encoding lacks a blank?


class Candidate(NamedTuple):
    """One text that a run can have been."""

    score: float  # natural log; what follows in the page is weighed in
    text: str
    restored: int  # vanished pairs that were put back
    end: int  # where the run ends in the page


class RunSearch:
    """Searches along one run, each wider than the last."""

    def __init__(self, run: Run, model: CharacterModel):
        self._run, self._model = run, model
        self._pieces: dict[int, Pieces] = {}
        last = ord(run.before[-1]) if run.before else 0
        a, b = [0, LINE_START, *symbols_of(run.before[-2:]).tolist()][-2:]
        letter = run.page[run.start + 1 : run.start + 2].isalnum() and run.page[run.start + 1] < "\x80"
        self._blank_odds = NO_BLANK if letter else BLANK_ODDS[run.blanks_lost]
        self._context = (last if last < 65536 else 0, a, b)

    def candidates(self, most_restored: int, width: int = BEAM_WIDTH) -> list[Candidate]:
        """What the run can have been up to where all states are in step again, the likeliest first.

        At most ``most_restored`` vanished pairs are put back, and ``width`` states kept at each step.
        """
        _announce()
        run = self._run
        for length in (_FIRST_LOOK, _LONGEST):
            limit = min(run.stop, run.start + length)
            pieces = self._pieces.get(limit)
            if pieces is None:
                pieces = self._pieces[limit] = pieces_of(run, limit)
            count, scores, states, parent, char, done = search(
                pieces,
                *self._context,
                self._blank_odds,
                most_restored,
                width,
                code_page(),
                self._model.slots,
                self._model.weights,
                self._model.neighbours,
            )
            if done or limit == run.stop:
                break
        end = run.start + int(pieces.ends[count - 1])
        ended = np.flatnonzero(states["pending"] < 0)
        best = ended[np.argsort(-scores[ended], kind="stable")][:_MOST_CANDIDATES]
        parents, chars = parent.tolist(), char.tolist()
        rows = zip(scores[best].tolist(), states["node"][best].tolist(), states["restored"][best].tolist(), strict=True)
        return [Candidate(score, _text_to(node, parents, chars), restored, end) for score, node, restored in rows]


@cache
def _announce() -> None:
    tell_once(search, "the search that restores shifted bytes")


def _text_to(node: int, parents: list[int], chars: list[int]) -> str:
    """The characters from the root of the tree to this node."""
    written = []
    while node:
        written.append(chars[node])
        node = parents[node]
    return "".join(map(chr, reversed(written)))


def pieces_of(run: Run, limit: int) -> Pieces:
    """The page from the run's start to ``limit``, and the rest of a reading that stands there."""
    page, stop, whole = run.page, run.stop, run.whole
    kinds, values, ends, key_starts, keys, known = [], [], [], [0], [], []
    at = run.start
    while at < limit or (at < stop and at in whole):  # a reading behind the last character belongs to it
        kind, value = CHARACTER, ord(page[at])
        if at in whole:
            kind, value = READING, reading_numbers().get(page[at + 1 : whole[at] - 1], -2)
            at = whole[at]
        elif page[at] != "?":
            at += 1
        else:
            orphan = ORPHAN.match(page, at, stop)
            if orphan and one_tone(orphan.group(1)):
                chars, two_bytes = keys_of_reading(orphan.group(1))
                keys.append(two_bytes)
                known += [char in run.table for char in chars]
                kind, at = SWALLOWED, orphan.end()
            else:
                kind, value, at = LOST_BYTE, ord("？"), at + 1  # a question mark may have been folded
        kinds.append(kind)
        values.append(value)
        ends.append(at - run.start)
        key_starts.append(len(known))
    return Pieces(
        codes(page[run.start : min(stop, at + 8)]).astype(np.int64), np.array(kinds), np.array(values), np.array(ends), np.array(key_starts),
        np.concatenate(keys) if keys else np.zeros(0, np.int64), np.array(known, bool),
    )  # fmt: skip
