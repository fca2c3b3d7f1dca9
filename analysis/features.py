"""The counted corpus: documents, mentions, sentences and vocabulary, on disk or in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from . import schema


@dataclass(frozen=True, repr=False)
class Features:
    """What every statistic reads: four lazy tables and the manifest that says how they were made.

    Attributes
    ----------
    documents, mentions, sentences, vocabulary : polars.LazyFrame
        The tables of `schema`, sorted by (doc_id, sentence, start) or by term_id.
    manifest : mapping
        ``features.json``: schema version, edition, hashes of lexicon and dictionary, parameters, shards.
    """

    documents: pl.LazyFrame
    mentions: pl.LazyFrame
    sentences: pl.LazyFrame
    vocabulary: pl.LazyFrame
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_frames(cls, documents, mentions, sentences, vocabulary, *, manifest=None) -> Features:
        """Features from tables in memory (tests, simulations); each is checked."""
        tables = dict(documents=documents, mentions=mentions, sentences=sentences, vocabulary=vocabulary)
        for name, frame in tables.items():
            schema.check(frame, getattr(schema, name.upper()), name=name)
        return cls(**{name: frame.lazy() for name, frame in tables.items()}, manifest=manifest or {})
