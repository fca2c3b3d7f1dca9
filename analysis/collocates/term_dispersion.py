"""How evenly terms are spread over the months: forty uses in one campaign are not forty months with one use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.day_counts import DayCounts, day_counts
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.periods import by_slice
from ..counts.statistic_calls import statistic
from ..statistics.deviation_interval import deviation_interval, event_dispersion, normalised_deviation
from ..statistics.intervals import series_dispersion


class Dispersion(TableResult):
    """How evenly each term is spread; made by `dispersion`.

    Parameters
    ----------
    frame : polars.DataFrame
        term · documents · seen · parts · dp · low · high, sorted by term: documents that hold the term, parts that hold
        it, parts with any document, the normalised deviation of proportions (null for a term that never occurs), and an
        interval of what it would be had there been documents without end. ``dp`` of few documents lies above ``high``.
    parameters : mapping
        The arguments of `dispersion`.

    Examples
    --------
    >>> Dispersion(pl.DataFrame({"term": ["六保"], "dp": [0.8]}), {"every": "1mo"})
    <Dispersion: 1 terms, every 1mo>
    """

    def _summary(self) -> str:
        return f"{self.frame.height:,} terms, every {self.parameters.get('every')}"


@statistic()
def dispersion(
    features: Features | DayCounts,
    terms: str | Iterable[str] | None = None,
    *,
    every: str = "1mo",
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    level: float = 0.95,
    draws: int = 100,
    seed: int = 0,
) -> Dispersion:
    """How evenly the documents that hold each term are spread over the months (Gries 2008).

    Parameters
    ----------
    features : Features or DayCounts
        Counts by day are taken as they are, with all their terms.
    terms : str or iterable of str, optional
        Every slogan if None.
    every : {"1mo", "1q", "1y"}
        Length of a part; its size is its documents. A part without documents is left out.
    start, end, kinds, duplicates : optional
        Which documents count, as in `timeline`.
    level : float
        Of the interval (`statistics.deviation_interval`): the spreads of which a sample of so many documents, that come in
        events of the size seen within the parts, would look as uneven as this one.
    draws, seed : int
        Samples of each spread, which give a mean and a standard deviation; and their seed.

    Returns
    -------
    Dispersion
        ``dp`` is 0 for an even spread and 1 for all in the smallest part.

    Raises
    ------
    StudyError
        An unknown term, kind or slice; a level that is no share; fewer than 50 draws.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = pl.DataFrame({"date": ["2020-05-01", "2020-06-01"], "text": ["做好六稳工作。", "做好六稳和六保。"]})
    >>> with TemporaryDirectory() as folder:
    ...     features = build_features(Corpus.from_frame(texts), Lexicon.read(), folder)
    ...     dispersion(features, ["六稳", "六保"]).select("term", "documents", "dp", pl.col("low", "high").round(2)).rows()
    [('六保', 1, 1.0, 0.0, 1.0), ('六稳', 2, 0.0, 0.0, 0.54)]
    """
    parameters = {**locals()}
    del parameters["features"]
    if draws < 50:
        raise StudyError(f"draws={draws!r} cannot give an interval; take at least 50, usually 100.")
    if isinstance(features, DayCounts):
        counts = features
    else:
        chosen = resolve_terms(features, terms)
        documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates, every=every)
        counts = day_counts(features, chosen, documents)
    chosen = parameters["terms"] = counts.terms
    starts, place = counts.index(every)
    sizes = by_slice(counts.documents, place, len(starts))
    hits = by_slice(counts.hits, place, len(starts))[:, sizes > 0]
    sizes = sizes[sizes > 0]
    phi = _events(counts, place, hits, sizes)
    low, high = deviation_interval(hits, sizes, phi, level=level, draws=draws, seed=seed)
    columns = {
        "term": list(chosen),
        "documents": hits.sum(1),
        "seen": (hits > 0).sum(1),
        "parts": np.full(len(chosen), hits.shape[1]),
        "dp": normalised_deviation(hits, sizes),
        "low": low,
        "high": high,
    }
    frame = pl.DataFrame(
        columns, schema_overrides={"term": pl.String} | dict.fromkeys(("dp", "low", "high"), pl.Float64)
    )
    return Dispersion(frame.with_columns(pl.col("dp", "low", "high").fill_nan(None)).sort("term"), parameters)


def _events(counts: DayCounts, place: np.ndarray, hits: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Dispersion of the hits within a part; from part to part where each has a single day; (T,)."""
    if not len(place):
        return np.ones(len(counts.terms))
    first = np.flatnonzero(np.diff(place, prepend=-1))
    phi = event_dispersion(counts.hits, counts.documents, first)
    return np.maximum(np.where(np.isfinite(phi), phi, series_dispersion(hits, sizes)), 0.01)
