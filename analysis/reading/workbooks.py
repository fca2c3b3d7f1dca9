"""Workbooks (.xlsx .xlsm .xls .ods): every sheet as a table of text, its header where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from ..core.errors import StudyError
from .column_names import named_parts, unique_names
from .limits import ZIP_PROBLEMS, TooLargeError
from .workbook_sizes import check_sizes

HEADER_WITHIN = 20  # rows; above the header some sheets have a title and a note
_MIDNIGHT = r"^(\d{4}-\d\d-\d\d)[ T]00:00:00(?:\.0+)?$"


def read_workbook(raw: bytes, name: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """The name and the table of each sheet that holds anything; every cell as text, blank rows left out.

    Raises `StudyError` where the file is no workbook.
    """
    import fastexcel

    try:
        if raw.startswith(b"PK"):
            check_sizes(raw)
        book = fastexcel.read_excel(raw)
        for sheet in book.sheet_names:
            cells = book.load_sheet(sheet, header_row=None, dtypes="string").to_polars()
            table = _with_header(cells)
            if table.height:
                yield sheet, table
    except TooLargeError as error:
        raise StudyError(f"{name} is a workbook that is not read: {error}.") from error
    except (*ZIP_PROBLEMS, fastexcel.FastExcelError, pl.exceptions.PolarsError) as error:
        locked = "password" in str(error).casefold() or b"E\0n\0c\0r\0y\0p\0t\0e\0d" in raw
        reason = "locked by a password: save it without one" if locked else str(error).split("\n")[0]
        raise StudyError(f"{name} is not a workbook that can be read: {reason}.") from error


def _with_header(cells: pl.DataFrame) -> pl.DataFrame:
    """The rows below the header, which is the row that names most of what a table of texts has."""
    if not cells.width:
        return cells
    cells = cells.with_columns(pl.all().cast(pl.String).str.replace(_MIDNIGHT, "$1"))
    filled = pl.any_horizontal(pl.all().str.contains(r"\S").fill_null(False))
    cells = cells.filter(filled)
    best, most = 0, 0
    for at, row in enumerate(cells.head(HEADER_WITHIN).iter_rows()):
        known = len(named_parts([cell for cell in row if cell and len(cell) <= 40]))
        if known > most:
            best, most = at, known
    names = unique_names(re.sub(r"\s+", " ", cell or "").strip() for cell in (cells.row(best) if cells.height else ()))
    if not names:
        return cells
    table = cells.slice(best + 1).rename(dict(zip(cells.columns, names, strict=True)))
    empty = [name for name in table.columns if name.startswith("column_") and table[name].null_count() == table.height]
    return table.drop(empty)
