"""How many hits a window would have by its past: the windows of simulated series whose past looks the same."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from .latent_rates import wandering_counts

BANK = 30_000  # simulated series of a calendar
NEIGHBOURS = 600  # of which the nearest speak for a term: p has a standard error of 0.009 at 0.05
KEPT = 4  # calendars whose bank stays in memory
SHORT, LONG = 92.0, 365.0  # days before the window whose rate is set against that of the whole past
LAGS = 61.0  # days over which the autocorrelation is averaged
OTHER_YEARS = 3  # years before, from which on the same weeks of other years count
WEIGHTS = (1.0, 0.6, 3.0)  # of log expectation, log dispersion, autocorrelation in the distance of two pasts


class Window(NamedTuple):
    """Where a window lies in a series of M slices: ``past`` from slice ``first`` to ``at``, the window from ``at`` to ``stop``."""

    first: int
    at: int
    stop: int
    days: float


class Prediction(NamedTuple):
    """What R series were to have in the window: (R,) means, (R, k) draws, (k, M) the counts of the first's neighbours, their bank."""

    expected: np.ndarray
    draws: np.ndarray
    counts: np.ndarray
    bank: _Known


def predict(
    hits: np.ndarray, exposure: np.ndarray, window: Window, *, bank: int = BANK, seed: int = 0, month: float = 0.0
) -> Prediction:
    """Predictive distributions of the hits (R, M) in a window, each from its own past.

    ``exposure`` (M,) are documents; what stands in ``hits`` from the window on is not looked at. Each past is described by its rate,
    the rate of its last quarter and year, the same weeks of other years, dispersion and autocorrelation. A regression over the bank
    turns these into an expectation; the ``NEIGHBOURS`` series nearest in expectation, dispersion and autocorrelation give their hits in
    the window, scaled to the series' own expectation (semi-automatic approximate Bayesian computation: Fearnhead & Prangle 2012).

    Raises
    ------
    ValueError
        The window or its past has no document.
    """
    at, stop = window.at, window.stop
    if not exposure[window.first : at].sum() > 0 or not exposure[at:stop].sum() > 0:
        raise ValueError("the window and its past need documents")
    known = _bank(exposure.tobytes(), window, bank, seed, month)
    own = describe_past(hits[:, :at].astype(float), exposure, window)
    expected = np.exp(own.design @ known.coefficients + own.offset)
    place = _place(expected, own)
    nearest = known.tree.query(place, k=min(NEIGHBOURS, bank // 4))[1].reshape(len(hits), -1)
    draws = np.rint(known.in_window[nearest] * (expected[:, None] / known.expected[nearest]))
    return Prediction(draws.mean(1), draws, known.counts[nearest[0]], known)


def as_quiet(prediction: Prediction, hits: np.ndarray) -> np.ndarray:
    """p (R,) of at most so many hits: ``(1 + draws at or below) / (1 + draws)``."""
    return (1 + (prediction.draws <= hits[:, None]).sum(1)) / (1 + prediction.draws.shape[1])


class Past(NamedTuple):
    """Descriptions of R pasts: the regressors (R, K), the log of the plain expectation, dispersion and autocorrelation (R,)."""

    design: np.ndarray
    offset: np.ndarray
    dispersion: np.ndarray
    memory: np.ndarray


def describe_past(hits: np.ndarray, exposure: np.ndarray, window: Window) -> Past:
    """What is seen of each past (R, at or more) before the window."""
    first, at, stop, days = window
    n, h = exposure[first:at], hits[:, first:at]
    total, rate, mean, phi, memory = _noise(h, n, days)
    recent = [_against(h, mean, slice(max(0, at - first - max(1, round(d / days))), None)) for d in (SHORT, LONG)]
    same = same_weeks(window)
    weeks = _against(h, mean, same - first) if len(same) else np.zeros(len(h))
    amount, noise = np.log1p(total), np.log(phi)
    columns = [np.ones(len(h)), noise, memory, amount]
    for x in (*recent, weeks):
        columns += [x, x * memory, x * noise, x * amount]
    return Past(np.stack(columns, 1), np.log(rate * exposure[at:stop].sum()), phi, memory)


def _noise(h: np.ndarray, n: np.ndarray, days: float) -> tuple[np.ndarray, ...]:
    """Of series (R, m) with documents ``n`` (m,): hits, rate, means (R, m) by it, dispersion and autocorrelation."""
    total = h.sum(1)
    rate = (total + 0.5) / n.sum()
    mean = rate[:, None] * n
    phi = (((h - mean) ** 2) / np.maximum(mean, 1e-12) * (n > 0)).sum(1) / max((n > 0).sum() - 1, 1)
    residual = (h - mean) / np.sqrt(np.maximum(mean, 1e-12)) * (n > 0)
    lags = range(1, min(max(1, round(LAGS / days)), h.shape[1] - 1) + 1)
    squares = np.maximum((residual**2).sum(1), 1e-12)
    memory = np.mean([(residual[:, k:] * residual[:, :-k]).sum(1) / squares for k in lags], axis=0)
    return total, rate, mean, np.clip(phi, 0.7, 60.0), memory


def same_weeks(window: Window) -> np.ndarray:
    """The slices of the past that lie in the same weeks of other years; none where fewer than three years are known."""
    first, at, stop, days = window
    years = int((at - first) * days / 365.25)
    if years < OTHER_YEARS or (stop - at) * days > 300:
        return np.zeros(0, np.int64)
    back = np.concatenate([np.arange(at, stop) - round(365.25 * y / days) for y in range(1, years + 1)])
    return np.unique(back[(back >= first) & (back < at)])


def _against(hits: np.ndarray, mean: np.ndarray, part) -> np.ndarray:
    """The log of hits over those that the rate of the whole past gives, in a part of the slices, drawn to 0 where they are few."""
    return np.log((hits[:, part].sum(1) + 1) / (mean[:, part].sum(1) + 1))


def _place(expected: np.ndarray, past: Past) -> np.ndarray:
    """Coordinates (R, 3) in which two pasts are near."""
    return np.stack([np.log(expected), np.log(past.dispersion), past.memory], 1) * WEIGHTS


class _Known(NamedTuple):
    counts: np.ndarray
    in_window: np.ndarray
    expected: np.ndarray
    coefficients: np.ndarray
    tree: Any  # scipy.spatial.KDTree
    records: dict[tuple[int, int], Any]  # trees of whole records, made when they are asked for


@lru_cache(maxsize=KEPT)
def _bank(exposure_bytes: bytes, window: Window, size: int, seed: int, month: float) -> _Known:
    """The simulated series of a calendar, what each was to have in the window, and what it had."""
    from scipy.spatial import KDTree

    exposure = np.frombuffer(exposure_bytes)
    random = np.random.default_rng([seed, size, 71])
    asked = window.at if len(same_weeks(window)) else None  # of fewer years none can speak
    counts = wandering_counts(exposure, window.days, size, random, month, asked)
    past = describe_past(counts[:, : window.at].astype(float), exposure, window)
    in_window = counts[:, window.at : window.stop].sum(1).astype(float)
    coefficients = _regression(past, in_window)
    expected = np.exp(past.design @ coefficients + past.offset)
    return _Known(counts, in_window, expected, coefficients, KDTree(_place(expected, past)), {})


def _regression(past: Past, hits: np.ndarray) -> np.ndarray:
    """Coefficients (K,) of a log-linear regression of the hits in the window, weighted as counts with a varying rate."""
    X, offset = past.design, past.offset
    beta, ridge = np.zeros(X.shape[1]), 1e-3 * np.eye(X.shape[1])
    for _ in range(25):
        mean = np.exp(np.clip(X @ beta + offset, -20, 12))
        weight = mean / (1 + 0.5 * mean)  # as if the rate had a coefficient of variation of 0.7
        step = np.linalg.solve(
            (X * weight[:, None]).T @ X + ridge, X.T @ (weight * (hits - mean) / mean) - ridge @ beta
        )
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            break
    return beta


def silent_slices(prediction: Prediction, window: Window, p: float, most: int) -> int | None:
    """After how many slices from the window's first a total silence of the first of R series has so small a p; None up to ``most``."""
    counts = prediction.counts[:, window.at : window.at + most]
    none = (np.cumsum(counts, 1) == 0).sum(0)
    seen = np.flatnonzero((1 + none) / (1 + len(counts)) <= p)
    return int(seen[0]) + 1 if len(seen) else None


def quietest(prediction: Prediction, hits: np.ndarray, exposure: np.ndarray, begin: int, window: Window) -> float:
    """The share of simulated records like that of the first series that hold a window as quiet as the asked one, from ``begin`` on.

    Alike are rate, dispersion and autocorrelation of the whole record, the window in it: it is asked of all that was looked through. Quiet is
    the difference of Freeman & Tukey (1950), ``√x + √(x + 1) − √(4m + 1)``, of the hits x and those m that the mean of
    the other slices gives.
    """
    from scipy.spatial import KDTree

    width, M, known = window.stop - window.at, len(exposure), prediction.bank
    n = exposure[begin:M]
    if (begin, M) not in known.records:
        known.records[begin, M] = KDTree(_place_of_record(known.counts[:, begin:M].astype(float), n, window.days))
    place = _place_of_record(hits[None, begin:M].astype(float), n, window.days)
    nearest = known.records[begin, M].query(place, k=prediction.draws.shape[1])[1][0]
    own = _quietness(hits[None, begin:M], n, width)[0, window.at - begin]
    others = _quietness(known.counts[nearest, begin:M].astype(float), n, width)
    return float((1 + (others.min(1) <= own + 1e-9).sum()) / (1 + len(others)))


def _place_of_record(hits: np.ndarray, exposure: np.ndarray, days: float) -> np.ndarray:
    """Coordinates (R, 3) in which two whole records are near."""
    _, rate, _, phi, memory = _noise(hits, exposure, days)
    return np.stack([np.log(rate * exposure.sum()), np.log(phi), memory], 1) * WEIGHTS


def _quietness(hits: np.ndarray, exposure: np.ndarray, width: int) -> np.ndarray:
    """Freeman & Tukey's difference of each window of ``width`` slices, inf where it has less than half the usual documents."""

    def sums(x: np.ndarray) -> np.ndarray:
        total = np.concatenate([np.zeros((*x.shape[:-1], 1)), np.cumsum(x, -1)], -1)
        return total[..., width:] - total[..., :-width]

    found, documents = sums(hits), sums(exposure)
    outside = (hits.sum(1, keepdims=True) - found) / np.maximum(exposure.sum() - documents, 1e-9)
    out = np.sqrt(found) + np.sqrt(found + 1) - np.sqrt(4 * outside * documents + 1)
    return np.where(documents >= np.median(documents) / 2, out, np.inf)
