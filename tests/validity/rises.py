"""Rises and falls: false alarms at p ≤ 0.04, power, and how often the interval of the month holds it."""

from __future__ import annotations

import numpy as np

from analysis.statistics.level_tests import BANK, LevelTest, level_test, likely_stretches
from analysis.timelines.level_verdicts import PLACE_POWER

from ._monthly_series import (
    allowed,
    broadcast_calendar,
    copula,
    error,
    every_so_many,
    nulls,
    row,
    share_called,
    stepped,
)

LEVEL = 0.04  # at which the targets are judged; q follows from p
FALSE = "null series with p ≤ 0.04"
FOUND = "planted series with p ≤ 0.04"
HALF, LATE = 0.5, 14  # of the series; slices before its end


def false_alarms(calendars: dict, series: int, bank: int, seed: int, questions=("rise", "fall")) -> list[dict]:
    """Rows: null series that are called, by calendar and question."""
    rows = []
    for words, calendar in calendars.items():
        tests = {question: level_test(question, calendar, bank=bank) for question in questions}
        for setting, hits in nulls(calendar, series, seed).items():
            for question, test in tests.items():
                judged = test.judge(hits)
                value, usual = share_called(judged), share_called(judged, 0.05)
                note = f"p ≤ 0.05: {usual:.3f}; not testable: {judged.beyond.mean():.3f}; {error(value, series)}"
                whole = f"{setting}, {words}"
                rows.append(
                    row(
                        f"{question}: false alarms", whole, FALSE, value, allowed(setting), series, most=True, note=note
                    )
                )
    return rows


def power_rows(tests: dict[str, LevelTest], series: int, seed: int) -> list[dict]:
    """Rows: planted rises and falls that are called."""
    calendar = tests["rise"].calendar
    M = len(calendar)
    settings = [
        ("rise", "doubling of 5 per 1,000", stepped(calendar, series, 5, 2, int(M * HALF)), (0.9, 0.75)),
        ("rise", "the last 14 months of 5 per 1,000 doubled", stepped(calendar, series, 5, 2, M - LATE), (0.45, 0.25)),
        ("fall", "halving of 10 per 1,000", stepped(calendar, series, 10, 0.5, int(M * HALF)), (0.85, 0.65)),
        ("fall", "10 per 1,000, none in the last 14 months", stepped(calendar, series, 10, 0.0, M - LATE), (0.75, 0.7)),
    ]
    rows = []
    for question, words, mean, targets in settings:
        for rho, target in zip((0.0, 0.3), targets, strict=True):
            hits = copula(mean, 2.6, rho, np.random.default_rng([seed, len(rows)]))
            value = share_called(tests[question].judge(hits))
            setting = f"{words}, dispersion 2.6, autocorrelation {rho:g}"
            rows.append(
                row(f"{question}: power", setting, FOUND, value, target, series, most=False, note=error(value, series))
            )
    return rows


def quarterly_power(monthly: LevelTest, series: int, bank: int, seed: int) -> dict:
    """Row: the same documents in quarterly issues, against the months."""
    calendar = every_so_many(3)
    quarterly = level_test("rise", calendar, bank=bank)
    values = []
    for test in (monthly, quarterly):
        mean = stepped(test.calendar, series, 5, 2, len(test.calendar) // 2)
        values.append(share_called(test.judge(copula(mean, 2.6, 0.0, np.random.default_rng([seed, 50])))))
    return row(
        "rise: power of a quarterly",
        "doubling of 5 per 1,000, dispersion 2.6, the same documents in 44 issues",
        "planted series called, over those of the monthly",
        values[1] / max(values[0], 1e-9),
        0.9,
        series,
        most=False,
        note=f"{values[1]:.3f} of issues, {values[0]:.3f} of months",
    )


def places(test: LevelTest, series: int, seed: int) -> list[dict]:
    """Rows: intervals of 0.95 that hold the planted month, of the series that are called."""
    calendar, rows = test.calendar, []
    k = len(calendar) // 2
    for dispersion, rho in ((1.0, 0.0), (2.6, 0.0), (2.6, 0.3)):
        for factor in (2, 4):
            hits = copula(stepped(calendar, series, 5, factor, k), dispersion, rho, np.random.default_rng([seed, 60]))
            judged = test.judge(hits)
            called = judged.p <= LEVEL
            likely = likely_stretches(judged.shares, 0.95**PLACE_POWER)[called]
            first = test.ratio.stretches.first
            low, high = (np.array([edge(first[some]) for some in likely]) for edge in (np.min, np.max))
            value = ((low <= k) & (k <= high)).mean()
            setting = f"5 per 1,000 times {factor}, dispersion {dispersion:g}, autocorrelation {rho:g}"
            note = f"width, median: {np.median(high - low):.0f} months"
            measure = "0.95 intervals that hold the planted month"
            rows.append(row("rise: place", setting, measure, value, 0.93, int(called.sum()), most=False, note=note))
    return rows


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    series, bank = (200, 2_000) if fast else (2_000, BANK)
    monthly = {question: level_test(question, broadcast_calendar(), bank=bank) for question in ("rise", "fall")}
    calendars = {"monthly": broadcast_calendar()}
    if not fast:
        calendars |= {"every second month": every_so_many(2), "quarterly": every_so_many(3)}
    return (
        false_alarms(calendars, series, bank, seed)
        + power_rows(monthly, series, seed)
        + [quarterly_power(monthly["rise"], series, bank, seed)]
        + places(monthly["rise"], series, seed)
    )
