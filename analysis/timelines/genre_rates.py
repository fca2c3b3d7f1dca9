"""Two genres side by side: how many times more often the one names a term than the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.results import TableResult
from ..counts.day_counts import DayCounts, counts_by_day
from ..counts.features import Features
from ..counts.known_terms import resolve_terms
from ..counts.periods import check_every
from ..counts.statistic_calls import statistic
from ..statistics.intervals import series_dispersion, wilson, zero_bound
from ..statistics.multiple_testing import benjamini_hochberg
from ..statistics.rate_ratios import rate_ratios
from .period_counts import numerator_and_base

UNITS = {"documents": 1_000, "characters": 1_000_000}  # per how many a rate is given, as in `timeline`
Genres = str | Sequence[str]


@statistic()
def compare_genres(
    features: Features,
    terms: str | Iterable[str] | None = None,
    first: Genres = "commentary",
    second: Genres = "report",
    *,
    other: Features | None = None,
    unit: str = "documents",
    every: str = "1q",
    level: float = 0.95,
    q: float = 0.05,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> TableResult:
    """How often two genres name each term, and how many times more often the first does, at the same dates.

    A genre is not spread evenly over the years, and a term neither; so the genres are compared within each quarter, and the
    quarters taken together. Hits that come in the same week, in comment and in news, are one event and not many
    (`docs/methods/genre-rates.md`).

    Parameters
    ----------
    features : Features
    terms : str or iterable of str, optional
        Slogans or members of expansions; every slogan if None.
    first, second : str or sequence of str
        Genres, such as ``"commentary"`` or ``["commentary", "editorial"]``.
    other : Features, optional
        Where the documents of ``second`` are; those of ``features`` if None.
    unit : {"documents", "characters"}
        Documents that name the term per 1,000, or mentions per million characters, for genres of unlike length.
    every : {"1y", "1q", "1mo"}
        Within which slices the genres are compared.
    level : float
        Of the intervals.
    q : float
        False discovery rate (Benjamini & Hochberg 1995) up to which a term is said to live in one of the genres.
    duplicates, kinds, start, end
        As in `timeline`; without dates, from the first day of both to the last of both.

    Returns
    -------
    TableResult
        One row for each term: ``term · hits_1 · rate_1 · low_1 · high_1``, the same of the second, ``ratio · low ·
        high · p · q · verdict · reason``. The rates are of all dates together, the ratio is of like dates. Verdict: "first" or "second"
        (q small enough), "none", or "not testable", with its reason. ``parameters`` hold how many documents and characters each has.

    Raises
    ------
    StudyError
        No such genre, unit or term; no day in common; a word, whose documents a published edition does not tell apart.

    Examples
    --------
    >>> from analysis import Features, data_folder
    >>> news = Features.open(data_folder() / "broadcast")
    >>> compare_genres(news, "四个意识").select("hits_1", "hits_2", "verdict").row(0)
    (1, 750, 'second')
    """
    if unit not in UNITS:
        raise StudyError(f'unit={unit!r} is unknown; say "documents" or "characters".' + did_you_mean(unit, UNITS))
    every, where = check_every(every), features if other is None else other
    if other is None and set(_listed(first)) & set(_listed(second)):
        raise StudyError("first and second share a genre; a document can be in one of them only.")
    parts = [one.filter(genre=_listed(genre)) for one, genre in ((features, first), (where, second))]
    names = resolve_terms(features, terms)  # a genre that never names a term is no error, but a finding
    selection: dict[str, Any] = dict(duplicates=duplicates, kinds=kinds, start=start, end=end)
    counts = [counts_by_day(part, names, every=every, **selection) for part in parts]
    days = _days_in_common(counts)
    hits, base = (list(x) for x in zip(*(_on(one, days, unit) for one in counts), strict=True))
    if not np.isfinite(np.array([one.sum() for one in hits])).all():
        raise StudyError('mentions of words are not counted here; ask unit="documents" or for slogans.')
    blocks, stratum = _blocks(days, every)
    hits, base = ([_by_block(one, blocks, len(stratum)) for one in both] for both in (hits, base))
    found = rate_ratios((hits[0], hits[1]), (base[0], base[1]), stratum, level)
    per = UNITS[unit]
    rates: dict[str, Any] = {}
    for k, (own, size) in enumerate(zip(hits, base, strict=True), 1):
        low, high = _interval(own, size, level)
        rates |= {f"hits_{k}": own.sum(1).astype(np.int64), f"rate_{k}": per * own.sum(1) / size.sum()}
        rates |= {f"low_{k}": per * low, f"high_{k}": per * high}
    testable = found.least_p <= q
    adjusted = np.full(len(names), np.nan)
    adjusted[testable] = benjamini_hochberg(found.p[testable])
    called = np.nan_to_num(adjusted, nan=1.0) <= q
    verdict = np.where(called, np.where(found.ratio > 1, "first", "second"), np.where(testable, "none", "not testable"))
    few = "its hits are too few, or too clustered: even if one genre had all of them, p would be above q"
    frame = pl.DataFrame(
        {"term": list(counts[0].terms)}
        | rates
        | dict(ratio=found.ratio, low=found.low, high=found.high, p=np.where(testable, found.p, np.nan), q=adjusted)
        | dict(verdict=verdict.tolist(), reason=[None if one else few for one in testable])
    ).with_columns(pl.col("ratio", "low", "high", "p", "q").fill_nan(None))
    within = [one.days.is_between(days[0], days[-1]).to_numpy() for one in counts]
    sizes = {f"documents_{k}": int(one.documents[own].sum()) for k, (one, own) in enumerate(zip(counts, within), 1)}
    sizes |= {f"characters_{k}": int(one.characters[own].sum()) for k, (one, own) in enumerate(zip(counts, within), 1)}
    own = dict(terms=names, first=_listed(first), second=_listed(second), unit=unit, per=per, every=every, level=level)
    parameters = {**own, "q": q, "duplicates": duplicates, "kinds": kinds, "start": days[0], **sizes}
    parameters["end"] = days[-1] + timedelta(days=1)
    return TableResult(frame.sort("ratio", "term", descending=[True, False], nulls_last=True), parameters)


def _listed(genres: Genres) -> list[str]:
    return [genres] if isinstance(genres, str) else list(genres)


def _days_in_common(counts: Sequence[DayCounts]) -> pl.Series:
    """Every day from the first of both to the last of both."""
    first, last = max(one.days[0] for one in counts), min(one.days[-1] for one in counts)
    if first > last:
        spans = "; ".join(f"{one.days[0]} to {one.days[-1]}" for one in counts)
        raise StudyError(f"the two genres have no day in common ({spans}); ask for others, or for other dates.")
    return pl.date_range(first, last, eager=True)


def _on(counts: DayCounts, days: pl.Series, unit: str) -> tuple[np.ndarray, np.ndarray]:
    """Hits (T, D) and documents (or characters) of every day, 0 where the genre has none."""
    hits, base = numerator_and_base(counts, unit)
    inside = counts.days.is_between(days[0], days[-1]).to_numpy()
    place = days.search_sorted(counts.days.filter(pl.Series(inside))).to_numpy().astype(np.int64)
    spread, sizes = np.zeros((len(hits), len(days))), np.zeros(len(days))
    spread[:, place], sizes[place] = hits[:, inside], base[inside]
    return spread, sizes


def _blocks(days: pl.Series, every: str) -> tuple[np.ndarray, np.ndarray]:
    """The block of each day, a week within its slice; and the slice of each block."""
    slices = days.dt.truncate(every).rank("dense").to_numpy().astype(np.int64) - 1
    weeks = days.dt.truncate("1w").rank("dense").to_numpy().astype(np.int64) - 1
    pairs, block = np.unique(np.stack([slices, weeks]), axis=1, return_inverse=True)
    return block.reshape(-1), pairs[0]


def _by_block(values: np.ndarray, block: np.ndarray, blocks: int) -> np.ndarray:
    if values.ndim == 1:
        return np.bincount(block, values, blocks)
    return np.array([np.bincount(block, row, blocks) for row in values])


def _interval(hits: np.ndarray, base: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval of the rate of all dates, the base divided by the dispersion of the weeks; (T, B), (B,) to (T,)."""
    from scipy.special import ndtri

    phi = series_dispersion(hits, base)
    total, n = hits.sum(1), base.sum() / phi
    low, high = wilson(total / phi, n, ndtri((1 + level) / 2))
    return np.where(total == 0, 0.0, low), np.where(total == 0, zero_bound(n, level), high)
