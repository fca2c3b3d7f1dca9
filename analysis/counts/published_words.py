"""Words by day (or month), as the counts edition holds them: how many documents hold each, and not which."""

from __future__ import annotations

from typing import Any

import polars as pl

from ..core.errors import StudyError
from .document_cells import CELL, added_up, cells_of_documents, columns_of_cells, not_divided, whole_cells

LISTS = {"terms": pl.List(pl.UInt32), "counts": pl.List(pl.UInt32)}
WORDS = pl.Schema({**CELL, "documents": pl.UInt32, **LISTS})  # source and kind where they are told apart
NAMES = {"1d": "words by day", "1mo": "words by month"}


def words_in_cells(
    documents: pl.DataFrame, sentences: pl.DataFrame, words: pl.DataFrame, every: str, columns: tuple[str, ...]
) -> pl.DataFrame:
    """Each cell's documents, and how many of them hold each of ``words`` (old · term_id); see `WORDS`."""
    cells = cells_of_documents(documents, every).select("doc_id", *columns)
    totals = cells.group_by(columns).agg(documents=pl.len())
    held = (
        sentences.lazy()
        .select("doc_id", old="terms")
        .explode("old")
        .join(words.lazy().select("old", "term_id"), on="old")
        .select("doc_id", "term_id")
        .unique()
        .join(cells, on="doc_id")
        .group_by(*columns, "term_id")
        .agg(n=pl.len())
        .sort("term_id")
        .group_by(columns, maintain_order=True)
        .agg(terms=pl.col("term_id").cast(pl.UInt32), counts=pl.col("n").cast(pl.UInt32))
    )
    table = totals.join(held, on=list(columns), how="left", nulls_equal=True)
    lists = [pl.col(name).fill_null(pl.lit([], dtype)) for name, dtype in LISTS.items()]
    kept = pl.Schema({name: dtype for name, dtype in WORDS.items() if name in columns or name not in CELL})
    order = [name for name in CELL if name in columns]
    return table.with_columns(lists).sort(order, nulls_last=True).select(*kept).cast(kept).collect()


def word_hits(features: Any, words: list[str], documents: pl.DataFrame) -> pl.DataFrame:
    """term · date · hits of ``words`` in ``documents`` (doc_id · date), where the features hold words in cells.

    The dates are those of ``documents``, which may be coarser than the cells, but not finer.
    """
    table = features.tables["words"]
    columns, every = columns_of_cells(table), (features.manifest.get("words") or {}).get("every", "1d")
    own = documents.lazy().select("doc_id", own="date")
    chosen = cells_of_documents(features.documents, every).join(own, on="doc_id").group_by(columns)
    chosen = chosen.agg(pl.col("own").min(), last=pl.col("own").max(), documents=pl.len().cast(pl.Int64)).collect()
    chosen = whole_cells(chosen, added_up(table, ("documents",)), "documents", what=NAMES[every])
    finer = chosen.filter(pl.col("own") < pl.col("last"))
    if finer.height:
        raise StudyError(not_divided(NAMES[every], columns, finer["own"].min()))
    asked = features.vocabulary.filter(pl.col("kind") == "word", pl.col("term").is_in(words)).select("term_id", "term")
    hits = (
        table.drop("documents")
        .explode("terms", "counts")
        .join(asked, left_on="terms", right_on="term_id")
        .join(chosen.lazy().select(*columns, "own"), on=columns, nulls_equal=True)
        .group_by("term", date="own")
        .agg(hits=pl.col("counts").cast(pl.Int64).sum())
    )
    return hits.sort("term", "date").collect()
