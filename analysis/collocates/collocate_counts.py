"""The company a concept keeps: the other terms in its sentences, document by document."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.periods import slice_starts


@dataclass(frozen=True, repr=False, eq=False)
class Company:
    """Collocates of a concept.

    Attributes
    ----------
    terms : tuple of str, length V
        The collocates, the most frequent first.
    counts : int32 array, shape (D, V)
        In how many sentences of the concept each collocate stands, for each document that holds the concept.
    contexts : int64 array, shape (D,)
        Sentences with the concept.
    dates : Series of Date, length D, rising
    """

    terms: tuple[str, ...]
    counts: np.ndarray
    contexts: np.ndarray
    dates: pl.Series

    def __repr__(self) -> str:
        return (
            f"<Company: {len(self.terms)} collocates in {int(self.contexts.sum())} sentences "
            f"of {len(self.contexts)} documents>"
        )


def expansion_members(features: Features, term: str) -> set[str]:
    """The members of every expansion of a term, by the manifest of the features."""
    versions = ((features.manifest.get("lexicon") or {}).get("expansions") or {}).get(term, ())
    return {member for version in versions for member in version["members"]}


def company(features: Features, term: str, documents: pl.DataFrame, *, vocabulary: int = 300) -> Company:
    """The ``vocabulary`` most frequent collocates of ``term`` in ``documents``, its own expansion left out.

    A collocate counts once a sentence. Ties are settled by the label.
    """
    (term,) = resolve_terms(features, term)
    spot = documents.select("doc_id", "date").sort("date", "doc_id")
    if known_terms(features)[term] == "word":
        word = features.vocabulary.filter(pl.col("term") == term).select("term_id")
        holding = (
            features.sentences.select("doc_id", "sentence", term_id="terms")
            .explode("term_id")
            .join(word, on="term_id", how="semi")
            .select("doc_id", "sentence")
        )
    else:
        holding = features.mentions.filter(pl.col("term") == term).select("doc_id", "sentence").unique()
    holding = holding.join(spot.lazy().select("doc_id"), on="doc_id", how="semi").collect()
    held = spot.filter(pl.col("doc_id").is_in(holding["doc_id"].unique().implode()))
    held = held.with_columns(d=pl.int_range(pl.len(), dtype=pl.UInt32))
    known = features.vocabulary.select("term_id", "term").filter(
        ~pl.col("term").is_in(sorted({term} | expansion_members(features, term)))
    )
    beside = (
        features.sentences.select("doc_id", "sentence", term_id="terms")
        .join(holding.lazy(), on=["doc_id", "sentence"], how="semi")
        .explode("term_id")
        .join(known, on="term_id")
        .join(held.lazy().select("doc_id", "d"), on="doc_id")
        .group_by("d", "term")
        .agg(n=pl.len())
        .collect()
    )
    rank = (
        beside.group_by("term")
        .agg(total=pl.col("n").sum())
        .sort("total", "term", descending=[True, False])
        .head(vocabulary)
        .with_columns(v=pl.int_range(pl.len(), dtype=pl.UInt32))
    )
    cells = beside.join(rank, on="term")
    counts = np.zeros((held.height, rank.height), dtype=np.int32)
    counts[cells["d"].to_numpy(), cells["v"].to_numpy()] = cells["n"].to_numpy()
    sizes = held.join(holding.group_by("doc_id").agg(n=pl.len()), on="doc_id", how="left").sort("d")["n"]
    return Company(tuple(rank["term"].to_list()), counts, sizes.to_numpy().astype(np.int64), held["date"])


def places(dates: pl.Series, every: str) -> tuple[list, np.ndarray]:
    """First days of the slices, and the slice of each date."""
    starts = slice_starts(dates, every)
    return starts.to_list(), starts.search_sorted(dates.dt.truncate(every)).to_numpy().astype(np.int64)
