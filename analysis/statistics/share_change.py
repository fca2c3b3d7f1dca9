"""Does a share change for good, and in which slice: one split of clustered binomial counts, with its posterior."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .autocorrelation import lag_one_autocorrelation

MOST_CLUSTERING = 0.95  # intraclass correlation; at 1 a slice would be a single document
PERSISTENCE = 0.8  # what an autocorrelation keeps from one slice to the next, the most that is allowed for
BLOCK = 500_000  # cells of permuted series that are held in memory at a time


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
        Share of permutations of the slices that have such a ratio, autocorrelation allowed for.
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
    intraclass correlation ``r`` counts for; ``r`` is estimated by moments around the best split (Kleinman 1973). All ratios
    are divided by ``1 + 2 c``, with ``c`` the autocorrelation of the slices around it, if above 0.

    ``p = (1 + #) / (1 + draws)`` counts the permutations of whole slices (Fisher 1935) whose best split has as large a ratio: slices are
    exchanged, so that nothing is assumed of the documents of one. Autocorrelated slices cannot be exchanged: here ``w``
    is divided by the variance inflation ``1 + 2 c / (1 − 0.8)`` of an autocorrelation that falls by a fifth with each slice. ``r`` and ``c`` are
    taken around up to two changes, so that a share that turns and turns back is no autocorrelation; both are estimated again
    in each permutation, and the mean ``c`` of these, which is that of independent slices, is subtracted from all.

    Parameters
    ----------
    k, n : int arrays, shape (M,)
        Documents of one sort, and all, of slices in a row; slices without any belong in it.
    rising : bool
        Ask only for splits behind which the share is larger.
    draws : int
        Permutations; with 0 p is 1.

    Examples
    --------
    >>> k, n = np.array([5, 4, 6, 3, 0, 1, 0, 0]), np.array([5, 4, 6, 3, 5, 6, 4, 3])
    >>> found = share_change(k, n, draws=199)
    >>> found.first, found.before, round(found.after, 3), found.p
    (4, 1.0, 0.056, 0.025)
    >>> found.posterior.round(2).tolist()
    [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    """
    k, n = np.asarray(k, np.int64), np.asarray(n, np.int64)
    seen = np.flatnonzero(n)
    nothing = np.zeros(len(n))
    if len(seen) < 2:
        share = k.sum() / n.sum() if n.sum() else np.nan
        return ShareChange(-1, share, share, int(n.sum()), int(n.sum()), 0.0, 0.0, 1.0, nothing)
    own, documents = k[None, seen].astype(float), n[None, seen].astype(float)
    side = _parts(own, documents, rising, 2)
    clustering, alike = _noise(own, documents, side)
    r = float(clustering[0])
    ratios = _splits(own, documents / (1 + (documents - 1) * r), rising, documents)[0] / (
        1 + 2 * max(float(np.nan_to_num(alike[0])), 0.0)
    )
    best = float(ratios.max())
    if not np.isfinite(best):  # none of the splits that are asked for is there
        share = k.sum() / n.sum()
        return ShareChange(-1, share, share, int(n.sum()), int(n.sum()), r, 0.0, 1.0, nothing)
    p = _by_permutation(own, documents, rising, draws, seed)
    # all slices from behind one with documents to the next are equally likely to be the first of the second part
    place = np.searchsorted(seen, np.arange(len(n))) - 1
    inside = (place >= 0) & (np.arange(len(n)) <= seen[-1])
    weight = np.where(inside, np.exp(ratios[np.clip(place, 0, len(seen) - 2)] - best), 0.0)
    first = int(seen[int(ratios.round(9).argmax()) + 1])  # of equal ones the earliest, whatever their last digits
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


def _by_permutation(k: np.ndarray, n: np.ndarray, rising: bool, draws: int, seed: int | list[int]) -> float:
    """p of the best split of one series ``k``, ``n`` (1, M) among permutations of its slices."""
    random, more, bias, own = np.random.default_rng(seed), 0, 0.0, 0.0
    size = max(1, BLOCK // k.shape[1])
    for begin in range(0, draws, size):
        order = random.permuted(np.tile(np.arange(k.shape[1]), (min(size, draws - begin), 1)), axis=1)
        mixed, documents = np.concatenate([k, k[0][order]]), np.concatenate([n, n[0][order]])
        clustering, alike = _noise(mixed, documents, _parts(mixed, documents, rising, 3))
        if not begin:
            bias = float(np.nan_to_num(alike[1:]).mean())
        alike = np.clip(np.nan_to_num(alike - bias), 0.0, MOST_CLUSTERING)
        counts_for = (
            documents / (1 + (documents - 1) * clustering[:, None]) / (1 + 2 * alike / (1 - PERSISTENCE))[:, None]
        )
        largest = _splits(mixed, counts_for, rising, documents).max(1)
        own = own if begin else float(largest[0])
        more += int((largest[1:] >= own - 1e-9).sum())
    return (1 + more) / (1 + draws)


def _parts(k: np.ndarray, n: np.ndarray, rising: bool, most: int) -> np.ndarray:
    """The part, 0 to ``most`` − 1, of each slice of series ``k``, ``n`` (R, M): cut at the best split, and once more where likelier."""
    splits = _splits(k, n, rising)
    first = np.where(np.isfinite(splits), splits, -1e300).argmax(1)[:, None]
    place = np.arange(k.shape[1])[None, :]
    parts = (place > first).astype(np.int64)
    if most > 2:
        again = _splits_of_parts(k, n, first)
        second, likelier = again.argmax(1)[:, None], again.max(1)[:, None] > 0
        parts += (place > second) & likelier
    return parts


def _noise(k: np.ndarray, n: np.ndarray, parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Clustering (at least 0) and autocorrelation (R,) around the shares of the parts; NaN where each part has one order."""
    up, down, residual = np.zeros(len(k)), np.zeros(len(k)), np.zeros(k.shape)
    for part in range(int(parts.max()) + 1):
        side = parts == part
        total, slices = (side * n).sum(1), side.sum(1)
        hits = (side * k).sum(1)
        share, safe = hits / np.maximum(total, 1), (hits + 0.5) / (total + 1)  # a part of one order has no residual
        variance = safe * (1 - safe)
        apart = side * (k - n * share[:, None])
        residual += apart / np.sqrt(n * variance[:, None])
        squares = (apart**2).sum(1) / variance
        free = total - (side * n**2).sum(1) / np.maximum(total, 1)  # of the sum of squares, if r is 0
        up += np.where(slices > 1, squares - free, 0.0)
        down += np.where(slices > 1, (side * (n * (n - 1))).sum(1), 0.0)
    alike = np.where((residual**2).sum(1) > 1e-9, lag_one_autocorrelation(residual), np.nan)
    return np.clip(up / np.maximum(down, 1.0), 0.0, MOST_CLUSTERING), np.minimum(alike, MOST_CLUSTERING)


def _splits(k: np.ndarray, effective: np.ndarray, rising: bool, n: np.ndarray | None = None) -> np.ndarray:
    """Log ratios (R, M − 1) of a split behind each slice; of ``n`` documents ``effective`` ones count."""
    hits = k if n is None else k * effective / n
    a, b = np.cumsum(hits, 1), np.cumsum(effective - hits, 1)
    a1, b1 = a[:, :-1], b[:, :-1]
    a2, b2 = np.maximum(a[:, -1:] - a1, 0), np.maximum(b[:, -1:] - b1, 0)  # sums of fractions
    out = _log_ratio(a1, b1, a2, b2)
    return np.where(a2 * b1 > a1 * b2, out, -np.inf) if rising else out


def _splits_of_parts(k: np.ndarray, n: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Log ratios (R, M − 1) of a second split, within what the split behind slice ``first`` (R, 1) leaves on its side of it."""
    a, b = np.cumsum(k, 1), np.cumsum(n - k, 1)
    left = np.arange(k.shape[1] - 1)[None, :] <= first
    ends = [np.take_along_axis(x, first, 1) for x in (a, b)]
    begin = [np.where(left, 0, end) for end in ends]
    whole = [np.where(left, end, x[:, -1:] - end) for x, end in zip((a, b), ends, strict=True)]
    a1, b1 = a[:, :-1] - begin[0], b[:, :-1] - begin[1]
    out = _log_ratio(a1, b1, whole[0] - a1, whole[1] - b1)
    return np.where(np.arange(k.shape[1] - 1)[None, :] == first, -np.inf, out)


def _log_ratio(a1: np.ndarray, b1: np.ndarray, a2: np.ndarray, b2: np.ndarray) -> np.ndarray:
    from scipy.special import betaln

    sides = betaln(a1 + 0.5, b1 + 0.5) + betaln(a2 + 0.5, b2 + 0.5)
    return sides - betaln(a1 + a2 + 0.5, b1 + b2 + 0.5) - betaln(0.5, 0.5)
