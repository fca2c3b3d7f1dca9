"""When two members of a list change places: a change point in the share of documents that name the one first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from ..counts.periods import slice_starts
from ..statistics.multiple_testing import benjamini_hochberg
from ..statistics.share_change import likely_span, share_change

LEAST, LEAST_MONTHS = 10, 4  # documents and months: below, not even a whole turn is found by most draws
FLIPS = {
    **dict.fromkeys(("first", "second"), pl.String),
    "documents": pl.Int64,
    **dict.fromkeys(("month", "low", "high"), pl.Date),
    **dict.fromkeys(("before", "after"), pl.Float64),
    **dict.fromkeys(("n_before", "n_after"), pl.Int64),
    **dict.fromkeys(("clustering", "p", "q"), pl.Float64),
    **dict.fromkeys(("verdict", "reason"), pl.String),
}


def order_flips(
    pairs: pl.DataFrame, members: Sequence[str], *, level: float, q: float, draws: int, seed: int
) -> pl.DataFrame:
    """One row of `FLIPS` for each pair of ``members``, in their order.

    ``pairs`` has a row for two members of a list: first · second (in the list's order) · month · documents.
    """
    rows = [
        _change(pairs, one, other, level=level, draws=draws, seed=[seed, k])
        for k, (one, other) in enumerate(combinations(members, 2))
    ]
    tested = [row for row in rows if row["p"] is not None]
    for row, corrected in zip(tested, benjamini_hochberg(np.array([row["p"] for row in tested])), strict=True):
        row["q"] = float(corrected)
        if corrected > q:
            row |= dict.fromkeys(("month", "low", "high", "before", "after", "n_before", "n_after"))
            row["verdict"] = "no change"
        else:
            row["verdict"] = "flip" if (row["before"] - 0.5) * (row["after"] - 0.5) < 0 else "shift"
    return pl.DataFrame(rows, schema=FLIPS)


def _change(pairs: pl.DataFrame, one: str, other: str, *, level: float, draws: int, seed: list[int]) -> dict[str, Any]:
    both = pairs.filter(
        ((pl.col("first") == one) & (pl.col("second") == other))
        | ((pl.col("first") == other) & (pl.col("second") == one))
    )
    by_month = both.group_by("month").agg(
        n=pl.col("documents").sum(), k=pl.col("documents").filter(pl.col("first") == one).sum()
    )
    row: dict[str, Any] = dict.fromkeys(FLIPS) | {"first": one, "second": other}
    row |= {"documents": int(by_month["n"].sum() or 0), "verdict": "cannot be said"}
    if row["documents"] < LEAST or by_month.height < LEAST_MONTHS:
        reason = (
            f"{row['documents']} documents in {by_month.height} months name both; at least {LEAST} in {LEAST_MONTHS}"
        )
        return row | {"reason": reason}
    months = slice_starts(by_month["month"], "1mo").alias("month")
    whole = months.to_frame().join(by_month, on="month", how="left").sort("month").fill_null(0)
    found = share_change(whole["k"].to_numpy(), whole["n"].to_numpy(), draws=draws, seed=seed)
    low, high = likely_span(found.posterior, level)
    row |= dict(month=months[found.first], low=months[low], high=months[high], before=found.before, after=found.after)
    return row | dict(n_before=found.n_before, n_after=found.n_after, clustering=found.clustering, p=found.p)
