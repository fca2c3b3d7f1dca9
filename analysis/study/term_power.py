"""What could be seen of one term in one corpus: the smallest entry, rise and campaign, on its own calendar and noise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.day_counts import DayCounts
from ..counts.features import Features
from ..counts.statistic_calls import statistic
from ..statistics.autocorrelation import lag_one_autocorrelation
from ..statistics.calendars import Calendar
from ..statistics.count_series import simulate_count_series
from ..statistics.intervals import wilson
from ..timelines.burst_tests import bursts
from ..timelines.change_point_tests import change_points
from ..timelines.entry_tests import entries
from ..timelines.period_counts import period_counts

ENTRY_RATES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)  # per 1,000 documents, from nothing
FACTORS = (1.5, 2.0, 3.0, 5.0, 10.0)  # of the term's own rate
CAMPAIGN = 6  # months
HIGHEST_DISPERSION, HIGHEST_AUTOCORRELATION = 8.0, 0.7  # of simulated series; the banks reach no further
Z = 1.959964


class TermPower(TableResult):
    """How often an effect of each size would be found for one term; made by `power` of features.

    Attributes
    ----------
    frame : polars.DataFrame
        ``effect · size · power · low · high · simulations``, sorted: ``size`` is the rate per 1,000 documents after an entry, or the
        factor of the term's own rate in a rise or a campaign; ``low`` and ``high`` are a Wilson interval at 0.95.
    parameters : mapping
        With the term's ``rate``, ``dispersion``, ``autocorrelation``, and the calendar's months and documents.

    Examples
    --------
    >>> from analysis import Course, power, simulate_counts
    >>> counts = simulate_counts([Course("改革", rate=20)], years=5)
    >>> power(counts, "改革", factors=(5.0,), corpora=10, bank=1_000).smallest()
    {'campaign': 5.0, 'entry': 1.0, 'rise': 5.0}
    """

    def _summary(self) -> str:
        p = self.parameters
        seen = ", ".join(f"{effect} {size or 'none'}" for effect, size in self.smallest().items())
        return (
            f"{p['term']} at {p['rate']:.2g} per 1,000 of {p['documents']:,} documents in {p['slices']} months, dispersion "
            f"{p['dispersion']:.1f}, autocorrelation {p['autocorrelation']:.2f}; smallest seen: {seen}"
        )

    def smallest(self, enough: float = 0.8) -> dict[str, float | None]:
        """For each effect the smallest size from which on the power is at least ``enough``; None if no size tried has it.

        Parameters
        ----------
        enough : float
            Share of simulated corpora in which the effect is found.

        Examples
        --------
        >>> rows = {"effect": ["rise", "rise"], "size": [2.0, 3.0], "power": [0.5, 0.9]}
        >>> TermPower(pl.DataFrame(rows)).smallest()
        {'rise': 3.0}
        """
        found: dict[str, float | None] = {}
        for (effect,), part in self.frame.sort("effect", "size").group_by("effect", maintain_order=True):
            size = None
            for one, power in reversed(part.select("size", "power").rows()):
                if power < enough:
                    break
                size = one
            found[str(effect)] = size
        return found


@statistic(every="1mo")
def term_power(
    features: Features | DayCounts,
    term: str,
    *,
    factors: Sequence[float] = FACTORS,
    alpha: float = 0.05,
    corpora: int = 100,
    bank: int | None = None,
    seed: int = 0,
    **selection: Any,
) -> TermPower:
    """What `power` gives for features and a term; its parameters are described there."""
    data = period_counts(features, term, "1mo", **selection)
    if term not in data.terms:
        raise StudyError(f'no term "{term}" in these counts; there are: {", ".join(data.terms[:10])}.')
    hits, n = data.hits[data.terms.index(term)], data.documents
    rate, dispersion, rho = _noise(hits, n)
    middle = len(n) // 2
    base = rate * n
    planted: list[tuple[str, float, np.ndarray]] = [
        ("entry", size, np.where(np.arange(len(n)) >= middle, size / 1_000 * n, 1e-9)) for size in ENTRY_RATES
    ]
    for factor in factors:
        risen, raised = base.copy(), base.copy()
        risen[middle:] *= factor
        raised[middle : middle + CAMPAIGN] *= factor
        planted += [("rise", float(factor), risen), ("campaign", float(factor), raised)]
    random = np.random.default_rng([seed, 7])
    means = np.repeat(np.minimum(np.array([mean for *_, mean in planted]), 0.9 * n), corpora, axis=0)
    series = np.minimum(simulate_count_series(means, dispersion, rho, random), n)
    found = _found(data.calendar, series, [effect for effect, *_ in planted], corpora, alpha, bank, seed)
    low, high = wilson(found * corpora, corpora, Z)
    columns = {
        "effect": [effect for effect, *_ in planted],
        "size": [size for _, size, _ in planted],
        "power": found,
        "low": low,
        "high": high,
        "simulations": [corpora] * len(planted),
    }
    parameters = dict(term=term, rate=1_000 * rate, dispersion=dispersion, autocorrelation=rho, slices=len(n))
    parameters |= dict(
        documents=int(n.sum()), factors=tuple(factors), alpha=alpha, corpora=corpora, bank=bank, seed=seed
    )
    return TermPower(pl.DataFrame(columns).sort("effect", "size"), parameters | selection)


def _noise(hits: np.ndarray, n: np.ndarray) -> tuple[float, float, float]:
    """Share, dispersion and autocorrelation of a term's months since its first hit, around one level."""
    used = np.arange(len(n)) >= (hits > 0).argmax()
    rate = max(float(hits[used].sum()), 0.5) / float(n[used].sum())
    residual = (hits[used] - rate * n[used]) / np.sqrt(rate * n[used])
    dispersion = float(np.clip((residual**2).sum() / max(used.sum() - 1, 1), 1.0, HIGHEST_DISPERSION))
    rho = float(np.clip(lag_one_autocorrelation(residual), 0.0, HIGHEST_AUTOCORRELATION))
    return rate, dispersion, rho


def _found(
    calendar: Calendar, series: np.ndarray, effects: list[str], corpora: int, alpha: float, bank: int | None, seed: int
) -> np.ndarray:
    """The share of corpora in which the test of each effect has p of at most alpha."""
    days = pl.Series([date(m // 12, m % 12 + 1, 1) for m in calendar.months.tolist()])
    more: dict[str, Any] = {} if bank is None else {"bank": bank}
    tests = {"entry": entries, "rise": change_points, "campaign": bursts}
    out = np.zeros(len(effects))
    for effect, test in tests.items():
        places = [k for k, one in enumerate(effects) if one == effect]
        rows = np.concatenate([np.arange(k * corpora, (k + 1) * corpora) for k in places])
        names = tuple(f"{row:07}" for row in rows)
        hits, n = series[rows].astype(np.int64), calendar.documents.astype(np.int64)
        counts = DayCounts(names, days, n, n, hits, hits.astype(float), np.zeros(hits.shape))
        frame = test(counts, q=1.0, seed=seed, **more).frame
        if effect == "rise" and "direction" in frame.columns:
            frame = frame.filter(pl.col("direction") == "rise")
        p = frame.group_by("term").agg(pl.col("p").min().fill_null(1.0)).sort("term")["p"].to_numpy()
        out[places] = (p.reshape(len(places), corpora) <= alpha).mean(1)
    return out
