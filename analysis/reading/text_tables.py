"""Tables of texts (.csv, .tsv, .jsonl, .parquet), read a piece at a time."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import polars as pl

from ..core.errors import StudyError
from .column_names import as_text, canonical, named
from .decoding import decode

SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
PIECE = 16 * 2**20  # bytes of JSON lines, or of a transcoding, held at once
_REASON = "\0reason"  # a name that no table has
ROWS = 10_000  # rows of a CSV or Parquet file held at once; about 16 MB of newspaper items
_LONE_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)


def read_table(path: Path) -> Iterator[pl.DataFrame]:
    """Pieces of a table under the names used here, with `row` (from 1), `encoding` and `reason`.

    ``reason`` says why a row could not be read, and is null where it could.
    """
    kind = path.suffix.lower()
    if kind == ".parquet":
        pieces, encoding, basis = _parquet(path), "utf-8", "format"
        yield from _numbered(pieces, path, encoding, basis)
        return
    encoding, basis = table_encoding(path)
    with _as_utf8(path, encoding) as plain:
        pieces = _lines(plain) if kind in (".jsonl", ".ndjson") else _csv(plain, path)
        yield from _numbered(pieces, path, encoding, basis)


def read_table_as_is(path: Path) -> pl.DataFrame:
    """A small CSV table whole, every cell as text, blank cells null, columns under their own names."""
    encoding, _ = table_encoding(path)
    with _as_utf8(path, encoding) as plain:
        pieces = list(_csv(plain, path))
    if not pieces:
        return pl.DataFrame()
    table = pl.concat(pieces)
    return table.select(as_text(name, pl.String()) for name in table.columns)


def _numbered(pieces: Iterator[pl.DataFrame], path: Path, encoding: str, basis: str) -> Iterator[pl.DataFrame]:
    row, columns = 0, None
    for piece in pieces:
        if _REASON not in piece.columns:
            piece = piece.with_columns(pl.lit(None, pl.String).alias(_REASON))
        if piece.width > 1 and "text" not in canonical(piece.columns).values() and columns:
            piece = piece.with_columns(pl.lit(None, pl.String).alias(columns["text"]))
        if piece.width > 1:
            columns = columns or {part: own for own, part in canonical(piece.columns).items()}
            piece = named(piece, need="text", where=path.name)
        else:  # nothing but lines that could not be read
            piece = piece.with_columns(pl.lit(None, pl.String).alias("text"))
        yield (
            piece.rename({_REASON: "reason"})
            .with_columns(
                pl.int_range(row + 1, row + piece.height + 1, dtype=pl.UInt32).alias("row"),
                pl.lit(encoding).alias("encoding"),
                pl.lit(basis).alias("encoding_basis"),
            )
            .rename({"file": "file_given"}, strict=False)
        )
        row += piece.height


def table_encoding(path: Path) -> tuple[str, str]:
    """The encoding of a table by its first megabyte, and how it is known; `StudyError` if it is no text."""
    with path.open("rb") as file:
        head = file.read(2**20)
    if len(head) == 2**20:  # end on a whole character
        cut = len(head) if b"\x00" in head else head.rfind(b"\n") + 1 or len(head)
        head = head[:cut]
    read = decode(head)
    if read.reason:
        raise StudyError(f"{path.name} cannot be read as a table: {read.reason}.")
    return read.encoding, read.basis


@contextmanager
def _as_utf8(path: Path, encoding: str) -> Iterator[Path]:
    """The file itself if it is UTF-8, else a copy in UTF-8 that lives as long as the reading does."""
    if encoding in ("utf-8", "ascii"):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="tifa-") as folder:
        copy = Path(folder) / path.name
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        with path.open("rb") as source, copy.open("w", encoding="utf-8", newline="") as target:
            first = True
            while piece := source.read(PIECE):
                text = decoder.decode(piece)
                target.write(text.removeprefix("\ufeff") if first else text)
                first = False
            target.write(decoder.decode(b"", final=True))
        yield copy


def separator(header: str, suffix: str) -> str:
    """What separates the columns, by the header: spreadsheets also write semicolons and tabs."""
    if suffix == ".tsv":
        return "\t"
    bare = "".join(header.split('"')[::2])
    return max(",\t;|", key=bare.count)


def _csv(path: Path, named_by: Path) -> Iterator[pl.DataFrame]:
    with path.open("rb") as file:
        header = file.readline(2**20).decode("utf-8", "replace").removeprefix("\ufeff")
    sep = separator(header, named_by.suffix.lower())
    scan = pl.scan_csv(path, separator=sep, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True)
    done = 0
    try:
        for piece in scan.collect_batches(chunk_size=ROWS):
            yield piece
            done += piece.height
    except pl.exceptions.PolarsError:  # quotation marks that do not close, most often
        yield from _csv_slowly(path, sep, skip=done)


def _csv_slowly(path: Path, sep: str, *, skip: int = 0) -> Iterator[pl.DataFrame]:
    """The same with the standard library, which forgives more, from a row on."""
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file, delimiter=sep)
        header = next(rows, [])
        width, piece = len(header), []
        for cells in islice(filter(None, rows), skip, None):
            piece.append((cells + [None] * width)[:width])
            if len(piece) == ROWS:
                yield _strings(piece, header)
                piece = []
        yield _strings(piece, header)


def _strings(rows: list[list], header: list[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")


def _parquet(path: Path) -> Iterator[pl.DataFrame]:
    try:
        yield from pl.scan_parquet(path).collect_batches(chunk_size=ROWS)
    except pl.exceptions.PolarsError as error:
        raise StudyError(f"{path.name} is not a Parquet file that can be read: {error}") from error


def _lines(path: Path) -> Iterator[pl.DataFrame]:
    """JSON lines, whole lines of about 16 MB at a time."""
    with path.open("rb") as file:
        if file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        while piece := file.read(PIECE):
            piece += file.readline()
            yield _records(piece)


def _records(piece: bytes) -> pl.DataFrame:
    """Whole lines of JSON as a table, at once if each of them can be read."""
    if not _LONE_SURROGATE.search(piece):  # polars would read it as a character 0
        try:
            return pl.read_ndjson(piece, infer_schema_length=None)
        except pl.exceptions.PolarsError:
            pass
    return _lines_one_by_one(piece)


def _lines_one_by_one(piece: bytes) -> pl.DataFrame:
    """A piece in which some line is not JSON: that line says so, the others are read."""
    records, reasons = [], []
    for line in io.BytesIO(piece):
        line = line.decode("utf-8", "replace").strip()
        if not line:
            continue
        try:
            record, reason = json.loads(line), None
            if not isinstance(record, dict):
                record, reason = {}, f"the line is JSON, but not an object: {line[:40]}"
        except ValueError as error:
            record, reason = {}, f"the line is not JSON: {error}"
        records.append({str(name): _cell(value) for name, value in record.items()})
        reasons.append(reason)
    names = dict.fromkeys(name for record in records for name in record)
    columns = {name: [record.get(name) for record in records] for name in names}
    reason = pl.Series(_REASON, reasons, dtype=pl.String)
    return pl.DataFrame([*(pl.Series(name, columns[name], dtype=pl.String) for name in names), reason])


def _cell(value) -> str | None:
    """A JSON value as text; a lone surrogate, which no encoding can hold, becomes �."""
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "、".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
