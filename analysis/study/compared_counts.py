"""Counts of two periods or corpora say nothing of each other unless it is known over how much they were made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from ..core.errors import StudyError
from .broken_evidence import TIMES

# columns that tell the rows of other corpora or periods apart, beside those of time
PARTS = ("corpus", "source", "series", "genre", "kind", "medium", "place", "period")
# what a count was made over, or how sure it is: beside one of these a reader can see what a difference is worth
OVER = frozenset(("documents", "characters", "n_chars", "n_sentences", "sentences", "all", "of", "total", "tested", "testable", "pairs", "lists", "exposure", "p", "q"))  # fmt: skip
ROWS_COMPARED = re.compile(r"\.(diff|pct_change|is_sorted|arg_max|arg_min|rank)\([^()]*\)$")
SIGNS = (">", "<", ">=", "<=", "==", "!=")


def check_exposure(conditions: Mapping[str, Any], evidence: Any) -> None:
    """Raise `StudyError` where a condition compares counts of several slices of time or corpora, and nothing says over how much.

    A table with a rate, an interval, a share or a test (any column of fractions) or with a column of `OVER` says it. Only conditions
    that are expressions can be looked into.

    >>> news = pl.DataFrame({"year": [2020, 2021], "hits": [22, 89]})
    >>> grows = {"it grows": pl.col("hits").first() < pl.col("hits").last()}
    >>> check_exposure(grows, news.with_columns(documents=pl.Series([6_246, 5_761])))
    >>> check_exposure(grows, news)
    Traceback (most recent call last):
        ...
    analysis.core.errors.StudyError: the condition of 'it grows' compares the hits of several slices (year), and nothing says over how much they were counted.
      Leave the documents or the rate in the evidence (`timeline` has both), say it, exposure="… documents a year", or give controls=.
    """
    if not isinstance(evidence, pl.DataFrame) or evidence.height < 2:
        return
    apart = [name for name in evidence.columns if name in (*TIMES, *PARTS) or evidence.schema[name].is_temporal()]
    said = any(kind.is_float() or name in OVER for name, kind in evidence.schema.items() if name not in apart)
    if said or not apart:
        return
    counts = {name for name, kind in evidence.schema.items() if kind.is_integer() and name not in apart}
    for clause, condition in conditions.items():
        compared = sorted(counts & _compared(condition)) if isinstance(condition, pl.Expr) else []
        if compared:
            raise StudyError(
                f"the condition of {clause!r} compares the {compared[0]} of several slices ({', '.join(apart)}), and nothing says over "
                "how much they were counted.\n  Leave the documents or the rate in the evidence (`timeline` has both), say it, "
                'exposure="… documents a year", or give controls=.'
            )


def _compared(condition: pl.Expr) -> set[str]:
    """The columns of which one comparison within the condition has values on both sides, or whose rows it compares with each other."""
    inputs = condition.meta.pop()
    found = set().union(*map(_compared, inputs)) if inputs else set()
    if ROWS_COMPARED.search(str(condition)):
        found |= set(condition.meta.root_names())
    if len(inputs) == 2:
        right, left = map(str, inputs)
        if any(str(condition) == f"[({left}) {sign} ({right})]" for sign in SIGNS):
            both = set(inputs[0].meta.root_names()) & set(inputs[1].meta.root_names())
            found |= {name for name in both if f'col("{name}").sum()' not in left + right}  # a part of its whole
    return found
