"""Whether a concept's company changed, beyond what samples of this size differ by anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from ._company import company, places
from .distance import jaccard, jensen_shannon, rank_biased_overlap, top
from .errors import StudyError
from .nulls import benjamini_hochberg
from .slices import check_every, resolve_terms, selected_documents

if TYPE_CHECKING:
    from .features import Features

UNITS = ("document", "day", "week", "month", "quarter")
_SCHEMA = pl.Schema({
    "term": pl.String, "before": pl.Date, "after": pl.Date, "distance": pl.Float64, "floor": pl.Float64,
    "p": pl.Float64, "n_before": pl.Int64, "n_after": pl.Int64, "verdict": pl.String, "q": pl.Float64,
    "floor_low": pl.Float64, "floor_high": pl.Float64, "jaccard": pl.Float64, "rbo": pl.Float64,
    "documents_before": pl.Int64, "documents_after": pl.Int64, "memory": pl.Float64, "p_wander": pl.Float64,
    "q_wander": pl.Float64,
})


@dataclass(frozen=True, repr=False, eq=False)
class Drift:
    """Distances between successive slices of a concept's company; made by `drift`."""

    table: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        told = self.table["verdict"].value_counts().sort("verdict").rows()
        return (f"<Drift of {self.parameters.get('term')}: {self.table.height} comparisons ("
                + ", ".join(f"{n} {verdict}" for verdict, n in told) + ")>")

    def to_frame(self) -> pl.DataFrame:
        """term · before · after · distance · floor · p · n_before · n_after · verdict · q · floor_low ·
        floor_high · jaccard · rbo · documents_before · documents_after · memory · p_wander · q_wander, sorted by term, before."""
        return self.table


def drift(
    features: Features, term: str, *, every: str = "1y", start: date | str | None = None,
    end: date | str | None = None, kinds: Sequence[str] | None = None, duplicates: bool = False,
    vocabulary: int = 300, permutations: int = 999, least: int = 30, level: float = 0.05, best: int = 20,
    unit: str = "month", seed: int = 1,
) -> Drift:
    """Compare the company of a concept in each slice with that in the next slice that has enough of it.

    The company is the terms in the concept's sentences, without the concept and the members of its expansion;
    its ``vocabulary`` most frequent over all slices are counted. The distance is Jensen–Shannon, base 2. It is
    tested by permuting which slice each month belongs to, and shown beside a floor: the distance between two
    random samples of the pooled months at the smaller slice's size.

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
        What the permutation keeps whole. Documents of one day tell of one event, and neighbouring months resemble
        each other; for months and quarters the null distances are therefore enlarged by `serial_inflation`.
    seed : int

    Returns
    -------
    Drift
        Verdicts: "insufficient" under ``least`` sentences; "not above the floor"; "differs" where the two slices
        differ more than months dealt out at random would; "moved" where they differ more than a company that only
        wanders slowly from month to month would, too. p and q belong to "differs", p_wander and q_wander to "moved".
    """
    (term,) = resolve_terms(features, [term])
    check_every(every)
    if unit not in UNITS:
        raise StudyError(f"no unit {unit!r} to permute; there are: {', '.join(UNITS)}.")
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates, every=every)
    kept = company(features, term, documents, vocabulary=vocabulary)
    settings = dict(term=term, every=every, start=start, end=end, kinds=kinds, duplicates=duplicates,
                    vocabulary=vocabulary, permutations=permutations, least=least, level=level, best=best, unit=unit,
                    seed=seed)
    if not len(kept.contexts):
        return Drift(pl.DataFrame(schema=_SCHEMA), settings)
    starts, place = places(kept.dates, every)
    units = _units(kept.dates, unit)
    filled = [s for s in range(len(starts)) if (place == s).any()]
    rows = [
        _compare(kept, units, place == one, place == other, unit=unit, permutations=permutations, least=least, best=best,
                 rng=np.random.default_rng([seed, one, other]))
        | {"term": term, "before": starts[one], "after": starts[other]}
        for one, other in zip(filled, filled[1:], strict=False)
    ]
    table = pl.DataFrame(rows, schema=_SCHEMA)
    done = table["p"].is_not_null()
    for p, q in (("p", "q"), ("p_wander", "q_wander")):
        values = pl.Series(q, benjamini_hochberg(table.filter(done)[p].to_numpy()), dtype=pl.Float64)
        table = table.drop(q).join(table.filter(done).select("before").with_columns(values), on="before", how="left")
    verdict = (pl.when(pl.col("p").is_null()).then(pl.lit("insufficient"))
               .when(pl.col("q_wander") <= level).then(pl.lit("moved"))
               .when(pl.col("q") <= level).then(pl.lit("differs")).otherwise(pl.lit("not above the floor")))
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
    row = {"distance": float(jensen_shannon(first, second)), "n_before": n_one, "n_after": n_other,
           "jaccard": jaccard(top(first, best), top(second, best)),
           "rbo": rank_biased_overlap(top(first, best), top(second, best)),
           "documents_before": int(is_one.sum()), "documents_after": int(is_other.sum()),
           "memory": None, "p_wander": None, "q_wander": None, "floor": None, "floor_low": None, "floor_high": None, "p": None, "q": None, "verdict": None}
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
    memory = serial_inflation(counts, names, own) if unit in ("month", "quarter") else 1.0
    null = jensen_shannon(one, counts.sum(0) - one)
    for name, factor in (("p", 1.0), ("p_wander", memory)):
        row[name] = float((1 + (factor * null >= row["distance"] - 1e-12).sum()) / (permutations + 1))
    left, right = np.zeros((permutations, n)), np.zeros((permutations, n))
    np.put_along_axis(left, order[:, :smaller], 1.0, 1)
    np.put_along_axis(right, order[:, -smaller:], 1.0, 1)
    split = jensen_shannon(left @ counts, right @ counts)
    low, middle, high = np.quantile(split, [0.025, 0.5, 0.975])
    return row | {"memory": memory, "floor": float(middle), "floor_low": float(low), "floor_high": float(high)}


def serial_inflation(counts: np.ndarray, when: np.ndarray, own: np.ndarray, *, lags: int = 4) -> float:
    """By what factor neighbouring units that resemble each other enlarge the distance of two slices.

    A company that wanders slowly, and nothing else, sets two years further apart than units shuffled at random
    would be. The factor is ``R = 1 + 2 Σ_k (1 - k/n) ρ_k`` over lags up to four units, at least 1, with ρ_k the
    autocorrelation of the standardised counts within a slice, pooled over all collocates, and freed of the bias
    that comes from measuring it around the slice's own mean.

    Parameters
    ----------
    counts : array, shape (units, V)
    when : int array, shape (units,)
        Number of the unit in time; units that hold nothing are missing.
    own : bool array, shape (units,)
        Which of the two slices.
    """
    covariance, pairs, power, n_units, slices = np.zeros(lags), np.zeros(lags), 0.0, 0, 0
    for side in (own, ~own):
        c, t = counts[side], when[side]
        total = c.sum(1)
        if len(t) < 3 or not total.sum():
            continue
        share = c.sum(0) / total.sum()
        expected = np.outer(total, share)
        y = np.divide(c - expected, np.sqrt(expected), out=np.zeros_like(c, dtype=float), where=expected > 0)
        power += (y**2).sum()
        n_units, slices = n_units + len(t), slices + 1
        apart = t[None, :] - t[:, None]
        product = y @ y.T
        for k in range(1, lags + 1):
            at = apart == k
            covariance[k - 1] += product[at].sum()
            pairs[k - 1] += at.sum()
    if not power:
        return 1.0
    n = n_units / slices
    rho = np.divide(covariance, pairs, out=np.zeros(lags), where=pairs > 0) / (power / n_units)
    weight = np.clip(1 - np.arange(1, lags + 1) / n, 0, 1) * (pairs > 0)
    bottom = 1 - 2 / n * (weight * (1 - rho)).sum()
    return float(np.clip((1 + 2 * (weight * rho).sum()) / max(bottom, 0.2), 1.0, n))


def movers(
    features: Features, term: str, before: tuple | str, after: tuple | str, *, every: str = "1y",
    kinds: Sequence[str] | None = None, duplicates: bool = False, prior: float = 500.0, least: int = 5,
) -> pl.DataFrame:
    """Which collocates a concept gained and lost between two periods.

    Log-odds with an informative Dirichlet prior: with counts y of n collocates in all,
    ``δ = ln((y₁ + α_w) / (n₁ + α - y₁ - α_w)) - ln((y₂ + α_w) / (n₂ + α - y₂ - α_w))``, where
    ``α_w`` is ``prior`` times the collocate's share in both periods together and α their sum;
    ``ζ = δ / √(1/(y₁ + α_w) + 1/(y₂ + α_w))`` (Monroe, Colaresi & Quinn 2008). A positive ζ is a gain.

    Parameters
    ----------
    before, after : str or (start, end)
        The first day of a slice of length ``every``, or first day and day after the last.
    prior : float
        Size of the prior, in collocates.
    least : int
        Leave out collocates seen less often than this in the two periods together.

    Returns
    -------
    DataFrame
        collocate · kind · before · after · delta · zeta · p · q · zeta_100 · zeta_1000 · robust, sorted by falling
        zeta, then collocate. ``before`` and ``after`` count the concept's sentences with the collocate; the last
        columns hold ζ at priors of 100 and 1,000, and whether |ζ| ≥ 1.96 with the same sign at all three.
    """
    (term,) = resolve_terms(features, [term])
    check_every(every)
    counts = []
    for period in (before, after):
        first, last = _period(period, every)
        documents = selected_documents(features, start=first, end=last, kinds=kinds, duplicates=duplicates)
        kept = company(features, term, documents, vocabulary=10**9)
        counts.append(pl.DataFrame({"collocate": kept.terms, "n": kept.counts.sum(0)},
                                   schema={"collocate": pl.String, "n": pl.Int64}))
    table = (counts[0].rename({"n": "before"}).join(counts[1].rename({"n": "after"}), on="collocate", how="full", coalesce=True)
             .with_columns(pl.col("before", "after").fill_null(0)))
    kinds_of = features.vocabulary.select(collocate="term", kind="kind").unique("collocate", keep="first", maintain_order=True)
    y1, y2 = table["after"].to_numpy().astype(float), table["before"].to_numpy().astype(float)
    zetas = {size: _log_odds(y1, y2, size) for size in (prior, 100.0, 1000.0)}
    delta, zeta = zetas[prior]
    from scipy.stats import norm

    all_three = np.stack([z for _, z in zetas.values()])
    robust = (np.abs(all_three) >= 1.96).all(0) & (np.abs(np.sign(all_three).sum(0)) == len(all_three))
    out = table.with_columns(
        delta=pl.Series(delta, dtype=pl.Float64), zeta=pl.Series(zeta, dtype=pl.Float64),
        p=pl.Series(2 * norm.sf(np.abs(zeta)), dtype=pl.Float64), zeta_100=pl.Series(zetas[100.0][1], dtype=pl.Float64),
        zeta_1000=pl.Series(zetas[1000.0][1], dtype=pl.Float64), robust=pl.Series(robust, dtype=pl.Boolean),
    ).filter(pl.col("before") + pl.col("after") >= least)
    out = out.with_columns(q=pl.Series(benjamini_hochberg(out["p"].to_numpy()), dtype=pl.Float64))
    return (out.join(kinds_of.collect(), on="collocate", how="left")
            .select("collocate", "kind", "before", "after", "delta", "zeta", "p", "q", "zeta_100", "zeta_1000", "robust")
            .sort("zeta", "collocate", descending=[True, False]))


def _period(period, every):
    from .slices import as_date

    if isinstance(period, tuple | list):
        if len(period) != 2:
            raise StudyError(f"a period is (start, end), the end being the day after the last; got {period!r}.")
        return period
    first = as_date(period, name="period")
    return first, pl.Series([first]).dt.offset_by(every)[0]


def _log_odds(y1: np.ndarray, y2: np.ndarray, prior: float) -> tuple[np.ndarray, np.ndarray]:
    total = y1 + y2
    if not total.sum():
        return np.zeros(len(y1)), np.zeros(len(y1))
    alpha = prior * total / total.sum()
    a, n1, n2 = alpha.sum(), y1.sum(), y2.sum()
    delta = (np.log((y1 + alpha) / (n1 + a - y1 - alpha)) - np.log((y2 + alpha) / (n2 + a - y2 - alpha)))
    return delta, delta / np.sqrt(1 / (y1 + alpha) + 1 / (y2 + alpha))


