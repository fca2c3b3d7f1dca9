"""Intervals for a share whose documents are not independent of one another."""

from __future__ import annotations

import numpy as np

PRIOR_DF = 24.0  # weight of the term's pooled dispersion against a slice's own, in degrees of freedom


def wilson(hits, n, z):
    """Wilson's score interval for a share (Wilson 1927); arrays broadcast, ``hits`` need not be whole.

    ``(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`` with ``p = hits / n``; NaN where ``n`` is 0.

    Returns
    -------
    low, high : float arrays

    >>> low, high = wilson(5, 100, 1.96)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0215, 0.1118)
    """
    hits, n, z = np.broadcast_arrays(*(np.asarray(x, float) for x in (hits, n, z)))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = hits / n
        middle = p + z**2 / (2 * n)
        half = z * np.sqrt(np.maximum(p * (1 - p), 0) / n + z**2 / (4 * n**2))
        scale = 1 + z**2 / n
        return np.maximum((middle - half) / scale, 0.0), np.minimum((middle + half) / scale, 1.0)


def zero_bound(n_effective, level: float = 0.95):
    """Largest share that would still give no hit with probability ``1 − level``: ``1 − (1 − level)^(1/n)``.

    >>> round(float(zero_bound(100)), 4)
    0.0295
    """
    with np.errstate(divide="ignore"):
        return -np.expm1(np.log1p(-level) / np.asarray(n_effective, float))


def dispersion(hits: np.ndarray, n: np.ndarray, place: np.ndarray, slices: int):
    """Pearson dispersion of each slice from the blocks that it is cut into.

    ``φ = Σ (h_b − n_b p)² / (n_b p (1 − p)) / (B − 1)``, with ``p`` the slice's own share (McCullagh & Nelder
    1989, 4.5). It is 1 if documents are independent draws.

    Parameters
    ----------
    hits : array, shape (T, B)
        Documents that hold the term, by block.
    n : array, shape (B,)
        Documents by block, all above 0.
    place : int array, shape (B,)
        Slice of each block.
    slices : int

    Returns
    -------
    phi : array, shape (T, S)
        NaN where a slice has no hit or fewer than two blocks; not yet floored at 1.
    df : array, shape (S,)
        Blocks less one.
    """
    def add(values):
        out = np.zeros((*values.shape[:-1], slices))
        np.add.at(out, (..., place), values)
        return out

    df = add(np.ones(len(n))) - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        p = (add(hits.astype(float)) / add(n.astype(float)))[..., place]
        phi = add((hits - n * p) ** 2 / (n * p * (1 - p))) / df
    return np.where(np.isfinite(phi), phi, np.nan), np.maximum(df, 0)


def shrunk(phi: np.ndarray, df: np.ndarray, hits: np.ndarray, prior: float = PRIOR_DF):
    """Each slice's dispersion drawn towards the term's own over all slices, and never below 1.

    A slice with five hits cannot tell its own dispersion, and one with none has no other source for it.

    Returns
    -------
    phi : array, shape (T, S), at least 1
    df : array, shape (T, S), degrees of freedom that stand behind it
    """
    known = np.isfinite(phi)
    weight = np.where(known, hits, 0.0)
    total = weight.sum(-1, keepdims=True)
    pooled = np.where(total > 0, (weight * np.where(known, phi, 0)).sum(-1, keepdims=True) / np.maximum(total, 1e-300), 1)
    others = np.where(known, df, 0).sum(-1, keepdims=True)
    prior = np.minimum(prior, others)
    own = np.where(known, df, 0.0)
    mixed = (own * np.where(known, phi, 0) + prior * pooled) / np.maximum(own + prior, 1)
    return np.maximum(np.where(own + prior > 0, mixed, 1.0), 1.0), np.maximum(own + prior, 1.0)
