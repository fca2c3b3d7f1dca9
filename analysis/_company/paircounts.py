"""Counting pairs: a table where they are few, a compiled loop where they are many."""

from __future__ import annotations

import sys
from functools import cache

import numpy as np
import polars as pl

FEW = 2_000_000  # meetings: up to here a table is as fast as loading the compiler
WARM = 100_000  # and where it is loaded already

TABLE = pl.Schema(
    {"a": pl.UInt32, "b": pl.UInt32, "f_ab": pl.UInt32, "documents": pl.UInt32, "months": pl.UInt32, "squares": pl.Int64}
)


def few() -> int:
    """Meetings up to which a table is the faster way in this process; the counts are the same."""
    return WARM if "numba" in sys.modules else FEW


def _add(a, b, document, month, cluster, n, state, repeats, seen, many):
    """Count pairs in order of time; what is known of a pair lies together, so that one look fetches it.

    Columns of ``state``: contexts, documents, months; the last document that the pair was seen in; its contexts
    in the cluster of that document so far. ``repeats`` adds those up: n contexts in one cluster make
    n(n − 1) / 2 of them. ``seen`` lists the pairs as they come up, ``many`` of them so far; returns how many now.
    """
    for k in range(len(a)):
        x, here = np.int64(a[k]), document[k]
        p = x * (2 * n - x - 1) // 2 + np.int64(b[k]) - x - 1
        own = state[p]
        if own[0] == 0:
            seen[many] = p
            many += 1
            own[1], own[2] = 1, 1
        elif own[3] != here:
            own[1] += 1
            own[2] += month[own[3]] != month[here]
            if cluster[own[3]] != cluster[here]:
                own[4] = 0
        own[0] += 1
        own[3] = here
        if own[4]:
            repeats[p] += own[4]
        own[4] += 1
    return many


@cache
def _compiled():
    from ..compiling import compiled

    return compiled(_add)


class FewCounts:
    """The same as `PairCounts`, by grouping a table of all meetings."""

    def __init__(self, n: int, meetings: int, month: np.ndarray, cluster: np.ndarray):
        schema = {name: pl.Int64 for name in ("a", "b", "document", "month", "cluster")}
        self.month, self.cluster, self.parts = month, cluster, [pl.DataFrame(schema=schema)]

    def add(self, a, b, document) -> None:
        named = dict(a=a, b=b, document=document, month=self.month[document], cluster=self.cluster[document])
        self.parts.append(pl.DataFrame({name: np.asarray(x, dtype=np.int64) for name, x in named.items()}))

    def table(self) -> pl.DataFrame:
        """The pairs seen, sorted by a, b; columns of `TABLE`."""
        days = pl.concat(self.parts).with_columns(n=pl.len().over("a", "b", "cluster"))
        seen = days.group_by("a", "b").agg(
            f_ab=pl.len(),
            documents=pl.col("document").n_unique(),
            months=pl.col("month").n_unique(),
            squares=pl.col("n").sum(),  # each meeting of a day counts the day's n once: n²
        )
        return seen.sort("a", "b").cast(TABLE)


class PairCounts:
    """Counts of each pair of ``n`` terms, in a packed triangle, filled in order of time.

    ``month`` and ``cluster`` are those of each document.
    """

    def __init__(self, n: int, meetings: int, month: np.ndarray, cluster: np.ndarray):
        self.n, self.month, self.cluster = n, month.astype(np.int32), cluster.astype(np.int32)
        self.state = np.zeros((n * (n - 1) // 2, 5), np.int32)
        self.repeats = np.zeros(len(self.state), np.int64)
        self.seen, self.many = np.empty(min(meetings, len(self.state)), np.int32), 0

    def add(self, a, b, document) -> None:
        """Pairs a < b of successive contexts; documents, their months and clusters must not come back later."""
        arrays = (np.ascontiguousarray(x, dtype=np.int32) for x in (a, b, document))
        self.many = _compiled()(
            *arrays, self.month, self.cluster, self.n, self.state, self.repeats, self.seen, self.many
        )

    def table(self) -> pl.DataFrame:
        """The pairs seen, sorted by a, b; columns of `TABLE`."""
        at = np.sort(self.seen[: self.many])
        first = np.arange(self.n, dtype=np.int64)
        starts = first * (2 * self.n - first - 1) // 2
        # how many of the pairs seen lie before each start: then every pair of a term follows in one run
        a = np.repeat(first.astype(np.uint32), np.diff(np.searchsorted(at, starts), append=len(at)))
        counts = {name: self.state[at, column].view(np.uint32) for column, name in enumerate(TABLE.names()[2:5])}
        squares = self.repeats[at] * 2 + counts["f_ab"]  # n² = n + 2 · n(n − 1) / 2
        b = (at - starts.astype(np.int32)[a]).view(np.uint32) + a + np.uint32(1)
        return pl.DataFrame({"a": a, "b": b, **counts, "squares": squares}, schema=TABLE)
