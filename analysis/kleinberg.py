"""Bursts: Kleinberg's automaton of two states, solved exactly, for many series at once."""

from __future__ import annotations

import numpy as np

from .counts import shared_quantile
from .noise import BURN_IN_MONTHS, memory, pearson_residuals, recall

MEAN_BIAS = (1.0, 3.0)  # Kendall (1954): a series less its mean


def burst_states(hits: np.ndarray, n: np.ndarray, phi: np.ndarray, *, s: float, gamma: float):
    """The cheapest path through two states, "usual" and "burst" (Kleinberg 2002, section 4: batches).

    A month of ``h`` hits in ``n`` documents costs ``−ln(p^h (1 − p)^(n − h)) / φ`` with ``p = p₀``, the overall
    share, in the usual state and ``p = s p₀`` in a burst; to enter a burst costs ``γ ln M``, to leave it nothing.
    The path is the Viterbi optimum. Without the division by ``φ`` clustered documents burst by themselves.

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


def noise_of(hits: np.ndarray, n: np.ndarray):
    """Dispersion (at least 1) and memory of each row around its one mean; arrays of shape (R,).

    A burst in the row raises both a little. Leaving the burst's months out would lower them in rows without a
    burst as well, where chance peaks would go too: 17 % false alarms at an autocorrelation of 0.65, not 5 %.
    """
    n = np.broadcast_to(n, hits.shape)
    error = pearson_residuals(hits, n, hits.sum(1, keepdims=True) / n.sum(1, keepdims=True))
    return np.maximum((error**2).sum(1) / (hits.shape[1] - 1), 1.0), memory(error, *MEAN_BIAS)


def null_weights(hits: np.ndarray, n: np.ndarray, *, s: float, gamma: float, B: int, seed):
    """Largest weights in ``B`` series in which nothing happens, of one series' mean, dispersion and memory.

    Counts are negative binomial, or Poisson at dispersion 1, tied to an autoregression by a Gaussian copula. Each
    made-up series is measured as the true one is, dispersion included.

    Parameters
    ----------
    hits, n : arrays, shape (M,)

    Returns
    -------
    array, shape (B,)
    """
    from scipy.special import ndtr

    M = len(hits)
    (phi,), (rho,) = noise_of(hits[None], n)
    shocks = np.random.default_rng(seed).standard_normal((B, M + BURN_IN_MONTHS)) * np.sqrt(1 - rho**2)
    u = ndtr(recall(shocks, rho)[:, BURN_IN_MONTHS:])
    made = np.minimum(shared_quantile(u, hits.sum() / n.sum() * n, phi), n).astype(float)
    made_phi, _ = noise_of(made, n)
    return heaviest(*burst_states(made, n, made_phi, s=s, gamma=gamma))
