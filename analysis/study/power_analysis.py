"""Before one looks: what could be seen at all, with so many documents a year?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..networks.pair_statistics import ALLOWANCE
from ..statistics.intervals import wilson
from ..timelines.change_tests import bursts, change_points, trends
from ..timelines.simulated_counts import Course, simulate_counts

EFFECTS = ("change", "burst", "trend", "pair")
ENOUGH = 0.8  # the usual aim (Cohen 1988)


@dataclass(frozen=True, repr=False, eq=False)
class Power:
    """How often a planted effect of each size is found.

    Attributes
    ----------
    frame : polars.DataFrame
    parameters : mapping
    """

    frame: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        p = self.parameters
        return (
            f"<Power: {p['effect']} at {p['rate']:g} per 1,000 of {p['documents_a_year']:,} documents a year; "
            f"smallest factor seen: {self.smallest() or 'none of those tried'}>"
        )

    def to_frame(self) -> pl.DataFrame:
        """``effect · rate · factor · power · low · high · simulations``, sorted by factor."""
        return self.frame

    def smallest(self, enough: float = ENOUGH) -> float | None:
        """The smallest factor from which on the power is at least ``enough``; None if no factor tried has it."""
        seen = self.frame.sort("factor").with_columns(ok=(pl.col("power") >= enough).reverse().cum_min().reverse())
        return seen.filter("ok")["factor"].min()


def power(
    effect: str = "change",
    *,
    documents_a_year: int = 4_800,
    years: int = 11,
    rate: float = 5.0,
    factors: Sequence[float] = (1.5, 2.0, 3.0, 5.0),
    months: int = 6,
    dispersion: float = 2.6,
    autocorrelation: float = 0.3,
    sentences: int = 12,
    richness: float = 1.0,
    alpha: float = 0.05,
    simulations: int = 200,
    B: int = 199,
    seed: int = 0,
) -> Power:
    """With this many documents, how often would such an effect be found?

    Parameters
    ----------
    effect : {"change", "burst", "trend", "pair"}
        A lasting change of level at mid-series; a burst of some months there; growth in even steps over all
        years; two terms that share more sentences than chance lets them.
    documents_a_year, years : int
    rate : float
        Documents per 1,000 that hold the term (each term, for a pair) before the effect.
    factors : sequence of float
        Sizes of effect: the rate is multiplied by it (from first to last year, for a trend). For a pair, the
        sentences that hold both beside those expected: 4 is logDice 2 above its null.
    months : int
        Length of the burst.
    dispersion, autocorrelation : float
        As in `Course`; the defaults are near the middle of the slogans of the broadcast corpus.
    sentences : int
        Sentences a document, for a pair.
    richness : float
        Spread of documents' richness, for a pair: chance meetings rise by ``exp(richness²)``.
    alpha : float
        Level of the test of one term; testing many at once costs more.
    simulations, B : int
        Made-up corpora, and draws within each test.

    Returns
    -------
    Power
        With a Wilson interval at 0.95 for the simulated shares; a pair's power is exact for negative binomial
        counts and has none.
    """
    if effect not in EFFECTS:
        raise StudyError(f"no effect {effect!r}; there are: {', '.join(EFFECTS)}.{did_you_mean(str(effect), EFFECTS)}")
    if effect == "pair":
        found = [
            _pair(factor, documents_a_year * years, rate, dispersion, sentences, richness, alpha) for factor in factors
        ]
        low = high = [None] * len(factors)
    else:
        shared = {"rate": rate, "dispersion": dispersion, "autocorrelation": autocorrelation}
        half = years * 6
        month = f"{2013 + half // 12}-{half % 12 + 1:02}"
        found = []
        for i, factor in enumerate(factors):
            planted = {
                "change": {"changes": ((month, factor),)},
                "burst": {"bursts": ((month, months, factor),)},
                "trend": {"growth": factor ** (1 / max(years - 1, 1))},
            }[effect]
            courses = [Course(f"{k:05}", **shared, **planted) for k in range(simulations)]
            counts = simulate_counts(courses, years=years, documents_a_year=documents_a_year, seed=seed + i)
            found.append(float((detected(counts, effect, B=B, seed=seed) <= alpha).mean()))
        low, high = (x.tolist() for x in wilson(np.array(found) * simulations, simulations, 1.959964))
    frame = pl.DataFrame(
        {
            "effect": [effect] * len(factors),
            "rate": rate,
            "factor": [float(f) for f in factors],
            "power": found,
            "low": low,
            "high": high,
            "simulations": None if effect == "pair" else simulations,
        },
        schema_overrides={"low": pl.Float64, "high": pl.Float64, "simulations": pl.Int64},
    ).sort("factor")
    parameters = {
        "effect": effect,
        "documents_a_year": documents_a_year,
        "years": years,
        "rate": rate,
        "months": months,
        "dispersion": dispersion,
        "autocorrelation": autocorrelation,
        "sentences": sentences,
        "richness": richness,
        "alpha": alpha,
        "simulations": simulations,
        "B": B,
        "seed": seed,
    }
    return Power(frame, parameters)


def detected(counts, effect: str, *, B: int, seed: int = 0) -> np.ndarray:
    """The smallest p of each term, by the test that looks for ``effect``; 1 where a term is too rare to test."""
    options = {"change": {"B": B, "seed": seed, "most": 1}, "burst": {"B": B, "seed": seed}, "trend": {}}[effect]
    test = {"change": change_points, "burst": bursts, "trend": trends}[effect]
    frame = test(counts, q=1.0, **options)
    return frame.group_by("term").agg(pl.col("p").min().fill_null(1.0)).sort("term")["p"].to_numpy()


def _pair(factor, documents, rate, dispersion, sentences, richness, alpha) -> float:
    """Share of pairs whose Poisson tail is at most ``alpha``, for negative binomial counts of common sentences."""
    from scipy.stats import nbinom, poisson

    mentions = rate / 1_000 * documents
    expected = mentions**2 / (documents * sentences) * np.exp(richness**2)
    most = expected * (1 + ALLOWANCE)  # what the test takes for possible without any attraction
    least = max(int(poisson.isf(alpha, most)) + 1, 5)  # fewer than five common sentences are never called
    mean = factor * expected
    if dispersion <= 1:
        return float(poisson.sf(least - 1, mean))
    return float(nbinom.sf(least - 1, mean / (dispersion - 1), 1 / dispersion))
