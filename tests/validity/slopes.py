"""Trends: false alarms of the test on years, on calendars of months and of issues, and its power."""

from __future__ import annotations

import numpy as np

from analysis.timelines.trend_tests import trends

from ._monthly_series import allowed, as_counts, broadcast_calendar, copula, error, even, every_so_many, nulls, row

DENSE = "50 per 1,000"


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    series = 200 if fast else 2_000
    calendars = {"monthly": broadcast_calendar()}
    if not fast:
        calendars |= {"every second month": every_so_many(2), "quarterly": every_so_many(3)}
    rows = []
    for words, calendar in calendars.items():
        for setting, hits in nulls(calendar, series, seed).items():
            p = trends(as_counts(calendar, hits), q=1.0)["p"].drop_nulls().to_numpy()
            value, most = (p <= 0.05).mean(), 0.08 if setting.startswith(DENSE) else allowed(setting)
            found = row(
                "trend: false alarms",
                f"{setting}, {words}",
                "null series with p ≤ 0.05",
                value,
                most,
                len(p),
                most=True,
            )
            rows.append(found | {"note": error(value, len(p))})
    calendar = broadcast_calendar()
    growth = even(calendar, series, (5.0,)) * 1.15 ** (np.arange(len(calendar)) / 12)
    for rho in (0.0, 0.3):
        hits = copula(growth, 2.6, rho, np.random.default_rng([seed, 90]))
        value = (trends(as_counts(calendar, hits), q=1.0)["p"] <= 0.05).mean()
        setting = f"growth of 15 % a year of 5 per 1,000, dispersion 2.6, autocorrelation {rho:g}"
        rows.append(row("trend: power", setting, "planted series with p ≤ 0.05", value, 0.9, series, most=False))
    return rows
