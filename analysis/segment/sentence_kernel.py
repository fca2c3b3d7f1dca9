"""Sentences: where each begins, and its ids, sorted and each once, with the order in which the text has them; compiled."""

from __future__ import annotations

import numpy as np

from ..core.compiling import U, inner
from .character_classes import BLANK, BOOK, BREAK, CLOSER, MARK, STOP, STRAIGHT

OPENS, CLOSES = 1, 2
SHORT = 64  # ids of a sentence that are sorted by counting smaller ones


@inner
def mark_sentences(chars, start, end, kind, sentence, line, straight):
    """The sentence that each place belongs to (the last one begun), and of each sentence its line.

    The rule is that of `analysis.core.sentences`; returns the number of sentences. At the place of a straight quotation
    mark ``straight`` becomes `OPENS` for the first of two of a kind on a line, `CLOSES` for the second, else 0.
    """
    count, lines, broken, single, double = 0, 0, True, -1, -1  # the latter: where a straight mark has opened
    is_double, opened = False, -1
    at = title_end = start
    while at < end:
        here = kind[chars[U(at)]] if chars[U(at)] <= 0xFFFF else 0
        if here & (BLANK | BREAK):
            if here & BREAK:
                broken, single, double = True, -1, -1
            sentence[U(at - start)] = max(count - 1, 0)
            at += 1
            continue
        lines += broken
        broken = False
        line[U(count)] = lines
        closing = False
        while at < end:
            here = kind[chars[U(at)]] if chars[U(at)] <= 0xFFFF else 0
            if closing or here & STOP:  # rarely
                if here & BREAK:
                    break
                closes = here & (MARK | CLOSER) != 0
                if here & STRAIGHT:
                    is_double = chars[U(at)] == 0x22 or chars[U(at)] == 0xFF02
                    opened = double if is_double else single
                    closes = opened >= 0
                if closing and not closes:
                    break
                if here & STRAIGHT:
                    straight[U(at - start)] = CLOSES if closes else np.uint8(0)
                    if closes:
                        straight[U(opened)] = OPENS
                    now = -1 if closes else at - start
                    single, double = (single, now) if is_double else (now, double)
                if here & BOOK:
                    title_end = end_of_title(chars, at, end, kind)
                closing = closing or (here & MARK != 0 and at >= title_end)
            sentence[U(at - start)] = count
            at += 1
        count += 1
    return count


@inner
def end_of_title(chars, at, end, kind):
    """Where the title that 《 opens at a place is closed by 》; the place itself where it is not, on its line."""
    for place in range(at + 1, end):
        if chars[U(place)] == 0x300B:  # 》
            return place
        if chars[U(place)] <= 0xFFFF and kind[chars[U(place)]] & (BOOK | BREAK):
            break
    return at


@inner
def sort_sentences(count, size, found, order_end, ids_end, order, ids, id_at, rank, spot):
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
            id_at[U(many)], spot[U(many)] = order[U(place)], written + place - begin
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
                mine = id_at[U(one)]
                smaller = 0
                for other in range(one):
                    smaller += np.int64(id_at[U(other)] <= mine)
                for other in range(one + 1, many):
                    smaller += np.int64(id_at[U(other)] < mine)
                ids[U(filled + smaller)] = mine
                rank[U(one)] = smaller
        else:
            sort_long_sentence(id_at, rank, ids, filled, many)
        unique = 0
        for place in range(many):
            if place == 0 or ids[U(filled + place)] != ids[U(filled + unique - 1)]:
                ids[U(filled + unique)] = ids[U(filled + place)]
                unique += 1
            id_at[U(place)] = unique
        for one in range(many):
            order[U(spot[U(one)])] = id_at[U(rank[U(one)])]
        filled += unique
        written += end - begin
        for column in range(3):
            found[U(kept), U(column)] = found[U(sentence), U(column)]
        order_end[U(kept)], ids_end[U(kept)] = written, filled
        kept += 1
        begin = end
    return kept


@inner
def sort_long_sentence(id_at, rank, ids, filled, many):
    """Sort ``id_at[:many]`` into ``ids``, and note the place of each: a text without a full stop is one long sentence."""
    for place in range(many):
        ids[filled + place] = id_at[place]
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
            if ids[middle] < id_at[one]:
                low = middle + 1
            else:
                high = middle
        rank[one] = low - filled


@inner
def count_documents(count, found, ids_end, ids, n_words, first_label, seen):
    """In how many documents each id stands: ``seen`` holds the last one, counted from 1, and their number.

    Words lie at their ids, which are below ``n_words``, labels behind them; their ids begin with ``first_label``.
    """
    low = 0
    for sentence in range(count):
        document = found[U(sentence), 0] + np.uint32(1)
        for place in range(low, ids_end[U(sentence)]):
            one = np.int64(ids[U(place)])
            at = one if one < n_words else one - first_label + n_words
            seen[U(at), 1] += seen[U(at), 0] != document
            seen[U(at), 0] = document
        low = ids_end[U(sentence)]
