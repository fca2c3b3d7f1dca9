"""Bursts: false alarms at p ≤ 0.04, power for one campaign and for several, and where they begin and end."""

from __future__ import annotations

import numpy as np

from analysis.statistics.level_tests import BANK, LevelTest, level_test, likely_stretches
from analysis.timelines.level_verdicts import PLACE_POWER

from ._monthly_series import broadcast_calendar, campaigns, copula, error, every_so_many, row, share_called
from .rises import FOUND, LEVEL, false_alarms

# words, rate per 1,000, factor, first months, dispersion, autocorrelation, target
PLANTED = [
    ("threefold for six months, of 20", 20, 3, (51,), 2.6, 0.0, 0.95),
    ("threefold for six months, of 20", 20, 3, (51,), 2.6, 0.3, 0.65),
    ("threefold for six months, of 5", 5, 3, (51,), 1.0, 0.0, 0.80),
    ("two campaigns, fourfold, of 10", 10, 4, (30, 90), 2.6, 0.0, 0.75),
    ("three campaigns, fivefold, of 10", 10, 5, (20, 60, 100), 2.6, 0.0, 0.90),
]


def power_rows(test: LevelTest, series: int, seed: int) -> list[dict]:
    """Rows: planted campaigns that are called."""
    rows = []
    for words, rate, factor, firsts, dispersion, rho, target in PLANTED:
        mean = campaigns(test.calendar, series, rate, factor, firsts)
        hits = copula(mean, dispersion, rho, np.random.default_rng([seed, len(rows)]))
        value = share_called(test.judge(hits))
        setting = f"{words} per 1,000, dispersion {dispersion:g}, autocorrelation {rho:g}"
        rows.append(row("burst: power", setting, FOUND, value, target, series, most=False, note=error(value, series)))
    return rows


def quarterly_power(series: int, bank: int, seed: int) -> dict:
    """Row: two quarterly issues at five times the rate."""
    calendar = every_so_many(3)
    test = level_test("burst", calendar, bank=bank)
    hits = copula(campaigns(calendar, series, 20, 5, (17,), 2), 2.6, 0.0, np.random.default_rng([seed, 70]))
    value = share_called(test.judge(hits))
    setting = "fivefold for two issues of a quarterly, of 20 per 1,000, dispersion 2.6"
    return row("burst: power", setting, FOUND, value, 0.9, series, most=False, note=error(value, series))


def places(test: LevelTest, series: int, seed: int) -> list[dict]:
    """Rows: intervals of 0.95 that hold the first month, and the last, of campaigns that are called."""
    rows, start, months = [], 51, 6
    for rate, factor, dispersion in ((20, 3, 2.6), (5, 4, 1.0), (10, 6, 2.6)):
        mean = campaigns(test.calendar, series, rate, factor, (start,), months)
        judged = test.judge(copula(mean, dispersion, 0.0, np.random.default_rng([seed, 80, rate])))
        called = (judged.p <= LEVEL) & ~judged.beyond
        likely = likely_stretches(judged.shares, 0.95**PLACE_POWER)[called]
        for edge, wanted, words in zip(test.ratio.stretches, (start, start + months), ("start", "end"), strict=True):
            low, high = (np.array([most(edge[some]) for some in likely]) for most in (np.min, np.max))
            value = ((low <= wanted) & (wanted <= high)).mean()
            setting = f"{words}, times {factor} for six months, of {rate} per 1,000, dispersion {dispersion:g}"
            note = f"width, median: {np.median(high - low):.0f} months"
            measure = "0.95 intervals that hold the planted month"
            rows.append(row("burst: place", setting, measure, value, 0.93, int(called.sum()), most=False, note=note))
    return rows


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    series, bank = (200, 2_000) if fast else (2_000, BANK)
    test = level_test("burst", broadcast_calendar(), bank=bank)
    calendars = {"monthly": broadcast_calendar()}
    if not fast:
        calendars |= {"every second month": every_so_many(2), "quarterly": every_so_many(3)}
    return (
        false_alarms(calendars, series, bank, seed, ("burst",))
        + power_rows(test, series, seed)
        + [quarterly_power(series, bank, seed)]
        + places(test, series, seed)
    )
