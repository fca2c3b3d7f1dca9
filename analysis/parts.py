"""How a corpus is divided: into parts that its documents alone decide, and shards of parts for the workers.

A part holds documents of one year. Where a year is large, a document whose hash says so begins a new
part. Adding a text therefore changes the part that it falls into and no other; and the files are the
same however many parts a worker is given at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
import polars as pl

from . import schema
from .counting import count
from .errors import StudyError
from .rules import Rules
from .storage import Folder

PART_CHARS = 4_000_000  # mean size of a part: about 40 MB while it is counted
TABLES = ("documents", "mentions", "sentences", "tally")
LAYOUT = 1  # raise it when the same input would give other rows or another order


@dataclass(frozen=True, repr=False)
class Part:
    """Documents that are counted and written together.

    Attributes
    ----------
    label : str
        The year of its documents, or "undated".
    batch : DataFrame
        Documents with ``text``, sorted by date and id.
    """

    label: str
    batch: pl.DataFrame

    def read(self) -> pl.DataFrame:
        """The documents with their texts."""
        return self.batch

    @property
    def chars(self) -> int:
        """Characters of text, for dividing the work."""
        return int(self.batch["text"].str.len_chars().sum() or 0)

    def digest(self, rules: Rules) -> str:
        """Of all that the part's files follow from: its documents and texts, the lexicon, the layout."""
        digest = hashlib.sha256(f"{LAYOUT} {schema.VERSION} {rules.digest}".encode())
        for column in sorted(self.batch.columns):
            values = self.batch[column]
            digest.update(f"\n{column} {values.dtype} {len(values)}\n".encode())
            for piece in _plain(values):
                digest.update(piece)
        return digest.hexdigest()


def _plain(values: pl.Series) -> Iterator[bytes]:
    """The bytes of a column: nulls, lengths, and all values end to end."""
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


def divide(documents: pl.DataFrame, texts: pl.DataFrame) -> list[Part]:
    """The parts of a corpus in memory, in the order of their dates."""
    if documents["doc_id"].has_nulls() or documents["doc_id"].n_unique() < documents.height:
        twice = documents["doc_id"].filter(documents["doc_id"].is_duplicated() | documents["doc_id"].is_null())
        raise StudyError(f"each document needs a doc_id of its own; {twice[0]!r} stands more than once or is empty.")
    whole = documents.join(texts.select("doc_id", "text"), on="doc_id", how="left").sort(
        "date", "doc_id", nulls_last=True
    )
    if whole.is_empty():
        return []
    year = whole["date"].dt.year().fill_null(0).to_numpy()
    size = whole["text"].str.len_chars().fill_null(0).to_numpy()
    drawn = np.fromiter((crc32(name.encode()) for name in whole["doc_id"].to_list()), np.float64, whole.height)
    begins = drawn < size / PART_CHARS * 2.0**32  # a longer text is likelier to begin a part: its size decides
    begins[0] = True
    begins[1:] |= year[1:] != year[:-1]
    edges = [*np.flatnonzero(begins).tolist(), whole.height]
    return [
        Part(str(year[start]) if year[start] else "undated", whole[start:end]) for start, end in pairwise(edges)
    ]


def count_part(part: Part, rules: Rules, out: Folder, *, engine: str, done: dict[str, int]) -> dict:
    """Count a part, write its files, and return its entry of ``features.json``.

    The files are named by the part's digest: where they lie already, nothing is counted.
    """
    digest = part.digest(rules)
    name = f"{part.label}-{digest[:12]}"
    files = {table: f"{table}/{name}.parquet" for table in TABLES}
    marker = f"parts/{name}.json"
    if done.get(marker) is not None and all(file in done for file in files.values()):
        import json

        entry = json.loads(out.read(marker))
        if entry["digest"] == digest and all(done[files[t]] == entry["bytes"][t] for t in TABLES):
            return entry
    counted = count(part.read(), rules, engine=engine)
    sizes = {table: out.write_table(files[table], getattr(counted, table)) for table in TABLES}
    dates = counted.documents["date"]
    entry = {
        "name": name,
        "digest": digest,
        "documents": counted.documents.height,
        "characters": int(counted.documents["n_chars"].sum()),
        "mentions": counted.mentions.height,
        "sentences": counted.sentences.height,
        "first": str(dates.min()) if dates.len() > dates.null_count() else None,
        "last": str(dates.max()) if dates.len() > dates.null_count() else None,
        "bytes": sizes,
    }
    out.write_json(marker, entry)
    return entry


def count_shard(parts: list[Part], rules: Rules, out: Folder, *, engine: str, done: dict[str, int]) -> list[dict]:
    """What one worker does: count some parts one after the other."""
    return [count_part(part, rules, out, engine=engine, done=done) for part in parts]
