"""Exclusions: longer strings that hold the characters of a term and are not the term, as 四风险 is not 四风.

Matching looks for exclusions as it looks for surfaces. One that names no term takes its characters and is not reported;
one that is or holds a surface of another term names that term still.
"""

from __future__ import annotations

import polars as pl

from .matching import bare


def exclusions_by_term(table: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Each term's exclusions, quotation marks taken out; terms and strings sorted."""
    strings: dict[str, set[str]] = {}
    for term, exclusion, *_ in table.iter_rows():
        strings.setdefault(term, set()).add(bare(exclusion))
    return {term: tuple(sorted(own - {""})) for term, own in sorted(strings.items())}
