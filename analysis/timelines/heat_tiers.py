"""How hot a term runs in a year, in six words from cold to boiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ..core.errors import StudyError
from .rates import Timeline

TIERS = ("冷", "温", "暖", "热", "烫", "沸")  # the six words of the China Media Project's reports
QUANTILES = (0.50, 0.75, 0.90, 0.97, 0.99)  # ours: the Project has not published its limits as numbers


@dataclass(frozen=True, repr=False, eq=False)
class Heat:
    """Tiers of terms by slice, with the rates at which one tier passes into the next."""

    frame: pl.DataFrame
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        limits = ", ".join(
            f"{tier} from {rate:.2f}" for tier, rate in zip(TIERS[1:], self.parameters["limits"], strict=True)
        )
        return f"<Heat: {self.frame['term'].n_unique()} terms × {self.frame['start'].n_unique()} slices; {limits}>"

    def to_frame(self) -> pl.DataFrame:
        """The timeline's rows with a column ``tier``, null where a term was not used; sorted by term and start."""
        return self.frame


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
    """
    quantiles = tuple(quantiles)
    if (
        len(quantiles) != len(TIERS) - 1
        or list(quantiles) != sorted(set(quantiles))
        or not 0 < quantiles[0] < quantiles[-1] < 1
    ):
        raise StudyError(
            f"quantiles={quantiles}: give {len(TIERS) - 1} numbers between 0 and 1 that rise, "
            f"the limits between {' '.join(TIERS)}."
        )
    frame = result.to_frame()
    used = frame.filter(pl.col("rate") > 0)["rate"]
    if used.is_empty():
        raise StudyError("no term of this timeline is ever used, so there is nothing to rank.")
    limits = [used.quantile(quantile, interpolation="linear") for quantile in quantiles]
    tier = pl.lit(TIERS[0])
    for name, limit in zip(TIERS[1:], limits, strict=True):
        tier = pl.when(pl.col("rate") >= limit).then(pl.lit(name)).otherwise(tier)
    frame = frame.with_columns(tier=pl.when(pl.col("rate") > 0).then(tier)).sort("term", "start")
    return Heat(frame, {**result.parameters, "quantiles": quantiles, "limits": tuple(limits)})
