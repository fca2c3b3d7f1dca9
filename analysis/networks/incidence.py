"""Terms by contexts: in how many each term stands, and in how many each pair meets."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from .contexts import Contexts
from .pair_kernel import count_pairs

COUNTS = ("a", "b", "f_ab", "documents", "months", "squares", "one_surface")
PAIRS = pl.Schema({name: pl.Int64 if name == "squares" else pl.UInt32 for name in COUNTS})
# meetings up to which grouping a table is faster than the compiled loop: where numba is loaded already, and where not
GROUPED, GROUPED_FIRST = 20_000, 500_000
AT_ONCE = 1 << 18  # numbers: two megabytes as numpy counts them


@dataclass(frozen=True, repr=False, eq=False)
class Incidence:
    """Terms by contexts, and the pairs that meet there."""

    terms: tuple[str, ...]  # sorted; a term's place is its code
    frequency: pl.DataFrame  # contexts · documents · months of each term, in order of code
    n_contexts: int  # of the documents, also those without a term
    row: np.ndarray  # uint32, of each cell, sorted: a context that holds a term
    term: np.ndarray  # uint16, of each cell: the code of the term
    document: np.ndarray  # int32, of each context: numbered in order of time
    stratum: np.ndarray  # uint32, of each context
    month: np.ndarray  # int32, of each document; never falls
    cluster: np.ndarray  # int32, of each document: its day; the documents of a day lie together
    document_stratum: np.ndarray  # uint32, of each document
    n_clusters: int  # days that have a document (a document without a day is a cluster of its own)
    same_surface: pl.DataFrame  # row · a · b, sorted: meetings that do not count, one surface named both terms
    meetings: np.ndarray  # int64, of each stratum: pairs that meet, each counted once a context
    grouped: pl.DataFrame | None  # the pairs where they are few; None where they are counted when asked for

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """Every pair seen together; see `pairs_seen`."""
        return self.pairs_seen(1)

    @property
    def cells(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Row, term and stratum of each cell, as int64."""
        stratum = self.stratum[self.row]
        return self.row.astype(np.int64), self.term.astype(np.int64), stratum.astype(np.int64)

    def pairs_seen(self, least: int) -> pl.DataFrame:
        """a · b · f_ab · documents · months · squares · one_surface of pairs in ``least`` contexts or more, sorted.

        a < b are codes; ``squares`` is the sum over clusters of the squared contexts; ``one_surface`` counts the
        contexts set aside because one and the same surface named both.
        """
        if self.grouped is not None:
            return self.grouped.filter(pl.col("f_ab") >= least)
        ends = _ends(self.row).astype(np.uint32)
        begins = np.append(0, np.cumsum(self.frequency["contexts"].to_numpy().astype(np.int64)))
        aside = self.same_surface.select("a", "row", "b").sort("a", "row", "b").cast(pl.Int64).to_numpy(order="c")
        cells, documents = (self.term, self.row, ends, begins), (self.document, self.month, self.cluster)
        found, squares = count_pairs(*cells, aside, *documents, len(self.terms), max(least, 1))
        return _with_one_surface(pl.DataFrame(dict(zip(COUNTS, found)) | {"squares": squares}), self.same_surface)


def count_incidence(contexts: Contexts, documents: pl.DataFrame, terms: tuple[str, ...]) -> Incidence:
    """Count terms and pairs; a pair counts once a context. ``documents`` (month · cluster · stratum) in their order.

    Where one surface names two terms (六稳六保 names 六稳 and 六保) and nothing else in the context does, the two
    are present but do not meet: the pair is set aside.
    """
    row, term, document, surfaces, windows, n_contexts = contexts
    month, cluster, strata = (documents[name].to_numpy() for name in ("month", "cluster", "stratum"))
    aside = _same_surface(surfaces)
    if windows is not None:
        aside = aside.join(windows, on=["row", "a", "b"], how="semi").sort("row", "a", "b")
    size = np.diff(_ends(row), prepend=0)
    times = size * (size - 1) // 2 if windows is None else np.bincount(windows["row"], minlength=len(size))
    times -= np.bincount(aside["row"], minlength=len(size))
    stratum = strata[document]
    meetings = np.bincount(stratum, times, minlength=int(strata.max(initial=0)) + 1).astype(np.int64)
    grouped = None
    if windows is not None or times.sum() <= (GROUPED if "numba" in sys.modules else GROUPED_FIRST):
        together = pairs_of_rows(row, term) if windows is None else windows
        touched = np.zeros(len(size), np.bool_)
        touched[aside["row"].to_numpy()] = True
        near_aside = pl.Series(touched[together["row"].to_numpy()])  # few contexts: to compare all would take longer
        apart = together.filter(near_aside).join(aside, on=["row", "a", "b"], how="anti")
        together = pl.concat([together.filter(~near_aside), apart])
        grouped = _with_one_surface(_grouped(together, document[together["row"].to_numpy()], month, cluster), aside)
    frequency, n_clusters = term_frequency(term, document[row], month, len(terms)), documents["cluster"].n_unique()
    cells, of_documents = (row, term, document, stratum), (month, cluster, strata, n_clusters)
    return Incidence(terms, frequency, n_contexts, *cells, *of_documents, aside, meetings, grouped)


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
    shared = (
        surfaces.group_by("variant").agg(pl.col("code").n_unique()).filter(pl.col("code") > 1).drop_nulls("variant")
    )
    near = surfaces.join(shared, on="variant", how="semi")  # a few of them, so that little is left to compare
    single = surfaces.join(near, on=["row", "code"], how="semi").filter(pl.len().over("row", "code") == 1)
    pairs = single.join(single, on=["row", "variant"]).filter(pl.col("code") < pl.col("code_right"))
    return pairs.select(pl.col("row").cast(pl.UInt32), a="code", b="code_right").sort("row", "a", "b")


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


def _with_one_surface(pairs: pl.DataFrame, aside: pl.DataFrame) -> pl.DataFrame:
    """The pairs with ``one_surface``, the meetings of each that were set aside."""
    times = aside.group_by("a", "b").agg(one_surface=pl.len())
    found = pairs.join(times, on=["a", "b"], how="left", maintain_order="left")
    return found.with_columns(pl.col("one_surface").fill_null(0)).cast(PAIRS)


def term_frequency(term: np.ndarray, document: np.ndarray, month: np.ndarray, terms: int) -> pl.DataFrame:
    """contexts · documents · months of each term; ``document`` (of each cell) never falls."""
    contexts, documents, months = np.zeros((3, terms), np.int64)
    for low in range(0, len(term), AT_ONCE):  # at once, numpy would copy all of them to eight bytes each first
        contexts += np.bincount(term[low : low + AT_ONCE], minlength=terms)
    edges = np.flatnonzero(np.diff(month, prepend=-1, append=-1))  # of documents: where a month begins
    # of one type, or numpy copies all cells to eight bytes
    cuts = np.searchsorted(document, edges.astype(document.dtype))
    for first, last, low, high in zip(edges, edges[1:], cuts, cuts[1:]):  # a table for each month stays small
        present = np.zeros((last - first) * terms, np.uint8)
        present[(document[low:high].astype(np.int64) - first) * terms + term[low:high]] = 1
        here, present = np.zeros(terms, np.int64), present.reshape(-1, terms)
        for start in range(0, len(present), 255):  # as many ones as a byte can count, which is ten times as fast
            here += np.add.reduce(present[start : start + 255], axis=0, dtype=np.uint8)
        documents += here
        months += here > 0
    return pl.DataFrame({"contexts": contexts, "documents": documents, "months": months}).cast(pl.UInt32)
