"""The swap null: tables drawn at random among those with the same margins, by curveball trades."""

from __future__ import annotations

import numpy as np

from ..core.compiling import compiled, inner
from ..core.hashing import GAMMA, splitmix64, splitmix64_inner

SEED_BASE = 1  # seeds counted from 1 in 0.1.0; kept so that results stay the same


def swap_expected(
    row, term, stratum, n_terms: int, a: np.ndarray, b: np.ndarray, observed: np.ndarray, *, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and p of the counts of pairs (a, b) in ``draws`` tables that keep both margins exactly.

    Pairs of contexts of one stratum trade the terms that only one of them holds (Strona et al. 2014), ten
    trades a context before the first table and one between tables. ``p = (1 + tables that reach the count) /
    (draws + 1)``, never below 1 / (draws + 1): a reference for small data, where few pairs are tested. Row, term and
    stratum are those of each cell, sorted by row.
    """
    if not len(row):
        return np.zeros(len(a)), np.ones(len(a))
    context_size = np.bincount(row)
    stratum_of = np.zeros(len(context_size), dtype=np.int64)
    stratum_of[row] = stratum
    # contexts of a stratum side by side, by what they hold: an edition that shuffles sentences draws the same tables
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    content = np.add.reduceat(splitmix64((term.astype(np.uint64) + np.uint64(1)) * GAMMA), begins)
    order = np.lexsort((content, stratum_of))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    sorted_cells = np.lexsort((term, place[row]))
    start = np.concatenate([[0], np.cumsum(context_size[order])])
    size = np.bincount(stratum_of)
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    reach, total = np.zeros(len(a)), np.zeros(len(a))
    step = max(1, 20_000_000 // n_terms**2)  # tables whose counts lie in memory together, 80 megabytes
    cells = term[sorted_cells].astype(np.int64)
    for done in range(0, draws, step):
        part, state = min(step, draws - done), np.uint64(SEED_BASE + seed + done)
        counts = swapped_counts(start, cells, stratum_of[order], size, first, n_terms, part, state)
        drawn = counts[:, a, b]
        reach += (drawn >= observed).sum(0)
        total += drawn.sum(0)
    return total / draws, (1 + reach) / (draws + 1)


@inner
def _next(state):
    """The next state of SplitMix64 and a number drawn from it."""
    state = state + GAMMA
    return state, splitmix64_inner(state)


@compiled
def _trade(start, cells, stratum_of, size, first, n_terms, trades, state):
    """Let pairs of contexts of one stratum trade the terms that only one of them holds."""
    mark = np.zeros(n_terms, np.int8)
    pool = np.empty(2 * n_terms, cells.dtype)
    where = np.empty(2 * n_terms, np.int64)
    rows = len(stratum_of)
    for _ in range(trades):
        state, z = _next(state)
        i = np.int64(z % np.uint64(rows))
        s = stratum_of[i]
        if size[s] < 2:
            continue
        state, z = _next(state)
        j = first[s] + np.int64(z % np.uint64(size[s]))
        if i == j:
            continue
        for side, context in ((1, i), (2, j)):
            for k in range(start[context], start[context + 1]):
                mark[cells[k]] += side
        n = 0
        for side, context in ((1, i), (2, j)):
            for k in range(start[context], start[context + 1]):
                if mark[cells[k]] == side:
                    pool[n] = cells[k]
                    where[n] = k
                    n += 1
        for context in (i, j):
            for k in range(start[context], start[context + 1]):
                mark[cells[k]] = 0
        for k in range(n - 1, 0, -1):  # Fisher and Yates
            state, z = _next(state)
            other = np.int64(z % np.uint64(k + 1))
            pool[k], pool[other] = pool[other], pool[k]
        for k in range(n):
            cells[where[k]] = pool[k]
    return state


@compiled
def swapped_counts(start, cells, stratum_of, size, first, n_terms, draws, seed):
    """Pair counts of ``draws`` tables with the margins of the first: (draws, n_terms, n_terms), upper triangle."""
    out = np.zeros((draws, n_terms, n_terms), np.int32)
    rows = len(stratum_of)
    state = _trade(start, cells, stratum_of, size, first, n_terms, 10 * rows, np.uint64(seed))
    for one in range(draws):
        state = _trade(start, cells, stratum_of, size, first, n_terms, rows, state)
        for i in range(rows):
            for k in range(start[i], start[i + 1]):
                for m in range(k + 1, start[i + 1]):
                    a, b = cells[k], cells[m]
                    out[one, min(a, b), max(a, b)] += 1
    return out
