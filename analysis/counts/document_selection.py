"""The documents that a statistic counts: of some dates and kinds, near-duplicates left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import polars.selectors as cs

from ..core.dates import as_date, check_order
from ..core.errors import StudyError, did_you_mean
from .features import Features
from .periods import FINE_ENOUGH, check_every

# what statistics ask of a document; titles, hashes and addresses are most of the table
COLUMNS = ("doc_id", "date", "date_precision", "source", "kind", "n_chars", "n_sentences", "duplicate_of")

Strata = str | Mapping[str, str] | None  # a column of documents, or the stratum of each document by its id
NO_STRATUM = "none"  # documents whose column is empty, or that a mapping leaves out


def selected_documents(
    features: Features,
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: str | Sequence[str] | None = None,
    duplicates: bool = False,
    every: str | None = None,
    titles: bool = False,
    strata: Strata = None,
) -> pl.DataFrame:
    """The documents that a statistic counts, sorted by date and id.

    Parameters
    ----------
    start, end : date or str, optional
        First day, and the day after the last.
    kinds : sequence of str, optional
        Kinds of document to keep, such as ``["story"]``; all if None.
    duplicates : bool
        Keep near-duplicates (documents whose ``duplicate_of`` is set) as well.
    every : {"1y", "1q", "1mo"}, optional
        Leave out documents whose date is coarser than such a period.
    titles : bool
        Read the titles as well, which few statistics need.
    strata : str or mapping, optional
        Add the column ``stratum``: that of a column of documents, such as ``"source"``, or of a mapping of document ids.

    Raises
    ------
    StudyError
        An unknown kind or column, or dates in the wrong order.
    """
    start, end = check_order(start, end)
    selected = features.documents.filter(pl.col("date").is_not_null())
    if kinds is not None:
        wanted = [kinds] if isinstance(kinds, str) else list(kinds)
        known = features.documents.select(pl.col("kind").unique()).collect()["kind"].drop_nulls().sort().to_list()
        unknown = [kind for kind in wanted if kind not in known]
        if unknown:
            raise StudyError(
                f"no document of kind {unknown[0]!r}; there are: {', '.join(known) or 'no kinds at all'}."
                + did_you_mean(str(unknown[0]), known)
            )
        selected = selected.filter(pl.col("kind").is_in(wanted))
    if not duplicates:
        selected = selected.filter(pl.col("duplicate_of").is_null())
    if start:
        selected = selected.filter(pl.col("date") >= start)
    if end:
        selected = selected.filter(pl.col("date") < end)
    if every:
        selected = selected.filter(pl.col("date_precision").is_in(FINE_ENOUGH[check_every(every)]))
    columns = cs.by_name(*COLUMNS, *(["title"] if titles else []), require_all=False)
    chosen = [columns] if strata is None else [columns, _stratum(features, strata)]
    return selected.select(*chosen).collect().sort("date", "doc_id")


def _stratum(features: Features, strata: str | Mapping[str, str]) -> pl.Expr:
    """The stratum of each document, as text."""
    if isinstance(strata, Mapping):
        given = pl.col("doc_id").replace_strict(dict(strata), default=None, return_dtype=pl.String)
    else:
        have = features.documents.collect_schema().names()
        if strata not in have:
            raise StudyError(
                f"documents have no column {strata!r} for strata; there are: {', '.join(have)}."
                + did_you_mean(str(strata), have)
            )
        given = pl.col(strata).cast(pl.String)
    return given.fill_null(NO_STRATUM).alias("stratum")


def refuse_choice_of_counts(sense: str | None, strata: Strata, stratified: bool, where: str | None = None) -> None:
    """A `StudyError` where a sense, strata or a place are asked of counts by day, which no longer know their documents."""
    asked = "sense" if sense is not None else "strata" if strata is not None and not stratified else None
    asked = asked or ("where" if where is not None else None)
    if asked:
        raise StudyError(f"{asked} cannot be asked of counts by day, which hold no documents; give the features.")


def documents_to_count(features: Features, **selection: Any) -> pl.DataFrame:
    """What `selected_documents` gives; a `StudyError` that says when there are documents if that is none.

    Counts of no document are no result: compared with another period they would look like a loss of everything.
    """
    documents = selected_documents(features, **selection)
    if not documents.is_empty():
        return documents
    start, end = (as_date(selection.pop(name, None), name=name) for name in ("start", "end"))
    dates = selected_documents(features, **selection)["date"]
    if dates.is_empty():
        raise StudyError("no document is left to count, in any period; ask for other kinds, or for coarser periods.")
    period = (f" from {start}" if start else "") + (f" until {end}" if end else "")
    between = [dates.filter(dates < start).max(), dates.filter(dates >= end).min()] if start and end else []
    gap = "" if None in between or not between else f", with none between {between[0]} and {between[1]}"
    raise StudyError(
        f"no document is left to count{period}; there are documents from {dates.min()} to {dates.max()}{gap}. "
        "Widen start, end or kinds."
    )
