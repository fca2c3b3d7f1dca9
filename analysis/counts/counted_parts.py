"""What a worker does: count a part of the corpus and write its files, whose record a digest of their sources names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from ..core import schema
from ..core.file_writer import DIGITS, RECORDS, FileWriter, entry_of, parquet, part_is_whole, read_record
from ..segment.match_rules import MatchRules
from .count_texts import count_texts
from .manifest import TABLES, part_entry
from .text_sources import Part, Piece

LAYOUT = 4  # raise it when the same input would give other rows or another order


def count_parts(
    parts: list[Part] | list[Piece], rules: MatchRules, out: FileWriter, *, done: Mapping[str, int]
) -> list[dict]:
    """What one worker is given at a time: some parts, one after the other; returns their records."""
    return [count_part(part, rules, out, done=done) for part in parts]


def count_part(part: Part | Piece, rules: MatchRules, out: FileWriter, *, done: Mapping[str, int]) -> dict:
    """Count a part, write its files, and return its record: ``shard``, the entry of ``features.json``, and ``files``.

    The record is named by the part's digest: where it was ``done`` (with the sizes of all files) when the run began,
    and its files are what it says they are, nothing is counted.
    """
    batch = part.read()
    hashes = page_hashes(batch)
    digest = digest_of(batch, hashes, rules)
    name = f"{part.label}-{digest[:DIGITS]}"
    record = f"{RECORDS}/{name}.json"
    if record in done:
        said = read_record(out.folder, record)
        if said is not None and said.get("digest") == digest and part_is_whole(out.folder, said, done):
            return said
    counted = count_texts(batch, hashes, rules)
    tables = {table: parquet(getattr(counted, table)) for table in TABLES}
    made = {table: (entry_of(f"{table}/{part.label}", data, ".parquet"), data) for table, data in tables.items()}
    files = {table: entry["file"] for table, (entry, _) in made.items()}
    shard = {"digest": digest, **part_entry(name, counted.documents, counted.mentions, counted.sentences, files)}
    return out.write_part(record, made, {"digest": digest, "shard": shard})


def page_hashes(batch: pl.DataFrame) -> pl.Series:
    """The SHA-256 of each title and text, in hexadecimal."""
    title, text = (batch[name].fill_null("") for name in ("title", "text"))
    pages = (title + "\n" + text).cast(pl.Binary).to_list()
    return pl.Series("sha256", [hashlib.sha256(page).hexdigest() for page in pages], dtype=pl.String)


def digest_of(batch: pl.DataFrame, hashes: pl.Series, rules: MatchRules) -> str:
    """Of all that a part's files follow from: its documents and texts, the lexicon, the layout."""
    digest = hashlib.sha256(f"{LAYOUT} {schema.VERSION} {rules.digest}".encode())
    hashed = batch.with_columns(text=pl.when(pl.col("text").is_not_null()).then(hashes))
    for column in sorted(hashed.columns):
        values = hashed[column]
        digest.update(f"\n{column} {values.dtype} {len(values)}\n".encode())
        for chunk in _column_bytes(values):
            digest.update(chunk)
    return digest.hexdigest()


def _column_bytes(values: pl.Series) -> Iterator[bytes]:
    """The bytes of a column: which are null, their lengths, and all values end to end."""
    yield np.packbits(values.is_null().to_numpy()).tobytes()
    if values.dtype == pl.String:
        filled = values.fill_null("")
        yield filled.str.len_bytes().cast(pl.UInt32).to_numpy().tobytes()
        yield "".join(filled.to_list()).encode()
    elif values.dtype.is_numeric() or values.dtype in (pl.Boolean, pl.Date):
        number = values.to_physical().cast(pl.Float64 if values.dtype.is_float() else pl.Int64)
        yield number.fill_null(0).to_numpy().tobytes()
    else:
        yield pl.DataFrame([values]).write_json().encode()
