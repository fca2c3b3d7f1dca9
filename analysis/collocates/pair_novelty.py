"""Which documents broke with what came before, and which were followed by more of the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.periods import check_every, slice_starts

_SCHEMA = pl.Schema(
    {
        "start": pl.Date,
        "documents": pl.Int64,
        "terms": pl.Int64,
        "novelty": pl.Float64,
        "transience": pl.Float64,
        "resonance": pl.Float64,
    }
)


def surprise(counts: np.ndarray, *, window: int, add: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Mean surprise of each slice for one who knows the slices before it, and of those after it.

    ``novelty_t = mean over d = 1 … w of KL(p_t | p_{t-d})``, ``transience_t`` the same with ``p_{t+d}``;
    base 2, ``add`` added to every count (Barron et al. 2018).

    Parameters
    ----------
    counts : array, shape (slices, terms)
    window : int
        Slices to either side, w.

    Returns
    -------
    novelty, transience : arrays, shape (slices,)
        NaN where fewer than ``window`` slices lie on that side, or the slice itself or one of them is empty.
    """
    p = np.asarray(counts, float) + add
    p /= p.sum(1, keepdims=True)
    empty = np.asarray(counts).sum(1) == 0
    own = (p * np.log2(p)).sum(1)
    distance = own[:, None] - p @ np.log2(p).T  # KL of row against column
    distance[empty], distance[:, empty] = np.nan, np.nan
    slices = len(p)
    novelty, transience = np.full(slices, np.nan), np.full(slices, np.nan)
    for t in range(slices):
        if t >= window:
            novelty[t] = distance[t, t - window : t].mean()
        if t + window < slices:
            transience[t] = distance[t, t + 1 : t + window + 1].mean()
    return novelty, transience


def novelty(
    features: Features,
    *,
    every: str = "1mo",
    window: int = 12,
    terms: str | Iterable[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    add: float = 0.5,
) -> pl.DataFrame:
    """Novelty, transience and resonance of the language of each month, by the documents that hold each term.

    Parameters
    ----------
    features : Features
    every : {"1mo", "1q", "1y"}
    window : int
        Slices to either side that a slice is compared with.
    terms : str or list of str, optional
        Every slogan if None; ``"words"`` for every word.
    add : float
        Added to each count.

    Returns
    -------
    DataFrame
        start · documents · terms · novelty · transience · resonance, sorted by start. Resonance is novelty
        less transience: new, and kept up. The first ``window`` slices have no novelty and the last no
        transience: they are null, not 0.
    """
    check_every(every)
    if not isinstance(window, int) or window < 1:
        raise StudyError(f"window={window!r}; give a whole number of slices, 1 or more.")
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates, every=every)
    starts = slice_starts(documents["date"], every)
    if isinstance(terms, str) and terms == "words":
        chosen = tuple(sorted(term for term, kind in known_terms(features).items() if kind == "word"))
    else:
        chosen = resolve_terms(features, terms)
    if starts.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    counts = _held(features, chosen, documents, starts, every)
    new, passing = surprise(counts, window=window, add=add)
    size = documents.group_by(start=pl.col("date").dt.truncate(every)).agg(documents=pl.len())
    table = pl.DataFrame(
        {
            "start": starts,
            "terms": (counts > 0).sum(1),
            "novelty": new,
            "transience": passing,
            "resonance": new - passing,
        }
    ).join(size, on="start", how="left")
    return (
        table.with_columns(
            pl.col("documents").fill_null(0), pl.col("novelty", "transience", "resonance").fill_nan(None)
        )
        .select(pl.col(name).cast(dtype) for name, dtype in _SCHEMA.items())
        .sort("start")
    )


def _held(features, chosen, documents, starts, every) -> np.ndarray:
    """Documents of each slice that hold each term, shape (slices, terms)."""
    kinds = known_terms(features)
    place = documents.lazy().select("doc_id", start=pl.col("date").dt.truncate(every))
    code = pl.LazyFrame({"term": chosen}, schema={"term": pl.String}).with_row_index("v")
    out = np.zeros((len(starts), len(chosen)), dtype=np.int64)
    named = [term for term in chosen if kinds[term] != "word"]
    parts = []
    if named:
        parts.append(features.mentions.filter(pl.col("term").is_in(named)).select("doc_id", "term"))
    if len(named) < len(chosen):
        ids = features.vocabulary.filter(pl.col("kind") == "word").select("term_id", "term")
        parts.append(
            features.sentences.select("doc_id", term_id="terms")
            .explode("term_id")
            .join(ids, on="term_id")
            .select("doc_id", "term")
        )
    for part in parts:
        cells = (
            part.join(code, on="term")
            .join(place, on="doc_id")
            .group_by("start", "v")
            .agg(n=pl.col("doc_id").n_unique())
            .collect()
        )
        np.add.at(out, (starts.search_sorted(cells["start"]).to_numpy(), cells["v"].to_numpy()), cells["n"].to_numpy())
    return out
