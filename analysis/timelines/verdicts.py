"""The life of each term in phases: entry, campaigns, rises, falls, fading, each with its month and its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from ..counts.day_counts import DayCounts, counts_by_day
from ..counts.document_selection import Strata
from ..counts.features import Features
from ..counts.periods import finest_period
from ..counts.statistic_calls import statistic
from .burst_tests import bursts
from .change_point_tests import change_points
from .control_words import Controls
from .decision_columns import DecisionTable, check_above
from .entry_power import entries_seen
from .entry_tests import BANK, entry_rows
from .fading_tests import fading_rows
from .period_counts import period_counts
from .verdict_phases import phases

SCHEMA = pl.Schema(
    {
        **dict.fromkeys(("term", "sense", "verdict", "course"), pl.String),
        **dict.fromkeys(("start", "low", "high", "end", "end_low", "end_high"), pl.Date),
        **dict.fromkeys(("before", "after", "p", "q"), pl.Float64),
        "decision": pl.Boolean,
        "hits": pl.Int64,
        **dict.fromkeys(("effect", "evidence", "power", "reason"), pl.String),
    }
)


class Verdicts(DecisionTable):
    """The life of each term in phases; made by `verdicts`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · sense · verdict · course · start · low · high · end · end_low · end_high · before · after · p · q · decision · hits ·
        effect · evidence · power · reason``, a row a phase, sorted by term and start. ``verdict`` is ``entry``, ``campaign``, ``rise``,
        ``fall``, ``fading``, ``none`` (tested, and nothing is called) or ``not testable``; an entry that was a campaign has the
        verdict ``campaign`` and the course ``entry``. The start lies from ``low`` to ``high``; ``end``, with its interval, is null where a
        phase lasts. ``before`` and ``after`` are documents per 1,000. ``power`` says which entry could have been seen (for rises and
        campaigns of one term ask ``power(features, term)``, which takes longer). With controls, ``ordinary`` is the share of
        matched ordinary words that are less extreme in the test of this phase on their whole series.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> coined = Course("六保", rate=0.001, changes=(("2017-04", 10_000.0),))
    >>> verdicts(simulate_counts([coined], years=6), bank=2_000)
    <Verdicts: 1 terms, 1 tested, 1 phases at q ≤ 0.05>
    """

    _found = "phases"


@statistic(unit="documents", method="entry, change, burst and fading")
def verdicts(
    features: Features | DayCounts,
    terms: str | Iterable[str] | None = None,
    *,
    q: float = 0.05,
    controls: Controls | None = None,
    bank: int | None = None,
    seed: int = 0,
    sense: str | None = None,
    strata: Strata = None,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> Verdicts:
    """What may be said of each term's use over time: the phases of its life, with months, intervals, evidence and power.

    The tests of `entries`, `change_points`, `bursts` and `fadings`, each with a false discovery rate over all terms, put together so
    that one event is one phase: an entry that ends again is a campaign, and the burst, rise and fall that come with it are it; a
    rise and a fall at the ends of a burst are the burst; a fall into silence is the fading.

    Parameters
    ----------
    features : Features or DayCounts
    terms, duplicates, kinds, start, end
        As in `timeline`.
    q : float
        False discovery rate, of each test over all terms.
    controls : Controls, optional
        Ordinary words from `controls`, which are put through the same tests.
    bank : int, optional
        Null series of each test; if None the number that is usual for it.
    seed : int
        Of the banks.
    sense, strata
        As in `entries`.

    Raises
    ------
    StudyError
        An unknown term, sense, kind or column; no document left; ``bank`` not above 0.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> coined = Course("六保", rate=0.001, changes=(("2017-04", 10_000.0),))
    >>> verdicts(simulate_counts([coined], years=6), bank=2_000)["verdict", "start", "end", "effect"].rows()
    [('entry', datetime.date(2017, 4, 1), None, 'from 0 to 12 per 1,000 in 2017-04, and stayed')]
    """
    if bank is not None:
        check_above(0, bank=bank)
    selection: dict[str, Any] = dict(
        duplicates=duplicates, kinds=kinds, start=start, end=end, sense=sense, strata=strata
    )
    every = finest_period(features)
    counts = counts_by_day(features, terms, every=every, **selection)
    tables = tested(counts, every, q=q, bank=bank, seed=seed)
    power = entries_seen(period_counts(counts, None, every), bank=bank or BANK, seed=seed)
    last = pl.Series([counts.days.max()]).dt.truncate(every).dt.offset_by(every)[0]
    rows: list[dict[str, Any]] = []
    for t, term in enumerate(counts.terms):
        own = {name: table.filter(pl.col("term") == term).to_dicts() for name, table in tables.items()}
        shared = {"term": term, "sense": sense, "hits": int(counts.hits[t].sum()), "power": power[t]}
        rows += [shared | phase for phase in phases(own, last)]
    frame = pl.DataFrame(rows, schema=SCHEMA).sort("term", "start", "verdict", nulls_last=True)
    if controls is not None:
        frame = controls.beside(frame, tested(controls.counts, every, q=q, bank=bank, seed=seed, whole=True))
    parameters = dict(terms=counts.terms, q=q, every=every, bank=bank, seed=seed, **selection)
    return Verdicts(frame, parameters | {"controls": None if controls is None else controls.parameters})


def tested(
    counts: DayCounts, every: str, *, q: float, bank: int | None, seed: int, whole: bool = False
) -> dict[str, pl.DataFrame]:
    """The tables of the four tests; ``whole`` asks for changes of the whole series only, not of its parts."""
    data = period_counts(counts, None, every)
    more: dict[str, Any] = {} if bank is None else {"bank": bank}
    parts: dict[str, Any] = {"most": 1} if whole else {}
    changes = change_points(counts, q=q, seed=seed, **more, **parts).frame
    own: dict[str, Any] = dict(q=q, bank=bank or BANK, seed=seed)
    return {
        "entry": entry_rows(counts, data, every, least=24, **own),
        "change": changes,
        "burst": bursts(counts, q=q, seed=seed, **more).frame,
        "fading": fading_rows(counts, data, changes, every, least=12, **own),
    }
