"""How often two terms would meet by chance: null models, and the correction for many tests."""

from __future__ import annotations

import numpy as np

from .context_richness import meeting_rates
from .curveball import swapped_counts

PART = 1_000_000  # pairs whose numbers lie in memory together


def poisson_tail(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """P(X ≥ observed) for a Poisson count with the expected mean; also for counts that are not whole.

    >>> poisson_tail(np.array([0, 3]), np.array([2.0, 1.0])).round(4).tolist()
    [1.0, 0.0803]
    """
    from scipy.special import gammainc

    observed, expected = np.asarray(observed, float), np.asarray(expected, float)
    return np.where(observed > 0, gammainc(np.maximum(observed, 1e-300), expected), 1.0)


def richness_expected(
    row: np.ndarray, term: np.ndarray, stratum: np.ndarray, met: np.ndarray, n_terms: int, a: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """Contexts in which two terms would meet if only the richness of contexts brought terms together.

    In each stratum terms keep their frequency and contexts the number of their terms; every table with these
    margins is as likely as any other, to the approximation of `richness.meeting_rates`. The expectations of
    all pairs of a stratum add up to the pairs seen.

    Parameters
    ----------
    row, term, stratum : int arrays, shape (cells,), sorted by row
        A context, a term in it, and the stratum of the context.
    met : int array, shape (strata,)
        Pairs that stand together in each stratum, each counted once.
    n_terms : int
    a, b : int arrays, shape (pairs asked for,)

    Returns
    -------
    float array, shape (pairs asked for,)
    """
    expected = np.zeros(len(a))
    cells = np.split(np.argsort(stratum, kind="stable"), np.cumsum(np.bincount(stratum, minlength=len(met)))[:-1])
    for one in np.flatnonzero(met):
        size = np.bincount(row[cells[one]] - row[cells[one][0]])
        f = np.bincount(term[cells[one]], minlength=n_terms)
        rate, kind = meeting_rates(f, size[size > 0])
        held = np.bincount(kind, f)
        ways = (rate * np.outer(held, held)).sum() - (np.diag(rate)[kind] * f * f).sum()
        rate *= 2 * met[one] / ways
        for low in range(0, len(a), PART):
            i, j = a[low : low + PART], b[low : low + PART]
            expected[low : low + PART] += rate.ravel()[kind[i] * len(rate) + kind[j]] * f[i] * f[j]
    return expected


def swap_expected(
    row: np.ndarray,
    term: np.ndarray,
    stratum: np.ndarray,
    n_terms: int,
    a: np.ndarray,
    b: np.ndarray,
    observed: np.ndarray,
    *,
    n: int = 999,
    seed: int = 1,
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and p of pair counts in ``n`` tables that keep both margins exactly, drawn by curveball trades.

    Pairs of contexts of one stratum trade the terms that only one of them holds (Strona et al. 2014), ten
    trades a context before the first table and one between tables. ``p = (1 + tables that reach the count) /
    (n + 1)``, never below 1 / (n + 1): a reference for small data, where few pairs are tested.

    Parameters
    ----------
    row, term, stratum : int arrays, shape (cells,), sorted by row
    a, b, observed : int arrays, shape (pairs asked for,)

    Returns
    -------
    expected, p : float arrays
    """
    if not len(row):
        return np.zeros(len(a)), np.ones(len(a))
    size_of = np.bincount(row)
    own = np.zeros(len(size_of), dtype=np.int64)
    own[row] = stratum
    order = np.argsort(own, kind="stable")  # contexts of a stratum side by side
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    sorted_cells = np.lexsort((term, place[row]))
    start = np.concatenate([[0], np.cumsum(size_of[order])])
    size = np.bincount(own)
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    # in parts, so that the counts of all tables never lie in memory together
    reach, total = np.zeros(len(a)), np.zeros(len(a))
    step = max(1, 20_000_000 // n_terms**2)
    done = 0
    cells = term[sorted_cells].astype(np.int64)
    while done < n:
        part = min(step, n - done)
        counts = swapped_counts(start, cells, own[order], size, first, n_terms, part, np.uint64(seed + done))
        drawn = counts[:, a, b]
        reach += (drawn >= observed).sum(0)
        total += drawn.sum(0)
        done += part
    return total / n, (1 + reach) / (n + 1)


def pair_dispersion(squares: np.ndarray, counts: np.ndarray, clusters: int) -> np.ndarray:
    """How much more a pair's count varies between days than a Poisson count would; at least 1.

    ``φ = Σ n_d² / Σ n_d - Σ n_d / D``, the ratio of variance to mean of the meetings on each of D days. A
    pair that met five times in one speech has φ = 5: one event, not five.

    >>> pair_dispersion(np.array([25.0, 5.0]), np.array([5.0, 5.0]), 1000).round(3).tolist()
    [4.995, 1.0]
    """
    seen = counts > 0
    ratio = np.divide(squares, counts, out=np.ones(len(counts)), where=seen)
    return np.maximum(ratio - counts / max(clusters, 1), 1.0)
