"""Tables for people: CSV that a spreadsheet opens in Chinese and that runs nothing."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from .errors import StudyError
from .pandas_frames import as_frame
from .whole_files import write_whole

# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, "CSV injection"; the full-width ones where
# it runs in Chinese or Japanese), whatever blanks, quotes and apostrophes it takes away before. An apostrophe in front makes it
# text. The same is done behind a semicolon, tab or line break inside a cell: a spreadsheet that splits at these, as many in Europe
# do, begins a cell there. One more apostrophe is put before those that are there, so that reading the table back is exact.
_FORMULA = "['\" \u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]*[=+\\-@＝＋－＠]"
_AT_START = f"(?:{_FORMULA}|'*[\t\r\n])"
_BEHIND = "([;\t\r\n])"

# A control character is its picture (␀ for NUL), and a picture that the text has is marked by another one before it.
_MARK = "␦"
PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"} | {"\x7f": "␡"}
_PICTURED = {mark: _MARK + mark for mark in [*PICTURES.values(), _MARK]} | PICTURES
_PLAIN = {picture: character for character, picture in _PICTURED.items()}
_HAS_PICTURED = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\u2400-\u2426]"
_PLAIN_AT = re.compile(f"{_MARK}?[{''.join(PICTURES.values())}{_MARK}]")


def write_csv(frame: Any, path: str | Path) -> Path:
    """Write a table as CSV, in UTF-8 with a byte-order mark, all its text harmless to a spreadsheet.

    A text or name of a column that begins with ``= + - @`` (full-width too, and behind blanks and quotes), a tab or a line
    break gets an apostrophe in front: to a spreadsheet the mark of plain text. So does what stands behind a semicolon, tab
    or line break inside it, where a spreadsheet may begin a cell. Control characters become their pictures (``␀``). Numbers
    keep their sign. `read_csv` undoes all this.

    Parameters
    ----------
    frame : polars.DataFrame, polars.LazyFrame, pandas.DataFrame or a result
        Lists are written as their members joined by ``" | "``, structures as JSON.
    path : str or Path
        The file; its folder is made if need be.

    Returns
    -------
    pathlib.Path
        The file, which is there whole or, after an error, as it was.

    Raises
    ------
    StudyError
        Where the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_csv(pl.DataFrame({"text": ["=1+1", "六保"]}), Path(folder) / "texts.csv")
    ...     read_csv(path)["text"].to_list()
    ['=1+1', '六保']
    """
    return write_whole(path, csv_bytes(frame))


def csv_bytes(frame: Any) -> bytes:
    """The bytes that `write_csv` writes, for a file of a set that is written as a whole."""
    return b"\xef\xbb\xbf" + csv_text(frame).encode()


def csv_text(frame: Any, *, float_precision: int | None = None) -> str:
    """The text that `write_csv` writes, without the byte-order mark; for a pipe.

    Parameters
    ----------
    frame : polars.DataFrame, polars.LazyFrame, pandas.DataFrame or a result
    float_precision : int, optional
        Decimals of each number that is not whole; all that are needed where it is None.

    Returns
    -------
    str

    Examples
    --------
    >>> print(csv_text(pl.DataFrame({"terms": [["六稳", "六保"]], "rate": [0.126]}), float_precision=2), end="")
    terms,rate
    六稳 | 六保,0.13
    """
    frame = as_frame(frame, takes="a CSV holds a table")
    shown = []
    for name, dtype in frame.schema.items():
        if isinstance(dtype, (pl.List, pl.Array, pl.Struct, pl.String, pl.Categorical, pl.Enum)):
            shown.append(_harmless(flat(pl.col(name), dtype)).alias(name))
    names = pl.Series(frame.columns, dtype=pl.String)
    names = names.to_frame("name").select(_harmless(pl.col("name"))).to_series()
    frame = frame.with_columns(shown).rename(dict(zip(frame.columns, names)))
    return frame.write_csv(line_terminator="\n", float_precision=float_precision)


def flat(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A column of one value a cell: a list's members joined by ``" | "``, structures and categories as text."""
    if isinstance(dtype, (pl.List, pl.Array)):
        return column.cast(pl.List(pl.String)).list.join(" | ")
    if isinstance(dtype, pl.Struct):
        return column.struct.json_encode()
    return column.cast(pl.String) if isinstance(dtype, (pl.Categorical, pl.Enum)) else column


def _harmless(column: pl.Expr) -> pl.Expr:
    """A column of text that runs nothing, in whatever way the file is split into cells."""
    return (
        _with_pictures(column).str.replace_all(f"{_BEHIND}({_FORMULA})", "$1'$2").str.replace(f"^({_AT_START})", "'$1")
    )


def as_it_was(column: pl.Expr) -> pl.Expr:
    """A column of text as it was before `write_csv` made it harmless; for readers of another kind than `read_csv`."""
    return _without_pictures(
        column.str.replace(f"^'({_AT_START})", "$1").str.replace_all(f"{_BEHIND}'({_FORMULA})", "$1$2")
    )


def _with_pictures(column: pl.Expr) -> pl.Expr:
    """A column of text with control characters as pictures; `_without_pictures` undoes it."""
    return _mapped(column, lambda text: "".join(_PICTURED.get(character, character) for character in text))


def _without_pictures(column: pl.Expr) -> pl.Expr:
    """A column of text as it was before `_with_pictures`."""
    return _mapped(column, lambda text: _PLAIN_AT.sub(lambda found: _PLAIN.get(found[0], found[0]), text))


def _mapped(column: pl.Expr, function: Callable[[str], str]) -> pl.Expr:
    """``function`` of the few texts that hold such a character."""

    def some(texts: pl.Series) -> pl.Series:
        odd = texts.str.contains(_HAS_PICTURED).fill_null(False)
        if not odd.any():
            return texts
        return texts.scatter(odd.arg_true(), [function(text) for text in texts.filter(odd)])

    return column.map_batches(some, return_dtype=pl.String)


def read_csv(path: str | Path) -> pl.DataFrame:
    """Read a table that `write_csv` wrote: texts as they were, dates as dates.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    polars.DataFrame

    Raises
    ------
    StudyError
        Where there is no such file.

    Examples
    --------
    >>> read_csv("no-such.csv")
    Traceback (most recent call last):
    analysis.core.errors.StudyError: no table at no-such.csv.
    """
    path = Path(path)
    if not path.is_file():
        raise StudyError(f"no table at {path}.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file), [])  # polars leaves quotes in a name doubled
    names = pl.Series("name", header, dtype=pl.String).to_frame().select(as_it_was(pl.col("name"))).to_series()
    frame = pl.read_csv(path, encoding="utf8", try_parse_dates=True, new_columns=names.to_list())
    return frame.with_columns(as_it_was(pl.col(pl.String)))
