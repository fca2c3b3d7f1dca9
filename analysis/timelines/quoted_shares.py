"""The share of a term's mentions that stand in quotation marks, with its interval."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..counts.day_counts import DayCounts
from ..statistics.intervals import wilson, zero_bound
from ..statistics.share_intervals import share_intervals

QUOTED = ("term", "start", "documents", "hits", "mentions", "quoted_share")  # columns that a timeline must have


def quoted_shares(frame: pl.DataFrame, *, level: float = 0.95) -> pl.DataFrame:
    """The rows of a timeline with ``rate · low · high`` in percent of mentions instead.

    The interval is the timeline's own (`quoted_intervals`); of rows without one, Wilson's with ``mentions / φ`` in place of
    ``mentions``, φ being the slice's dispersion. All three are null where the term is not mentioned.

    Raises
    ------
    StudyError
        No term has a quoted share.

    Examples
    --------
    >>> rows = pl.DataFrame({"term": ["六保"], "start": ["2020"], "documents": [50], "hits": [4], "mentions": [8]})
    >>> quoted_shares(rows.with_columns(quoted_share=0.25)).select(pl.col("rate", "low", "high").round(1)).row(0)
    (25.0, 7.1, 59.1)
    """
    from scipy.special import ndtri

    if frame["quoted_share"].is_null().all():
        raise StudyError("no term here has a quoted share: it is known for slogans that are mentioned, not for words.")
    phi = frame["phi"].fill_null(1.0).fill_nan(1.0).to_numpy() if "phi" in frame.columns else 1.0
    share = frame["quoted_share"].cast(pl.Float64).to_numpy()
    n = frame["mentions"].fill_null(0).to_numpy() / phi
    low, high = wilson(share * n, n, ndtri((1 + level) / 2))
    none_quoted, known = pl.col("quoted_share") == 0, (pl.col("mentions") > 0) & pl.col("quoted_share").is_not_null()
    rows = frame.with_columns(
        rate=100 * pl.col("quoted_share"),
        low=pl.Series(100 * low),
        high=pl.when(none_quoted).then(pl.Series(100 * zero_bound(n, level))).otherwise(pl.Series(100 * high)),
    )
    if {"quoted_low", "quoted_high"} <= set(rows.columns):
        rows = rows.with_columns(low=100 * pl.col("quoted_low"), high=100 * pl.col("quoted_high"))
    rows = rows.with_columns(pl.when(known).then(pl.col(name)).alias(name) for name in ("rate", "low", "high"))
    series = ["series"] if "series" in frame.columns else []
    return rows.select("term", "start", "documents", "hits", "rate", "low", "high", *series, "mentions")


def quoted_intervals(counts: DayCounts, every: str, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Low and high of the share of mentions that are quoted, by term and slice; (T, S) each.

    See `share_intervals`; a speech quotes all day long or not at all. NaN where the term is not mentioned, or where quotation
    marks are not known.
    """
    starts, place = counts.index(every)
    return share_intervals(counts.quoted, counts.mentions, place, len(starts), level)
