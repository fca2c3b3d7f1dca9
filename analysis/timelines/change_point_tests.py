"""In which month did a term's use change its level?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from ..core.renamed_arguments import renamed_arguments
from ..counts.day_counts import DayCounts
from ..counts.features import Features
from ..statistics.null_series import term_seed
from ..statistics.segmentation import run_up, segment, split_interval
from ..statistics.stretch_search import arcsine_share
from .decision_columns import LEAST_HITS, DecisionTable, check_above, effect
from .period_counts import period_counts

SCHEMA = {
    "term": pl.String,
    **dict.fromkeys(("month", "low", "high"), pl.Date),
    **dict.fromkeys(("before", "after", "p", "q"), pl.Float64),
    "decision": pl.Boolean,
    **dict.fromkeys(("hits", "tests"), pl.Int64),
}


class ChangePoints(DecisionTable):
    """Changes of level; made by `change_points`, drawn by `plot_changes`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · month · low · high · before · after · p · q · decision · hits · tests · effect``, a row a change, sorted by
        term and month. ``month`` is the first month of the new level, ``low`` to ``high`` where it may lie, a run-up
        included; ``before`` and ``after`` are the documents per 1,000 of the segments on its sides. A term without a
        change has one row with p and q, and no month; one in fewer than 10 documents has no p either.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> change_points(simulate_counts([Course("六保", changes=(("2020-05", 4.0),))]), draws=99)
    <ChangePoints: 1 terms, 1 tested, 1 changes at q ≤ 0.05>
    """

    _found = "changes"


@renamed_arguments(B="draws")
def change_points(
    features: Features | DayCounts,
    terms: str | Iterable[str] | None = None,
    *,
    q: float = 0.05,
    least: int = 6,
    most: int = 4,
    draws: int = 999,
    level: float = 0.95,
    seed: int = 0,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> ChangePoints:
    """In which month did a term's use change its level?

    The stretch of months that differs most from the rest (circular binary segmentation, Olshen et al. 2004, on the
    arcsine scale), ``|Σ (x − x̄)| / √(l (M − l) / M)`` over ``l`` of ``M`` months, is judged against simulated series of
    one level with the same dispersion and autocorrelation that go through the same search; then the same within each
    part. A rise that ends again is two changes.

    Parameters
    ----------
    features : Features or DayCounts
    terms, duplicates, kinds, start, end
        As in `timeline`.
    q : float
        False discovery rate over all terms, and at each further split over all parts tested.
    least : int
        Months with documents (of a quarterly: issues) that each segment must have.
    most : int
        Changes that a term may have.
    draws : int
        Simulated series for p, and resampled ones for the place.
    level : float
        Level of the interval of the month.
    seed : int
        Same seed, same p for a term, whichever others are tested.

    Raises
    ------
    StudyError
        An unknown term or kind; no document left; ``least``, ``most`` or ``draws`` not above 0.

    Examples
    --------
    >>> from analysis import Course, simulate_counts
    >>> counts = simulate_counts([Course("六保", rate=5, changes=(("2020-05", 4.0),))], years=10)
    >>> change_points(counts, draws=99)["month", "effect"].rows()
    [(datetime.date(2020, 5, 1), 'from 5.7 to 22 per 1,000')]
    """
    check_above(0, least=least, most=most, draws=draws)
    selection: dict[str, Any] = dict(duplicates=duplicates, kinds=kinds, start=start, end=end)
    data = period_counts(features, terms, "1mo", **selection)
    n, x = data.documents, arcsine_share(data.hits, data.documents)
    limits = dict(least=least, most=most, least_hits=LEAST_HITS)
    segments, tests = segment(data.hits, n, data.terms, q=q, draws=draws, seed=seed, **limits)
    rows = []
    for t, term in enumerate(data.terms):
        row = {"term": term, "hits": int(data.hits[t].sum()), "tests": tests}
        p, own, changes = segments.get(t, (None, None, {}))
        if not changes:
            rows.append(row | {"p": p, "q": own, "decision": None if p is None else False})
        edges = [0, *sorted(changes), len(n)]
        for a, k, b in zip(edges, edges[1:], edges[2:], strict=False):
            drawn: dict[str, Any] = dict(draws=draws, level=level, seed=term_seed(seed, term, a, b, 1))
            interval = split_interval(x[t, a:b], k - a, least=least, **drawn)
            reach = run_up(data.hits[t, a:b], n[a:b], k - a, least=least)
            low, high = data.starts[a + min(interval[0], reach[0])], data.starts[a + max(interval[1], reach[1])]
            row |= {"month": data.starts[k], "low": low, "high": high, "p": changes[k][0], "q": changes[k][1]}
            rows.append(row | {"decision": True, "before": data.rate(t, a, k), "after": data.rate(t, k, b)})
    frame = pl.DataFrame(rows, schema=SCHEMA).with_columns(effect()).sort("term", "month")
    parameters = dict(terms=data.terms, q=q, least=least, most=most, draws=draws, level=level, seed=seed, **selection)
    return ChangePoints(frame, parameters)
