"""The fast road: sentences, mentions and words of many texts in one compiled pass over their characters.

It gives exactly what `analysis._segment.scanning.scan_slowly` gives. The words are jieba's with HMM off: in every
run of Chinese, Latin and digits the most probable path through the dictionary, found from the right; of
two equal paths the one with the longer word, as ``max`` over (probability, end) decides in jieba.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import tables
from .compiling import compiled, tell_once
from .rules import Rules
from .scanning import Scan
from .tables import (
    BLANK,
    BLOCK,
    BREAK,
    CHILD_BITS,
    CLOSER,
    CLOSING,
    CODE_BITS,
    FILTER_MASK,
    FIRST,
    HAN,
    LATIN,
    MARK,
    NUMERAL,
    OPENING,
    SECOND,
    SPREAD,
    THROUGH,
)

SHORT = 64  # ids of a sentence that are sorted by counting smaller ones
INNER_MARK = OPENING | CLOSING


@compiled
def route(chars, start, end, words, value, step, last):
    """The most probable way through ``chars[start:end]``: ``step`` and ``last`` node of the word at each place.

    A character that is no word has the node ``words.none``. ``value``, ``step`` and ``last`` are scratch arrays of at least ``end − start + 1``; places count from 0.
    """
    # taken out of the tuple once: inside the loop each access would count a reference
    code, root, slots, filter, log_p, inner = (
        words.code, words.root, words.slots, words.filter, words.log_p, words.inner)
    mask = slots.shape[0] - 1
    size = end - start
    value[size] = 0.0
    for at in range(size - 1, -1, -1):
        best, long, word = -np.inf, 1, np.int32(words.none)
        node = root[code[chars[start + at]]]
        stop = at + 1
        while node >= 0:
            if log_p[node] <= 0.0:
                here = log_p[node] + value[stop]
                if here >= best:  # the longer word wins a tie
                    best, long, word = here, stop - at, node
            if stop == size or node >= inner:
                break
            key = np.int64(node) << CODE_BITS | np.int64(code[chars[start + stop]])
            spread = key * SPREAD
            bit = spread >> 32 & FILTER_MASK
            if not filter[bit >> 3] >> (bit & 7) & 1:
                break  # most searches end here, in a table small enough to stay in the processor's cache
            slot = spread >> 40 & mask
            entry = slots[slot]
            while entry != 0 and entry >> CHILD_BITS != key:
                slot = (slot + 1) & mask
                entry = slots[slot]
            if entry == 0:
                break
            node = np.int32(entry & ((1 << CHILD_BITS) - 1))
            stop += 1
        if best == -np.inf:
            best = words.unknown + value[at + 1]
        value[at], step[at], last[at] = best, long, word


@compiled
def cut_ends(chars, kind, words, ends):
    """Where jieba's words end in a text of code points; returns how many there are."""
    size = chars.shape[0]
    value, step, last = np.empty(size + 1), np.empty(size, np.int32), np.empty(size, np.int32)
    count, at = 0, 0
    while at < size:
        if chars[at] > 0xFFFF or not kind[chars[at]] & BLOCK:
            at += 2 if chars[at] == 13 and at + 1 < size and chars[at + 1] == 10 else 1
            ends[count] = at
            count += 1
            continue
        stop = at
        while stop < size and chars[stop] <= 0xFFFF and kind[chars[stop]] & BLOCK:
            stop += 1
        route(chars, at, stop, words, value, step, last)
        place, run = 0, False
        while at + place < stop:
            single = step[place] == 1 and kind[chars[at + place]] & LATIN
            if run and single:
                count -= 1  # Latin letters and digits that are no word stay together
            place += step[place]
            ends[count] = at + place
            count += 1
            run = single != 0
        at = stop
    return count


@compiled
def sentences_of(chars, start, end, kind, begun, line):
    """The sentence that each place belongs to (the last one begun), and of each sentence its line.

    The rule is that of `analysis.sentences`; returns the number of sentences.
    """
    count, lines, broken = 0, 0, True
    at = start
    while at < end:
        here = kind[chars[at]] if chars[at] <= 0xFFFF else 0
        if here & (BLANK | BREAK):
            broken = broken or here & BREAK != 0
            begun[at - start] = max(count - 1, 0)
            at += 1
            continue
        lines += broken
        broken = False
        line[count] = lines
        closing = False
        while at < end:
            here = kind[chars[at]] if chars[at] <= 0xFFFF else 0
            if closing and not here & (MARK | CLOSER) or here & BREAK:
                break
            closing = closing or here & MARK != 0
            begun[at - start] = count
            at += 1
        count += 1
    return count


@compiled
def match(chars, at, end, low, lexicon):
    """The longest surface that begins at a place, and where it ends; (-1, at) where none does."""
    kind, slots, child, surface_at, guarded = (
        lexicon.kind, lexicon.slots, lexicon.child, lexicon.ends, lexicon.guarded)
    before = chars[at - 1] if at > low else 0
    behind_numeral = before <= 0xFFFF and kind[before] & NUMERAL != 0
    mask = slots.shape[0] - 1
    node, found, stop = 0, -1, at
    for place in range(at, end):
        here = chars[place]
        if here <= 0xFFFF and kind[here] & THROUGH:
            continue
        key = (np.int64(node) << 21 | np.int64(here)) + 1
        slot = (key * SPREAD) >> 40 & mask
        while slots[slot] != 0 and slots[slot] != key:
            slot = (slot + 1) & mask
        if slots[slot] == 0:
            break
        node = child[slot]
        surface = surface_at[node]
        if surface >= 0 and not (behind_numeral and guarded[surface]):
            found, stop = surface, place + 1
    return found, stop


@compiled
def is_quoted(chars, start, stop, low, high, kind):
    """Whether marks stand on both sides of ``chars[start:stop]``, or one inside."""
    for place in range(start, stop):
        if chars[place] <= 0xFFFF and kind[chars[place]] & INNER_MARK:
            return True
    if start == low or stop == high or chars[start - 1] > 0xFFFF or chars[stop] > 0xFFFF:
        return False
    return kind[chars[start - 1]] & OPENING != 0 and kind[chars[stop]] & CLOSING != 0


@compiled
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
        ids[filled : filled + size] = held[:size]
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


@compiled
def scan_all(chars, ends, longest, words, lexicon, n_sentences, found, order_end, ids_end, order, ids, hits, quoted):
    """Scan the texts that end at ``ends``: title, text, title, text … Returns the sentences and hits filled."""
    kind, spoken, names_end, names = lexicon.kind, lexicon.spoken, lexicon.names_end, lexicon.names
    rows = words.row
    value, step, last = np.empty(longest + 1), np.empty(longest, np.int32), np.empty(longest, np.int32)
    begun, line = np.zeros(longest, np.int32), np.zeros(longest, np.int32)
    held = np.empty(order.shape[0], np.uint32)
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


@compiled
def finish(document, number, line, opened, n_order, n_ids, n_found, found, order_end, ids_end, order, ids, held):
    """Write the sentence that ends here, or take its zeros back where it holds no counted id."""
    after = close(order, opened, n_order, ids, n_ids, held)
    if after == n_ids:
        return n_found, opened, n_ids
    found[n_found, 0], found[n_found, 1], found[n_found, 2] = document, number, line
    order_end[n_found], ids_end[n_found] = n_order, after
    return n_found + 1, n_order, after


def points(text: str) -> np.ndarray:
    """The code points of a text; lone surrogates are kept."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def cut(text: str) -> list[str]:
    """The words of a text as ``jieba.cut(text, HMM=False)`` gives them."""
    if not text:
        return []
    tell_once(scan_all)
    chars, ends = points(text), np.empty(len(text), np.int64)
    count = cut_ends(chars, tables.KINDS, tables.words(), ends)
    edges = [0, *ends[:count].tolist()]
    return [text[start:end] for start, end in zip(edges, edges[1:])]


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
        chars, ends, int(lengths.max(initial=0)), tables.words(), lexicon, n_sentences, found, order_end, ids_end,
        order, ids, hits, quoted,
    )
    order_end, ids_end = order_end[:n_found].copy(), ids_end[:n_found].copy()
    document, number, paragraph = found[:n_found].T.copy()
    return Scan(
        n_sentences, document, number, paragraph, order_end, ids_end,
        order[: order_end[-1] if n_found else 0].copy(), ids[: ids_end[-1] if n_found else 0].copy(),
        hits[:n_hits].copy(), quoted[:n_hits].copy(),
    )
