"""Where words stand: picked out of the sentences table by number, without a string for each place."""

from __future__ import annotations

import os
from functools import lru_cache

import numpy as np
import polars as pl

from . import word_order as orders
from .features import Features


def term_ids(features: Features) -> pl.DataFrame:
    """term_id · term · kind of the vocabulary, read once while the features are open."""
    return features.remembered("term ids", lambda: features.vocabulary.select("term_id", "term", "kind").collect())


KEPT = 8  # files whose sentences stay in memory, some ten megabytes: the next question is often about the same year


def sentences(features: Features, columns: tuple[str, ...]) -> pl.DataFrame:
    """Columns of the sentences table; of features on this machine those of whole files, other dates among them."""
    shards = features.manifest.get("shards")
    if features.folder is None or features.folder.local is None or not shards:
        return features.sentences.select(columns).collect()
    files = [features.folder.name(f"sentences/{shard['name']}.parquet") for shard in shards]
    return pl.concat([_read(file, os.stat(file).st_mtime_ns, columns) for file in files])


@lru_cache(maxsize=KEPT)
def _read(file: str, _written: int, columns: tuple[str, ...]) -> pl.DataFrame:
    return pl.scan_parquet(file).select(columns).collect()


def numbers(term_id: pl.Series, number: pl.Series) -> np.ndarray:
    """A table from ids to the numbers asked for; -1 for an id that nobody asked for, and last of all."""
    table = np.full((term_id.max() or 0) + 2, -1, np.int16 if len(term_id) < 2**15 else np.int32)
    table[term_id.to_numpy()] = number.to_numpy()
    return table


def in_order(doc_id: pl.Series, places: pl.DataFrame) -> pl.Series:
    """The ``document`` of each row by ``places`` (doc_id, document), null where it has none.

    The rows of a document lie together, so that its name is looked up once and not once a row.
    """
    runs = doc_id.rle().struct.unnest()
    found = runs.join(places, left_on="value", right_on="doc_id", how="left", maintain_order="left")
    return found["document"].gather(np.repeat(np.arange(runs.height), runs["len"].to_numpy()))


def distinct(values: np.ndarray) -> np.ndarray:
    """Each value once, sorted; values are 0 or more. (``np.unique`` hashes them first, ten times slower.)"""
    values = np.sort(values)
    return values[np.diff(values, prepend=-1) > 0]


def picked(lists: pl.Series, owner: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ids of lists that have a number: the owner of the list, and the number, in the order of the lists.

    Parameters
    ----------
    lists : Series of lists of ids, none of them empty
    owner : array, one for each list
    number : array from `numbers`

    Returns
    -------
    owner, number : arrays of the same length
    """
    lengths = lists.list.len().to_numpy()
    found = np.take(
        number, lists.explode().to_numpy(), mode="clip"
    )  # an id above all that were asked for meets the last
    asked = found >= 0
    begins = np.cumsum(lengths, dtype=np.int64) - lengths
    times = np.add.reduceat(asked, begins, dtype=np.int32) if len(lists) else begins
    return np.repeat(owner, times), np.compress(asked, found)  # five times as fast as found[asked]


def words_of(features: Features, ids: pl.DataFrame, *, ordered: bool) -> pl.DataFrame:
    """doc_id · term of the words of ``ids`` (term_id, term): each use where the order is known, else once a sentence."""
    number = numbers(ids["term_id"], ids.with_row_index()["index"])
    held = features.sentences.filter(pl.col("terms").list.len() > 0)
    held = held.select("doc_id", "terms", *(["order"] if ordered else [])).collect()
    if ordered:
        sentence, term_id = orders.read(held["terms"], held["order"])
        found = np.take(number, term_id, mode="clip")
        sentence, found = sentence[found >= 0], found[found >= 0]
    else:
        sentence, found = picked(held["terms"], np.arange(held.height), number)
    return pl.DataFrame([held["doc_id"].gather(sentence), ids["term"].gather(found)])
