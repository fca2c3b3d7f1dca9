"""The proof of a reading: damaged again with the page's own table, it gives what stands in the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ..character_width import fold
from ..chinese_script import traditional
from .beam_search import Reading
from .damage_mechanism import Always, damaged_ways, sharing
from .gbk import INTRUSION, ORPHAN, readings

_TRIED = 12  # readings of a run, the likeliest
_SPLITS = ("", "、", "。", "，", "！", "？", "、。，！？；：")


class Place(NamedTuple):
    """What stands in the page up to where a reading ends."""

    there: str  # folded, with what stands before the run
    wanted: frozenset[str]  # the readings in the run
    bare: bool  # a ``?`` in the run has no reading behind it


class Proof:
    """The readings of one run, each proven once.

    Parameters
    ----------
    text, start, table, before, breaks
        As `byteruns.find_run` has them.
    """

    def __init__(self, text: str, start: int, table: Mapping[str, str], before: str, breaks):
        self._text, self._start, self._table, self._left, self._breaks = text, start, table, before[-1:], breaks
        self._places: dict[int, Place] = {}
        self._shown: dict[tuple[str, int], tuple | None] = {}

    def first(self, ranked: Sequence[Reading]):
        """The best reading that holds, and the pairs of keys whose order it shows; None where none does."""
        for item in ranked[:_TRIED]:
            if self.holds(item):
                return item, self._shown[item.text, item.end]
        return None

    def holds(self, item: Reading) -> bool:
        """Does the reading, damaged again, give what stands in the page?"""
        known = (item.text, item.end)
        if known not in self._shown:
            self._shown[known] = self._proven(item)
        return self._shown[known] is not None

    def place(self, end: int) -> Place:
        """What stands in the page up to ``end``."""
        if end not in self._places:
            text, start = self._text, self._start
            wanted = frozenset(
                m.group(1) for pattern in (ORPHAN, INTRUSION) for m in pattern.finditer(text, start, end)
            )
            bare = any(text[i] == "?" and not ORPHAN.match(text, i) for i in range(start, end))
            self._places[end] = Place(fold(text[max(0, start - 16) : end]), wanted, bare)
        return self._places[end]

    def keys(self, item: Reading) -> tuple[tuple[str, str], ...]:
        """The characters whose readings stand in the run, each with it: found in the restored bytes, in order."""
        wanted = self.place(item.end).wanted
        if not wanted:
            return ()
        try:
            data = (self._left + item.text).encode("gbk")
        except UnicodeEncodeError:
            return ()
        known = _keys_by_bytes()
        found = (known.get(data[i : i + 2]) for i in range(len(data) - 1))
        return tuple(dict.fromkeys(key for key in found if key is not None and key[1] in wanted))

    def _proven(self, item: Reading) -> tuple[tuple[bytes, bytes], ...] | None:
        place, keys, source = self.place(item.end), self.keys(item), self._left + item.text
        table = {**self._table, **dict(keys)} if keys else self._table
        try:
            shared = sharing(source.encode("gbk"), table)
        except UnicodeEncodeError:
            shared = []
        orders = ((self._breaks, (), Always()) if self._breaks else ((), Always())) if shared else ((),)
        for order, again in damaged_ways(source, table, _SPLITS if place.bare else ("",), orders):
            if place.there.endswith(fold(again)):
                return tuple(shared) if isinstance(order, Always) else ()
        return None


@cache
def _keys_by_bytes() -> dict[bytes, tuple[str, str]]:
    """The traditional characters by their two bytes, each with its reading."""
    known = readings()
    return {char.encode("gbk"): (char, known[char]) for char in known if char in traditional()}
