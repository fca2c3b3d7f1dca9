"""The fast road: sentences, mentions and words of many texts in one compiled pass over their characters.

It gives exactly what `analysis.segment.reference_scan.scan_slowly` gives with jieba's words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from ..core.compiling import U, compiled, inner, tell_once
from . import character_classes as tables
from .best_path import encode, route
from .character_classes import FIRST, HAN, LATIN, THROUGH, pair_of
from .dictionary import Dictionary
from .double_array import OUTSIDE, words
from .match_kernel import is_quoted, match, sentences_of
from .match_rules import FIRST_LABEL, Rules
from .reference_scan import Scan
from .scratch_arrays import Room, Scratch
from .sentence_cells import close, tally
from .utf8 import decoded, points


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


@compiled
def scan_all(
    chars,
    ends,
    words,
    lexicon,
    scratch,
    n_sentences,
    found,
    order_end,
    ids_end,
    order,
    ids,
    hits,
    quoted,
    notes,
    n_words,
    first_label,
    seen,
):
    """Scan the texts that end at ``ends``: title, text, title, text … Returns the sentences and hits filled."""
    kind, names_end, names, rows = lexicon.kind, lexicon.names_end, lexicon.names, words.row
    codes, step, last, begun, line = scratch.codes, scratch.step, scratch.last, scratch.begun, scratch.line
    zero = np.int64(0)  # a plain 0 has a type of its own, for which numba compiles all that it is handed to once more
    n_found, n_hits, n_order, low = zero, zero, zero, zero
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
        current, place = -1, 0
        while place < size:
            mention = hit < n_hits and hits[U(hit), 2] == place
            if codes[U(place)] == OUTSIDE and not mention:
                place += 1
                continue
            if begun[U(place)] != current:  # neither a mention nor a run crosses the end of a sentence
                current = begun[U(place)]
                found[n_found, 0], found[n_found, 1], found[n_found, 2] = (
                    document,
                    current + 1 - titled,
                    line[U(current)],
                )
                order_end[n_found] = n_order
                n_found += 1
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
        low = high
    n_found = close(n_found, n_order, found, order_end, ids_end, order, ids, notes[0], notes[1], notes[2])
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


_room = Room()


def scan_fast(documents: Sequence[tuple[str, str]] | pl.DataFrame, rules: Rules) -> Scan:
    """`analysis.segment.reference_scan.scan_slowly` with jieba's words, compiled."""
    tell_once(scan_all)
    chars, lengths = end_to_end(documents)
    ends = np.cumsum(lengths)
    lexicon, size, n_words = tables.surfaces(rules), len(chars), Dictionary.jieba().height
    # A surface may stand for more ids than it has characters; every other id takes one character at least.
    most = max([1.0, *(len(names) / len(surface) for surface, names in zip(rules.surfaces, rules.names))])
    many = int(size * most) + 1
    n_sentences = np.zeros(len(documents), np.uint32)
    found, order_end, ids_end, order, ids, hits, quoted, notes = _room.arrays(
        ((size, 3), np.uint32),
        (size, np.int64),
        (size, np.int64),
        (many, np.uint32),
        (many, np.uint32),
        ((size, 5), np.uint32),
        (size, np.bool_),
        ((3, many), np.uint32),
    )
    seen = np.zeros((n_words + len(rules.labels), 2), np.uint32)
    n_found, n_hits = scan_all(
        chars,
        ends,
        words(),
        lexicon,
        Scratch.of(int(lengths.max(initial=0))),
        n_sentences,
        found,
        order_end,
        ids_end,
        order,
        ids,
        hits,
        quoted,
        notes,
        n_words,
        FIRST_LABEL,
        seen,
    )
    held = np.flatnonzero(seen[:, 1])
    order_end, ids_end = order_end[:n_found].copy(), ids_end[:n_found].copy()
    document, number, paragraph = found[:n_found].T.copy()
    return Scan(
        n_sentences,
        document,
        number,
        paragraph,
        order_end,
        ids_end,
        order[: order_end[-1] if n_found else 0].copy(),
        ids[: ids_end[-1] if n_found else 0].copy(),
        hits[:n_hits].copy(),
        quoted[:n_hits].copy(),
        np.column_stack([np.where(held < n_words, held, held - n_words + FIRST_LABEL), seen[held, 1]]).astype(
            np.uint32
        ),
    )
