"""Counting pairs: a table where they are few, compiled loops where they are many.

Of a million pairs seen, a few ten thousand stand together often enough to be looked at. So the contexts of every
pair are counted first, on a triangle of numbers that a processor keeps at hand; its documents, months and days
in a second walk, and only for the pairs that are asked for.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

FEW = 500_000  # meetings: up to here a table is as fast as loading the compiler
WARM = 20_000  # and where it is loaded already

TABLE = pl.Schema(
    {"a": pl.UInt32, "b": pl.UInt32, "f_ab": pl.UInt32, "documents": pl.UInt32, "months": pl.UInt32,
     "squares": pl.Int64, "one_surface": pl.UInt32}
)


def few() -> int:
    """Meetings up to which a table is the faster way in this process; the counts are the same."""
    return WARM if "numba" in sys.modules else FEW


def _meet(term, ends, n, contexts):
    """Add to ``contexts`` one for each pair of terms in the same context.

    The terms of a context lie together, sorted, up to its end. Of a < b the pair is number
    a (2n − a − 1) / 2 + b − a − 1.
    """
    low = 0
    for high in ends:
        for one in range(low, high - 1):
            a = np.int64(term[one])
            first = a * (2 * n - a - 1) // 2 - a - 1
            for other in range(one + 1, high):
                contexts[first + np.int64(term[other])] += 1
        low = high


def _look(term, ends, n, apart, place, document, month, cluster, state, repeats):
    """Note of the pairs with a ``place`` above 0 in which documents, months and clusters they meet, in order of time.

    ``apart`` lists (context, a, b) that do not count, sorted: the walk comes by them in that order. What is known of
    a pair lies together, so that one look fetches it. Columns of ``state``: documents, months; the last document
    that the pair was seen in, plus 1; its contexts in the cluster of that document so far. ``repeats`` adds those
    up: n contexts in one cluster make n(n − 1) / 2 of them.
    """
    low, spared = 0, 0
    for context in range(len(ends)):
        here, high = document[context], ends[context]
        for one in range(low, high - 1):
            a = np.int64(term[one])
            first = a * (2 * n - a - 1) // 2 - a - 1
            for other in range(one + 1, high):
                if spared < len(apart) and apart[spared, 0] == context and (
                        apart[spared, 1] == a and apart[spared, 2] == term[other]):
                    spared += 1
                    continue
                asked = place[first + np.int64(term[other])]
                if asked == 0:
                    continue
                own = state[asked - 1]
                last = own[2] - 1
                if last != here:
                    own[0] += 1
                    own[1] += last < 0 or month[last] != month[here]
                    if last >= 0 and cluster[last] != cluster[here]:
                        own[3] = 0
                    own[2] = here + 1
                repeats[asked - 1] += own[3]
                own[3] += 1
        low = high


@cache
def _compiled():
    from ..compiling import compiled

    return compiled(_meet), compiled(_look)


@dataclass(frozen=True, eq=False, repr=False)
class Contexts:
    """The contexts whose pairs are counted.

    Attributes
    ----------
    row, term : uint32 arrays, shape (cells,)
        A term in a context, sorted; rows are numbered without gaps.
    document : int32 array, shape (rows,)
        The document of each row; never falls.
    month, cluster : int32 arrays, shape (documents,)
        Of each document; months never fall, and the documents of a cluster lie together.
    apart : DataFrame(row, a, b)
        Meetings that do not count, sorted: one surface named both terms.
    terms : int
    """

    row: np.ndarray
    term: np.ndarray
    document: np.ndarray
    month: np.ndarray
    cluster: np.ndarray
    apart: pl.DataFrame
    terms: int

    def named_by_one(self, table: pl.DataFrame) -> pl.DataFrame:
        """The table with ``one_surface``, the meetings set aside of each of its pairs."""
        times = self.apart.group_by("a", "b").agg(one_surface=pl.len())
        found = table.join(times, on=["a", "b"], how="left", maintain_order="left")
        return found.with_columns(pl.col("one_surface").fill_null(0)).cast(TABLE)


class FewCounts:
    """Counts of pairs by grouping a table of all meetings (row, a, b)."""

    def __init__(self, meetings: pl.DataFrame, contexts: Contexts):
        document = contexts.document[meetings["row"].to_numpy()]
        days = meetings.select("a", "b").with_columns(
            document=document, month=contexts.month[document], cluster=contexts.cluster[document]
        ).with_columns(n=pl.len().over("a", "b", "cluster"))
        seen = days.group_by("a", "b").agg(
            f_ab=pl.len(),
            documents=pl.col("document").n_unique(),
            months=pl.col("month").n_unique(),
            squares=pl.col("n").cast(pl.Int64).sum(),  # each meeting of a day counts the day's n once: n²
        )
        self._table = contexts.named_by_one(seen.sort("a", "b"))
        self.seen = self._table.height

    def table(self, least: int = 1) -> pl.DataFrame:
        """The pairs seen in ``least`` contexts or more, sorted by a, b; columns of `TABLE`."""
        return self._table.filter(pl.col("f_ab") >= least)


class PairCounts:
    """The same, by walking over the contexts."""

    def __init__(self, contexts: Contexts):
        self.contexts, n = contexts, contexts.terms
        self.ends = np.append(np.flatnonzero(np.diff(contexts.row)) + 1, len(contexts.row))
        found = np.zeros(n * (n - 1) // 2, np.int32)
        _compiled()[0](contexts.term, self.ends, n, found)
        self.apart = contexts.apart.select("row", "a", "b").cast(pl.Int64).to_numpy(order="c")
        a, b = self.apart[:, 1], self.apart[:, 2]
        every = np.arange(n, dtype=np.int64)
        self.starts = every * (2 * n - every - 1) // 2  # the number of each term's first pair
        np.subtract.at(found, self.starts[a] + b - a - 1, 1)
        self.at = np.flatnonzero(found).astype(np.int32)
        self.f_ab = found[self.at]
        self.seen = len(self.at)

    def table(self, least: int = 1) -> pl.DataFrame:
        """The pairs seen in ``least`` contexts or more, sorted by a, b; columns of `TABLE`."""
        known, n = self.contexts, self.contexts.terms
        chosen = self.f_ab >= least
        at, f_ab = self.at[chosen], self.f_ab[chosen]
        place = np.zeros(n * (n - 1) // 2, np.int32)
        place[at] = np.arange(1, len(at) + 1, dtype=np.int32)
        state, repeats = np.zeros((len(at), 4), np.int32), np.zeros(len(at), np.int64)
        known_of = (known.document, known.month, known.cluster)
        _compiled()[1](known.term, self.ends, n, self.apart, place, *known_of, state, repeats)
        # how many of the pairs lie before each start: then every pair of a term follows in one run
        a = np.repeat(np.arange(n), np.diff(np.searchsorted(at, self.starts), append=len(at)))
        counted = dict(a=a, b=at - self.starts[a] + a + 1, f_ab=f_ab, documents=state[:, 0], months=state[:, 1])
        counted["squares"] = repeats * 2 + f_ab  # n² = n + 2 · n(n − 1) / 2
        return known.named_by_one(pl.DataFrame(counted).cast({name: TABLE[name] for name in counted}))
