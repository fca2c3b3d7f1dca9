# long: one statistic, whose row gathers what is known of one window
"""Is a window as quiet as it looks? The hits of a term in a window against what its own past lets expect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from ..core.dates import check_order
from ..core.errors import StudyError
from ..core.results import TableResult
from ..counts.day_counts import DayCounts, counts_by_day
from ..counts.features import Features
from ..counts.statistic_calls import statistic
from ..statistics.latent_rates import MONTH
from ..statistics.predictive_counts import Prediction, Window, as_quiet, predict, quietest, silent_slices
from .left_out_documents import left_out_documents

QUIETER, USUAL, UNKNOWN = "quieter than chance allows", "no quieter than usual", "cannot be said"
PAST = 5 * 365  # days before the window that speak for it, and at least ten windows
WINDOWS = 10
SHORTEST_PAST = 92  # days, and three windows: with fewer a rate that wanders is mistaken for one that stands
FEWEST_HITS = 5  # in the past
SLICES = 6  # at least, in the past
AHEAD = 4  # windows ahead in which a silence that could be seen is looked for
JUDGED = (
    0.8  # of 1 − level: with p at most so much of it, null series of much memory stay below 0.06 (docs/validity.md)
)
COLUMNS = pl.Schema(
    {
        "term": pl.String, "start": pl.Date, "end": pl.Date, "documents": pl.Int64, "hits": pl.Int64,
        "expected": pl.Float64, "low": pl.Int64, "high": pl.Int64, "p": pl.Float64, "p_anywhere": pl.Float64,
        "windows": pl.Int64, "quieter": pl.Float64, "could_be_seen": pl.Int64, "past": pl.Date,
        "collocates": pl.List(pl.String), "opportunity": pl.Int64, "left_out": pl.Int64, "expected_left_out": pl.Float64,
        "p_left_out": pl.Float64, "verdict": pl.String, "reason": pl.String,
    }
)  # fmt: skip


@dataclass(frozen=True, repr=False, eq=False)
class Silence(TableResult):
    """Whether windows are as quiet as they look; made by `silence`.

    Parameters
    ----------
    frame : polars.DataFrame
        A row a term, sorted: ``documents`` of the window, ``hits`` with the term, ``expected`` of these with the interval ``low``
        to ``high``, ``p`` of so few or fewer, ``p_anywhere`` that some window of this length is as quiet; ``windows`` earlier ones
        (one beginning on each day that has documents) and the share ``quieter`` that had as few hits or fewer; ``could_be_seen``,
        the days of total silence after which p would pass (null if more than four windows); ``past``, the first day of what
        the expectation rests on; ``opportunity``, documents of the window that name its ``collocates``, ``left_out`` those that
        leave the term out, with ``expected_left_out`` and ``p_left_out``; ``verdict`` and ``reason``.
    parameters : mapping
        The arguments of `silence`.
    weeks : polars.DataFrame
        ``term · start · documents · hits`` by seven days counted from the start of the window, for `plot_silence`.

    Examples
    --------
    >>> Silence(pl.DataFrame({"term": ["六保"], "verdict": ["no quieter than usual"]}), {"start": "2022-08-01", "end": "2022-08-15"})
    <Silence: 六保, no quieter than usual, 2022-08-01–2022-08-14>
    """

    weeks: pl.DataFrame = field(default_factory=pl.DataFrame)

    def _summary(self) -> str:
        if self.frame.height == 1:
            return f"{self.frame['term'][0]}, {self.frame['verdict'][0]}"
        return f"{self.frame.height} terms, {(self.frame['verdict'] == QUIETER).sum()} {QUIETER}"


@statistic(unit="documents", method="predictive distribution of hits")
def silence(
    features: Features | DayCounts,
    term: str | Iterable[str],
    start: date | str,
    end: date | str,
    *,
    where: str | None = None,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    sense: str | None = None,
    level: float = 0.95,
    collocates: Sequence[str] | None = None,
    seed: int = 0,
) -> Silence:
    """Is a term as quiet in a window as it looks, or has its own past seen as much?

    ``p`` is the share of simulated terms with the same past that had as few hits in the window or fewer. Their rates wander, come in
    clusters and have seasons; alike are rate, recent rate, same weeks of other years, dispersion and autocorrelation
    (`docs/methods/silence.md`). Days without documents count for nothing. "quieter than chance allows" is ``p ≤ 0.8 (1 − level)``; else, if a window
    without any hit could not have had so small a p, nothing can be said.

    Parameters
    ----------
    features : Features or DayCounts
        Counts by day know no collocates.
    term : str or iterable of str
    start, end : date or str
        First day of the window, and the day after its last. Documents before the window are the past, those after it
        are counted in ``p_anywhere`` alone.
    where, duplicates, kinds, sense : as in `timeline`
    level : float
        Of the interval and of the verdict.
    collocates : sequence of str, optional
        Slogans beside which the term is to be expected; by default the five strongest of the first half of its past. Empty: none.
    seed : int
        Of the simulated terms.

    Returns
    -------
    Silence
        A row a term.

    Raises
    ------
    StudyError
        Unknown term; a window outside the corpus, without documents or shorter than a day; documents not dated to the day.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> gone = Course("六保", rate=60, bursts=(("2015-06", 1, 0.0001),))
    >>> silence(simulate_counts([gone], years=3), "六保", "2015-06-01", "2015-07-01")
    <Silence: 六保, quieter than chance allows, 2015-06>
    """
    if not 0.5 <= level < 1:
        raise StudyError(f"level={level!r} is no level of an interval; give 0.95 for a 95 % interval.")
    day, stop = check_order(start, end)
    if day is None or stop is None:
        raise StudyError("a silence has a window: give start, its first day, and end, the day after its last.")
    source = _dated_to_the_day(features)
    choice: dict[str, Any] = dict(duplicates=duplicates, kinds=kinds)
    counts = counts_by_day(source, term, every="1mo", sense=sense, where=where, **choice)
    _check_window(counts, day, stop)
    rows = []
    names = [term] if isinstance(term, str) else list(dict.fromkeys(term))
    for t, name in enumerate(counts.terms):
        if name not in names:
            continue
        row = _row(counts, t, day, stop, level, seed)
        if isinstance(source, Features) and row["past"] is not None and (collocates is None or len(collocates)):
            row |= left_out_documents(
                source, name, row["past"], day, stop, collocates=collocates, where=where, sense=sense, **choice
            )
        rows.append(row)
    frame = pl.DataFrame(rows, schema=COLUMNS).sort("term")
    said = dict(
        term=names, start=day, end=stop, where=where, sense=sense, level=level, collocates=collocates, seed=seed
    )
    return Silence(frame, {**said, **choice}, _weeks(counts, frame, day))


def _dated_to_the_day(features: Features | DayCounts) -> Features | DayCounts:
    """The documents that are dated to the day: others may lie in the window or not."""
    if isinstance(features, DayCounts):
        return features
    exact = features.documents.select((pl.col("date_precision") == "day").all()).collect().item()
    return features if exact else features.filter(date_precision="day")


def _check_window(counts: DayCounts, start: date, end: date) -> None:
    inside = ((counts.days >= start) & (counts.days < end)).to_numpy()
    if not counts.documents[inside].sum():
        first, last = counts.days[0], counts.days[len(counts.days) - 1]
        raise StudyError(
            f"no document lies in the window from {start} until {end}; there are documents from {first} to {last}.\n"
            "  A window without documents is no silence; choose another."
        )


def _slices(counts: DayCounts, t: int, start: date, end: date) -> tuple[np.ndarray, np.ndarray, int, int, float, date]:
    """Hits and documents by slice: slices lie so that the window is whole ones; index of its first and of the one behind it."""
    length = (end - start).days
    in_window = max(1, round(length / MONTH))
    days = length / in_window
    offset = (counts.days - start).dt.total_days().to_numpy()
    place = np.floor(offset / days + 1e-9).astype(np.int64)
    place -= (low := int(place.min()))
    size = max(int(place.max()) + 1, -low + in_window)
    n, h = (np.bincount(place, values, minlength=size).astype(float) for values in (counts.documents, counts.hits[t]))
    first_day = start + timedelta(days=round(low * days))
    return h, n, -low, -low + in_window, days, first_day


def _row(counts: DayCounts, t: int, start: date, end: date, level: float, seed: int) -> dict[str, Any]:
    """What is known of one term but for its collocates."""
    h, n, at, stop, days, first_day = _slices(counts, t, start, end)
    inside = ((counts.days >= start) & (counts.days < end)).to_numpy()
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {
        "term": counts.terms[t], "start": start, "end": end, "documents": int(n[at:stop].sum()),
        "hits": int(counts.hits[t][inside].sum()), "verdict": UNKNOWN,
    }  # fmt: skip
    used = np.flatnonzero(h[:at] > 0)
    if not len(used):
        return row | {"reason": "no document holds the term before the window"}
    # the slice of the first hit is in the past because it has one: where the term is new, the past begins behind it
    covered = int(np.flatnonzero(n > 0)[0])
    new = int(used[0]) - covered > max(SLICES, round(365 / days))
    begin = int(used[0]) + 1 if new else covered
    earliest = at - max(round(PAST / days), WINDOWS * (stop - at))
    first = max(begin, earliest)
    row["past"] = first_day + timedelta(days=round(first * days))
    row |= _earlier(counts, t, first_day + timedelta(days=round(begin * days)), start, end, row["hits"])
    enough = max(SLICES, 3 * (stop - at), round(SHORTEST_PAST / days))
    if at - first < enough or h[first:at].sum() < FEWEST_HITS:
        return row | {
            "reason": f"too little past: {at - first} slices of {days:.0f} days with {h[first:at].sum():.0f} hits, "
            f"where {enough} slices and {FEWEST_HITS} hits are needed"
        }
    window = Window(first, at, stop, days)
    prediction = predict(h[None, :], _ahead(n, first, at, stop), window, seed=seed, month=_month(first_day))
    draws, p = prediction.draws[0], float(as_quiet(prediction, h[None, at:stop].sum(1))[0])
    tail = 100 * (1 - level) / 2
    low, high = np.percentile(draws, [tail, 100 - tail], method="inverted_cdf")
    row |= {"expected": float(prediction.expected[0]), "low": int(low), "high": int(high), "p": p}
    row["p_anywhere"] = quietest(prediction, h, n, begin, window)
    return row | _verdict(row, draws, prediction, window, 1 - level)


def _month(first_day: date) -> float:
    return first_day.month - 1 + (first_day.day - 1) / MONTH


def _ahead(n: np.ndarray, first: int, at: int, stop: int) -> np.ndarray:
    """Documents by slice, from the first of the record to some windows behind the asked one: there the rate of documents of the past."""
    more = max(0, at + AHEAD * (stop - at) - len(n))
    usual = n[first:at].mean()
    return np.concatenate([n, np.full(more, usual)])


def _verdict(
    row: dict[str, Any], draws: np.ndarray, prediction: Prediction, window: Window, alpha: float
) -> dict[str, Any]:
    """The verdict in words, its reason, and after how many days a silence could be seen."""
    limit, width = JUDGED * alpha, window.stop - window.at
    seen = silent_slices(prediction, window, limit, AHEAD * width)
    days = None if seen is None else round(seen * window.days)
    none = (1 + (draws == 0).sum()) / (1 + len(draws))
    said = f"{row['hits']} hits where {row['expected']:.1f} are expected ({row['low']} to {row['high']}), p = {row['p']:.3f}"
    earlier = f"{100 * row['quieter']:.0f} % of earlier windows were as quiet" if row["windows"] else ""
    anywhere = f"somewhere in the record one is as quiet with p = {row['p_anywhere']:.2f}"
    if row["p"] <= limit:
        return {"could_be_seen": days, "verdict": QUIETER, "reason": "; ".join(filter(None, (said, earlier, anywhere)))}
    if none > limit:
        could = f"a silence of {days} days could be seen" if days else f"none of {AHEAD} windows in a row could be seen"
        return {"could_be_seen": days, "verdict": UNKNOWN, "reason": "; ".join(filter(None, (said, earlier, could)))}
    return {"could_be_seen": days, "verdict": USUAL, "reason": "; ".join(filter(None, (said, earlier)))}


def _earlier(counts: DayCounts, t: int, first: date, start: date, end: date, hits: int) -> dict[str, Any]:
    """Earlier windows of equal length, one from each day with documents, and the share with as few hits or fewer.

    A window of less than half as many documents is none.
    """
    length = (end - start).days
    day = (counts.days - start).dt.total_days().to_numpy()
    begins = day[(day >= (first - start).days) & (day <= -length)]
    sums = [np.concatenate([[0], np.cumsum(x)]) for x in (counts.hits[t], counts.documents)]
    low, high = np.searchsorted(day, begins), np.searchsorted(day, begins + length)
    found, documents = (x[high] - x[low] for x in sums)
    inside = np.searchsorted(day, [0, length])
    kept = documents >= (sums[1][inside[1]] - sums[1][inside[0]]) / 2
    share = float((found[kept] <= hits).mean()) if kept.any() else None
    return {"windows": int(kept.sum()), "quieter": share}


def _weeks(counts: DayCounts, frame: pl.DataFrame, start: date) -> pl.DataFrame:
    """Hits and documents by seven days counted from the start of the window, for the figure."""
    week = np.floor((counts.days - start).dt.total_days().to_numpy() / 7).astype(np.int64)
    place = week - week.min()
    first = [start + timedelta(days=7 * int(w)) for w in range(week.min(), week.max() + 1)]
    n = np.bincount(place, counts.documents)
    rows = []
    for t, name in enumerate(counts.terms):
        if name in frame["term"]:
            hits = np.bincount(place, counts.hits[t])
            rows += [
                {"term": name, "start": d, "documents": int(a), "hits": int(b)}
                for d, a, b in zip(first, n, hits, strict=True)
            ]
    schema = {"term": pl.String, "start": pl.Date, "documents": pl.Int64, "hits": pl.Int64}
    return pl.DataFrame(rows, schema=schema)
