"""How much better does a series with one other stretch explain the rates than any null series: the ratio of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..core.compiling import U, compiled, inner
from .autocorrelated_rates import Whitening
from .calendars import Calendar

LEAST_SEGMENT = 6  # slices on either side of a split
BURST_LENGTHS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 24)  # slices; at most so many months
LONGEST_BURST = 24
RISE_WIDTH, BURST_WIDTH = 1.0, 2.0  # standard deviation of a step's size, in those of a slice
LARGEST_LOG = 650.0  # of a ratio that a double holds


class Stretches(NamedTuple):
    """Where a level may differ: slices ``first`` (J,) to ``last`` (J,), the last left out; M if to the end."""

    first: np.ndarray
    last: np.ndarray


def splits(M: int, least: int = LEAST_SEGMENT) -> Stretches:
    """All splits of M slices with ``least`` on either side; another level from ``first`` to the end."""
    first = np.arange(least, M - least + 1)
    return Stretches(first, np.full(len(first), M))


def spells(calendar: Calendar) -> Stretches:
    """All stretches of `BURST_LENGTHS` slices that last at most two years and leave half of the slices."""
    M, pairs = len(calendar), []
    for length in BURST_LENGTHS:
        first = np.arange(M - length + 1)
        lasts = calendar.months[first + length - 1] - calendar.months[first] + 1
        first = first[(lasts <= LONGEST_BURST) & (2 * length <= M)]
        pairs.append(np.stack([first, first + length]))
    return Stretches(*np.concatenate(pairs, 1))


class Marginals(NamedTuple):
    """Log marginal likelihoods of R series: of each null (R, G), of all alternatives (R,); ``shapes`` (R, J)."""

    null: np.ndarray
    alternative: np.ndarray
    shapes: np.ndarray


@dataclass(frozen=True, eq=False)
class LikelihoodRatio:
    """The likelihoods of null models and of stretches in one direction, for one calendar.

    ``x = X m + β s_j + e`` with ``Cov e = σ² V_g``, ``β ~ N(0, b² σ²)`` and flat priors of m and log σ. With ``A_g`` the whitening
    that takes X out, ``d`` its degrees of freedom, ``D = |A_g s_j|²`` and ``z = (A_g s_j)'A_g x / √D``, 0 if of the wrong sign:

    ``log m0_g = −½ log|V_g| − ½ log|X'V_g⁻¹X| − d/2 log|A_g x|²``
    ``log m1_gj = log m0_g − ½ log(1 + b²D) − d/2 log(1 − z² b²D / ((1 + b²D) |A_g x|²))``

    After Elliott, Müller & Watson (2015), Econometrica 83.
    """

    models: Whitening
    stretches: Stretches
    direction: int  # 1 upwards, −1 downwards
    width: float  # b

    def marginals(self, x: np.ndarray, weights: np.ndarray) -> Marginals:
        """Likelihoods of series (R, M); ``weights`` (G,) of the models when the stretches are weighed against each other."""
        P, d = self.models.precision, self.models.freedom
        products = np.matmul(x, P)  # (G, R, M)
        first, last = self.stretches.first.astype(U), self.stretches.last.astype(U)
        gain, norm = self._constants()
        null, mean, shapes = weighed_stretches(
            x, products, self.models.offset, weights, first, last, gain, norm, self.direction, d
        )
        return Marginals(null, np.log(mean) + null.max(1), shapes)

    def _constants(self) -> tuple[np.ndarray, np.ndarray]:
        """``b² / (1 + b²D)`` over D's scale and ``(1 + b²D)^−½``, both (G, J)."""
        G, M, _ = self.models.precision.shape
        sums = np.zeros((G, M + 1, M + 1))
        sums[:, 1:, 1:] = self.models.precision.cumsum(1).cumsum(2)
        first, last = self.stretches
        D = sums[:, last, last] - sums[:, first, last] - sums[:, last, first] + sums[:, first, first]
        D = np.maximum(D, 0.0)
        return self.width**2 / (1 + self.width**2 * D), 1 / np.sqrt(1 + self.width**2 * D)


def null_likelihoods(x: np.ndarray, models: Whitening) -> np.ndarray:
    """Log marginal likelihood of series (R, M) under each null, (R, G)."""
    squares = np.einsum("grt,rt->rg", np.matmul(x, models.precision), x)
    return models.offset - models.freedom / 2 * np.log(np.maximum(squares, 1e-12))


def log_ratio(marginals: Marginals, weights: np.ndarray) -> np.ndarray:
    """``T = log mean_gj m1_gj − log Σ_g λ_g m0_g`` (R,)."""
    highest = marginals.null.max(1)
    mixed = (np.exp(marginals.null - highest[:, None]) * weights).sum(1)
    return marginals.alternative - highest - np.log(mixed)


@compiled
def weighed_stretches(x, products, offset, weights, first, last, gain, norm, direction, freedom):
    """Log-likelihoods of the nulls (R, G); over the highest of them, the mean of the alternatives (R,) and each
    stretch's own (R, J), its models weighed with ``weights``.

    ``products`` (G, R, M) are ``A_g'A_g x``: a stretch's ``(A_g s)'A_g x`` is a difference of two of their running sums. The power
    ``(1 − q)^(−d/2)`` is made of squarings, for all stretches at once, which a processor does several at a time.
    """
    G, R, M = products.shape
    J = len(first)
    null, mean, shapes = np.empty((R, G)), np.empty(R), np.zeros((R, J))
    base, power, even, sums = np.empty(J), np.empty(J), np.empty(J), np.zeros(M + 1)
    squares = np.empty(G)
    smallest = np.exp(-2 * LARGEST_LOG / freedom)
    for r in range(R):
        for g in range(G):
            square = 0.0
            for t in range(M):
                square += products[g, r, t] * x[r, t]
            squares[g] = max(square, 1e-12)
            null[r, g] = offset[g] - freedom / 2 * np.log(squares[g])
        highest = null[r].max()
        even[:] = 0.0
        own = shapes[r]
        for g in range(G):
            for t in range(M):
                sums[t + 1] = sums[t] + direction * products[g, r, t]
            for j in range(J):
                base[j] = sums[last[j]] - sums[first[j]]
            scaled(base, gain[g], 1 / squares[g], smallest)
            if freedom % 2:
                np.sqrt(base, power)
            else:
                power[:] = 1.0
            bits = freedom // 2
            while bits:
                if bits & 1:
                    times(power, base)
                bits >>= 1
                if bits:
                    times(base, base)
            added(even, own, norm[g], power, np.exp(null[r, g] - highest), weights[g])
        mean[r] = even.sum() / (G * J)
    return null, mean, shapes


@inner
def scaled(base, gain, scale, smallest):
    for j in range(len(base)):
        z = base[j] if base[j] > 0 else 0.0
        left = 1 - z * z * gain[j] * scale
        base[j] = left if left > smallest else smallest


@inner
def times(x, by):
    for j in range(len(x)):
        x[j] *= by[j]


@inner
def added(even, own, norm, power, null, weight):
    for j in range(len(even)):
        ratio = null * norm[j] / power[j]
        even[j] += ratio
        own[j] += weight * ratio
