"""Does a share change for good, and in which slice: one split of clustered binomial counts, with its posterior."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .autocorrelation import lag_one_autocorrelation

MOST_CLUSTERING = 0.95  # intraclass correlation; at 1 a slice would be a single document
BLOCK = 2_000_000  # cells of simulated series that are held in memory at a time


class ShareChange(NamedTuple):
    """A split of a series of shares.

    Attributes
    ----------
    first : int
        First slice of the second part; -1 where there is no place for a split.
    before, after : float
        Share of the documents on the two sides.
    n_before, n_after : int
        Documents on the two sides.
    clustering : float
        Intraclass correlation of the documents of one slice, 0 for independent ones.
    ratio : float
        Log of the integrated likelihood with the best split over that without one, divided by ``1 + 2 c``.
    p : float
        Share of simulated series without a change that have such a ratio.
    posterior : float array, shape (M,)
        Of each slice, that it is the first of the second part, given that there is a change.
    """

    first: int
    before: float
    after: float
    n_before: int
    n_after: int
    clustering: float
    ratio: float
    p: float
    posterior: np.ndarray


def share_change(
    k: np.ndarray, n: np.ndarray, *, rising: bool = False, draws: int = 1999, seed: int | list[int] = 0
) -> ShareChange:
    """The likeliest single change of the share ``k / n`` of a series, and how often chance gives one as likely.

    The ratio of a split at slice ``t`` is ``log B(a₁, b₁) + log B(a₂, b₂) − log B(a, b) − log B(½, ½)``, with ``a = Σ k w + ½``
    and ``b = Σ (n − k) w + ½`` of each side: binomial likelihoods integrated over Jeffreys' prior, so that a share of 0 or 1
    on a short side is no surer than its documents. ``w = 1 / (1 + (n − 1) r)`` is what a slice of ``n`` documents with
    intraclass correlation ``r`` counts for. ``r`` is estimated by moments around the best split (Kleinman 1973), and again in
    each of the ``draws`` beta-binomial series of one share with which the ratio is compared: a parametric bootstrap, as the ratio of a
    change point has no χ² distribution (Csörgő & Horváth 1997). All ratios are divided by ``1 + 2 c``, with ``c`` the autocorrelation of the
    slices around the best split, if above 0. ``p = (1 + #) / (1 + draws)``.

    Parameters
    ----------
    k, n : int arrays, shape (M,)
        Documents of one sort, and all, of slices in a row; slices without any belong in it.
    rising : bool
        Ask only for splits behind which the share is larger.

    Examples
    --------
    >>> found = share_change(np.array([5, 4, 6, 0, 1, 0]), np.array([5, 4, 6, 5, 6, 4]), draws=199)
    >>> found.first, found.before, round(found.after, 3), found.p
    (3, 1.0, 0.067, 0.005)
    >>> found.posterior.round(2).tolist()
    [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    """
    k, n = np.asarray(k, np.int64), np.asarray(n, np.int64)
    seen = np.flatnonzero(n)
    nothing = np.zeros(len(n))
    if len(seen) < 2:
        share = k.sum() / n.sum() if n.sum() else np.nan
        return ShareChange(-1, share, share, int(n.sum()), int(n.sum()), 0.0, 0.0, 1.0, nothing)
    ratios, clustering = _ratios(k[None, seen], n[seen], rising)
    best, r = float(ratios[0].max()), float(clustering[0])
    if not np.isfinite(best):  # none of the splits that are asked for is there
        share = k.sum() / n.sum()
        return ShareChange(-1, share, share, int(n.sum()), int(n.sum()), r, 0.0, 1.0, nothing)
    simulated = _simulated(int(k.sum()), n[seen], r, rising, draws, seed)
    p = (1 + int((simulated >= best - 1e-9).sum())) / (1 + draws)
    # all slices from behind one with documents to the next are equally likely to be the first of the second part
    place = np.searchsorted(seen, np.arange(len(n))) - 1
    inside = (place >= 0) & (np.arange(len(n)) <= seen[-1])
    weight = np.where(inside, np.exp(ratios[0][np.clip(place, 0, len(seen) - 2)] - best), 0.0)
    first = int(seen[int(ratios[0].round(9).argmax()) + 1])  # of equal ones the earliest, whatever their last digits
    sides = [(int(k[:first].sum()), int(n[:first].sum())), (int(k[first:].sum()), int(n[first:].sum()))]
    (a, m), (b, o) = sides
    return ShareChange(first, a / m, b / o, m, o, r, best, p, weight / weight.sum())


def likely_span(posterior: np.ndarray, level: float) -> tuple[int, int]:
    """First and last of the likeliest slices that together have a posterior of ``level``.

    >>> likely_span(np.array([0.01, 0.2, 0.0, 0.7, 0.09]), 0.9)
    (1, 3)
    """
    order = np.argsort(-posterior, kind="stable")
    many = int(np.searchsorted(np.cumsum(posterior[order]), level - 1e-12)) + 1
    kept = order[:many]
    return int(kept.min()), int(kept.max())


def _ratios(k: np.ndarray, n: np.ndarray, rising: bool) -> tuple[np.ndarray, np.ndarray]:
    """Log ratios (R, M − 1) of splits behind each slice, and the clustering (R,) of series ``k`` (R, M)."""
    k = k.astype(float)
    plain = _splits(k, n.astype(float)[None, :], rising)
    first = np.where(np.isfinite(plain), plain, -1e300).argmax(1)
    left = np.arange(k.shape[1])[None, :] <= first[:, None]
    r = np.zeros(len(k))
    up, down, residual = np.zeros(len(k)), np.zeros(len(k)), np.zeros(k.shape)
    for side in (left, ~left):
        total, slices = (side * n).sum(1), side.sum(1)
        share = ((side * k).sum(1) + 0.5) / (total + 1)
        variance = share * (1 - share)
        residual += side * (k - n * share[:, None]) / np.sqrt(n * variance[:, None])
        squares = (side * (k - n * share[:, None]) ** 2).sum(1) / variance
        free = total - (side * n.astype(float) ** 2).sum(1) / np.maximum(total, 1)  # of the sum of squares, if r is 0
        up += np.where(slices > 1, squares - free, 0.0)
        down += np.where(slices > 1, (side * (n * (n - 1.0))).sum(1), 0.0)
    r = np.clip(up / np.maximum(down, 1.0), 0.0, MOST_CLUSTERING)
    alike = np.clip(lag_one_autocorrelation(residual), 0.0, MOST_CLUSTERING)
    return _splits(k, n / (1 + (n - 1.0) * r[:, None]), rising, n) / (1 + 2 * alike[:, None]), r


def _splits(k: np.ndarray, effective: np.ndarray, rising: bool, n: np.ndarray | None = None) -> np.ndarray:
    from scipy.special import betaln

    hits = k if n is None else k * effective / n
    a = np.cumsum(hits, 1)
    b = np.cumsum(np.broadcast_to(effective, k.shape) - hits, 1)
    whole = betaln(a[:, -1:] + 0.5, b[:, -1:] + 0.5)
    a1, b1, a2, b2 = a[:, :-1], b[:, :-1], a[:, -1:] - a[:, :-1], b[:, -1:] - b[:, :-1]
    a2, b2 = np.maximum(a2, 0), np.maximum(b2, 0)  # sums of fractions
    out = betaln(a1 + 0.5, b1 + 0.5) + betaln(a2 + 0.5, b2 + 0.5) - whole - betaln(0.5, 0.5)
    return np.where(a2 * b1 > a1 * b2, out, -np.inf) if rising else out


def _simulated(hits: int, n: np.ndarray, r: float, rising: bool, draws: int, seed: int | list[int]) -> np.ndarray:
    """The largest ratio of each of so many series of one share with clustering ``r``."""
    share = (hits + 0.5) / (int(n.sum()) + 1)
    random, out = np.random.default_rng(seed), []
    size = max(1, BLOCK // len(n))
    for first in range(0, draws, size):
        shape = (min(size, draws - first), len(n))
        own = share if r <= 1e-6 else random.beta(share * (1 / r - 1), (1 - share) * (1 / r - 1), shape)
        k = random.binomial(n, own, shape)
        out.append(_ratios(k, n, rising)[0].max(1))
    return np.concatenate(out)
