# long: four kinds of rows, with the simulators that they share
"""Silences: false ones of series whose rate wanders, by two simulators that made no bank, and planted ones that are found.

Also of the quietest window of a record (``p_anywhere``), and of documents that leave the term out (``p_left_out``).
"""

from __future__ import annotations

import numpy as np

from analysis.statistics.count_series import simulate_count_series
from analysis.statistics.latent_rates import MONTH
from analysis.statistics.predictive_counts import Window, _quietness, as_quiet, predict, quietest
from analysis.timelines.left_out_documents import left_out_p
from analysis.timelines.silences import JUDGED

LIMIT = JUDGED * 0.05
NULLS = [(1.0, 0.0), (2.6, 0.0), (6.5, 0.0), (2.6, 0.3), (2.6, 0.65), (6.5, 0.65), (2.6, 0.9), (6.5, 0.9)]
WINDOWS = {"14 days": (14.0, 1), "a month": (MONTH, 1), "a quarter": (MONTH, 3), "a year": (MONTH, 12)}
FEWEST = 5  # hits in the past, as in `silence`
RECORD, FIRST = 60, 12  # months, and the first of them that may be the quietest: what lies before is past


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


def of_the_quietest(settings: dict[str, np.ndarray], n: np.ndarray, bank: int) -> dict[str, list[tuple[float, float]]]:
    """``p_anywhere`` and ``p`` of the quietest month of each series (R, RECORD), by setting.

    Month by month, since each has a bank of its own.
    """
    at = {}
    for name, hits in settings.items():
        hits = np.minimum(hits, n)
        settings[name] = hits
        at[name] = FIRST + _quietness(hits, n, 1)[:, FIRST:].argmin(1)
    out: dict[str, list[tuple[float, float]]] = {name: [] for name in settings}
    for month in range(FIRST, RECORD):
        window = Window(0, month, month + 1, MONTH)
        for name, hits in settings.items():
            for one in hits[(at[name] == month) & (hits[:, :month].sum(1) >= FEWEST)]:
                prediction = predict(one[None, :], n, window, bank=bank)
                p = float(as_quiet(prediction, one[None, month])[0])
                out[name].append((quietest(prediction, one, n, 0, window), p))
    return out


def anywhere(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the quietest month of five years, of nothing and with one month without a hit."""
    series, bank = (25, 4_000) if fast else (400, 20_000)
    n, settings, planted = calendar(MONTH, RECORD), {}, {}
    nulls = NULLS[3:5] if fast else NULLS[:1] + NULLS[1:6]
    for j, (phi, rho) in enumerate(nulls):
        for s, simulate in enumerate((simulate_count_series, gamma_autoregression)):
            random = np.random.default_rng([seed, 44, j, s])
            name = f"20 per 1,000, dispersion {phi:g}, memory {rho:g}, {('copula', 'gamma')[s]}"
            settings[name] = simulate(np.tile(0.02 * n, (series, 1)), phi, rho, random)
    for expected, (phi, rho) in ((20, (1.0, 0.0)),) if fast else ((10, (1.0, 0.0)), (20, (1.0, 0.0)), (20, (2.6, 0.3))):
        random = np.random.default_rng([seed, 45, expected, int(10 * phi)])
        hits = simulate_count_series(np.tile(expected * n / n.mean(), (series, 1)), phi, rho, random)
        hits[np.arange(series), random.integers(FIRST, RECORD, series)] = 0
        name = f"a month without a hit where {expected} are expected, dispersion {phi:g}, memory {rho:g}"
        planted[name] = hits
    found, rows = of_the_quietest({**settings, **planted}, n, bank), []
    for name, values in found.items():
        p = np.array(values)
        value, plain = (float((p[:, c] <= 0.05).mean()) for c in (0, 1))
        least = None if name in settings else 0.3 if "2.6" in name else 0.8
        target = "at most 0.06" if least is None else f"at least {least:g}"
        met = value <= 0.06 if least is None else value >= least
        question = f"quietest month of five years: {'false' if least is None else 'power'}"
        rows.append(row(question, name, "its p_anywhere ≤ 0.05", value, target, met, len(p)))
        rows[-1] |= dict(usual="p of the month", usual_value=plain)
    return rows


def company(
    share: float, now: float, opportunity: float, stretches: int, clustering: float, rho: float, *, series: int, random
) -> tuple[np.ndarray, np.ndarray]:
    """``p_left_out`` of so many pasts and windows, and that of a binomial share; months' shares are beta, alike those before them."""
    from scipy.special import betaincinv, ndtr
    from scipy.stats import binom

    out, plain = [], []
    for _ in range(series):
        n = random.poisson(opportunity, stretches + 1)
        level = np.full(stretches + 1, share)
        level[-1] = now
        if clustering:
            z = random.standard_normal(stretches + 1)
            for t in range(1, len(z)):
                z[t] = rho * z[t - 1] + np.sqrt(1 - rho**2) * z[t]
            level = betaincinv(level * (1 / clustering - 1), (1 - level) * (1 / clustering - 1), ndtr(z))
        k = random.binomial(n, np.clip(level, 0, 1))
        stretch = np.repeat(np.arange(stretches), n[:-1])
        left = np.arange(n[:-1].sum()) - np.repeat(np.cumsum(n[:-1]) - n[:-1], n[:-1]) < np.repeat(k[:-1], n[:-1])
        if len(stretch) < 10 or not n[-1]:  # as `silence`: of fewer nothing is said
            continue
        out.append(left_out_p(left, stretch, int(k[-1]), int(n[-1]))[1])
        plain.append(binom.sf(k[-1] - 1, n[-1], (k[:-1].sum() + 0.5) / (len(stretch) + 1)))
    return np.array(out), np.array(plain)


def left_out(*, fast: bool, seed: int) -> list[dict]:
    """Rows of documents that name a term's collocates and leave it out: as many as ever, and many more."""
    series, rows = 200 if fast else 2_000, []
    cases = [(s, s, m, t, c, 0.0) for s in (0.2, 0.5, 0.8) for m in (5, 30) for t in (10, 30) for c in (0.0, 0.2)]
    cases += [(s, s, m, 30, 0.2, 0.5) for s in (0.2, 0.5) for m in (5, 30)]
    cases += [(0.2, 0.9, m, 30, c, 0.0) for m in (5, 30) for c in (0.0, 0.2)]
    for j, (share, now, opportunity, stretches, clustering, rho) in enumerate([cases[7], cases[-2]] if fast else cases):
        random = np.random.default_rng([seed, 46, j])
        p, plain = company(share, now, opportunity, stretches, clustering, rho, series=series, random=random)
        value, usual, alike = float((p <= 0.05).mean()), float((plain <= 0.05).mean()), now == share
        setting = (
            f"{share:g} left out, {opportunity} documents a window, past of {stretches}, clustering {clustering:g}"
        )
        setting += f", autocorrelation {rho:g}" if rho else ""
        target, met = "at most 0.06", value <= 0.06
        if not alike:
            setting += f", {now:g} in the window"
            bounded = opportunity == 30
            target, met = ("at least 0.8", value >= 0.8) if bounded else ("none set: five documents", True)
        question = f"term left out: {'false' if alike else 'power'}"
        rows.append(row(question, setting, "windows with p_left_out ≤ 0.05", value, target, met, len(p)))
        rows[-1] |= dict(usual="binomial", usual_value=usual)
    return rows


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
    return rows + anywhere(fast=fast, seed=seed) + left_out(fast=fast, seed=seed)
