"""Whether a concept's company changed, beyond what samples of this size differ by anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.periods import check_every
from ..statistics.distances import jaccard, jensen_shannon, rank_biased_overlap, top
from ..statistics.multiple_testing import benjamini_hochberg
from .collocate_counts import company, places
from .collocate_movers import movers
from .drift_autocorrelation import wandering

UNITS = ("document", "day", "week", "month", "quarter")
_SCHEMA = pl.Schema(
    {
        "term": pl.String,
        "before": pl.Date,
        "after": pl.Date,
        "distance": pl.Float64,
        "floor": pl.Float64,
        "p": pl.Float64,
        "n_before": pl.Int64,
        "n_after": pl.Int64,
        "verdict": pl.String,
        "q": pl.Float64,
        "floor_low": pl.Float64,
        "floor_high": pl.Float64,
        "jaccard": pl.Float64,
        "rbo": pl.Float64,
        "documents_before": pl.Int64,
        "documents_after": pl.Int64,
        "memory": pl.Float64,
        "p_wander": pl.Float64,
        "q_wander": pl.Float64,
    }
)


@dataclass(frozen=True, repr=False, eq=False)
class Drift:
    """Distances between successive slices of a concept's company; made by `drift`."""

    table: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        told = self.table["verdict"].value_counts().sort("verdict").rows()
        return (
            f"<Drift of {self.parameters.get('term')}: {self.table.height} comparisons ("
            + ", ".join(f"{n} {verdict}" for verdict, n in told)
            + ")>"
        )

    def to_frame(self) -> pl.DataFrame:
        """term · before · after · distance · floor · p · n_before · n_after · verdict · q · floor_low ·
        floor_high · jaccard · rbo · documents_before · documents_after · memory · p_wander · q_wander,
        sorted by term, before."""
        return self.table


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
    permutations: int = 999,
    least: int = 30,
    level: float = 0.05,
    best: int = 20,
    unit: str = "month",
    seed: int = 1,
) -> Drift:
    """Compare the company of a concept in each slice with that in the next slice that has enough of it.

    The company is the terms in the concept's sentences, without the concept and the members of its expansion;
    its ``vocabulary`` most frequent over all slices are counted. The distance is Jensen–Shannon, base 2. It
    is tested by permuting which slice each month belongs to, and shown beside a floor: the distance between
    two random samples of the pooled months at the smaller slice's size.

    Parameters
    ----------
    features : Features
    term : str
    every : {"1y", "1q", "1mo"}
    vocabulary : int
        Collocates compared.
    permutations : int
    least : int
        Sentences with the concept that a slice must hold; under that the verdict is "insufficient".
    level : float
        Share of false alarms accepted, by Benjamini and Hochberg over the comparisons made.
    best : int
        Collocates compared by Jaccard and rank-biased overlap.
    unit : {"month", "quarter", "week", "day", "document"}
        What the permutation keeps whole. Documents of one day tell of one event, and neighbouring months
        resemble each other; for months and quarters the null distances are therefore enlarged by
        `wandering`.
    seed : int

    Returns
    -------
    Drift
        Verdicts: "insufficient" under ``least`` sentences; "not above the floor"; "differs" where the two
        slices differ more than months dealt out at random would; "moved" where they differ more than a
        company that only wanders slowly from month to month would, too. p and q belong to "differs",
        p_wander and q_wander to "moved".
    """
    (term,) = resolve_terms(features, [term])
    check_every(every)
    if unit not in UNITS:
        raise StudyError(f"no unit {unit!r} to permute; there are: {', '.join(UNITS)}.")
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates, every=every)
    kept = company(features, term, documents, vocabulary=vocabulary)
    settings = dict(
        term=term,
        every=every,
        start=start,
        end=end,
        kinds=kinds,
        duplicates=duplicates,
        vocabulary=vocabulary,
        permutations=permutations,
        least=least,
        level=level,
        best=best,
        unit=unit,
        seed=seed,
    )
    if not len(kept.contexts):
        return Drift(pl.DataFrame(schema=_SCHEMA), settings)
    starts, place = places(kept.dates, every)
    units = _units(kept.dates, unit)
    filled = [s for s in range(len(starts)) if (place == s).any()]
    rows = [
        _compare(
            kept,
            units,
            place == one,
            place == other,
            unit=unit,
            permutations=permutations,
            least=least,
            best=best,
            rng=np.random.default_rng([seed, one, other]),
        )
        | {"term": term, "before": starts[one], "after": starts[other]}
        for one, other in zip(filled, filled[1:], strict=False)
    ]
    table = pl.DataFrame(rows, schema=_SCHEMA)
    done = table["p"].is_not_null()
    for p, q in (("p", "q"), ("p_wander", "q_wander")):
        values = pl.Series(q, benjamini_hochberg(table.filter(done)[p].to_numpy()), dtype=pl.Float64)
        table = table.drop(q).join(table.filter(done).select("before").with_columns(values), on="before", how="left")
    verdict = (
        pl.when(pl.col("p").is_null())
        .then(pl.lit("insufficient"))
        .when(pl.col("q_wander") <= level)
        .then(pl.lit("moved"))
        .when(pl.col("q") <= level)
        .then(pl.lit("differs"))
        .otherwise(pl.lit("not above the floor"))
    )
    return Drift(table.with_columns(verdict=verdict).select(_SCHEMA.names()).sort("term", "before"), settings)


def _units(dates: pl.Series, unit: str) -> np.ndarray:
    """The unit of each document, numbered in order of time."""
    if unit == "document":
        return np.arange(len(dates))
    if unit in ("month", "quarter"):
        month = (dates.dt.year() * 12 + dates.dt.month().cast(pl.Int32) - 1).to_numpy().astype(np.int64)
        return month // (3 if unit == "quarter" else 1)
    days = dates.to_physical().to_numpy().astype(np.int64)
    return (days + 3) // 7 if unit == "week" else days  # day 0 of the count, 1970-01-01, was a Thursday


def _compare(kept, units, is_one, is_other, *, unit, permutations, least, best, rng) -> dict[str, Any]:
    """Distance, floor and p for two slices."""
    first, second = kept.counts[is_one].sum(0), kept.counts[is_other].sum(0)
    n_one, n_other = int(kept.contexts[is_one].sum()), int(kept.contexts[is_other].sum())
    row = {
        "distance": float(jensen_shannon(first, second)),
        "n_before": n_one,
        "n_after": n_other,
        "jaccard": jaccard(top(first, best), top(second, best)),
        "rbo": rank_biased_overlap(top(first, best), top(second, best)),
        "documents_before": int(is_one.sum()),
        "documents_after": int(is_other.sum()),
        "memory": None,
        "p_wander": None,
        "q_wander": None,
        "floor": None,
        "floor_low": None,
        "floor_high": None,
        "p": None,
        "q": None,
        "verdict": None,
    }
    if min(n_one, n_other) < least:
        return row
    either = is_one | is_other
    names, where = np.unique(units[either], return_inverse=True)
    counts = np.zeros((len(names), kept.counts.shape[1]))
    np.add.at(counts, where, kept.counts[either])
    # a unit may hold documents of one slice only, since slices begin with a day, week or month of their own
    # (a week across the turn of the year goes with its first document)
    own = np.zeros(len(names), dtype=bool)
    own[where[::-1]] = is_one[either][::-1]
    n, k = len(names), int(own.sum())
    smaller = min(k, n - k)
    order = rng.random((permutations, n)).argsort(1)
    label = np.zeros((permutations, n))
    np.put_along_axis(label, order[:, :k], 1.0, 1)
    one = label @ counts
    memory = wandering(counts, names, own) if unit in ("month", "quarter") else 1.0
    null = jensen_shannon(one, counts.sum(0) - one)
    for name, factor in (("p", 1.0), ("p_wander", memory)):
        row[name] = float((1 + (factor * null >= row["distance"] - 1e-12).sum()) / (permutations + 1))
    left, right = np.zeros((permutations, n)), np.zeros((permutations, n))
    np.put_along_axis(left, order[:, :smaller], 1.0, 1)
    np.put_along_axis(right, order[:, -smaller:], 1.0, 1)
    split = jensen_shannon(left @ counts, right @ counts)
    low, middle, high = np.quantile(split, [0.025, 0.5, 0.975])
    return row | {"memory": memory, "floor": float(middle), "floor_low": float(low), "floor_high": float(high)}


__all__ = ["Drift", "drift", "movers"]
