# long: one question for simulated corpora, one for a term, with examples that run
"""Before one looks: what could be seen at all, with so many documents a year?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.renamed_arguments import renamed_arguments
from ..core.results import TableResult
from ..counts.day_counts import DayCounts
from ..counts.features import Features
from ..networks.pair_statistics import ALLOWANCE
from ..statistics.intervals import wilson
from ..statistics.level_tests import BANK
from ..timelines.burst_tests import bursts
from ..timelines.change_point_tests import change_points
from ..timelines.level_verdicts import warn_without_effect
from ..timelines.simulated_counts import Course, simulate_counts
from ..timelines.trend_tests import trends
from .term_power import TermPower, term_power

EFFECTS = ("change", "burst", "trend", "pair")
ENOUGH = 0.8  # the usual aim (Cohen 1988)
LEAST_TOGETHER = 5  # common sentences; with fewer a pair is never called an edge
Z = 1.959964  # normal quantile of 0.975


class Power(TableResult):
    """How often a planted effect of each size is found; made by `power`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``effect · rate · factor · power · low · high · simulations``, sorted by factor; ``low`` and ``high`` are a Wilson
        interval at 0.95, null for a pair, whose power is exact for negative binomial counts.

    Examples
    --------
    >>> power("pair", rate=25, factors=(1, 2, 3, 4))
    <Power: pair at 25 per 1,000 of 4,800 documents a year; smallest factor seen: 3.0>
    """

    def _summary(self) -> str:
        p = self.parameters
        return (
            f"{p['effect']} at {p['rate']:g} per 1,000 of {p['documents_a_year']:,} documents a year; "
            f"smallest factor seen: {self.smallest() or 'none of those tried'}"
        )

    def smallest(self, enough: float = ENOUGH) -> float | None:
        """The smallest factor from which on the power is at least ``enough``; None if no factor tried has it.

        Parameters
        ----------
        enough : float
            Share of simulated corpora in which the effect is found.

        Examples
        --------
        >>> power("pair", rate=25, factors=(1, 2, 3, 4)).smallest(0.6)
        3.0
        """
        found = None
        for factor, seen in reversed(self.frame.sort("factor").select("factor", "power").rows()):
            if seen < enough:
                break
            found = factor
        return found


@renamed_arguments(simulations="corpora", B="draws")
def power(
    effect: str | Features | DayCounts = "change",
    term: str | None = None,
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
    corpora: int = 200,
    draws: int | None = None,
    bank: int | None = None,
    seed: int = 0,
) -> Power | TermPower:
    """With this many documents, how often would such an effect be found?

    Asked of features and a term (``power(features, "六保")``), it takes the calendar of these features and the term's own rate,
    dispersion and autocorrelation, plants entries, rises and campaigns of six months, and says which would be seen.

    Parameters
    ----------
    effect : {"change", "burst", "trend", "pair"}, or Features or DayCounts
        A lasting change of level at mid-series; a burst of some months there; growth in even steps over all
        years; two terms that share more sentences than chance lets them.
    term : str, optional
        The term, where features are given; then only ``factors``, ``alpha``, ``corpora``, ``bank`` and ``seed`` are used.
    documents_a_year, years : int
    rate : float
        Documents per 1,000 that hold the term (each term, for a pair) before the effect.
    factors : sequence of float
        Sizes of effect: the rate is multiplied by it (from first to last year, for a trend). For a pair, the
        sentences that hold both over those expected: 4 is logDice 2 above its null.
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
    corpora : int
        Simulated corpora; none for a pair.
    draws : None
        Of 0.1.0; the null series are those of the bank.
    bank : int, optional
        Null series of each test of a term; if None the number that is usual for it.
    seed : int

    Returns
    -------
    Power, or TermPower for features and a term

    Raises
    ------
    StudyError
        An unknown effect; an unknown term, or features without one.

    Examples
    --------
    >>> power("change", rate=20, factors=(3,), corpora=20, bank=2_000)["factor", "power"].rows()
    [(3.0, 1.0)]
    """
    if not isinstance(effect, str):
        if term is None:
            raise StudyError("power of features is that of a term: power(features, term).")
        return term_power(effect, term, factors=factors, alpha=alpha, corpora=corpora, bank=bank, seed=seed)
    _check_effect(effect, EFFECTS)
    warn_without_effect("power", draws=draws)
    parameters = dict(
        effect=effect, documents_a_year=documents_a_year, years=years, rate=rate, factors=tuple(factors), months=months
    )
    parameters |= dict(dispersion=dispersion, autocorrelation=autocorrelation, sentences=sentences, richness=richness)
    parameters |= dict(alpha=alpha, corpora=corpora, draws=draws, bank=bank, seed=seed)
    low = high = [None] * len(factors)
    if effect == "pair":
        documents = documents_a_year * years
        found = [_pair_power(factor, documents, rate, dispersion, sentences, richness, alpha) for factor in factors]
    else:
        middle = years * 6
        month = f"{2013 + middle // 12}-{middle % 12 + 1:02}"  # simulated years begin with 2013
        found = []
        for i, factor in enumerate(factors):
            planted = {
                "change": {"changes": ((month, factor),)},
                "burst": {"bursts": ((month, months, factor),)},
                "trend": {"growth": factor ** (1 / max(years - 1, 1))},
            }[effect]
            course = Course("", rate, dispersion=dispersion, autocorrelation=autocorrelation, **planted)
            courses = [replace(course, term=f"{k:05}") for k in range(corpora)]
            counts = simulate_counts(courses, years=years, documents_a_year=documents_a_year, seed=seed + i)
            p = detected(counts, effect, bank=bank, seed=seed)
            found.append(float((p <= alpha).mean()))
        low, high = (x.tolist() for x in wilson(np.array(found) * corpora, corpora, Z))
    columns = {
        "effect": [effect] * len(factors),
        "rate": rate,
        "factor": [float(factor) for factor in factors],
        "power": found,
        "low": low,
        "high": high,
        "simulations": None if effect == "pair" else corpora,
    }
    types = {"low": pl.Float64, "high": pl.Float64, "simulations": pl.Int64}
    return Power(pl.DataFrame(columns, schema_overrides=types).sort("factor"), parameters)


@renamed_arguments(B="draws")
def detected(
    counts: DayCounts, effect: str, *, draws: int | None = None, bank: int | None = None, seed: int = 0
) -> np.ndarray:
    """The smallest p of each term, by the test that looks for ``effect``; 1 where a term is too rare to test.

    A change is a rise or a fall: twice the smaller p of these two tests.

    Parameters
    ----------
    counts : DayCounts
        Such as `simulate_counts` gives.
    effect : {"change", "burst", "trend"}
    draws : None
        Of 0.1.0; the null series are those of the bank.
    bank : int, optional
        Null series of the test; if None the number that is usual for it. A trend needs none.
    seed : int

    Returns
    -------
    float array, shape (T,)
        By term, sorted.

    Raises
    ------
    StudyError
        An unknown effect; a pair is found by no test of series.

    Examples
    --------
    >>> counts = simulate_counts([Course("六保", rate=10, changes=(("2018-07", 4.0),)), Course("改革", rate=0.01)])
    >>> detected(counts, "change", bank=2_000).round(2).tolist()
    [0.0, 1.0]
    """
    _check_effect(effect, EFFECTS[:3])
    warn_without_effect("detected", draws=draws)
    size = BANK if bank is None else bank
    if effect == "trend":
        frame = trends(counts, q=1.0).frame
    elif effect == "burst":
        frame = bursts(counts, q=1.0, bank=size, seed=seed).frame
    else:
        frame = change_points(counts, q=1.0, bank=size, seed=seed, most=1).frame
    p = frame.group_by("term").agg(pl.col("p").min().fill_null(1.0)).sort("term")["p"].to_numpy()
    return np.minimum(2 * p, 1.0) if effect == "change" else p  # the smaller of two tests, of a rise and of a fall


def _check_effect(effect: str, known: Sequence[str]) -> None:
    if effect not in known:
        raise StudyError(f"no effect {effect!r}; there are: {', '.join(known)}.{did_you_mean(str(effect), known)}")


def _pair_power(factor, documents, rate, dispersion, sentences, richness, alpha) -> float:
    """Share of pairs whose Poisson tail is at most ``alpha``, for negative binomial counts of common sentences."""
    from scipy.stats import nbinom, poisson

    mentions = rate / 1_000 * documents
    expected = mentions**2 / (documents * sentences) * np.exp(richness**2)
    most = expected * (1 + ALLOWANCE)  # what the test takes for possible without any attraction
    least = max(int(poisson.isf(alpha, most)) + 1, LEAST_TOGETHER)
    mean = factor * expected
    if dispersion <= 1:
        return float(poisson.sf(least - 1, mean))
    return float(nbinom.sf(least - 1, mean / (dispersion - 1), 1 / dispersion))
