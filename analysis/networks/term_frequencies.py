"""In how many contexts, documents and months each term stands."""

from __future__ import annotations

import numpy as np
import polars as pl

AT_ONCE = 1 << 18  # numbers: two megabytes as numpy counts them


def times_of(values: np.ndarray, n: int) -> np.ndarray:
    """How often each number below ``n`` occurs, int64; numpy alone would copy all of them to eight bytes each first."""
    found = np.zeros(n, np.int64)
    for low in range(0, len(values), AT_ONCE):
        found += np.bincount(values[low : low + AT_ONCE], minlength=n)
    return found


def frequencies(term: np.ndarray, document: np.ndarray, month: np.ndarray, terms: int) -> pl.DataFrame:
    """at · contexts · documents · months of each term that occurs; ``document`` never falls."""
    documents, months = np.zeros(terms, np.int64), np.zeros(terms, np.int64)
    edges = np.flatnonzero(np.diff(month, prepend=-1, append=-1))  # of documents: where a month begins
    cuts = np.searchsorted(
        document, edges.astype(document.dtype)
    )  # of one type, or numpy copies all cells to eight bytes
    for first, last, low, high in zip(
        edges, edges[1:], cuts, cuts[1:]
    ):  # a month at a time is a table that stays small
        held = np.zeros((last - first) * terms, np.uint8)
        held[(document[low:high].astype(np.int64) - first) * terms + term[low:high]] = 1
        here = _sums(held.reshape(-1, terms))
        documents += here
        months += here > 0
    contexts = times_of(term, terms)
    at = np.flatnonzero(contexts)
    columns = {"at": at, "contexts": contexts[at], "documents": documents[at], "months": months[at]}
    return pl.DataFrame(columns).cast(pl.UInt32)


def _sums(held: np.ndarray) -> np.ndarray:
    """How often each column of zeros and ones holds a one: 255 rows at a time, which a byte can count, ten times as fast."""
    found = np.zeros(held.shape[1], np.int64)
    for low in range(0, len(held), 255):
        found += np.add.reduce(held[low : low + 255], axis=0, dtype=np.uint8)
    return found
