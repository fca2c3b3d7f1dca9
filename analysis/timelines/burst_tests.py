"""In which months did a term burst?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from ..core.renamed_arguments import renamed_arguments
from ..counts.day_counts import DayCounts
from ..counts.features import Features
from ..statistics.kleinberg_automaton import ISSUES, MONTHLY, burst_states, long_run_dispersion, null_weights
from ..statistics.null_series import term_seed
from .decision_columns import LEAST_HITS, DecisionTable, check_above, effect, with_decisions
from .period_counts import PeriodCounts, period_counts

SCHEMA = {
    "term": pl.String,
    **dict.fromkeys(("start", "end"), pl.Date),
    **dict.fromkeys(("weight", "p", "before", "after", "phi"), pl.Float64),
    "hits": pl.Int64,
}
COLUMNS = ["term", "start", "end", "weight", "p", "q", "decision", "before", "after", "phi", "hits", "tests", "effect"]


class Bursts(DecisionTable):
    """Bursts of terms; made by `bursts`, drawn by `plot_changes`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · start · end · weight · p · q · decision · before · after · phi · hits · tests · effect``, a row a burst,
        sorted by term and start. ``end`` is the first day after the burst; ``weight`` is what its months save in the
        automaton by being one; ``before`` is the rate per 1,000 documents outside the term's bursts and ``after`` the one
        inside this burst; ``phi`` is the long-run dispersion. A term without a burst at this q has one row, with the
        smallest p of its candidates and no dates; one in fewer than 10 documents has no p.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> bursts(simulate_counts([Course("六保", bursts=(("2020-05", 8, 6.0),))]), draws=99)
    <Bursts: 1 terms, 1 tested, 1 bursts at q ≤ 0.05>
    """

    _found = "bursts"


@renamed_arguments(B="draws")
def bursts(
    features: Features | DayCounts,
    terms: str | Iterable[str] | None = None,
    *,
    q: float = 0.05,
    s: float = 2.0,
    gamma: float = 1.0,
    draws: int = 999,
    seed: int = 0,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> Bursts:
    """In which months did a term burst, and is that more than chance would give so uneven a series?

    Kleinberg's automaton of two states for batches (Kleinberg 2002), solved exactly, its costs divided by the
    long-run dispersion ``φ (1 + ρ) / (1 − ρ)``; a burst's weight is judged against the largest weights in simulated
    series of one level with the same dispersion and autocorrelation. Months without a document are left out: the steps
    of a quarterly's series are its issues, and noise is measured outside a stretch of 3 of them, not of 6 months.

    Parameters
    ----------
    features : Features or DayCounts
    terms, duplicates, kinds, start, end
        As in `timeline`.
    q : float
        False discovery rate over all bursts and all terms without one.
    s : float
        A burst has ``s`` times the overall share.
    gamma : float
        Price of entering a burst, in units of ln(months).
    draws : int
        Simulated series.
    seed : int
        Same seed, same p for a term, whichever others are tested.

    Raises
    ------
    StudyError
        An unknown term or kind; no document left; ``s`` not above 1, ``gamma`` or ``draws`` not above 0.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> counts = simulate_counts([Course("六保", rate=5, bursts=(("2020-05", 8, 6.0),))], years=10)
    >>> bursts(counts, draws=99)["start", "end", "effect"].rows()
    [(datetime.date(2020, 5, 1), datetime.date(2021, 1, 1), 'from 5.7 to 31 per 1,000')]
    """
    check_above(1, s=s)
    check_above(0, gamma=gamma, draws=draws)
    selection: dict[str, Any] = dict(duplicates=duplicates, kinds=kinds, start=start, end=end)
    data = period_counts(features, terms, "1mo", **selection)
    noise = MONTHLY if data.months_apart() < 2 else ISSUES
    phi = long_run_dispersion(data.hits, data.documents, noise)
    states, gain = burst_states(data.hits, data.documents, phi, s=s, gamma=gamma)
    rows = []
    for t, term in enumerate(data.terms):
        row = {"term": term, "hits": int(data.hits[t].sum()), "phi": phi[t]}
        found = _candidates(data, t, states[t], gain[t]) if row["hits"] >= LEAST_HITS else [{}]
        if "weight" in found[0]:
            drawn: dict[str, Any] = dict(draws=draws, seed=term_seed(seed, term), noise=noise)
            null = null_weights(data.hits[t], data.documents, s=s, gamma=gamma, **drawn)
            for burst in found:
                burst["p"] = float(1 + (null >= burst["weight"] - 1e-9).sum()) / (draws + 1)
        rows += [row | burst for burst in found]
    frame = with_decisions(pl.DataFrame(rows, schema=SCHEMA), q)
    best = frame.sort("term", "p", "start", nulls_last=True).unique("term", keep="first", maintain_order=True)
    certain = frame.filter("decision")
    none = best.join(certain, on="term", how="anti").with_columns(
        pl.lit(None, SCHEMA[name]).alias(name) for name in ("start", "end", "before", "after")
    )
    frame = pl.concat([certain, none]).with_columns(effect()).select(COLUMNS).sort("term", "start")
    return Bursts(frame, dict(terms=data.terms, q=q, s=s, gamma=gamma, draws=draws, seed=seed, **selection))


def _candidates(data: PeriodCounts, t: int, burst: np.ndarray, gain: np.ndarray) -> list[dict]:
    """A row for each run of months in the burst state (M,), without its p; or one with p = 1 if there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], burst.astype(int), [0]])))
    outside = 1_000 * data.hits[t, ~burst].sum() / max(data.documents[~burst].sum(), 1)
    after_last = data.starts.dt.offset_by("1mo")
    return [
        {
            "start": data.starts[a],
            "end": after_last[b - 1],
            "weight": gain[a:b].sum(),
            "before": None if burst.all() else outside,
            "after": data.rate(t, a, b),
        }
        for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    ] or [{"p": 1.0}]
