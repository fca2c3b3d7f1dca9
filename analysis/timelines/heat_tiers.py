"""How hot a term runs in a year, in six words from cold to boiling."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.statistic_calls import statistic
from .rates import SLICES, Timeline

TIERS = ("冷", "温", "暖", "热", "烫", "沸")  # the six words of the China Media Project's reports
QUANTILES = (0.50, 0.75, 0.90, 0.97, 0.99)  # ours: the Project has not published its limits as numbers


class Heat(TableResult):
    """Tiers of terms by slice; made by `heat`, drawn by `plot_heat`.

    Attributes
    ----------
    frame : polars.DataFrame
        The timeline's rows with ``tier`` (null where a term was not used), ``tier_low`` and ``tier_high``: the tiers that
        hold the ends of the rate's interval, the limits taken as they are; sorted by term and start. A term not used has
        no lowest tier; its highest is that of its upper bound.
    parameters : mapping
        The timeline's, ``quantiles``, and ``limits``: the rates at which one tier passes into the next.

    Examples
    --------
    >>> from analysis import Course, simulate_counts, timeline
    >>> heat(timeline(simulate_counts([Course("六保", 2), Course("改革", 30)], years=2)))
    <Heat: 2 terms × 2 years; 温 from 15.00, 暖 from 27.92, 热 from 29.04, 烫 from 29.57, 沸 from 29.72>
    """

    def _summary(self) -> str:
        limits = zip(TIERS[1:], self.parameters["limits"], strict=True)
        return (
            f"{self.frame['term'].n_unique()} terms × {self.frame['start'].n_unique()} "
            f"{SLICES[self.parameters['every']]}; " + ", ".join(f"{tier} from {rate:.2f}" for tier, rate in limits)
        )


@statistic()
def heat(result: Timeline, *, quantiles: Sequence[float] = QUANTILES) -> Heat:
    """Put each term's rate in each slice into one of six tiers: 冷 温 暖 热 烫 沸.

    The limits are quantiles of all rates above 0 in the timeline, so they compare the terms that it holds and no
    others. The words are the China Media Project's; the numbers are this study's own.

    Parameters
    ----------
    result : Timeline
        Usually of years and of all slogans.
    quantiles : sequence of five floats, rising, between 0 and 1

    Raises
    ------
    StudyError
        Quantiles that do not rise, or a timeline without a single hit.

    Examples
    --------
    >>> from analysis import Course, simulate_counts, timeline
    >>> counts = simulate_counts([Course("六保", 2, changes=(("2014-01", 9.0),))], years=2)
    >>> heat(timeline(counts)).frame["start", "hits", "tier"].rows()
    [(datetime.date(2013, 1, 1), 13, '冷'), (datetime.date(2014, 1, 1), 85, '沸')]
    """
    quantiles = tuple(quantiles)
    rising = list(quantiles) == sorted(set(quantiles))
    if len(quantiles) != len(TIERS) - 1 or not rising or not 0 < quantiles[0] < quantiles[-1] < 1:
        raise StudyError(
            f"quantiles={quantiles}: give {len(TIERS) - 1} numbers between 0 and 1 that rise, "
            f"the limits between {' '.join(TIERS)}."
        )
    used = result.frame.filter(pl.col("rate") > 0)["rate"]
    if used.is_empty():
        raise StudyError("no term of this timeline is ever used, so there is nothing to rank.")
    limits = tuple(float(used.quantile(quantile, interpolation="linear") or 0.0) for quantile in quantiles)
    columns = {"tier": "rate", "tier_low": "low", "tier_high": "high"}
    frame = result.frame.with_columns(_tier(rate, limits).alias(name) for name, rate in columns.items())
    frame = frame.sort("term", "start")
    return Heat(frame, {**result.parameters, "quantiles": quantiles, "limits": limits})


def _tier(rate: str, limits: tuple[float, ...]) -> pl.Expr:
    """The tier of a column of rates; null where it is 0 or null."""
    tier = pl.lit(TIERS[0])
    for name, limit in zip(TIERS[1:], limits, strict=True):
        tier = pl.when(pl.col(rate) >= limit).then(pl.lit(name)).otherwise(tier)
    return pl.when(pl.col(rate) > 0).then(tier)
