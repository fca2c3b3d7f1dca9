"""Sentences that list slogans, by month and order: what `list_order` and `litany` count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError
from ..counts.document_selection import documents_to_count
from ..counts.editions import needs
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.periods import slice_starts
from ..counts.published_litany import litany_by_month


class Listed(NamedTuple):
    """The rows of `LITANY` that are asked for, the number of each member in ``terms``, and the first days of all slices."""

    rows: pl.DataFrame
    ids: dict[str, int]
    starts: pl.Series


def member_names(features: Features, members: Sequence[str]) -> list[str]:
    """The members as the lexicon has them; a `StudyError` where they are no list of slogans."""
    names = list(resolve_terms(features, members))
    if isinstance(members, str) or len(set(names)) < 2:
        raise StudyError("an order needs two members or more, such as ['六稳', '六保'].")
    known = known_terms(features)
    for name in names:
        if known[name] != "slogan":
            raise StudyError(f"{name} is a {known[name]}; the order of a list is known of slogans only.")
    return names


def listed_slogans(
    features: Features,
    names: Sequence[str],
    *,
    every: str,
    start: date | str | None,
    end: date | str | None,
    kinds: Sequence[str] | None,
    duplicates: bool,
) -> Listed:
    """The lists of the chosen documents; a slogan of the lexicon that never occurs has the number −1."""
    listed = _lists(features, (start, end))
    documents = documents_to_count(features, start=start, end=end, every=every, kinds=kinds, duplicates=duplicates)
    cells = documents.select(
        pl.col("date").dt.truncate("1mo"),
        "date_precision",
        "source",
        "kind",
        duplicate=pl.col("duplicate_of").is_not_null(),
    )
    listed = listed.join(cells.unique(), on=cells.columns, how="semi", nulls_equal=True)
    ids = dict(features.vocabulary.filter(pl.col("kind") == "slogan").select("term", "term_id").collect().rows())
    return Listed(listed, {name: ids.get(name, -1) for name in names}, slice_starts(documents["date"], every))


def _lists(features: Features, days: tuple[Any, Any]) -> pl.DataFrame:
    """The table of `published_litany`: of a counts edition as it is, of a private one counted."""
    if "litany" in features.tables:
        for name, day in zip(("start", "end"), days, strict=True):
            found = as_date(day, name=name)
            if found is not None and found.day != 1:
                raise StudyError(
                    f"{name}={found}: this edition has the order of slogans by month; give the first of one."
                )
        return features.tables["litany"].collect()
    needs(features, "places of mentions", "the order of a list")
    start, end = (as_date(day, name=name) for name, day in zip(("start", "end"), days, strict=True))
    inside = features.documents
    inside = inside if start is None else inside.filter(pl.col("date") >= start)
    inside = inside if end is None else inside.filter(pl.col("date") < end)
    return litany_by_month(inside.collect(), features.mentions.collect(), features.vocabulary.collect())
