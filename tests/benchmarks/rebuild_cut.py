"""Texts cut into words as the study cuts them, so that the attacker's words are the published ones."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import polars as pl

from analysis.core.sentences import split
from analysis.lexicon.dictionary import Dictionary
from analysis.segment.match_rules import FIRST_LABEL, MatchRules
from analysis.segment.scan_kernel import scan

START, END, FIRST = 1, 2, 3  # numbers of the start and end of a sentence, and of the first word


class Guess(NamedTuple):
    """The documents that a guess is made for, numbers of words in order, and the wordings of slogans where known."""

    pool: object
    words: tuple[int, ...]
    wordings: dict[int, str] = {}  # never written to


class Cut(NamedTuple):
    """Sentences of texts, and their words with places; words are ids of the private edition."""

    text: list[str]  # of each sentence
    document: np.ndarray  # of each sentence, its row in the frame
    number: np.ndarray  # 0 is the title
    first: np.ndarray  # of each sentence its first word; one more at the end
    word: np.ndarray
    start: np.ndarray  # of each word, in its sentence
    end: np.ndarray


def cut(frame: pl.DataFrame, rules: MatchRules, batch: int = 4_000) -> Cut:
    """Cut ``title`` and ``text`` of a frame."""
    names = Dictionary.jieba().words
    many = [len(named) for named in rules.names]
    texts, where, first, words, starts, ends = [], [], [0], [], [], []
    for low in range(0, frame.height, batch):
        pages = frame.slice(low, batch).select(pl.col("title", "text").fill_null(""))
        found = scan(pages, rules)
        marks = defaultdict(list)
        for document, sentence, begin, stop, surface in found.mentions.tolist():
            marks[document, sentence] += [(begin, stop)] * many[surface]
        order, ids = found.order.tolist(), found.ids.tolist()
        at_order = at_ids = 0
        last, spans, page = -1, [], ("", "")
        rows = zip(found.sentences.tolist(), found.order_end.tolist(), found.ids_end.tolist())
        for (document, number, _), order_end, ids_end in rows:
            if document != last:
                last, page = document, pages.row(document)
                spans = [(0, len(page[0])), *split(page[1])]
            whole, (begin, stop) = page[number > 0], spans[number]
            place, mentions = begin, iter(marks.get((document, number), ()))
            for which in order[at_order:order_end]:
                if not which:
                    continue
                one = ids[at_ids + which - 1]
                if one >= FIRST_LABEL:
                    here, after = next(mentions, (place, place))
                else:
                    here = whole.find(names[one], place, stop)
                    here, after = (here, here + len(names[one])) if here >= 0 else (place, place)
                words.append(one)
                starts.append(max(here, place) - begin)
                place = max(after, place)
                ends.append(place - begin)
            texts.append(whole[begin:stop])
            where.append((low + document, number))
            first.append(len(words))
            at_order, at_ids = order_end, ids_end
    document, number = np.array(where, np.int64).reshape(-1, 2).T
    return Cut(texts, document, number, *(np.array(one, np.int32) for one in (first, words, starts, ends)))


def numbering(vocabulary: pl.DataFrame, rules: MatchRules) -> tuple[np.ndarray, list[str]]:
    """From ids of the private edition to numbers from `FIRST`, 0 where not published; and what the numbers stand for."""
    names = ["", "", "", *vocabulary["term"]]
    label = {
        term: k for k, (term, kind) in enumerate(vocabulary.select("term", "kind").rows(), FIRST) if kind != "word"
    }
    plain = {
        term: k for k, (term, kind) in enumerate(vocabulary.select("term", "kind").rows(), FIRST) if kind == "word"
    }
    numbers = np.zeros(FIRST_LABEL + len(rules.labels), np.int64)
    for k, word in enumerate(Dictionary.jieba().words):
        numbers[k] = plain.get(word, 0)
    for k, word in enumerate(rules.labels):
        numbers[FIRST_LABEL + k] = label.get(word, 0)
    return numbers, names
