"""Intervals of prominence: how often they hold the planted share, where a day's titles name a term together or not."""

from __future__ import annotations

import numpy as np

from analysis.statistics.share_intervals import share_intervals

YEARS, DAYS = 5, 365


def covered(hits: float, share: float, own: float, *, terms: int, seed: int) -> tuple[float, int]:
    """Coverage over terms and years; a day's share is beta with ``own`` (a smaller one: days that title it, or do not)."""
    random = np.random.default_rng([seed, int(hits), int(100 * share), int(min(own, 99))])
    shape, place = (terms, YEARS * DAYS), np.repeat(np.arange(YEARS), DAYS)
    events = random.poisson(hits / DAYS / 2.0, shape)
    whole = events + random.poisson(events)  # a day with the term has it twice on average
    day = np.full(shape, share) if np.isinf(own) else random.beta(share * own, (1 - share) * own, shape)
    part = random.binomial(whole, day)
    low, high = share_intervals(part.astype(float), whole.astype(float), place, YEARS, 0.95)
    known = np.isfinite(low)
    return float(((low <= share) & (high >= share))[known].mean()), int(known.sum())


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    rows = []
    for hits, share in ((100, 0.2),) if fast else ((30, 0.2), (100, 0.05), (100, 0.2), (400, 0.2), (400, 0.02)):
        for own in (2.0,) if fast else (np.inf, 2.0):
            value, n = covered(hits, share, own, terms=40 if fast else 400, seed=seed)
            days = "days alike" if np.isinf(own) else "days that title it, or do not"
            rows.append(
                dict(
                    question="intervals of estimates: prominence",
                    setting=f"{hits} documents a year, {share:g} titles, {days}",
                    measure="coverage of the 0.95 interval",
                    value=value,
                    target="0.93 to 0.97",
                    met=0.93 <= value <= 0.97,
                    usual="",
                    usual_value=None,
                    runs=n,
                    note="",
                )
            )
    return rows
