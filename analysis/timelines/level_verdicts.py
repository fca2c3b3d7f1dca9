"""What rise, fall and burst share: which series can be tested, in which bank, and what is said where they cannot."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np

from ..core.callers import caller_level
from ..core.errors import StudyError
from ..counts.day_counts import DayCounts
from ..counts.features import Features
from ..statistics.level_tests import can_be_tested
from .decision_columns import LEAST_HITS
from .period_counts import PeriodCounts, period_counts

YEARS_ONLY = "dates are known to the year only"
TOO_FEW_HITS = f"fewer than {LEAST_HITS} documents hold it"
IN_ALL = "every document holds it"
BEYOND = "more hits than any null series simulated for this calendar"
PLACE_POWER = 3  # an interval of level l holds l³ of the posterior: 0.857 for 0.95, by simulation


class MonthlySeries(NamedTuple):
    """The series of a question: counts by month, their exposure (T, M), and why nothing can be tested, if so."""

    counts: PeriodCounts
    exposure: np.ndarray
    reason: str | None


def monthly_series(features: Features | DayCounts, terms: Any, least: int, **selection: Any) -> MonthlySeries:
    """Counts by month, or by year with a reason where no document is dated more finely."""
    reason = None
    try:
        data = period_counts(features, terms, "1mo", **selection)
    except StudyError:
        data, reason = period_counts(features, terms, "1y", **selection), YEARS_ONLY  # raises again for any other cause
    if reason is None and not can_be_tested(data.calendar, least):
        reason = f"{len(data.calendar)} months with documents are too few, of {4 * least} that are needed"
    return MonthlySeries(data, np.broadcast_to(data.exposure, data.hits.shape), reason)


def reasons(series: MonthlySeries) -> list[str | None]:
    """For each term why it is not tested; None if it is."""
    hits = series.counts.hits
    few, full = (hits.sum(1) < LEAST_HITS).tolist(), np.all(hits >= series.counts.documents, axis=1).tolist()
    return [series.reason or (TOO_FEW_HITS if a else IN_ALL if b else None) for a, b in zip(few, full, strict=True)]


def evidence(statistic: float) -> str:
    """What a p rests on, in words."""
    return f"log likelihood ratio {statistic:.1f}, ranked among null series of its hits and dispersion"


def warn_without_effect(function: str, **given: Any) -> None:
    """Warn of arguments of 0.1.0 that were given and mean nothing any more."""
    for name, value in given.items():
        if value is not None:
            message = f"{function}({name}=…) has no effect any more; the argument goes with the next release."
            warnings.warn(message, FutureWarning, stacklevel=caller_level())
