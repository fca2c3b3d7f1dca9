"""Silences: false ones of series whose rate wanders, by two simulators that made no bank, and planted ones that are found."""

from __future__ import annotations

import numpy as np

from analysis.statistics.count_series import simulate_count_series
from analysis.statistics.latent_rates import MONTH
from analysis.statistics.predictive_counts import Window, as_quiet, predict
from analysis.timelines.silences import JUDGED

LIMIT = JUDGED * 0.05
NULLS = [(1.0, 0.0), (2.6, 0.0), (6.5, 0.0), (2.6, 0.3), (2.6, 0.65), (6.5, 0.65), (2.6, 0.9), (6.5, 0.9)]
WINDOWS = {"14 days": (14.0, 1), "a month": (MONTH, 1), "a quarter": (MONTH, 3), "a year": (MONTH, 12)}
FEWEST = 5  # hits in the past, as in `silence`


def calendar(days: float, size: int) -> np.ndarray:
    """Documents by slice, uneven: 430 a month on average."""
    return np.round(430 * days / MONTH * np.random.default_rng(5).uniform(0.8, 1.2, size))


def gamma_autoregression(mean: np.ndarray, dispersion: float, rho: float, random: np.random.Generator) -> np.ndarray:
    """Counts (R, M) of a rate with gamma margins and autocorrelation ρ (Sim 1990); Poisson for dispersion 1."""
    if dispersion <= 1:
        return random.poisson(mean).astype(float)
    shape = mean.mean(1) / (dispersion - 1)
    rate, out = random.gamma(shape), np.empty(mean.shape)
    for t in range(mean.shape[1]):
        if t:
            rate = random.gamma(shape + random.poisson(rate * rho / (1 - rho))) * (1 - rho)
        out[:, t] = random.poisson(rate / shape * mean[:, t])
    return out


def row(question, setting, measure, value, target, met, runs, usual=None) -> dict:
    """A row of the table; the usual test is Poisson's, with the mean of the past."""
    return dict(question=question, setting=setting, measure=measure, value=value, target=target, met=met,
                usual="" if usual is None else "Poisson", usual_value=usual, runs=runs, note="")  # fmt: skip


def judged(hits: np.ndarray, n: np.ndarray, window: Window, bank: int) -> tuple[np.ndarray, np.ndarray]:
    """Which series are called quiet, of those with a past, and which by Poisson's distribution at the same level."""
    from scipy.stats import poisson

    hits = np.minimum(hits, n)
    past = hits[:, window.first : window.at].sum(1)
    hits, past = hits[past >= FEWEST], past[past >= FEWEST]
    inside = hits[:, window.at : window.stop].sum(1)
    p = as_quiet(predict(hits, n, window, bank=bank), inside)
    share = n[window.at : window.stop].sum() / n[window.first : window.at].sum()
    return p <= LIMIT, poisson.cdf(inside, past * share) <= LIMIT


def run(*, fast: bool = False, seed: int = 0) -> list[dict]:
    """Rows of the table of validity."""
    series, bank = (200, 6_000) if fast else (2_000, 30_000)
    rows = []
    for k, (name, (days, width)) in enumerate(WINDOWS.items()):
        if fast and name == "a year":
            continue
        past = max(round(5 * 365 / days), 10 * width if width == 12 else 0)
        size = past + width
        n, window = calendar(days, size), Window(0, past, size, days)
        for rate in (5.0, 20.0):
            for j, (phi, rho) in enumerate(NULLS):
                for s, simulate in enumerate((simulate_count_series, gamma_autoregression)):
                    random = np.random.default_rng([seed, 41, k, int(rate), j, s])
                    mean = np.tile(rate / 1_000 * n, (series, 1))
                    found, plain = judged(simulate(mean, phi, rho ** (days / MONTH), random), n, window, bank)
                    setting = (
                        f"{name}, {rate:g} per 1,000, dispersion {phi:g}, memory {rho:g}, {('copula', 'gamma')[s]}"
                    )
                    value = float(found.mean())
                    rows.append(row("silence: false", setting, "null series with p ≤ 0.04", value, "at most 0.06",
                                    value <= 0.06, len(found), float(plain.mean())))  # fmt: skip
        if width == 12 or days == MONTH:
            peak = np.where(np.arange(size) % 12 == (past + (0 if width == 1 else 5)) % 12, 1 / 3, 1.0)
            random = np.random.default_rng([seed, 42, k])
            found, plain = judged(random.poisson(np.tile(0.02 * n * peak, (series, 1))), n, window, bank)
            rows.append(row("silence: false", f"{name}, 20 per 1,000, one month of the year at a third", "null series with p ≤ 0.04",
                            float(found.mean()), "at most 0.06", found.mean() <= 0.06, len(found), float(plain.mean())))  # fmt: skip
    n, window = calendar(MONTH, 61), Window(0, 60, 61, MONTH)
    for expected in (3, 5, 10, 20):
        for phi, rho in ((1.0, 0.0), (2.6, 0.3)):
            random = np.random.default_rng([seed, 43, expected, int(10 * phi)])
            hits = simulate_count_series(np.tile(expected * n / n[60], (series, 1)), phi, rho, random)
            hits[:, 60] = 0
            found, plain = judged(hits, n, window, bank)
            value, least = float(found.mean()), {(10, 1.0): 0.8, (20, 1.0): 0.8, (20, 2.6): 0.3}.get((expected, phi))
            target = "shown, none set" if least is None else f"at least {least:g}"
            rows.append(row("silence: power", f"no hit in a month where {expected} are expected, dispersion {phi:g}, memory {rho:g}",
                            "planted silences with p ≤ 0.04", value, target, least is None or value >= least, len(found), float(plain.mean())))  # fmt: skip
    return rows
