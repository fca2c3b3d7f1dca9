"""Several changes of a series: the whole is tested for a rise and a fall, then the parts between those that are called."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .calendars import Calendar
from .level_tests import can_be_tested, level_test, likely_stretches
from .multiple_testing import benjamini_hochberg

DIRECTIONS = ("fall", "rise")
PART_BANK = 20  # a part's bank has a twentieth of the null series of the whole's, and its weights


class Change(NamedTuple):
    """A test of one series, or part of one, in one direction; ``k`` is the first slice of the new level."""

    row: int
    direction: str
    k: int
    low: int
    high: int
    statistic: float
    p: float  # NaN beyond the bank
    q: float
    called: bool


class Part(NamedTuple):
    """Slices ``first`` to ``last`` of a series, and the q of the change that made it, below which its own may not lie."""

    row: int
    first: int
    last: int
    above: float


class Series(NamedTuple):
    """Counts (T, M) and exposure (T, M) on a calendar, and the documents of its strata (S, M), if any."""

    hits: np.ndarray
    exposure: np.ndarray
    calendar: Calendar
    strata: np.ndarray | None


def segment(
    series: Series,
    rows: Sequence[int],
    *,
    q: float,
    least: int,
    most: int,
    least_hits: int,
    place: float,
    bank: int,
    seed: int,
) -> tuple[list[Change], int]:
    """Test the series ``rows`` for a rise and a fall, then the parts between the changes that were called.

    The tests of a round are corrected together (Benjamini & Hochberg 1995) and judged at the false discovery rate ``q``; a part is
    only asked if a change beside it was called, and its q is never below that one's. A part has a calendar and a
    bank of its own. A series has at most ``most`` changes. ``place`` is the share of the posterior in an interval.

    Returns the tests of whole series, whether called or not, the called ones of parts, and the number of tests.
    """
    kept: list[Change] = []
    weights: dict[str, np.ndarray] = {}  # of the whole, by direction
    count: dict[int, int] = {}
    parts, tests, whole = [Part(row, 0, len(series.calendar), 0.0) for row in rows], 0, True
    while parts:
        found = _tests(series, parts, least, place, bank if whole else max(bank // PART_BANK, 1), seed, weights)
        p = np.array([change.p for change, _ in found])
        known = ~np.isnan(p)
        corrected = np.full(len(p), np.nan)
        corrected[known] = benjamini_hochberg(p[known])
        tests += int(known.sum())
        called: dict[Part, list[Change]] = {}
        order = np.lexsort((np.arange(len(p)), np.where(known, p, 2)))  # the surest first, where only some may be had
        for i in order:
            change, part = found[i]
            own = max(float(corrected[i]), part.above) if known[i] else np.nan
            sure = bool(known[i] and own <= q and count.get(part.row, 0) < most)
            sure = sure and all(abs(change.k - other.k) >= least for other in called.get(part, []))
            change = change._replace(q=own, called=sure)
            if sure:
                count[part.row] = count.get(part.row, 0) + 1
                called.setdefault(part, []).append(change)
            if sure or whole:
                kept.append(change)
        parts, whole = _between(called, series, least, least_hits), False
    return kept, tests


def _between(called: dict[Part, list[Change]], series: Series, least: int, least_hits: int) -> list[Part]:
    """The parts between changes that have slices and hits enough."""
    following = []
    for part, changes in called.items():
        edges = [part.first, *sorted(change.k for change in changes), part.last]
        above = max(change.q for change in changes)
        following += [Part(part.row, a, b, above) for a, b in pairwise(edges)]
    return sorted(
        part
        for part in following
        if series.hits[part.row, part.first : part.last].sum() >= least_hits
        and can_be_tested(_calendar(series.calendar, part.first, part.last), least)
    )


def _calendar(calendar: Calendar, first: int, last: int) -> Calendar:
    return Calendar(calendar.months[first:last], calendar.documents[first:last])


def _tests(
    series: Series, parts: list[Part], least: int, place: float, bank: int, seed: int, weights: dict[str, np.ndarray]
) -> list[tuple[Change, Part]]:
    """A rise and a fall asked of each part; parts of the same slices together."""
    groups: dict[tuple[int, int], list[Part]] = {}
    for part in parts:
        groups.setdefault((part.first, part.last), []).append(part)
    found = []
    for (a, b), same in groups.items():
        rows = [part.row for part in same]
        strata = None if series.strata is None else series.strata[:, a:b]
        if strata is not None:
            strata = strata[strata.sum(1) > 0]
        for direction in DIRECTIONS:
            part_of = _calendar(series.calendar, a, b)
            options = {"bank": bank, "least": least, "strata": strata, "weights": weights.get(direction), "seed": seed}
            test = level_test(direction, part_of, **options)
            judged = test.judge(series.hits[rows, a:b], series.exposure[rows, a:b])
            likely = likely_stretches(judged.shares, place)
            for i, part in enumerate(same):
                places = a + test.ratio.stretches.first[likely[i]]
                span = int(places.min()), int(places.max())
                p = np.nan if judged.beyond[i] else float(judged.p[i])
                where = (part.row, direction, a + int(judged.first[i]), *span, float(judged.statistic[i]))
                found.append((Change(*where, p, np.nan, False), part))
            weights.setdefault(direction, test.weights)  # the first test is that of the whole
    return found
