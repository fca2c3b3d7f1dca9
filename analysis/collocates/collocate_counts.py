"""The collocates of a term: the other terms in its sentences, counted document by document."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..counts.editions import holds, needs, needs_nouns
from ..counts.features import Features
from ..counts.known_terms import known_terms
from ..counts.noun_words import frequent_nouns
from ..counts.published_collocates import nouns_beside


@dataclass(frozen=True, repr=False, eq=False)
class CollocateCounts:
    """The V collocates of one term in the D documents that hold it.

    Of a counts edition, the nouns of a month's documents of one source and kind stand with the first of them.
    """

    collocates: tuple[str, ...]  # the most frequent first
    counts: np.ndarray  # (D, V) int32: in how many of the term's sentences each collocate stands
    sentences: np.ndarray  # (D,) int64: sentences with the term
    dates: pl.Series  # (D,) rising
    documents: pl.DataFrame  # doc_id · source · kind of the D documents


def count_collocates(
    features: Features,
    term: str,
    documents: pl.DataFrame,
    *,
    vocabulary: int | None = None,
    nouns: int | None = None,
    by_month: bool = False,
) -> CollocateCounts:
    """The ``vocabulary`` most frequent collocates of ``term`` in ``documents`` (all if None).

    A collocate counts once a sentence; equal counts are ordered by the collocate. Members of the term's own
    expansion are left out: they would say of what the term consists, not what it is used with. With ``nouns``, the
    words are nouns that stand in so many documents of the features, or more. ``by_month`` says that it makes no
    difference in which document of its month, source and kind a collocate stands.
    """
    _check(features, term, nouns, by_month)
    chosen = documents.lazy().select("doc_id")
    found = sentences_with(features, term).join(chosen, on="doc_id", how="semi").collect()
    dated = documents.select("doc_id", "date", "source", "kind").join(
        found.group_by("doc_id").agg(n=pl.len()), on="doc_id"
    )
    dated = dated.sort("date", "doc_id").with_columns(d=pl.int_range(pl.len(), dtype=pl.UInt32))
    counted = terms_compared(features, term, nouns)
    cells = (
        features.sentences.select("doc_id", "sentence", term_id="terms")
        .join(found.lazy(), on=["doc_id", "sentence"], how="semi")
        .explode("term_id")
        .join(counted.lazy().select("term_id", "term"), on="term_id")
        .join(dated.lazy().select("doc_id", "d"), on="doc_id")
        .group_by("d", "term")
        .agg(n=pl.len())
        .collect()
    )
    if not holds(features, "collocates by document"):
        words = nouns_beside(features, term, dated.select("doc_id", "d", "n")).select(*cells.columns)
        words = words.join(counted.filter(pl.col("kind") == "word"), on="term", how="semi")
        cells = pl.concat([cells, words.cast(cells.schema)]).group_by("d", "term").agg(pl.col("n").sum())
    ranked = cells.group_by("term").agg(total=pl.col("n").sum()).sort("total", "term", descending=[True, False])
    ranked = ranked.head(vocabulary or ranked.height).with_columns(v=pl.int_range(pl.len(), dtype=pl.UInt32))
    cells = cells.join(ranked, on="term")
    counts = np.zeros((dated.height, ranked.height), dtype=np.int32)
    counts[cells["d"].to_numpy(), cells["v"].to_numpy()] = cells["n"].to_numpy()
    sentences, about = dated["n"].to_numpy().astype(np.int64), dated.select("doc_id", "source", "kind")
    return CollocateCounts(tuple(ranked["term"].to_list()), counts, sentences, dated["date"], about)


def _check(features: Features, term: str, nouns: int | None, by_month: bool) -> None:
    """A `StudyError` unless this edition holds the collocates that are asked for."""
    subject = f"counting what stands beside {term}"
    if nouns is not None and nouns < 1:
        raise StudyError(
            f"nouns={nouns!r}; give the least number of documents of a noun, 1 or more, or None for all words."
        )
    if known_terms(features)[term] == "word":
        needs(features, "words by sentence", f"counting what stands beside the word {term}", instead="ask for a slogan")
    if not by_month:
        needs(features, "collocates by document", subject, instead='keep months or quarters whole: unit="month"')
    needs_nouns(features, nouns, subject)


def terms_compared(features: Features, term: str, nouns: int | None) -> pl.DataFrame:
    """The vocabulary without ``term`` and the members of its expansion; of words, only frequent nouns if ``nouns``."""
    own = sorted({term} | expansion_members(features, term))
    compared = features.vocabulary.filter(~pl.col("term").is_in(own)).collect()
    if nouns is None:
        return compared
    return pl.concat([compared.filter(pl.col("kind") != "word"), frequent_nouns(compared, nouns)])


def expansion_members(features: Features, term: str) -> set[str]:
    """The members of every expansion of a term, by the manifest of the features."""
    versions = ((features.manifest.get("lexicon") or {}).get("expansions") or {}).get(term, ())
    return {member for version in versions for member in version["members"]}


def sentences_with(features: Features, term: str) -> pl.LazyFrame:
    """doc_id · sentence of the sentences that hold a term."""
    if known_terms(features)[term] != "word":
        return features.mentions.filter(pl.col("term") == term).select("doc_id", "sentence").unique()
    word_id = features.vocabulary.filter(pl.col("term") == term).select("term_id")
    sentences = features.sentences.select("doc_id", "sentence", term_id="terms").explode("term_id")
    return sentences.join(word_id, on="term_id", how="semi").select("doc_id", "sentence")
