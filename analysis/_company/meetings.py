"""Which terms of a context stand together, and which only share a surface."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl

STRETCH = 1_000_000  # meetings that lie in memory at a time


def together(row: np.ndarray, term: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every pair of terms in the same context, context by context; ``row`` and ``term`` sorted.

    Returns
    -------
    first, a, b : arrays of equal length
        Where the first of the two stands in ``row``, and the two terms.
    """
    ends = np.append(np.flatnonzero(np.diff(row)) + 1, len(row))
    sizes = np.diff(ends, prepend=0)
    after = np.repeat(ends, sizes) - np.arange(len(row)) - 1  # terms of the context that still follow
    first = np.repeat(np.arange(len(row)), after)
    step = np.arange(len(first)) - np.repeat(np.cumsum(after) - after, after)
    return first, term[first], term[first + 1 + step]


def near(features, ids, places, rows, window) -> pl.DataFrame:
    """row · a · b of terms at most ``window`` words apart in a sentence, each pair once a sentence."""
    ordered = (
        features.sentences.join(places, on="doc_id")
        .select("document", unit=pl.col("sentence"), term_id="sequence")
        .collect()
        .sort("document", "unit")
        .with_row_index("at")
        .explode("term_id")
    )
    place = ordered["at"].to_numpy()
    code = ordered.select("term_id").join(ids.collect(), on="term_id", how="left", maintain_order="left")[
        "code"
    ]
    code = code.cast(pl.Int64).fill_null(-1).to_numpy()
    found = [pl.DataFrame(schema={"at": pl.UInt32, "a": pl.UInt32, "b": pl.UInt32})]
    for step in range(1, window + 1):
        hit = np.flatnonzero(
            (place[step:] == place[:-step])
            & (code[step:] >= 0)
            & (code[:-step] >= 0)
            & (code[step:] != code[:-step])
        )
        left, right = code[hit], code[hit + step]
        found.append(
            pl.DataFrame(
                {
                    "at": place[hit],
                    "a": np.minimum(left, right).astype(np.uint32),
                    "b": np.maximum(left, right).astype(np.uint32),
                }
            )
        )
    unit = ordered.select("at", "document", "unit").unique()
    near = pl.concat(found).unique().join(unit, on="at").join(rows, on=["document", "unit"])
    return near.select("row", "a", "b").sort("row", "a", "b")


def set_aside(surfaces: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """row · a · b where the only surface of a in the context is the only surface of b as well."""
    single = (
        surfaces.group_by("document", "unit", "code")
        .agg(pl.col("variant").first(), n=pl.len())
        .filter(pl.col("n") == 1, pl.col("variant").is_not_null())
    )
    shared = single.filter(pl.len().over("document", "unit", "variant") > 1)
    both = shared.join(shared, on=["document", "unit", "variant"], suffix="_b").filter(
        pl.col("code") < pl.col("code_b")
    )
    return both.join(rows, on=["document", "unit"]).select("row", a="code", b="code_b").sort("row", "a", "b")


def counted(row, term, document, place, windows, aside, n_terms) -> tuple[pl.DataFrame, np.ndarray]:
    """Count the pairs of cells stretch by stretch, so that they never lie in memory together.

    ``row``, ``term`` and ``document`` belong to the cells, sorted; ``place`` holds what is known of documents.
    """
    from .paircounts import FewCounts, PairCounts, few

    size = np.bincount(row)
    before = np.cumsum(size * (size - 1) // 2)
    meetings = windows.height if windows is not None else int(before[-1]) if len(before) else 0
    counts = (FewCounts if meetings <= few() else PairCounts)(n_terms, meetings, place["month"], place["cluster"])
    strata = int(place["stratum"].max(initial=0)) + 1
    met = np.zeros(strata, np.int64)
    left_out = [pl.DataFrame(schema={"a": pl.UInt32, "b": pl.UInt32})]
    breaks = np.flatnonzero(np.diff(before // STRETCH)) + 1  # contexts with which a stretch begins
    edges = [0, *np.searchsorted(row, breaks).tolist(), len(row)]
    for low, high in pairwise(edges if len(row) else []):
        own = row[low:high]
        if windows is None:
            first, a, b = together(own, term[low:high])
        else:
            close = windows.filter(pl.col("row").is_between(own[0], own[-1]))
            first, a, b = np.searchsorted(own, close["row"].to_numpy()), close["a"].to_numpy(), close["b"].to_numpy()
        apart = _set_aside_here(own, first, a, b, aside)
        left_out.append(pl.DataFrame({"a": a[apart], "b": b[apart]}))
        first, a, b = (np.delete(values, apart) for values in (first, a, b)) if len(apart) else (first, a, b)
        where = document[low:high][first]
        counts.add(a, b, where)
        met += np.bincount(place["stratum"][where], minlength=strata)
    table = counts.table()
    return table.with_columns(one_surface=_times(table, pl.concat(left_out), n_terms)), met


def _times(table: pl.DataFrame, pairs: pl.DataFrame, n_terms: int) -> np.ndarray:
    """How often each pair of a table, sorted by a and b, stands among others."""
    keys, own = (part["a"].to_numpy() * np.int64(n_terms) + part["b"].to_numpy() for part in (table, pairs))
    times = np.zeros(len(keys), np.uint32)
    if len(keys):
        at = np.minimum(np.searchsorted(keys, own), len(keys) - 1)
        np.add.at(times, at[keys[at] == own], 1)  # a pair that was always set aside has no row
    return times


def _set_aside_here(row, first, a, b, aside: pl.DataFrame) -> np.ndarray:
    """Which of the pairs are to be set aside; few contexts hold one, so only those are looked at."""
    own = aside.filter(pl.col("row").is_between(row[0], row[-1]))
    if own.is_empty():
        return np.empty(0, np.int64)
    known = np.zeros(int(row[-1] - row[0]) + 1, np.bool_)
    known[own["row"].to_numpy() - row[0]] = True
    near = np.flatnonzero(known[row - row[0]][first])
    pairs = pl.DataFrame({"at": near, "row": row[first[near]], "a": a[near], "b": b[near]})
    return pairs.join(own, on=["row", "a", "b"], how="semi")["at"].sort().to_numpy()
