"""One pass over texts: sentences, mentions and words, as flat arrays of numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.sentences import BLANKS as BLANK_CLASS
from ..core.sentences import BREAKS, split
from ..lexicon.matching import find_spans
from .dictionary import Dictionary, is_han
from .match_rules import Rules

BLANKS = frozenset(re.findall(f"[{BLANK_CLASS}]", "".join(map(chr, range(0x10000)))))


@dataclass(frozen=True, repr=False)
class Scan:
    """What stands in a batch of documents.

    Attributes
    ----------
    n_sentences : uint32, shape (documents,)
    document, number, paragraph : uint32, shape (S,)
        Of each sentence that holds at least one counted id.
    order_end, ids_end : int64, shape (S,)
        Where a sentence ends in ``order`` and in ``ids``.
    order : uint32
        Of each word, as the text has them, its place among the ids of its sentence, from 1; 0 where it is not counted.
    ids : uint32
        Ids of each sentence, sorted, each once.
    hits : uint32, shape (H, 5)
        Document, sentence, start, end, surface of each mention.
    quoted : bool, shape (H,)
    tally : uint32, shape (V, 2)
        Each id that occurs, sorted, and in how many documents.
    """

    n_sentences: np.ndarray
    document: np.ndarray
    number: np.ndarray
    paragraph: np.ndarray
    order_end: np.ndarray
    ids_end: np.ndarray
    order: np.ndarray
    ids: np.ndarray
    hits: np.ndarray
    quoted: np.ndarray
    tally: np.ndarray


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


def scan_slowly(
    documents: Sequence[tuple[str, str]], rules: Rules, dictionary: Dictionary, cut: Callable[[str], list[str]]
) -> Scan:
    """The reference: the same arrays by the reference matcher and any segmenter, one text after the other.

    Parameters
    ----------
    documents : sequence of (title, text)
    cut : callable
        A text to its words, as jieba cuts it with HMM off; joined they are the text again.
    """
    kept, ids = dictionary.kept, rules.ids
    place = {surface: row for row, surface in enumerate(rules.surfaces)}
    spoken = [surface for surface, names in zip(rules.surfaces, rules.names) if names]
    silent = [surface for surface, names in zip(rules.surfaces, rules.names) if not names]
    counts, sentences, order, unique, hits, quoted = [], [], [], [], [], []
    held_by: dict[int, set[int]] = {}

    def look(row: int, text: str, spans: list[tuple[int, int]], first: int, lines: list[int]) -> None:
        held: list[list[int]] = [[] for _ in spans]
        at = 0  # the sentence that a place belongs to: the last one that has begun

        def sentence(start: int) -> int:
            nonlocal at
            while at + 1 < len(spans) and spans[at + 1][0] <= start:
                at += 1
            return at

        def words(start: int, end: int) -> None:
            for word in cut(text[start:end]):
                if is_han(word[0]) or (word[0].isascii() and word[0].isalnum()):
                    held[sentence(start)].append(kept.get(word, 0))
                start += len(word)

        done = 0
        for span in find_spans(text, spoken, silent):
            words(done, span.start)
            here, surface = sentence(span.start), place[span.surface]
            held[here].extend(ids[label] for label in rules.names[surface])
            hits.append((row, first + here, span.start, span.end, surface))
            quoted.append(span.quoted)
            done = span.end
        words(done, len(text))
        for here, sequence in enumerate(held):
            if any(sequence):
                each = sorted({*sequence} - {0})
                places = {0: 0} | {one: place for place, one in enumerate(each, 1)}
                order.extend(places[one] for one in sequence)
                unique.extend(each)
                for one in each:
                    held_by.setdefault(one, set()).add(row)
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
        np.array(counts, np.uint32),
        *(table[:, column].astype(np.uint32) for column in (0, 1, 2)),
        table[:, 3],
        table[:, 4],
        np.array(order, np.uint32),
        np.array(unique, np.uint32),
        np.array(hits, np.uint32).reshape(-1, 5),
        np.array(quoted, np.bool_),
        np.array(sorted((one, len(rows)) for one, rows in held_by.items()), np.uint32).reshape(-1, 2),
    )
