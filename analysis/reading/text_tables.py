"""Tables of texts, a piece at a time: CSV, JSON, Parquet, and tables from workbooks and pages."""  # long: each format of tables and its repair

from __future__ import annotations

import codecs
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import polars as pl

from ..core.errors import StudyError
from .column_names import as_text, standard_names, with_standard_names
from .damaged_csv import holds_words, read_damaged_rows
from .decoding import EURO, decode
from .limits import CELLS, COLUMNS, ROW, check, check_ratio

TABLES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")
PIECE = 16 * 2**20  # bytes of JSON lines, or of a transcoding, held at once
ROWS = 10_000  # rows of a CSV or Parquet file held at once; about 16 MB of newspaper items
_REASON, _REMARK = "\0reason", "\0remark"  # names that no table has
_LONE_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
_NAME = re.compile(rb'"([^"\\]{1,80})"\s*:')
_DEEP = re.compile(rb"[\[{][^\[{\]}]*" * 40)  # 40 openings without an end between
_SEPARATOR_LINE = re.compile(r'\A\s*"?sep=(.)"?[ \t]*(?:\r\n|\r|\n)', re.IGNORECASE)  # Excel's own first line


def read_table(path: Path, name: str | None = None, ending: str | None = None) -> Iterator[pl.DataFrame]:
    """Pieces of a table under the standard names, with ``row`` (from 1), ``encoding``, ``reason`` and ``remark``.

    ``reason`` says why a row could not be read, and is null where it could. ``ending`` is one of `TABLES`.
    """
    name = name or path.name
    kind = ending or Path(name).suffix.lower()
    if kind == ".parquet":
        yield from standard_pieces(_parquet(path, name), name, "utf-8", "format")
        return
    encoding, basis = _encoding(path, name)
    if kind == ".json":
        yield from standard_pieces(_json(path, name), name, encoding, basis)
        return
    with _plain_utf8(path, encoding) as (copy, sep):
        pieces = _json_lines(copy) if kind in (".jsonl", ".ndjson") else _csv(copy, "\t" if kind == ".tsv" else sep)
        yield from standard_pieces(pieces, name, encoding, basis)


def read_cells(path: Path, name: str | None = None) -> pl.DataFrame:
    """A small CSV table whole, every cell as text, blank cells null, columns under their own names."""
    with _plain_utf8(path, _encoding(path, name or path.name)[0]) as (copy, sep):
        pieces = list(_csv(copy, sep))
    table = pl.concat(pieces, how="diagonal").drop(_REMARK, strict=False) if pieces else pl.DataFrame()
    return table.select(as_text(name, pl.String()) for name in table.columns)


def standard_pieces(
    pieces: Iterable[pl.DataFrame], where: str, encoding: str | None = None, basis: str | None = None
) -> Iterator[pl.DataFrame]:
    """Pieces of a table under the standard names, their rows numbered on."""
    row, has_texts = 0, False
    for piece in pieces:
        inner = [name for name in (_REASON, _REMARK) if name not in piece.columns]
        piece = piece.with_columns(pl.lit(None, pl.String).alias(name) for name in inner)
        unreadable = piece.width == 2  # not one line of the piece could be read
        # JSON lines may leave out what is empty: a piece without texts is an error in the first one only.
        if unreadable or (has_texts and "text" not in standard_names(piece.columns).values()):
            piece = piece.with_columns(pl.lit(None, pl.String).alias("text"))
        has_texts |= not unreadable
        yield (
            with_standard_names(piece, where=where)
            .rename({_REASON: "reason", _REMARK: "remark"})
            .with_columns(
                pl.int_range(row + 1, row + piece.height + 1, dtype=pl.UInt32).alias("row"),
                pl.lit(encoding, pl.String).alias("encoding"),
                pl.lit(basis, pl.String).alias("encoding_basis"),
            )
            .rename({"file": "file_given"}, strict=False)
        )
        row += piece.height


def _encoding(path: Path, name: str) -> tuple[str, str]:
    """The encoding of a table by its first megabyte, and how it is known; `StudyError` if it is no text."""
    with path.open("rb") as file:
        head = file.read(2**20)
    if len(head) == 2**20 and b"\x00" not in head:  # end on a whole character
        head = head[: head.rfind(b"\n") + 1] or head
    read = decode(head)
    if read.encoding is None:
        raise StudyError(f"{name} cannot be read as a table: {read.reason}.")
    return read.encoding, read.basis


@contextmanager
def _plain_utf8(path: Path, encoding: str) -> Iterator[tuple[Path, str | None]]:
    """The file itself if it is UTF-8 with line feeds, else such a copy; and the separator its first line names.

    The copy lives as long as the reading does. In it are no blank lines before the header, and no ``sep=;``.
    """
    with path.open("rb") as file:
        head = file.read(2**16)
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    named = _SEPARATOR_LINE.match(text)
    returns = "\r" in text and "\n" not in text  # line ends of the old Macintosh
    skipped = len(named[0]) if named else len(text) - len(text.lstrip("\r\n"))
    sep = named[1] if named else None
    if encoding in ("utf-8", "ascii") and not returns and not skipped:
        yield path, sep
        return
    with tempfile.TemporaryDirectory(prefix="tifa-") as folder:
        copy = Path(folder) / "table.txt"
        decoder = codecs.getincrementaldecoder(encoding)(EURO)
        with path.open("rb") as source, copy.open("w", encoding="utf-8", newline="") as target:
            first = True
            while piece := source.read(PIECE):
                text = decoder.decode(piece)
                text = text.removeprefix("\ufeff")[skipped:] if first else text
                target.write(text.replace("\r", "\n") if returns else text)
                first = False
            target.write(decoder.decode(b"", final=True))
        yield copy, sep


def _csv(path: Path, sep: str | None) -> Iterator[pl.DataFrame]:
    with path.open("rb") as file:
        header = file.readline(2**20).decode("utf-8", "replace").removeprefix("\ufeff")
        file.seek(0)
        marks = sum(piece.count(b'"') for piece in iter(lambda: file.read(PIECE), b""))
    # Spreadsheets also write semicolons and tabs: what the header holds most of, outside of quotation marks.
    unquoted = "".join(header.split('"')[::2])
    sep = sep or max(",\t;|，", key=unquoted.count)
    check(header.count(sep), COLUMNS, "columns")
    try:
        if sep == "，":  # typed by hand
            raise pl.exceptions.ComputeError("a separator of two bytes")
        scan = pl.scan_csv(path, separator=sep, infer_schema=False, encoding="utf8-lossy")
        names = scan.collect_schema().names()
    except pl.exceptions.PolarsError:
        names = [name.strip('"') for name in header.rstrip("\r\n").split(sep)]
        yield from _csv_row_by_row(path, sep, list(dict.fromkeys(names)), skip=0)
        return
    done = 0
    if marks % 2 == 0:
        try:
            for piece in scan.collect_batches(chunk_size=ROWS):
                if marks and _holds_rows(piece, sep):
                    break
                yield piece
                done += piece.height
            else:
                return
        except pl.exceptions.PolarsError:  # marks that do not close, or more cells than columns
            pass
    yield from _csv_row_by_row(path, sep, names, skip=done)


def _holds_rows(piece: pl.DataFrame, sep: str) -> bool:
    """Whether a cell holds lines that are rows of the table: a stray mark opened it."""
    separators = piece.width - 1
    if separators < 2:
        return False
    inside = re.escape(sep)
    row = rf"\n(?:[^\n{inside}]*{inside}){{{separators}}}[^\n]*\n"
    cells = (cell for column in piece for cell in column.filter(column.str.contains(row)))
    lines = (line for cell in cells for line in cell.split("\n")[1:-1])
    return any(line.count(sep) >= separators and holds_words(line, sep) for line in lines)


def _csv_row_by_row(path: Path, sep: str, names: list[str], *, skip: int) -> Iterator[pl.DataFrame]:
    """The same, slowly, forgiving what breaks the rules, from a row on."""
    schema = dict.fromkeys([*names, _REMARK], pl.String)
    rows = read_damaged_rows(path, sep, names, skip=skip)
    while piece := [[*cells, remark] for cells, remark in islice(rows, ROWS)]:
        yield pl.DataFrame(piece, schema=schema, orient="row")


def _parquet(path: Path, name: str) -> Iterator[pl.DataFrame]:
    """Rows in slices, for a row group may hold any number of them in a few bytes; what they take is summed up."""
    size, held = path.stat().st_size, 0
    try:
        scan = pl.scan_parquet(path)
        columns = scan.collect_schema()
        check(len(columns), COLUMNS, "columns")
        step = max(1, min(ROWS, CELLS // 4 // max(1, len(columns))))
        height = scan.select(pl.len()).collect().item()
        row = ROW + 8 * len(columns)
        check_ratio(height * row, size)
        for at in range(0, height, step):
            piece = scan.slice(at, step).collect()
            if piece.height != min(step, height - at):
                raise StudyError(f"{name} is a damaged Parquet file: it tells of {height:,} rows, and ends before.")
            texts = pl.sum_horizontal(
                pl.lit(0, pl.UInt64),
                *(
                    pl.col(column).str.len_bytes().cast(pl.UInt64)
                    for column, kind in columns.items()
                    if kind == pl.String
                ),
            )
            sizes = piece.select((texts + row).alias("size")).to_series()
            held += int(sizes.sum())
            check_ratio(held, size)
            for _, part in piece.group_by(sizes.cum_sum() // (4 * PIECE), maintain_order=True):
                yield part
    except pl.exceptions.PolarsError as error:
        raise StudyError(f"{name} is not a Parquet file that can be read: {first_line(error)}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # polars' decoder gives up on some damages in this way
            raise
        raise StudyError(f"{name} is a damaged Parquet file, which polars cannot decode.") from None


def too_deep(piece: bytes) -> bool:
    """Whether JSON opens many brackets inside each other, which a library would follow until its stack ends."""
    return _DEEP.search(piece) is not None


def json_problem(error: Exception) -> str:
    """What is wrong with JSON, in words for people."""
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return "a number has too many digits" if "digits" in str(error) else str(error)


def first_line(error: BaseException) -> str:
    """What a library says, without what it says to programmers."""
    return (str(error).strip() or type(error).__name__).split("\n")[0].rstrip(".")[:300]


def _json(path: Path, name: str) -> Iterator[pl.DataFrame]:
    """An array of objects, an object that holds one, or one object; lines of JSON too, whatever the file's name."""
    text = decode(path.read_bytes()).text
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        if text.count("\n") and text.lstrip().startswith("{"):
            yield _json_line_by_line(text.encode("utf-8", "replace"))
            return
        raise StudyError(f"{name} is not JSON that can be read: {json_problem(error)}.") from error
    if isinstance(content, dict):
        arrays = [
            value for value in content.values() if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        columns = [value for value in content.values() if isinstance(value, list)]
        if arrays:
            content = max(arrays, key=len)
        elif len(columns) == len(content) > 0 and len({len(column) for column in columns}) == 1:  # column by column
            content = [dict(zip(content, row, strict=True)) for row in zip(*columns, strict=True)]
        else:
            content = [content]
    if not isinstance(content, list):
        raise StudyError(f"{name} holds JSON, but no records: {text[:40]}.")
    yield _records(content)


def _records(content: list) -> pl.DataFrame:
    """Records as rows; what is no object says so."""
    reasons = [None if isinstance(record, dict) else f"no object: {_cell(record) or ''}"[:60] for record in content]
    records = [
        {_cell(name) or "": _cell(value) for name, value in record.items()} if isinstance(record, dict) else {}
        for record in content
    ]
    names = dict.fromkeys(name for record in records for name in record)
    check(len(names), COLUMNS, "columns")
    check(len(names) * len(records), CELLS, "cells, most of them empty")
    columns = [pl.Series(name, [record.get(name) for record in records], dtype=pl.String) for name in names]
    return pl.DataFrame([*columns, pl.Series(_REASON, reasons, dtype=pl.String)])


def _json_lines(path: Path) -> Iterator[pl.DataFrame]:
    """Whole lines of about `PIECE` bytes at a time, at once if each of them can be read."""
    with path.open("rb") as file:
        if file.read(3) != codecs.BOM_UTF8:
            file.seek(0)
        while piece := file.read(PIECE):
            piece += file.readline()
            names = len(set(_NAME.findall(piece)))
            check(names, COLUMNS, "columns")
            check(names * (piece.count(b"\n") + 1), 4 * CELLS, "cells, most of them empty")
            if _LONE_SURROGATE.search(piece) or too_deep(piece):  # polars would read the one as a character 0
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
        except (ValueError, RecursionError) as error:
            record, reason = {}, f"the line is not JSON that can be read: {json_problem(error)}"
        records.append(record)
        reasons.append(reason)
    return _records(records).with_columns(pl.Series(_REASON, reasons, dtype=pl.String))


def _cell(value) -> str | None:
    """A JSON value as text; a lone surrogate, which no encoding can hold, becomes �."""
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "、".join(value)
    try:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = "…"  # what holds no text in any case
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
