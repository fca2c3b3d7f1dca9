"""What rise, fall and burst share: which series can be tested, in which bank, and what is said where they cannot."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np

from ..core.errors import StudyError
from ..counts.day_counts import DayCounts
from ..counts.features import Features
from ..statistics.calendars import Calendar
from ..statistics.level_tests import Judged, LevelTest, can_be_tested, level_test
from ..statistics.stratified_exposure import stratified_exposure
from .decision_columns import LEAST_HITS
from .period_counts import PeriodCounts, period_counts

YEARS_ONLY = "dates are known to the year only"
TOO_FEW_HITS = f"fewer than {LEAST_HITS} documents hold it"
BEYOND = "more hits or more uneven than any null series simulated for this calendar"
PLACE_POWER = 3  # an interval of level l holds l³ of the posterior: 0.857 for 0.95, by simulation


class MonthlySeries(NamedTuple):
    """The series of a question: counts by month, their exposure (T, M), and why nothing can be tested, if so."""

    counts: PeriodCounts
    calendar: Calendar
    exposure: np.ndarray
    reason: str | None

    @property
    def strata(self) -> np.ndarray | None:
        """Documents of each stratum (S, M), if there are strata."""
        return getattr(self.counts, "stratum_documents", None)

    def test(self, question: str, bank: int, least: int, seed: int) -> LevelTest:
        """The test of this calendar."""
        return level_test(question, self.calendar, bank=bank, least=least, strata=self.strata, seed=seed)


def monthly_series(features: Features | DayCounts, terms: Any, least: int, **selection: Any) -> MonthlySeries:
    """Counts by month, or by year with a reason where no document is dated more finely."""
    reason = None
    try:
        data = period_counts(features, terms, "1mo", **selection)
    except StudyError:
        data, reason = period_counts(features, terms, "1y", **selection), YEARS_ONLY  # raises again for any other cause
    calendar = Calendar.of_dates(data.starts.to_numpy(), data.documents)
    if reason is None and not can_be_tested(calendar, least):
        reason = f"{len(calendar)} months with documents are too few, of {4 * least} that are needed"
    hits = getattr(data, "stratum_hits", None)
    exposure = np.broadcast_to(data.documents, data.hits.shape)
    if hits is not None:
        exposure = stratified_exposure(hits, data.stratum_documents)  # pyright: ignore[reportAttributeAccessIssue]
    return MonthlySeries(data, calendar, exposure, reason)


def reasons(series: MonthlySeries) -> list[str | None]:
    """For each term why it is not tested; None if it is."""
    few = series.counts.hits.sum(1) < LEAST_HITS
    return [series.reason or (TOO_FEW_HITS if none else None) for none in few]


def evidence(test: LevelTest, judged: Judged, t: int) -> str:
    """What a p rests on, in words."""
    return f"log likelihood ratio {judged.statistic[t]:.1f} against null series of its hits and dispersion"


def warn_without_effect(function: str, **given: Any) -> None:
    """Warn of arguments of 0.1.0 that were given and mean nothing any more."""
    for name, value in given.items():
        if value is not None:
            message = f"{function}({name}=…) has no effect any more; the argument goes with the next release."
            warnings.warn(message, FutureWarning, stacklevel=4)
