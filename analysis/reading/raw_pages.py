"""Files to raw pages: a folder of pages with an optional `metadata.csv`, or one table of texts."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from ..core.errors import StudyError, did_you_mean
from .column_names import named
from .decoding import decode
from .metadata_table import METADATA, Metadata
from .text_tables import SUFFIXES as TABLES
from .text_tables import read_table

TEXT_PAGES = (".txt", ".text")
HTML_PAGES = (".html", ".htm", ".xhtml", ".shtml")
PIECE = 16 * 2**20  # bytes of pages held at once
READABLE = f"{', '.join(TEXT_PAGES + HTML_PAGES)} pages, or one table ({', '.join(TABLES)})"

PAGES = pl.Schema(
    {
        "file": pl.String,  # below the folder, with /
        "row": pl.UInt32,  # of a table, from 1; null for a page that is a file
        "bytes": pl.UInt64,  # size of the file, or of the text in a table's cell
        "raw": pl.Binary,  # the file as it is; null for a row of a table
        "text": pl.String,  # decoded; null where it could not be
        "encoding": pl.String,
        "encoding_basis": pl.String,  # how the encoding is known
        "replaced": pl.UInt32,  # places that belong to no encoding and read �
        "reason": pl.String,  # why there is no text; null where there is
        "doc_id": pl.String,
        "date": pl.String,  # as it stands in the table or in metadata.csv
        "date_precision": pl.String,
        "title": pl.String,
        "source": pl.String,
        "author": pl.String,
        "kind": pl.String,
    }
)


def read_pages(path: str | Path) -> Iterator[pl.DataFrame]:
    """Read raw pages piece by piece, so that a file larger than the memory can be gone through.

    Parameters
    ----------
    path : str or Path
        A folder of .txt and .html pages (searched to its depths) with an optional ``metadata.csv``;
        or one .csv, .tsv, .jsonl, .ndjson or .parquet file; or a single page.

    Yields
    ------
    polars.DataFrame
        Columns of `PAGES`, then every further column of the table or of ``metadata.csv``. A page that cannot
        be read is a row with a ``reason`` and no text.

    Raises
    ------
    StudyError
        Where the path does not exist or holds nothing that can be read.
    """
    path = Path(path)
    if not path.exists():
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise StudyError(f"there is no file or folder {path}." + did_you_mean(path.name, beside))
    return _pieces(path)


def from_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """A table of texts in memory as raw pages, one a row."""
    table = named(frame, need="text", where="the table").rename({"file": "file_given"}, strict=False)
    return _complete(table.with_row_index("row", offset=1), Path("table"))


def _pieces(path: Path) -> Iterator[pl.DataFrame]:
    suffix = path.suffix.lower()
    if path.is_dir():
        yield from _folder(path)
    elif suffix in TABLES:
        for piece in read_table(path):
            yield _complete(piece, path)
    elif suffix in TEXT_PAGES + HTML_PAGES:
        yield _page_table([_page(path, _shown(path.name))])
    else:
        raise StudyError(
            f"{path.name} is not of a kind that is read here: {READABLE}."
            + ("\n  Save the sheet as CSV UTF-8 first." if suffix in (".xls", ".xlsx", ".ods") else "")
        )


def _complete(piece: pl.DataFrame, path: Path) -> pl.DataFrame:
    """A table's piece with every column of `PAGES`; a row without a doc_id is called by its number."""
    stem = _shown(path.stem)
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in PAGES.items() if name not in piece.columns]
    numbered = pl.format("{}-{}", pl.lit(stem), pl.col("row").cast(pl.String).str.zfill(6))
    extra = [name for name in piece.columns if name not in PAGES]
    return (
        piece.with_columns(missing)
        .with_columns(
            pl.lit(_shown(path.name)).alias("file"),
            pl.col("text").str.len_bytes().fill_null(0).cast(pl.UInt64).alias("bytes"),
            pl.col("text").str.count_matches("\ufffd", literal=True).fill_null(0).cast(pl.UInt32).alias("replaced"),
            pl.col("doc_id").str.strip_chars().fill_null(numbered),
        )
        .select(*PAGES, *extra)
    )


def _folder(folder: Path) -> Iterator[pl.DataFrame]:
    """The pages of a folder in the order of their names; other files are told, not read."""
    files = sorted(_walk(folder))
    pages = [(name, path) for name, path in files if path.suffix.lower() in TEXT_PAGES + HTML_PAGES]
    if not pages:
        there = ", ".join(name for name, _ in files[:8]) + (" …" if len(files) > 8 else "")
        tables = [name for name, path in files if path.suffix.lower() in TABLES]
        raise StudyError(
            f"the folder {folder} holds no page that can be read; it holds: {there or 'nothing'}.\n"
            + (
                f"  To read a table, give its own path: {folder / tables[0]}"
                if tables
                else f"  Readable are {READABLE}."
            )
        )
    metadata = Metadata.of(folder, [name for name, _ in pages])
    held, size = [], 0
    for name, path in files:
        if name == METADATA:
            continue
        held.append(_page(path, name))
        size += held[-1]["bytes"]
        if size > PIECE or len(held) == 5_000:
            yield metadata.join(_page_table(held))
            held, size = [], 0
    if held:
        yield metadata.join(_page_table(held))
    if metadata.problems.height:
        yield _complete_problems(metadata.problems)


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder, with its name there; hidden ones are left out, a link in a circle ends."""
    entered = set()
    for here, folders, files in os.walk(folder, followlinks=True):
        status = os.stat(here)
        if (status.st_dev, status.st_ino) in entered:
            folders[:] = []
            continue
        entered.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__MACOSX")
        below = Path(here).relative_to(folder)
        for name in files:
            if not name.startswith((".", "~$")):
                yield _shown((below / name).as_posix()), Path(here) / name


def _shown(name: str) -> str:
    """A file name that can be printed: names unpacked from a GBK archive are read as GBK."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return unicodedata.normalize("NFC", raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def _page(path: Path, name: str) -> dict:
    """One file as a row of `PAGES`, whatever is in it."""
    row = {"file": name, "doc_id": os.path.splitext(name)[0], "bytes": 0}
    suffix = path.suffix.lower()
    if suffix in TABLES:
        return row | {"bytes": _size(path), "reason": "a table beside pages: give its own path to read it"}
    if suffix not in TEXT_PAGES + HTML_PAGES:
        return row | {"bytes": _size(path), "reason": f"not a page: {suffix or 'no'} ending; read are {READABLE}"}
    try:
        raw = path.read_bytes() if path.is_file() else None
    except OSError as error:
        return row | {"bytes": _size(path), "reason": f"cannot be opened: {error.strerror}"}
    if raw is None:
        return row | {"reason": "cannot be opened: a link to nothing, or no file"}
    read = decode(raw)
    return row | {
        "bytes": len(raw),
        "raw": raw,
        "text": None if read.reason else read.text,
        "encoding": read.encoding,
        "encoding_basis": read.basis,
        "replaced": read.replaced,
        "reason": read.reason,
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _page_table(rows: list[dict]) -> pl.DataFrame:
    return pl.DataFrame(
        {name: pl.Series(name, [row.get(name) for row in rows], dtype) for name, dtype in PAGES.items()}
    )


def _complete_problems(problems: pl.DataFrame) -> pl.DataFrame:
    """Rows of metadata.csv that say nothing about any page, as pages that could not be read."""
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in PAGES.items() if name not in problems.columns]
    return problems.with_columns(missing).select(PAGES.names())
