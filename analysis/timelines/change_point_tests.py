"""In which month did a term's use rise to another lasting level, or fall to one?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..core.renamed_arguments import renamed_arguments
from ..counts.day_counts import DayCounts
from ..counts.document_selection import Strata
from ..counts.features import Features
from ..counts.statistic_calls import statistic
from ..statistics.level_tests import BANK
from ..statistics.likelihood_ratios import LEAST_SEGMENT
from ..statistics.segmentation import DIRECTIONS, Change, Series, segment
from .decision_columns import LEAST_HITS, DecisionTable, check_above, effect
from .level_verdicts import BEYOND, PLACE_POWER, evidence, monthly_series, reasons, warn_without_effect
from .period_counts import PeriodCounts

SCHEMA = {
    **dict.fromkeys(("term", "direction"), pl.String),
    **dict.fromkeys(("month", "low", "high"), pl.Date),
    **dict.fromkeys(("before", "after", "p", "q"), pl.Float64),
    "decision": pl.Boolean,
    **dict.fromkeys(("hits", "tests"), pl.Int64),
    **dict.fromkeys(("evidence", "reason"), pl.String),
}
COLUMNS = ["term", "month", "low", "high", "before", "after", "p", "q", "decision", "hits", "tests", "effect"]
MORE = ["direction", "evidence", "reason"]


class ChangePoints(DecisionTable):
    """Rises and falls; made by `change_points`, drawn by `plot_changes`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · month · low · high · before · after · p · q · decision · hits · tests · effect · direction · evidence ·
        reason``, for each term its changes, or where none of a
        ``direction`` ("fall", "rise") is called one row for it, sorted. ``month`` is the first month of the
        new level, ``low`` to ``high`` where it may lie; ``before`` and ``after`` are the documents per 1,000 of the segments
        on its sides. Where no change is called these have nulls, and where none could be tested p too: ``reason`` says why.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> change_points(simulate_counts([Course("六保", changes=(("2020-05", 4.0),))]), bank=2_000)
    <ChangePoints: 1 terms, 1 tested, 1 changes at q ≤ 0.05>
    """

    _found = "changes"


@renamed_arguments(B="draws")
@statistic(every="1mo", unit="documents", method="change points of the level")
def change_points(
    features: Features | DayCounts,
    terms: str | Iterable[str] | None = None,
    *,
    q: float = 0.05,
    least: int = LEAST_SEGMENT,
    most: int = 4,
    draws: int | None = None,
    level: float = 0.95,
    bank: int = BANK,
    seed: int = 0,
    sense: str | None = None,
    strata: Strata = None,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> ChangePoints:
    """In which month did a term's use rise to another level, or fall to one?

    Two tests, each with its own p: the likelihood of a rise (a fall) in any month, over that of the mixture of thirteen
    models of an autocorrelated rate that is hardest to tell from one (Elliott, Müller & Watson 2015), on arcsine
    rates with a mean for each month of the year. p is the rank of this ratio among simulated null series of the same
    calendar that resemble the term in hits and dispersion. Autocorrelation of up to 0.8 from month to month is allowed for.

    Parameters
    ----------
    features : Features or DayCounts
    terms, duplicates, kinds, start, end
        As in `timeline`.
    q : float
        False discovery rate over all rises and falls tested (Benjamini & Hochberg 1995).
    least : int
        Months with documents (of a quarterly: issues) that each side must have.
    most : int
        Changes that a term may have: where one is called, the parts on its sides are tested as well, with a q that is
        never below that of the change that made them.
    draws : None
        Of 0.1.0; the null series are those of the bank.
    level : float
        Level of the interval of the month.
    bank : int
        Null series simulated for the calendar; made once and kept in the user's cache.
    seed : int
        Of the bank.
    sense : str, optional
        Count only hits on days on which the term has this sense of the lexicon.
    strata : {"source", "kind", …} or mapping, optional
        Hold the mix of sources, kinds or genres fixed, so that a mix that moves does not look like a change.

    Raises
    ------
    StudyError
        An unknown term, sense, kind or column; no document left; ``least``, ``most`` or ``bank`` not above 0.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> counts = simulate_counts([Course("六保", rate=5, changes=(("2020-05", 4.0),))], years=10)
    >>> change_points(counts, bank=2_000).filter("decision")["direction", "month", "effect"].rows()
    [('rise', datetime.date(2020, 5, 1), 'from 5.7 to 22 per 1,000')]
    """
    check_above(0, least=least, most=most, bank=bank)
    warn_without_effect("change_points", draws=draws)
    selection: dict[str, Any] = dict(
        sense=sense, strata=strata, duplicates=duplicates, kinds=kinds, start=start, end=end
    )
    series = monthly_series(features, terms, least, **selection)
    data, why = series.counts, reasons(series)
    found, tests = segment(
        Series(data.hits, series.exposure, data.calendar, data.stratum_documents),
        [t for t, reason in enumerate(why) if reason is None],
        q=q,
        least=least,
        most=most,
        least_hits=LEAST_HITS,
        place=level**PLACE_POWER,
        bank=bank,
        seed=seed,
    )
    rows = []
    for t, term in enumerate(data.terms):
        row = {"term": term, "hits": int(data.hits[t].sum()), "tests": tests, "reason": why[t]}
        changes = sorted(
            (change for change in found if change.row == t), key=lambda change: (change.k, change.direction)
        )
        edges = [0, *(change.k for change in changes if change.called), len(data.documents)]
        for direction in DIRECTIONS:
            own = [change for change in changes if change.direction == direction]
            called = [change for change in own if change.called]
            rows += [row | {"direction": direction} | _row(data, change, edges) for change in called or own[:1]]
            rows += [] if own else [row | {"direction": direction}]
    frame = pl.DataFrame(rows, schema=SCHEMA).with_columns(effect())
    frame = frame.select(COLUMNS + MORE).sort("term", "month", "direction")
    parameters = dict(terms=data.terms, q=q, least=least, most=most, level=level, bank=bank, seed=seed)
    return ChangePoints(frame, parameters | selection)


def _row(data: PeriodCounts, change: Change, edges: list[int]) -> dict[str, Any]:
    """What is said of a test: its p, and where it is called its month and the rates of the segments on its sides."""
    if np.isnan(change.p):
        return {"reason": BEYOND}
    row = {"p": change.p, "q": change.q, "decision": change.called, "evidence": evidence(change.statistic)}
    if not change.called:
        return row
    at = edges.index(change.k)
    month, low, high = (data.starts[k] for k in (change.k, change.low, change.high))
    before, after = (data.rate(change.row, edges[i], edges[i + 1]) for i in (at - 1, at))
    return row | {"month": month, "low": low, "high": high, "before": before, "after": after}
