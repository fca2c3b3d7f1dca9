"""Comment and news: in which of two genres is a term used first, and in which does its use rise first?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import polars as pl

from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.day_counts import DayCounts, counts_by_day
from ..counts.features import Features
from ..counts.statistic_calls import statistic
from ..statistics.entry_lags import days_of, delays
from ..statistics.share_change import ShareChange, share_change

RUN_IN = 183  # days, as in `first_uses`
SAME = 31  # days within which two beginnings are called the same time
DAY = 1  # an announcement on the evening before the printing is a day early
FEW = 20  # documents
LEAST = 10  # documents of a rise: the place of fewer is that of a single week
ALPHA = 0.05
CANNOT = "cannot be said"
LEAD_LAG = {
    **dict.fromkeys(("term", "measure"), pl.String),
    **dict.fromkeys(("first_day", "second_day"), pl.Date),
    **dict.fromkeys(("lag", "low", "high"), pl.Float64),
    "verdict": pl.String,
    **dict.fromkeys(("first_hits", "second_hits"), pl.Int64),
    **dict.fromkeys(("reason", "unknown"), pl.String),
}


class LeadLag(TableResult):
    """Lags of two genres; made by `lead_lag`, drawn by `plot_lead_lag`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · measure · first_day · second_day · lag · low · high · verdict · first_hits · second_hits · reason · unknown``,
        two rows a term, sorted. ``measure`` is "entry" (first documents) or "rise" (of the rate). ``lag`` is in days, with
        its interval: above 0 where the first genre moves first; of an entry, the median of what the two first days allow. ``verdict`` is "… first", "same time" or "cannot be
        said", with its ``reason``; ``unknown`` says what these dates cannot tell.

    Examples
    --------
    >>> LeadLag(pl.DataFrame({"term": ["六保"], "verdict": ["commentary first"]}))
    <LeadLag: 1 terms, commentary first 1>
    """

    def _summary(self) -> str:
        counts = self.frame["verdict"].value_counts().sort("verdict").rows()
        return f"{self.frame['term'].n_unique()} terms, " + ", ".join(f"{verdict} {n}" for verdict, n in counts)


class Side(NamedTuple):
    """One genre of a comparison: its name and its counts by day."""

    name: str
    counts: DayCounts


@statistic(unit="documents")
def lead_lag(
    features: Features,
    terms: str | Iterable[str],
    first: str | Sequence[str] | None = "commentary",
    second: str | Sequence[str] | None = "report",
    *,
    other: Features | None = None,
    days: int = 7,
    run_in: int = RUN_IN,
    same: int = SAME,
    level: float = 0.95,
    draws: int = 199,
    seed: int = 0,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> LeadLag:
    """By how many days a term enters, and rises, in one genre before it does in another.

    *Entry*: the difference of the days of the first documents. A first document comes late by a draw from Fisher's F, scaled by the
    gaps that follow it, in either genre: that is the interval. *Rise*: the difference of the days of the
    likeliest rise of the share of documents, by slices of ``days`` days (`share_change`), if both have one; its interval is that of the
    two posteriors.

    Parameters
    ----------
    features : Features
    terms, duplicates, kinds, start, end : as in `timeline`
    first, second : str, sequence of str or None
        Genres, one or several together, such as "commentary", "editorial", "report"; all documents if None.
    other : Features, optional
        Where the second genre is looked for, such as another paper; in ``features`` if left out.
    days : int
        Length of a slice of the rise, in days.
    run_in : int
        Days from the start of a genre's documents in which a first use is called censored: the term may be older.
    same : int
        Two beginnings are at the same time if the whole interval lies within so many days of 0.
    level : float
    draws : int
        Series without a change against which each rise is tested (p ≤ 0.05).
    seed : int

    Returns
    -------
    LeadLag
        Two rows for each term.

    Raises
    ------
    StudyError
        Unknown term or genre; twice the same; no document left.

    Examples
    --------
    >>> from analysis import data_folder
    >>> news = Features.open(data_folder() / "broadcast")
    >>> row = lead_lag(news, "四个意识").row(0, named=True)
    >>> row["measure"], row["first_day"] > row["second_day"]
    ('entry', True)
    """
    if other is None and first == second:
        raise StudyError(f"first and second are both {first!r}; give two genres, or another corpus as other=.")
    if days < 1 or same < 0 or run_in < 0 or draws < 1:
        raise StudyError("days and draws are 1 at least, same and run_in 0; the usual are 7, 199, 31 and 183.")
    choice: dict[str, Any] = dict(duplicates=duplicates, kinds=kinds, start=start, end=end)
    sides = []
    for source, genre, place in ((features, first, "first"), (features if other is None else other, second, "second")):
        name = genre if isinstance(genre, str) else ", ".join(genre or (place,))
        some = source if genre is None else source.filter(genre=genre if isinstance(genre, str) else list(genre))
        sides.append(Side(name, counts_by_day(some, terms, every="1mo", **choice)))
    names = sides[0].counts.terms
    if first == second:
        sides = [Side(place, side.counts) for place, side in zip(("first", "second"), sides, strict=True)]
    rows = []
    for t, term in enumerate(names):
        hits = {f"{place}_hits": int(side.counts.hits[t].sum()) for place, side in zip(("first", "second"), sides)}
        blank: dict[str, Any] = dict.fromkeys(LEAD_LAG) | {"term": term, "verdict": CANNOT, **hits}
        blank["unknown"] = _unknown(hits)
        asked = dict(level=level, same=same)
        own = crc32(term.encode())  # a term is drawn alike, whatever terms stand beside it
        rows.append(
            blank | {"measure": "entry"} | _entry(sides, t, run_in, np.random.default_rng([seed, own, 0]), asked)
        )
        rows.append(blank | {"measure": "rise"} | _rise(sides, t, days, draws, [seed, own], asked))
    frame = pl.DataFrame(rows, schema=LEAD_LAG).sort("term", "measure")
    said = dict(terms=names, first=first, second=second, days=days, run_in=run_in, same=same, level=level)
    return LeadLag(frame, said | dict(draws=draws, seed=seed, **choice))


def _unknown(hits: dict[str, int]) -> str:
    said = "dates are those of the documents: an announcement has that of its broadcast, not of the printing (a day)"
    few = "; few documents" if min(hits.values()) < FEW else ""
    return said + few


def _entry(
    sides: list[Side], t: int, run_in: int, random: np.random.Generator, asked: dict[str, Any]
) -> dict[str, Any]:
    """Days of the first hits and their difference; the rows of a table without what is not known."""
    row, late, begin = {}, [], []
    for place, (name, counts) in zip(("first", "second"), sides, strict=True):
        day = (counts.days.to_physical().to_numpy() - _number(counts.days[0]))[counts.hits[t] > 0]
        if not len(day):
            return row | {"reason": f"{name}: no document holds it"}
        row[f"{place}_day"] = counts.days[0] + timedelta(days=int(day[0]))
        delay = delays(day, random)
        if delay is None:
            row.setdefault("reason", f"fewer than three days on which {name} holds it")
        elif day[0] < run_in:
            row.setdefault("reason", f"it stands in {name} within {run_in} days of the first of all, and may be older")
        elif np.quantile(delay, asked["level"]) > day[0]:
            row.setdefault("reason", f"so rare in {name} at first that it may be older than the corpus")
        late.append(delay)
        begin.append(row[f"{place}_day"])
    if "reason" in row:
        return row
    seen = (begin[1] - begin[0]).days
    judged = _judged(seen - late[1] + late[0], sides, **asked)
    if judged.get("verdict", "").endswith(" first") and seen * np.sign(judged["low"]) <= DAY:
        # the side that is rarer at first would have to be older than all that was seen of either
        judged |= {"verdict": CANNOT, "reason": "the first documents themselves do not stand in that order"}
    return row | judged


def _rise(sides: list[Side], t: int, width: int, draws: int, seed: list[int], asked: dict[str, Any]) -> dict[str, Any]:
    row, found = {}, []
    random = np.random.default_rng([*seed, 3])
    for which, (place, (name, counts)) in enumerate(zip(("first", "second"), sides, strict=True)):
        slices = (counts.days.to_physical().to_numpy() - _number(counts.days[0])) // width
        k, n = (np.bincount(slices, values).astype(np.int64) for values in (counts.hits[t], counts.documents))
        if k.sum() < LEAST:
            return {"reason": f"{k.sum()} documents of {name} hold it; a rise wants {LEAST}"}
        change: ShareChange = share_change(k, n, rising=True, draws=draws, seed=[*seed, 1 + which])
        if change.p > ALPHA:
            return {"reason": f"no rise is found in {name} (p = {change.p:.2f})"}
        row[f"{place}_day"] = counts.days[0] + timedelta(days=change.first * width)
        found.append(_number(counts.days[0]) + days_of(change.posterior, width, random))
    lags = found[1] - found[0]
    return row | _judged(lags, sides, **asked)


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _judged(lags: np.ndarray, sides: list[Side], *, level: float, same: int) -> dict[str, Any]:
    """Median, interval and verdict of draws of a lag; one of a day or less has no first."""
    low, high = (float(end) for end in np.quantile(lags, [(1 - level) / 2, (1 + level) / 2]))
    row: dict[str, Any] = dict(lag=float(np.median(lags)), low=low, high=high)
    if low > DAY or high < -DAY:
        return row | {"verdict": f"{sides[0].name if low > 0 else sides[1].name} first"}
    if -same <= low and high <= same:
        return row | {"verdict": "same time"}
    return row | {"reason": f"the interval holds 0 and is wider than {same} days"}
