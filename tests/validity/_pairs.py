"""Corpora in which it is known which pairs of terms attract each other: none, or those planted."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from analysis.core import schema
from analysis.counts.features import Features

FIRST = date(2015, 1, 1)


def presence(
    rng,
    *,
    documents=3600,
    terms=40,
    sentences=8,
    months=36,
    dispersion=1.0,
    autocorrelation=0.0,
    richness=0.5,
    mean=0.8,
    zipf=0.8,
    mentions=True,
):
    """Which terms stand in which sentence, where no two terms have to do with each other.

    Documents are rich and poor in terms (gamma with shape ``richness``, ``mean`` terms a sentence), and
    each term has its own course through the months: a gamma weight so large that its monthly document
    counts have the given Pearson dispersion, half of it month by month with the given autocorrelation, half
    day by day. A sentence holds a term if it mentions it at all, where mentions are Poisson counts; with
    ``mentions=False`` it holds it at odds of the same size, so that sentences as rich as one another are drawn
    without replacement.

    Returns
    -------
    present : bool array, shape (documents * sentences, terms)
    day : int array, shape (documents,)
    """
    from scipy.stats import gamma, norm

    share = 1 / np.arange(1, terms + 1) ** zipf
    share /= share.sum()
    day = np.sort(rng.integers(0, 30 * months, documents))
    hits_a_month = documents / months * np.minimum(sentences * mean * share, 0.9)
    spread = np.maximum((dispersion - 1) / 2 / hits_a_month, 1e-9)
    z = np.empty((months, terms))
    z[0] = rng.normal(size=terms)
    for m in range(1, months):
        z[m] = autocorrelation * z[m - 1] + np.sqrt(1 - autocorrelation**2) * rng.normal(size=terms)
    monthly = gamma.ppf(norm.cdf(z), 1 / spread, scale=spread) if dispersion > 1 else np.ones((months, terms))
    # a day's weight has thirty times the variance, since a month averages over its days
    daily = rng.gamma(1 / (30 * spread), 30 * spread, (30 * months, terms)) if dispersion > 1 else np.ones((1, terms))
    weight = share * monthly[day // 30] * daily[day if dispersion > 1 else np.zeros(documents, int)]
    rate = rng.gamma(richness, mean / richness, documents)[:, None] * weight
    rate = np.repeat(rate, sentences, axis=0)
    chance = -np.expm1(-rate) if mentions else rate / (1 + rate)
    return rng.random(chance.shape) < chance, day


def plant(present, a, b, extra, rng):
    """Let b join a in ``extra`` more sentences, and leave as many others, so that its frequency stays."""
    join = np.flatnonzero(present[:, a] & ~present[:, b])
    leave = np.flatnonzero(present[:, b] & ~present[:, a])
    n = min(extra, len(join), len(leave))
    present[rng.choice(join, n, replace=False), b] = True
    present[rng.choice(leave, n, replace=False), b] = False


def features(present, day, *, sentences=8) -> Features:
    """Features that hold these terms (named t00, t01, …)."""
    documents, terms = len(day), present.shape[1]
    names = [f"t{t:02d}" for t in range(terms)]
    ids = np.array([f"d{d:06d}" for d in range(documents)])
    dates = [FIRST + timedelta(days=int(d * 365.25 / 360)) for d in day]  # twelve months of thirty days make a year
    table = pl.DataFrame({"doc_id": ids, "date": dates}).with_columns(
        date_precision=pl.lit("day"),
        title=pl.lit(""),
        source=pl.lit("simulated"),
        author=pl.lit(None, pl.String),
        kind=pl.lit("story"),
        n_chars=pl.lit(400, pl.UInt32),
        n_sentences=pl.lit(sentences, pl.UInt32),
        duplicate_of=pl.lit(None, pl.String),
        sha256=ids,
    )
    row, term = np.nonzero(present)
    mentions = (
        pl.DataFrame(
            {
                "doc_id": ids[row // sentences],
                "sentence": (row % sentences + 1).astype(np.uint32),
                "term": np.array(names)[term],
            }
        )
        .with_columns(
            start=pl.lit(None, pl.UInt32),
            end=pl.lit(None, pl.UInt32),
            sense=pl.lit(None, pl.String),
            variant="term",
            quoted=pl.lit(False),
        )
        .select(schema.MENTIONS.names())
    )
    vocabulary = pl.DataFrame({"term_id": np.arange(terms, dtype=np.uint32) + 1_000_000, "term": names}).with_columns(
        kind=pl.lit("slogan"), documents=pl.lit(1, pl.UInt32)
    )
    rows = (
        mentions.join(vocabulary, on="term")
        .group_by("doc_id", "sentence")
        .agg(terms=pl.col("term_id").unique().sort())
        .sort("doc_id", "sentence")
    )
    return Features.from_frames(table.select(schema.DOCUMENTS.names()), mentions, rows, vocabulary)
