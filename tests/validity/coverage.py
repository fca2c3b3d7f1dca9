"""Intervals: how often does a year's interval hold the rate that was planted?"""

from __future__ import annotations

import numpy as np

from analysis.statistics.intervals import wilson
from analysis.timelines.rates import timeline
from analysis.timelines.simulated_counts import Course, simulate_counts

YEARS = 11
UNEVEN = (4_700, 5_900, 3_600, 4_100, 7_300, 4_800, 2_900, 5_200, 6_400, 3_300, 4_500)  # documents a year
HITS = (5, 20, 100, 500)
DISPERSIONS = (1.0, 2.6, 6.5)


def covered(hits: float, dispersion: float, *, terms: int, draws: int, seed: int) -> dict[str, float]:
    """Share of years whose interval holds the planted rate, for each method; and the share of years without a hit.

    All dispersion comes from documents of one day, which is what both intervals claim to allow for.
    """
    rate = hits / np.mean(UNEVEN) * 1_000
    courses = [Course(f"{k:04}", rate=rate, dispersion=dispersion, clustering=dispersion) for k in range(terms)]
    counts = simulate_counts(courses, years=YEARS, documents_a_year=UNEVEN, missing=0.02, seed=seed)
    line = timeline(counts)
    frame = line.to_frame()
    low, high = wilson(frame["hits"].to_numpy(), frame["documents"].to_numpy(), 1.959964)

    def holds(low, high):
        return float(((low <= rate) & (rate <= high)).mean())

    drawn = line.bootstrap(draws, seed=seed).to_frame()
    return {
        "wilson": holds(frame["low"].to_numpy(), frame["high"].to_numpy()),
        "bootstrap": holds(drawn["low"].to_numpy(), drawn["high"].to_numpy()),
        "binomial": holds(low * 1_000, high * 1_000),
        "zero": float(frame["zero"].mean()),
    }


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    terms, draws = (12, 200) if fast else (300, 1_000)
    rows = []
    for dispersion in DISPERSIONS:
        for hits in HITS[::3] if fast else HITS:
            seen = covered(hits, dispersion, terms=terms, draws=draws, seed=seed)
            for method in ("wilson", "bootstrap"):
                rows.append(
                    {
                        "question": f"interval: {method}",
                        "setting": f"{hits} hits a year, dispersion {dispersion:g}, uneven years",
                        "measure": "years whose 0.95 interval holds the planted rate",
                        "target": "0.93 to 0.97",
                        "value": seen[method],
                        "usual": "binomial Wilson",
                        "usual_value": seen["binomial"],
                        "runs": terms * YEARS,
                        "met": 0.93 <= seen[method] <= 0.97,
                        "note": f"{seen['zero']:.2f} of the years without a hit",
                    }
                )
    return rows
