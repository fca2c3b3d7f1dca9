"""How often would two terms meet by chance? Null models of co-occurrence, and the correction for many tests."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def benjamini_hochberg(p: np.ndarray, *, tests: int | None = None) -> np.ndarray:
    """q-values: the smallest false discovery rate at which each test would be called (Benjamini & Hochberg 1995).

    Parameters
    ----------
    p : array of float
        p-values; those of tests that are left out of the array (p = 1) are counted by ``tests``.
    tests : int, optional
        How many tests were made in all; the length of ``p`` if None.

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p, dtype=float)
    if not len(p):
        return p.copy()
    order = np.argsort(p, kind="stable")
    scaled = p[order] * (tests or len(p)) / np.arange(1, len(p) + 1)
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


def poisson_tail(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """P(X ≥ observed) for a Poisson count with the expected mean; also for counts that are not whole.

    >>> poisson_tail(np.array([0, 3]), np.array([2.0, 1.0])).round(4).tolist()
    [1.0, 0.0803]
    """
    from scipy.special import gammainc

    observed, expected = np.asarray(observed, float), np.asarray(expected, float)
    return np.where(observed > 0, gammainc(np.maximum(observed, 1e-300), expected), 1.0)


def richness_expected(
    row: np.ndarray, term: np.ndarray, stratum: np.ndarray, pair_stratum: np.ndarray, n_terms: int,
    a: np.ndarray, b: np.ndarray,
) -> np.ndarray:
    """Contexts in which two terms would meet if only the richness of contexts brought terms together.

    In each stratum ``E_ij = f_i f_j M / (S (S - 1))``, where f are the contexts that hold a term, S their
    sum, and M the ordered pairs of terms that stand together; summed over strata. Where every pair in a
    context counts, M is ``Σ r (r - 1)`` over contexts with r terms.

    Parameters
    ----------
    row, term, stratum : int arrays, shape (cells,)
        A context, a term in it, and the stratum of the context.
    pair_stratum : int array, shape (pairs that stand together,)
    n_terms : int
    a, b : int arrays, shape (pairs asked for,)

    Returns
    -------
    float array, shape (pairs asked for,)
    """
    strata = int(stratum.max()) + 1 if len(stratum) else 0
    f = np.zeros((strata, n_terms))
    np.add.at(f, (stratum, term), 1)
    total = f.sum(1)
    met = 2.0 * np.bincount(pair_stratum, minlength=strata)
    share = np.divide(met, total * (total - 1), out=np.zeros(strata), where=total > 1)
    expected = np.zeros(len(a))
    for one in range(strata):
        if share[one]:
            expected += share[one] * f[one, a] * f[one, b]
    return expected


def curveball(rows: list[np.ndarray], *, rng: np.random.Generator, trades: int | None = None) -> list[np.ndarray]:
    """One table with the same margins, drawn by trades (Strona et al. 2014).

    Parameters
    ----------
    rows : list of int arrays
        The terms of each context, without repeats.
    trades : int, optional
        Pairs of contexts that trade; five times the number of contexts if None.
    """
    table = [set(row.tolist()) for row in rows]
    n = len(table)
    if n < 2:
        return [np.sort(row) for row in rows]
    for _ in range(trades if trades is not None else 5 * n):
        i, j = rng.choice(n, 2, replace=False)
        only_i, only_j = sorted(table[i] - table[j]), sorted(table[j] - table[i])
        if not only_i or not only_j:
            continue
        pool = np.array(only_i + only_j)
        rng.shuffle(pool)
        both = table[i] & table[j]
        table[i] = both | set(pool[: len(only_i)].tolist())
        table[j] = both | set(pool[len(only_i):].tolist())
    return [np.array(sorted(row), dtype=np.int64) for row in table]


def swaps(rows: list[np.ndarray], *, n: int = 999, seed: int = 1) -> Iterator[list[np.ndarray]]:
    """``n`` tables with the margins of ``rows``, each far from the last and from the first."""
    rng = np.random.default_rng(seed)
    table = curveball(rows, rng=rng, trades=10 * len(rows))
    for _ in range(n):
        table = curveball(table, rng=rng, trades=max(1, len(rows)))
        yield table
