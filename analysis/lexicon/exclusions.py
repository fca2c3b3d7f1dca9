"""Exclusions: longer strings that hold the characters of a term and are not the term, as 四风险 is not 四风.

Matching looks for exclusions as it looks for surfaces. One that names no term takes its characters and is not reported;
one that is or holds a surface of another term names that term still.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import polars as pl

from .matching import bare


def exclusions_by_term(table: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Each term's exclusions, quotation marks taken out; terms and strings sorted."""
    strings: dict[str, set[str]] = {}
    for term, exclusion, *_ in table.iter_rows():
        strings.setdefault(term, set()).add(bare(exclusion))
    return {term: tuple(sorted(own - {""})) for term, own in sorted(strings.items())}


def is_excluded(start: int, end: int, string: str, exclusions: Iterable[str]) -> bool:
    """Whether ``string[start:end]`` lies inside an exclusion.

    >>> is_excluded(2, 4, "排查四风险点", ["四风险"]), is_excluded(2, 4, "整治四风问题", ["四风险"])
    (True, False)
    """
    return any(
        begin <= start and end <= begin + len(exclusion)
        for exclusion in exclusions
        for begin in occurrences(string, exclusion)
    )


def occurrences(string: str, part: str) -> Iterator[int]:
    """Where ``part`` begins in ``string``, overlapping ones included."""
    return (match.start() for match in re.finditer(f"(?={re.escape(part)})", string))
