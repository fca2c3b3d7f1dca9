"""The compiled count of pairs, for corpora with many.

It takes one term after the other through the contexts that hold it. What is known of its meetings with every other
term is then one short row of numbers, which stays in the processor's cache; a table of all pairs would not.
"""

from __future__ import annotations

import numpy as np

from ..core.compiling import U, compiled

# of a pair: where it was met last, how often in that cluster so far, in how many documents and months, and their squares
DOCUMENT, MONTH, CLUSTER, RUN, DOCUMENTS, MONTHS, SQUARES, STATE = range(8)


def count_pairs(term, row, ends, begins, aside, document, month, cluster, n_terms, least):
    """a, b, contexts, documents, months (uint32, shape (5, pairs)) and squares (int64) of pairs in ``least`` contexts.

    ``ends`` says where each row ends, ``begins`` where each term would begin if the cells lay by term; ``aside`` lists
    (a, row, b) that do not count, sorted.
    """
    places = np.empty((len(term), 2), np.uint32)
    filled, times = np.zeros((2, n_terms), np.int32)
    state = np.zeros((n_terms + 1, STATE), np.int64)
    most = n_terms * (n_terms - 1) // 2  # room for all pairs: what is not written to takes no memory
    found, squares = np.empty((most, 5), np.int32), np.empty(most, np.int64)
    cells, scratch = (term, row, ends, begins, aside, document, month, cluster, least), (places, filled, times, state)
    count = _walk(*cells, *scratch, found, squares)
    # column by column, and in their type already: to copy every fifth number and to cast it takes five times as long
    return found[:count].T.copy().view(np.uint32), squares[:count].copy()


@compiled
def _walk(
    term, row, ends, begins, aside, document, month, cluster, least, places, filled, times, state, found, squares
):
    """Write the pairs of a < b that meet in ``least`` contexts or more to ``found`` and ``squares``; returns how many.

    Term by term, through the contexts that hold it, in order of time: the terms of a context lie together, sorted,
    up to its end, so that those behind a term are what it meets. The first time through counts, the second looks
    closer at the pairs that are asked for.

    Scratch: ``places`` for the cells of each term and the ends of their contexts, ``filled``, zeros, for how many there
    are already; ``times``, zeros, for how often each other term was met, then the line of ``state`` of its pair, 0
    where the pair is not asked for.
    """
    n, low = times.shape[0], 0
    for high in ends:
        for place in range(low, high):
            one = np.int64(term[U(place)])
            spot = begins[U(one)] + filled[U(one)]
            places[U(spot), 0], places[U(spot), 1] = place, high
            filled[U(one)] += 1
        low = high
    count, passed, first = 0, 0, 0
    for a in range(n):
        highest = a
        for spot in range(begins[a], begins[a + 1]):
            place, end = np.int64(places[U(spot), 0]), np.int64(places[U(spot), 1])
            for other in range(place + 1, end):
                times[U(term[U(other)])] += 1
            if end > place + 1:
                highest = max(highest, np.int64(term[U(end - 1)]))
        while first < aside.shape[0] and aside[first, 0] == a:
            times[aside[first, 2]] -= 1
            first += 1
        asked = 0
        for b in range(a + 1, highest + 1):
            met = times[U(b)]
            times[U(b)] = 0
            if met >= least:
                found[U(count + asked), 0], found[U(count + asked), 1], found[U(count + asked), 2] = a, b, met
                asked += 1
                times[U(b)] = asked
                for one in range(RUN):
                    state[U(asked), one] = -1
                for one in range(RUN, STATE):
                    state[U(asked), one] = 0
        if asked:
            for spot in range(begins[a], begins[a + 1]):
                place, end = np.int64(places[U(spot), 0]), np.int64(places[U(spot), 1])
                context = row[U(place)]
                here = document[U(context)]
                in_month, in_cluster = month[U(here)], cluster[U(here)]
                for other in range(place + 1, end):
                    b = np.int64(term[U(other)])
                    while passed < first and (
                        aside[passed, 1] < context or aside[passed, 1] == context and aside[passed, 2] < b
                    ):
                        passed += 1
                    if passed < first and aside[passed, 1] == context and aside[passed, 2] == b:
                        continue
                    line = U(times[U(b)])
                    if line == 0:
                        continue
                    run = state[line, RUN] * np.int64(state[line, CLUSTER] == in_cluster)
                    state[line, SQUARES] += 2 * run + 1  # so n contexts in one cluster make n²
                    state[line, RUN] = run + 1
                    state[line, DOCUMENTS] += state[line, DOCUMENT] != here
                    state[line, MONTHS] += state[line, MONTH] != in_month
                    state[line, DOCUMENT], state[line, MONTH], state[line, CLUSTER] = here, in_month, in_cluster
        passed = first
        for line in range(1, asked + 1):
            times[found[U(count), 1]] = 0
            found[U(count), 3], found[U(count), 4] = state[U(line), DOCUMENTS], state[U(line), MONTHS]
            squares[U(count)] = state[U(line), SQUARES]
            count += 1
    return count
