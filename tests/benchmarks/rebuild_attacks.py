"""What an attacker makes of a published folder: guesses at the sentences of each document.

A guess is a list of words in order. Guesses belong to a *pool*: a document, or all documents of a cell (day, kind, source,
duplicate), since from words by cell nobody can tell whose a sentence is; each guess counts for every document of its pool.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from .rebuild_model import FIRST, Model

CELL = ("date", "kind", "source", "duplicate")
REUSED = 2.0  # what a word loses each time that it stands in an earlier guess at the same bag
IN_TITLE = 2.0  # what a word gains that stands in the document's title
NEAR, LONGEST = 60, 40  # followers of a word that are tried in a large bag; words of a guess from it
CELL_GUESSES, TITLE_GUESSES, SLOGAN_GUESSES = 60, 4, 3


class Guess(NamedTuple):
    """The numbers of words in order, and the documents that they may stand in."""

    pool: object
    words: tuple[int, ...]


class Published:
    """The tables of a published folder, as frames; those that an edition lacks are None."""

    def __init__(self, folder: str | Path):
        for name in ("documents", "mentions", "sentences", "words", "company", "litany"):
            files = sorted({*Path(folder).glob(f"{name}/*.parquet"), *Path(folder).glob(f"{name}[-.]*parquet")})
            frame = pl.concat([pl.read_parquet(file) for file in files], how="diagonal_relaxed") if files else None
            setattr(self, name, frame)
        self.vocabulary = pl.read_parquet(sorted(Path(folder).glob("vocabulary*.parquet"))[-1]).sort("term_id")
        self.documents = self.documents.with_columns(
            duplicate=pl.col("duplicate_of").is_not_null(), month=pl.col("date").dt.truncate("1mo")
        )
        ids = self.vocabulary["term_id"].to_numpy()
        self.number = np.zeros(int(ids.max()) + 1, np.int64)  # of a term_id, in the model
        self.number[ids] = np.arange(FIRST, FIRST + len(ids))
        kinds = self.vocabulary.select("term", "kind").rows()
        self.label = {term: k for k, (term, kind) in enumerate(kinds, FIRST) if kind != "word"}

    @property
    def level(self) -> str:
        """``sets`` where words stand sentence by sentence, else ``counts``."""
        has_words = self.words is not None
        return "counts" if has_words else "sets"

    def labels_by_sentence(self, held: set[str]) -> Iterator[tuple[str, list[int]]]:
        """Of each sentence with slogans or members, title left out: its document and their numbers."""
        mine = self.mentions.filter(pl.col("doc_id").is_in(list(held)), pl.col("sentence") > 0)
        for doc_id, terms in mine.group_by("doc_id", "sentence").agg("term").sort("doc_id", "sentence")[:, [0, 2]].rows():
            yield doc_id, sorted({self.label[term] for term in terms})


def guess_from_sets(model: Model, published: Published, held: set[str], beam: int = 80) -> list[Guess]:
    """One guess for each published set of a sentence."""
    rows = published.sentences.filter(pl.col("doc_id").is_in(list(held)), pl.col("sentence") > 0)
    guesses = []
    for doc_id, terms in rows.sort("doc_id", "sentence").select("doc_id", "terms").rows():
        words = published.number[terms]
        guesses.append(Guess(doc_id, tuple(model.order(words, np.ones(len(words)), beam=beam))))
    return guesses


def guess_from_slogans(model: Model, published: Published, held: set[str], beam: int = 80) -> list[Guess]:
    """One guess for each sentence from its slogans and members alone."""
    return [
        Guess(doc_id, tuple(model.order(labels, np.ones(len(labels)), beam=beam)))
        for doc_id, labels in published.labels_by_sentence(held)
    ]


def guess_from_counts(
    model: Model, published: Published, held: set[str], titles: dict[str, list[int]], beam: int = 80
) -> list[Guess]:
    """Guesses from words by cell, company, litany, mentions and titles together."""
    documents = published.documents.filter(pl.col("doc_id").is_in(list(held)))
    cells = documents.select(CELL).unique(maintain_order=True)
    bags = defaultdict(list)
    told = _renamed(published.words).join(cells, on=[c for c in CELL if c in _renamed(published.words).columns], nulls_equal=True)
    for *cell, term in told.select(*CELL, "term_id").rows():
        bags[tuple(cell)].append(int(published.number[term]))
    guesses = []
    for cell, mine in documents.sort("doc_id").group_by(CELL, maintain_order=True):
        bag = np.unique(np.array(bags.get(cell, []), np.int64))
        ids = mine["doc_id"].to_list()
        labels = {label for doc_id, found in published.labels_by_sentence(set(ids)) for label in found}
        bag = np.union1d(bag, np.array(sorted(labels), np.int64))
        wanted = min(int(mine["n_sentences"].sum()), CELL_GUESSES)
        guesses += [Guess(("cell", *cell), chain) for chain in _chains(model, bag, wanted, beam)]
        for doc_id in ids:
            titled = np.where(np.isin(bag, titles.get(doc_id, [])), IN_TITLE, 0.0)
            if titled.any():
                guesses += [Guess(doc_id, chain) for chain in _chains(model, bag, TITLE_GUESSES, beam, titled)]
    company = Company(published)
    cell_of = {row[0]: row[1:] for row in documents.select("doc_id", *CELL).rows()}
    month_of = {row[0]: row[1:] for row in documents.select("doc_id", "month", "kind").rows()}
    for doc_id, labels in published.labels_by_sentence(held):
        day = set(bags.get(cell_of[doc_id], ()))
        likely, certain = company.beside(labels, *month_of[doc_id])
        bag = np.array(labels + sorted((likely & day) - set(labels)), np.int64)
        must = np.isin(bag, labels) | np.isin(bag, sorted(certain & day))
        after = company.order(labels, month_of[doc_id][0], bag)
        for chain in _chains(model, bag, SLOGAN_GUESSES, beam, must=must, after=after):
            guesses.append(Guess(doc_id, chain))
    return guesses


def _renamed(words: pl.DataFrame) -> pl.DataFrame:
    return words.rename({"day": "date"}) if "day" in words.columns else words


def _chains(model, bag, wanted, beam, bonus=None, must=None, after=None) -> Iterator[tuple[int, ...]]:
    """Chains of words of a bag, the words of earlier ones preferred less and less."""
    bonus = np.zeros(len(bag)) if bonus is None else bonus.copy()
    must = np.zeros(len(bag), np.bool_) if must is None else must
    seen = set()
    for _ in range(wanted):
        chain = tuple(model.order(bag, must, bonus, after=after, beam=beam, longest=max(LONGEST, must.sum()), near=NEAR))
        if not chain or chain in seen:
            return
        seen.add(chain)
        yield chain
        bonus[np.isin(bag, chain)] -= REUSED


class Company:
    """The words beside slogans by month and kind, and in which order slogans follow each other in a month."""

    def __init__(self, published: Published):
        self.words: dict[tuple, dict[int, int]] = defaultdict(dict)
        frame = published.company
        if frame is not None:
            slogan = next(name for name in ("slogan", "term", "label") if name in frame.columns)
            count = next(name for name in ("sentences", "contexts", "count", "n") if name in frame.columns)
            for name, month, kind, word, many in frame.select(slogan, "month", "kind", "term_id", count).rows():
                number = published.label[name] if isinstance(name, str) else int(published.number[name])
                self.words[number, month, kind][int(published.number[word])] = many
        placed = published.mentions.filter(pl.col("sentence") > 0).select("doc_id", "sentence", "term").unique()
        placed = placed.join(published.documents.select("doc_id", "month", "kind"), on="doc_id")
        self.sentences = Counter(
            (published.label[term], month, kind) for term, month, kind in placed.select("term", "month", "kind").rows()
        )
        self.tuples: dict[object, Counter] = defaultdict(Counter)
        if published.litany is not None:
            terms = next(name for name in ("terms", "tuple", "litany") if name in published.litany.columns)
            count = next(name for name in ("sentences", "documents", "count", "n") if name in published.litany.columns)
            for month, names, many in published.litany.select("month", terms, count).rows():
                told = tuple(published.label[n] if isinstance(n, str) else int(published.number[n]) for n in names)
                self.tuples[month][told] += many

    def beside(self, labels: list[int], month, kind) -> tuple[set[int], set[int]]:
        """Words that may stand in a sentence with these slogans, and those that must: they are in all sentences of one."""
        likely, certain = None, set()
        for label in labels:
            told = self.words.get((label, month, kind))
            if told is None:
                continue
            likely = set(told) if likely is None else likely & set(told)
            certain |= {word for word, many in told.items() if many >= self.sentences[label, month, kind]}
        return likely or set(), certain & (likely or set())

    def order(self, labels: list[int], month, bag: np.ndarray) -> np.ndarray:
        """For each word of the bag the place of the slogan that has to stand before it, or -1."""
        after = np.full(len(bag), -1)
        fitting = {told: many for told, many in self.tuples[month].items() if set(labels) == set(told)}
        if fitting:
            told = list(dict.fromkeys(min(fitting, key=lambda one: (-fitting[one], one))))
            places = [int(np.flatnonzero(bag == one)[0]) for one in told]
            after[places[1:]] = places[:-1]
        return after


def sentence_order(published: Published, held: set[str], truth: dict[tuple, int]) -> tuple[int, int]:
    """Pairs of sentences of a document put in order by the month's tuples: how many right, of how many that differ.

    ``truth`` gives the number of the sentence of each (doc_id, set of labels) that stands once in its document.
    """
    before: dict[object, Counter] = defaultdict(Counter)
    for month, told in Company(published).tuples.items():
        for names, many in told.items():
            before[month].update({(a, b): many for i, a in enumerate(names) for b in names[i + 1 :]})
    months = dict(published.documents.select("doc_id", "month").rows())
    by_document = defaultdict(list)
    for doc_id, labels in published.labels_by_sentence(held):
        if (doc_id, frozenset(labels)) in truth:
            by_document[doc_id].append(frozenset(labels))
    right = tried = 0
    for doc_id, sets in by_document.items():
        heard = before[months[doc_id]]
        for i, one in enumerate(sets):
            for other in sets[i + 1 :]:
                pairs = [(a, b) for a in one - other for b in other - one]
                lean = sum(np.log1p(heard[a, b]) - np.log1p(heard[b, a]) for a, b in pairs)
                if lean:
                    tried += 1
                    right += (lean > 0) == (truth[doc_id, one] < truth[doc_id, other])
    return right, tried
