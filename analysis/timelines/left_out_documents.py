"""Opportunity: documents that name a term's usual collocates, and how many of them leave the term out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.mention_places import in_place
from ..counts.term_senses import senses_of
from ..statistics.intervals import wilson

MOST = 5  # collocates
FEWEST = 5  # documents that name both
FEWEST_PAST = 10  # documents of the past that name the collocates


def left_out_documents(
    features: Features,
    term: str,
    past: date,
    start: date,
    end: date,
    *,
    collocates: Sequence[str] | None = None,
    where: str | None = None,
    sense: str | None = None,
    **choice: Any,
) -> dict[str, Any]:
    """Columns of `silence`: documents of the window with the collocates, those without the term, expected ones and p.

    The collocates are chosen on the first half of the past, and the share that leaves the term out measured on the second, so that what was
    chosen for its height is not measured where it was high. p is of a beta-binomial whose dispersion is that of stretches as long
    as the window.
    """
    documents = selected_documents(features, start=past, end=end, **choice).select("doc_id", "date")
    found = features.mentions.join(documents.lazy(), on="doc_id").select("doc_id", "date", "term", "sentence")
    found = (found if where is None else found.filter(in_place(where))).collect()
    with_term = found.filter(pl.col("term") == term)
    if sense is not None:
        spans = senses_of(features, (term,), sense)[term]
        with_term = with_term.filter(
            pl.any_horizontal(pl.col("date").is_between(a, b, closed="left") for a, b in spans)
        )
    named = with_term["doc_id"].unique()
    middle = past + timedelta(days=(start - past).days // 2)
    if collocates is None:
        chosen = _strongest(found.filter(pl.col("date") < middle), features, term, named)
        since = middle
    else:
        chosen, since = list(resolve_terms(features, collocates)), past
        if term in chosen:
            raise StudyError(f"{term} is no collocate of itself; leave it out of collocates=[...].")
    if not chosen:
        return {"collocates": []}
    beside = found.filter(pl.col("term").is_in(chosen), pl.col("date") >= since).unique("doc_id").sort("date", "doc_id")
    out = beside.with_columns(out=~pl.col("doc_id").is_in(named.implode()))
    now, before = out.filter(pl.col("date") >= start), out.filter(pl.col("date") < start)
    row: dict[str, Any] = {"collocates": chosen, "opportunity": now.height, "left_out": int(now["out"].sum())}
    if before.height < FEWEST_PAST or not now.height:
        return row
    back = (start - before["date"]).dt.total_days().to_numpy()
    stretch = (back - 1) // (end - start).days
    expected, p = left_out_p(before["out"].to_numpy(), stretch, row["left_out"], now.height)
    return row | {"expected_left_out": expected, "p_left_out": p}


def _strongest(found: pl.DataFrame, features: Features, term: str, named: pl.Series) -> list[str]:
    """Slogans by the lower bound (Wilson 1927) of the share of their documents that name the term; ties by name."""
    kinds = known_terms(features)
    one = found.filter(pl.col("term") != term).unique(["doc_id", "term"])
    shares = one.group_by("term").agg(n=pl.len(), both=pl.col("doc_id").is_in(named.implode()).sum())
    shares = shares.filter(pl.col("both") >= FEWEST)
    shares = shares.filter(pl.Series([kinds[name] == "slogan" for name in shares["term"]], dtype=pl.Boolean))
    low = wilson(shares["both"].to_numpy().astype(float), shares["n"].to_numpy().astype(float), 1.96)[0]
    ranked = shares.with_columns(low=pl.Series(low, dtype=pl.Float64)).sort("low", "term", descending=[True, False])
    return ranked["term"].head(MOST).to_list()


def left_out_p(out: np.ndarray, stretch: np.ndarray, left_out: int, opportunity: int) -> tuple[float, float]:
    """Expected number left out of ``opportunity`` documents, and p of at least ``left_out``.

    ``out`` (D,) says of each document of the past whether it left the term out, ``stretch`` (D,) in which stretch it lies. With the
    share s and Pearson's dispersion φ over T stretches (at least 1, its squares over T − 3), ``n/φ`` documents know s, and the window's vary by φ: a beta-binomial
    of ``a = s m, b = (1 − s) m`` where ``1/m`` is the sum of both variances over ``s (1 − s)``.

    >>> [round(x, 3) for x in left_out_p(np.array([True, False] * 50), np.repeat(np.arange(10), 10), 10, 10)]
    [5.0, 0.001]
    """
    from scipy.stats import betabinom

    n, count = np.bincount(stretch).astype(float), np.bincount(stretch, out)
    count, n = count[n > 0], n[n > 0]
    share = (count.sum() + 0.5) / (n.sum() + 1)
    variance = share * (1 - share)
    # the mean of what is known of it by so few stretches: of a scaled inverse χ² with T − 1 degrees of freedom
    phi = max(1.0, float(((count - n * share) ** 2 / (n * variance)).sum() / max(len(n) - 3, 1)))
    usual = max(float((n**2).sum() / n.sum()), 1.0)
    within = min((phi - 1) / max(usual - 1, 1.0), 0.5)  # the part of the variance that a whole stretch shares
    m = 1 / (within + phi / n.sum())
    p = betabinom.sf(left_out - 1, opportunity, share * m, (1 - share) * m)
    return float(share * opportunity), float(p)
