"""Where the documents to be counted come from: a corpus in memory, or large files read piece by piece.

A worker is handed ``(file, first byte, last byte)`` and reads its piece itself, so that a file of any size
takes no more memory than one piece.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
import polars as pl

from ..core import schema
from ..core.errors import StudyError
from ..corpus.genres import genre_rules, with_genres

PART_CHARS = 4_000_000  # mean size of a part of a corpus in memory
PIECE_BYTES = 6_000_000  # of a file of lines: about 2 million characters, a fraction of a second of work
PIECE_ROWS = 8_192  # of a parquet file
SUFFIXES = (".jsonl", ".ndjson", ".parquet")
GIVEN = {name: dtype for name, dtype in schema.DOCUMENTS.items() if name not in ("n_chars", "n_sentences", "sha256")}
GIVEN |= {"genre": pl.String, "genre_basis": pl.String}
# what a line of JSON may say of a document; dates are written as text
JSON_LINE = pl.Schema({**dict.fromkeys(GIVEN, pl.String), "text": pl.String, "reprint_count": pl.UInt32})


@dataclass(frozen=True, repr=False)
class Part:
    """Documents of one year from a corpus in memory, sorted by date and id, with their texts."""

    label: str
    batch: pl.DataFrame

    def read(self) -> pl.DataFrame:
        """The documents with their texts."""
        return self.batch

    @property
    def chars(self) -> int:
        """About how much text it is, for dividing the work."""
        return int(self.batch["text"].str.len_chars().sum() or 0)


@dataclass(frozen=True)
class Piece:
    """A part of a file: bytes of a file of JSON lines, or rows of a parquet file."""

    label: str
    url: str
    start: int
    end: int

    def read(self) -> pl.DataFrame:
        """The documents of the lines that begin in these bytes, or of these rows, with their texts."""
        if self.url.endswith(".parquet"):
            rows = pl.scan_parquet(_bytes_or_path(self.url)).slice(self.start, self.end - self.start)
            return counted_columns(rows.collect(), where=self.url)
        lines = _lines(self.url, self.start, self.end)
        if not lines.strip():
            return counted_columns(pl.DataFrame(schema={"doc_id": pl.String, "text": pl.String}), where=self.url)
        try:
            frame = pl.read_ndjson(io.BytesIO(lines), schema=JSON_LINE)  # to infer the types takes longer than to read
            frame = frame.select(column for column in frame if column.null_count() < frame.height)
            if not {"doc_id", "text"} <= {*frame.columns}:
                frame = pl.read_ndjson(io.BytesIO(lines), infer_schema_length=None)  # with the names that are there
        except pl.exceptions.PolarsError as error:
            raise StudyError(f"{self.url} is no file of JSON lines, one document a line: {error}") from error
        return counted_columns(frame, where=self.url)

    @property
    def chars(self) -> int:
        """About how much text it is, for dividing the work."""
        size = self.end - self.start
        return size * 500 if self.url.endswith(".parquet") else size // 3  # 3 bytes a Chinese character in UTF-8


def parts_of(corpus) -> list[Part] | list[Piece]:
    """The parts of a corpus, a path or URL, or a list of these."""
    if hasattr(corpus, "documents"):
        return parts_by_year(corpus.documents, corpus.texts)
    places = [corpus] if isinstance(corpus, (str, os.PathLike)) else list(corpus)
    return pieces_of([os.fspath(place) for place in places])


def parts_by_year(documents: pl.DataFrame, texts: pl.DataFrame) -> list[Part]:
    """The parts of a corpus in memory, in the order of their dates.

    A part holds documents of one year. Where a year is large, a document whose hash says so begins a new
    part: adding a text changes the part that it falls into and no other.
    """
    ids = documents["doc_id"]
    if ids.has_nulls() or ids.n_unique() < documents.height:
        twice = ids.filter(ids.is_duplicated() | ids.is_null())
        raise StudyError(f"each document needs a doc_id of its own; {twice[0]!r} stands more than once or is empty.")
    pages = documents.join(texts.select("doc_id", "text"), on="doc_id", how="left").sort(
        "date", "doc_id", nulls_last=True
    )
    if pages.is_empty():
        return []
    year = pages["date"].dt.year().fill_null(0).to_numpy()
    size = pages["text"].str.len_chars().fill_null(0).to_numpy()
    drawn = np.fromiter((crc32(name.encode()) for name in pages["doc_id"].to_list()), np.float64, pages.height)
    begins = drawn < size / PART_CHARS * 2.0**32  # a longer text is likelier to begin a part: its size decides
    begins[0] = True
    begins[1:] |= year[1:] != year[:-1]
    edges = [*np.flatnonzero(begins).tolist(), pages.height]
    return [Part(str(year[start]) if year[start] else "undated", pages[start:end]) for start, end in pairwise(edges)]


def pieces_of(places: Iterable[str]) -> list[Piece]:
    """The pieces of files and folders, in the order given, a folder's files by name."""
    found: list[Piece] = []
    for place in places:
        for url, size in _files(place):
            step = PIECE_ROWS if url.endswith(".parquet") else PIECE_BYTES
            if url.endswith(".parquet"):
                size = pl.scan_parquet(_bytes_or_path(url)).select(pl.len()).collect().item()
            for start in range(0, size, step):
                found.append(Piece(f"part-{len(found):06}", url, start, min(start + step, size)))
    return found


def counted_columns(frame: pl.DataFrame, *, where: str) -> pl.DataFrame:
    """The columns that are counted, in their types, sorted by date and id."""
    missing = [name for name in ("doc_id", "text") if name not in frame.columns]
    if missing:
        raise StudyError(
            f"{where} has no column {missing[0]!r}; it has: {', '.join(frame.columns)}.\n"
            "  Files that are counted piece by piece need doc_id, date, title and text, clean already; "
            "for anything else use Corpus.read."
        )
    if "date" in frame.columns and frame["date"].dtype == pl.String:
        frame = _dated(frame, where)
    frame = with_genres(frame, genre_rules())
    columns = {**GIVEN, **({"reprint_count": pl.UInt32} if "reprint_count" in frame.columns else {}), "text": pl.String}
    frame = frame.select(
        pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in columns.items()
    )
    precision = pl.when(pl.col("date").is_not_null()).then(pl.col("date_precision").fill_null("day"))
    return frame.with_columns(date_precision=precision).sort("date", "doc_id", nulls_last=True)


def _dated(frame: pl.DataFrame, where: str) -> pl.DataFrame:
    text = pl.col("date").str.strip_chars().replace("", None)
    size = text.str.len_bytes()
    first = pl.when(size == 4).then(text + "-01-01").when(size == 7).then(text + "-01").otherwise(text)
    precision = pl.when(size == 4).then(pl.lit("year")).when(size == 7).then(pl.lit("month")).otherwise(pl.lit("day"))
    dated = frame.with_columns(date=first.str.to_date("%Y-%m-%d", strict=False), written=text, date_precision=precision)
    wrong = dated.filter(pl.col("date").is_null() & pl.col("written").is_not_null())
    if wrong.height:
        raise StudyError(
            f"{where}: document {wrong['doc_id'][0]!r} has the date {wrong['written'][0]!r}; "
            "write dates as YYYY, YYYY-MM or YYYY-MM-DD."
        )
    return dated.drop("written")


def _system(url: str):
    import fsspec

    return fsspec.core.url_to_fs(url)


def _files(place: str) -> list[tuple[str, int]]:
    """The files at a place with their sizes; local ones by full paths, since a worker has another working directory."""
    system, root = _system(place)
    if not system.exists(root):
        raise StudyError(f"nothing at {place}.\n  Give a {', '.join(SUFFIXES)} file, or a folder or URL of such files.")
    if system.isdir(root):
        sizes = {name: info["size"] for name, info in system.find(root, detail=True).items()}
    else:  # not every file system tells the size of a single file that it finds
        sizes = {root: system.size(root)}
    urls = {system.unstrip_protocol(name) if "://" in place else name: size for name, size in sizes.items()}
    found = [(url, urls[url]) for url in sorted(urls) if url.endswith(SUFFIXES)]
    if not found:
        raise StudyError(f"{place} holds no {', '.join(SUFFIXES)} file. For other pages use Corpus.read.")
    return found


def _bytes_or_path(url: str):
    return io.BytesIO(_system(url)[0].cat_file(url)) if "://" in url else url


def _lines(url: str, start: int, end: int) -> bytes:
    """The lines that begin in ``[start, end)``, whole."""
    system, root = _system(url)
    with system.open(root, "rb", cache_type="none") as file:
        file.seek(max(start - 1, 0))
        data = file.read(end - max(start - 1, 0))
        while data and not data.endswith(b"\n") and (more := file.read(1 << 16)):
            line, mark, _ = more.partition(b"\n")
            data += line + mark
    return data.partition(b"\n")[2] if start else data  # read from one byte before: a line that begins at start is kept
