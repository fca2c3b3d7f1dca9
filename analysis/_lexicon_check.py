"""What can be wrong with a lexicon, one rule a function."""

from __future__ import annotations

import polars as pl

PROBLEM = {"file": pl.String, "row": pl.Int64, "rule": pl.String, "message": pl.String}


def problems(lexicon) -> pl.DataFrame:
    """All findings, sorted by file, row and rule."""
    found = [finding for rule in RULES for finding in rule(lexicon)]
    return pl.DataFrame(found, schema=PROBLEM, orient="row").sort("file", "row", "rule", "message")


def empty_gloss(lexicon):
    """A term without an English gloss."""
    for line, row in enumerate(lexicon.terms.iter_rows(named=True), start=2):
        if not row["gloss"].strip():
            yield "terms.csv", line, "empty gloss", f"{row['term']} has no English gloss"


RULES = [empty_gloss]
