"""Several series of documents side by side, on equal footing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import polars as pl

from ..core.errors import StudyError
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from .rates import Timeline, timeline


@dataclass(frozen=True, repr=False, eq=False)
class SideBySide:
    """The same terms in several series of documents, counted in the same way over the same dates.

    Attributes
    ----------
    timelines : mapping of str to Timeline
    parameters : mapping
    """

    timelines: Mapping[str, Timeline]
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        shown = "; ".join(f"{name}: {line!r}" for name, line in self.timelines.items())
        return f"<SideBySide: {len(self.timelines)} series: {shown}>"

    def to_frame(self) -> pl.DataFrame:
        """The rows of every timeline under a first column ``series``, sorted by series, term and start."""
        parts = [
            line.to_frame().select(pl.lit(name).alias("series"), pl.all()) for name, line in self.timelines.items()
        ]
        return pl.concat(parts).sort("series", "term", "start")

    def bootstrap(self, B: int = 2_000, *, seed: int = 0) -> SideBySide:
        """Every timeline with its day-clustered interval."""
        drawn = {name: line.bootstrap(B, seed=seed) for name, line in self.timelines.items()}
        return replace(self, timelines=drawn, parameters={**self.parameters, "interval": "bootstrap"})


def side_by_side(series: Mapping[str, Features], terms, *, start=None, end=None, **options) -> SideBySide:
    """The same terms in several corpora, over the dates that all of them cover.

    Parameters
    ----------
    series : mapping of str to Features
        Such as ``{"broadcast": f1, "press": f2}``.
    terms : str or sequence of str
        Must be known to each series.
    start, end : date or str, optional
        If None: the latest first day and the earliest last day of the series.
    **options
        As in `timeline`.

    Raises
    ------
    StudyError
        No series, or no day in common.
    """
    if not series:
        raise StudyError("side_by_side needs at least one series, such as {'broadcast': features}.")
    spans = {}
    for name, features in series.items():
        dates = selected_documents(features, kinds=options.get("kinds"), duplicates=options.get("duplicates", False))[
            "date"
        ]
        if dates.is_empty():
            raise StudyError(f"the series {name!r} has no document to count.")
        spans[name] = (dates.min(), dates.max())
    first, last = max(low for low, _ in spans.values()), min(high for _, high in spans.values())
    if first > last:
        shown = "; ".join(f"{name} {low} to {high}" for name, (low, high) in spans.items())
        raise StudyError(f"the series have no day in common ({shown}).")
    start, end = start or first, end or last + timedelta(days=1)
    lines = {name: timeline(f, terms, start=start, end=end, **options) for name, f in series.items()}
    return SideBySide(lines, {**next(iter(lines.values())).parameters, "series": tuple(series)})
