# long: a test and the bank that it is ranked in are one thing
"""Rise, fall and burst: a nearly optimal test against rates that are themselves autocorrelated, ranked in a bank."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from ..core.blas_threads import one_blas_thread
from .autocorrelated_rates import arcsine_rates, season, whitening
from .calendars import Calendar
from .least_favourable_nulls import DRAWS, least_favourable_weights
from .likelihood_ratios import BURST_WIDTH, LEAST_SEGMENT, RISE_WIDTH, LikelihoodRatio, log_ratio, spells, splits
from .null_bank import Arrays, cached_bank, nearest_p, smaller_p
from .null_counts import LASTING, UNEVEN, null_counts
from .places_in_bank import beyond_bank, place_in_bank
from .stratified_exposure import stratified_exposure, stratified_null_counts
from .stretch_levels import inside, levelled

VERSION = 12  # of the banks: goes up when anything changes that they are made by
BANK = 32_000
BATCH = 500  # series at a time, fixed: sums are added up in one order whatever the number of threads
NEAREST = {"rise": 1 / 40, "fall": 1 / 40, "burst": 1 / 60}  # of the bank
LEAST_NEAREST = 100
MOST_THREADS = 4  # that make a bank; its bytes are the same for any number
LEAST_FREEDOM = 8  # slices more than means of the season, below which no model of the noise can be told from another
PROBES = 4_000  # null series that say how small the smaller of two p is by chance
SEVERAL_COUNTS = 1.5  # times p* of several bursts, so that most of the error is left to a single one
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
    bank, several : dict of arrays, ``statistic`` (N,) and ``place`` (N, C); ``several`` of a burst among other bursts, with
        ``smaller``, min(p, 1.5 p*) of some of its series
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
            log_ratio(found, self.weights),
            place_in_bank(self.calendar, hits, exposure, within, self._beside(within)),
            first,
            last,
            found.shapes,
        )

    def _beside(self, within: np.ndarray) -> np.ndarray | None:
        return within if self.question == "burst" else None

    def several_ratios(self, hits: np.ndarray, exposure: np.ndarray, found: Ratios) -> tuple[np.ndarray, np.ndarray]:
        """T* of bursts and its place: the largest T after one or two next-best spells are brought to the outside rate."""
        M = hits.shape[1]
        first, last = self.ratio.stretches
        shares = np.array(found.shares)
        own = inside(found.first, found.last, M)
        beside, statistic = own, np.full(len(hits), -np.inf)
        at_first, at_last = found.first, found.last
        for _ in range(LEVELLED):
            shares[(first < at_last[:, None] + 1) & (last > at_first[:, None] - 1)] = 0
            best = shares.argmax(1)
            possible = shares[np.arange(len(shares)), best] > 0
            at_first, at_last = first[best], np.where(possible, last[best], first[best])
            beside = beside | inside(at_first, at_last, M)
            flat = levelled(hits, exposure, beside & ~own, beside)
            again = self.ratio.marginals(arcsine_rates(flat, exposure), self.weights)
            statistic = np.maximum(statistic, log_ratio(again, self.weights))
        return statistic, place_in_bank(self.calendar, hits, exposure, own, beside)

    @one_blas_thread()
    def judge(self, hits: np.ndarray, exposure: np.ndarray | None = None) -> Judged:
        """p of each series of counts (T, M); ``exposure`` (T, M), the calendar's documents if None.

        ``p`` is the rank of T in the bank; for a burst the rank of ``min(p, 1.5 p*)`` among its values for null series, where p*
        is the rank of T*.
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
        p, beyond = self._rank(found.statistic, found.place, self.bank)
        if self.several is not None:
            statistic, place = (np.concatenate([part[k] for part in several]) for k in (0, 1))
            again, away = self._rank(statistic, place, self.several)
            p, beyond = smaller_p(np.minimum(p, SEVERAL_COUNTS * again), self.several["smaller"]), beyond & away
        return Judged(p, beyond, found.statistic, found.first, found.last, found.shares)

    def _rank(self, statistic: np.ndarray, place: np.ndarray, bank: Arrays) -> tuple[np.ndarray, np.ndarray]:
        """p, 1 where there are no null series to rank it among; and where that is so."""
        beyond = beyond_bank(place, bank["place"])
        p = nearest_p(statistic, place, bank["statistic"], bank["place"], self._nearest(bank))
        return np.where(beyond, 1.0, p), beyond

    def _nearest(self, bank: Arrays) -> int:
        return max(int(len(bank["statistic"]) * NEAREST[self.question]), LEAST_NEAREST)

    def smaller(self, several: Arrays) -> np.ndarray:
        """min(p, 1.5 p*) of null series that are in both banks, sorted."""
        n, found = min(len(several["statistic"]), PROBES), []
        for bank in (self.bank, several):
            p = self._rank(bank["statistic"][:n], bank["place"][:n], bank)[0]
            found.append(p - 1 / (self._nearest(bank) + 1))  # each is among its own neighbours
        return np.sort(np.minimum(found[0], SEVERAL_COUNTS * found[1]))


def can_be_tested(calendar: Calendar, least: int = LEAST_SEGMENT) -> bool:
    """Whether a calendar has slices enough for two segments and a model of the noise."""
    return len(calendar) >= 4 * least and len(calendar) - season(calendar).shape[1] >= LEAST_FREEDOM


@one_blas_thread()
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
        Null series.
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
    >>> level_test("rise", calendar, bank=400).judge(hits).p.round(1).tolist()
    [0.0]
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
    return LevelTest(question, calendar, ratio, arrays["weights"], arrays, _several(arrays) or None)


def _bank(question: str, calendar: Calendar, ratio: LikelihoodRatio, size: int, seed: int, strata, weights) -> Arrays:
    """Null series through the same statistics: ``weights``, ``statistic``, ``place``, and of bursts ``several_…``."""
    draws = min(DRAWS, max(DRAWS // 10, size // 40))
    if weights is None:
        # rounded as what is made with them: processors differ in the last digits
        weights = np.round(least_favourable_weights(ratio, np.random.default_rng([seed, 1]), draws), 10)
    test = LevelTest(question, calendar, ratio, weights)
    restless = LASTING if question == "burst" else UNEVEN

    def part(batch: int) -> Arrays:
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
        if question == "burst":
            row["several_statistic"], row["several_place"] = test.several_ratios(hits, exposure, found)
        return row

    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as threads:
        parts = list(threads.map(part, range(-(-size // BATCH))))
    arrays = {name: np.round(np.concatenate([part[name] for part in parts]), 10) for name in parts[0]}
    if question == "burst":
        arrays["several_smaller"] = replace(test, bank=arrays).smaller(_several(arrays))
    return arrays | {"weights": weights}


def _several(arrays: Arrays) -> Arrays:
    return {name.removeprefix("several_"): values for name, values in arrays.items() if name.startswith("several_")}


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
