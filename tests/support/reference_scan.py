"""The slow and obvious way to scan texts, by jieba itself: what the compiled kernel must equal, array by array."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

import jieba
import numpy as np

from analysis.core.sentences import BREAKS, split
from analysis.lexicon.dictionary import FIRST_HAN, LAST_HAN, Dictionary
from analysis.lexicon.matching import find_spans
from analysis.lexicon.word_edges import tears_word
from analysis.segment.character_classes import BLANKS
from analysis.segment.match_rules import MatchRules
from analysis.segment.scan_kernel import Scan


@cache
def tokenizer() -> jieba.Tokenizer:
    """A tokenizer of our own: not ``jieba.dt``, and without jieba's cache in the shared temporary folder."""
    own = jieba.Tokenizer()
    with io.BytesIO(Dictionary.jieba().raw) as file:
        own.FREQ, own.total = jieba.Tokenizer.gen_pfdict(file)
    own.initialized = True
    return own


def is_han(character: str) -> bool:
    """Whether jieba takes a character for a Chinese one."""
    return FIRST_HAN <= ord(character) <= LAST_HAN


def jieba_words(text: str) -> list[str]:
    """The words of a text by jieba itself, with its hidden Markov model off."""
    return tokenizer().lcut(text, HMM=False)


def is_blank(text: str) -> bool:
    """Whether a text holds nothing but blanks and line breaks: then it has no sentence."""
    return all(character in BLANKS or character in BREAKS for character in text)


def paragraphs(text: str, sentences: Sequence[tuple[int, int]]) -> list[int]:
    """The number of each sentence's line, blank lines not counted, from 1."""
    numbers, number, before = [], 0, 0
    for place, (start, end) in enumerate(sentences):
        if place == 0 or any(mark in BREAKS for mark in text[before:start]):
            number += 1
        numbers.append(number)
        before = end
    return numbers


def scan_slowly(documents: Sequence[tuple[str, str]], rules: MatchRules) -> Scan:
    """What `analysis.segment.scan_kernel.scan` gives, by the reference matcher and jieba, one text after the other."""
    counted, ids = Dictionary.jieba().counted, rules.ids
    place = {surface: row for row, surface in enumerate(rules.surfaces)}
    spoken = [surface for surface, names in zip(rules.surfaces, rules.names) if names]
    silent = [surface for surface, names in zip(rules.surfaces, rules.names) if not names]
    counts, sentences, order, unique, mentions, quoted = [], [], [], [], [], []
    documents_of: dict[int, set[int]] = {}

    def look(row: int, text: str, spans: list[tuple[int, int]], first: int, lines: list[int]) -> None:
        sequences: list[list[int]] = [[] for _ in spans]
        at = 0  # the sentence that a place belongs to: the last one that has begun

        def sentence(start: int) -> int:
            nonlocal at
            while at + 1 < len(spans) and spans[at + 1][0] <= start:
                at += 1
            return at

        def words(start: int, end: int) -> None:
            for word in jieba_words(text[start:end]):
                if is_han(word[0]) or (word[0].isascii() and word[0].isalnum()):
                    sequences[sentence(start)].append(counted.get(word, 0))
                start += len(word)

        done = 0
        for span in find_spans(text, spoken, silent, tears_word=tears_word):
            words(done, span.start)
            here, surface = sentence(span.start), place[span.surface]
            sequences[here].extend(ids[label] for label in rules.names[surface])
            mentions.append((row, first + here, span.start, span.end, surface))
            quoted.append(span.quoted)
            done = span.end
        words(done, len(text))
        for here, sequence in enumerate(sequences):
            if any(sequence):
                each = sorted({*sequence} - {0})
                places = {0: 0} | {one: place for place, one in enumerate(each, 1)}
                order.extend(places[one] for one in sequence)
                unique.extend(each)
                for one in each:
                    documents_of.setdefault(one, set()).add(row)
                sentences.append((row, first + here, lines[here], len(order), len(unique)))

    for row, (title, text) in enumerate(documents):
        titled = not is_blank(title)
        if titled:
            look(row, title, [(0, len(title))], 0, [0])
        spans = split(text)
        if spans:
            look(row, text, spans, 1, paragraphs(text, spans))
        counts.append(titled + len(spans))
    table = np.array(sentences, dtype=np.int64).reshape(-1, 5)
    return Scan(
        n_sentences=np.array(counts, np.uint32),
        tally=np.array(sorted((one, len(rows)) for one, rows in documents_of.items()), np.uint32).reshape(-1, 2),
        sentences=table[:, :3].astype(np.uint32),
        order_end=table[:, 3],
        ids_end=table[:, 4],
        order=np.array(order, np.uint32),
        ids=np.array(unique, np.uint32),
        mentions=np.array(mentions, np.uint32).reshape(-1, 5),
        quoted=np.array(quoted, np.bool_),
    )
