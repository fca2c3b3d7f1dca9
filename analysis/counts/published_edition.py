"""The published edition: counts that can be given away where the texts cannot, in two levels.

"counts" holds no words of a sentence: what ships. "sets" holds the nouns of each sentence, for colleagues who may read the texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from ..core import schema
from ..core.errors import StudyError, did_you_mean
from ..core.file_set import FileSet, write_set
from ..core.storage import Folder
from .document_cells import finest_cells
from .editions import LEVELS, edition_of
from .manifest import WHOLE_TABLE, names_of, part_entry
from .mention_places import HELD, LEAD
from .noun_words import NOUN_TAGS, frequent_nouns
from .published_collocates import nouns_by_month
from .published_litany import litany_by_month
from .published_sentences import shuffled
from .published_words import words_in_cells

COMPRESSION = 19  # level of zstd: a tenth smaller than the default and as quick to read
MIN_DOCUMENTS = 500  # by trial: with nouns of 200 documents, a new run of 15 characters in 0.20 % of the sentences
# of a document: no hash, which would prove a guessed text, and no column of the user's, which may hold one
OF_DOCUMENTS = (*(name for name in schema.DOCUMENTS if name != "sha256"), "n_paragraphs", "reprint_count")
OF_DOCUMENTS = (*OF_DOCUMENTS, "date_basis", "not_before", "not_after", "url", "genre")
_BATCH = 8_192  # documents of a part; a year of the evening news has about 5,400


def publish(features, out, *, level: str, min_documents: int) -> None:
    """See `analysis.counts.features.Features.publish`."""
    if level not in LEVELS:
        raise StudyError(f"no level {level!r}; there are: {', '.join(LEVELS)}." + did_you_mean(str(level), LEVELS))
    if edition_of(features) != "private":
        raise StudyError("these features are a published edition already; publish() makes one from a private edition.")
    if min_documents < 1:
        raise StudyError(f"min_documents={min_documents} must be at least 1.")
    if features.folder is not None and features.folder.same_as(Folder.at(out)):
        raise StudyError("publish() would overwrite the features that it reads; name another folder.")
    with write_set(out, names=names_of) as new:
        new.note(b"")  # where texts lie is nobody's business but their owner's
        _write(features, new, level, min_documents)


def _write(features, new: FileSet, level: str, min_documents: int) -> None:
    vocabulary = published_vocabulary(features.vocabulary.collect(), min_documents)
    entries = []
    cells = finest_cells(features.documents.collect())
    for name, tables in published_parts(features, vocabulary, level, cells):
        files = {
            table: new.write_table(f"{table}/{name}", frame, compression=COMPRESSION)["file"]
            for table, frame in tables.items()
        }
        entries.append(part_entry(name, tables["documents"], tables["mentions"], tables["sentences"], files))
    table = vocabulary.select(*schema.VOCABULARY).cast(schema.VOCABULARY).sort("term_id")
    whole = {WHOLE_TABLE: [new.write_table(WHOLE_TABLE, table, compression=COMPRESSION)["file"]]}
    words = {"tags": list(NOUN_TAGS), "min_documents": min_documents}
    words |= {"every": cells[0], "cells": list(cells[1])} if level == "counts" else {}
    made = {"edition": level, "words": words, HELD: LEAD, "shards": entries, "tables": whole}
    new.commit({**features.manifest, **made})


def published_parts(
    features, vocabulary: pl.DataFrame, level: str, cells: tuple[str, tuple[str, ...]]
) -> Iterator[tuple[str, dict[str, pl.DataFrame]]]:
    """Name and tables of each part, in order of time, with the vocabulary and the cells that are published."""
    for name, documents, some in batches(features):
        mine = documents.lazy().select("doc_id")
        sentences = some.sentences.join(mine, on="doc_id", how="semi").collect()
        mentions = some.mentions.join(mine, on="doc_id", how="semi").collect()
        yield name, _tables(documents, mentions, sentences, vocabulary, level, cells)


def _tables(documents, mentions, sentences, vocabulary, level, cells) -> dict[str, pl.DataFrame]:
    """The tables of a part, from its private tables."""
    words = vocabulary.filter(pl.col("kind") == "word")
    named = vocabulary if level == "sets" else vocabulary.filter(pl.col("kind") != "word")
    new_sentences, new_mentions = shuffled(documents, sentences, mentions, named)
    tables = {
        "documents": published_documents(documents, sentences),
        "mentions": new_mentions,
        "sentences": new_sentences,
    }
    if level == "counts":
        tables["words"] = words_in_cells(documents, sentences, words, *cells)
        tables["collocates"] = nouns_by_month(documents, sentences, mentions, vocabulary)
        tables["litany"] = litany_by_month(documents, mentions, vocabulary)
    return tables


def published_documents(documents: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """The documents with the number of paragraphs that hold a counted word, which later cannot be counted."""
    paragraphs = sentences.group_by("doc_id").agg(n_paragraphs=pl.col("paragraph").n_unique().cast(pl.UInt32))
    whole = documents.join(paragraphs, on="doc_id", how="left", maintain_order="left")
    whole = whole.with_columns(pl.col("n_paragraphs").fill_null(0))
    return whole.select(name for name in OF_DOCUMENTS if name in whole.columns)


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


def published_vocabulary(vocabulary: pl.DataFrame, min_documents: int) -> pl.DataFrame:
    """The vocabulary that stays, numbered from 1 by falling frequency, with the number it had as ``old``.

    Slogans and members stay, and the nouns of at least ``min_documents`` documents. Frequent words get small numbers,
    which take the least room.
    """
    kept = pl.concat([vocabulary.filter(pl.col("kind") != "word"), frequent_nouns(vocabulary, min_documents)])
    kept = kept.sort("documents", "term_id", descending=[True, False]).rename({"term_id": "old"})
    return kept.with_row_index("term_id", offset=1)
