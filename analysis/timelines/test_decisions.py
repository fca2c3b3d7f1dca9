"""From p to a decision in plain words."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..statistics.multiple_testing import benjamini_hochberg


def judged(frame: pl.DataFrame, level: float) -> pl.DataFrame:
    """Add q over all rows that have a p, the decision, and the number of tests."""
    tested = frame["p"].is_not_null().to_numpy()
    q = np.full(len(frame), np.nan)
    q[tested] = benjamini_hochberg(frame["p"].drop_nulls().to_numpy())
    return frame.with_columns(
        q=pl.Series(q, dtype=pl.Float64).fill_nan(None), tests=pl.lit(int(tested.sum()), pl.Int64)
    ).with_columns(decision=pl.col("q") <= level)


def effect(before: str, after: str) -> pl.Expr:
    """``from 0.4 to 18 per 1,000``: two digits, as a reader would say it."""

    def said(column: str) -> pl.Expr:
        x = pl.col(column)
        rounded = (
            pl.when(x >= 9.95)
            .then(x.round(0).cast(pl.Int64, strict=False).cast(pl.String))
            .when(x >= 0.095)
            .then(x.round(1).cast(pl.String))
            .otherwise(x.round(2).cast(pl.String))
        )
        return rounded.str.strip_suffix(".0")

    return pl.format("from {} to {} per 1,000", said(before), said(after))
