"""Is a term absent at first because it did not exist yet, or because it is rare? Zeros are evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .calendars import Calendar
from .null_bank import cached_bank, nearest_p
from .rare_null_series import FIXED, rare_null_series

LEAST_HITS = 4
LEAST_STRETCH = 2  # slices of a first stretch that ends again
PRIOR_DF, PRIOR_SQUARES = 6.0, 12.0  # a dispersion of 2 that counts as six slices: few hits cannot tell their own
BANK, PART, NEAREST = 120_000, 6_000, 2_000
SHARE = 60  # a term's likes are so small a part of a bank, at most
# weights of hits, dispersion, … when a term's likes are sought: chosen on series of seed 31
PLACE = {"hits": 0.85, "dispersion": 0.6, "lag": 0.7, "slices": 0.5, "runs": 0.5}
ENDED = 3.0  # log likelihood ratio over dispersion from which a second level is told (half of χ²(2) at 0.05)
PLACE_ALPHA = 0.05  # at most by chance so many documents without it
FARTHEST = 0.999  # of the bank's own series are no more dispersed than one that it reaches
REACH = 1.92  # half of χ²(1) at 0.05: the interval of the end by profile likelihood
VERSION = 4  # of the bank
START, END = "start", "end"  # of the calendar, where the absence is
DISPERSION = list(PLACE).index("dispersion")
COLUMNS = ("statistic", "before", *PLACE)  # of the bank, for each of both

# for strata: their documents, and what turns hits of null series and the number of their part into hits and exposures
Exposed = tuple[np.ndarray, Callable[[np.ndarray, int], tuple[np.ndarray, np.ndarray]]]


class Absence(NamedTuple):
    """What the absence at the start of each series says; arrays (T,).

    ``first`` is the slice of the first hit and ``stop`` the slice at which the first stretch ends (M where it does not);
    ``rate`` and ``rate_after`` are shares on both sides of it, ``statistic`` the log likelihood ratio over ``dispersion``.
    ``ended`` says whether the second level is told from the first, and ``stop_low`` to ``stop_high`` where its start may lie (the
    log likelihood within 1.92 φ of the largest, φ that of the first stretch). ``low`` is the earliest slice in which the use may have begun.
    """

    statistic: np.ndarray
    first: np.ndarray
    stop: np.ndarray
    stop_low: np.ndarray
    stop_high: np.ndarray
    low: np.ndarray
    rate: np.ndarray
    rate_after: np.ndarray
    ended: np.ndarray
    dispersion: np.ndarray
    place: np.ndarray
    before: np.ndarray


def absence(hits: np.ndarray, exposure: np.ndarray, months: np.ndarray, least: int) -> Absence:
    """The likelihood ratio of an absence that ends with the first hit, over the dispersion of the hits after it.

    With τ the first slice with a hit and every possible end e, rates are 0 before τ, r₁ until e, r₂ after:
    ``L = max_e [H₁ log(r₁/r̄) + H₂ log(r₂/r̄) − 1{e < M}]``; without an end this is ``H log(N / N_after)``, minus the
    logarithm of the probability that all hits fall after τ by chance. ``T = L / φ`` with
    ``φ = (X² + 12) / (df + 6)``, X² Pearson's around r₁ and r₂; T is 0 where fewer than ``least`` months are covered before τ.

    Parameters
    ----------
    hits : float array, shape (T, M)
    exposure : float array, shape (M,) or (T, M)
        Documents of each slice, or what stands for them.
    months : int array, shape (M,)
        Months since year 0 of each slice.
    least : int
        Months of coverage before the first hit that an absence needs.

    Examples
    --------
    >>> found = absence(np.array([[0.0] * 30 + [2, 3, 2, 3]]), np.full(34, 100.0), np.arange(34), 24)
    >>> found.first.tolist(), found.stop.tolist(), found.statistic.round(2).tolist()  # 10 log(34 / 4) over 12.4 / 9
    ([30], [34], [15.53])
    """
    T, M = hits.shape
    rows, at = np.arange(T), np.arange(M)
    n = np.broadcast_to(np.asarray(exposure, float), hits.shape)
    has = hits > 0
    first = np.where(has.any(1), has.argmax(1), M)
    H, N = (np.concatenate([np.zeros((T, 1)), np.cumsum(x, 1)], 1) for x in (hits, n))
    start, total, covered = np.minimum(first, M - 1), H[:, -1:], N[:, -1:]
    began = N[rows, start][:, None]

    def gain(h, d):  # H log(r / r̄)
        ratio = np.maximum(h, 1e-12) * covered / (np.maximum(d, 1e-12) * np.maximum(total, 1e-12))
        return np.where(h > 0, h * np.log(ratio), 0.0)

    both = gain(H, N - began) + gain(total - H, covered - N) - (np.arange(M + 1) < M)
    both[np.arange(M + 1) < (start + LEAST_STRETCH)[:, None]] = -np.inf
    whole = gain(total, covered - began)[:, 0]
    both[:, M] = whole
    stop = M - both[:, ::-1].argmax(1)  # the latest of equals: no end is the simpler one
    L = both[rows, stop]
    h1, n1 = H[rows, stop], N[rows, stop] - began[:, 0]
    h2, n2 = total[:, 0] - h1, covered[:, 0] - N[rows, stop]
    r1, r2 = h1 / np.maximum(n1, 1e-12), np.where(n2 > 0, h2 / np.maximum(n2, 1e-12), 0.0)
    after = at >= first[:, None]
    expected = n * np.where(at < stop[:, None], r1[:, None], r2[:, None])
    residual = np.where(after & (expected > 0), (hits - expected) / np.sqrt(np.maximum(expected, 1e-12)), 0.0)
    degrees = np.maximum(M - first - 1 - (stop < M), 0)
    dispersion = ((residual**2).sum(1) + PRIOR_SQUARES) / (degrees + PRIOR_DF)
    lag = (residual[:, 1:] * residual[:, :-1]).sum(1) / np.maximum((residual**2).sum(1), 1.0)
    runs = has[:, 0] + (has[:, 1:] & ~has[:, :-1]).sum(1)
    before = np.where(first < M, months[start] - months[0], 0)
    usable = (first < M) & (before >= least) & (total[:, 0] >= LEAST_HITS)
    near = _first_dispersion(residual**2, at < stop[:, None], stop - first, dispersion)
    stop_low, stop_high = _reach(both, L - REACH * near)
    latest = np.where(stop < M, np.maximum(stop, stop_high), M)  # the best end makes the first rate look too high
    return Absence(
        np.where(usable, np.maximum(L, 0) / dispersion, 0.0),
        first,
        stop,
        stop_low,
        stop_high,
        _earliest(N, start, N[rows, latest] - began[:, 0], H[rows, latest] / near),
        r1,
        r2,
        (stop < M) & ((L - whole) / dispersion > ENDED),
        dispersion,
        _place(total[:, 0], dispersion, lag, has.sum(1), runs),
        before,
    )


def _first_dispersion(squares: np.ndarray, within: np.ndarray, slices: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Dispersion of the first stretch alone, at least that of the whole (T,): the months of silence behind a campaign are even."""
    own = ((squares * within).sum(1) + PRIOR_SQUARES) / (np.maximum(slices - 1, 0) + PRIOR_DF)
    return np.maximum(own, whole)


def _place(
    hits: np.ndarray, dispersion: np.ndarray, lag: np.ndarray, slices: np.ndarray, runs: np.ndarray
) -> np.ndarray:
    """Where a series' likes are sought (T, 5): by hits, dispersion, autocorrelation, slices with a hit, and runs of these."""
    total, held, apart = (np.log(np.maximum(x, 1)) for x in (hits, slices, runs))
    return np.column_stack([total, np.log(dispersion), lag, held, apart]) * list(PLACE.values())


def _reach(both: np.ndarray, least: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last end (T,) whose log likelihood is at least so much; the series' end is none of them."""
    inside = both[:, :-1] >= least[:, None]
    M = inside.shape[1]
    some = inside.any(1)
    return np.where(some, inside.argmax(1), M), np.where(some, M - 1 - inside[:, ::-1].argmax(1), M)


def _earliest(N: np.ndarray, start: np.ndarray, n1: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """The earliest slice k in which the use may have begun: ``(N₁ / (N₁ + N[k, τ)))^(H₁/φ − ½) > 0.05``; (T,)."""
    rows = np.arange(len(N))
    missed = N[rows, start][:, None] - N[:, :-1]  # documents without a hit from slice k to the first hit
    power = np.maximum(clusters - 0.5, 0.0)[:, None]
    chance = power * np.log(n1[:, None] / np.maximum(n1[:, None] + np.maximum(missed, 0), 1e-12))
    return np.minimum((chance > np.log(PLACE_ALPHA)).argmax(1), start)


def backwards(hits: np.ndarray, exposure: np.ndarray, months: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same series run backwards: its last slice first, and months counted from the last one back."""
    return hits[..., ::-1], exposure[..., ::-1], months[-1] - months[::-1]


def absence_p(
    found: Absence,
    calendar: Calendar,
    least: int,
    *,
    at_end: bool = False,
    size: int = BANK,
    seed: int = 0,
    exposed: Exposed | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """p of each absence as its rank among the 2,000 null series that resemble it most; and whether there are any such.

    A p of 1 for terms that are there from the start. A series lies beyond the bank where it is more dispersed than all but one in a
    thousand of it; one with more hits does not, since the more frequent a term, the rarer a long absence. ``at_end`` asks for absences at the end
    of the calendar, found in series run `backwards`. ``exposed`` is for strata: a key, and a function that gives hits and
    exposures of null series. The bank is drawn once for a calendar, and serves both.
    """
    bank = absence_bank(calendar, size=size, seed=seed, exposed=exposed)
    own = {name: bank[f"{END if at_end else START} {name}"] for name in COLUMNS}
    p, beyond = np.ones(len(found.first)), np.zeros(len(found.first), bool)
    asked = found.statistic > 0
    if asked.any():
        place = np.column_stack([own[name] for name in PLACE])
        null = np.where(own["before"] >= least, own["statistic"], 0.0)
        p[asked] = nearest_p(found.statistic[asked], found.place[asked], null, place, min(NEAREST, size // SHARE))
        beyond[asked] = found.place[asked, DISPERSION] > np.quantile(own["dispersion"], FARTHEST)
    return p, beyond


def absence_bank(
    calendar: Calendar, *, size: int = BANK, seed: int = 0, exposed: Exposed | None = None
) -> dict[str, np.ndarray]:
    """Statistic, place and months before the first hit of so many null series, those with too few hits left out.

    Run forwards ("start …") and `backwards` ("end …"): what stays is the same in both directions.
    """
    key = {**calendar.key, "size": size, "seed": seed, "version": VERSION, "null": FIXED}
    key |= {"strata": exposed[0]} if exposed else {}

    def make() -> dict[str, np.ndarray]:
        parts: dict[str, list[np.ndarray]] = {f"{way} {name}": [] for way in (START, END) for name in COLUMNS}
        for part, low in enumerate(range(0, size, PART)):
            series = rare_null_series(calendar, min(PART, size - low), seed, part)
            hits, exposure = exposed[1](series, part) if exposed else (series, calendar.documents)
            kept = hits.sum(1) >= LEAST_HITS
            forwards = hits[kept], exposure if exposure.ndim == 1 else exposure[kept], calendar.months
            for way, run in ((START, forwards), (END, backwards(*forwards))):
                null = absence(*run, 0)
                values = (null.statistic, null.before.astype(np.int32), *null.place.T)
                for name, one in zip(COLUMNS, values, strict=True):
                    parts[f"{way} {name}"].append(one)
        return {name: np.concatenate(values) for name, values in parts.items()}

    return cached_bank("absence", key, make)
