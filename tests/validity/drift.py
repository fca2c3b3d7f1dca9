"""Drift: how often a concept whose collocates only fluctuate is said to have moved, and how often a real move is seen."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from analysis.collocates.context_drift import SEED_BASE, drift
from analysis.core import schema
from analysis.counts.features import Features

GRID = [(dispersion, autocorrelation) for dispersion in (1.0, 2.6, 6.5) for autocorrelation in (0.0, 0.3, 0.65)]


def concept(
    rng, *, documents=120, years=2, words=150, a_sentence=12, dispersion=1.0, autocorrelation=0.0, moved=0.0
) -> Features:
    """Features in which one concept ("c") has collocates whose shares fluctuate from month to month, and no more.

    Each word has a gamma weight for each month (with the given autocorrelation) and for each day, so large
    that the monthly counts of a word have the given Pearson dispersion. From the second year on, a share
    ``moved`` of the collocates is exchanged for other words.
    """
    from scipy.stats import gamma, norm

    days, months = 365 * years, 12 * years
    share = 1 / np.arange(1, words + 1) ** 0.9
    share /= share.sum()
    day = np.sort(rng.integers(0, days, documents))
    if dispersion > 1:  # several documents tell of one event
        day = np.sort(rng.choice(rng.integers(0, days, max(months, documents // 2)), documents))
    month = np.minimum(day * 12 // 365, months - 1)
    spread = np.clip((dispersion - 1) / 2 / (documents / months * 2 * a_sentence * share), 1e-9, 20)
    z = np.empty((months, words))
    z[0] = rng.normal(size=words)
    for m in range(1, months):
        z[m] = autocorrelation * z[m - 1] + np.sqrt(1 - autocorrelation**2) * rng.normal(size=words)
    weight = share
    if dispersion > 1:
        daily = np.minimum(5 * spread, 50)
        weight = (
            share
            * gamma.ppf(norm.cdf(z), 1 / spread, scale=spread)[month]
            * rng.gamma(1 / daily, daily, (days, words))[day]
        )
    weight = np.broadcast_to(weight, (documents, words)) / np.broadcast_to(weight, (documents, words)).sum(
        1, keepdims=True
    )
    other = weight[:, rng.permutation(words)]
    late = (day >= 365)[:, None] * moved
    weight = (1 - late) * weight + late * other
    lengths = 1 + rng.poisson(1.0, documents)
    drawn = [rng.multinomial(a_sentence, weight[d]) > 0 for d in range(documents) for _ in range(lengths[d])]
    ids = [f"d{d:05d}" for d in range(documents)]
    names = [f"w{w:03d}" for w in range(words)]
    table = pl.DataFrame(
        {"doc_id": ids, "date": [date(2015, 1, 1) + timedelta(days=int(x)) for x in day]}
    ).with_columns(
        date_precision=pl.lit("day"),
        title=pl.lit(""),
        source=pl.lit("simulated"),
        author=pl.lit(None, pl.String),
        kind=pl.lit("story"),
        n_chars=pl.lit(400, pl.UInt32),
        n_sentences=pl.Series(lengths, dtype=pl.UInt32),
        duplicate_of=pl.lit(None, pl.String),
        sha256=pl.lit(""),
    )
    doc = np.repeat(np.arange(documents), lengths)
    number = np.concatenate([np.arange(1, k + 1) for k in lengths])
    sentences = pl.DataFrame(
        {
            "doc_id": np.array(ids)[doc],
            "sentence": number.astype(np.uint32),
            "terms": [np.flatnonzero(x).astype(np.uint32).tolist() for x in drawn],
        },
        schema_overrides={"terms": pl.List(pl.UInt32)},
    )
    mentions = sentences.select(
        "doc_id",
        "sentence",
        start=pl.lit(None, pl.UInt32),
        end=pl.lit(None, pl.UInt32),
        term=pl.lit("c"),
        sense=pl.lit(None, pl.String),
        variant=pl.lit("c"),
        quoted=pl.lit(False),
    )
    vocabulary = pl.DataFrame(
        {
            "term_id": [*range(words), 1_000_000],
            "term": [*names, "c"],
            "kind": ["word"] * words + ["slogan"],
            "documents": [1] * (words + 1),
        },
        schema=schema.VOCABULARY,
    )
    return Features.from_frames(table.select(schema.DOCUMENTS.names()), mentions, sentences, vocabulary)


def alarms(*, runs, seed, draws, **planted) -> dict[str, float]:
    """Share of runs called at 5 %: "moved", "differs" (months permuted), and with documents permuted."""
    called = {("month", "p_wander"): 0, ("month", "p"): 0, ("document", "p"): 0}
    for run in range(runs):
        features = concept(np.random.default_rng([seed, run]), **planted)
        tables = {
            unit: drift(features, "c", unit=unit, draws=draws, seed=run - SEED_BASE).to_frame()
            for unit in ("month", "document")
        }
        for unit, p in called:
            called[unit, p] += bool((tables[unit][p] <= 0.05).any())
    return {name: count / runs for name, count in zip(("moved", "differs", "document"), called.values(), strict=True)}


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    rows = []
    runs, draws = (4, 99) if fast else (100, 199)
    sizes = (120,) if fast else (120, 400)
    for documents in sizes:
        for dispersion, autocorrelation in GRID[::4] if fast else GRID:
            found = alarms(
                runs=runs,
                seed=seed,
                draws=draws,
                documents=documents,
                dispersion=dispersion,
                autocorrelation=autocorrelation,
            )
            rows.append(
                dict(
                    question="drift: false alarms",
                    measure="share of comparisons called at 5 %",
                    target="at most 0.06",
                    setting=f"{documents} documents, dispersion {dispersion}, autocorrelation {autocorrelation}",
                    value=found["moved"],
                    usual="documents permuted",
                    usual_value=found["document"],
                    runs=runs,
                    met=found["moved"] <= 0.06,
                    note=f"differs (months permuted): {found['differs']:.3f}",
                )
            )
    moves = ((0.2, 120, 0.0), (0.4, 120, 0.0), (0.8, 120, 0.0), (0.8, 400, 0.65))
    for moved, documents, rho in moves[2:3] if fast else moves:
        found = alarms(
            runs=runs, seed=seed, draws=draws, dispersion=2.6, moved=moved, documents=documents, autocorrelation=rho
        )
        rows.append(
            dict(
                question="drift: power",
                setting=f"{moved:.0%} of the company exchanged, {documents} documents, dispersion 2.6, autocorrelation {rho}",
                measure="share of comparisons called at 5 %",
                value=found["moved"],
                target="at least 0.8" if moved > 0.5 else "shown, none set",
                usual="documents permuted",
                usual_value=found["document"],
                runs=runs,
                met=moved < 0.5 or found["moved"] >= 0.8,
                note=f"differs (months permuted): {found['differs']:.3f}; documents permuted call "
                "nearly all nulls as well",
            )
        )
    return rows
