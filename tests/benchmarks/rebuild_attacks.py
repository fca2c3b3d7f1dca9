"""What an attacker makes of a published folder: guesses at the sentences of each document.

A guess is a list of words in order. Guesses belong to a *pool*: a document, or all documents of a cell of words (a day, apart by
what ``features.json`` names), since from words by cell nobody can tell whose a sentence is; each guess counts for every document
of its pool.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from analysis.core.sealed_json import parsed
from analysis.counts.manifest import names_of

from .rebuild_cut import FIRST, Guess
from .rebuild_model import Model

TABLES = ("documents", "mentions", "sentences", "words", "collocates", "litany")
CELL = ("date", "date_precision", "source", "kind", "duplicate")  # of collocates and litany; words may tell fewer apart
REUSED = 2.0  # what a word loses each time that it stands in an earlier guess at the same bag
IN_TITLE = 2.0  # what a word gains that stands in the document's title
NEAR, LONGEST = 40, 30  # followers of a word that are tried in a large bag; words of a guess from it
NARROW = 4  # a large bag is searched by a beam so many times narrower
CELL_GUESSES, TITLE_GUESSES, SLOGAN_GUESSES = 40, 3, 3


class Published:
    """The tables of a published folder, as frames; those that an edition lacks are None."""

    def __init__(self, folder: str | Path):
        manifest = parsed((Path(folder) / "features.json").read_bytes())
        named = sorted(name for name in names_of(manifest) if name.endswith(".parquet"))
        for table in (*TABLES, "vocabulary"):
            files = [Path(folder) / name for name in named if name.startswith((f"{table}/", f"{table}-", f"{table}."))]
            frame = pl.concat([pl.read_parquet(file) for file in files], how="diagonal_relaxed") if files else None
            setattr(self, table, frame)
        self.vocabulary = self.vocabulary.sort("term_id")
        self.documents = self.documents.with_columns(duplicate=pl.col("duplicate_of").is_not_null())
        self.every = manifest.get("words", {}).get("every", "1d")
        self.cell = [name for name in CELL if self.words is not None and name in self.words.columns]
        ids = self.vocabulary["term_id"].to_numpy()
        self.number = np.zeros(int(ids.max()) + 1, np.int64)  # of a term_id, in the model
        self.number[ids] = np.arange(FIRST, FIRST + len(ids))
        kinds = self.vocabulary.select("term", "kind").rows()
        self.label = {term: k for k, (term, kind) in enumerate(kinds, FIRST) if kind != "word"}

    def cells(self) -> pl.DataFrame:
        """doc_id and the cell of words of each document."""
        return self.documents.select("doc_id", *self.cell).with_columns(pl.col("date").dt.truncate(self.every))

    @property
    def level(self) -> str:
        """``sets`` where words stand sentence by sentence, else ``counts``."""
        return "sets" if self.words is None else "counts"

    def labels_by_sentence(self, held: set[str]) -> Iterator[tuple[str, dict[int, str]]]:
        """Of each sentence with slogans or members, title left out: its document, their numbers and wordings."""
        mine = self.mentions.filter(pl.col("doc_id").is_in(list(held)), pl.col("sentence") > 0)
        rows = mine.group_by("doc_id", "sentence").agg("term", "variant").sort("doc_id", "sentence")
        for doc_id, terms, variants in rows.select("doc_id", "term", "variant").rows():
            yield doc_id, {self.label[term]: variant or term for term, variant in sorted(zip(terms, variants))}


def guess_from_sets(model: Model, published: Published, held: set[str], beam: int = 80) -> list[Guess]:
    """One guess for each published set of a sentence."""
    rows = published.sentences.filter(pl.col("doc_id").is_in(list(held)), pl.col("sentence") > 0)
    guesses = []
    for doc_id, terms in rows.sort("doc_id", "sentence").select("doc_id", "terms").rows():
        words = published.number[terms]
        guesses.append(Guess(doc_id, tuple(model.order(words, beam=beam))))
    return guesses


def guess_from_slogans(model: Model, published: Published, held: set[str], beam: int = 80) -> list[Guess]:
    """One guess for each sentence from its slogans and members alone."""
    return [
        Guess(doc_id, tuple(model.order(list(labels), beam=beam)), labels)
        for doc_id, labels in published.labels_by_sentence(held)
    ]


def guess_from_counts(
    model: Model, published: Published, beside: Collocates, held: set[str], titles: dict[str, list[int]], beam: int = 80
) -> list[Guess]:
    """Guesses from words by cell, collocates, litany, mentions and titles together.

    ``titles`` gives the words of the title of *every* document: who has the titles can take them out of the counts.
    """
    documents = published.documents.filter(pl.col("doc_id").is_in(list(held))).sort("date", "doc_id")
    coarse = published.cells().filter(pl.col("doc_id").is_in(list(held)))
    told = published.words.join(coarse, on=published.cell, how="semi", nulls_equal=True)
    bags = {tuple(cell): published.number[terms] for *cell, terms in told.select(*published.cell, "terms").rows()}
    coarse = coarse.join(published.documents.select("doc_id", "n_sentences"), on="doc_id").sort("date", "doc_id")
    guesses = []
    for cell, mine in coarse.group_by(published.cell, maintain_order=True):
        ids = mine["doc_id"].to_list()
        labels = {label for _, found in published.labels_by_sentence(set(ids)) for label in found}
        bag = np.union1d(bags.get(cell, []), sorted(labels)).astype(np.int64)
        sentences = int(mine["n_sentences"].sum()) - len(ids)
        if sentences <= 2:  # a cell of a short text or two is all but the words of a sentence
            guesses += [Guess(("cell", *cell), chain) for chain in _chains(model, bag, 1, beam, must=np.ones(len(bag)))]
        guesses += [Guess(("cell", *cell), chain) for chain in _chains(model, bag, min(sentences, CELL_GUESSES), beam)]
        for doc_id in ids:
            titled = np.where(np.isin(bag, titles.get(doc_id, [])), IN_TITLE, 0.0)
            if titled.any():
                guesses += [Guess(doc_id, chain) for chain in _chains(model, bag, TITLE_GUESSES, beam, titled)]
    cell_of = {row[0]: row[1:] for row in coarse.select("doc_id", *published.cell).rows()}
    month_of = {row[0]: (row[1].replace(day=1), *row[2:]) for row in documents.select("doc_id", *CELL).rows()}
    for doc_id, labels in published.labels_by_sentence(held):
        day, month = set(bags.get(cell_of[doc_id], ())), month_of[doc_id]
        likely, certain = beside.words(list(labels), month)
        bag = np.array([*labels, *sorted((likely & day) - set(labels))], np.int64)
        must = np.isin(bag, [*labels, *(certain & day)])
        after = beside.order(list(labels), month, bag)
        for chain in _chains(model, bag, SLOGAN_GUESSES, beam, must=must, after=after):
            guesses.append(Guess(doc_id, chain, labels))
    return guesses


def _chains(model, bag, wanted, beam, bonus=None, must=None, after=None) -> Iterator[tuple[int, ...]]:
    """Chains of words of a bag, the words of earlier ones preferred less and less."""
    bonus = np.zeros(len(bag)) if bonus is None else bonus.copy()
    must = np.zeros(len(bag), np.bool_) if must is None else must.astype(bool)
    whole = bool(must.all())
    followers = model.followers(bag, must, len(bag) if whole else NEAR)
    longest, beam = max(LONGEST, must.sum()), beam if whole or len(bag) <= NEAR else beam // NARROW
    seen = set()
    for _ in range(wanted):
        chain = tuple(model.order(bag, must, bonus, after=after, beam=beam, longest=longest, followers=followers))
        if not chain or chain in seen:
            return
        seen.add(chain)
        yield chain
        bonus[np.isin(bag, chain)] -= REUSED


class Collocates:
    """The nouns beside slogans by month, source and kind, titles taken out, and in which order slogans follow each other."""

    def __init__(self, published: Published, titles: dict[str, list[int]]):
        month = pl.col("date").dt.truncate("1mo")
        table = published.collocates
        self.sentences: Counter = Counter()
        self.beside: dict[tuple, Counter] = {}
        for term, *cell, many, terms, counts in table.select("term_id", *CELL, "sentences", "terms", "counts").rows():
            key = (int(published.number[term]), *cell)
            self.sentences[key] += many
            self.beside.setdefault(key, Counter()).update(dict(zip(published.number[terms].tolist(), counts)))
        named = published.mentions.filter(pl.col("sentence") == 0).select("doc_id", "term").unique()
        named = named.join(published.documents.with_columns(month), on="doc_id")
        for doc_id, term, *cell in named.select("doc_id", "term", *CELL).rows():
            key = (published.label[term], *cell)
            if key in self.beside:
                self.sentences[key] -= 1
                self.beside[key].subtract(set(titles.get(doc_id, ())))
        self.tuples: dict[tuple, Counter] = defaultdict(Counter)
        for *cell, terms, many in published.litany.select(*CELL, "terms", "sentences").rows():
            self.tuples[tuple(cell)][tuple(published.number[terms].tolist())] += many

    def words(self, labels: list[int], month: tuple) -> tuple[set[int], set[int]]:
        """Words that may stand in a sentence with these slogans, and those that must: they stand in all sentences of one."""
        likely, certain = None, set()
        for label in labels:
            told = {word: many for word, many in self.beside.get((label, *month), {}).items() if many > 0}
            likely = set(told) if likely is None else likely & set(told)
            certain |= {word for word, many in told.items() if many >= self.sentences[label, *month]}
        return likely or set(), certain & (likely or set())

    def order(self, labels: list[int], month: tuple, bag: np.ndarray) -> np.ndarray:
        """For each word of the bag the place of the slogan that has to stand before it, or -1."""
        after = np.full(len(bag), -1)
        fitting = {told: many for told, many in self.tuples[month].items() if set(told) <= set(labels)}
        if fitting:
            told = min(fitting, key=lambda one: (-len(one), -fitting[one], one))
            places = [int(np.flatnonzero(bag == one)[0]) for one in told]
            after[places[1:]] = places[:-1]
        return after


def sentence_order(
    published: Published, beside: Collocates, held: set[str], truth: dict[tuple, int]
) -> tuple[int, int]:
    """Pairs of sentences of a document put in order by the month's tuples: how many right, of how many that differ.

    ``truth`` gives the number of the sentence of each (doc_id, set of labels) that stands once in its document.
    """
    before: dict[tuple, Counter] = defaultdict(Counter)
    for month, told in beside.tuples.items():
        for names, many in told.items():
            for i, a in enumerate(names):
                before[month].update(dict.fromkeys([(a, b) for b in names[i + 1 :]], many))
    cells = {
        row[0]: (row[1].replace(day=1), *row[2:])
        for row in published.documents.select("doc_id", *CELL).rows()
        if row[1]
    }
    by_document = defaultdict(list)
    for doc_id, labels in published.labels_by_sentence(held):
        if (doc_id, frozenset(labels)) in truth:
            by_document[doc_id].append(frozenset(labels))
    right = tried = 0
    for doc_id, sets in by_document.items():
        heard = before[cells[doc_id]]
        for i, one in enumerate(sets):
            for other in sets[i + 1 :]:
                pairs = [(a, b) for a in one - other for b in other - one]
                lean = sum(np.log1p(heard[a, b]) - np.log1p(heard[b, a]) for a, b in pairs)
                if lean:
                    tried += 1
                    right += (lean > 0) == (truth[doc_id, one] < truth[doc_id, other])
    return right, tried
