"""The smallest entry that would be seen in a corpus, by simulation on its calendar; made once for it and kept."""

from __future__ import annotations

import numpy as np

from ..statistics.calendars import Calendar
from ..statistics.count_series import simulate_count_series
from ..statistics.entry_test import VERSION, absence, absence_p
from ..statistics.null_bank import cached_bank
from ..statistics.rare_null_series import FIXED
from .entry_tests import rounded
from .period_counts import PeriodCounts

RATES = (0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0)  # per 1,000 documents
DISPERSIONS = (1.0, 2.6, 6.5)
SERIES = 100
ENOUGH = 0.8  # the usual aim (Cohen 1988)
ALPHA = 0.05
LEAST = 24


def smallest_entries(calendar: Calendar, bank: int, seed: int = 0) -> np.ndarray:
    """For each of `DISPERSIONS` the smallest of `RATES` at which an entry at mid-series that stays has p ≤ 0.05 in 80 %.

    Infinite where none has it. Shape (3,).
    """

    def make() -> dict[str, np.ndarray]:
        random, M = np.random.default_rng([seed, 5]), len(calendar)
        after = np.arange(M) >= M // 2
        found = []
        for dispersion in DISPERSIONS:
            mean = np.repeat(RATES, SERIES)[:, None] / 1_000 * calendar.documents * after
            hits = np.minimum(
                simulate_count_series(np.maximum(mean, 1e-9), dispersion, 0.0, random), calendar.documents
            )
            p, _ = absence_p(
                absence(hits, calendar.documents, calendar.months, LEAST), calendar, LEAST, size=bank, seed=seed
            )
            seen = (p.reshape(len(RATES), SERIES) <= ALPHA).mean(1) >= ENOUGH
            from_here = np.logical_and.accumulate(seen[::-1])[::-1]
            found.append(RATES[int(from_here.argmax())] if from_here.any() else np.inf)
        return {"smallest": np.array(found)}

    key = {
        **calendar.key,
        "bank": bank,
        "seed": seed,
        "null": FIXED,
        "version": VERSION,
        "grid": (RATES, DISPERSIONS, SERIES, 1),
    }
    return cached_bank("entry-power", key, make)["smallest"]


def entries_seen(data: PeriodCounts, *, bank: int, seed: int) -> list[str]:
    """For each term, in words, the smallest entry that would have been seen, at the dispersion of the grid nearest its own."""
    n, hits = data.documents, data.hits
    share = hits.sum(1, keepdims=True) / n.sum()
    phi = ((hits - n * share) ** 2 / np.maximum(n * share, 1e-12)).sum(1) / max(len(n) - 1, 1)
    nearest = np.abs(np.log(np.maximum(phi, 1.0))[:, None] - np.log(DISPERSIONS)).argmin(1)
    smallest = smallest_entries(data.calendar, bank, seed)[nearest]
    return [
        "no entry of the sizes tried"
        if np.isinf(rate)
        else f"an entry at mid-series that stays, from {rounded(rate)} per 1,000"
        for rate in smallest
    ]
