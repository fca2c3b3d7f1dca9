"""Features of simulated counts, so that rows can go through the public functions."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from analysis.core import schema
from analysis.counts.features import Features

FIRST = date(2013, 1, 1)  # the three years from here on have 365 days each


def simulated_features(
    day: np.ndarray, source: np.ndarray, holds: tuple[np.ndarray, np.ndarray], titled: np.ndarray, terms: int
) -> Features:
    """Documents (N,) with their day and source; ``holds`` are places of documents and terms (K,), ``titled`` (K,) those in the title too."""
    N, names = len(day), [f"term {t:03d}" for t in range(terms)]
    ids = np.array([f"d{k:06d}" for k in range(N)])
    documents = pl.DataFrame(
        {
            "doc_id": ids,
            "date": [FIRST + timedelta(int(d)) for d in day],
            "date_precision": "day",
            "title": "",
            "source": source,
            "kind": "story",
            "n_chars": 100,
            "n_sentences": 9,
            "sha256": ids,
        }
    )
    at, term = holds
    body = pl.DataFrame({"doc_id": ids[at], "sentence": 5, "term": np.array(names)[term]})
    mentions = pl.concat(
        [body, body.filter(pl.Series(titled)).with_columns(sentence=pl.lit(0, body["sentence"].dtype))]
    )
    mentions = mentions.with_columns(variant="term", quoted=pl.lit(False))
    vocabulary = pl.DataFrame({"term_id": range(1, terms + 1), "term": names, "kind": "slogan", "documents": 1})
    return Features.from_frames(
        _whole(documents, schema.DOCUMENTS),
        _whole(mentions, schema.MENTIONS),
        pl.DataFrame(schema=schema.SENTENCES),
        _whole(vocabulary, schema.VOCABULARY),
    )


def _whole(frame: pl.DataFrame, columns: pl.Schema) -> pl.DataFrame:
    """With all columns of a table, null where none is given."""
    lacking = [pl.lit(None).alias(name) for name in columns.names() if name not in frame.columns]
    return frame.with_columns(lacking).select(columns.names()).cast(columns)  # pyright: ignore[reportArgumentType]
