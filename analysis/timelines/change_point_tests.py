"""In which month did a term's use rise to another lasting level, or fall to one?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl

from ..core.renamed_arguments import renamed_arguments
from ..counts.day_counts import DayCounts
from ..counts.features import Features
from ..statistics.level_tests import BANK, likely_stretches
from ..statistics.likelihood_ratios import LEAST_SEGMENT
from .decision_columns import DecisionTable, check_above, effect, with_decisions
from .level_verdicts import BEYOND, PLACE_POWER, evidence, monthly_series, reasons, warn_without_effect

SCHEMA = {
    "term": pl.String,
    "direction": pl.String,
    **dict.fromkeys(("month", "low", "high"), pl.Date),
    "place": pl.Int64,
    "p": pl.Float64,
    "hits": pl.Int64,
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
        reason``, for each term a row of ``direction`` "fall" and one of "rise", sorted. ``month`` is the first month of the
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
def change_points(
    features: Features | DayCounts,
    terms: str | Iterable[str] | None = None,
    *,
    q: float = 0.05,
    least: int = LEAST_SEGMENT,
    most: int | None = None,
    draws: int | None = None,
    level: float = 0.95,
    bank: int = BANK,
    seed: int = 0,
    strata: str | None = None,
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
    most, draws : None
        Of 0.1.0: a term has at most one rise and one fall, and its null series are those of the bank.
    level : float
        Level of the interval of the month.
    bank : int
        Null series simulated for the calendar; made once and kept in the user's cache.
    seed : int
        Of the bank.
    strata : {"source", "kind", …}, optional
        Hold the mix of sources, kinds or genres fixed, so that a mix that moves does not look like a change.

    Raises
    ------
    StudyError
        An unknown term or kind; no document left; ``least`` or ``bank`` not above 0.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> counts = simulate_counts([Course("六保", rate=5, changes=(("2020-05", 4.0),))], years=10)
    >>> change_points(counts, bank=2_000).filter("decision")["direction", "month", "effect"].rows()
    [('rise', datetime.date(2020, 5, 1), 'from 5.7 to 22 per 1,000')]
    """
    check_above(0, least=least, bank=bank)
    warn_without_effect("change_points", most=most, draws=draws)
    selection: dict[str, Any] = dict(duplicates=duplicates, kinds=kinds, start=start, end=end)
    series = monthly_series(features, terms, least, **selection, **({} if strata is None else {"strata": strata}))
    data, why = series.counts, reasons(series)
    tested = np.flatnonzero([reason is None for reason in why])
    rows = []
    for direction in ("fall", "rise"):
        judged = likely = test = None
        if len(tested):
            test = series.test(direction, bank, least, seed)
            judged = test.judge(data.hits[tested], series.exposure[tested])
            likely = likely_stretches(judged.shares, level**PLACE_POWER)
        for t, term in enumerate(data.terms):
            row = {"term": term, "direction": direction, "hits": int(data.hits[t].sum()), "reason": why[t]}
            if why[t] is None and judged is not None and likely is not None and test is not None:
                at = int(np.searchsorted(tested, t))
                if judged.beyond[at]:
                    row["reason"] = BEYOND
                else:
                    places = test.ratio.stretches.first[likely[at]]
                    month, low, high = (data.starts[int(k)] for k in (judged.first[at], places.min(), places.max()))
                    row |= {"month": month, "low": low, "high": high, "place": int(judged.first[at])}
                    row |= {"p": judged.p[at], "evidence": evidence(test, judged, at)}
            rows.append(row)
    frame = with_decisions(pl.DataFrame(rows, schema=SCHEMA), q)
    frame = _levels(frame, data).with_columns(
        pl.when("decision").then(name).alias(name) for name in ("month", "low", "high")
    )
    frame = frame.with_columns(effect()).select(COLUMNS + MORE).sort("term", "month", "direction")
    parameters = dict(terms=data.terms, q=q, least=least, level=level, bank=bank, seed=seed, strata=strata, **selection)
    return ChangePoints(frame, parameters)


def _levels(frame: pl.DataFrame, data) -> pl.DataFrame:
    """Add the rates before and after each change that is called: those of the segments between a term's changes."""
    rows = []
    number = {term: t for t, term in enumerate(data.terms)}
    for (term,), part in frame.filter("decision").group_by("term", maintain_order=True):
        edges = [0, *sorted(set(part["place"].to_list())), len(data.documents)]
        rates = [data.rate(number[term], a, b) for a, b in pairwise(edges)]
        rows += [
            {"term": term, "place": k, "before": rates[i], "after": rates[i + 1]} for i, k in enumerate(edges[1:-1])
        ]
    schema = {"term": pl.String, "place": pl.Int64, "before": pl.Float64, "after": pl.Float64}
    levels = pl.DataFrame(rows, schema=schema)
    called = frame.filter("decision").join(levels, on=["term", "place"], how="left")
    others = frame.filter(~pl.col("decision").fill_null(False)).with_columns(
        before=pl.lit(None, pl.Float64), after=pl.lit(None, pl.Float64)
    )
    return pl.concat([called, others.select(called.columns)])
