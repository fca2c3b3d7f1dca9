"""Where does a series change its level, is that more than its own noise would give, how sharply is it placed?"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .autocorrelation import BURN_IN_MONTHS, memory, recall, term_seed
from .multiple_testing import benjamini_hochberg
from .null_series import dispersion_beside, nothing_like
from .series_kernel import searched

MEMORY_BIAS = (7.0, 12.0)  # of the autocorrelation beside a stretch; by simulation, 40 to 140 months
STEP = 1.15  # inner windows grow by this factor: a window 7 % too short or long loses 4 % of its statistic
SECOND_PLACE = 2.0  # times ln M: what an inner stretch's squared statistic pays for having two ends to be placed


def arcsine_share(hits: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Shares on a scale where their variance does not depend on their size: ``asin √((h + 3/8) / (n + 3/4))``.

    After Anscombe (1948); the constants are scaled by ``n`` over its mean, so that months without a hit are
    equal whatever their size. Shapes (T, M) and (M,).
    """
    scale = n / n.mean()
    return np.arcsin(np.sqrt(np.minimum((hits + 0.375 * scale) / (n + 0.75 * scale), 1.0)))


def best_split(x: np.ndarray, least: int) -> tuple[np.ndarray, np.ndarray]:
    """The standardised CUSUM's maximum: ``|S_k − k S_M / M| / √(k (M − k) / M)``, and its place ``k``.

    Equal to the split with the smallest sum of squares around two means. Shapes (..., M) to (...,); ``k`` is the
    number of months before the split, from ``least`` to ``M − least``.
    """
    k, cusum = cusums(x, least)
    at = cusum.argmax(-1)
    return k[at], np.take_along_axis(cusum, at[..., None], -1)[..., 0]


def cusums(x: np.ndarray, least: int) -> tuple[np.ndarray, np.ndarray]:
    """All places of a split, shape (K,), and the standardised CUSUM there, shape (..., K)."""
    M = x.shape[-1]
    k = np.arange(least, M - least + 1)
    sums = np.cumsum(x - x.mean(-1, keepdims=True), -1)[..., k - 1]
    return k, np.abs(sums) / np.sqrt(k * (M - k) / M)


def windows(M: int, least: int) -> list[int]:
    """Lengths of the inner windows that are tried: ``least``, then growing by a factor to what leaves room."""
    lengths, length = [], float(least)
    while length <= M - 2 * least:
        lengths.append(int(length))
        length = max(length + 1, length * STEP)
    return lengths


def best_window(x: np.ndarray, least: int, cost: float = 0.0) -> tuple[np.ndarray, ...]:
    """The stretch of months that differs most from the rest (Olshen et al. 2004, circular binary segmentation).

    A split is a stretch that touches an end; an inner stretch is a rise and a fall, which a single split misses. There
    are many more of these, so that by chance alone one of them nearly always stands out more than any split; with a
    ``cost`` their squared statistic, in units of what the series does anyway, is lowered by ``cost ln M``.

    Parameters
    ----------
    x : array, shape (R, M)
    least : int
        Months of each of the two or three segments.
    cost : float

    Returns
    -------
    first, last : int arrays, shape (R,)
        The stretch, ``last`` left out; one of them is 0 or M for a split.
    statistic : float array, shape (R,)
        ``|Σ (x − x̄)| / √(l (M − l) / M)`` over the stretch of ``l`` months, in units of ``unit``; an inner one
        less its cost.
    unit : float array, shape (R,)
        The long-run standard deviation ``σ √((1 + ρ) / (1 − ρ))`` of what is left beside the stretch that differs
        most, cost or no cost, so that a true change does not swell its own yardstick.
    """
    R, M = x.shape
    sums = np.zeros((R, M + 1))
    np.cumsum(x - x.mean(-1, keepdims=True), -1, out=sums[:, 1:])
    place, split, inner_first, inner_last, inner = searched(sums, least, np.array(windows(M, least), np.int64))
    widest = inner > split
    left = residuals(x, np.where(widest, inner_first, 0), np.where(widest, inner_last, place))
    rho = memory(left, *MEMORY_BIAS)
    unit = np.sqrt((left**2).mean(-1) * (1 + rho) / (1 - rho))
    safe = np.maximum(unit, 1e-12)
    split, inner = split / safe, np.sqrt(np.maximum((inner / safe) ** 2 - cost * np.log(M), 0.0))
    better = inner > split
    statistic = np.where(unit > 0, np.where(better, inner, split), 0.0)
    return np.where(better, inner_first, 0), np.where(better, inner_last, place), statistic, unit


def residuals(x: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """What is left of ``x`` (R, M) after the means inside and outside the stretch; shape (R, M)."""
    place = np.arange(x.shape[1])
    inside = (place >= first[:, None]) & (place < last[:, None])
    size = inside.sum(1)
    inner = np.where(inside, x, 0).sum(1) / size
    outer = np.where(inside, 0, x).sum(1) / (x.shape[1] - size)
    return x - np.where(inside, inner[:, None], outer[:, None])


def leftover(x: np.ndarray, least: int) -> tuple[np.ndarray, ...]:
    """Months of the stretch that differs most, shape (R,) each, what is left beside it (R, M), and the memory of that (R,)."""
    first, last, _, _ = best_window(x, least)
    left = residuals(x, first, last)
    return first, last, left, memory(left, *MEMORY_BIAS)


def noise_beside(hits: np.ndarray, n: np.ndarray, least: int) -> tuple[np.ndarray, np.ndarray]:
    """Pearson's dispersion and the memory beside the stretch that differs most; shapes (R, M), (M,) to (R,)."""
    first, last, _, rho = leftover(arcsine_share(hits, n), least)
    return dispersion_beside(hits, n, first, last), rho


def stretch_test(hits: np.ndarray, n: np.ndarray, *, least: int, B: int, seed) -> tuple[float, int, int]:
    """Does one stretch of a series of counts stand out more than those of ``B`` series in which nothing happens?

    The made-up series are counts with the dispersion and memory of this one (`nothing_like`); each goes through
    the same search and the same yardstick.

    Parameters
    ----------
    hits, n : arrays, shape (M,)

    Returns
    -------
    p : float
        ``(1 + as sharp) / (B + 1)``.
    first, last : int
        The stretch.
    """
    first, last, statistic, _ = (value[0] for value in best_window(arcsine_share(hits[None], n), least, SECOND_PLACE))
    beside = (value[0] for value in noise_beside(hits[None], n, least))
    made = nothing_like(hits, n, tuple(beside), B, np.random.default_rng(seed))
    null = best_window(arcsine_share(made, n), least, SECOND_PLACE)[2]
    return float((1 + (null >= statistic - 1e-12).sum()) / (B + 1)), int(first), int(last)


def run_up(hits: np.ndarray, n: np.ndarray, k: int, *, least: int, alpha: float = 0.01) -> tuple[int, int]:
    """How far a change at ``k`` reaches into the ``least`` months beside it, where no segment could be seen.

    A term often enters with a few hits and jumps a month or two later. Months of the lower side, up to ``least``
    from ``k``, that hold more hits than its level further off would give by chance (Poisson, tail at most ``alpha``)
    belong to the change.

    Parameters
    ----------
    hits, n : arrays, shape (M,)
        The two segments that meet at ``k``.

    Returns
    -------
    low, high : int
        The first and last place that the change reaches; both ``k`` for a clean step.
    """
    from scipy.stats import poisson

    rises = hits[k:].sum() * n[:k].sum() > hits[:k].sum() * n[k:].sum()
    near = np.arange(max(k - least, 0), k) if rises else np.arange(k, min(k + least, len(hits)))
    far = np.arange(0, max(k - least, 0)) if rises else np.arange(min(k + least, len(hits)), len(hits))
    if len(far) < least:
        return k, k
    level = (hits[far].sum() + 0.5) / n[far].sum()
    above = near[poisson.sf(hits[near] - 1, level * n[near]) <= alpha]
    if not len(above):
        return k, k
    return (int(above.min()), k) if rises else (k, int(above.max()) + 1)


def again(left: np.ndarray, rho: float, shape: tuple[int, int], random: np.random.Generator) -> np.ndarray:
    """Made-up series with the memory and the shocks of residuals ``left`` (M,)."""
    shocks = left[1:] - rho * left[:-1]
    shocks = shocks - shocks.mean()
    drawn = shocks[random.integers(0, len(shocks), (shape[0], shape[1] + BURN_IN_MONTHS))]
    return recall(drawn, rho)[:, BURN_IN_MONTHS:]


def split_interval(x: np.ndarray, k: int, *, least: int, B: int, level: float, seed) -> tuple[int, int]:
    """First and last place where a split of ``x`` (M,) at ``k`` may lie.

    All places whose CUSUM is not much below the largest: ``(C² − C_k²) / σ²`` is at most the ``level`` quantile of
    the same difference in series that truly split at ``k`` (a likelihood-ratio set, after Siegmund 1988). The noise
    is that of both segments together: where a term does not exist yet there is none, and the month in which
    it enters with two hits would be left out as if that were certain.
    """
    M = len(x)
    before = np.arange(M) < k
    levels = np.where(before, x[before].mean(), x[~before].mean())
    left = x - levels
    rho = memory(left, *MEMORY_BIAS)
    random = np.random.default_rng(seed)
    series = np.concatenate([x[None], levels + again(left, rho, (B, M), random)])
    places, cusum = cusums(series, least)
    at = int(np.flatnonzero(places == k)[0]) if k in places else int(cusum[0].argmax())
    own, _ = best_split(series, least)
    noise = (residuals(series, np.zeros(len(series), np.int64), own) ** 2).mean(1)
    behind = (cusum.max(1, keepdims=True) ** 2 - cusum**2) / np.maximum(noise, 1e-12)[:, None]
    limit = np.quantile(behind[1:, at], level)
    possible = places[behind[0] <= limit]
    return int(min(possible.min(initial=k), k)), int(max(possible.max(initial=k), k))


def segmented(hits: np.ndarray, n: np.ndarray, terms, *, q, least, most, least_hits, B, seed):
    """Stretches that stand out, then stretches within the parts that they leave, by Benjamini and Hochberg at each round.

    Parameters
    ----------
    hits : array, shape (T, M)
    n : array, shape (M,)
        A part is tested if it has ``least_hits`` hits and room for three segments.

    Returns
    -------
    found : dict
        From the number of a term to p and q of its first test, and to its places with their own p and q.
    tests : int
    """
    found = {}
    parts, tests = [(t, 0, len(n), 0.0) for t in range(len(hits))], 0
    while parts:
        parts = [(t, a, b, own) for t, a, b, own in parts if b - a >= 3 * least and hits[t, a:b].sum() >= least_hits]
        judged = [
            stretch_test(hits[t, a:b], n[a:b], least=least, B=B, seed=term_seed(seed, terms[t], a, b))
            for t, a, b, _ in parts
        ]
        tests += len(parts)
        following = []
        for (t, a, b, parent), (p, first, last), own in zip(
            parts, judged, benjamini_hochberg(np.array([p for p, *_ in judged])), strict=True
        ):
            own = max(float(own), parent)
            places = found.setdefault(t, (p, own, {}))[2]
            cuts = [k for k in (a + first, a + last) if a < k < b]
            if own <= q and len(places) + len(cuts) <= most:
                places |= dict.fromkeys(cuts, (p, own))
                edges = [a, *cuts, b]
                following += [(t, *edge, own) for edge in pairwise(edges)]
        parts = following
    return found, tests
