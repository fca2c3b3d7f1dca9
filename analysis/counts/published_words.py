"""Words by day, source and kind, as the counts edition holds them: how many documents hold each, and not which."""

from __future__ import annotations

from typing import Any

import polars as pl

from .document_cells import CELL, added_up, cells_of_documents, whole_cells

WORDS = pl.Schema({**CELL, "documents": pl.UInt32, "terms": pl.List(pl.UInt32), "counts": pl.List(pl.UInt32)})


def words_by_day(documents: pl.DataFrame, sentences: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Each day's documents, and how many of them hold each of ``words`` (old · term_id); see `WORDS`."""
    cells = cells_of_documents(documents)
    totals = cells.group_by(*CELL).agg(documents=pl.len().cast(pl.UInt32))
    held = (
        sentences.lazy()
        .select("doc_id", old="terms")
        .explode("old")
        .join(words.lazy().select("old", "term_id"), on="old")
        .select("doc_id", "term_id")
        .unique()
        .join(cells, on="doc_id")
        .group_by(*CELL, "term_id")
        .agg(n=pl.len())
        .sort("term_id")
        .group_by(*CELL, maintain_order=True)
        .agg(terms=pl.col("term_id").cast(pl.UInt32), counts=pl.col("n").cast(pl.UInt32))
    )
    table = totals.join(held, on=list(CELL), how="left", nulls_equal=True)
    lists = [pl.col(name).fill_null(pl.lit([], pl.List(pl.UInt32))) for name in ("terms", "counts")]
    return table.with_columns(lists).sort(*CELL, nulls_last=True).select(*WORDS).cast(WORDS).collect()


def word_hits(features: Any, words: list[str], documents: pl.DataFrame) -> pl.DataFrame:
    """term · date · hits of ``words`` in ``documents`` (doc_id · date), where the features hold words by day.

    The dates are those of ``documents``, which may be coarser than the days.
    """
    own = documents.lazy().select("doc_id", own="date")
    chosen = cells_of_documents(features.documents).join(own, on="doc_id").group_by(*CELL)
    chosen = chosen.agg(pl.col("own").first(), documents=pl.len().cast(pl.Int64)).collect()
    table = features.tables["words"]
    chosen = whole_cells(chosen, added_up(table, ("documents",)), "documents", what="words by day, source and kind")
    asked = features.vocabulary.filter(pl.col("kind") == "word", pl.col("term").is_in(words)).select("term_id", "term")
    hits = (
        table.drop("documents")
        .explode("terms", "counts")
        .join(asked, left_on="terms", right_on="term_id")
        .join(chosen.lazy().select(*CELL, "own"), on=list(CELL), nulls_equal=True)
        .group_by("term", date="own")
        .agg(hits=pl.col("counts").cast(pl.Int64).sum())
    )
    return hits.sort("term", "date").collect()
