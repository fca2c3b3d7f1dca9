"""The cell of a result: what one number of it counts, and by what it is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError, did_you_mean
from ..core.results import Result
from ..counts.features import Features
from ..counts.known_terms import known_terms
from ..timelines.moving_windows import window_slices

CHOICE = ("kinds", "duplicates", "every")
DOCUMENT, SENTENCE = ("doc_id",), ("doc_id", "sentence")


@dataclass(frozen=True)
class Asked:
    """The cell of a result that is asked for: names, the days, which of its numbers, and other columns of its row."""

    names: tuple[str, ...]
    start: Any
    end: Any
    of: str | None
    row: Mapping[str, str]


@dataclass(frozen=True)
class Cell:
    """What a number counts.

    ``documents`` are those asked; ``uses(features, documents)`` are the uses behind the number, which counts each different
    ``keys`` among them (every use where there are none); None where every document counts. ``days`` stands for them where
    features know no more. ``stated`` is what the table says, None where it does not.
    """

    documents: pl.DataFrame
    uses: Callable[[Features, pl.DataFrame], pl.DataFrame] | None
    keys: tuple[str, ...]
    counts: str
    said: Mapping[str, Any]
    stated: int | None = None
    days: pl.DataFrame | None = None


def documents_of(rows: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Those of the documents that have a row."""
    return documents.join(rows.select("doc_id").unique(), on="doc_id", how="semi")


def choice_of(parameters: Mapping[str, Any], first: date | None, after: date | None) -> dict[str, Any]:
    """The documents that a result counted, of the days given."""
    choice = {name: parameters[name] for name in CHOICE if parameters.get(name) is not None}
    return choice | {"start": first, "end": after}


def days_of(result: Result, start: Any, end: Any) -> tuple[date | None, date | None]:
    """First day and day after the last, of whole slices where the table has slices."""
    p = result.parameters
    first, after = as_date(start, name="start"), as_date(end, name="end")
    sliced = "start" in result.frame.columns and p.get("every") and "verdict" not in result.frame.columns
    if sliced and first is not None:
        every = p["every"]
        first = pl.Series([first]).dt.truncate(every)[0]
        known = getattr(result, "starts", None) or p.get("slices") or result.frame["start"].to_list()
        if first not in {as_date(day, name="start") for day in known}:
            raise StudyError(
                f"no slice of this result begins on {first}; the first begins on {min(map(str, known), default=None)}."
            )
        after = after or pl.Series([first]).dt.offset_by(every)[0]
        if p.get("smooth"):
            first = pl.Series([first]).dt.offset_by(f"-{window_slices(p['smooth'], every) - 1}{every[1:]}")[0]
    whole = as_date(p.get("start"), name="start"), as_date(p.get("end"), name="end")
    first = max((day for day in (first, whole[0]) if day is not None), default=None)
    after = min((day for day in (after, whole[1]) if day is not None), default=None)
    return first, after


def rows_of(result: Result, asked: Asked, after: date | None) -> pl.DataFrame:
    """The rows of the slices asked for."""
    rows, every = result.frame, result.parameters.get("every")
    if not every:
        return rows
    if asked.start is not None:
        at = pl.Series([as_date(asked.start, name="start")]).dt.truncate(every)[0]
        rows = rows.filter(pl.col("start") >= at)
    return rows if after is None else rows.filter(pl.col("start") < after)


def one_of(names: Sequence[str], known: Sequence[str], what: str) -> str:
    """The one name that is asked for; the only one there is, where none is."""
    if not names and len(known) == 1:
        return known[0]
    if len(names) != 1 or names[0] not in known:
        asked = f"no {what}" if not names else "、".join(map(str, names))
        hint = did_you_mean(str(names[0]), known) if names else ""
        some = f": {', '.join(known)}" if 0 < len(known) <= 8 else ""
        raise StudyError(
            f"evidence of one {what} is asked for, and was given {asked}; there are {len(known)}{some}.{hint}"
        )
    return names[0]


def number_of(of: str | None, known: Sequence[str], usual: str) -> str:
    if of is not None and of not in known:
        raise StudyError(
            f"no number of {of!r} that counts documents, sentences or mentions; there are: {', '.join(known)}."
            f"{did_you_mean(of, known)}\n  A rate, a share or a p is made of these."
        )
    return of or usual


def known(source: Features, names: Sequence[str]) -> Sequence[str]:
    kinds = known_terms(source)
    for name in names:
        if name not in kinds:
            raise StudyError(f"no term {name!r} in these features.{did_you_mean(name, kinds)}")
    return names
