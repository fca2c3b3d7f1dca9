"""How large the sheets of a workbook are, before a library lays them out whole: by what their XML says, cell by cell.

A sheet is as large as the rectangle around its cells. One cell in the last corner of a sheet makes 17,000 million.
"""

from __future__ import annotations

import io
import re
import zipfile

from .limits import CELLS, LARGE, Budget, check

_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_COLUMN = re.compile(rb'\br="([A-Z]+)\d*"')
_ROWS = re.compile(rb"<(?:\w+:)?row\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_SHARED = re.compile(rb't="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})<')
_STRING = re.compile(rb"<(?:\w+:)?si\b")
_OPEN_TAG = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b([^>]*?)(/?)>")
_TIMES = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,12})"')


def check_sizes(raw: bytes) -> None:
    """`TooLargeError` where a workbook (.xlsx, .ods) unpacks to more than is taken, or a sheet has too many cells."""
    budget = Budget()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        strings: list[int] = []
        members = archive.infolist()
        for member in sorted(members, key=lambda one: "sharedStrings" not in one.filename):
            part = io.BytesIO()
            budget.unpack(archive, member, part)
            name = member.filename
            if "sharedStrings" in name:
                strings = [len(string) for string in _STRING.split(part.getvalue())[1:]]
            elif name == "content.xml":
                _check_open_sheets(part.getvalue())
            elif name.startswith("xl/") and name.endswith(".xml"):
                _check_sheet(part.getvalue(), strings)


def _check_sheet(xml: bytes, strings: list[int]) -> None:
    if b"sheetData" not in xml:
        return
    rows = max([*map(int, _ROW.findall(xml)), len(_ROWS.findall(xml)), 1])
    told = max(map(_number, set(_COLUMN.findall(xml))), default=1)
    in_a_row = max(len(_CELL.findall(row)) for row in _ROWS.split(xml))
    check(rows * max(told, in_a_row), CELLS, "cells in a sheet, empty ones between others included")
    if strings and xml.count(b't="s"') * max(strings) > LARGE:
        used = sum(strings[at] for at in map(int, _SHARED.findall(xml)) if at < len(strings))
        check(used, 2 * LARGE, "bytes of text in a sheet")


def _number(letters: bytes) -> int:
    """The number of a column: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _check_open_sheets(xml: bytes) -> None:
    """The same for OpenDocument, whose rows and cells say how many times they stand there."""
    rows = blank_rows = wide = at = 0
    times, filled = 0, 0

    def end_row() -> None:
        nonlocal rows, blank_rows, wide
        if filled:
            rows += blank_rows + times
            blank_rows, wide = 0, max(wide, filled)
            check(rows * wide, CELLS, "cells in a sheet, empty ones between others included")
        else:
            blank_rows += times

    for tag in _OPEN_TAG.finditer(xml):
        found = _TIMES.search(tag[2])
        repeated = int(found[1]) if found else 1
        if tag[1] == b"table-row":
            end_row()
            times, filled, at = repeated, 0, 0
        else:
            at += repeated
            if not tag[3] or b"value" in tag[2]:
                filled = at
    end_row()
