"""Which months differ in their terms from the months before them, and which from the months after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import polars.selectors as cs

from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.day_counts import DayCounts, day_counts
from ..counts.document_selection import selected_documents
from ..counts.editions import needs
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.periods import by_slice, check_every
from ..counts.statistic_calls import statistic
from ..statistics.cluster_bootstrap import calendar_weights
from ..statistics.deviation_interval import event_dispersion, sampled

NOVELTY = {"start": pl.Date, "documents": pl.Int64, "terms": pl.Int64}
LEAST, LEAST_PHI = 1e-12, 0.01  # hits; and dispersion, which is 0 for a term that every document holds
NAMES = ("novelty", "transience", "resonance")
NOVELTY |= dict.fromkeys((*NAMES, *(f"{name}_{end}" for name in NAMES for end in ("low", "high"))), pl.Float64)


class Novelty(TableResult):
    """Novelty, transience and resonance of each slice; made by `novelty`.

    Parameters
    ----------
    frame : polars.DataFrame
        start · documents · terms · novelty · transience · resonance, then ``_low`` and ``_high`` of each, sorted by start.
        Where words are among the terms the intervals are null: their days are not counted.
    parameters : mapping
        The arguments of `novelty`.

    Examples
    --------
    >>> Novelty(pl.DataFrame({"start": ["2020-05-01"], "novelty": [0.3]}), {"every": "1mo", "window": 12})
    <Novelty: 1 slices of 1mo, window 12>
    """

    def _summary(self) -> str:
        return f"{self.frame.height:,} slices of {self.parameters.get('every')}, window {self.parameters.get('window')}"


@statistic()
def novelty(
    features: Features | DayCounts,
    *,
    every: str = "1mo",
    window: int = 12,
    terms: str | Iterable[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    add: float = 0.5,
    level: float = 0.95,
    draws: int = 200,
    seed: int = 0,
) -> Novelty:
    """How far the terms of each month differ from those of the months before and after (Barron et al. 2018).

    ``novelty_t = mean over d = 1 … window of KL(p_t | p_{t-d})``, base 2, with p the shares of the terms in the
    documents of a slice; ``transience_t`` the same with ``p_{t+d}``; ``resonance = novelty - transience``.

    Parameters
    ----------
    features : Features or DayCounts
        Counts by day are taken as they are, with all their terms.
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
    level, draws, seed : float, int, int
        Of the intervals. A small slice looks new whatever it says: noise adds to novelty. An interval is of the value
        that the expected counts would give, so what noise adds is taken off (`noise_of_surprise`), and it may lie below
        the estimate.

    Returns
    -------
    Novelty
        The first ``window`` slices have no novelty and the last no transience: null, not 0.

    Raises
    ------
    StudyError
        An unknown term, kind or slice; a window that is no whole number from 1 on; ``"words"`` of a published edition;
        a level that is no share, fewer than 100 draws.

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
    if draws < 100:
        raise StudyError(f"draws={draws!r} cannot give an interval; take at least 100, usually 200.")
    words = isinstance(terms, str) and terms == "words"
    if isinstance(features, DayCounts):
        counts = features
    else:
        choice: dict[str, Any] = dict(start=start, end=end, kinds=kinds, duplicates=duplicates, every=every)
        documents = selected_documents(features, **choice)
        if words:
            needs(features, "every word", 'novelty(terms="words")', instead="name the terms")
            chosen = tuple(sorted(term for term, kind in known_terms(features).items() if kind == "word"))
        else:
            chosen = parameters["terms"] = resolve_terms(features, terms)
            words = any(known_terms(features)[term] == "word" for term in chosen)
        if words:
            # dated to the first day of its slice, a document is counted there: words by day would not fit into memory,
            # and an edition may hold them by month only; so there is no interval either
            documents = documents.with_columns(pl.col("date").dt.truncate(every))
        counts = day_counts(features, chosen, documents)
    starts, place = counts.index(every)
    from scipy.special import ndtri

    hits = np.ascontiguousarray(by_slice(counts.hits, place, len(starts)).T)
    before, after = surprise(hits, window=window, add=add)
    found = np.stack([before, after, before - after])
    low, high = np.full((2, *found.shape), np.nan)
    if not words and len(place):
        settings: dict[str, Any] = dict(window=window, add=add, draws=draws, seed=seed)
        bias, sd = noise_of_surprise(counts, place, len(starts), **settings)
        half = ndtri((1 + level) / 2) * sd
        low, high = found - bias - half, found - bias + half
        low[:2], high[:2] = np.maximum(low[:2], 0), np.maximum(high[:2], 0)
    columns = {"start": starts, "documents": by_slice(counts.documents, place, len(starts)), "terms": (hits > 0).sum(1)}
    columns |= dict(zip(NAMES, found))
    columns |= {f"{name}_{end}": x for name, *ends in zip(NAMES, low, high) for end, x in zip(("low", "high"), ends)}
    return Novelty(pl.DataFrame(columns, schema=NOVELTY).with_columns(cs.float().fill_nan(None)), parameters)


def noise_of_surprise(
    counts: DayCounts, place: np.ndarray, slices: int, *, window: int, add: float, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """What noise adds to novelty, transience and resonance of each slice, and their standard deviation; (3, S) each.

    The bias is that of counts sampled (`deviation_interval.sampled`) around rates drawn towards each term's mean rate by as
    much as noise explains their variance (an empirical Bayes estimate): days drawn again would leave a count of 0
    at 0 and find half of it. Days drawn again keep terms of one day together, but double the noise (standard deviation too
    large for independent documents); samples around shrunken rates know each term alone (too small for events). The
    standard deviation is the root mean square of both.
    """
    hits, n = by_slice(counts.hits, place, slices).T.astype(float), by_slice(counts.documents, place, slices)
    phi = event_dispersion(counts.hits, counts.documents, np.flatnonzero(np.diff(place, prepend=-1)))
    phi = np.maximum(np.nan_to_num(phi, nan=1.0), LEAST_PHI)
    mean = shrunken_counts(hits, n, phi)
    random = np.random.default_rng([seed, 1])
    known = LEAST * (hits.sum(1, keepdims=True) > 0)  # a slice without a hit in one draw is no empty slice
    around = (sampled(mean, phi, 1, random)[0] + known for _ in range(draws))
    samples = _surprises(around, draws, slices, window=window, add=add)
    (centre,) = _surprises([mean], 1, slices, window=window, add=add)
    again = _surprises(_redrawn(counts, place, slices, draws, seed), draws, slices, window=window, add=add)
    return samples.mean(0) - centre, np.sqrt((samples.var(0) + again.var(0)) / 2)


def shrunken_counts(hits: np.ndarray, n: np.ndarray, phi: np.ndarray) -> np.ndarray:
    """Counts with each term's rates drawn towards its mean rate; (S, T), (S,), (T,) to (S, T)."""
    size = np.maximum(n, 1)[:, None]
    rate, usual = hits / size, hits.sum(0) / max(n.sum(), 1)
    spread = (size * (rate - usual) ** 2 * (n > 0)[:, None]).sum(0) / max((n > 0).sum() - 1, 1)
    noise = np.clip(phi * usual / np.maximum(spread, 1e-300), 0, 1)
    return n[:, None] * (noise * usual + (1 - noise) * rate)


def _redrawn(counts: DayCounts, place: np.ndarray, slices: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Counts (S, T) of days drawn again within their slices."""
    weights = calendar_weights(np.arange(len(place)), place, counts.documents, draws=draws, seed=seed)
    hits, edges = counts.hits.T.astype(float), np.searchsorted(place, np.arange(slices + 1))
    for own in weights:
        yield np.stack([own[a:b] @ hits[a:b] for a, b in zip(edges, edges[1:])])


def _surprises(tables: Iterable[np.ndarray], count: int, slices: int, *, window: int, add: float) -> np.ndarray:
    out = np.empty((count, 3, slices))
    for at, table in enumerate(tables):
        before, after = surprise(table, window=window, add=add)
        out[at] = before, after, before - after
    return out


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
