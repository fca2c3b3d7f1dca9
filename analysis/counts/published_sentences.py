"""Sentences and mentions without offsets and order, numbered anew by what is published of them and nothing else."""

from __future__ import annotations

import polars as pl

from ..core import schema
from .mention_places import LEAD, place_of

PUBLISHED_SENTENCES = pl.Schema({**schema.SENTENCES, "paragraph": pl.UInt32})


def shuffled(
    documents: pl.DataFrame, sentences: pl.DataFrame, mentions: pl.DataFrame, ids: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sentences with the terms of ``ids`` (old · term_id) that they hold, and mentions, sentences numbered anew.

    The title stays number 0, the sentences of the lead are numbered from 1, those of the body from LEAD + 1. Within each
    the sentences are put in the order of their contents: terms and mentions, then those of the paragraph around them.
    Where all of these are alike, it makes no difference to any table which comes first. So nothing else of the old order
    is left that a key could bring back. Paragraphs are numbered by their first sentence in the new order.
    """
    place = documents.select("doc_id").with_row_index("document")
    kept = (
        sentences.select("doc_id", "sentence", "paragraph", old="terms")
        .explode("old")
        .join(ids.select("old", "term_id"), on="old")
        .join(place, on="doc_id")
        .sort("document", "sentence", "term_id")
        .group_by("document", "doc_id", "sentence", "paragraph", maintain_order=True)
        .agg(terms=pl.col("term_id").cast(pl.UInt32))
    )
    if kept.is_empty():
        return schema.empty(PUBLISHED_SENTENCES), schema.empty(schema.MENTIONS)
    kept = _numbered_anew(kept, mentions)
    numbers = kept.select("doc_id", "sentence", "new", "document")
    mentions = (
        mentions.join(numbers, on=["doc_id", "sentence"])
        .with_columns(sentence=pl.col("new"), start=pl.lit(None, pl.UInt32), end=pl.lit(None, pl.UInt32))
        .sort("document", "sentence", "term", "variant", "quoted", "sense")
    )
    sentences = kept.select("doc_id", sentence="new", terms="terms", paragraph="new_paragraph")
    return sentences, mentions.select(*schema.MENTIONS)


def _numbered_anew(kept: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """The sentences in their new order with ``new`` and ``new_paragraph``."""
    mention = pl.concat_str("term", "variant", "quoted", "sense", separator="\t", ignore_nulls=True)
    said = mentions.select("doc_id", "sentence", said=mention).sort("doc_id", "sentence", "said")
    said = said.group_by("doc_id", "sentence", maintain_order=True).agg(pl.col("said").str.join("\n"))
    terms = pl.col("terms").cast(pl.List(pl.String)).list.join(" ")
    content = pl.concat_str("place", terms, pl.col("said").fill_null(""), separator="\n")
    kept = kept.join(said, on=["doc_id", "sentence"], how="left", maintain_order="left").with_columns(
        place=place_of("sentence"), body=pl.col("sentence") > 0
    )
    kept = kept.with_columns(content=content.rank("dense"))
    around = kept.sort("content").group_by("document", "paragraph", maintain_order=True)
    around = around.agg(around=pl.col("content").cast(pl.String).str.join(" "))
    kept = kept.join(around, on=["document", "paragraph"]).sort("document", "content", "around", "paragraph")
    before = pl.col("place").replace_strict({0: 0, 1: 1, 2: LEAD + 1}, return_dtype=pl.UInt32)  # the first number there
    kept = kept.with_columns(new=before + pl.int_range(pl.len(), dtype=pl.UInt32).over("document", "place"))
    first = pl.when("body").then(pl.col("new").min().over("document", "paragraph")).otherwise(0)
    number = first.rank("dense").over("document", "body") * pl.col("body").cast(pl.UInt32)
    return kept.with_columns(new_paragraph=number.cast(pl.UInt32))
