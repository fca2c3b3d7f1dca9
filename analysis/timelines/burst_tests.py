"""In which months did a term burst: was it, for up to two years, used far above its own rate?"""

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
from ..statistics.autocorrelated_rates import season
from ..statistics.level_tests import BANK, Judged, LevelTest, level_test, likely_stretches
from ..statistics.likelihood_ratios import LEAST_SEGMENT
from ..statistics.stretch_levels import dispersion_beside, levelled, two_level_residuals
from .decision_columns import DecisionTable, check_above, effect, with_decisions
from .level_verdicts import BEYOND, PLACE_POWER, MonthlySeries, evidence, monthly_series, reasons, warn_without_effect

EDGES = ("start_low", "start", "start_high", "end_low", "end", "end_high")
SCHEMA = {
    "term": pl.String,
    **dict.fromkeys(EDGES, pl.Date),
    **dict.fromkeys(("weight", "p", "before", "after", "phi"), pl.Float64),
    "hits": pl.Int64,
    **dict.fromkeys(("evidence", "reason"), pl.String),
}
COLUMNS = ["term", "start", "end", "weight", "p", "q", "decision", "before", "after", "phi", "hits", "tests", "effect"]
MORE = ["start_low", "start_high", "end_low", "end_high", "evidence", "reason"]
WANDERS = BEYOND + ", or rates beside its bursts that resemble the last month's by more than 0.8"
MOST = 6  # bursts of a term that are looked for, one after another


class Bursts(DecisionTable):
    """Bursts of terms; made by `bursts`, drawn by `plot_changes`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · start · end · weight · p · q · decision · before · after · phi · hits · tests · effect · start_low · start_high ·
        end_low · end_high · evidence · reason``, a row a burst, sorted by term and start. ``end`` is the first day after the
        burst; the start may lie from ``start_low`` to ``start_high``, the end likewise; ``weight`` is the log likelihood ratio of
        the test; ``before`` is the rate per 1,000 documents outside the term's bursts and ``after`` the one inside this burst;
        ``phi`` is the dispersion beside them. A term without a burst at this q has one row with its p and no dates; one that
        could not be tested has no p, and ``reason`` says why.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> bursts(simulate_counts([Course("六保", bursts=(("2020-05", 8, 6.0),))]), bank=2_000)
    <Bursts: 1 terms, 1 tested, 1 bursts at q ≤ 0.05>
    """

    _found = "bursts"


@renamed_arguments(B="draws")
@statistic(every="1mo", unit="documents", method="runs of months above the own rate")
def bursts(
    features: Features | DayCounts,
    terms: str | Iterable[str] | None = None,
    *,
    q: float = 0.05,
    s: float | None = None,
    gamma: float | None = None,
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
) -> Bursts:
    """In which months was a term used far above its own rate, more than a rate that moves by itself would be?

    The likelihood of a stretch of 2 to 24 months above the rest, over that of the mixture of null models that is hardest
    to tell from one (Elliott, Müller & Watson 2015), as in `change_points`; p is its rank among null series of the same
    calendar that resemble the term in hits, and in dispersion, autocorrelation and skewness beside the stretch. Where there
    may be several bursts the next-best are levelled first, and the smaller p is ranked among its own values. A burst that is called is levelled, and the
    rest is asked again.

    Parameters
    ----------
    features : Features or DayCounts
    terms, duplicates, kinds, start, end
        As in `timeline`.
    q : float
        False discovery rate over all terms; of further bursts over the terms that had one.
    s, gamma, draws : None
        Of 0.1.0, where bursts were Kleinberg's.
    level : float
        Level of the intervals of start and end.
    bank : int
        Null series simulated for the calendar; made once and kept in the user's cache.
    seed : int
        Of the bank.
    sense : str, optional
        Count only hits on days on which the term has this sense of the lexicon.
    strata : {"source", "kind", …} or mapping, optional
        Hold the mix of sources, kinds or genres fixed.

    Raises
    ------
    StudyError
        An unknown term, sense, kind or column; no document left; ``bank`` not above 0.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> counts = simulate_counts([Course("六保", rate=5, bursts=(("2020-05", 8, 6.0),))], years=10)
    >>> bursts(counts, bank=2_000)["start", "end", "effect"].rows()
    [(datetime.date(2020, 5, 1), datetime.date(2021, 1, 1), 'from 5.7 to 31 per 1,000')]
    """
    check_above(0, bank=bank)
    warn_without_effect("bursts", s=s, gamma=gamma, draws=draws)
    selection: dict[str, Any] = dict(
        sense=sense, strata=strata, duplicates=duplicates, kinds=kinds, start=start, end=end
    )
    series = monthly_series(features, terms, LEAST_SEGMENT, **selection)
    data, why = series.counts, reasons(series)
    tested = np.flatnonzero([reason is None for reason in why])
    rows, tests = [], 0
    if len(tested):
        test = level_test("burst", data.calendar, bank=bank, strata=data.stratum_documents, seed=seed)
        rows, tests = _rounds(series, test, tested, q, level)
    rows += [
        {"term": term, "hits": int(data.hits[t].sum()), "reason": why[t], "tests": tests, "decision": None}
        for t, term in enumerate(data.terms)
        if why[t] is not None
    ]
    schema = {**SCHEMA, "q": pl.Float64, "decision": pl.Boolean, "tests": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema).with_columns(effect()).select(COLUMNS + MORE).sort("term", "start")
    parameters = dict(terms=data.terms, q=q, level=level, bank=bank, seed=seed, **selection)
    return Bursts(frame, parameters)


def _rounds(
    series: MonthlySeries, test: LevelTest, tested: np.ndarray, q: float, level: float
) -> tuple[list[dict], int]:
    """Rows of the terms tested: their best burst, and of those called the next, until none is."""
    data = series.counts
    hits, exposure = np.array(data.hits[tested]), series.exposure[tested]
    covered = np.zeros(hits.shape, bool)
    left, above, rows, tests = np.arange(len(tested)), np.zeros(len(tested)), [], 0
    found: dict[int, list[dict]] = {}
    for turn in range(MOST):
        judged = test.judge(hits[left], exposure[left])
        p = np.where(judged.beyond, np.nan, judged.p)
        frame = with_decisions(pl.DataFrame({"p": pl.Series(p).fill_nan(None)}, schema={"p": pl.Float64}), q)
        own = np.maximum(frame["q"].fill_null(np.nan).to_numpy(), above[left])  # no surer than the one before it
        tests += int(frame["p"].is_not_null().sum())
        called = np.where(np.isnan(own), False, own <= q)
        likely = likely_stretches(judged.shares, level**PLACE_POWER)
        for i, t in enumerate(left):
            row = {"term": data.terms[tested[t]], "hits": int(data.hits[tested[t]].sum())}
            if judged.beyond[i]:
                row |= {"reason": WANDERS, "decision": None}
            else:
                row |= {"p": float(p[i]), "q": float(own[i]), "decision": bool(called[i])}
                row |= {"weight": float(judged.statistic[i]), "evidence": evidence(judged.statistic[i])}
            if called[i]:
                a, b = int(judged.first[i]), int(judged.last[i])
                row |= _edges(series, test, judged, likely, i) | {"after": data.rate(tested[t], a, b)}
                covered[t, a:b] = True
            if called[i] or turn == 0:
                found.setdefault(int(t), []).append(row)
        above[left] = np.where(np.isnan(own), 1.0, own)
        left = left[called]
        if not len(left):
            break
        within = covered[left]
        hits[left] = levelled(data.hits[tested[left]], exposure[left], within, within)
    seasons = season(data.calendar)
    for t, own_rows in found.items():
        within = covered[t : t + 1]
        counts, n = data.hits[tested[t]][None], exposure[t : t + 1]
        phi = dispersion_beside(two_level_residuals(counts, n, within, seasons), ~within, seasons.shape[1])[0]
        outside = float(1_000 * counts[~within].sum() / data.documents[~within[0]].sum())
        rows += [row | {"phi": phi, "before": outside if row["decision"] else None} for row in own_rows]
    return [row | {"tests": tests} for row in rows], tests


def _edges(series: MonthlySeries, test: LevelTest, judged: Judged, likely: np.ndarray, i: int) -> dict[str, Any]:
    """Start and end of a burst, each with its interval."""
    starts, ends = series.counts.starts, series.counts.starts.dt.offset_by("1mo")
    first, last = (edge[likely[i]] for edge in test.ratio.stretches)
    begun = [starts[int(k)] for k in (first.min(), judged.first[i], first.max())]
    ended = [ends[int(k) - 1] for k in (last.min(), judged.last[i], last.max())]
    return dict(zip(EDGES, begun + ended, strict=True))
