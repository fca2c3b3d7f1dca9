"""Tables for people: CSV that a spreadsheet opens in Chinese and that runs nothing."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from .errors import StudyError
from .whole_files import write_whole

# A cell that begins with one of these is a formula to a spreadsheet (OWASP, "CSV injection"; the full-width
# ones where the spreadsheet runs in Chinese or Japanese). A cell that begins with apostrophes before one of
# these gets one more, so that reading the table back is exact.
_FORMULA = "^('*[=+\\-@\t\r\n＝＋－＠])"


def write_csv(frame: pl.DataFrame | pl.LazyFrame, path: str | Path) -> Path:
    """Write a table as CSV, in UTF-8 with a byte-order mark, every text cell harmless to a spreadsheet.

    A text cell that begins with ``= + - @`` (full-width too), a tab or a line break gets an apostrophe in
    front: to a spreadsheet the mark of plain text. Numbers keep their sign. `read_csv` takes it away again.

    Parameters
    ----------
    frame : polars.DataFrame or LazyFrame
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


def csv_bytes(frame: pl.DataFrame | pl.LazyFrame) -> bytes:
    """The bytes that `write_csv` writes, for a file of a set that is written as a whole."""
    return b"\xef\xbb\xbf" + csv_text(frame).encode()


def csv_text(frame: pl.DataFrame | pl.LazyFrame, *, float_precision: int | None = None) -> str:
    """The text that `write_csv` writes, without the byte-order mark; for a pipe.

    Parameters
    ----------
    frame : polars.DataFrame or LazyFrame
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
    frame = frame.lazy().collect()
    harmless = []
    for name, dtype in frame.schema.items():
        column = pl.col(name)
        if isinstance(dtype, (pl.List, pl.Array)):
            column = column.cast(pl.List(pl.String)).list.join(" | ")
        elif isinstance(dtype, pl.Struct):
            column = column.struct.json_encode()
        elif dtype not in (pl.String, pl.Categorical) and not isinstance(dtype, pl.Enum):
            continue
        column = column.cast(pl.String)
        harmless.append(pl.when(column.str.contains(_FORMULA)).then("'" + column).otherwise(column).alias(name))
    return frame.with_columns(harmless).write_csv(line_terminator="\n", float_precision=float_precision)


def read_csv(path: str | Path) -> pl.DataFrame:
    """Read a table that `write_csv` wrote: the apostrophes taken away, dates as dates.

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
    frame = pl.read_csv(path, encoding="utf8", try_parse_dates=True)
    return frame.with_columns(pl.col(pl.String).str.replace("^'" + _FORMULA[1:], "$1"))
