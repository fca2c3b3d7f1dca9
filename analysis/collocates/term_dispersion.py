"""How evenly a term is spread: one speech that says it forty times is not forty months that say it once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import polars as pl

from ..counts.day_counts import day_counts
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.periods import by_slice


def normalised_deviation(parts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Gries' deviation of proportions, normalised: 0 for an even spread, 1 for all in the smallest part.

    ``DP = Σ |v_i / v - s_i / s| / 2`` over parts with v_i occurrences and size s_i;
    ``DPnorm = DP / (1 - min s_i / s)`` (Gries 2008; Lijffijt & Gries 2012).

    Parameters
    ----------
    parts : array, shape (…, P)
        Occurrences in each part.
    sizes : array, shape (P,)
        Sizes of the parts, none of them 0.

    Returns
    -------
    array, shape (…)
        NaN where a term never occurs, or where there is a single part.

    Examples
    --------
    >>> normalised_deviation(np.array([[2, 2], [4, 0]]), np.array([10, 10])).tolist()
    [0.0, 1.0]
    """
    parts, sizes = np.asarray(parts, float), np.asarray(sizes, float)
    if len(sizes) < 2:
        return np.full(parts.shape[:-1], np.nan)
    share = sizes / sizes.sum()
    total = parts.sum(-1, keepdims=True)
    own = np.divide(parts, total, out=np.full_like(parts, np.nan), where=total > 0)
    return np.abs(own - share).sum(-1) / 2 / (1 - share.min())


def dispersion(
    features: Features,
    terms: str | Iterable[str] | None = None,
    *,
    every: str = "1mo",
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
) -> pl.DataFrame:
    """How evenly each term is spread over the months, beside the number of months that hold it.

    Parameters
    ----------
    features : Features
    terms : str or list of str, optional
        Every slogan if None.
    every : {"1mo", "1q", "1y"}
        The parts; the size of a part is its documents. A part without documents is left out.

    Returns
    -------
    DataFrame
        term · documents · seen · parts · dp, sorted by term: documents that hold the term, parts that hold
        it, parts with any document, and the normalised deviation of proportions (null for a term that never
        occurs).
    """
    chosen = resolve_terms(features, terms)
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates, every=every)
    schema = {"term": pl.String, "documents": pl.Int64, "seen": pl.Int64, "parts": pl.Int64, "dp": pl.Float64}
    if documents.is_empty():
        return pl.DataFrame({"term": sorted(chosen), "documents": 0, "seen": 0, "parts": 0, "dp": None}, schema=schema)
    counts = day_counts(features, chosen, documents)
    starts, place = counts.index(every)
    sizes = by_slice(counts.documents, place, len(starts))
    hits = by_slice(counts.hits, place, len(starts))[:, sizes > 0]
    dp = normalised_deviation(hits, sizes[sizes > 0])
    table = pl.DataFrame(
        {
            "term": list(chosen),
            "documents": hits.sum(1),
            "seen": (hits > 0).sum(1),
            "parts": np.full(len(chosen), (sizes > 0).sum()),
            "dp": dp,
        },
        schema=schema,
    )
    return table.with_columns(pl.col("dp").fill_nan(None)).sort("term")
