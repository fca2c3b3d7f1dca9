"""Counting pairs: a table where they are few, compiled loops where they are many.

The walk takes one term after the other through the contexts that hold it. What is known of its meetings with every
other term is then one short row of numbers, which a processor keeps at hand; a table of all pairs it would not.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from ..core.compiling import U, compiled
from .term_frequencies import times_of

FEW = 500_000  # meetings: up to here a table is as fast as loading the compiler
WARM = 20_000  # and where it is loaded already

TABLE = pl.Schema(
    {
        "a": pl.UInt32,
        "b": pl.UInt32,
        "f_ab": pl.UInt32,
        "documents": pl.UInt32,
        "months": pl.UInt32,
        "squares": pl.Int64,
        "one_surface": pl.UInt32,
    }
)

# of a pair: where it was met last, how often in that cluster so far, in how many documents and months, and their squares
DOCUMENT, MONTH, CLUSTER, RUN, DOCUMENTS, MONTHS, SQUARES, STATE = range(8)


def few() -> int:
    """Meetings up to which a table is the faster way in this process; the counts are the same."""
    return WARM if "numba" in sys.modules else FEW


def ends_of(row: np.ndarray) -> np.ndarray:
    """Where each run of equal numbers ends."""
    return np.flatnonzero(np.append(row[1:] != row[:-1], len(row) > 0)) + 1


def _walk(term, row, ends, begins, apart, document, month, cluster, least, spots, filled, times, state, found, squares):
    """Write the pairs of a < b that meet in ``least`` contexts or more; returns how many there are.

    Term by term, through the contexts that hold it, in order of time: the terms of a context lie together, sorted,
    up to its end, so that those behind a term are what it meets. The first time through counts, the second looks
    closer at the pairs that are asked for. ``apart`` lists (a, context, b) that do not count, sorted. ``found`` takes
    a, b, contexts, documents and months of a pair, ``squares`` the sum over clusters of its squared contexts.

    Scratch: ``spots`` for the places of each term and the ends of their contexts, ``filled``, zeros, for how many there
    are already; ``times``, zeros, for how often each other term was met, then the line of ``state`` that is kept of its
    pair, 0 where it is not asked for.
    """
    n, low = times.shape[0], 0
    for high in ends:
        for place in range(low, high):
            one = np.int64(term[U(place)])
            spot = begins[U(one)] + filled[U(one)]
            spots[U(spot), 0], spots[U(spot), 1] = place, high
            filled[U(one)] += 1
        low = high
    count, spared, first = 0, 0, 0
    for a in range(n):
        highest = a
        for spot in range(begins[a], begins[a + 1]):
            place, end = np.int64(spots[U(spot), 0]), np.int64(spots[U(spot), 1])
            for other in range(place + 1, end):
                times[U(term[U(other)])] += 1
            if end > place + 1:
                highest = max(highest, np.int64(term[U(end - 1)]))
        while first < apart.shape[0] and apart[first, 0] == a:
            times[apart[first, 2]] -= 1
            first += 1
        asked = 0
        for b in range(a + 1, highest + 1):
            met = times[U(b)]
            times[U(b)] = 0
            if met >= least:
                found[U(count + asked), 0], found[U(count + asked), 1], found[U(count + asked), 2] = a, b, met
                asked += 1
                times[U(b)] = asked
                for one in range(RUN):
                    state[U(asked), one] = -1
                for one in range(RUN, STATE):
                    state[U(asked), one] = 0
        if asked:
            for spot in range(begins[a], begins[a + 1]):
                place, end = np.int64(spots[U(spot), 0]), np.int64(spots[U(spot), 1])
                context = row[U(place)]
                here = document[U(context)]
                in_month, in_cluster = month[U(here)], cluster[U(here)]
                for other in range(place + 1, end):
                    b = np.int64(term[U(other)])
                    while spared < first and (
                        apart[spared, 1] < context or apart[spared, 1] == context and apart[spared, 2] < b
                    ):
                        spared += 1
                    if spared < first and apart[spared, 1] == context and apart[spared, 2] == b:
                        continue
                    line = U(times[U(b)])
                    if line == 0:
                        continue
                    run = state[line, RUN] * np.int64(state[line, CLUSTER] == in_cluster)
                    state[line, SQUARES] += 2 * run + 1  # so n contexts in one cluster make n²
                    state[line, RUN] = run + 1
                    state[line, DOCUMENTS] += state[line, DOCUMENT] != here
                    state[line, MONTHS] += state[line, MONTH] != in_month
                    state[line, DOCUMENT], state[line, MONTH], state[line, CLUSTER] = here, in_month, in_cluster
        spared = first
        for line in range(1, asked + 1):
            times[found[U(count), 1]] = 0
            found[U(count), 3], found[U(count), 4] = state[U(line), DOCUMENTS], state[U(line), MONTHS]
            squares[U(count)] = state[U(line), SQUARES]
            count += 1
    return count


@cache
def _compiled():
    return compiled(_walk)


@dataclass(frozen=True, eq=False, repr=False)
class Contexts:
    """The contexts whose pairs are counted.

    Attributes
    ----------
    row, term : uint32, uint16 arrays, shape (cells,)
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
        days = (
            meetings.select("a", "b")
            .with_columns(document=document, month=contexts.month[document], cluster=contexts.cluster[document])
            .with_columns(n=pl.len().over("a", "b", "cluster"))
        )
        seen = days.group_by("a", "b").agg(
            f_ab=pl.len(),
            documents=pl.col("document").n_unique(),
            months=pl.col("month").n_unique(),
            squares=pl.col("n").cast(pl.Int64).sum(),  # each meeting of a day counts the day's n once: n²
        )
        self._table = contexts.named_by_one(seen.sort("a", "b"))

    def table(self, least: int = 1) -> pl.DataFrame:
        """The pairs seen in ``least`` contexts or more, sorted by a, b; columns of `TABLE`."""
        return self._table.filter(pl.col("f_ab") >= least)


class PairCounts:
    """The same, by walking over the contexts."""

    def __init__(self, contexts: Contexts):
        self.contexts = contexts
        self.apart = contexts.apart.select("a", "row", "b").sort("a", "row", "b").cast(pl.Int64).to_numpy(order="c")

    def table(self, least: int = 1) -> pl.DataFrame:
        """The pairs seen in ``least`` contexts or more, sorted by a, b; columns of `TABLE`."""
        known, n = self.contexts, self.contexts.terms
        ends = ends_of(known.row).astype(np.uint32)
        begins = np.append(0, np.cumsum(times_of(known.term, n)))
        scratch = (
            np.empty((len(known.term), 2), np.uint32),
            *np.zeros((2, n), np.int32),
            np.zeros((n + 1, STATE), np.int64),
        )
        pairs = n * (n - 1) // 2
        # room for all pairs: what is not written to takes no memory
        found, squares = np.empty((pairs, 5), np.int32), np.empty(pairs, np.int64)
        count = _compiled()(
            known.term,
            known.row,
            ends,
            begins,
            self.apart,
            known.document,
            known.month,
            known.cluster,
            max(least, 1),
            *scratch,
            found,
            squares,
        )
        # column by column, and in their type already: to copy every fifth number and to cast it takes five times as long
        columns = dict(zip(TABLE, found[:count].T.copy().view(np.uint32))) | {"squares": squares[:count].copy()}
        return known.named_by_one(pl.DataFrame(columns))
