"""Nouns in the sentences of each slogan and member, by month, source and kind, as the counts edition holds them.

No cell is left out for being small: without the small ones half of all comparisons of two years come out otherwise.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from .document_cells import CELL, added_up, cells_of_documents, whole_cells

MONTH = "1mo"
# ``sentences`` hold the term, each of ``terms`` stands in so many of them (``counts``)
COLLOCATES = pl.Schema(
    {"term_id": pl.UInt32, **CELL, "sentences": pl.UInt32, "terms": pl.List(pl.UInt32), "counts": pl.List(pl.UInt32)}
)


def nouns_by_month(
    documents: pl.DataFrame, sentences: pl.DataFrame, mentions: pl.DataFrame, vocabulary: pl.DataFrame
) -> pl.DataFrame:
    """In how many of a term's sentences each noun of ``vocabulary`` (old · term_id · term · kind) stands; see `COLLOCATES`."""
    ids = vocabulary.lazy().select("term_id", "term", "old", "kind")
    cells = cells_of_documents(documents, MONTH)
    labels = ids.filter(pl.col("kind") != "word").select("term", "term_id")
    holds = (
        mentions.lazy().select("doc_id", "sentence", "term").unique().join(labels, on="term").join(cells, on="doc_id")
    )
    key = ("term_id", *CELL)
    totals = holds.group_by(key).agg(sentences=pl.len().cast(pl.UInt32))
    words = ids.filter(pl.col("kind") == "word").select("old", word="term_id")
    near = sentences.lazy().select("doc_id", "sentence", old="terms").explode("old").join(words, on="old")
    beside = (
        holds.join(near, on=["doc_id", "sentence"])
        .group_by(*key, "word")
        .agg(n=pl.len())
        .sort("word")
        .group_by(key, maintain_order=True)
        .agg(terms=pl.col("word").cast(pl.UInt32), counts=pl.col("n").cast(pl.UInt32))
    )
    lists = [pl.col(name).fill_null(pl.lit([], pl.List(pl.UInt32))) for name in ("terms", "counts")]
    table = totals.join(beside, on=list(key), how="left", nulls_equal=True).with_columns(lists)
    return table.sort(key, nulls_last=True).select(*COLLOCATES).cast(COLLOCATES).collect()


def nouns_beside(features: Any, term: str, found: pl.DataFrame) -> pl.DataFrame:
    """d · term · n: how many of the sentences ``found`` (doc_id · d · n) with a slogan or member hold each noun.

    Of one month, source and kind it is known together: it stands with the least ``d`` of these documents.
    """
    chosen = cells_of_documents(features.documents, MONTH).join(found.lazy(), on="doc_id").group_by(*CELL)
    chosen = chosen.agg(pl.col("d").min(), sentences=pl.col("n").cast(pl.Int64).sum()).collect()
    asked = features.vocabulary.filter(pl.col("kind") != "word", pl.col("term") == term).select("term_id")
    table = features.tables["collocates"].join(asked, on="term_id", how="semi")
    chosen = whole_cells(chosen, added_up(table, ("sentences",)), "sentences", what="collocates by month")
    words = features.vocabulary.filter(pl.col("kind") == "word").select("term", "documents", terms="term_id")
    counted = (
        table.drop("sentences", "term_id")
        .explode("terms", "counts")
        .drop_nulls("terms")
        .join(chosen.lazy().select(*CELL, "d"), on=list(CELL), nulls_equal=True)
        .join(words, on="terms")
        .group_by("d", "term", "documents")
        .agg(n=pl.col("counts").sum())
    )
    return counted.sort("d", "term").collect()
