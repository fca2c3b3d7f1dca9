"""How evenly terms are spread over the months: forty uses in one campaign are not forty months with one use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import polars as pl

from ..core.results import TableResult
from ..counts.day_counts import day_counts
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.periods import by_slice


class Dispersion(TableResult):
    """How evenly each term is spread; made by `dispersion`.

    Parameters
    ----------
    frame : polars.DataFrame
        term · documents · seen · parts · dp, sorted by term: documents that hold the term, parts that hold it,
        parts with any document, and the normalised deviation of proportions (null for a term that never occurs).
    parameters : mapping
        The arguments of `dispersion`.

    Examples
    --------
    >>> Dispersion(pl.DataFrame({"term": ["六保"], "dp": [0.8]}), {"every": "1mo"})
    <Dispersion: 1 terms, every 1mo>
    """

    def _summary(self) -> str:
        return f"{self.frame.height:,} terms, every {self.parameters.get('every')}"


def dispersion(
    features: Features,
    terms: str | Iterable[str] | None = None,
    *,
    every: str = "1mo",
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
) -> Dispersion:
    """How evenly the documents that hold each term are spread over the months (Gries 2008).

    Parameters
    ----------
    features : Features
    terms : str or iterable of str, optional
        Every slogan if None.
    every : {"1mo", "1q", "1y"}
        Length of a part; its size is its documents. A part without documents is left out.
    start, end, kinds, duplicates : optional
        Which documents count, as in `timeline`.

    Returns
    -------
    Dispersion
        ``dp`` is 0 for an even spread and 1 for all in the smallest part.

    Raises
    ------
    StudyError
        An unknown term, kind or slice.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = pl.DataFrame({"date": ["2020-05-01", "2020-06-01"], "text": ["做好六稳工作。", "做好六稳和六保。"]})
    >>> with TemporaryDirectory() as folder:
    ...     features = build_features(Corpus.from_frame(texts), Lexicon.read(), folder)
    ...     dispersion(features, ["六稳", "六保"]).rows()
    [('六保', 1, 1, 2, 1.0), ('六稳', 2, 2, 2, 0.0)]
    """
    parameters = {**locals()}
    del parameters["features"]
    chosen = parameters["terms"] = resolve_terms(features, terms)
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates, every=every)
    counts = day_counts(features, chosen, documents)
    starts, place = counts.index(every)
    sizes = by_slice(counts.documents, place, len(starts))
    hits = by_slice(counts.hits, place, len(starts))[:, sizes > 0]
    columns = {
        "term": list(chosen),
        "documents": hits.sum(1),
        "seen": (hits > 0).sum(1),
        "parts": np.full(len(chosen), hits.shape[1]),
        "dp": normalised_deviation(hits, sizes[sizes > 0]),
    }
    frame = pl.DataFrame(columns, schema_overrides={"term": pl.String, "dp": pl.Float64})
    return Dispersion(frame.with_columns(pl.col("dp").fill_nan(None)).sort("term"), parameters)


def normalised_deviation(parts: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Deviation of proportions, normalised: 0 for an even spread, 1 for all in the smallest part.

    ``DP = Σ |v_i / v - s_i / s| / 2`` over parts with v_i occurrences and size s_i (Gries 2008);
    ``DPnorm = DP / (1 - min s_i / s)`` (Lijffijt & Gries 2012).

    ``parts`` (…, P) are occurrences in each part, ``sizes`` (P,) the sizes of the parts, none of them 0. NaN
    where a term never occurs, or where there is a single part.

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
