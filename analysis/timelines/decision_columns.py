"""What the tests of trends, changes and bursts share: q, the decision, the effect in words, and one line that sums up."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..core.results import TableResult
from ..statistics.multiple_testing import benjamini_hochberg

LEAST_HITS = 10  # with fewer documents in all years no pattern in time can be told from chance


class DecisionTable(TableResult):
    """A table of tests with the columns ``term``, ``p`` and ``decision``, made with a false discovery rate ``q``."""

    _found: ClassVar[str]

    def _summary(self) -> str:
        tested = self.frame.filter(pl.col("p").is_not_null())
        return (
            f"{self.frame['term'].n_unique()} terms, {tested['term'].n_unique()} tested, "
            f"{tested['decision'].sum()} {self._found} at q ≤ {self.parameters['q']:g}"
        )


def with_decisions(frame: pl.DataFrame, q: float) -> pl.DataFrame:
    """Add q over all rows that have a p, the decision at a false discovery rate, and the number of tests."""
    tested = frame["p"].is_not_null().to_numpy()
    corrected = np.full(len(frame), np.nan)
    corrected[tested] = benjamini_hochberg(frame["p"].drop_nulls().to_numpy())
    return frame.with_columns(
        q=pl.Series(corrected, dtype=pl.Float64).fill_nan(None), tests=pl.lit(int(tested.sum()), pl.Int64)
    ).with_columns(decision=pl.col("q") <= q)


def effect() -> pl.Expr:
    """``from 0.4 to 18 per 1,000``: the columns before and after in two digits, as a reader would say it."""

    def rounded(column: str) -> pl.Expr:
        x = pl.col(column)
        digits = pl.when(x >= 9.95).then(x.round(0)).when(x >= 0.095).then(x.round(1)).otherwise(x.round(2))
        return digits.cast(pl.String).str.strip_suffix(".0")

    return pl.format("from {} to {} per 1,000", rounded("before"), rounded("after")).alias("effect")


def check_above(limit: float, **numbers: float) -> None:
    """Raise `StudyError` for the first argument that is not above ``limit``."""
    for name, value in numbers.items():
        if value <= limit:
            raise StudyError(f"{name}={value} must be above {limit:g}.")
