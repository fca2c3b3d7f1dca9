"""The stretch of months in which a series differs most from the rest, and the noise that it leaves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..core.compiling import compiled
from .autocorrelation import NO_NOISE, corrected_autocorrelation, pearson_residuals

BIAS = (7.0, 12.0)  # of the autocorrelation around two levels; by simulation, 40 to 140 months
GROWTH = 1.15  # of inner stretches tried: one that is 7 % too short or long loses 4 % of its statistic


class Stretches(NamedTuple):
    """A stretch for each of R series: first month, last (left out; M if it is a split), and how far it stands out."""

    first: np.ndarray
    last: np.ndarray
    statistic: np.ndarray  # |Σ (x − x̄)| / √(l (M − l) / M) over the stretch of l months, over `unit`
    unit: np.ndarray  # long-run standard deviation σ √((1 + ρ) / (1 − ρ)) around two levels


def arcsine_share(hits: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Shares on a scale where their variance does not depend on their size: ``asin √((h + 3/8) / (n + 3/4))``.

    After Anscombe (1948); the constants are scaled by ``n`` over its mean, so that months without a hit are
    equal whatever their size. Shapes (T, M) and (M,).
    """
    scale = n / n.mean()
    return np.arcsin(np.sqrt(np.minimum((hits + 0.375 * scale) / (n + 0.75 * scale), 1.0)))


def split_statistics(x: np.ndarray, least: int) -> tuple[np.ndarray, np.ndarray]:
    """All places ``k`` of a split, (K,), and the standardised CUSUM there: ``|S_k − k S_M / M| / √(k (M − k) / M)``.

    Its maximum is the split with the smallest sum of squares around two means. Shapes (..., M) to (..., K).
    """
    M = x.shape[-1]
    k = np.arange(least, M - least + 1)
    sums = np.cumsum(x - x.mean(-1, keepdims=True), -1)[..., k - 1]
    return k, np.abs(sums) / np.sqrt(k * (M - k) / M)


def inner_lengths(M: int, least: int) -> list[int]:
    """Lengths of the inner stretches that are tried: ``least``, then growing by a factor to what leaves room."""
    lengths, length = [], float(least)
    while length <= M - 2 * least:
        lengths.append(int(length))
        length = max(length + 1, length * GROWTH)
    return lengths


def best_stretch(x: np.ndarray, least: int, cost: float = 0.0) -> Stretches:
    """The stretch of each row (R, M) that differs most (circular binary segmentation, Olshen et al. 2004).

    A split is a stretch that touches an end; an inner stretch is a rise and a fall, which a single split misses. There
    are many more of these, so that by chance alone one of them nearly always stands out more than any split: their
    squared statistic is lowered by ``cost ln M``. The unit comes from the stretch that differs most without that cost,
    so that a change does not swell its own yardstick; a step without any noise around it is huge by this measure, not
    undefined. Each of the two or three segments has ``least`` months.
    """
    R, M = x.shape
    sums = np.zeros((R, M + 1))
    np.cumsum(x - x.mean(-1, keepdims=True), -1, out=sums[:, 1:])
    place, split, inner_first, inner_last, inner = searched(sums, least, np.array(inner_lengths(M, least), np.int64))
    widest = inner > split
    left = residuals(x, np.where(widest, inner_first, 0), np.where(widest, inner_last, place))
    rho = corrected_autocorrelation(left, *BIAS)
    unit = np.sqrt((left**2).mean(-1) * (1 + rho) / (1 - rho))
    safe = np.maximum(unit, 1e-12)
    split, inner = split / safe, np.sqrt(np.maximum((inner / safe) ** 2 - cost * np.log(M), 0.0))
    better = inner > split
    # without a change, all that stands out of a series without noise is rounding
    changes = np.maximum(unit, np.ptp(x, -1)) > NO_NOISE
    statistic = np.where(changes, np.where(better, inner, split), 0.0)
    return Stretches(np.where(better, inner_first, 0), np.where(better, inner_last, place), statistic, unit)


def two_levels(x: np.ndarray, weights: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """``Σ x / Σ weights`` inside the stretch and outside, each at its months; shapes (R, M), (R,) to (R, M)."""
    month = np.arange(x.shape[1])
    inside = (month >= first[:, None]) & (month < last[:, None])
    inner, outer = (
        (x * part).sum(1, keepdims=True) / np.maximum((weights * part).sum(1, keepdims=True), 1e-300)
        for part in (inside, ~inside)
    )
    return np.where(inside, inner, outer)


def residuals(x: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """What is left of ``x`` (R, M) after its means inside and outside the stretch."""
    return x - two_levels(x, np.ones(x.shape), first, last)


def residual_noise(hits: np.ndarray, n: np.ndarray, least: int, bias=BIAS) -> tuple[np.ndarray, np.ndarray]:
    """Pearson's dispersion and the autocorrelation of counts around two levels, inside and outside the stretch that
    differs most; shapes (R, M), (M,) to (R,).
    """
    x = arcsine_share(hits, n)
    first, last, _, _ = best_stretch(x, least)
    error = pearson_residuals(hits, n, two_levels(hits, n, first, last))
    return (error**2).sum(1) / (hits.shape[1] - 2), corrected_autocorrelation(residuals(x, first, last), *bias)


@compiled
def searched(sums, least, lengths):
    """Place and statistic of the best split, first and last month and statistic of the best inner stretch.

    ``sums`` (R, M + 1) are running sums that begin and end with 0.
    """
    R, M = sums.shape[0], sums.shape[1] - 1
    place, first, last = np.zeros((3, R), np.int64)
    split, stretch = np.full((2, R), -1.0)
    for r in range(R):
        row = sums[r]
        for k in range(least, M - least + 1):
            value = abs(row[k]) / np.sqrt(k * (M - k) / M)
            if value > split[r]:
                split[r], place[r] = value, k
        for length in lengths:
            top, at = -1.0, 0
            for i in range(least, M - least - length + 1):
                value = abs(row[i + length] - row[i])
                if value > top:
                    top, at = value, i
            top /= np.sqrt(length * (M - length) / M)
            if top > stretch[r]:
                stretch[r], first[r], last[r] = top, at, at + length
    return place, split, first, last, stretch
