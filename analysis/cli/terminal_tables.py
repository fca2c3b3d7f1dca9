"""Tables for a terminal of any width: which columns fit, and concordance lines around their matches.

Widths are in cells of the terminal: a Chinese character takes two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..core.control_characters import printable

if TYPE_CHECKING:
    import polars as pl

_GAP = 1  # cells between the parts of a concordance line
_COLUMN_GAP = 2  # cells between two columns of a table
_NAME = 18  # cells of a document's name beside a concordance line; longer names are cut at their left
_CONTEXT = 12  # cells to either side of a match that come before date and name: six characters


def cell(value: Any) -> str:
    """A value as a table shows it, in one line."""
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else printable(value)


def fitting(frame: pl.DataFrame, width: int, first: Sequence[str]) -> list[str]:
    """The columns that fit into a width, in their order: ``first`` always, then from the left."""
    from rich.cells import cell_len

    wide = {
        name: max((cell_len(value) for value in (printable(name), *map(cell, frame[name]))), default=0)
        for name in frame.columns
    }
    room = width - sum(wide[name] + _COLUMN_GAP for name in first) + _COLUMN_GAP
    chosen = set(first)
    for name in frame.columns:
        if name not in chosen and (room >= wide[name] + _COLUMN_GAP or not chosen):
            chosen.add(name)
            room -= wide[name] + _COLUMN_GAP
    return [name for name in frame.columns if name in chosen]


def concordance_lines(frame: pl.DataFrame, width: int) -> Iterator[str]:
    """Each match whole, below the others, between as much of its context as fits; then date and document."""
    from rich.cells import cell_len

    rows = [
        [cell(" ".join(str(row[name] or "").split())) for name in ("left", "match", "right", "date", "doc_id")]
        for row in frame.iter_rows(named=True)
    ]
    widest = max((cell_len(row[1]) for row in rows), default=0)
    dates = max((cell_len(row[3]) for row in rows), default=0)
    names = min(max((cell_len(row[4]) for row in rows), default=0), _NAME)
    for about in ((dates, names), (dates, 0), (0, 0)):  # the context matters more than what stands behind it
        context = width - widest - 2 * _GAP - sum(size + _GAP for size in about if size)
        if context >= 2 * _CONTEXT:
            break
    left_room = max(context // 2, 0)
    for left, match, right, day, name in rows:
        before = _last(left, left_room)
        after = _first(right, max(width - 2 * _GAP - left_room - widest - sum(s + _GAP for s in about if s), 0))
        line = f"{' ' * (left_room - cell_len(before))}{before} {match} {after}"
        if about[0]:
            line += " " * (width - sum(s + _GAP for s in about if s) - cell_len(line)) + f" {day:<{about[0]}}"
        if about[1]:
            line += f" {_last(name, about[1])}"
        yield line.rstrip()


def _last(text: str, room: int) -> str:
    """The end of a text that fits into a room."""
    return _first(text[::-1], room)[::-1]


def _first(text: str, room: int) -> str:
    """The beginning of a text that fits into a room."""
    from rich.cells import cell_len

    taken = 0
    for place, character in enumerate(text):
        taken += cell_len(character)
        if taken > room:
            return text[:place]
    return text
