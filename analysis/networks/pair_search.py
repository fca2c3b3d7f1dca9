"""Which terms of a context stand together, and which only share a surface."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..counts.occurrences import number_table
from ..counts.word_order import decode_order
from .pair_counts import Contexts, FewCounts, PairCounts, ends_of, few


def together(row: np.ndarray, term: np.ndarray) -> pl.DataFrame:
    """row · a · b of every pair of terms in the same context; ``row`` and ``term`` sorted."""
    ends = ends_of(row)
    sizes = np.diff(ends, prepend=0)
    after = np.repeat(ends, sizes) - np.arange(len(row)) - 1  # terms of the context that still follow
    first = np.repeat(np.arange(len(row)), after)
    step = np.arange(len(first)) - np.repeat(np.cumsum(after) - after, after)
    a, b = (term[place].astype(np.uint32) for place in (first, first + 1 + step))
    return pl.DataFrame({"row": row[first], "a": a, "b": b})


def near(features, ids, places, rows, window) -> pl.DataFrame:
    """row · a · b of terms at most ``window`` words apart in a sentence, each pair once a sentence."""
    held = features.sentences.join(places, on="doc_id").select("document", "terms", "order", unit=pl.col("sentence"))
    held = held.collect().sort("document", "unit").with_row_index("at")
    place, term_id = decode_order(held["terms"], held["order"])
    code = np.take(number_table(ids["term_id"], ids["code"]), term_id, mode="clip").astype(np.int64)
    found = [pl.DataFrame(schema={"at": pl.UInt32, "a": pl.UInt32, "b": pl.UInt32})]
    for step in range(1, window + 1):
        hit = np.flatnonzero(
            (place[step:] == place[:-step]) & (code[step:] >= 0) & (code[:-step] >= 0) & (code[step:] != code[:-step])
        )
        left, right = code[hit], code[hit + step]
        found.append(
            pl.DataFrame(
                {
                    "at": place[hit].astype(np.uint32),
                    "a": np.minimum(left, right).astype(np.uint32),
                    "b": np.maximum(left, right).astype(np.uint32),
                }
            )
        )
    near = (
        pl.concat(found)
        .unique()
        .join(held.select("at", "document", "unit"), on="at")
        .join(rows, on=["document", "unit"])
    )
    return near.select("row", "a", "b").sort("row", "a", "b")


def set_aside(surfaces: pl.DataFrame, context: np.ndarray, contexts: np.ndarray) -> pl.DataFrame:
    """row · a · b where the only surface of a in the context is the only surface of b as well.

    Parameters
    ----------
    surfaces : DataFrame with ``code`` and ``variant``, each once in a context
    context : of each surface, one of ``contexts``, which are sorted; their places are the rows
    """
    known = surfaces["variant"].drop_nulls().unique().sort()
    variant = surfaces["variant"].cast(pl.Enum(known)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    code, row = surfaces["code"].to_numpy().astype(np.int64), np.searchsorted(contexts, context)
    cell = row * (code.max(initial=0) + 1) + code
    order = np.argsort(cell)
    edge = np.diff(cell[order], prepend=-1, append=-1) != 0
    single = order[edge[1:] & edge[:-1] & (variant[order] >= 0)]
    which = row[single] * (len(known) + 1) + variant[single]  # context and surface
    single = single[np.argsort(which, kind="stable")]  # the terms of one surface stay sorted
    pairs = together(np.sort(which), code[single])
    row = (pairs["row"] // (len(known) + 1)).cast(pl.UInt32)
    return pairs.with_columns(row=row).sort("row", "a", "b")


def counted(row, term, document, place, windows, aside, n_terms) -> tuple[FewCounts | PairCounts, np.ndarray]:
    """Count the pairs of cells; returns the counts, and how many meetings each stratum has.

    ``row`` and ``term`` are the cells, sorted, ``document`` that of each row; ``place`` holds what is known of
    documents. Where ``windows`` lists the meetings (row, a, b), only those count.
    """
    if windows is not None:
        aside = aside.join(windows, on=["row", "a", "b"], how="semi").sort("row", "a", "b")
    contexts = Contexts(
        row, term, document, place["month"].astype(np.int32), place["cluster"].astype(np.int32), aside, n_terms
    )
    size = np.diff(ends_of(row), prepend=0)
    times = size * (size - 1) // 2 if windows is None else np.bincount(windows["row"], minlength=len(size))
    times -= np.bincount(aside["row"], minlength=len(size))
    strata = int(place["stratum"].max(initial=0)) + 1
    met = np.bincount(place["stratum"][document], times, minlength=strata).astype(np.int64)
    if windows is None and times.sum() > few():
        return PairCounts(contexts), met
    listed = together(row, term) if windows is None else windows
    touched = np.zeros(len(size), np.bool_)
    touched[aside["row"].to_numpy()] = True
    near_aside = pl.Series(touched[listed["row"].to_numpy()])  # few contexts: to compare all would take longer
    apart = listed.filter(near_aside).join(aside, on=["row", "a", "b"], how="anti")
    return FewCounts(pl.concat([listed.filter(~near_aside), apart]), contexts), met
