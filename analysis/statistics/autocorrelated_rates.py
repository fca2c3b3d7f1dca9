"""What a rate without a change may do: thirteen models of noise and autocorrelation, and the season taken out."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..core.blas_threads import one_blas_thread
from .calendars import Calendar

# (autocorrelation from month to month, share of the variance that has it); the rest is independent noise
MODELS = (
    (0.0, 0.0),
    (0.3, 0.5),
    (0.3, 1.0),
    (0.5, 0.35),
    (0.5, 0.65),
    (0.5, 1.0),
    (0.65, 0.35),
    (0.65, 0.65),
    (0.65, 1.0),
    (0.8, 0.2),
    (0.8, 0.4),
    (0.8, 0.65),
    (0.8, 0.8),
)
KEPT = 16  # calendars whose models are kept: rises and falls of a part are asked one after the other
SEASON_SPAN = 48  # months from which on the mean is that of each month of the year


class Whitening(NamedTuple):
    """The G models of a calendar of M slices, means of the season taken out.

    ``precision`` (G, M, M) is ``A'A = V⁻¹ − V⁻¹X (X'V⁻¹X)⁻¹ X'V⁻¹``; ``offset`` (G,) is ``−½ log|V| − ½ log|X'V⁻¹X|``;
    ``freedom`` are the degrees of freedom that X leaves; ``root`` (G, M, M) is the Cholesky root of V.
    """

    precision: np.ndarray
    offset: np.ndarray
    freedom: int
    root: np.ndarray


def arcsine_rates(hits: np.ndarray, exposure: np.ndarray) -> np.ndarray:
    """Rates on a scale where their variance does not depend on their size: ``asin √((h + 3/8 c) / (n + 3/4 c))``.

    After Anscombe (1948); ``c = n / mean n``, so that slices without a hit are equal whatever their size. ``hits``
    (R, M), ``exposure`` (M,) or (R, M).

    >>> arcsine_rates(np.array([[0.0, 0.0]]), np.array([10.0, 30.0])).round(3).tolist()
    [[0.135, 0.135]]
    """
    scale = exposure / exposure.mean(-1, keepdims=True)
    return np.arcsin(np.sqrt(np.minimum((hits + 0.375 * scale) / (exposure + 0.75 * scale), 1.0)))


def season(calendar: Calendar) -> np.ndarray:
    """The means of a null series, X (M, K): one for each month of the year that occurs; one for all below four years."""
    if calendar.span < SEASON_SPAN:
        return np.ones((len(calendar), 1))
    there = np.unique(calendar.month_of_year)
    return (calendar.month_of_year[:, None] == there).astype(float)


def covariance(calendar: Calendar, rho: float, share: float) -> np.ndarray:
    """``(1 − w) diag(mean n / n_t) + w ρ^|t − u|`` (M, M) for slices t and u, in months."""
    apart = np.abs(calendar.months[:, None] - calendar.months)
    related = np.where(apart == 0, 1.0, rho**apart)
    return (1 - share) * np.diag(calendar.documents.mean() / calendar.documents) + share * related


def whitening(calendar: Calendar, X: np.ndarray | None = None) -> Whitening:
    """The models of `MODELS` for a calendar, with the means X (M, K): those of `season` if None."""
    X = season(calendar) if X is None else X
    return _whitening(calendar.months.tobytes(), calendar.documents.tobytes(), X.tobytes())


@lru_cache(maxsize=KEPT)
def _whitening(months: bytes, documents: bytes, means: bytes) -> Whitening:
    """`whitening`, made once for the questions that are asked of the same part of a series."""
    from scipy.linalg import get_lapack_funcs

    calendar = Calendar(np.frombuffer(months, np.int64), np.frombuffer(documents))
    X = np.frombuffer(means).reshape(len(calendar), -1)
    (invert,) = get_lapack_funcs(("potri",))
    precision, offset, root = [], [], []
    with one_blas_thread():  # scipy's library among them, loaded a moment ago
        for rho, share in MODELS:
            R = np.linalg.cholesky(covariance(calendar, rho, share))
            lower = np.tril(invert(R, lower=True)[0])  # the inverse of RR', for a third of what it costs without R
            inverse = lower + np.tril(lower, -1).T
            inner = X.T @ inverse @ X
            fitted = inverse @ X
            P = inverse - fitted @ np.linalg.solve(inner, fitted.T)
            precision.append((P + P.T) / 2)
            offset.append(-np.log(np.diag(R)).sum() - np.linalg.slogdet(inner)[1] / 2)
            root.append(R)
    out = Whitening(np.array(precision), np.array(offset), len(calendar) - X.shape[1], np.array(root))
    for array in (out.precision, out.offset, out.root):
        array.flags.writeable = False
    return out
