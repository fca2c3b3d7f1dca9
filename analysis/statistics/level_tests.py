"""Rise, fall and burst: a nearly optimal test against rates that are themselves autocorrelated, ranked in a bank."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np

from .autocorrelated_rates import arcsine_rates, season, whitening
from .calendars import Calendar
from .least_favourable_nulls import DRAWS, least_favourable_weights
from .likelihood_ratios import BURST_WIDTH, LEAST_SEGMENT, RISE_WIDTH, LikelihoodRatio, log_ratio, spells, splits
from .null_bank import Arrays, cached_bank, rank_p
from .null_counts import LASTING, UNEVEN, null_counts
from .stratified_exposure import stratified_exposure, stratified_null_counts
from .stretch_levels import autocorrelation_beside, dispersion_beside, inside, levelled, two_level_residuals

VERSION = 5  # of the banks: goes up when anything changes that they are made by
BANK = 60_000
BATCH = 500  # series at a time, fixed: sums are added up in one order whatever the number of threads
NEAREST = {"rise": 1 / 40, "fall": 1 / 40, "burst": 1 / 60}  # of the bank: 1,500 and 1,000 of 60,000
LEAST_NEAREST = 100
LEAST_FREEDOM = 8  # slices more than means of the season, below which no model of the noise can be told from another
DISPERSION_WEIGHT, AUTOCORRELATION_WEIGHT = 1.5, 4.0  # of a place in the bank, against log hits
SMALLEST_DISPERSION = 1.0  # what is more even than independent documents is ranked among them
LEVELLED = 2  # next-best spells that are levelled when several campaigns are asked for


class Ratios(NamedTuple):
    """For each of R series: T, its place in the bank (R, C), the best stretch, and each stretch's share (R, J)."""

    statistic: np.ndarray
    place: np.ndarray
    first: np.ndarray
    last: np.ndarray
    shares: np.ndarray


class Judged(NamedTuple):
    """p of each series, whether it lies beyond the bank, T, its best stretch, and each stretch's share (T, J)."""

    p: np.ndarray
    beyond: np.ndarray
    statistic: np.ndarray
    first: np.ndarray
    last: np.ndarray
    shares: np.ndarray


@dataclass(frozen=True, eq=False)
class LevelTest:
    """One question asked of every series of a calendar; made by `level_test`.

    Attributes
    ----------
    question : {"rise", "fall", "burst"}
    ratio : LikelihoodRatio
    weights : float array, shape (G,), of the least favourable nulls
    bank, several : dict of arrays, ``statistic`` (N,) and ``place`` (N, C); ``several`` of a burst among other bursts
    """

    question: str
    calendar: Calendar
    ratio: LikelihoodRatio
    weights: np.ndarray
    bank: Arrays = field(default_factory=dict)
    several: Arrays | None = None

    def ratios(self, hits: np.ndarray, exposure: np.ndarray) -> Ratios:
        """T and place of counts (R, M) with ``exposure`` (R, M)."""
        found = self.ratio.marginals(arcsine_rates(hits, exposure), self.weights)
        best = found.shapes.argmax(1)
        first, last = (edge[best] for edge in self.ratio.stretches)
        within = inside(first, last, hits.shape[1])
        return Ratios(
            log_ratio(found, self.weights), self._place(hits, exposure, within, within), first, last, found.shapes
        )

    def _place(self, hits, exposure, within, beside) -> np.ndarray:
        """Coordinates in the bank: log hits, log dispersion, and for a burst the autocorrelation ``beside`` it."""
        seasons = season(self.calendar)
        residuals = two_level_residuals(hits, exposure, within, seasons)
        burst = self.question == "burst"
        among = ~beside if burst else np.ones_like(beside)
        phi = np.maximum(
            dispersion_beside(residuals, among, seasons.shape[1] + (0 if burst else 1)), SMALLEST_DISPERSION
        )
        place = [np.log(np.maximum(hits.sum(1), 0.5)), DISPERSION_WEIGHT * np.log(phi)]
        if burst:
            place += [
                AUTOCORRELATION_WEIGHT * autocorrelation_beside(residuals, among, lags) for lags in ((1,), (2, 3, 4))
            ]
        return np.stack(place, 1)

    def several_ratios(self, hits: np.ndarray, exposure: np.ndarray, found: Ratios) -> Ratios:
        """T* of bursts: the largest T after the one or two next-best spells have been brought to the outside rate."""
        M = hits.shape[1]
        first, last = self.ratio.stretches
        shares = np.array(found.shares)
        own = inside(found.first, found.last, M)
        beside, statistic = own, np.full(len(hits), -np.inf)
        at_first, at_last, place = found.first, found.last, None
        for _ in range(LEVELLED):
            shares[(first < at_last[:, None] + 1) & (last > at_first[:, None] - 1)] = 0
            best = shares.argmax(1)
            possible = shares[np.arange(len(shares)), best] > 0
            at_first, at_last = first[best], np.where(possible, last[best], first[best])
            beside = beside | inside(at_first, at_last, M)
            flat = levelled(hits, exposure, beside & ~own, beside)
            again = self.ratio.marginals(arcsine_rates(flat, exposure), self.weights)
            statistic = np.maximum(statistic, log_ratio(again, self.weights))
        place = self._place(hits, exposure, own, beside)
        return found._replace(statistic=statistic, place=place)

    def judge(self, hits: np.ndarray, exposure: np.ndarray | None = None) -> Judged:
        """p of each series of counts (T, M); ``exposure`` (T, M), the calendar's documents if None.

        ``p`` is the rank of T in the bank; for a burst ``min(1, 2 min(p, p*))``, where p* is the rank of T*.
        """
        hits = np.asarray(hits, float)
        exposure = np.broadcast_to(self.calendar.documents if exposure is None else exposure, hits.shape)
        if not len(hits):
            none = np.zeros(0)
            return Judged(none, none, none, none, none, np.zeros((0, len(self.ratio.stretches.first))))
        own, several = [], []
        for first in range(0, len(hits), BATCH):
            some = slice(first, first + BATCH)
            own.append(self.ratios(hits[some], exposure[some]))
            if self.several is not None:
                several.append(self.several_ratios(hits[some], exposure[some], own[-1]))
        found = Ratios(*(np.concatenate(column) for column in zip(*own, strict=True)))
        p, beyond = self._rank(found, self.bank)
        if self.several is not None:
            again, away = self._rank(
                Ratios(*(np.concatenate(column) for column in zip(*several, strict=True))), self.several
            )
            again[away] = 1.0
            p = np.minimum(1.0, 2 * np.minimum(p, again))
        return Judged(p, beyond, found.statistic, found.first, found.last, found.shares)

    def _rank(self, found: Ratios, bank: Arrays) -> tuple[np.ndarray, np.ndarray]:
        nearest = max(int(len(self.bank["statistic"]) * NEAREST[self.question]), LEAST_NEAREST)
        return rank_p(found.statistic, found.place, bank["statistic"], bank["place"], nearest)


def can_be_tested(calendar: Calendar, least: int = LEAST_SEGMENT) -> bool:
    """Whether a calendar has slices enough for two segments and a model of the noise."""
    return len(calendar) >= 4 * least and len(calendar) - season(calendar).shape[1] >= LEAST_FREEDOM


def level_test(
    question: str,
    calendar: Calendar,
    *,
    bank: int = BANK,
    least: int = LEAST_SEGMENT,
    strata: np.ndarray | None = None,
    weights: np.ndarray | None = None,
    seed: int = 0,
) -> LevelTest:
    """The test of a question for a calendar, with its bank of null series, which is made once and kept.

    Parameters
    ----------
    question : {"rise", "fall", "burst"}
    calendar : Calendar
    bank : int
        Null series; half as many for several bursts.
    least : int
        Slices on either side of a rise or fall.
    strata : float array, shape (S, M), optional
        Documents of each stratum; the null series then have rates that differ between strata, and go through
        `stratified_exposure` as the series do that are judged.
    weights : float array, shape (G,), optional
        Of the nulls, from the test of a longer calendar, where time is short: p is right for any, since it is a rank.
    seed : int

    Examples
    --------
    >>> calendar = Calendar(np.arange(40), np.full(40, 100.0))
    >>> hits = np.repeat([[5.0, 20.0]], 20, axis=1)
    >>> level_test("rise", calendar, bank=400).judge(hits).p.round(2).tolist()
    [0.01]
    """
    models = whitening(calendar)
    if question == "burst":
        ratio = LikelihoodRatio(models, spells(calendar), 1, BURST_WIDTH)
    else:
        ratio = LikelihoodRatio(models, splits(len(calendar), least), 1 if question == "rise" else -1, RISE_WIDTH)
    key = {**calendar.key, "bank": bank, "least": least, "seed": seed, "version": VERSION}
    if strata is not None:
        key["strata"] = np.asarray(strata, float)
    if weights is not None:
        key["weights"] = np.round(weights, 10)
    make = partial(_bank, question, calendar, ratio, bank, seed, strata, weights)
    arrays = cached_bank(question, key, make)
    several = {name.removeprefix("several_"): arrays[name] for name in arrays if name.startswith("several_")}
    return LevelTest(question, calendar, ratio, arrays["weights"], arrays, several or None)


def _bank(question: str, calendar: Calendar, ratio: LikelihoodRatio, size: int, seed: int, strata, weights) -> Arrays:
    """Null series through the same statistics: ``weights``, ``statistic``, ``place``, and of bursts ``several_…``."""
    draws = min(DRAWS, max(DRAWS // 10, size // 40))
    if weights is None:
        weights = least_favourable_weights(ratio, np.random.default_rng([seed, 1]), draws)
    test = LevelTest(question, calendar, ratio, weights)
    restless = LASTING if question == "burst" else UNEVEN
    parts = []
    for batch in range(-(-size // BATCH)):
        random = np.random.default_rng([seed, 2, batch])
        draws = min(BATCH, size - batch * BATCH)
        if strata is None:
            hits = null_counts(calendar.documents, calendar.months, draws, random, restless=restless)
            exposure = np.broadcast_to(calendar.documents, hits.shape)
        else:
            by_stratum = stratified_null_counts(strata, calendar.months, draws, random, restless)
            hits, exposure = by_stratum.sum(1), stratified_exposure(by_stratum, strata)
        found = test.ratios(hits, exposure)
        row = {"statistic": found.statistic, "place": found.place}
        if question == "burst" and batch % 2 == 0:
            again = test.several_ratios(hits, exposure, found)
            row |= {"several_statistic": again.statistic, "several_place": again.place}
        parts.append(row)
    names = parts[0]
    arrays = {name: np.concatenate([part[name] for part in parts if name in part]) for name in names}
    return {name: np.round(values, 10) for name, values in arrays.items()} | {"weights": weights}


def likely_stretches(shares: np.ndarray, level: float) -> np.ndarray:
    """Which stretches (T, J) make up the smallest set that holds ``level`` of each series' shares.

    >>> likely_stretches(np.array([[1.0, 6.0, 3.0]]), 0.85).tolist()
    [[False, True, True]]
    """
    order = np.argsort(-shares, axis=1, kind="stable")
    sorted_shares = np.take_along_axis(shares, order, 1)
    before = np.cumsum(sorted_shares, 1) - sorted_shares
    chosen = before < level * shares.sum(1, keepdims=True)
    out = np.zeros(shares.shape, bool)
    np.put_along_axis(out, order, chosen, 1)
    return out
