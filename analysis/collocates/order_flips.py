"""When two members of a list change places: change points in the share of documents that name the one first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from ..counts.periods import slice_starts
from ..statistics.multiple_testing import benjamini_hochberg
from ..statistics.share_change import ShareChange, likely_span, share_change
from ..statistics.share_changes import Found, share_changes

LEAST, LEAST_MONTHS = (
    10,
    8,
)  # documents and months: of the 70 ways to halve 8 months two are whole turns, p = 0.03; of 7, 0.06
FLIPS = {
    **dict.fromkeys(("first", "second"), pl.String),
    "documents": pl.Int64,
    **dict.fromkeys(("month", "low", "high"), pl.Date),
    **dict.fromkeys(("before", "after"), pl.Float64),
    **dict.fromkeys(("n_before", "n_after"), pl.Int64),
    **dict.fromkeys(("clustering", "p", "q"), pl.Float64),
    **dict.fromkeys(("verdict", "reason"), pl.String),
}


UNSAID = dict.fromkeys(("month", "low", "high", "before", "after", "n_before", "n_after"))


def order_flips(
    pairs: pl.DataFrame, members: Sequence[str], *, level: float, q: float, draws: int, seed: int
) -> pl.DataFrame:
    """Rows of `FLIPS` for each pair of ``members``, in their order: one for each change, or one that says why there is none.

    ``pairs`` has a row for two members of a list: first · second (in the list's order) · month · documents.
    """
    tried = [
        _Pair(pairs, one, other, draws=draws, seed=[seed, k]) for k, (one, other) in enumerate(combinations(members, 2))
    ]
    tested = [pair for pair in tried if pair.whole is not None]
    corrected = benjamini_hochberg(np.array([pair.row["p"] for pair in tested]))
    for pair, value in zip(tested, corrected, strict=True):
        pair.row["q"] = float(value)
    rows = [row for pair in tried for row in pair.rows(level=level, q=q)]
    return pl.DataFrame(rows, schema=FLIPS)


class _Pair:
    """The documents of each month that name two members, and those that name ``one`` first."""

    def __init__(self, pairs: pl.DataFrame, one: str, other: str, *, draws: int, seed: list[int]) -> None:
        both = pairs.filter(
            ((pl.col("first") == one) & (pl.col("second") == other))
            | ((pl.col("first") == other) & (pl.col("second") == one))
        )
        by_month = both.group_by("month").agg(
            n=pl.col("documents").sum(), k=pl.col("documents").filter(pl.col("first") == one).sum()
        )
        self.row: dict[str, Any] = dict.fromkeys(FLIPS) | {"first": one, "second": other}
        self.row |= {"documents": int(by_month["n"].sum() or 0), "verdict": "cannot be said"}
        self.whole: ShareChange | None = None
        if self.row["documents"] < LEAST or by_month.height < LEAST_MONTHS:
            said = f"{self.row['documents']} documents in {by_month.height} months name both"
            self.row["reason"] = f"{said}; at least {LEAST} in {LEAST_MONTHS}"
            return
        self.months = slice_starts(by_month["month"], "1mo").alias("month")
        whole = self.months.to_frame().join(by_month, on="month", how="left").sort("month").fill_null(0)
        self.k, self.n, self.draws, self.seed = whole["k"].to_numpy(), whole["n"].to_numpy(), draws, seed
        self.whole = share_change(self.k, self.n, draws=draws, seed=seed)
        self.row |= {"p": self.whole.p, "clustering": self.whole.clustering}

    def rows(self, *, level: float, q: float) -> list[dict[str, Any]]:
        """Its row, or one for each change if its q suffices."""
        if self.whole is None:
            return [self.row]
        if self.row["q"] > q:
            return [self.row | UNSAID | {"verdict": "no change"}]
        least = (LEAST, LEAST_MONTHS)
        found = share_changes(self.k, self.n, self.whole, alpha=q, least=least, draws=self.draws, seed=self.seed)
        return [self.row | self._change(one, level) for one in found]

    def _change(self, found: Found, level: float) -> dict[str, Any]:
        change, months = found.change, self.months[found.begin :]
        low, high = likely_span(change.posterior, level)
        row = dict(month=months[change.first], low=months[low], high=months[high], before=change.before)
        row |= dict(after=change.after, n_before=change.n_before, n_after=change.n_after, p=found.p)
        turned = (change.before - 0.5) * (change.after - 0.5) < 0
        return row | dict(clustering=change.clustering, verdict="flip" if turned else "shift")
