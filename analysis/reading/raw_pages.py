"""Files of every kind to raw pages: one path or several, each a folder, an archive or a file."""  # long: every kind of file has its few lines in one table

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from ..core.draft_sets import settle
from ..core.errors import StudyError, did_you_mean
from ..core.os_errors import from_os_error, os_errors
from ..core.pandas_frames import as_frame
from .column_names import standard_names, with_standard_names
from .decoding import decode
from .file_kinds import READABLE
from .found_files import CLEANED, FoundFile, as_paths, found_files, special
from .html_cells import html_tables
from .limits import LINE_BYTES, LINES, MEMBER_BYTES, RAISE, TEXT_BYTES, bound, check
from .metadata_table import METADATA, MetadataTable
from .mhtml import read_mhtml
from .pdf_files import read_pdf
from .reference_exports import read_references
from .text_tables import TABLES, read_cells, read_table, standard_pieces
from .word_files import read_word
from .workbooks import read_workbook

UNFORESEEN = "damaged in a way that was not foreseen here"
PIECE = 16 * 2**20  # bytes of pages held at once

PAGES = pl.Schema(
    {
        "file": pl.String,  # below the folder, with /
        "row": pl.UInt32,  # of a table, from 1; null for a page that is a file
        "bytes": pl.UInt64,  # size of the file, or of the text in a table's cell
        "raw": pl.Binary,  # a text file as it is; null for a row of a table, a Word or a PDF document
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
        "genre": pl.String,  # as the table or metadata.csv states it
        "keywords": pl.String,
        "markup": pl.String,  # html or text; null for a row of a table
        "notes": pl.String,  # foot- and endnotes, apart from the text
        "record": pl.String,  # full text (null too), abstract, title only
        "remark": pl.String,  # what to know about the reading; null where there is nothing
    }
)
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


class PageReader(Iterator[pl.DataFrame]):
    """The pieces of a reading, one after the other, and the files that it found.

    ``files`` are the names of all files, ``metadata`` of those that were read as tables about the others.
    """

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths
        self.files: list[str] = []
        self.metadata: list[str] = []
        self._pieces = self._read(paths)

    def __next__(self) -> pl.DataFrame:
        return next(self._pieces)

    def _read(self, paths: list[Path]) -> Iterator[pl.DataFrame]:
        with TemporaryDirectory(prefix="tifa-", ignore_cleanup_errors=True) as unpacked:
            files = found_files(paths, Path(unpacked))
            self.files = [file.name for file in files]
            readable = [file for file in files if file.kind]
            lone = len(paths) == 1 and paths[0].is_file() and len(files) == 1
            if not readable and not lone:
                found = ", ".join(f"{file.name} ({file.reason})"[:120] for file in files[:8]) + (
                    " …" if len(files) > 8 else ""
                )
                where = ", ".join(map(str, paths))
                raise StudyError(
                    f"{where} holds no page that can be read; it holds: {found or 'nothing'}.\n  Readable are {READABLE}."
                )
            tables = [
                (file, table) for file in readable if (table := _metadata(file, alone=len(readable) == 1)) is not None
            ]
            self.metadata = [file.name for file, _ in tables]
            pages = [file for file in files if file.name not in self.metadata]
            metadata = MetadataTable.of([(file.name, table) for file, table in tables], [page.name for page in pages])
            for piece in _in_pieces(row for page in pages for row in _rows(page, strict=lone)):
                yield _without_giants(_with_all_columns(metadata.join(piece)))
            if metadata.problems.height:
                yield _with_all_columns(metadata.problems)


def read_pages(paths: Paths) -> PageReader:
    """Read raw pages piece by piece, so that a file larger than the memory can be gone through.

    ``paths`` is one path or several: a folder (searched to its depths), a .zip archive, or a file. A folder may hold
    pages, tables, workbooks and exports of references together. ``metadata.csv``, or another table that has a column
    ``file`` and no texts, is about the pages beside it. Yields the columns of `PAGES`, then every further column of
    the tables. A page that cannot be read is a row with a ``reason`` and no text. Raises `StudyError` where a path
    does not exist or there is nothing to read.
    """
    listed = as_paths(paths)
    if not listed:
        raise StudyError("no path is given: give a folder or file, or a list of them.")
    for path in listed:
        with os_errors("open", path):
            try:
                status = path.stat()
            except (FileNotFoundError, NotADirectoryError):
                raise StudyError(
                    f"there is no file or folder {path}." + did_you_mean(path.name, _beside(path))
                ) from None
            except ValueError as error:  # a name with a character 0
                raise StudyError(f"{str(path)!r} is no name of a file or folder: {error}.") from None
            if stat.S_ISDIR(status.st_mode):
                os.scandir(path).close()
            elif not stat.S_ISREG(status.st_mode):
                raise StudyError(f"{path} is {special(status.st_mode)}, and no file: save what it gives as a file.")
            else:
                path.open("rb").close()
        for folder in (path, path.parent):  # a cleaning that was interrupted, of this folder or of its texts
            settle(folder, CLEANED)
    return PageReader(listed)


def _beside(path: Path) -> list[str]:
    try:
        return [one.name for one in path.parent.iterdir()]
    except OSError:
        return []


def from_frame(frame: Any) -> pl.DataFrame:
    """A table of texts in memory (of polars or pandas) as raw pages, one a row."""
    frame = as_frame(frame, takes="Corpus.from_frame takes a table, a row a text")
    table = with_standard_names(frame, where="the table").rename({"file": "file_given"}, strict=False)
    return _table_rows(table.with_row_index("row", offset=1), "table")


def _rows(file: FoundFile, *, strict: bool) -> Iterator[dict | pl.DataFrame]:
    """What a file holds: a page as a dictionary, or pieces of a table.

    Whatever is wrong with a file is the reason that stands in its row; a table that is read for itself (``strict``)
    raises, for its columns can be put right.
    """
    if file.kind is None:
        if strict:
            raise StudyError(f"{file.name} is not of a kind that is read here: {file.reason}.")
        yield _rejected(file, file.reason)
        return
    empty = True
    try:
        if file.kind in _WHOLE:  # before it is read: decoding takes several times its size
            check(file.size, MEMBER_BYTES, "bytes in one file")
        for row in READERS[file.kind](file):
            empty = empty and isinstance(row, pl.DataFrame) and row.is_empty()
            yield row
    except OSError as error:
        if strict:
            raise from_os_error(error, "read", file.path) from error
        yield _rejected(file, f"cannot be opened: {error.strerror or error}")
        return
    except ValueError as error:
        if strict and isinstance(error, StudyError):
            raise
        yield _rejected(file, str(error).split("\n")[0])
        return
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":  # of a library in Rust
            raise
        yield _rejected(file, f"{UNFORESEEN}: {type(error).__name__}: {str(error)[:200]}".split("\n")[0])
        return
    if empty:
        yield _rejected(file, "the table holds no row")


def _rejected(file: FoundFile, reason: str | None) -> dict:
    return {"file": file.name, "doc_id": file.stem, "bytes": file.size, "reason": reason}


def _in_pieces(rows: Iterator[dict | pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Pages gathered to pieces of about `PIECE` bytes; pieces of tables as they come."""
    pages: list[dict] = []
    size = 0
    for row in rows:
        if isinstance(row, dict):
            pages.append(row)
            size += row["bytes"]
        if pages and (isinstance(row, pl.DataFrame) or size > PIECE or len(pages) == 5_000):
            yield pl.DataFrame(pages, schema=PAGES)
            pages, size = [], 0
        if isinstance(row, pl.DataFrame) and row.height:
            yield row
    if pages:
        yield pl.DataFrame(pages, schema=PAGES)


def _page(file: FoundFile, raw: bytes, *, markup: str) -> dict:
    """A text as a row of `PAGES`, whatever is in it."""
    read = decode(raw)
    return {
        "file": file.name,
        "doc_id": file.stem,
        "bytes": len(raw),
        "raw": raw,
        "text": None if read.reason else read.text,
        "encoding": read.encoding,
        "encoding_basis": read.basis,
        "replaced": read.replaced,
        "reason": read.reason,
        "markup": markup,
    }


def _document(file: FoundFile, text: str, **known: str | None) -> dict:
    """A page that is no text file: its text was taken from it."""
    return {
        "file": file.name,
        "doc_id": file.stem,
        "bytes": file.size,
        "text": text,
        "markup": "text",
        "replaced": text.count("\ufffd"),
        **known,
    }


def _text(file: FoundFile) -> Iterator[dict]:
    yield _page(file, file.path.read_bytes(), markup="text")


def _html(file: FoundFile) -> Iterator[dict]:
    yield _page(file, file.path.read_bytes(), markup="html")


def _mhtml(file: FoundFile) -> Iterator[dict]:
    yield _page(file, read_mhtml(file.path.read_bytes()), markup="html") | {"bytes": file.size}


def _word(file: FoundFile) -> Iterator[dict]:
    text, notes = read_word(file.path.read_bytes())
    yield _document(file, text, notes=notes or None)


def _pdf(file: FoundFile) -> Iterator[dict]:
    text, remark = read_pdf(file.path.read_bytes())
    yield _document(file, text, remark=remark)


def _table(file: FoundFile) -> Iterator[pl.DataFrame]:
    for piece in read_table(file.path, file.name, file.kind):
        yield _table_rows(piece, file.name)


def _workbook(file: FoundFile) -> Iterator[pl.DataFrame]:
    """Every sheet that has texts; `StudyError` where none has."""
    sheets = list(read_workbook(file.path.read_bytes(), file.name))
    yield from _sheets(file, sheets, basis="format")


def _sheets(file: FoundFile, sheets: list[tuple[str, pl.DataFrame]], *, basis: str) -> Iterator[pl.DataFrame]:
    problems: list[StudyError] = []
    read = []
    for sheet, table in sheets:
        name = file.name if len(sheets) == 1 else f"{file.name}/{sheet}"
        try:
            read += [_table_rows(piece, name) for piece in standard_pieces([table], name, basis=basis)]
        except StudyError as error:  # a sheet of notes beside those of texts
            problems.append(error)
            read.append(pl.DataFrame([_rejected(file, str(error).split("\n")[0]) | {"file": name}], schema=PAGES))
    if problems and len(problems) == len(sheets):
        raise problems[0]
    yield from read


def _html_tables(file: FoundFile) -> Iterator[dict | pl.DataFrame]:
    """A page under the name of a workbook: its tables of texts, or the page where it has none."""
    page = _page(file, file.path.read_bytes(), markup="html")
    tables = [table for table in html_tables(page["text"] or "") if "text" in standard_names(table.columns).values()]
    if not tables:
        tables = [
            t
            for t in html_tables(page["text"] or "")
            if {"title", "abstract"} <= set(standard_names(t.columns).values())
        ]
    if tables:
        yield from _sheets(file, [(str(at + 1), table) for at, table in enumerate(tables)], basis="declared")
    else:
        yield page


def _references(file: FoundFile) -> Iterator[pl.DataFrame]:
    read = decode(file.path.read_bytes())
    records = read_references(read.text)
    for piece in standard_pieces([records.drop("record")], file.name, read.encoding, read.basis):
        yield _table_rows(piece.with_columns(records["record"]), file.name)


READERS: dict[str, Callable[[FoundFile], Iterator[dict | pl.DataFrame]]] = {
    "text": _text, "html": _html, "mhtml": _mhtml, "word": _word, "pdf": _pdf, "workbook": _workbook,
    "html tables": _html_tables, "references": _references, **dict.fromkeys(TABLES, _table),
}  # fmt: skip


_WHOLE = ("text", "html", "mhtml", "html tables", "references")  # a document of text, read at once


def _table_rows(piece: pl.DataFrame, name: str) -> pl.DataFrame:
    """A piece of a table as pages; a row without a doc_id is called by its number."""
    stem = PurePosixPath(name).stem
    numbered = pl.format("{}-{}", pl.lit(stem), pl.col("row").cast(pl.String).str.zfill(6))
    return _with_all_columns(piece).with_columns(
        pl.lit(name).alias("file"),
        pl.col("text").str.len_bytes().fill_null(0).cast(pl.UInt64).alias("bytes"),
        pl.col("text").str.count_matches("\ufffd", literal=True).fill_null(0).cast(pl.UInt32).alias("replaced"),
        pl.col("doc_id").str.strip_chars().fill_null(numbered),
    )


def _without_giants(pages: pl.DataFrame) -> pl.DataFrame:
    """The pages, those rejected whose text is longer than any that is one, or hardly more than line ends."""
    most, lines = bound(TEXT_BYTES), bound(LINES)
    size, ends = pl.col("text").str.len_bytes().fill_null(0), pl.col("text").str.count_matches("\n", literal=True)
    giant, empty = size > most, (size > lines) & (ends > lines).fill_null(False) & (size < LINE_BYTES * ends)
    if not pages.select((giant | empty).any()).item():
        return pages
    large = pl.lit(f"too large: a text of more than {most:,} bytes; {RAISE}")
    many = pl.lit(f"too large: more than {lines:,} lines that are empty or hold two or three characters; {RAISE}")
    return pages.with_columns(
        pl.when(giant).then(large).when(empty).then(many).otherwise("reason").alias("reason"),
        *(pl.when(~(giant | empty)).then(name).alias(name) for name in ("text", "raw")),
    )


def _with_all_columns(pages: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in PAGES.items() if name not in pages.columns]
    return pages.with_columns(missing).select(*PAGES, pl.exclude(*PAGES))


def _metadata(file: FoundFile, *, alone: bool) -> pl.DataFrame | None:
    """The cells of a table that is about other files: ``metadata.csv``, or one with a column ``file`` and no texts."""
    if alone or file.kind not in (".csv", ".tsv", "workbook"):
        return None
    named = PurePosixPath(file.name).name.lower() == METADATA
    try:
        if file.kind == "workbook":
            table = next((table for _, table in read_workbook(file.path.read_bytes(), file.name)), pl.DataFrame())
        elif named or not _has_texts(file.path):
            table = read_cells(file.path, file.name)
        else:
            return None
    except (StudyError, OSError, pl.exceptions.PolarsError):
        return None
    standard = set(standard_names(table.columns).values())
    return table if named or ("file" in standard and "text" not in standard) else None


def _has_texts(path: Path) -> bool:
    """Whether the first line of a table names a column of texts, by its bytes: a quick look."""
    with path.open("rb") as file:
        head = decode(file.readline(2**16)).text
    names = standard_names([name.strip('" \r\n') for name in head.replace("\t", ",").replace(";", ",").split(",")])
    return "text" in names.values()
