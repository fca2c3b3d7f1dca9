"""The order in which slogans are listed, by month: what a counts edition says of order, and all it says."""

from __future__ import annotations

import polars as pl

from .document_cells import CELL, cells_of_documents

# ``terms`` in the order of their first mention in a sentence that holds two or more
LITANY = pl.Schema({**CELL, "terms": pl.List(pl.UInt32), "sentences": pl.UInt32, "documents": pl.UInt32})


def litany_by_month(documents: pl.DataFrame, mentions: pl.DataFrame, vocabulary: pl.DataFrame) -> pl.DataFrame:
    """How many sentences list the same slogans in the same order; see `LITANY`. ``mentions`` are of a private edition."""
    slogans = vocabulary.lazy().filter(pl.col("kind") == "slogan").select("term", "term_id")
    listed = (
        mentions.lazy()
        .join(slogans, on="term")
        .group_by("doc_id", "sentence", "term_id")
        .agg(pl.col("start").min())
        .sort("doc_id", "sentence", "start", "term_id")
        .group_by("doc_id", "sentence", maintain_order=True)
        .agg(terms=pl.col("term_id").cast(pl.UInt32))
        .filter(pl.col("terms").list.len() > 1)
    )
    table = (
        listed.join(cells_of_documents(documents, "1mo"), on="doc_id")
        .group_by(*CELL, "terms")
        .agg(sentences=pl.len(), documents=pl.col("doc_id").n_unique())
        .with_columns(order=pl.col("terms").cast(pl.List(pl.String)).list.join(" "))
    )
    return table.sort(*CELL, "order", nulls_last=True).select(*LITANY).cast(LITANY).collect()
