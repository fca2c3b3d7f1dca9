"""What a sentence holds: its ids, sorted and each once, and the order in which the text has them; compiled."""

from __future__ import annotations

import numpy as np

from ..compiling import U, inner

SHORT = 64  # ids of a sentence that are sorted by counting smaller ones


@inner
def close(order, begin, end, ids, filled, held, rank, spot):
    """Put the ids of ``order[begin:end]``, sorted and each once, behind ``ids[filled]``; returns the new length.

    ``order`` then holds the place of each among them, from 1; 0 stays 0. The last three are scratch.
    """
    size = 0
    for place in range(begin, end):
        held[U(size)], spot[U(size)] = order[U(place)], place
        size += order[U(place)] != 0
    if size > SHORT:
        return close_long(order, begin, end, ids, filled, held, size)
    # an id's place is the number of smaller ones: no branch to guess wrong, and compilers make it a few
    # wide instructions, which on sentences is ten times as fast as sorting by comparing and swapping
    for one in range(size):
        mine = held[U(one)]
        smaller = 0
        for other in range(one):
            smaller += np.int64(held[U(other)] <= mine)
        for other in range(one + 1, size):
            smaller += np.int64(held[U(other)] < mine)
        ids[U(filled + smaller)] = mine
        rank[U(one)] = smaller
    unique = 0
    for place in range(size):
        if place == 0 or ids[U(filled + place)] != ids[U(filled + unique - 1)]:
            ids[U(filled + unique)] = ids[U(filled + place)]
            unique += 1
        held[U(place)] = unique
    for one in range(size):
        order[U(spot[U(one)])] = held[U(rank[U(one)])]
    return filled + unique


@inner
def close_long(order, begin, end, ids, filled, held, size):
    """`close` where ids are many: a text without a mark is one long sentence."""
    for place in range(size):
        ids[filled + place] = held[place]
    gap = size // 2
    while gap > 0:  # Shell 1959
        for place in range(gap, size):
            one, at = ids[filled + place], place
            while at >= gap and ids[filled + at - gap] > one:
                ids[filled + at] = ids[filled + at - gap]
                at -= gap
            ids[filled + at] = one
        gap //= 2
    unique = 0
    for place in range(size):
        if place == 0 or ids[filled + place] != ids[filled + unique - 1]:
            ids[filled + unique] = ids[filled + place]
            unique += 1
    for place in range(begin, end):
        if order[place] != 0:
            low, high = filled, filled + unique
            while low < high:  # the number of smaller ones
                middle = (low + high) // 2
                if ids[middle] < order[place]:
                    low = middle + 1
                else:
                    high = middle
            order[place] = low - filled + 1
    return filled + unique


@inner
def finish(document, number, line, opened, n_order, n_ids, n_found, found, order_end, ids_end, order, ids, held, rank, spot):
    """Write the sentence that ends here, or take its zeros back where it holds no counted id."""
    after = close(order, opened, n_order, ids, n_ids, held, rank, spot)
    if after == n_ids:
        return n_found, opened, n_ids
    found[n_found, 0], found[n_found, 1], found[n_found, 2] = document, number, line
    order_end[n_found], ids_end[n_found] = n_order, after
    return n_found + 1, n_order, after


@inner
def tally(count, found, ids_end, ids, words, labels, seen):
    """In how many documents each id stands: ``seen`` holds the last one, counted from 1, and their number.

    Words lie at their ids, which are below ``words``, labels behind them; their ids begin with ``labels``.
    """
    low = 0
    for sentence in range(count):
        document = found[U(sentence), 0] + np.uint32(1)
        for place in range(low, ids_end[U(sentence)]):
            one = np.int64(ids[U(place)])
            at = one if one < words else one - labels + words
            seen[U(at), 1] += seen[U(at), 0] != document
            seen[U(at), 0] = document
        low = ids_end[U(sentence)]
