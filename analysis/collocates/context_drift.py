"""Whether the collocates of a term changed from slice to slice, by more than samples of this size differ anyway."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..core.renamed_arguments import renamed_arguments, warn_renamed
from ..core.results import TableResult
from ..counts.document_selection import selected_documents
from ..counts.editions import holds
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.periods import check_every, slice_starts
from ..counts.statistic_calls import statistic
from ..statistics.distances import jaccard, jensen_shannon, rank_biased_overlap, top
from ..statistics.multiple_testing import benjamini_hochberg
from .collocate_counts import CollocateCounts, count_collocates
from .document_composition import rest_of_documents, same_composition
from .drift_autocorrelation import variance_inflation

UNITS = ("document", "day", "week", "month", "quarter")
SEED_BASE = 1  # seeds counted from 1 in 0.1.0; kept so that results stay the same
ROUNDING = 1e-12  # a permutation that gives the observed distance again is as far apart, whatever the last bit
DRIFT = {"term": pl.String, "before": pl.Date, "after": pl.Date}
DRIFT |= dict.fromkeys(("distance", "floor", "p"), pl.Float64) | dict.fromkeys(("n_before", "n_after"), pl.Int64)
DRIFT |= {"verdict": pl.String} | dict.fromkeys(("q", "floor_low", "floor_high", "jaccard", "rbo"), pl.Float64)
DRIFT |= dict.fromkeys(("documents_before", "documents_after"), pl.Int64)
DRIFT |= dict.fromkeys(("memory", "p_wander", "q_wander"), pl.Float64)
DRIFT |= {"standardised": pl.String} | dict.fromkeys(("distance_standardised", "p_mixed", "q_mixed"), pl.Float64)
MOVED = ("moved", "moved (composition not examined)")


class Drift(TableResult):
    """Distances between the collocates of a term in successive slices; made by `drift`.

    Parameters
    ----------
    frame : polars.DataFrame
        One row a comparison, sorted by ``before``, the first day of its first slice. ``n_before`` and ``n_after``
        are sentences with the term; ``floor``, ``floor_low`` and ``floor_high`` the median and 95 % of the
        distances of random samples; ``memory`` the factor by which autocorrelation enlarges a distance; p and q
        are of "differs". ``distance_standardised``, ``p_wander`` and ``q_wander`` are of "moved": of slices with one
        mix of what ``standardised`` names (source, kind, topic; "" for none). ``p_mixed`` and ``q_mixed`` are the same
        of the slices as they are.
    parameters : mapping
        The arguments of `drift`.

    Examples
    --------
    >>> Drift(pl.DataFrame({"verdict": ["moved", "insufficient"]}), {"term": "六稳"})
    <Drift: 六稳, 2 comparisons: 1 insufficient, 1 moved>
    """

    def _summary(self) -> str:
        counts = self.frame["verdict"].value_counts().sort("verdict").rows()
        counted = ", ".join(f"{n} {verdict}" for verdict, n in counts) or "none"
        return f"{self.parameters.get('term')}, {self.frame.height} comparisons: {counted}"

    @property
    def table(self) -> pl.DataFrame:
        """The name of ``frame`` in 0.1.0."""
        warn_renamed("Drift.table", "Drift.frame")
        return self.frame


@renamed_arguments(permutations="draws", level="q")
@statistic()
def drift(
    features: Features,
    term: str,
    *,
    every: str = "1y",
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    vocabulary: int = 300,
    nouns: int | None = None,
    draws: int = 999,
    least: int = 30,
    q: float = 0.05,
    best: int = 20,
    unit: str = "month",
    seed: int = 0,
) -> Drift:
    """Whether the collocates of a term in each slice differ from those in the next slice that has any.

    The ``vocabulary`` most frequent terms in the sentences with the term are counted, without the members of its
    expansion. The distance is the Jensen–Shannon divergence, base 2 (Lin 1991). It is tested by permuting which
    slice each month belongs to, and shown with a floor: the distance of two random samples of the pooled months
    at the smaller slice's size.

    Parameters
    ----------
    features : Features
    term : str
        A term of the lexicon, or a word.
    every : {"1y", "1q", "1mo"}
        Length of a slice.
    start, end, kinds, duplicates : optional
        Which documents count, as in `timeline`.
    vocabulary : int
        Collocates compared.
    nouns : int, optional
        Of words, compare nouns only that stand in so many documents of the features, which is what a published
        edition holds; every word if None.
    draws : int
        Permutations, and pairs of samples for the floor.
    least : int
        Sentences with the term that a slice must hold.
    q : float
        False discovery rate over the comparisons (Benjamini & Hochberg 1995).
    best : int
        Collocates compared by Jaccard's index and rank-biased overlap (Webber et al. 2010).
    unit : {"month", "quarter", "week", "day", "document"}
        What a permutation keeps whole. Documents of one day report one event, and neighbouring months resemble
        each other; for months and quarters ``p_wander`` allows for that by `variance_inflation`.
    seed : int
        Of the permutations.

    Returns
    -------
    Drift
        Verdicts: "insufficient", fewer than ``least`` sentences; "not above the floor"; "differs", further
        apart than months assigned at random (p and q); "moved", further apart than autocorrelated months as
        well, also where both slices have one mix of sources, kinds and topics (p_wander and q_wander);
        "moved (composition not examined)", the same where topics could not be standardised: too few sentences without
        the term, too few documents of like topics in both slices, or an edition of counts, which has no such sentences;
        "composition", further apart only by that mix (q_mixed).

    Raises
    ------
    StudyError
        An unknown term, kind, slice or unit; an edition that does not hold such collocates.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = pl.DataFrame({"date": ["2019-05-01", "2020-05-01"], "text": ["做好六稳，满意。", "做好六稳和六保。"]})
    >>> with TemporaryDirectory() as folder:
    ...     features = build_features(Corpus.from_frame(texts), Lexicon.read(), folder)
    ...     drift(features, "六稳", least=1)
    <Drift: 六稳, 1 comparisons: 1 not above the floor>
    """
    parameters = {**locals()}
    del parameters["features"]
    (term,) = resolve_terms(features, [term])
    check_every(every)
    if unit not in UNITS:
        raise StudyError(f"no unit {unit!r} to permute; there are: {', '.join(UNITS)}.")
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates, every=every)
    by_month = unit in ("month", "quarter")
    found = count_collocates(features, term, documents, vocabulary=vocabulary, nouns=nouns, by_month=by_month)
    starts, units = slice_starts(found.dates, every), _units(found.dates, unit)
    place = starts.search_sorted(found.dates.dt.truncate(every)).to_numpy()
    filled = [int(number) for number in np.unique(place)]
    rest = rest_of_documents(features, term, found.documents, nouns) if holds(features, "words by sentence") else None
    rows = []
    for one, other in zip(filled[:-1], filled[1:], strict=True):
        is_one, is_other = place == one, place == other
        row = {"term": term, "before": starts[one], "after": starts[other]} | _sizes(found, is_one, is_other, best)
        if min(row["n_before"], row["n_after"]) >= least:
            random = np.random.default_rng([SEED_BASE + seed, one, other])
            row |= _tests(found.counts, units, is_one, is_other, unit, draws, random)
            row |= _standardised(found, rest, units, is_one, is_other, row["p_mixed"], unit, draws, random)
        rows.append(row)
    tested = [row for row in rows if "p" in row]
    for p, adjusted in (("p", "q"), ("p_wander", "q_wander"), ("p_mixed", "q_mixed")):
        for row, value in zip(tested, benjamini_hochberg(np.array([row[p] for row in tested])), strict=True):
            row[adjusted] = float(value)
    for row in rows:
        row["verdict"] = _verdict(row, q)
    return Drift(pl.DataFrame(rows, schema=DRIFT), parameters)


def _verdict(row: dict[str, Any], q: float) -> str:
    if "p" not in row:
        return "insufficient"
    if row["q_wander"] <= q:
        return MOVED["topic" not in row["standardised"]]
    if row["q_mixed"] <= q:
        return "composition"
    return "differs" if row["q"] <= q else "not above the floor"


def _units(dates: pl.Series, unit: str) -> np.ndarray:
    """The unit of each document, numbered in order of time."""
    if unit == "document":
        return np.arange(len(dates))
    if unit in ("month", "quarter"):
        month = (dates.dt.year() * 12 + dates.dt.month().cast(pl.Int32) - 1).to_numpy().astype(np.int64)
        return month // (3 if unit == "quarter" else 1)
    days = dates.to_physical().to_numpy().astype(np.int64)
    return (days + 3) // 7 if unit == "week" else days  # day 0 of the count, 1970-01-01, was a Thursday


def _sizes(found: CollocateCounts, is_one: np.ndarray, is_other: np.ndarray, best: int) -> dict[str, Any]:
    """How far apart two slices are, and how large they are."""
    first, second = found.counts[is_one].sum(0), found.counts[is_other].sum(0)
    lists = top(first, best), top(second, best)
    row = dict(distance=float(jensen_shannon(first, second)), jaccard=jaccard(*lists), rbo=rank_biased_overlap(*lists))
    for name, side in (("before", is_one), ("after", is_other)):
        row |= {f"n_{name}": int(found.sentences[side].sum()), f"documents_{name}": int(side.sum())}
    return row


def _standardised(found, rest, units, is_one, is_other, p_mixed, unit, draws, random) -> dict[str, Any]:
    """The test of slices that hold the same mix of sources, kinds and topics: what "moved" rests on."""
    mix = same_composition(found.counts, found.documents, rest, is_one, is_other)
    first, second = (np.maximum(mix.counts[side].sum(0), 0) for side in (is_one, is_other))
    row = dict(standardised=mix.examined, distance_standardised=float(jensen_shannon(first, second)))
    if np.array_equal(mix.counts, found.counts * (is_one | is_other)[:, None]):
        return row | dict(p_wander=p_mixed)
    tested = _tests(mix.counts, units, is_one, is_other, unit, draws, random)
    return row | dict(p_wander=tested["p_mixed"])


def _tests(by_document, units, is_one, is_other, unit: str, draws: int, random) -> dict[str, Any]:
    """The floor under the distance of two slices, and its p without and with autocorrelation."""
    either = is_one | is_other
    names, where = np.unique(units[either], return_inverse=True)
    counts = np.zeros((len(names), by_document.shape[1]))
    np.add.at(counts, where, by_document[either])
    # a unit lies in one slice; only a week can lie across the turn of two, and goes with its first document
    is_first = np.zeros(len(names), dtype=bool)
    is_first[where[::-1]] = is_one[either][::-1]
    n, k = len(names), int(is_first.sum())
    order = random.random((draws, n)).argsort(1)

    def sums(chosen: np.ndarray) -> np.ndarray:
        """Counts of the units chosen in each draw, shape (draws, V)."""
        indicator = np.zeros((draws, n))
        np.put_along_axis(indicator, chosen, 1.0, 1)
        return np.maximum(indicator @ counts, 0.0)  # weights may leave a sum a little below 0

    first = sums(order[:, :k])
    distance = jensen_shannon(*(np.maximum(counts[side].sum(0), 0.0) for side in (is_first, ~is_first)))
    null = jensen_shannon(first, np.maximum(counts.sum(0) - first, 0.0))
    inflation = variance_inflation(np.maximum(counts, 0.0), names, is_first) if unit in ("month", "quarter") else 1.0
    p, p_mixed = ((1 + (factor * null >= distance - ROUNDING).sum()) / (draws + 1) for factor in (1.0, inflation))
    samples = jensen_shannon(sums(order[:, : min(k, n - k)]), sums(order[:, -min(k, n - k) :]))
    low, floor, high = np.quantile(samples, [0.025, 0.5, 0.975])
    return dict(p=p, p_mixed=p_mixed, memory=inflation, floor=floor, floor_low=low, floor_high=high)
