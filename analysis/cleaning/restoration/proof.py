"""The proof of a candidate: damaged again with the page's own table, it gives what stands in the page."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache
from typing import NamedTuple

from ..character_width import fold
from ..chinese_script import traditional
from .damage_mechanism import HARD_SPACE, EveryPair, overlapping_keys, possible_damage, possible_splits
from .gbk import INTRUSION, ORPHAN, readings
from .run_search import Candidate, Run

_TRIED = 12  # candidates of a run, the likeliest

Overlaps = tuple[tuple[bytes, bytes], ...]  # pairs of keys that share a byte, of which the left was looked for first


class Found(NamedTuple):
    """What stands in the page up to where a candidate ends."""

    text: str  # folded, with what stands before the run
    readings: frozenset[str]
    bare: bool  # a ``?`` in the run has no reading behind it


class Proof:
    """The candidates of one run, each proven once; ``left_first`` and ``splits`` as the page shows them."""

    def __init__(self, run: Run, left_first: Container, splits: Sequence[str] = ()):
        self._run, self._left_first, self._splits = run, left_first, splits
        self._found: dict[int, Found] = {}
        self._shown: dict[tuple[str, int], Overlaps | None] = {}

    def best(self, ranked: Sequence[Candidate]) -> tuple[Candidate, Overlaps] | None:
        """The best candidate that holds, and the order of overlapping keys that it shows; None where none does."""
        for candidate in ranked[:_TRIED]:
            shown = self._order_shown(candidate)
            if shown is not None:
                return candidate, shown
        return None

    def holds(self, candidate: Candidate) -> bool:
        """Does the candidate, damaged again, give what stands in the page?"""
        return self._order_shown(candidate) is not None

    def found(self, end: int) -> Found:
        """What stands in the page up to ``end``."""
        if end not in self._found:
            page, start = self._run.page, self._run.start
            names = frozenset(m.group(1) for pattern in (ORPHAN, INTRUSION) for m in pattern.finditer(page, start, end))
            bare = any(page[i] == "?" and not ORPHAN.match(page, i) for i in range(start, end))
            self._found[end] = Found(fold(page[max(0, start - 16) : end]), names, bare)
        return self._found[end]

    def keys(self, candidate: Candidate) -> tuple[tuple[str, str], ...]:
        """The keys whose readings stand in the run, each with it: found in the restored bytes, in order."""
        names = self.found(candidate.end).readings
        if not names:
            return ()
        try:
            data = self._source(candidate).encode("gbk")
        except UnicodeEncodeError:
            return ()
        keys = (_keys_by_bytes().get(data[i : i + 2]) for i in range(len(data) - 1))
        return tuple(dict.fromkeys(key for key in keys if key is not None and key[1] in names))

    def _source(self, candidate: Candidate) -> str:
        return self._run.before[-1:] + candidate.text

    def _order_shown(self, candidate: Candidate) -> Overlaps | None:
        known = (candidate.text, candidate.end)
        if known not in self._shown:
            self._shown[known] = self._damaged_again(candidate)
        return self._shown[known]

    def _damaged_again(self, candidate: Candidate) -> Overlaps | None:
        found, keys, source = self.found(candidate.end), self.keys(candidate), self._source(candidate)
        table = {**self._run.table, **dict(keys)} if keys else self._run.table
        try:
            overlaps = overlapping_keys(source.encode("gbk"), table)
        except UnicodeEncodeError:
            overlaps = []
        orders: tuple[Container, ...] = ((),)
        if overlaps:
            orders = (self._left_first, (), EveryPair()) if self._left_first else ((), EveryPair())
        splits = (*dict.fromkeys([*possible_splits(found.text), *self._splits]),) if found.bare else ("",)
        for order, damaged in possible_damage(source, table, splits, orders):
            if found.text.endswith(fold(damaged).replace(HARD_SPACE, "?")):
                return tuple(overlaps) if isinstance(order, EveryPair) else ()
        return None


@cache
def _keys_by_bytes() -> dict[bytes, tuple[str, str]]:
    """The keys by their two bytes, each with its reading."""
    return {char.encode("gbk"): (char, reading) for char, reading in readings().items() if char in traditional()}
