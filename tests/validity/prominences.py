"""Intervals of prominence: how often they hold the planted share, where a day's titles name a term together or not."""

from __future__ import annotations

import numpy as np

from analysis.statistics.share_intervals import share_intervals
from analysis.timelines.prominence import prominence

from ._simulated_features import simulated_features

YEARS, DAYS = 5, 365


def drawn(hits: float, share: float, own: float, *, terms: int, years: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Documents of each term (T, days) that title it, and all; a day's share is beta with ``own`` (a smaller one: days that title it, or do not)."""
    random = np.random.default_rng([seed, int(hits), int(100 * share), int(min(own, 99))])
    shape = (terms, years * DAYS)
    events = random.poisson(hits / DAYS / 2.0, shape)
    whole = events + random.poisson(events)  # a day with the term has it twice on average
    day = np.full(shape, share) if np.isinf(own) else random.beta(share * own, (1 - share) * own, shape)
    return random.binomial(whole, day), whole


def covered(hits: float, share: float, own: float, *, terms: int, seed: int) -> tuple[float, int]:
    """Coverage over terms and years."""
    part, whole = drawn(hits, share, own, terms=terms, years=YEARS, seed=seed)
    place = np.repeat(np.arange(YEARS), DAYS)
    low, high = share_intervals(part.astype(float), whole.astype(float), place, YEARS, 0.95)
    known = np.isfinite(low)
    return float(((low <= share) & (high >= share))[known].mean()), int(known.sum())


def covered_by_the_function(hits: float, share: float, own: float, *, terms: int, seed: int) -> tuple[float, int]:
    """The same by `prominence` itself, of features with these documents, each term in documents of its own."""
    part, whole = drawn(hits, share, own, terms=terms, years=3, seed=seed)
    term, day = (np.repeat(index.ravel(), whole.ravel()) for index in np.indices(whole.shape))
    number = np.arange(len(day)) - np.repeat(np.cumsum(whole.ravel()) - whole.ravel(), whole.ravel())
    titled = number < np.repeat(part.ravel(), whole.ravel())
    features = simulated_features(day, np.full(len(day), "paper"), (np.arange(len(day)), term), titled, terms)
    frame = prominence(features, every="1y").frame.drop_nulls("low")
    return float(((frame["low"] <= share) & (frame["high"] >= share)).mean()), frame.height  # type: ignore[arg-type]


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    rows = []
    for hits, share in ((100, 0.2),) if fast else ((30, 0.2), (100, 0.05), (100, 0.2), (400, 0.2), (400, 0.02)):
        for own in (2.0,) if fast else (np.inf, 2.0):
            value, n = covered(hits, share, own, terms=40 if fast else 400, seed=seed)
            rows.append(_row(hits, share, own, "", value, n))
    for own in (2.0,) if fast else (np.inf, 2.0):
        value, n = covered_by_the_function(100, 0.2, own, terms=40 if fast else 300, seed=seed + 1)
        rows.append(_row(100, 0.2, own, ", by the public function", value, n))
    return rows


def _row(hits: float, share: float, own: float, more: str, value: float, n: int) -> dict:
    days = "days alike" if np.isinf(own) else "days that title it, or do not"
    return dict(
        question="intervals of estimates: prominence",
        setting=f"{hits} documents a year, {share:g} titles, {days}{more}",
        measure="coverage of the 0.95 interval",
        value=value,
        target="0.93 to 0.97",
        met=0.93 <= value <= 0.97,
        usual="",
        usual_value=None,
        runs=n,
        note="",
    )
