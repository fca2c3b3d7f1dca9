"""The fast road: sentences, mentions and words of many texts in one compiled pass over their characters.

It gives exactly what `analysis._segment.scanning.scan_slowly` gives with jieba's words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from . import tables
from ..compiling import compiled, inner, tell_once
from .dictionary import Dictionary
from .marks import is_quoted, match, sentences_of
from .routes import Scratch, encode, points, route
from .rules import FIRST_LABEL, Rules
from .scanning import Scan
from .tables import FIRST, HAN, LATIN, THROUGH, pair_of
from .trie import OUTSIDE, words

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


@inner
def mentions(chars, low, high, document, titled, lexicon, scratch, n_hits, hits, quoted):
    """Write the mentions in ``chars[low:high]`` behind ``hits[n_hits]`` and take them from ``codes``; returns how many.

    First the places of characters that a surface may begin with, of these the ones with a second character that it may
    go on with, both without a branch to guess wrong; then the closer look.
    """
    kind, pairs, spoken = lexicon.kind, lexicon.pairs, lexicon.spoken
    codes, begun, spots = scratch.codes, scratch.begun, scratch.spots
    firsts, count = 0, 0
    for at in range(low, high):
        one = np.int64(chars[at])
        spots[firsts] = at - low
        firsts += (one > 0xFFFF) | (kind[min(one, 0xFFFF)] & FIRST != 0)
    for place in range(firsts):
        at = low + spots[place]
        one, other = np.int64(chars[at]), np.int64(chars[min(at + 1, high - 1)])
        spots[count] = at - low
        count += pairs[pair_of(one, other)] | (kind[min(other, 0xFFFF)] & THROUGH != 0) | (at + 1 == high)
    done = low
    for one in range(count):
        at = low + spots[one]
        if at < done:
            continue
        surface, stop = match(chars, at, high, low, lexicon)
        if surface < 0:
            continue
        done = stop
        if spoken[surface]:
            hits[n_hits, 0], hits[n_hits, 1] = document, begun[at - low] + 1 - titled
            hits[n_hits, 2], hits[n_hits, 3], hits[n_hits, 4] = at - low, stop - low, surface
            quoted[n_hits] = is_quoted(chars, at, stop, low, high, kind)
            n_hits += 1
            for place in range(at - low, stop - low):
                codes[place] = OUTSIDE
    return n_hits


@inner
def tally(count, found, ids_end, ids, words, labels, seen):
    """In how many documents each id stands: ``seen`` holds the last one, counted from 1, and their number.

    Words lie at their ids, which are below ``words``, labels behind them; their ids begin with ``labels``.
    """
    low = 0
    for sentence in range(count):
        document = found[sentence, 0] + np.uint32(1)
        for place in range(low, ids_end[sentence]):
            one = np.int64(ids[place])
            at = one if one < words else one - labels + words
            seen[at, 1] += seen[at, 0] != document
            seen[at, 0] = document
        low = ids_end[sentence]


@compiled
def scan_all(
    chars, ends, words, lexicon, scratch, n_sentences, found, order_end, ids_end, order, ids, hits, quoted,
    n_words, first_label, seen,
):
    """Scan the texts that end at ``ends``: title, text, title, text … Returns the sentences and hits filled.

    ``scratch`` is made outside: numba's own way of making an array brings a third of the compiler's work.
    """
    kind, names_end, names, rows = lexicon.kind, lexicon.names_end, lexicon.names, words.row
    codes, step, last, begun, line, held = (
        scratch.codes, scratch.step, scratch.last, scratch.begun, scratch.line, scratch.held)
    n_found, n_hits, n_order, n_ids, low = 0, 0, 0, 0, 0
    for text in range(ends.shape[0]):
        high, document, titled = ends[text], text // 2, text % 2 == 0
        size = high - low
        count = sentences_of(chars, low, high, kind, begun, line)
        if titled and count:
            count = 1
            begun[:size] = 0
            line[0] = 0
        n_sentences[document] += count
        if not count:
            low = high
            continue
        encode(chars, low, high, words.code, codes)
        hit = n_hits
        n_hits = mentions(chars, low, high, document, titled, lexicon, scratch, n_hits, hits, quoted)
        route(codes, size, words, scratch)
        current, opened, place = 0, n_order, 0
        while place < size:
            mention = hit < n_hits and hits[hit, 2] == place
            if codes[place] == OUTSIDE and not mention:
                place += 1
                continue
            if begun[place] != current:  # neither a mention nor a run crosses the end of a sentence
                n_found, n_order, n_ids = finish(
                    document, current + 1 - titled, line[current], opened, n_order, n_ids, n_found,
                    found, order_end, ids_end, order, ids, held)
                current, opened = begun[place], n_order
            if mention:
                surface = hits[hit, 4]
                for name in range(names_end[surface - 1] if surface else 0, names_end[surface]):
                    order[n_order] = names[name]
                    n_order += 1
                place = np.int64(hits[hit, 3])
                hit += 1
                continue
            run = False
            while codes[place] != OUTSIDE:
                here = kind[chars[low + place]]
                single = step[place] == 1 and here & LATIN != 0
                order[n_order] = rows[last[place]]
                n_order += (here & (HAN | LATIN) != 0) and not (run and single)
                run = single
                place += step[place]
        n_found, n_order, n_ids = finish(
            document, current + 1 - titled, line[current], opened, n_order, n_ids, n_found,
            found, order_end, ids_end, order, ids, held)
        low = high
    tally(n_found, found, ids_end, ids, n_words, first_label, seen)
    return n_found, n_hits


def end_to_end(documents: Sequence[tuple[str, str]] | pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The characters of title, text, title, text …, and the length of each."""
    if isinstance(documents, pl.DataFrame):  # in one piece: a string for each text would take longer, and hold up others
        title, text = documents["title"], documents["text"]
        lengths = np.column_stack([title.str.len_chars(), text.str.len_chars()]).ravel()
        return points((title + text).str.join("").item() if len(title) else ""), lengths.astype(np.int64)
    texts = [text for document in documents for text in document]
    return points("".join(texts)), np.fromiter(map(len, texts), np.int64, len(texts))


def scan_fast(documents: Sequence[tuple[str, str]] | pl.DataFrame, rules: Rules) -> Scan:
    """`analysis._segment.scanning.scan_slowly` with jieba's words, compiled."""
    tell_once(scan_all)
    chars, lengths = end_to_end(documents)
    ends = np.cumsum(lengths)
    lexicon, size = tables.surfaces(rules), len(chars)
    # A surface may stand for more ids than it has characters; every other id takes one character at least.
    most = max([1.0, *(len(names) / len(surface) for surface, names in zip(rules.surfaces, rules.names))])
    n_sentences = np.zeros(len(documents), np.uint32)
    found, order_end, ids_end = np.empty((size, 3), np.uint32), np.empty(size, np.int64), np.empty(size, np.int64)
    order, ids = (np.empty(int(size * most) + 1, np.uint32) for _ in range(2))
    hits, quoted = np.empty((size, 5), np.uint32), np.empty(size, np.bool_)
    n_words = Dictionary.jieba().height
    seen = np.zeros((n_words + len(rules.labels), 2), np.uint32)
    n_found, n_hits = scan_all(
        chars, ends, words(), lexicon, Scratch.of(int(lengths.max(initial=0)), len(order)), n_sentences,
        found, order_end, ids_end, order, ids, hits, quoted, n_words, FIRST_LABEL, seen,
    )
    held = np.flatnonzero(seen[:, 1])
    order_end, ids_end = order_end[:n_found].copy(), ids_end[:n_found].copy()
    document, number, paragraph = found[:n_found].T.copy()
    return Scan(
        n_sentences, document, number, paragraph, order_end, ids_end,
        order[: order_end[-1] if n_found else 0].copy(), ids[: ids_end[-1] if n_found else 0].copy(),
        hits[:n_hits].copy(), quoted[:n_hits].copy(),
        np.column_stack([np.where(held < n_words, held, held - n_words + FIRST_LABEL), seen[held, 1]]).astype(np.uint32),
    )
