"""Drift where only the mix of topics moves: how often is that called a change of collocates, and is a real one still seen?"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from analysis.collocates.context_drift import SEED_BASE, drift
from analysis.core import schema
from analysis.counts.features import Features

# name: (share of each topic before, after); the first four move, in the last two topics are there and stay
MIXES = {
    "60/40": ((0.6, 0.4), (0.4, 0.6)),
    "80/20": ((0.8, 0.2), (0.2, 0.8)),
    "four topics": ((0.4, 0.3, 0.2, 0.1), (0.1, 0.2, 0.3, 0.4)),
    "rare topic": ((0.9, 0.05, 0.05), (0.6, 0.3, 0.1)),
}


def features_of_topics(
    rng,
    mix,
    *,
    documents: int = 120,
    shared: float = 0.4,
    blurred: float = 0.0,
    rest: float = 4.0,
    own_words: bool = True,
    dispersion: float = 1.0,
    moved: float = 0.0,
    kinds: bool = False,
) -> Features:
    """Two years of documents on topics, in each of which one concept ("c") stands among the words of its topic.

    Parameters
    ----------
    mix : pair of sequences
        Share of each topic in the first year and in the second.
    shared : float
        Share of words that every topic has.
    blurred : float
        Concentration of a document on its topic is ``1 - blurred``: the rest is spread over all topics.
    rest : float
        Mean number of sentences without the concept (Poisson, at least one).
    own_words : bool
        Whether the concept's collocates are the words of the topic, or others that go with the topic.
    dispersion : float
        Days have gamma weights of their own by which words cluster.
    moved : float
        Share of the concept's collocates that is exchanged in the second year.
    kinds : bool
        Each topic is a kind of document of its own.
    """
    topics, size, common = len(mix[0]), 60, 120
    words = common + topics * size * 2
    zipf = lambda n: (1 / np.arange(1, n + 1) ** 0.9) / (1 / np.arange(1, n + 1) ** 0.9).sum()  # noqa: E731
    background, company = np.zeros((2, topics, words))
    for k in range(topics):
        first = common + k * size * 2
        background[k, :common] = shared * zipf(common)
        background[k, first : first + size] = (1 - shared) * zipf(size)
        other = first if own_words else first + size
        company[k, rng.permutation(common)] += 0  # keeps the stream of random numbers the same for both structures
        company[k, :common] = shared * zipf(common)[::-1]
        company[k, other : other + size] = (1 - shared) * rng.permutation(zipf(size))
    exchanged = company[:, rng.permutation(words)]
    day = np.sort(rng.integers(0, 730, documents))
    if dispersion > 1:
        day = np.sort(rng.choice(rng.integers(0, 730, max(24, documents // 2)), documents))
    daily = rng.gamma(1 / (dispersion - 1), dispersion - 1, (730, words)) if dispersion > 1 else np.ones((730, 1))
    table, rows = [], []
    for d in range(documents):
        late = int(day[d] >= 365)
        topic = rng.choice(topics, p=mix[late])
        own = np.full(topics, blurred / topics)
        own[topic] += 1 - blurred
        around = own @ company * (1 - late * moved) + own @ exchanged * late * moved
        lines = [(around, True)] * (1 + rng.poisson(1.0)) + [(own @ background, False)] * max(1, rng.poisson(rest))
        for number, (weight, holds) in enumerate(lines, start=1):
            weight = weight * daily[day[d]]
            drawn = np.flatnonzero(rng.multinomial(12, weight / weight.sum()))
            rows.append((f"d{d:05d}", number, [*map(int, drawn), *([words] if holds else [])]))
        kind = f"k{topic}" if kinds else "story"
        table.append((f"d{d:05d}", date(2015, 1, 1) + timedelta(days=int(day[d])), kind, len(lines)))
    found = pl.DataFrame(table, orient="row", schema=["doc_id", "date", "kind", "n_sentences"]).with_columns(
        date_precision=pl.lit("day"),
        title=pl.lit(""),
        source=pl.lit("simulated"),
        author=pl.lit(None, pl.String),
        n_chars=pl.lit(400, pl.UInt32),
        n_sentences=pl.col("n_sentences").cast(pl.UInt32),
        duplicate_of=pl.lit(None, pl.String),
        sha256=pl.lit(""),
    )
    sentences = pl.DataFrame(dict(zip(schema.SENTENCES, zip(*rows, strict=True), strict=True)), schema=schema.SENTENCES)
    mentions = sentences.filter(pl.col("terms").list.contains(words)).select(
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
            "term_id": range(words + 1),
            "term": [*(f"w{w:03d}" for w in range(words)), "c"],
            "kind": ["word"] * words + ["slogan"],
            "documents": [1] * (words + 1),
        },
        schema=schema.VOCABULARY,
    )
    return Features.from_frames(found.select(schema.DOCUMENTS.names()), mentions, sentences, vocabulary)


def verdicts(mix, *, runs: int, seed: int, draws: int, **structure) -> pl.DataFrame:
    """A row for each simulated concept: what `drift` says of it."""
    rows = []
    for run in range(runs):
        features = features_of_topics(np.random.default_rng([seed, run]), mix, **structure)
        rows.append(drift(features, "c", draws=draws, seed=run - SEED_BASE).to_frame())
    return pl.concat(rows)


STRUCTURES = {
    "two topics, sharp": ("60/40", {}),
    "two topics, sharp ": ("80/20", {}),
    "collocates are not the topic's words": ("80/20", dict(own_words=False)),
    "blurred documents": ("80/20", dict(blurred=0.5, rest=6.0)),
    "half of the words shared": ("80/20", dict(shared=0.7)),
    "short rests": ("80/20", dict(rest=2.0)),
    "four topics": ("four topics", {}),
    "a rare topic grows": ("rare topic", {}),
    "words cluster by day": ("80/20", dict(dispersion=2.6)),
}


def called(name: str, *, documents: int, moved: float, runs: int, draws: int, seed: int) -> dict:
    """One row of the table of validity: of one structure, one size, and with or without a real move."""
    mix, structure = STRUCTURES[name]
    shares = (MIXES[mix][0], MIXES[mix][0]) if moved else MIXES[mix]
    found = verdicts(shares, runs=runs, seed=seed, draws=draws, documents=documents, moved=moved, **structure)
    said = found["verdict"].to_list()
    unexamined = said.count("moved (composition not examined)") / runs
    # a shift must not be called a move; that its composition was not examined is an answer, and counted apart
    value = said.count("moved") / runs + (unexamined if moved else 0)
    return dict(
        question="drift: power with topics" if moved else "drift: topics move",
        setting=f"{mix}, {name.strip()}, {documents} documents"
        + (f", {moved:.0%} of the collocates exchanged" if moved else ""),
        measure='share of comparisons called "moved"',
        target="at least 0.8" if moved else "at most 0.06",
        value=value,
        usual="no standardisation",
        usual_value=float(np.mean(found["p_mixed"].to_numpy() <= 0.05)),
        runs=runs,
        met=value >= 0.8 if moved else value <= 0.06,
        note=f"composition: {said.count('composition') / runs:.3f}; moved, composition not examined: {unexamined:.3f}",
    )


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    runs, draws = (4, 99) if fast else (200, 199)
    return [
        called(name, documents=documents, moved=moved, runs=runs, draws=draws, seed=seed)
        for documents in ((120,) if fast else (120, 400))
        for name in (list(STRUCTURES)[1:3] if fast else STRUCTURES)
        for moved in (0.0, 0.8)
    ]
