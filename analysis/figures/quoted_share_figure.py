"""Quoted share: how often a term stands inside quotation marks, which falls as it becomes common coin."""

from __future__ import annotations

from typing import Any

import polars as pl

from ..core.errors import StudyError
from ..statistics.intervals import wilson, zero_bound
from .result_frames import frame_of, parameter
from .timeline_figure import COLUMNS, plot_timeline

NEEDED = ("term", "start", "documents", "hits", "mentions", "quoted_share")


def plot_quoted_share(
    result: Any,
    *,
    ax=None,
    labels: str = "zh",
    width: str = "column",
    terms=None,
    panels: bool = False,
    height: float | None = None,
    glosses: Any = None,
):
    """Draw the share of a term's mentions that stand in quotation marks, in percent, with its interval.

    Parameters as in `plot_timeline`; ``result`` is a `Timeline` of slogans.

    Notes
    -----
    Wilson's interval with ``mentions / φ`` in place of ``mentions``, φ being the slice's dispersion:
    mentions of one day are no more independent than its documents are. A slice in which the term is not
    mentioned has no share and leaves a gap in the line.
    """
    shares = quoted_shares(result)
    axes = plot_timeline(
        shares,
        ax=ax,
        labels=labels,
        width=width,
        terms=terms,
        panels=panels,
        height=height,
        ylabel="in quotation marks, % of mentions",
        glosses=glosses,
    )
    for one in axes if panels else [axes]:
        one.set_ylim(0, 103)  # room for a marker at 100
    return axes


def quoted_shares(result: Any) -> pl.DataFrame:
    """The rows of a timeline with ``rate · low · high`` in percent of mentions instead."""
    from scipy.special import ndtri

    frame = frame_of(result, NEEDED, what="plot_quoted_share")
    if frame["quoted_share"].is_null().all():
        raise StudyError("no term here has a quoted share: it is known for slogans that are mentioned, not for words.")
    level = parameter(result, "level", 0.95)
    phi = frame["phi"].fill_null(1.0).fill_nan(1.0).to_numpy() if "phi" in frame.columns else 1.0
    share = frame["quoted_share"].cast(pl.Float64).to_numpy()
    n = frame["mentions"].fill_null(0).to_numpy() / phi
    low, high = wilson(share * n, n, ndtri((1 + level) / 2))
    there = (pl.col("mentions") > 0) & pl.col("quoted_share").is_not_null()
    out = frame.with_columns(
        rate=100 * pl.col("quoted_share"),
        low=pl.Series(100 * low),
        high=pl.Series(100 * high),
        bound=pl.Series(100 * zero_bound(n, level)),
    )
    return (
        out.with_columns(high=pl.when(pl.col("quoted_share") == 0).then("bound").otherwise("high"))
        .with_columns(pl.when(there).then(pl.col(c)).alias(c) for c in ("rate", "low", "high"))
        .select(*COLUMNS, *(c for c in ("series",) if c in frame.columns), "mentions")
    )
