"""Which collocates a concept gained and lost between two periods."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.periods import check_every
from ..statistics.multiple_testing import benjamini_hochberg
from .collocate_counts import company


def movers(
    features: Features,
    term: str,
    before: tuple | str,
    after: tuple | str,
    *,
    every: str = "1y",
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    prior: float = 500.0,
    least: int = 5,
) -> pl.DataFrame:
    """Which collocates a concept gained and lost between two periods.

    Log-odds with an informative Dirichlet prior: with counts y of n collocates in all,
    ``δ = ln((y₁ + α_w) / (n₁ + α - y₁ - α_w)) - ln((y₂ + α_w) / (n₂ + α - y₂ - α_w))``, where
    ``α_w`` is ``prior`` times the collocate's share in both periods together and α their sum;
    ``ζ = δ / √(1/(y₁ + α_w) + 1/(y₂ + α_w))`` (Monroe, Colaresi & Quinn 2008). A positive ζ is a gain.

    Parameters
    ----------
    before, after : str or (start, end)
        The first day of a slice of length ``every``, or first day and day after the last.
    prior : float
        Size of the prior, in collocates.
    least : int
        Leave out collocates seen less often than this in the two periods together.

    Returns
    -------
    DataFrame
        collocate · kind · before · after · delta · zeta · p · q · zeta_100 · zeta_1000 · robust, sorted by
        falling zeta, then collocate. ``before`` and ``after`` count the concept's sentences with the
        collocate; the last columns hold ζ at priors of 100 and 1,000, and whether |ζ| ≥ 1.96 with the same
        sign at all three.
    """
    (term,) = resolve_terms(features, [term])
    check_every(every)
    counts = []
    for period in (before, after):
        first, last = _period(period, every)
        documents = selected_documents(features, start=first, end=last, kinds=kinds, duplicates=duplicates)
        kept = company(features, term, documents, vocabulary=10**9)
        counts.append(
            pl.DataFrame(
                {"collocate": kept.terms, "n": kept.counts.sum(0)}, schema={"collocate": pl.String, "n": pl.Int64}
            )
        )
    table = (
        counts[0]
        .rename({"n": "before"})
        .join(counts[1].rename({"n": "after"}), on="collocate", how="full", coalesce=True)
        .with_columns(pl.col("before", "after").fill_null(0))
    )
    kinds_of = features.vocabulary.select(collocate="term", kind="kind").unique(
        "collocate", keep="first", maintain_order=True
    )
    y1, y2 = table["after"].to_numpy().astype(float), table["before"].to_numpy().astype(float)
    zetas = {size: _log_odds(y1, y2, size) for size in (prior, 100.0, 1000.0)}
    delta, zeta = zetas[prior]
    from scipy.special import ndtr

    all_three = np.stack([z for _, z in zetas.values()])
    robust = (np.abs(all_three) >= 1.96).all(0) & (np.abs(np.sign(all_three).sum(0)) == len(all_three))
    out = table.with_columns(
        delta=pl.Series(delta, dtype=pl.Float64),
        zeta=pl.Series(zeta, dtype=pl.Float64),
        p=pl.Series(2 * ndtr(-np.abs(zeta)), dtype=pl.Float64),
        zeta_100=pl.Series(zetas[100.0][1], dtype=pl.Float64),
        zeta_1000=pl.Series(zetas[1000.0][1], dtype=pl.Float64),
        robust=pl.Series(robust, dtype=pl.Boolean),
    ).filter(pl.col("before") + pl.col("after") >= least)
    out = out.with_columns(q=pl.Series(benjamini_hochberg(out["p"].to_numpy()), dtype=pl.Float64))
    return (
        out.join(kinds_of.collect(), on="collocate", how="left")
        .select("collocate", "kind", "before", "after", "delta", "zeta", "p", "q", "zeta_100", "zeta_1000", "robust")
        .sort("zeta", "collocate", descending=[True, False])
    )


def _period(period, every):
    if isinstance(period, tuple | list):
        if len(period) != 2:
            raise StudyError(f"a period is (start, end), the end being the day after the last; got {period!r}.")
        return period
    first = as_date(period, name="period")
    return first, pl.Series([first]).dt.offset_by(every)[0]


def _log_odds(y1: np.ndarray, y2: np.ndarray, prior: float) -> tuple[np.ndarray, np.ndarray]:
    total = y1 + y2
    if not total.sum():
        return np.zeros(len(y1)), np.zeros(len(y1))
    alpha = prior * total / total.sum()
    a, n1, n2 = alpha.sum(), y1.sum(), y2.sum()
    delta = np.log((y1 + alpha) / (n1 + a - y1 - alpha)) - np.log((y2 + alpha) / (n2 + a - y2 - alpha))
    return delta, delta / np.sqrt(1 / (y1 + alpha) + 1 / (y2 + alpha))
