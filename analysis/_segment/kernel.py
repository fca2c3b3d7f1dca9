"""The fast road: sentences, mentions and words of many texts in one compiled pass over their characters.

It gives exactly what `analysis._segment.scanning.scan_slowly` gives with jieba's words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import tables
from ..compiling import compiled, inner, tell_once
from .marks import is_quoted, match, sentences_of
from .routes import Scratch, points, route
from .rules import Rules
from .scanning import Scan
from .tables import BLOCK, FIRST, HAN, LATIN, SECOND, THROUGH

SHORT = 64  # ids of a sentence that are sorted by counting smaller ones


@inner
def close(order, begin, end, ids, filled, held):
    """Put the ids of one sentence, sorted and each once, behind ``ids[filled]``; returns the new length.

    ``held`` is scratch of at least ``end − begin``.
    """
    size = 0
    for place in range(begin, end):
        held[size] = order[place]
        size += order[place] != 0
    if size <= SHORT:
        # an id's place is the number of smaller ones: no branch to guess wrong, and compilers make it a few
        # wide instructions, which on sentences is ten times as fast as sorting by comparing and swapping
        for one in range(size):
            smaller = 0
            for other in range(size):
                smaller += np.int64(held[other] < held[one])
            for other in range(one):
                smaller += np.int64(held[other] == held[one])
            ids[filled + smaller] = held[one]
    else:
        for place in range(size):
            ids[filled + place] = held[place]
        gap = size // 2
        while gap > 0:  # Shell 1959: a text without a mark is one long sentence
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
    return filled + unique


@inner
def finish(document, number, line, opened, n_order, n_ids, n_found, found, order_end, ids_end, order, ids, held):
    """Write the sentence that ends here, or take its zeros back where it holds no counted id."""
    after = close(order, opened, n_order, ids, n_ids, held)
    if after == n_ids:
        return n_found, opened, n_ids
    found[n_found, 0], found[n_found, 1], found[n_found, 2] = document, number, line
    order_end[n_found], ids_end[n_found] = n_order, after
    return n_found + 1, n_order, after


@compiled
def scan_all(chars, ends, words, lexicon, scratch, n_sentences, found, order_end, ids_end, order, ids, hits, quoted):
    """Scan the texts that end at ``ends``: title, text, title, text … Returns the sentences and hits filled.

    ``scratch`` is made outside: numba's own way of making an array brings a third of the compiler's work.
    """
    kind, spoken, names_end, names = lexicon.kind, lexicon.spoken, lexicon.names_end, lexicon.names
    rows = words.row
    value, step, last, begun, line, held = (
        scratch.value, scratch.step, scratch.last, scratch.begun, scratch.line, scratch.held)
    n_found, n_hits, n_order, n_ids, low = 0, 0, 0, 0, 0
    for text in range(ends.shape[0]):
        high, document, titled = ends[text], text // 2, text % 2 == 0
        count = sentences_of(chars, low, high, kind, begun, line)
        if titled and count:
            count = 1
            begun[: high - low] = 0
            line[0] = 0
        n_sentences[document] += count
        if not count:
            low = high
            continue
        current, opened, at, done = 0, n_order, low, low
        while done < high:
            # up to the next mention, or the end, lies a gap of ordinary text: chars[done:at]
            surface, stop = -1, at
            while at < high:
                # most characters begin no surface, or are followed by one that never stands second
                if chars[at] <= 0xFFFF and not kind[chars[at]] & FIRST:
                    at += 1
                    continue
                if at + 1 < high and chars[at + 1] <= 0xFFFF and not kind[chars[at + 1]] & (SECOND | THROUGH):
                    at += 1
                    continue
                surface, stop = match(chars, at, high, low, lexicon)
                if surface >= 0 and spoken[surface]:
                    break
                at = stop if surface >= 0 else at + 1
                surface = -1
            while done < at:
                if chars[done] > 0xFFFF or not kind[chars[done]] & BLOCK:
                    done += 1
                    continue
                edge = done
                while edge < at and chars[edge] <= 0xFFFF and kind[chars[edge]] & BLOCK:
                    edge += 1
                route(chars, done, edge, words, value, step, last)
                if begun[done - low] != current:  # a run never crosses the end of a sentence
                    n_found, n_order, n_ids = finish(
                        document, current + 1 - titled, line[current], opened, n_order, n_ids, n_found,
                        found, order_end, ids_end, order, ids, held)
                    current, opened = begun[done - low], n_order
                place, size, run = 0, edge - done, False
                while place < size:
                    here = kind[chars[done + place]]
                    single = step[place] == 1 and here & LATIN != 0
                    if here & (HAN | LATIN) and not (run and single):
                        order[n_order] = rows[last[place]]
                        n_order += 1
                    run = single
                    place += step[place]
                done = edge
            if surface >= 0:
                if begun[at - low] != current:
                    n_found, n_order, n_ids = finish(
                        document, current + 1 - titled, line[current], opened, n_order, n_ids, n_found,
                        found, order_end, ids_end, order, ids, held)
                    current, opened = begun[at - low], n_order
                first = names_end[surface - 1] if surface else 0
                for name in range(first, names_end[surface]):
                    order[n_order] = names[name]
                    n_order += 1
                hits[n_hits, 0], hits[n_hits, 1] = document, current + 1 - titled
                hits[n_hits, 2], hits[n_hits, 3], hits[n_hits, 4] = at - low, stop - low, surface
                quoted[n_hits] = is_quoted(chars, at, stop, low, high, kind)
                n_hits += 1
                at = done = stop
        n_found, n_order, n_ids = finish(
            document, current + 1 - titled, line[current], opened, n_order, n_ids, n_found,
            found, order_end, ids_end, order, ids, held)
        low = high
    return n_found, n_hits


def scan_fast(documents: Sequence[tuple[str, str]], rules: Rules) -> Scan:
    """`analysis._segment.scanning.scan_slowly` with jieba's words, compiled."""
    tell_once(scan_all)
    texts = [text for document in documents for text in document]
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    chars, ends = points("".join(texts)), np.cumsum(lengths)
    lexicon, size = tables.surfaces(rules), len(chars)
    # A surface may stand for more ids than it has characters; every other id takes one character at least.
    most = max([1.0, *(len(names) / len(surface) for surface, names in zip(rules.surfaces, rules.names))])
    n_sentences = np.zeros(len(documents), np.uint32)
    found, order_end, ids_end = np.empty((size, 3), np.uint32), np.empty(size, np.int64), np.empty(size, np.int64)
    order, ids = (np.empty(int(size * most) + 1, np.uint32) for _ in range(2))
    hits, quoted = np.empty((size, 5), np.uint32), np.empty(size, np.bool_)
    n_found, n_hits = scan_all(
        chars, ends, tables.words(), lexicon, Scratch.of(int(lengths.max(initial=0)), len(order)), n_sentences,
        found, order_end, ids_end, order, ids, hits, quoted,
    )
    order_end, ids_end = order_end[:n_found].copy(), ids_end[:n_found].copy()
    document, number, paragraph = found[:n_found].T.copy()
    return Scan(
        n_sentences, document, number, paragraph, order_end, ids_end,
        order[: order_end[-1] if n_found else 0].copy(), ids[: ids_end[-1] if n_found else 0].copy(),
        hits[:n_hits].copy(), quoted[:n_hits].copy(),
    )
