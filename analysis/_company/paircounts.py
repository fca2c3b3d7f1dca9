"""Counting pairs: a table where they are few, a compiled loop where they are many."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

MOST = 6_000  # terms: 18 million pairs, eight numbers for each, 1 GB
FEW = 2_000_000  # meetings: up to here a table is as fast as loading the compiler


def _add(a, b, document, month, cluster, n, seen, last, run):
    """Count pairs in order of time into ``seen`` (contexts, documents, months, squares of day counts)."""
    for k in range(len(a)):
        x = np.int64(a[k])
        p = x * (2 * n - x - 1) // 2 + np.int64(b[k]) - x - 1
        seen[0, p] += 1
        if last[0, p] != document[k]:
            last[0, p] = document[k]
            seen[1, p] += 1
        if last[1, p] != month[k]:
            last[1, p] = month[k]
            seen[2, p] += 1
        if last[2, p] != cluster[k]:
            last[2, p] = cluster[k]
            run[p] = 0
        seen[3, p] += 2 * run[p] + 1  # (r + 1)² - r²
        run[p] += 1


@cache
def _compiled():
    from .._segment.compiling import compiled

    return compiled(_add)


class FewCounts:
    """The same as `PairCounts`, by grouping a table of all meetings."""

    def __init__(self, n: int):
        schema = {name: pl.Int64 for name in ("a", "b", "document", "month", "cluster")}
        self.parts = [pl.DataFrame(schema=schema)]

    def add(self, a, b, document, month, cluster) -> None:
        named = dict(a=a, b=b, document=document, month=month, cluster=cluster)
        self.parts.append(pl.DataFrame({name: np.asarray(x, dtype=np.int64) for name, x in named.items()}))

    def table(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        days = pl.concat(self.parts).with_columns(n=pl.len().over("a", "b", "cluster"))
        seen = (
            days.group_by("a", "b")
            .agg(
                contexts=pl.len(),
                documents=pl.col("document").n_unique(),
                months=pl.col("month").n_unique(),
                squares=pl.col("n").sum(),
            )
            .sort("a", "b")
        )  # each meeting of a day counts the day's n once: n²
        return (
            seen["a"].to_numpy(),
            seen["b"].to_numpy(),
            seen.select("contexts", "documents", "months", "squares").cast(pl.Int64).to_numpy().T,
        )


class PairCounts:
    """Counts of each pair of ``n`` terms, in a packed triangle, filled in order of time."""

    def __init__(self, n: int):
        size = n * (n - 1) // 2
        self.n = n
        self.seen = np.zeros((4, size), np.int64)
        self.last = np.full((3, size), np.iinfo(np.int32).min, np.int32)
        self.run = np.zeros(size, np.int32)

    def add(self, a, b, document, month, cluster) -> None:
        """Pairs a < b of successive contexts; documents, months and clusters must not come back later."""
        arrays = (np.ascontiguousarray(x, dtype=np.int32) for x in (a, b, document, month, cluster))
        _compiled()(*arrays, self.n, self.seen, self.last, self.run)

    def table(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """a, b, and contexts · documents · months · squares of the pairs seen, sorted by a, b."""
        at = np.flatnonzero(self.seen[0])
        first = np.arange(self.n, dtype=np.int64)
        starts = first * (2 * self.n - first - 1) // 2
        a = np.searchsorted(starts, at, side="right") - 1
        # the last terms share a start with the end of the triangle; a pair never begins there
        b = at - starts[a] + a + 1
        return a, b, self.seen[:, at]
