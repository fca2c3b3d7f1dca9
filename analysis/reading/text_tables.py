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
from .column_names import as_text, standard_names, with_standard_names
from .decoding import decode

TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
PIECE = 16 * 2**20  # bytes of JSON lines, or of a transcoding, held at once
ROWS = 10_000  # rows of a CSV or Parquet file held at once; about 16 MB of newspaper items
_REASON = "\0reason"  # a name that no table has
_LONE_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)


def read_table(path: Path) -> Iterator[pl.DataFrame]:
    """Pieces of a table under the standard names, with ``row`` (from 1), ``encoding`` and ``reason``.

    ``reason`` says why a row could not be read, and is null where it could.
    """
    kind = path.suffix.lower()
    if kind == ".parquet":
        yield from _numbered(_parquet(path), path, "utf-8", "format")
        return
    encoding, basis = _encoding(path)
    with _as_utf8(path, encoding) as copy:
        pieces = _json_lines(copy) if kind in (".jsonl", ".ndjson") else _csv(copy)
        yield from _numbered(pieces, path, encoding, basis)


def read_cells(path: Path) -> pl.DataFrame:
    """A small CSV table whole, every cell as text, blank cells null, columns under their own names."""
    with _as_utf8(path, _encoding(path)[0]) as copy:
        pieces = list(_csv(copy))
    table = pl.concat(pieces) if pieces else pl.DataFrame()
    return table.select(as_text(name, pl.String()) for name in table.columns)


def _numbered(pieces: Iterator[pl.DataFrame], path: Path, encoding: str, basis: str) -> Iterator[pl.DataFrame]:
    row, has_texts = 0, False
    for piece in pieces:
        if _REASON not in piece.columns:
            piece = piece.with_columns(pl.lit(None, pl.String).alias(_REASON))
        unreadable = piece.width == 1  # not one line of the piece could be read
        # JSON lines may leave out what is empty: a piece without texts is an error in the first one only.
        if unreadable or (has_texts and "text" not in standard_names(piece.columns).values()):
            piece = piece.with_columns(pl.lit(None, pl.String).alias("text"))
        has_texts |= not unreadable
        yield (
            with_standard_names(piece, where=path.name)
            .rename({_REASON: "reason"})
            .with_columns(
                pl.int_range(row + 1, row + piece.height + 1, dtype=pl.UInt32).alias("row"),
                pl.lit(encoding).alias("encoding"),
                pl.lit(basis).alias("encoding_basis"),
            )
            .rename({"file": "file_given"}, strict=False)
        )
        row += piece.height


def _encoding(path: Path) -> tuple[str, str]:
    """The encoding of a table by its first megabyte, and how it is known; `StudyError` if it is no text."""
    with path.open("rb") as file:
        head = file.read(2**20)
    if len(head) == 2**20 and b"\x00" not in head:  # end on a whole character
        head = head[: head.rfind(b"\n") + 1] or head
    read = decode(head)
    if read.encoding is None:
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


def _csv(path: Path) -> Iterator[pl.DataFrame]:
    with path.open("rb") as file:
        header = file.readline(2**20).decode("utf-8", "replace").removeprefix("\ufeff")
    # Spreadsheets also write semicolons and tabs: what the header holds most of, outside of quotation marks.
    unquoted = "".join(header.split('"')[::2])
    sep = "\t" if path.suffix.lower() == ".tsv" else max(",\t;|", key=unquoted.count)
    scan = pl.scan_csv(path, separator=sep, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True)
    done = 0
    try:
        for piece in scan.collect_batches(chunk_size=ROWS):
            yield piece
            done += piece.height
    except pl.exceptions.PolarsError:  # quotation marks that do not close, most often
        yield from _csv_slowly(path, sep, skip=done)


def _csv_slowly(path: Path, sep: str, *, skip: int) -> Iterator[pl.DataFrame]:
    """The same with the standard library, which forgives more, from a row on."""
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file, delimiter=sep)
        header = next(rows, [])
        rows = islice(filter(None, rows), skip, None)
        while True:
            piece = [(cells + [None] * len(header))[: len(header)] for cells in islice(rows, ROWS)]
            yield pl.DataFrame(piece, schema=dict.fromkeys(header, pl.String), orient="row")
            if len(piece) < ROWS:
                return


def _parquet(path: Path) -> Iterator[pl.DataFrame]:
    try:
        yield from pl.scan_parquet(path).collect_batches(chunk_size=ROWS)
    except pl.exceptions.PolarsError as error:
        raise StudyError(f"{path.name} is not a Parquet file that can be read: {error}") from error


def _json_lines(path: Path) -> Iterator[pl.DataFrame]:
    """Whole lines of about `PIECE` bytes at a time, at once if each of them can be read."""
    with path.open("rb") as file:
        if file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        while piece := file.read(PIECE):
            piece += file.readline()
            if _LONE_SURROGATE.search(piece):  # polars would read it as a character 0
                yield _json_line_by_line(piece)
                continue
            try:
                table = pl.read_ndjson(piece, infer_schema_length=None)
            except pl.exceptions.PolarsError:
                table = _json_line_by_line(piece)
            yield table


def _json_line_by_line(piece: bytes) -> pl.DataFrame:
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
    columns = [pl.Series(name, [record.get(name) for record in records], dtype=pl.String) for name in names]
    return pl.DataFrame([*columns, pl.Series(_REASON, reasons, dtype=pl.String)])


def _cell(value) -> str | None:
    """A JSON value as text; a lone surrogate, which no encoding can hold, becomes �."""
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "、".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
