"""The published edition: counts that can be given away where the texts cannot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..core import schema
from ..core.errors import StudyError
from ..core.file_set import FileSet, write_set
from ..core.hashing import GAMMA, splitmix64
from ..core.storage import Folder
from .manifest import WHOLE_TABLE, names_of, part_entry

COMPRESSION = 19  # level of zstd: a tenth smaller than the default and as quick to read
PUBLISHED_SENTENCES = pl.Schema({**schema.SENTENCES, "paragraph": pl.UInt32})
_BATCH = 8_192  # documents of a part; a year of the evening news has about 5,400


def publish(features, out, *, min_documents: int) -> None:
    """See `analysis.counts.features.Features.publish`."""
    if features.manifest.get("edition", "private") != "private":
        raise StudyError("these features are a published edition already; publish() makes one from a private edition.")
    if min_documents < 1:
        raise StudyError(f"min_documents={min_documents} must be at least 1.")
    if features.folder is not None and features.folder.same_as(Folder.at(out)):
        raise StudyError("publish() would overwrite the features that it reads; name another folder.")
    with write_set(out, names=names_of) as new:
        _write(features, new, min_documents)


def _write(features, new: FileSet, min_documents: int) -> None:
    vocabulary = renumbered(features.vocabulary.collect(), min_documents)
    entries = []
    for name, documents, some in batches(features):
        mine = documents.lazy().select("doc_id")
        sentences = some.sentences.join(mine, on="doc_id", how="semi").collect()
        mentions = some.mentions.join(mine, on="doc_id", how="semi").collect()
        sentences, mentions = shuffled(documents, sentences, mentions, vocabulary)
        tables = {"documents": documents, "mentions": mentions, "sentences": sentences}
        files = {
            table: new.write_table(f"{table}/{name}", frame, compression=COMPRESSION)["file"]
            for table, frame in tables.items()
        }
        entries.append(part_entry(name, **tables, files=files))
    words = vocabulary.select(*schema.VOCABULARY).cast(schema.VOCABULARY).sort("term_id")
    whole = {WHOLE_TABLE: [new.write_table(WHOLE_TABLE, words, compression=COMPRESSION)["file"]]}
    parameters = {**features.manifest.get("parameters", {}), "min_documents": min_documents}
    new.commit(
        {**features.manifest, "edition": "published", "parameters": parameters, "shards": entries, "tables": whole}
    )


def batches(features) -> Iterator[tuple[str, pl.DataFrame, Any]]:
    """Documents by year, in a year at most `_BATCH` at a time, with features that hold no more than that year."""
    years = features.documents.select(pl.col("date").dt.year().unique().sort()).collect()["date"].to_list()
    for year in years:
        if year is None:
            some = features
            documents = features.documents.filter(pl.col("date").is_null()).collect()
        else:
            some = features.between(date(year, 1, 1), date(year + 1, 1, 1))
            documents = some.documents.collect()
        pieces = list(documents.sort("date", "doc_id", nulls_last=True).iter_slices(_BATCH))
        for place, piece in enumerate(pieces, 1):
            label = "undated" if year is None else str(year)
            yield (label if len(pieces) == 1 else f"{label}-{place}"), piece, some


def renumbered(vocabulary: pl.DataFrame, min_documents: int) -> pl.DataFrame:
    """The vocabulary that stays, numbered from 1 by falling frequency, with the number it had as ``old``.

    Frequent words get small numbers, which take the least room.
    """
    keep = (pl.col("kind") != "word") | (pl.col("documents") >= min_documents)
    return (
        vocabulary.filter(keep)
        .sort("documents", "term_id", descending=[True, False])
        .rename({"term_id": "old"})
        .with_row_index("term_id", offset=1)
    )


def shuffled(
    documents: pl.DataFrame, sentences: pl.DataFrame, mentions: pl.DataFrame, vocabulary: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sentences and mentions without offsets and order, sentences numbered anew.

    Within a document the sentences are put in an order that follows from their contents alone (a hash of
    the ids that they hold), so nothing of the old order is left that a key could bring back. The title
    stays number 0. Paragraphs are numbered by their first sentence in the new order.
    """
    place = documents.select("doc_id").with_row_index("document")
    words = (
        sentences.select("doc_id", "sentence", "paragraph", pl.col("terms").alias("old"))
        .explode("old")
        .join(vocabulary.select("old", "term_id"), on="old")
        .join(place, on="doc_id")
        .sort("document", "sentence", "term_id")
    )
    kept = words.group_by("document", "doc_id", "sentence", "paragraph", maintain_order=True).agg(
        terms=pl.col("term_id").cast(pl.UInt32)
    )
    if kept.is_empty():
        return schema.empty(PUBLISHED_SENTENCES), schema.empty(schema.MENTIONS)
    lengths = kept["terms"].list.len().to_numpy().astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    kept = kept.with_columns(
        key=np.add.reduceat(splitmix64(words["term_id"].to_numpy().astype(np.uint64) * GAMMA), starts),
        body=pl.col("sentence") > 0,
    ).sort("document", "body", "key", "sentence")
    kept = kept.with_columns(new=pl.col("body").cum_sum().over("document").cast(pl.UInt32))  # the title keeps 0
    kept = kept.with_columns(
        new_paragraph=pl.when("body").then(pl.col("new").min().over("document", "paragraph")).otherwise(0)
    )
    kept = kept.with_columns(
        new_paragraph=(
            pl.col("new_paragraph").rank("dense").over("document", "body") * pl.col("body").cast(pl.UInt32)
        ).cast(pl.UInt32)
    )
    numbers = kept.select("doc_id", "sentence", "new", "document")
    mentions = (
        mentions.join(numbers, on=["doc_id", "sentence"])
        .with_columns(sentence=pl.col("new"), start=pl.lit(None, pl.UInt32), end=pl.lit(None, pl.UInt32))
        .sort("document", "sentence", "term", "variant", "quoted", "sense")
    )
    sentences = kept.select("doc_id", sentence=pl.col("new"), terms="terms", paragraph=pl.col("new_paragraph"))
    return sentences, mentions.select(*schema.MENTIONS)
