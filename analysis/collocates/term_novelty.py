"""Which months differ in their terms from the months before them, and which from the months after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import polars as pl
import polars.selectors as cs

from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.day_counts import day_counts
from ..counts.document_selection import selected_documents
from ..counts.editions import needs
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.periods import by_slice, check_every

NOVELTY = {"start": pl.Date, "documents": pl.Int64, "terms": pl.Int64}
NOVELTY |= dict.fromkeys(("novelty", "transience", "resonance"), pl.Float64)


class Novelty(TableResult):
    """Novelty, transience and resonance of each slice; made by `novelty`.

    Parameters
    ----------
    frame : polars.DataFrame
        start · documents · terms · novelty · transience · resonance, sorted by start.
    parameters : mapping
        The arguments of `novelty`.

    Examples
    --------
    >>> Novelty(pl.DataFrame({"start": ["2020-05-01"], "novelty": [0.3]}), {"every": "1mo", "window": 12})
    <Novelty: 1 slices of 1mo, window 12>
    """

    def _summary(self) -> str:
        return f"{self.frame.height:,} slices of {self.parameters.get('every')}, window {self.parameters.get('window')}"


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
) -> Novelty:
    """How far the terms of each month differ from those of the months before and after (Barron et al. 2018).

    ``novelty_t = mean over d = 1 … window of KL(p_t | p_{t-d})``, base 2, with p the shares of the terms in the
    documents of a slice; ``transience_t`` the same with ``p_{t+d}``; ``resonance = novelty - transience``.

    Parameters
    ----------
    features : Features
    every : {"1mo", "1q", "1y"}
        Length of a slice.
    window : int
        Slices to either side that a slice is compared with.
    terms : str or iterable of str, optional
        Every slogan if None; ``"words"`` for every word. Counted are the documents that hold each.
    start, end, kinds, duplicates : optional
        Which documents count, as in `timeline`.
    add : float
        Added to each count, so that a term unseen in one slice is not infinitely surprising.

    Returns
    -------
    Novelty
        The first ``window`` slices have no novelty and the last no transience: null, not 0.

    Raises
    ------
    StudyError
        An unknown term, kind or slice; a window that is no whole number from 1 on; ``"words"`` of a published edition.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = pl.DataFrame({"date": ["2020-04-01", "2020-05-01"], "text": ["抓好六稳。", "抓好六保。"]})
    >>> with TemporaryDirectory() as folder:
    ...     features = build_features(Corpus.from_frame(texts), Lexicon.read(), folder)
    ...     novelty(features, window=1, terms=["六稳", "六保"])["novelty"].round(2).to_list()
    [None, 0.79]
    """
    parameters = {**locals()}
    del parameters["features"]
    check_every(every)
    if not isinstance(window, int) or window < 1:
        raise StudyError(f"window={window!r}; give a whole number of slices, 1 or more.")
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates, every=every)
    if isinstance(terms, str) and terms == "words":
        needs(features, "every word", 'novelty(terms="words")', instead="name the terms")
        chosen = tuple(sorted(term for term, kind in known_terms(features).items() if kind == "word"))
    else:
        chosen = parameters["terms"] = resolve_terms(features, terms)
    # dated to the first day of its slice, a document is counted there: words by day would not fit into memory
    counts = day_counts(features, chosen, documents.with_columns(pl.col("date").dt.truncate(every)))
    starts, place = counts.index(every)
    hits = np.ascontiguousarray(by_slice(counts.hits, place, len(starts)).T)
    before, after = surprise(hits, window=window, add=add)
    columns = {
        "start": starts,
        "documents": by_slice(counts.documents, place, len(starts)),
        "terms": (hits > 0).sum(1),
        "novelty": before,
        "transience": after,
        "resonance": before - after,
    }
    return Novelty(pl.DataFrame(columns, schema=NOVELTY).with_columns(cs.float().fill_nan(None)), parameters)


def surprise(counts: np.ndarray, *, window: int, add: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Mean divergence of each slice from the slices before it, and from those after it.

    ``counts`` have the shape (slices, terms), the results (slices,): NaN where fewer than ``window`` slices lie
    on that side, or where the slice itself or one of them is empty.
    """
    p = np.asarray(counts, float) + add
    p /= p.sum(1, keepdims=True)
    empty = np.asarray(counts).sum(1) == 0
    own = (p * np.log2(p)).sum(1)
    divergence = own[:, None] - p @ np.log2(p).T  # Kullback–Leibler, row against column
    divergence[empty], divergence[:, empty] = np.nan, np.nan
    slices = len(p)
    before, after = np.full(slices, np.nan), np.full(slices, np.nan)
    for t in range(slices):
        if t >= window:
            before[t] = divergence[t, t - window : t].mean()
        if t + window < slices:
            after[t] = divergence[t, t + 1 : t + window + 1].mean()
    return before, after
