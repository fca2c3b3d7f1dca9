"""Change points: does a stretch stand out more than noise would make one, which parts does it leave, where is its edge?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from .autocorrelation import ar1, corrected_autocorrelation
from .multiple_testing import benjamini_hochberg
from .null_series import simulate_null_series, term_seed
from .stretch_search import BIAS, arcsine_share, best_stretch, residual_noise, residuals, split_statistics

INNER_COST = 2.0  # times ln M: what an inner stretch's squared statistic pays for having two ends to be placed
BURN_IN_MONTHS = 20  # simulated and thrown away, so that a series has forgotten its start


class Segments(NamedTuple):
    """The test of a whole series, and its changes: place → p and q of the test that found it."""

    p: float
    q: float
    changes: dict[int, tuple[float, float]]


def segment(
    hits: np.ndarray, n: np.ndarray, terms: Sequence[str], *, q, least, most, least_hits, draws, seed
) -> tuple[dict[int, Segments], int]:
    """Test each series (T, M) for a stretch that stands out, then the parts that it leaves, until none is found.

    The tests of a round are corrected together (Benjamini & Hochberg 1995) and judged at the false discovery rate ``q``;
    a part's q is never below that of the change that made it. A part is tested if it has room for three segments of
    ``least`` months, and ``least_hits``; a series has at most ``most`` changes. ``terms`` (T) seed the draws.

    Returns the series that were tested, by row, and the number of tests.
    """
    segments: dict[int, Segments] = {}
    parts, tests = [(t, 0, len(n), 0.0) for t in range(len(hits))], 0
    while parts:
        parts = [part for part in parts if part[2] - part[1] >= 3 * least]
        parts = [(t, a, b, above) for t, a, b, above in parts if hits[t, a:b].sum() >= least_hits]
        found = [
            stretch_test(hits[t, a:b], n[a:b], least=least, draws=draws, seed=term_seed(seed, terms[t], a, b))
            for t, a, b, _ in parts
        ]
        tests += len(parts)
        corrected = benjamini_hochberg(np.array([p for p, *_ in found]))
        following = []
        for (t, a, b, above), (p, first, last), own in zip(parts, found, corrected, strict=True):
            own = max(float(own), above)
            changes = segments.setdefault(t, Segments(p, own, {})).changes
            cuts = [k for k in (a + first, a + last) if a < k < b]
            if own <= q and len(changes) + len(cuts) <= most:
                changes |= dict.fromkeys(cuts, (p, own))
                following += [(t, *edges, own) for edges in pairwise([a, *cuts, b])]
        parts = following
    return segments, tests


def stretch_test(hits: np.ndarray, n: np.ndarray, *, least: int, draws: int, seed) -> tuple[float, int, int]:
    """Does one stretch of a series of counts (M,) stand out more than those of simulated null series?

    Returns ``p = (1 + null series that are as sharp) / (draws + 1)`` and the stretch, first and last month.
    """
    first, last, statistic, _ = (x[0] for x in best_stretch(arcsine_share(hits[None], n), least, INNER_COST))
    (phi,), (rho,) = residual_noise(hits[None], n, least)
    simulated = simulate_null_series(hits, n, (phi, rho), draws, np.random.default_rng(seed))
    null = best_stretch(arcsine_share(simulated, n), least, INNER_COST).statistic
    return float((1 + (null >= statistic - 1e-12).sum()) / (draws + 1)), int(first), int(last)


def run_up(hits: np.ndarray, n: np.ndarray, k: int, *, least: int, alpha: float = 0.01) -> tuple[int, int]:
    """First and last month that a change at ``k`` reaches, up to ``least`` months off; both ``k`` for a clean step.

    No segment of fewer months could be seen, but a term often enters with a few hits and jumps a month or two later.
    Months of the lower side that hold more hits than its level further off would give by chance (Poisson, tail at
    most ``alpha``) belong to the change. ``hits`` and ``n`` (M,) are of the two segments that meet at ``k``.
    """
    from scipy.stats import poisson

    month, rises = np.arange(len(hits)), hits[k:].sum() * n[:k].sum() > hits[:k].sum() * n[k:].sum()
    near, far = (
        (month[max(k - least, 0) : k], month[: max(k - least, 0)])
        if rises
        else (month[k : k + least], month[k + least :])
    )
    if len(far) < least:
        return k, k
    level = (hits[far].sum() + 0.5) / n[far].sum()
    above = near[poisson.sf(hits[near] - 1, level * n[near]) <= alpha]
    if not len(above):
        return k, k
    return (int(above.min()), k) if rises else (k, int(above.max()) + 1)


def split_interval(x: np.ndarray, k: int, *, least: int, draws: int, level: float, seed) -> tuple[int, int]:
    """First and last place where a split of ``x`` (M,) at ``k`` may lie.

    All places whose CUSUM is not much below the largest: ``(C² − C_k²) / σ²`` is at most the ``level`` quantile of
    the same difference in series that truly split at ``k`` (a likelihood-ratio set, after Siegmund 1988). Those have
    the two means of ``x`` and resampled shocks of its autoregression. The noise is that of both segments together:
    where a term does not exist yet there is none, and the month in which it enters with two hits would be left out as
    if that were certain.
    """
    random, M = np.random.default_rng(seed), len(x)
    before = np.arange(M) < k
    levels = np.where(before, x[before].mean(), x[~before].mean())
    left = x - levels
    rho = corrected_autocorrelation(left, *BIAS)
    shocks = left[1:] - rho * left[:-1]
    shocks = shocks - shocks.mean()
    resampled = shocks[random.integers(0, len(shocks), (draws, M + BURN_IN_MONTHS))]
    series = np.concatenate([x[None], levels + ar1(resampled, rho)[:, BURN_IN_MONTHS:]])
    places, cusum = split_statistics(series, least)
    at = int(np.flatnonzero(places == k)[0]) if k in places else int(cusum[0].argmax())
    best = places[cusum.argmax(1)]
    noise = (residuals(series, np.zeros(len(series), np.int64), best) ** 2).mean(1)
    behind = (cusum.max(1, keepdims=True) ** 2 - cusum**2) / np.maximum(noise, 1e-12)[:, None]
    possible = places[behind[0] <= np.quantile(behind[1:, at], level)]
    return int(min(possible.min(initial=k), k)), int(max(possible.max(initial=k), k))
