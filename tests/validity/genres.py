"""Two genres on the calendar of the broadcasts: does the interval hold the planted ratio, and is a ratio of one called?"""

from __future__ import annotations

import numpy as np
import polars as pl

from analysis import Features
from analysis.core.paths import data_folder
from analysis.statistics.rate_ratios import rate_ratios
from analysis.timelines.genre_rates import _blocks, _by_block

HITS = (20, 100, 700)  # of both genres together, in eleven years
SIZES = (1.0, 3.0)  # mean number of documents of one event
RATIOS = (1.0, 3.0, 0.3)


def calendar() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Comments and reports of each week of the shipped broadcasts, and the quarter of each week."""
    dated = Features.open(data_folder() / "broadcast").documents.select("date", "genre").collect()
    days = pl.date_range(dated["date"].min(), dated["date"].max(), eager=True)
    block, stratum = _blocks(days, "1q")
    sizes = []
    for genres in (["commentary", "editorial", "short comment"], ["report"]):
        own = dated.filter(pl.col("genre").is_in(genres))["date"]
        sizes.append(
            _by_block(np.bincount(days.search_sorted(own).to_numpy(), minlength=len(days)), block, len(stratum))
        )
    return sizes[0], sizes[1], stratum


def planted(hits, size, ratio, sizes, stratum, runs, seed) -> tuple[np.ndarray, np.ndarray]:
    """Hits of both genres by week: a rate that moves from quarter to quarter, events that each genre has for itself."""
    random = np.random.default_rng([seed, hits, int(10 * ratio), int(size)])
    level = random.gamma(0.5, 2.0, (runs, stratum.max() + 1))[:, stratum]  # campaigns: most quarters low, a few high
    comment, report = level * sizes[0] * ratio, level * sizes[1]
    scale = hits / (comment + report).sum(1, keepdims=True)
    out = []
    for mean in (comment * scale, report * scale):
        events = random.poisson(mean / size)
        several = (events > 0) & (size > 1)
        events[several] += random.negative_binomial(events[several], 1 / size)
        out.append(events.astype(float))
    return out[0], out[1]


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    runs, (comment, report, stratum) = (100 if fast else 2_000), calendar()
    rows = []
    for size in SIZES:
        for hits in HITS:
            for ratio in RATIOS[:1] if fast else RATIOS:
                a, b = planted(hits, size, ratio, (comment, report), stratum, runs, seed)
                found = rate_ratios((a, b), (comment, report), stratum, 0.95)
                seen = a.sum(1) + b.sum(1) > 0
                plain = rate_ratios((a, b), (comment, report), np.zeros_like(stratum), 0.95)
                held, usual = (((one.low <= ratio) & (ratio <= one.high))[seen].mean() for one in (found, plain))
                shared = dict(
                    setting=f"ratio {ratio:g}, {hits} hits in eleven years, {size:g} documents an event",
                    usual="all dates in one stratum",
                    runs=int(seen.sum()),
                    note=f"comment has {a.sum(1).mean():.1f} of the hits",
                )
                rows.append(
                    shared
                    | dict(
                        question="interval: ratio of two genres",
                        measure="series whose 0.95 interval holds the planted ratio",
                        target="0.93 to 0.99",
                        value=float(held),
                        usual_value=float(usual),
                        met=bool(0.93 <= held <= 0.99),
                    )
                )
                if ratio == 1:
                    called = float((found.p <= 0.05)[seen].mean())
                    rows.append(
                        shared
                        | dict(
                            question="ratio of two genres: false alarms",
                            measure="series of equal rates with p ≤ 0.05",
                            target="at most 0.06",
                            value=called,
                            usual_value=float((plain.p <= 0.05)[seen].mean()),
                            met=called <= 0.06,
                        )
                    )
    return rows
