"""Trends, change points and bursts: false alarms where nothing happens, power where something does."""

from __future__ import annotations

import numpy as np

from analysis.counts.day_counts import DayCounts
from analysis.statistics.kleinberg_automaton import burst_states
from analysis.study.power_analysis import detected
from analysis.timelines.change_point_tests import change_points
from analysis.timelines.period_counts import period_counts
from analysis.timelines.simulated_counts import Course, simulate_counts

from ._oracle import MONTHS, oracles

GRID = [(dispersion, rho) for dispersion in (1.0, 2.6, 6.5) for rho in (0.0, 0.3, 0.65)]
RATES = (5.0, 20.0)  # documents per 1,000


def counts_of(series: int, *, seed: int, rates=RATES, **course):
    """Counts of so many terms, their rates in turn."""
    courses = [Course(f"{k:04}", rate=rates[k % len(rates)], **course) for k in range(series)]
    return simulate_counts(courses, documents_a_year=4_800, seed=seed)


def usual(counts) -> dict[str, float]:
    """False alarms of what is usually done: Mann–Kendall on months, a split by BIC, Kleinberg unscaled."""
    from scipy.stats import kendalltau

    data = period_counts(counts, None, "1mo")
    share = data.hits / data.documents
    months = np.arange(share.shape[1])
    trend = np.mean([kendalltau(months, row).pvalue <= 0.05 for row in share])
    half = 0.5 * data.documents / data.documents.mean()
    x = np.log((data.hits + half) / (data.documents - data.hits + half))
    centred = x - x.mean(1, keepdims=True)
    k = np.arange(6, MONTHS - 5)
    gain = (np.cumsum(centred, 1)[:, k - 1] ** 2 * MONTHS / (k * (MONTHS - k))).max(1)
    whole = (centred**2).sum(1)
    split = np.mean(MONTHS * np.log(whole / (whole - gain)) > 3 * np.log(MONTHS))  # a mean, a place, as ruptures counts
    burst = burst_states(data.hits, data.documents, np.ones(len(data.hits)), s=2.0, gamma=1.0)[0].any(1).mean()
    return {"trend": float(trend), "change": float(split), "burst": float(burst)}


NAMES = {"trend": "Mann–Kendall on months", "change": "split by BIC", "burst": "Kleinberg as packaged"}


def false_alarms(*, series: int, draws: int, seed: int, grid=GRID) -> list[dict]:
    """Rows: for each dispersion and autocorrelation, the share of null series in which each test finds something."""
    rows = []
    for dispersion, rho in grid:
        counts = counts_of(series, dispersion=dispersion, autocorrelation=rho, seed=seed + int(100 * rho + dispersion))
        others = usual(counts)
        for effect, name in NAMES.items():
            value = float((detected(counts, effect, draws=draws, seed=seed) <= 0.05).mean())
            rows.append(
                {
                    "question": f"{effect}: false alarms",
                    "setting": f"dispersion {dispersion:g}, autocorrelation {rho:g}",
                    "measure": "series of nothing with p ≤ 0.05",
                    "target": "at most 0.06",
                    "value": value,
                    "usual": name,
                    "usual_value": others[effect],
                    "runs": series,
                    "met": value <= 0.06,
                    "note": f"simulation error ± {1.96 * np.sqrt(0.05 * 0.95 / series):.3f}",
                }
            )
    return rows


def other_autocorrelation(*, series: int, draws: int, seed: int, rhos=(0.3, 0.65, 0.9)) -> list[dict]:
    """Rows: false alarms where months are autocorrelated in another way than the null of the tests supposes.

    Documents are binomial draws from a rate that drifts: log-normal, its logarithm an autoregression of first order,
    so that the counts have dispersion 2.6 on average, and a month depends on the rate of the last, not on its count.
    """
    rows = []
    for rho in rhos:
        random = np.random.default_rng([seed, int(100 * rho)])
        counts = counts_of(1, seed=seed)
        month = ((counts.days.dt.year() - 2013) * 12 + counts.days.dt.month() - 1).to_numpy()
        z = random.standard_normal((series, MONTHS))
        for m in range(1, MONTHS):
            z[:, m] = rho * z[:, m - 1] + np.sqrt(1 - rho**2) * z[:, m]
        rate = np.resize(RATES, series)[:, None] / 1_000
        spread = np.sqrt(np.log1p(1.6 / (rate * counts.documents.sum() / MONTHS)))
        share = np.minimum(rate * np.exp(spread * z - spread**2 / 2), 1.0)
        hits = random.binomial(counts.documents, share[:, month])
        counts = DayCounts(
            tuple(f"{k:04}" for k in range(series)),
            counts.days,
            counts.documents,
            counts.characters,
            hits,
            hits.astype(float),
            np.zeros(hits.shape),
        )
        for effect in ("change", "burst"):
            value = float((detected(counts, effect, draws=draws, seed=seed) <= 0.05).mean())
            rows.append(
                {
                    "question": f"{effect}: false alarms, another memory",
                    "setting": f"rates that wander, autocorrelation {rho:g}",
                    "measure": "series of nothing with p ≤ 0.05, from a model that is not the one of the test's null",
                    "target": "at most 0.06" if rho < 0.9 else "shown, none set",
                    "value": value,
                    "usual": "",
                    "usual_value": None,
                    "runs": series,
                    "met": value <= 0.06 or rho > 0.65,
                    "note": f"simulation error ± {1.96 * np.sqrt(0.05 * 0.95 / series):.3f}",
                }
            )
    return rows


def power_rows(*, series: int, draws: int, seed: int, settings, oracle_runs: int = 2_000) -> list[dict]:
    """Rows: how often a planted change, burst or trend has p ≤ 0.05."""
    rows = []
    for effect, rate, dispersion, rho, planted, words in settings:
        counts = counts_of(series, rates=(rate,), dispersion=dispersion, autocorrelation=rho, seed=seed, **planted)
        value = float((detected(counts, effect, draws=draws, seed=seed) <= 0.05).mean())
        note = ""
        if effect in ORACLES:
            known, searched = oracles(
                rate=rate, dispersion=dispersion, autocorrelation=rho, runs=oracle_runs, **ORACLES[effect]
            )
            note = f"a test told both rates, dispersion and memory: {searched:.3f}; told the month as well: {known:.3f}"
        rows.append(
            {
                "question": f"{effect}: power",
                "measure": "planted series with p ≤ 0.05",
                "target": "at least 0.9",
                "setting": f"{words} of {rate:g} per 1,000, dispersion {dispersion:g}, autocorrelation {rho:g}",
                "value": value,
                "usual": "",
                "usual_value": None,
                "runs": series,
                "met": value >= 0.9,
                "note": note,
            }
        )
    return rows


def places(*, series: int, draws: int, seed: int, settings=((1.0, 0.0), (2.6, 0.3))) -> list[dict]:
    """Rows: how often the interval of a change's month holds the planted month."""
    rows = []
    for dispersion, rho in settings:
        counts = counts_of(
            series, rates=(10.0,), dispersion=dispersion, autocorrelation=rho, seed=seed, changes=(("2018-07", 3.0),)
        )
        found = change_points(counts, draws=draws, seed=seed, most=1).filter("decision")
        month = np.datetime64("2018-07-01")
        inside = (found["low"].to_numpy() <= month) & (month <= found["high"].to_numpy())
        rows.append(
            {
                "question": "change: place",
                "setting": f"tripling of 10 per 1,000, dispersion {dispersion:g}, autocorrelation {rho:g}",
                "measure": "0.95 intervals that hold the planted month",
                "target": "at least 0.93",
                "value": float(inside.mean()),
                "usual": "",
                "usual_value": None,
                "runs": len(found),
                "met": bool(inside.mean() >= 0.93),
                "note": "",
            }
        )
    return rows


DOUBLE = {"changes": (("2018-07", 2.0),)}
TRIPLE = {"bursts": (("2017-04", 6, 3.0),)}
ORACLES = {"change": {"factor": 2.0, "first": 66, "last": MONTHS}, "burst": {"factor": 3.0, "first": 51, "last": 57}}
SETTINGS = [
    *(("change", 5.0, d, m, DOUBLE, "lasting doubling") for d, m in ((1.0, 0.0), (2.6, 0.0), (2.6, 0.3))),
    *(
        ("burst", rate, d, m, TRIPLE, "threefold burst of 6 months")
        for rate, d, m in ((5.0, 1.0, 0.0), (20.0, 2.6, 0.0), (20.0, 2.6, 0.3))
    ),
    ("trend", 5.0, 2.6, 0.3, {"growth": 1.15}, "growth of 15 % a year"),
]


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    if fast:
        grid, settings = GRID[::4], [SETTINGS[0], SETTINGS[3]]
        return (
            false_alarms(series=40, draws=99, seed=seed, grid=grid)
            + power_rows(series=20, draws=99, seed=seed, settings=settings, oracle_runs=200)
            + other_autocorrelation(series=20, draws=99, seed=seed, rhos=(0.3,))
            + places(series=20, draws=99, seed=seed, settings=((1.0, 0.0),))
        )
    return (
        false_alarms(series=1_200, draws=199, seed=seed)
        + other_autocorrelation(series=600, draws=199, seed=seed)
        + power_rows(series=400, draws=199, seed=seed, settings=SETTINGS)
        + places(series=200, draws=199, seed=seed)
    )
