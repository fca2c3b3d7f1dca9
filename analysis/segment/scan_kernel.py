"""Sentences, mentions and words of many texts in one compiled pass over their characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from ..core.compiling import U, compiled, tell_once
from ..lexicon.dictionary import Dictionary
from .best_path import encode, find_best_path
from .character_classes import HAN, LATIN
from .code_points import code_points, joined_code_points
from .double_array import OUTSIDE, jieba_double_array
from .match_rules import FIRST_LABEL, MatchRules
from .mention_kernel import find_mentions
from .scratch_arrays import ArrayPool, Scratch
from .sentence_kernel import count_documents, mark_sentences, sort_sentences
from .surface_trie import surface_trie


class Scan(NamedTuple):
    """What stands in a batch of documents; `scan_all` writes on larger arrays of the same names."""

    n_sentences: np.ndarray  # uint32, of each document
    tally: np.ndarray  # uint32 (ids, 2): each that occurs, sorted, and in how many documents; see `count_documents`
    sentences: np.ndarray  # uint32 (sentences, 3): document, number, paragraph of each that holds a counted id
    order_end: np.ndarray  # int64, where each of these ends in ``order``
    ids_end: np.ndarray  # int64, and in ``ids``
    order: np.ndarray  # uint32, of each word in turn its place among the ids of its sentence, from 1; 0 if not counted
    ids: np.ndarray  # uint32, of each sentence, sorted, each once
    mentions: np.ndarray  # uint32 (mentions, 5): document, sentence, start, end, surface
    quoted: np.ndarray  # bool, of each mention


_pool = ArrayPool()


def scan(documents: Sequence[tuple[str, str]] | pl.DataFrame, rules: MatchRules) -> Scan:
    """Sentences, mentions and words of (title, text) pairs, or of a table of both."""
    tell_once(scan_all)
    chars, lengths = _end_to_end(documents)
    size, n_words = len(chars), Dictionary.jieba().height
    # A surface may name more ids than it has characters; every other id takes one character at least.
    most = max([1.0, *(len(names) / len(surface) for surface, names in zip(rules.surfaces, rules.names))])
    many = int(size * most) + 1
    *arrays, notes = _pool.arrays(
        ((size, 3), np.uint32),
        (size, np.int64),
        (size, np.int64),
        (many, np.uint32),
        (many, np.uint32),
        ((size, 5), np.uint32),
        (size, np.bool_),
        ((3, many), np.uint32),
    )
    tally = np.zeros((n_words + len(rules.labels), 2), np.uint32)
    out = Scan(np.zeros(len(documents), np.uint32), tally, *arrays)
    scratch = Scratch.of(int(lengths.max(initial=0)))
    n_found, n_mentions = scan_all(
        chars, np.cumsum(lengths), jieba_double_array(), surface_trie(rules), scratch, notes, out, n_words, FIRST_LABEL
    )
    at = np.flatnonzero(tally[:, 1])
    ids = np.where(at < n_words, at, at - n_words + FIRST_LABEL)
    return Scan(
        out.n_sentences,
        np.column_stack([ids, tally[at, 1]]).astype(np.uint32),
        out.sentences[:n_found].copy(),
        out.order_end[:n_found].copy(),
        out.ids_end[:n_found].copy(),
        out.order[: out.order_end[n_found - 1] if n_found else 0].copy(),
        out.ids[: out.ids_end[n_found - 1] if n_found else 0].copy(),
        out.mentions[:n_mentions].copy(),
        out.quoted[:n_mentions].copy(),
    )


def _end_to_end(documents: Sequence[tuple[str, str]] | pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The characters of title, text, title, text …, and the length of each."""
    if isinstance(documents, pl.DataFrame):
        title, text = documents["title"], documents["text"]
        lengths = np.column_stack([title.str.len_chars(), text.str.len_chars()]).ravel().astype(np.int64)
        return joined_code_points(title + text, int(lengths.sum())), lengths
    texts = [text for document in documents for text in document]
    return code_points("".join(texts)), np.fromiter(map(len, texts), np.int64, len(texts))


@compiled
def scan_all(chars, ends, words, trie, scratch, notes, out, n_words, first_label):
    """Scan the texts that end at ``ends``: title, text, title, text … Returns the sentences and mentions filled."""
    kind, names_end, names, rows = trie.kind, trie.names_end, trie.names, words.row
    codes, step, last, sentence, line = scratch.codes, scratch.step, scratch.last, scratch.sentence, scratch.line
    sentences, order, order_end, mentions = out.sentences, out.order, out.order_end, out.mentions
    zero = np.int64(0)  # a plain 0 has a type of its own, for which numba compiles all that it is handed to once more
    n_found, n_mentions, n_order, low = zero, zero, zero, zero
    for text in range(ends.shape[0]):
        high, document, titled = ends[text], text // 2, text % 2 == 0
        size = high - low
        count = mark_sentences(chars, low, high, kind, sentence, line, scratch.straight)
        if titled and count:  # a title is one sentence, number 0
            count = 1
            sentence[:size] = 0
            line[0] = 0
        out.n_sentences[document] += count
        if not count:
            low = high
            continue
        encode(chars, low, high, words.code, codes)
        mention = n_mentions
        n_mentions = find_mentions(
            chars, low, high, document, titled, trie, words, scratch, n_mentions, mentions, out.quoted
        )
        find_best_path(codes, size, words, scratch)
        current, place = -1, 0
        while place < size:
            begins = mention < n_mentions and mentions[U(mention), 2] == place
            if codes[U(place)] == OUTSIDE and not begins:
                place += 1
                continue
            if sentence[U(place)] != current:  # neither a mention nor a run crosses the end of a sentence
                current = sentence[U(place)]
                sentences[n_found, 0], sentences[n_found, 1] = document, current + 1 - titled
                sentences[n_found, 2], order_end[n_found] = line[U(current)], n_order
                n_found += 1
            if begins:
                surface = mentions[mention, 4]
                for name in range(names_end[surface - 1] if surface else 0, names_end[surface]):
                    order[n_order] = names[name]
                    n_order += 1
                place = np.int64(mentions[mention, 3])
                mention += 1
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
    n_found = sort_sentences(
        n_found, n_order, sentences, order_end, out.ids_end, order, out.ids, notes[0], notes[1], notes[2]
    )
    count_documents(n_found, sentences, out.ids_end, out.ids, n_words, first_label, out.tally)
    return n_found, n_mentions
