"""The tables that folders hand to one another: columns and types. A table may hold more columns, never fewer."""

from __future__ import annotations

import polars as pl

from .errors import StudyError, did_you_mean

VERSION = 2

DOCUMENTS = pl.Schema(
    {
        "doc_id": pl.String,
        "date": pl.Date,  # the first day of the month or year where the precision is coarser
        "date_precision": pl.String,  # day, month, year
        "title": pl.String,
        "source": pl.String,
        "author": pl.String,
        "kind": pl.String,
        "n_chars": pl.UInt32,  # title and text, as counted
        "n_sentences": pl.UInt32,
        "duplicate_of": pl.String,  # the earliest near-duplicate, null for an original
        "sha256": pl.String,  # of title, newline, text in UTF-8
    }
)
TEXTS = pl.Schema({"doc_id": pl.String, "text": pl.String})
MENTIONS = pl.Schema(
    {
        "doc_id": pl.String,
        "sentence": pl.UInt32,
        "start": pl.UInt32,  # in the title for sentence 0, else in the text; null in a published edition
        "end": pl.UInt32,
        "term": pl.String,
        "sense": pl.String,
        "variant": pl.String,  # the characters as they stand in the lexicon, quotes looked through
        "quoted": pl.Boolean,
    }
)
SENTENCES = pl.Schema({"doc_id": pl.String, "sentence": pl.UInt32, "terms": pl.List(pl.UInt32)})
VOCABULARY = pl.Schema(
    {
        "term_id": pl.UInt32,
        "term": pl.String,
        "kind": pl.String,  # slogan, member (of an expansion) or word
        "documents": pl.UInt32,
    }
)


def check(frame: pl.DataFrame | pl.LazyFrame, schema: pl.Schema, *, name: str) -> None:
    """Raise `StudyError` unless ``frame`` has every column of ``schema`` in its type.

    Looks at names and types only, so a lazy frame is not read.
    """
    have = frame.collect_schema()
    missing = [column for column in schema if column not in have]
    if missing:
        raise StudyError(
            f"the {name} table lacks the column {missing[0]!r}; it has: {', '.join(have) or 'none'}."
            + did_you_mean(missing[0], have)
        )
    wrong = [column for column, dtype in schema.items() if have[column] != dtype]
    if wrong:
        column = wrong[0]
        raise StudyError(
            f"column {column!r} of the {name} table holds {have[column]}, where {schema[column]} is needed."
        )


def empty(schema: pl.Schema) -> pl.DataFrame:
    """A table of the right columns with no row."""
    return pl.DataFrame(schema=schema)
