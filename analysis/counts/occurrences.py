"""Where words stand: picked out of the sentences table by number, without a string for each place."""

from __future__ import annotations

import os
from functools import lru_cache

import numpy as np
import polars as pl

from .features import Features
from .manifest import file_of
from .mention_places import in_place
from .stored_tables import check_hashes
from .word_order import decode_order

FILES_KEPT = 8  # whose sentences stay in memory, some ten megabytes: the next question is often about the same year


def term_ids(features: Features) -> pl.DataFrame:
    """term_id · term · kind of the vocabulary, read once while the features are open."""
    return features._cached(_term_ids, features.vocabulary)


def _term_ids(vocabulary: pl.LazyFrame) -> pl.DataFrame:
    return vocabulary.select("term_id", "term", "kind").collect()


def read_sentences(features: Features, columns: tuple[str, ...]) -> pl.DataFrame:
    """Columns of the sentences table; of features on this machine those of whole files, other dates among them."""
    shards = features.manifest.get("shards")
    if features.folder is None or features.folder.local is None or not shards:
        return features.sentences.select(columns).collect()
    names = [file_of(shard, "sentences") for shard in shards]
    check_hashes(features.folder, features.manifest, names)
    files = [features.folder.location(name) for name in names]
    return pl.concat([_read(file, os.stat(file).st_mtime_ns, columns) for file in files])


@lru_cache(maxsize=FILES_KEPT)
def _read(file: str, _written: int, columns: tuple[str, ...]) -> pl.DataFrame:
    return pl.scan_parquet(file).select(columns).collect()


def number_table(term_id: pl.Series, number: pl.Series) -> np.ndarray:
    """A table from ids to their numbers; -1 for an id that has none, and in the last place."""
    ids = term_id.to_numpy()
    table = np.full(int(ids.max(initial=0)) + 2, -1, np.int16 if len(ids) < 2**15 else np.int32)
    table[ids] = number.to_numpy()
    return table


def numbered_ids(lists: pl.Series, owner: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ids of ``lists`` that have a number in ``table``: the owner of the list, and the number, in order.

    No list may be empty.

    >>> table = number_table(pl.Series([7]), pl.Series([0]))
    >>> [array.tolist() for array in numbered_ids(pl.Series([[7, 9], [8], [7]]), np.array([10, 20, 30]), table)]
    [[10, 30], [0, 0]]
    """
    lengths = lists.list.len().to_numpy()
    # an id above all that have a number is clipped to the last place, which holds -1
    number = np.take(table, lists.explode().to_numpy(), mode="clip")
    has_number = number >= 0
    begins = np.cumsum(lengths, dtype=np.int64) - lengths
    times = np.add.reduceat(has_number, begins, dtype=np.int32) if len(lists) else begins
    return np.repeat(owner, times), np.compress(has_number, number)  # five times as fast as number[has_number]


def document_numbers(doc_id: pl.Series, documents: pl.DataFrame) -> pl.Series:
    """The ``document`` of each row by ``documents`` (doc_id, document), null where it has none.

    The rows of a document lie together, so that its name is looked up once and not once a row.
    """
    runs = doc_id.rle().struct.unnest()
    found = runs.join(documents, left_on="value", right_on="doc_id", how="left", maintain_order="left")
    return found["document"].gather(np.repeat(np.arange(runs.height), runs["len"].to_numpy()))


def distinct(values: np.ndarray) -> np.ndarray:
    """Each value once, sorted; values are 0 or more. (``np.unique`` hashes them first, ten times slower.)"""
    values = np.sort(values)
    return values[np.diff(values, prepend=-1) > 0]


def words_of(features: Features, ids: pl.DataFrame, *, ordered: bool, where: str | None = None) -> pl.DataFrame:
    """doc_id · term of the words of ``ids`` (term_id, term): each use where the order is known, else once a sentence.

    With ``where``, only in the sentences of that place.
    """
    table = number_table(ids["term_id"], ids.with_row_index()["index"])
    rows = features.sentences.filter(pl.col("terms").list.len() > 0, True if where is None else in_place(where))
    rows = rows.select("doc_id", "terms", *(["order"] if ordered else [])).collect()
    if ordered:
        sentence, term_id = decode_order(rows["terms"], rows["order"])
        number = np.take(table, term_id, mode="clip")
        sentence, number = sentence[number >= 0], number[number >= 0]
    else:
        sentence, number = numbered_ids(rows["terms"], np.arange(rows.height), table)
    return pl.DataFrame([rows["doc_id"].gather(sentence), ids["term"].gather(number)])
