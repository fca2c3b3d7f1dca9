"""CSV that breaks its own rules: stray quotation marks, more cells than columns. Row by row, each change told."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .column_names import standard_names

LONGEST = 2_000  # lines of one cell; a stray mark is looked for no further
_OPEN = "a quotation mark that is not closed: the line was read as it stands"
_MORE = "{} cells more than columns: they were joined to the text"


def read_damaged_rows(
    path: Path, sep: str, names: list[str], *, skip: int
) -> Iterator[tuple[list[str | None], str | None]]:
    """Cells of each row below the header (from the row ``skip`` on), with a remark where something was put right.

    A quoted cell ends at a mark before a separator or a line end. Where none follows, or where the lines in
    between are whole rows, the mark is a character like others. Surplus cells belong to the text, which is
    where people write separators.
    """
    at_text = next((at for at, name in enumerate(standard_names(names).values()) if name == "text"), len(names) - 1)
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        rows = _rows(iter(file), sep, len(names))
        next(rows, None)  # the header
        for number, (cells, remark) in enumerate(rows):
            if number < skip:
                continue
            surplus = len(cells) - len(names)
            while surplus > 0 and not cells[-1].strip():  # separators at the end, as spreadsheets write
                cells.pop()
                surplus -= 1
            if surplus > 0:
                cells[at_text : at_text + surplus + 1] = [sep.join(cells[at_text : at_text + surplus + 1])]
                remark = _MORE.format(surplus)
            yield [cell or None for cell in cells] + [None] * -min(0, surplus), remark


def _rows(file: Iterator[str], sep: str, width: int) -> Iterator[tuple[list[str], str | None]]:
    ahead: deque[str] = deque()

    def line(at: int) -> str | None:
        while len(ahead) <= at:
            following = next(file, None)
            if following is None:
                return None
            ahead.append(following.rstrip("\r\n"))
        return ahead[at]

    while (first := line(0)) is not None:
        cells, remark, used = _cells(first, sep), None, 1
        if cells is None:
            cells, used = _quoted_lines(line, sep, width)
            if cells is None:
                cells, remark, used = _literal(first, sep), _OPEN, 1
        for _ in range(used):
            ahead.popleft()
        if cells != [""]:
            yield cells, remark


def _quoted_lines(line, sep: str, width: int) -> tuple[list[str] | None, int]:
    """The cells of a row that runs over several lines, and how many; None where its mark is a stray one.

    Only the cell that is still open is looked at again when a line is added.
    """
    cells: list[str] = []
    open_cell, pending, whole, rows = line(0), [], True, 0
    for at in range(1, LONGEST):
        following = line(at)
        if following is None:
            return None, 1
        pending.append(following)
        if '"' in following:
            open_cell = "\n".join([open_cell, *pending])
            pending = []
            more, rest = _cells_and_rest(open_cell, sep)
            cells += more
            if rest is None:
                swallowed = whole and rows and width > 1
                return (None, 1) if swallowed or len(cells) < min(width, 2) else (cells, at + 1)
            open_cell = open_cell[rest:]
            if not _OPEN_CELL.match(open_cell):  # what is wrong is not put right by further lines
                return None, 1
        inner = _cells(following, sep)
        whole = whole and inner is not None and len(inner) >= width
        rows += holds_words(following, sep)
        if whole and rows >= 3 and width > 2:  # three whole rows inside one cell
            return None, 1
    return None, 1


def holds_words(line: str, sep: str) -> bool:
    """Whether a line has anything but separators, which an empty row has as well as a text: they tell nothing."""
    return bool(line.replace(sep, "").strip())


_OPEN_CELL = re.compile(r'[ ]*"[^"]*(?:""[^"]*)*\Z')


@cache
def _cell(sep: str) -> re.Pattern[str]:
    mark = re.escape(sep)
    return re.compile(rf'(?:[ ]*"([^"]*(?:""[^"]*)*)"[ ]*|((?![ ]*")[^{mark}\n]*))({mark}|\Z)')


def _cells(row: str, sep: str) -> list[str] | None:
    """The cells of a row that keeps the rules; None otherwise."""
    cells, rest = _cells_and_rest(row, sep)
    return cells if rest is None else None


def _cells_and_rest(row: str, sep: str) -> tuple[list[str], int | None]:
    """The cells of a row up to the first that breaks the rules, and where that one begins; None where none does."""
    cells, at = [], 0
    while True:
        found = _cell(sep).match(row, at)
        if found is None:
            return cells, at
        cells.append(found[1].replace('""', '"') if found[1] is not None else found[2])
        at = found.end()
        if not found[3]:
            return cells, None


def _literal(row: str, sep: str) -> list[str]:
    """The cells of a line whose quotation marks do not all belong to the notation."""
    cells, at = [], 0
    while at <= len(row):
        found = _cell(sep).match(row, at)
        if found is not None and found[1] is not None:
            cells.append(found[1].replace('""', '"'))
            at = found.end()
        else:
            end = row.find(sep, at)
            end = len(row) if end < 0 else end
            cells.append(row[at:end].lstrip('" ') if row[at:end].lstrip().startswith('"') else row[at:end])
            at = end + len(sep)
        if at >= len(row) and not row.endswith(sep):
            break
    return cells
