"""The fast road: sentences, mentions and words of many texts in one compiled pass over their characters.

It gives exactly what `analysis._segment.scanning.scan_slowly` gives with jieba's words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from . import tables
from ..compiling import U, compiled, inner, tell_once
from .dictionary import Dictionary
from .marks import is_quoted, match, sentences_of
from .points import decoded, points
from .routes import Scratch, encode, route
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
        held[U(size)] = order[U(place)]
        size += order[U(place)] != 0
    if size <= SHORT:
        # an id's place is the number of smaller ones: no branch to guess wrong, and compilers make it a few
        # wide instructions, which on sentences is ten times as fast as sorting by comparing and swapping
        for one in range(size):
            smaller = 0
            for other in range(size):
                smaller += np.int64(held[U(other)] < held[U(one)])
            for other in range(one):
                smaller += np.int64(held[U(other)] == held[U(one)])
            ids[U(filled + smaller)] = held[U(one)]
    else:
        for place in range(size):
            ids[U(filled + place)] = held[U(place)]
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
        if place == 0 or ids[U(filled + place)] != ids[U(filled + unique - 1)]:
            ids[U(filled + unique)] = ids[U(filled + place)]
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
    go on with, of these the ones with such a third, all without a branch to guess wrong; then the closer look.
    """
    kind, pairs, thirds, spoken = lexicon.kind, lexicon.pairs, lexicon.thirds, lexicon.spoken
    codes, begun, spots = scratch.codes, scratch.begun, scratch.spots
    firsts, seconds, count = 0, 0, 0
    for at in range(low, high):
        one = np.int64(chars[U(at)])
        spots[U(firsts)] = at - low
        firsts += (one > 0xFFFF) | (kind[U(min(one, 0xFFFF))] & FIRST != 0)
    for place in range(firsts):
        at = low + spots[U(place)]
        one, other = np.int64(chars[U(at)]), np.int64(chars[U(min(at + 1, high - 1))])
        spots[U(seconds)] = at - low
        seconds += pairs[U(pair_of(one, other))] | (kind[U(min(other, 0xFFFF))] & THROUGH != 0) | (at + 1 == high)
    for place in range(seconds):
        at = low + spots[U(place)]
        one, other = np.int64(chars[U(at)]), np.int64(chars[U(min(at + 1, high - 1))])
        third = np.int64(chars[U(min(at + 2, high - 1))])
        through = (kind[U(min(other, 0xFFFF))] | kind[U(min(third, 0xFFFF))]) & THROUGH != 0
        spots[U(count)] = at - low
        count += (thirds[U(pair_of(one, other))] >> U(third & 63) & U(1) != 0) | through | (at + 2 >= high)
    done = low
    for one in range(count):
        at = low + spots[U(one)]
        if at < done:
            continue
        surface, stop = match(chars, at, high, low, lexicon)
        if surface < 0:
            continue
        done = stop
        if spoken[U(surface)]:
            hits[n_hits, 0], hits[n_hits, 1] = document, begun[U(at - low)] + 1 - titled
            hits[n_hits, 2], hits[n_hits, 3], hits[n_hits, 4] = at - low, stop - low, surface
            quoted[n_hits] = is_quoted(chars, at, stop, low, high, kind)
            n_hits += 1
            for place in range(at - low, stop - low):
                codes[U(place)] = OUTSIDE
    return n_hits


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
            mention = hit < n_hits and hits[U(hit), 2] == place
            if codes[U(place)] == OUTSIDE and not mention:
                place += 1
                continue
            if begun[U(place)] != current:  # neither a mention nor a run crosses the end of a sentence
                n_found, n_order, n_ids = finish(
                    document, current + 1 - titled, line[current], opened, n_order, n_ids, n_found,
                    found, order_end, ids_end, order, ids, held)
                current, opened = begun[U(place)], n_order
            if mention:
                surface = hits[hit, 4]
                for name in range(names_end[surface - 1] if surface else 0, names_end[surface]):
                    order[n_order] = names[name]
                    n_order += 1
                place = np.int64(hits[hit, 3])
                hit += 1
                continue
            run = 0
            while codes[U(place)] != OUTSIDE:
                here = kind[chars[U(low + place)]]
                single = np.int64(step[U(place)] == 1) & np.int64(here & LATIN != 0)
                order[U(n_order)] = rows[U(last[U(place)])]
                n_order += np.int64(here & (HAN | LATIN) != 0) & ~(run & single)  # without a branch to guess wrong
                run = single
                place += step[U(place)]
        n_found, n_order, n_ids = finish(
            document, current + 1 - titled, line[current], opened, n_order, n_ids, n_found,
            found, order_end, ids_end, order, ids, held)
        low = high
    tally(n_found, found, ids_end, ids, n_words, first_label, seen)
    return n_found, n_hits


def end_to_end(documents: Sequence[tuple[str, str]] | pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The characters of title, text, title, text …, and the length of each."""
    if isinstance(documents, pl.DataFrame):
        title, text = documents["title"], documents["text"]
        lengths = np.column_stack([title.str.len_chars(), text.str.len_chars()]).ravel().astype(np.int64)
        return decoded(title + text, int(lengths.sum())), lengths
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
