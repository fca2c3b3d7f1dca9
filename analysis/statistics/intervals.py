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
        phi = add(np.where(n > 0, (hits - n * p) ** 2 / (n * p * (1 - p)), 0)) / df
    return np.where(np.isfinite(phi), phi, np.nan), np.maximum(df, 0)


def pooled_dispersion(hits: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Dispersion of a whole series from the differences of neighbouring blocks, never below 1.

    ``φ = Σ m (p_b − p_{b+1})² / Σ p̄ (1 − p̄)`` with ``m = n_b n_{b+1} / (n_b + n_{b+1})`` and ``p̄`` the share of
    both blocks (after von Neumann 1941). A rise over years hardly moves it, where a variance around the mean
    would take the entry of a term for noise.

    Parameters
    ----------
    hits : array, shape (T, B)
    n : array, shape (B,)

    Returns
    -------
    array, shape (T,)
    """
    hits, n = hits[:, n > 0].astype(float), n[n > 0].astype(float)
    both = n[:-1] + n[1:]
    difference = np.diff(hits / n, axis=1)
    share = (hits[:, :-1] + hits[:, 1:]) / both
    expected = (share * (1 - share)).sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        phi = (n[:-1] * n[1:] / both * difference**2).sum(1) / expected
    return np.maximum(np.nan_to_num(phi, nan=1.0, posinf=1.0), 1.0)


def shrunk(phi: np.ndarray, df: np.ndarray, pooled: np.ndarray, prior: float = PRIOR_DF):
    """Each slice's dispersion drawn towards the whole series', and never below 1.

    A slice with five hits cannot tell its own dispersion, and one with none has no other source for it.

    Parameters
    ----------
    phi : array, shape (T, S), from `dispersion`
    df : array, shape (S,), from `dispersion`
    pooled : array, shape (T,), from `pooled_dispersion`
    prior : float
        Degrees of freedom that the pooled value counts for.

    Returns
    -------
    phi : array, shape (T, S), at least 1
    df : array, shape (T, S), degrees of freedom that stand behind it
    """
    own = np.where(np.isfinite(phi), df, 0.0)
    mixed = (own * np.nan_to_num(phi) + prior * pooled[:, None]) / (own + prior)
    return np.maximum(mixed, 1.0), own + prior
