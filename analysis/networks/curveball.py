"""The compiled loop of the swap null; imported only where it runs, since compiling takes a second or two."""

from __future__ import annotations

import numpy as np

from ..core.compiling import compiled, inner
from ..core.hashing import GAMMA, splitmix64_inner


@inner
def _next(state):
    """The next state of SplitMix64 and a number drawn from it."""
    state = state + GAMMA
    return state, splitmix64_inner(state)


@compiled
def _trade(start, cells, mine, size, first, n_terms, trades, state):
    """Let pairs of contexts of one stratum trade the terms that only one of them holds."""
    mark = np.zeros(n_terms, np.int8)
    pool = np.empty(2 * n_terms, cells.dtype)
    where = np.empty(2 * n_terms, np.int64)
    rows = len(mine)
    for _ in range(trades):
        state, z = _next(state)
        i = np.int64(z % np.uint64(rows))
        s = mine[i]
        if size[s] < 2:
            continue
        state, z = _next(state)
        j = first[s] + np.int64(z % np.uint64(size[s]))
        if i == j:
            continue
        for k in range(start[i], start[i + 1]):
            mark[cells[k]] += 1
        for k in range(start[j], start[j + 1]):
            mark[cells[k]] += 2
        n = 0
        for k in range(start[i], start[i + 1]):
            if mark[cells[k]] == 1:
                pool[n] = cells[k]
                where[n] = k
                n += 1
        for k in range(start[j], start[j + 1]):
            if mark[cells[k]] == 2:
                pool[n] = cells[k]
                where[n] = k
                n += 1
        for k in range(start[i], start[i + 1]):
            mark[cells[k]] = 0
        for k in range(start[j], start[j + 1]):
            mark[cells[k]] = 0
        for k in range(n - 1, 0, -1):  # Fisher and Yates
            state, z = _next(state)
            other = np.int64(z % np.uint64(k + 1))
            pool[k], pool[other] = pool[other], pool[k]
        for k in range(n):
            cells[where[k]] = pool[k]
    return state


@compiled
def swapped_counts(start, cells, mine, size, first, n_terms, n, seed):
    """Pair counts of ``n`` tables with the margins of the first: (n, n_terms, n_terms), upper triangle."""
    out = np.zeros((n, n_terms, n_terms), np.int32)
    rows = len(mine)
    state = _trade(start, cells, mine, size, first, n_terms, 10 * rows, np.uint64(seed))
    for one in range(n):
        state = _trade(start, cells, mine, size, first, n_terms, rows, state)
        for i in range(rows):
            for k in range(start[i], start[i + 1]):
                for m in range(k + 1, start[i + 1]):
                    a, b = cells[k], cells[m]
                    if a < b:
                        out[one, a, b] += 1
                    else:
                        out[one, b, a] += 1
    return out
