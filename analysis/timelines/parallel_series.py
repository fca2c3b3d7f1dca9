"""Several series of documents side by side, on equal footing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl

from ..core.errors import StudyError
from ..core.renamed_arguments import renamed_arguments
from ..core.results import TableResult
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.statistic_calls import corpus_of, statistic
from .document_lengths import length_warning
from .rates import Timeline, timeline


@dataclass(frozen=True, repr=False, eq=False)
class SideBySide(TableResult):
    """The same terms in several series of documents, counted in the same way over the same dates; by `side_by_side`.

    Attributes
    ----------
    frame : polars.DataFrame
        The rows of every timeline under a first column ``series``, sorted by series, term and start.
    parameters : mapping
        As of a `Timeline`, and ``series``, the names.
    timelines : mapping of str to Timeline

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> line = timeline(simulate_counts([Course("六保")], years=2))
    >>> SideBySide(line.frame, {}, {"press": line})
    <SideBySide: 1 series: press: <Timeline: 1 terms × 2 years, 9600 documents, per 1,000 documents, wilson interval at 0.95>>
    """

    timelines: Mapping[str, Timeline] = field(default_factory=dict)

    def _summary(self) -> str:
        return f"{len(self.timelines)} series: " + "; ".join(f"{name}: {x!r}" for name, x in self.timelines.items())

    @renamed_arguments(B="draws")
    def bootstrap(self, draws: int = 2_000, *, seed: int = 0) -> SideBySide:
        """Every timeline with the interval of `Timeline.bootstrap`, whose parameters these are.

        Parameters
        ----------
        draws : int
            Number of draws.
        seed : int
            Same seed, same interval.

        Examples
        --------
        >>> from analysis import Course, simulate_counts
        >>> line = timeline(simulate_counts([Course("六保")], years=2))
        >>> SideBySide(line.frame, {}, {"press": line}).bootstrap(100).parameters["interval"]
        'bootstrap'
        """
        return _side_by_side({name: line.bootstrap(draws, seed=seed) for name, line in self.timelines.items()})


@statistic()
def side_by_side(
    series: Mapping[str, Features],
    terms: str | Iterable[str] | None = None,
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    **options: Any,
) -> SideBySide:
    """The same terms in several corpora, over the dates that all of them cover.

    Parameters
    ----------
    series : mapping of str to Features
        Such as ``{"broadcast": f1, "press": f2}``.
    terms : str or iterable of str, optional
        Must be known to each series.
    start, end : date or str, optional
        If None: the latest first day and the earliest last day of the series.
    **options
        As in `timeline`.

    Raises
    ------
    StudyError
        No series, or no day in common.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = {"id": ["a", "b"], "date": ["2019-08-01", "2020-05-22"], "text": ["到村里去。", "六保要落实。"]}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(texts)), Lexicon.read(), mkdtemp())
    >>> both = side_by_side({"all": features, "late": features.between("2020")}, "六保")
    >>> both["series", "start", "hits"].rows()
    [('all', datetime.date(2020, 1, 1), 1), ('late', datetime.date(2020, 1, 1), 1)]
    """
    if not series:
        raise StudyError("side_by_side needs at least one series, such as {'broadcast': features}.")
    chosen: dict[str, Any] = dict(kinds=options.get("kinds"), duplicates=options.get("duplicates", False))
    spans = {}
    for name, features in series.items():
        dates = selected_documents(features, **chosen)["date"]
        if dates.is_empty():
            raise StudyError(f"the series {name!r} has no document to count.")
        spans[name] = (dates.min(), dates.max())
    first, last = max(low for low, _ in spans.values()), min(high for _, high in spans.values())
    if first > last:
        shown = "; ".join(f"{name} {low} to {high}" for name, (low, high) in spans.items())
        raise StudyError(f"the series have no day in common ({shown}).")
    start, end = start or first, end or last + timedelta(days=1)
    return _side_by_side({name: timeline(one, terms, start=start, end=end, **options) for name, one in series.items()})


def _side_by_side(timelines: Mapping[str, Timeline]) -> SideBySide:
    parts = [line.frame.select(pl.lit(name).alias("series"), pl.all()) for name, line in timelines.items()]
    first = next(iter(timelines.values())).parameters
    parameters = {**first, "corpus": corpus_of([timelines]), "series": tuple(timelines)}
    warning = length_warning(timelines)
    if warning:
        parameters["warnings"] = (*parameters.get("warnings", ()), warning)
    return SideBySide(pl.concat(parts).sort("series", "term", "start"), parameters, timelines)
