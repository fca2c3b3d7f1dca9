"""Bursts: Kleinberg's automaton of two states, solved exactly, for many series at once: as packages have it, for comparison."""

from __future__ import annotations

import numpy as np


def burst_states(
    hits: np.ndarray, n: np.ndarray, phi: np.ndarray, *, s: float, gamma: float
) -> tuple[np.ndarray, np.ndarray]:
    """The cheapest path through two states, "usual" and "burst" (Kleinberg 2002, section 4: batches).

    A month of ``h`` hits in ``n`` documents costs ``−ln(p^h (1 − p)^(n − h)) / φ`` with ``p = p₀``, the overall
    share, in the usual state and ``p = s p₀`` in a burst; to enter a burst costs ``γ ln M``, to leave it nothing.
    The path is the Viterbi optimum. Without the division by ``φ``, the long-run dispersion, clustered documents
    would burst by themselves.

    Shapes (R, M), (M,), (R,) to states (bool) and gain, (R, M) each: by how much a burst is cheaper in each month.
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


def largest_weight(states: np.ndarray, gain: np.ndarray) -> np.ndarray:
    """The largest weight of a burst, the summed gain of its months, in each row (R, M); 0 without a burst."""
    best = run = np.zeros(len(states))
    for m in range(states.shape[1]):
        run = np.where(states[:, m], run + gain[:, m], 0.0)
        best = np.maximum(best, run)
    return best
