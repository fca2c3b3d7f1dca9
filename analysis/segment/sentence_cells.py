"""What a sentence holds: its ids, sorted and each once, and the order in which the text has them; compiled."""

from __future__ import annotations

import numpy as np

from ..core.compiling import U, inner

SHORT = 64  # ids of a sentence that are sorted by counting smaller ones


@inner
def close(count, size, found, order_end, ids_end, order, ids, held, rank, spot):
    """Put the ids of each sentence, sorted and each once, into ``ids``; sentences without one are left out.

    ``found`` and ``order_end`` hold ``count`` sentences that have begun, the latter where they begin in
    ``order[:size]``; afterwards those that are kept, and where they end. ``order`` then holds the place of each id among
    those of its sentence, from 1; 0 stays 0. The last three are scratch. Returns the number of sentences kept.
    """
    zero = np.int64(0)  # see `scan_all`
    kept, filled, written, begin = zero, zero, zero, zero
    for sentence in range(count):
        end = order_end[U(sentence + 1)] if sentence + 1 < count else size
        many = zero
        for place in range(begin, end):
            held[U(many)], spot[U(many)] = order[U(place)], written + place - begin
            many += order[U(place)] != 0
        if many == 0:
            begin = end
            continue
        for place in range(written, written + end - begin):
            order[U(place)] = 0
        if many <= SHORT:
            # an id's place is the number of smaller ones: no branch to guess wrong, and compilers make it a few
            # wide instructions, which on sentences is ten times as fast as sorting by comparing and swapping
            for one in range(many):
                mine = held[U(one)]
                smaller = 0
                for other in range(one):
                    smaller += np.int64(held[U(other)] <= mine)
                for other in range(one + 1, many):
                    smaller += np.int64(held[U(other)] < mine)
                ids[U(filled + smaller)] = mine
                rank[U(one)] = smaller
        else:
            rank_many(held, rank, ids, filled, many)
        unique = 0
        for place in range(many):
            if place == 0 or ids[U(filled + place)] != ids[U(filled + unique - 1)]:
                ids[U(filled + unique)] = ids[U(filled + place)]
                unique += 1
            held[U(place)] = unique
        for one in range(many):
            order[U(spot[U(one)])] = held[U(rank[U(one)])]
        filled += unique
        written += end - begin
        found[U(kept), 0], found[U(kept), 1], found[U(kept), 2] = (
            found[U(sentence), 0],
            found[U(sentence), 1],
            found[U(sentence), 2],
        )
        order_end[U(kept)], ids_end[U(kept)] = written, filled
        kept += 1
        begin = end
    return kept


@inner
def rank_many(held, rank, ids, filled, many):
    """Sort ``held[:many]`` into ``ids``, and tell the place of each: of a text without a mark, one long sentence."""
    for place in range(many):
        ids[filled + place] = held[place]
    gap = many // 2
    while gap > 0:  # Shell 1959
        for place in range(gap, many):
            one, at = ids[filled + place], place
            while at >= gap and ids[filled + at - gap] > one:
                ids[filled + at] = ids[filled + at - gap]
                at -= gap
            ids[filled + at] = one
        gap //= 2
    for one in range(many):
        low, high = filled, filled + many
        while low < high:
            middle = (low + high) // 2
            if ids[middle] < held[one]:
                low = middle + 1
            else:
                high = middle
        rank[one] = low - filled


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
