"""Files to raw pages: a folder of pages with an optional `metadata.csv`, or one table of texts."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from ..core.errors import StudyError, did_you_mean
from .column_names import with_standard_names
from .decoding import decode
from .metadata_table import METADATA, MetadataTable
from .text_tables import TABLES, read_table

PAGE_FILES = (".txt", ".text", ".html", ".htm", ".xhtml", ".shtml")
PIECE = 16 * 2**20  # bytes of pages held at once
READABLE = f"{', '.join(PAGE_FILES)} pages, or one table ({', '.join(TABLES)})"

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

    ``path`` is a folder of .txt and .html pages (searched to its depths) with an optional ``metadata.csv``; or
    one .csv, .tsv, .jsonl, .ndjson or .parquet file; or a single page. Yields the columns of `PAGES`, then
    every further column of the table or of ``metadata.csv``. A page that cannot be read is a row with a
    ``reason`` and no text. Raises `StudyError` where the path does not exist or holds nothing to read.
    """
    path = Path(path)
    if not path.exists():
        neighbours = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise StudyError(f"there is no file or folder {path}." + did_you_mean(path.name, neighbours))
    return _pieces(path)


def from_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """A table of texts in memory as raw pages, one a row."""
    table = with_standard_names(frame, where="the table").rename({"file": "file_given"}, strict=False)
    return _table_rows(table.with_row_index("row", offset=1), Path("table"))


def _pieces(path: Path) -> Iterator[pl.DataFrame]:
    suffix = path.suffix.lower()
    if path.is_dir():
        yield from _folder(path)
    elif suffix in TABLES:
        for piece in read_table(path):
            yield _table_rows(piece, path)
    elif suffix in PAGE_FILES:
        yield pl.DataFrame([_page(path, _printable(path.name))], schema=PAGES)
    else:
        raise StudyError(
            f"{path.name} is not of a kind that is read here: {READABLE}."
            + ("\n  Save the sheet as CSV UTF-8 first." if suffix in (".xls", ".xlsx", ".ods") else "")
        )


def _table_rows(piece: pl.DataFrame, path: Path) -> pl.DataFrame:
    """A piece of a table as pages; a row without a doc_id is called by its number."""
    numbered = pl.format("{}-{}", pl.lit(_printable(path.stem)), pl.col("row").cast(pl.String).str.zfill(6))
    return _with_all_columns(piece).with_columns(
        pl.lit(_printable(path.name)).alias("file"),
        pl.col("text").str.len_bytes().fill_null(0).cast(pl.UInt64).alias("bytes"),
        pl.col("text").str.count_matches("\ufffd", literal=True).fill_null(0).cast(pl.UInt32).alias("replaced"),
        pl.col("doc_id").str.strip_chars().fill_null(numbered),
    )


def _with_all_columns(pages: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in PAGES.items() if name not in pages.columns]
    return pages.with_columns(missing).select(*PAGES, pl.exclude(*PAGES))


def _folder(folder: Path) -> Iterator[pl.DataFrame]:
    """The pages of a folder in the order of their names; every other file is a row that says why it is not read."""
    files = sorted(_walk(folder))
    pages = [name for name, path in files if path.suffix.lower() in PAGE_FILES]
    if not pages:
        found = ", ".join(name for name, _ in files[:8]) + (" …" if len(files) > 8 else "")
        table = next((name for name, path in files if path.suffix.lower() in TABLES), None)
        raise StudyError(
            f"the folder {folder} holds no page that can be read; it holds: {found or 'nothing'}.\n  "
            + (f"To read a table, give its own path: {folder / table}" if table else f"Readable are {READABLE}.")
        )
    metadata = MetadataTable.read(folder, pages)
    rows, size = [], 0
    for name, path in files:
        if name == METADATA:
            continue
        rows.append(_page(path, name))
        size += rows[-1]["bytes"]
        if size > PIECE or len(rows) == 5_000:
            yield metadata.join(pl.DataFrame(rows, schema=PAGES))
            rows, size = [], 0
    if rows:
        yield metadata.join(pl.DataFrame(rows, schema=PAGES))
    if metadata.problems.height:
        yield _with_all_columns(metadata.problems)


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder, with its name there; hidden ones are left out, a link in a circle ends."""
    entered = set()
    for current, folders, files in os.walk(folder, followlinks=True):
        status = os.stat(current)
        if (status.st_dev, status.st_ino) in entered:
            folders[:] = []
            continue
        entered.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__MACOSX")
        for name in files:
            if not name.startswith((".", "~$")):
                path = Path(current) / name
                yield _printable(path.relative_to(folder).as_posix()), path


def _printable(name: str) -> str:
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
    raw, problem = None, "a link to nothing, or no file"
    try:
        if path.is_file():  # a named pipe would never end
            row["bytes"] = path.stat().st_size
            raw = path.read_bytes() if suffix in PAGE_FILES else None
    except OSError as error:
        problem = error.strerror
    if suffix in TABLES:
        return row | {"reason": "a table beside pages: give its own path to read it"}
    if suffix not in PAGE_FILES:
        return row | {"reason": f"not a page: {suffix or 'no'} ending; read are {READABLE}"}
    if raw is None:
        return row | {"reason": f"cannot be opened: {problem}"}
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
