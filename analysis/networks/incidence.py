"""Terms by contexts: in how many each term stands, and in how many each pair meets."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from .contexts import Contexts
from .pair_kernel import count_pairs

PAIRS = pl.Schema(
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
AT_ONCE = 1 << 18  # numbers: two megabytes as numpy counts them


def group_up_to() -> int:
    """Meetings up to which grouping a table is faster than the compiled loop, which may have to be loaded first."""
    return 20_000 if "numba" in sys.modules else 500_000


@dataclass(frozen=True, repr=False, eq=False)
class Incidence:
    """Terms by contexts, and the pairs that meet there.

    Attributes
    ----------
    terms : tuple of str
        Sorted; a term's place is its code.
    frequency : DataFrame(code, contexts, documents, months)
        In how many of each a term stands, for each term that occurs.
    n_contexts : int
        All contexts of the documents, also those without a term.
    row, term : uint32, uint16 arrays, shape (cells,)
        A context that holds a term, and the code of the term; sorted.
    document, stratum : int32, uint32 arrays, shape (contexts that hold a term,)
        Documents are numbered in order of time.
    month, cluster : int32 arrays, shape (documents,)
        Months never fall, and the documents of a cluster (a day) lie together.
    n_clusters : int
        Days that have a document (a document without a day is a cluster of its own).
    same_surface : DataFrame(row, a, b)
        Meetings that do not count, sorted: one surface named both terms.
    meetings : int64 array, shape (strata,)
        Pairs that meet in each stratum.
    grouped : DataFrame or None
        The pairs, where there are few; None where the compiled loop counts them when they are asked for.
    """

    terms: tuple[str, ...]
    frequency: pl.DataFrame
    n_contexts: int
    row: np.ndarray
    term: np.ndarray
    document: np.ndarray
    stratum: np.ndarray
    month: np.ndarray
    cluster: np.ndarray
    n_clusters: int
    same_surface: pl.DataFrame
    meetings: np.ndarray
    grouped: pl.DataFrame | None

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """Every pair seen together; see `pairs_seen`."""
        return self.pairs_seen(1)

    def pairs_seen(self, least: int) -> pl.DataFrame:
        """a · b · f_ab · documents · months · squares · one_surface of pairs in ``least`` contexts or more, sorted.

        a < b are codes; ``squares`` is the sum over clusters of the squared contexts; ``one_surface`` counts the
        contexts set aside because one and the same surface named both.
        """
        if self.grouped is not None:
            return self.grouped.filter(pl.col("f_ab") >= least)
        ends = _ends(self.row).astype(np.uint32)
        begins = np.append(0, np.cumsum(_occurrences(self.term, len(self.terms))))
        aside = self.same_surface.select("a", "row", "b").sort("a", "row", "b").cast(pl.Int64).to_numpy(order="c")
        cells, documents = (self.term, self.row, ends, begins), (self.document, self.month, self.cluster)
        found, squares = count_pairs(*cells, aside, *documents, len(self.terms), max(least, 1))
        columns = dict(zip(PAIRS, found)) | {"squares": squares}
        return _with_same_surface(pl.DataFrame(columns), self.same_surface)

    def __repr__(self) -> str:
        return (
            f"<Incidence: {len(self.terms)} terms, {len(self.row)} cells, "
            f"{self.pairs.height} pairs seen in {self.n_contexts} contexts>"
        )


def count_incidence(contexts: Contexts, documents: pl.DataFrame, terms: tuple[str, ...]) -> Incidence:
    """Count terms and pairs. A pair counts once a context.

    Where one surface names two terms (六稳六保 names 六稳 and 六保) and nothing else in the context does, the two
    are present but do not meet: the pair is set aside.

    Parameters
    ----------
    documents : DataFrame(month, cluster, stratum)
        What is known of each document, in order of its number.
    """
    row, term, document, windows = contexts.row, contexts.term, contexts.document, contexts.windows
    month, cluster, strata = (documents[name].to_numpy() for name in ("month", "cluster", "stratum"))
    aside = _same_surface(contexts.surfaces)
    if windows is not None:
        aside = aside.join(windows, on=["row", "a", "b"], how="semi").sort("row", "a", "b")
    size = np.diff(_ends(row), prepend=0)
    times = size * (size - 1) // 2 if windows is None else np.bincount(windows["row"], minlength=len(size))
    times -= np.bincount(aside["row"], minlength=len(size))
    stratum = strata[document]
    met = np.bincount(stratum, times, minlength=int(strata.max(initial=0)) + 1).astype(np.int64)
    grouped = None
    if windows is not None or times.sum() <= group_up_to():
        listed = pairs_of_rows(row, term) if windows is None else windows
        touched = np.zeros(len(size), np.bool_)
        touched[aside["row"].to_numpy()] = True
        near_aside = pl.Series(touched[listed["row"].to_numpy()])  # few contexts: to compare all would take longer
        apart = listed.filter(near_aside).join(aside, on=["row", "a", "b"], how="anti")
        together = pl.concat([listed.filter(~near_aside), apart])
        grouped = _with_same_surface(_grouped(together, document[together["row"].to_numpy()], month, cluster), aside)
    return Incidence(
        terms=terms,
        frequency=term_frequency(term, document[row], month, len(terms)),
        n_contexts=contexts.n_contexts,
        row=row,
        term=term,
        document=document,
        stratum=stratum,
        month=month,
        cluster=cluster,
        n_clusters=documents["cluster"].n_unique(),
        same_surface=aside,
        meetings=met,
        grouped=grouped,
    )


def _ends(row: np.ndarray) -> np.ndarray:
    """Where each run of equal numbers ends."""
    return np.flatnonzero(np.append(row[1:] != row[:-1], len(row) > 0)) + 1


def pairs_of_rows(row: np.ndarray, term: np.ndarray) -> pl.DataFrame:
    """row · a · b of every pair of terms in the same row; ``row`` and ``term`` sorted."""
    ends = _ends(row)
    sizes = np.diff(ends, prepend=0)
    after = np.repeat(ends, sizes) - np.arange(len(row)) - 1  # terms of the row that still follow
    first = np.repeat(np.arange(len(row)), after)
    step = np.arange(len(first)) - np.repeat(np.cumsum(after) - after, after)
    a, b = (term[place].astype(np.uint32) for place in (first, first + 1 + step))
    return pl.DataFrame({"row": row[first], "a": a, "b": b})


def _same_surface(surfaces: pl.DataFrame) -> pl.DataFrame:
    """row · a · b where the only surface of a in the row is the only surface of b as well."""
    known = surfaces["variant"].drop_nulls().unique().sort()
    variant = surfaces["variant"].cast(pl.Enum(known)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    code, row = surfaces["code"].to_numpy().astype(np.int64), surfaces["row"].to_numpy()
    cell = row * (code.max(initial=0) + 1) + code
    order = np.argsort(cell)
    edge = np.diff(cell[order], prepend=-1, append=-1) != 0
    single = order[edge[1:] & edge[:-1] & (variant[order] >= 0)]
    which = row[single] * (len(known) + 1) + variant[single]  # row and surface
    single = single[np.argsort(which, kind="stable")]  # the terms of one surface stay sorted
    pairs = pairs_of_rows(np.sort(which), code[single])
    row = (pairs["row"] // (len(known) + 1)).cast(pl.UInt32)
    return pairs.with_columns(row=row).sort("row", "a", "b")


def _grouped(together: pl.DataFrame, document: np.ndarray, month: np.ndarray, cluster: np.ndarray) -> pl.DataFrame:
    """Counts of pairs by grouping a table of all meetings (row, a, b)."""
    days = together.select("a", "b").with_columns(document=document, month=month[document], cluster=cluster[document])
    seen = days.with_columns(n=pl.len().over("a", "b", "cluster")).group_by("a", "b")
    return seen.agg(
        f_ab=pl.len(),
        documents=pl.col("document").n_unique(),
        months=pl.col("month").n_unique(),
        squares=pl.col("n").cast(pl.Int64).sum(),  # each meeting of a day counts the day's n once: n²
    ).sort("a", "b")


def _with_same_surface(pairs: pl.DataFrame, aside: pl.DataFrame) -> pl.DataFrame:
    """The pairs with ``one_surface``, the meetings of each that were set aside."""
    times = aside.group_by("a", "b").agg(one_surface=pl.len())
    found = pairs.join(times, on=["a", "b"], how="left", maintain_order="left")
    return found.with_columns(pl.col("one_surface").fill_null(0)).cast(PAIRS)


def _occurrences(values: np.ndarray, n: int) -> np.ndarray:
    """How often each number below ``n`` occurs, int64; numpy alone would copy all of them to eight bytes each first."""
    found = np.zeros(n, np.int64)
    for low in range(0, len(values), AT_ONCE):
        found += np.bincount(values[low : low + AT_ONCE], minlength=n)
    return found


def term_frequency(term: np.ndarray, document: np.ndarray, month: np.ndarray, terms: int) -> pl.DataFrame:
    """code · contexts · documents · months of each term that occurs; ``document`` (of each cell) never falls."""
    documents, months = np.zeros(terms, np.int64), np.zeros(terms, np.int64)
    edges = np.flatnonzero(np.diff(month, prepend=-1, append=-1))  # of documents: where a month begins
    # of one type, or numpy copies all cells to eight bytes
    cuts = np.searchsorted(document, edges.astype(document.dtype))
    for first, last, low, high in zip(edges, edges[1:], cuts, cuts[1:]):  # a table for each month stays small
        held = np.zeros((last - first) * terms, np.uint8)
        held[(document[low:high].astype(np.int64) - first) * terms + term[low:high]] = 1
        here = _column_sums(held.reshape(-1, terms))
        documents += here
        months += here > 0
    contexts = _occurrences(term, terms)
    code = np.flatnonzero(contexts)
    columns = {"code": code, "contexts": contexts[code], "documents": documents[code], "months": months[code]}
    return pl.DataFrame(columns).cast(pl.UInt32)


def _column_sums(held: np.ndarray) -> np.ndarray:
    """Sums of columns of zeros and ones: 255 rows at a time, which a byte can count, ten times as fast."""
    found = np.zeros(held.shape[1], np.int64)
    for low in range(0, len(held), 255):
        found += np.add.reduce(held[low : low + 255], axis=0, dtype=np.uint8)
    return found
