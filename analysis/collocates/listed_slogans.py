"""Sentences that list slogans, by month and order: what `list_order` and `litany` count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError
from ..counts.document_cells import cells_of_documents, not_divided
from ..counts.document_selection import documents_to_count
from ..counts.editions import needs
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.periods import slice_starts
from ..counts.published_litany import litany_by_month

UNUSED = 2**32 - 1  # no number of a term: the vocabulary would have to hold as many


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
    """The lists of the chosen documents; a slogan of the lexicon that never occurs has the number `UNUSED`."""
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
    codes = dict(features.vocabulary.filter(pl.col("kind") == "slogan").select("term", "term_id").collect().rows())
    ids = {name: codes.get(name, UNUSED) for name in names}
    if "litany" in features.tables:
        _check_whole(features, listed, cells, list(ids.values()))
    return Listed(listed, ids, slice_starts(documents["date"], every))


def _check_whole(features: Features, listed: pl.DataFrame, cells: pl.DataFrame, codes: list[int]) -> None:
    """A `StudyError` where some documents of a cell with such lists are left out: whose lists these are is not known."""
    named = pl.col("terms").list.eval(pl.element().is_in(codes)).list.sum()
    asked = listed.filter(named > 1).select(cells.columns).unique()
    origin = features._chosen_of or features
    documents = cells_of_documents(origin._tables["documents"], "1mo").select(cells.columns)
    whole = documents.group_by(cells.columns).agg(whole=pl.len()).collect()
    counts = cells.group_by(cells.columns).agg(chosen=pl.len())
    both = asked.join(counts, on=cells.columns, nulls_equal=True)
    both = both.join(whole, on=cells.columns, how="left", nulls_equal=True)
    part = both.filter(pl.col("chosen").ne_missing(pl.col("whole")))
    if part.height:
        raise StudyError(not_divided("the order of slogans by month", cells.columns, part["date"].min()))


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
