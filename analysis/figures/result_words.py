"""What the parameters of a result say of it in words: unit, interval, period, corpus. What they do not hold is not said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from ..core.dates import as_date
from .wording import Words

UNITS = {"documents": 1_000, "characters": 1_000_000}  # `timelines.rates` gives a rate per so many
_CHINESE = {1_000: "千", 10_000: "万", 1_000_000: "百万", 100: "百"}


def unit_words(parameters: Mapping[str, Any], words: Words) -> str:
    """What the rates of a result count, for the vertical axis."""
    unit = parameters.get("unit")
    if unit not in UNITS:
        return words("unit unknown")
    per = int(parameters.get("per") or UNITS[unit])
    million = "million" if per == 1_000_000 else f"{per:,}"
    return words(f"unit {unit}", per=_CHINESE.get(per, f"{per:,}") if words.lang == "zh" else million)


def percent(share: float) -> str:
    """A share as a percentage without needless decimals: 0.95 as 95%, 0.995 as 99.5%."""
    return f"{100 * share:.4g}%"


def interval_words(parameters: Mapping[str, Any], words: Words) -> str:
    """Level and kind of the interval, such as ``95% interval (Wilson)``."""
    level = parameters.get("level")
    if not isinstance(level, (int, float)):
        return words("interval level unknown")
    kind = {"wilson": words("wilson"), "bootstrap": words("bootstrap")}.get(str(parameters.get("interval")), "")
    return words("interval", level=percent(level)) + (words("in brackets", what=kind) if kind else "")


def period_of(parameters: Mapping[str, Any], low: date | None, end: date | None) -> tuple[date | None, date | None]:
    """First day, and the day after the last: those of the slices drawn, less what was not asked for."""
    first, stop = (as_date(parameters.get(name) or None, name=name) for name in ("start", "end"))
    return max(filter(None, (low, first)), default=None), min(filter(None, (end, stop)), default=None)


def period_words(first: date | None, end: date | None, words: Words | None = None) -> str:
    """A period, whose ``end`` is the day after its last, as whole years, months or days.

    >>> period_words(date(2015, 1, 1), date(2022, 1, 1)), period_words(date(2020, 1, 1), date(2021, 1, 1))
    ('2015–2021', '2020')
    >>> period_words(date(2015, 3, 1), date(2015, 9, 1)), period_words(date(2015, 3, 2), date(2015, 3, 9))
    ('2015-03 to 2015-08', '2015-03-02 to 2015-03-08')
    """
    if first is None or end is None:
        return ""
    last, words = end - timedelta(days=1), words or Words()
    if (first.month, first.day, end.month, end.day) == (1, 1, 1, 1):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    if first.day == end.day == 1:
        return (
            f"{first:%Y-%m}"
            if (first.year, first.month) == (last.year, last.month)
            else words("from to", start=f"{first:%Y-%m}", end=f"{last:%Y-%m}")
        )
    return words("from to", start=first, end=last)


def corpus_words(parameters: Mapping[str, Any], words: Words) -> str:
    """Which corpus: name, documents, first and last day, digest, version; or that it is unknown."""
    corpus = parameters.get("corpus")
    if not isinstance(corpus, Mapping):
        return words("corpus unknown")
    parts = [str(corpus.get("name") or words("corpus without a name"))]
    if corpus.get("documents") is not None:
        parts.append(words("documents", n=f"{corpus['documents']:,}"))
    if corpus.get("start") and corpus.get("end"):
        parts.append(words("from to", start=corpus["start"], end=corpus["end"]))
    if corpus.get("filter"):
        parts.append(str(corpus["filter"]))
    if corpus.get("digest"):
        parts.append(words("digest", digest=corpus["digest"]))
    return words("corpus", what=words.comma.join(parts))


def data_words(parameters: Mapping[str, Any], words: Words) -> str:
    """Version of the software that made the result; and how to cite the data, where the result says it."""
    corpus = parameters.get("corpus")
    if not isinstance(corpus, Mapping):
        return ""
    said = [words("cite", what=str(corpus["citation"]))] if corpus.get("citation") else []
    if corpus.get("licence"):
        said.append(words("licence", what=str(corpus["licence"])))
    if corpus.get("version"):
        said.append(words("software", version=corpus["version"]))
    return words.sentences(*said)


def documents_drawn(frame: pl.DataFrame) -> int | None:
    """Documents of all slices drawn, each slice of each source once; of carriers not known, since one document may have two."""
    if not {"start", "documents"} <= set(frame.columns) or "carrier" in frame.columns:
        return None
    by = [name for name in ("source", "series", "start") if name in frame.columns]
    return int(frame.group_by(by).agg(pl.col("documents").max())["documents"].sum())
