"""Moving windows of slices with their own counts, and which slices a corpus covers whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from ..core.dates import as_date
from ..core.errors import StudyError
from ..counts.day_counts import DayCounts
from ..counts.features import Features
from ..counts.periods import EVERY, MONTHS, OTHER_NAMES, complete_slices

_LENGTH = re.compile(r"(\d+)(y|q|mo)")
_UNIT_MONTHS = {"y": 12, "q": 3, "mo": 1}


def window_slices(smooth: str, every: str) -> int:
    """How many slices a window is long.

    >>> window_slices("12mo", "1mo"), window_slices("1y", "1q"), window_slices("3y", "1y")
    (12, 4, 3)
    """
    found = _LENGTH.fullmatch(OTHER_NAMES.get(smooth, smooth)) if isinstance(smooth, str) else None
    months = int(found[1]) * _UNIT_MONTHS[found[2]] if found else 0
    if months <= MONTHS[every] or months % MONTHS[every]:
        raise StudyError(
            f"smooth={smooth!r} is no window of several slices of a {EVERY[every]}.\n"
            f"  Give a length such as smooth='12mo' with every='1mo', or smooth='3y' with every='1y'."
        )
    return months // MONTHS[every]


def window_block(months: int) -> str:
    """The parts in which the dispersion of a window of so many months is seen, as for slices of that length."""
    return "1q" if months >= 24 else "1mo" if months >= 12 else "1w" if months >= 3 else "1d"


@dataclass(frozen=True, repr=False, eq=False)
class WindowCounts(DayCounts):
    """Counts by day of which each belongs to one window: windows side by side, each with the first day of its last slice."""

    starts: pl.Series = field(default_factory=lambda: pl.Series("start", [], pl.Date))
    place: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))

    def index(self, every: str) -> tuple[pl.Series, np.ndarray]:
        """As of `DayCounts`; whatever the slice, these are the windows."""
        return self.starts, self.place


def smoothed(counts: DayCounts, every: str, width: int, frame_of: Callable[[DayCounts], pl.DataFrame]) -> pl.DataFrame:
    """What ``frame_of`` says of every window of ``width`` slices, named by its last slice.

    Windows overlap, and a day can be counted in one slice only: so they are taken in ``width`` turns, in each of which they
    lie side by side.
    """
    starts, place = counts.index(every)
    if len(starts) < width:
        raise StudyError(f"the window is {width} slices long, and there are {len(starts)}; take a shorter one.")
    frames = []
    for shift in range(width):
        windows = (len(starts) - shift) // width
        if windows:
            ends = starts.gather(shift + width * np.arange(1, windows + 1) - 1)
            frames.append(frame_of(_windows(counts, (place - shift) // width, windows, ends, place >= shift)))
    return pl.concat(frames).sort("term", "start")


def _windows(counts: DayCounts, window: np.ndarray, windows: int, ends: pl.Series, known: np.ndarray) -> WindowCounts:
    inside = known & (window < windows)
    arrays = {
        name: getattr(counts, name)[..., inside] for name in ("documents", "characters", "hits", "mentions", "quoted")
    }
    strata = {name: _windows(one, window, windows, ends, known) for name, one in counts.strata.items()}
    days = counts.days.filter(pl.Series(inside))
    return WindowCounts(counts.terms, days, **arrays, strata=strata, starts=ends, place=window[inside])


def covered_days(
    features: Features | DayCounts, corpus: Mapping[str, Any], counts: DayCounts, start: Any, end: Any
) -> list[tuple[date, date]]:
    """First and last day that the corpus, or each part of a joined one, covers, within ``start`` and ``end``.

    A last document that is dated to its month or year covers that to its end.
    """
    if not len(counts.days):
        return []
    spans = [
        (as_date(one["start"], name="start"), as_date(one["end"], name="end"))
        for one in corpus.get("parts") or [corpus]
    ]
    spans = [(first, last) for first, last in spans if first and last]
    if isinstance(features, Features):
        day, precision = pl.col("date"), pl.col("date_precision")
        last_day = pl.when(precision == "year").then(day.dt.truncate("1y").dt.offset_by("1y").dt.offset_by("-1d"))
        last_day = last_day.when(precision == "month").then(day.dt.month_end()).otherwise(day)
        latest = features.documents.select(last_day.max()).collect().item()
        whole = max(last for _, last in spans)
        spans = [(first, latest if last == whole else last) for first, last in spans]
    lowest, highest = as_date(start, name="start") or date.min, as_date(end, name="end") or date.max
    return [(max(first, lowest), min(last, highest - timedelta(days=1))) for first, last in spans]


def with_complete(frame: pl.DataFrame, every: str, width: int, covered: list[tuple[date, date]]) -> pl.DataFrame:
    """The table with ``complete``: whether the corpus covers the slice, or the window that ends with it."""
    starts, months = frame["start"].unique().sort(), MONTHS[every]
    firsts = starts.dt.offset_by(f"-{(width - 1) * months}mo").to_list()
    whole = pl.Series("complete", complete_slices(firsts, f"{width * months}mo", covered), pl.Boolean)
    return frame.join(pl.DataFrame([starts, whole]), on="start", how="left", maintain_order="left")
