"""Bursts: Kleinberg's automaton of two states, solved exactly, for many series at once."""

from __future__ import annotations

import numpy as np

from .null_series import nothing_like
from .segmentation import noise_beside

LEAST = 6  # months of the stretch that is set aside when noise is measured, as for change points


def burst_states(hits: np.ndarray, n: np.ndarray, phi: np.ndarray, *, s: float, gamma: float):
    """The cheapest path through two states, "usual" and "burst" (Kleinberg 2002, section 4: batches).

    A month of ``h`` hits in ``n`` documents costs ``−ln(p^h (1 − p)^(n − h)) / φ`` with ``p = p₀``, the overall
    share, in the usual state and ``p = s p₀`` in a burst; to enter a burst costs ``γ ln M``, to leave it nothing.
    The path is the Viterbi optimum. Without the division by ``φ`` clustered documents burst by themselves; ``φ`` is
    the long-run dispersion, as months that remember one another repeat a single surprise.

    Parameters
    ----------
    hits : array, shape (R, M)
        One row a series.
    n : array, shape (M,) or (R, M), above 0
    phi : array, shape (R,)

    Returns
    -------
    states : bool array, shape (R, M)
    gain : float array, shape (R, M)
        By how much the burst state is cheaper in each month.
    """
    R, M = hits.shape
    p0 = np.clip(hits.sum(1, keepdims=True) / np.broadcast_to(n, hits.shape).sum(1, keepdims=True), 1e-12, 0.999)
    p1 = np.minimum(s * p0, (1 + p0) / 2)  # a term in most documents cannot double
    gain = (hits * np.log(p1 / p0) + (n - hits) * np.log((1 - p1) / (1 - p0))) / phi[:, None]
    entry = gamma * np.log(M)
    usual, burst = np.zeros(R), gain[:, 0] - entry
    usual_from_burst, burst_from_burst = np.zeros((2, M, R), bool)
    for m in range(1, M):
        usual_from_burst[m] = burst > usual
        burst_from_burst[m] = burst >= usual - entry
        usual, burst = np.maximum(usual, burst), np.maximum(usual - entry, burst) + gain[:, m]
    states = np.zeros((M, R), bool)
    states[-1] = burst > usual
    for m in range(M - 1, 0, -1):
        states[m - 1] = np.where(states[m], burst_from_burst[m], usual_from_burst[m])
    return states.T, gain


def heaviest(states: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """The largest weight of a burst in each row: what its months save by being one. 0 without a burst."""
    best = run = np.zeros(len(states))
    for m in range(states.shape[1]):
        run = np.where(states[:, m], run + gain[:, m], 0.0)
        best = np.maximum(best, run)
    return best


def long_run_dispersion(hits: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Dispersion of each row as it adds up over months that remember one another: ``φ (1 + ρ) / (1 − ρ)``.

    ``φ`` is Pearson's around two levels, inside and outside the stretch of months that differs most, so that a
    burst does not pass for noise; ``ρ`` is the memory of what is left. Shapes (R, M), (M,) to (R,), at least 1.
    """
    phi, rho = noise_beside(hits, n, LEAST)
    return np.maximum(phi, 1.0) * (1 + rho) / (1 - rho)


def null_weights(hits: np.ndarray, n: np.ndarray, *, s: float, gamma: float, B: int, seed) -> np.ndarray:
    """Largest weights in ``B`` series of one level with the dispersion and the memory of this one; shape (B,).

    Made as for change points (`nothing_like`). Each is measured as the true one is, dispersion included.

    Parameters
    ----------
    hits, n : arrays, shape (M,)
    """
    beside = (value[0] for value in noise_beside(hits[None], n, LEAST))
    made = nothing_like(hits, n, tuple(beside), B, np.random.default_rng(seed))
    return heaviest(*burst_states(made, n, long_run_dispersion(made, n), s=s, gamma=gamma))
