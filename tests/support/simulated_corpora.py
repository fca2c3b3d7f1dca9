"""Whole corpora with planted truth: documents, sentences, pairs that attract, collocates that change, near-duplicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from analysis.core import schema
from analysis.core.errors import StudyError
from analysis.corpus.corpus import Corpus
from analysis.counts.day_counts import DayCounts
from analysis.counts.features import Features

FIRST_SLOGAN = 1_000_000  # words have numbers below, slogans from here on, as in features built from texts
FILLERS = ("会议由当地负责同志主持", "记者在现场看到了这一变化", "有关部门介绍了下一步安排", "当天的活动持续了两个小时")


@dataclass(frozen=True)
class PlantedPair:
    """Two terms that attract: this ``share`` of the mentions of ``b`` stands in a sentence that holds ``a``."""

    a: str
    b: str
    share: float


@dataclass(frozen=True)
class PlantedCollocates:
    """Words that stand around a planted term, and how their weights change from one month on.

    ``before`` and ``after`` are relative weights, one a word; ``size`` words join each mention.
    """

    term: str
    words: tuple[str, ...]
    before: tuple[float, ...]
    after: tuple[float, ...] = ()
    month: str = ""
    size: int = 4

    def __post_init__(self) -> None:
        if {len(self.before), len(self.after or self.before)} != {len(self.words)}:
            raise StudyError(f"{self.term} has {len(self.words)} collocates, but weights for another number.")


@dataclass(frozen=True, repr=False, eq=False)
class SimulatedCorpus:
    """A simulated corpus, and what was planted in it.

    Attributes
    ----------
    features : Features
    counts : DayCounts
        As planted, before pairs are moved together and near-duplicates are added.
    parameters : mapping
    """

    features: Features
    counts: DayCounts
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        p = self.parameters
        return (
            f"<SimulatedCorpus: {len(self.counts.terms)} terms, {int(self.counts.documents.sum())} documents, "
            f"{len(p['pairs'])} pairs, richness {p['richness']}, duplicates {p['duplicates']}, seed {p['seed']}>"
        )


def simulate_corpus(
    counts: DayCounts,
    *,
    pairs: Sequence[PlantedPair] = (),
    collocates: Sequence[PlantedCollocates] = (),
    richness: float = 0.0,
    duplicates: float = 0.0,
    sentences: int = 12,
    seed: int = 0,
) -> SimulatedCorpus:
    """Give counts by day their documents and sentences.

    Parameters
    ----------
    counts : DayCounts
        From `simulate_counts`.
    richness : float
        Spread (standard deviation of the logarithm) of how readily a document takes terms: 0 for equal documents;
        at 1 the richest twentieth takes five times the median.
    duplicates : float
        Share of documents that are printed again within ten days, as near-duplicates.
    sentences : int
        Sentences a document has on average, at least 3.
    """
    parameters = {
        "pairs": tuple(pairs), "collocates": tuple(collocates), "richness": richness, "duplicates": duplicates,
        "sentences": sentences, "seed": seed,
    }  # fmt: skip
    random = np.random.default_rng(seed)
    documents = _documents(counts, sentences, random)
    weight = richness * random.standard_normal(len(documents))
    day = np.repeat(np.arange(len(counts.days)), counts.documents)
    length = documents["n_sentences"].to_numpy().astype(np.int64)
    month = documents["date"].dt.strftime("%Y-%m").to_numpy()
    places: dict[str, tuple[np.ndarray, np.ndarray]] = {}  # term → document and sentence of each mention
    for t, term in enumerate(counts.terms):
        # Gumbel's trick: the h largest of weight + noise are a draw of h documents in proportion to e^weight
        order = np.lexsort((-(weight + random.gumbel(size=len(day))), day))
        rank = np.empty(len(day), np.int64)
        rank[order] = _numbers_within(counts.documents)
        chosen = np.flatnonzero(rank < counts.hits[t][day])
        places[term] = (chosen, 1 + np.floor(random.random(len(chosen)) * length[chosen]).astype(np.int64))
    for pair in pairs:
        places[pair.b] = _moved_together(places, pair, month, random)
    rows = [(np.zeros(0, np.int64),) * 3]  # document, sentence, number of the word or slogan
    rows += [(*places[term], np.full(len(places[term][0]), FIRST_SLOGAN + t)) for t, term in enumerate(counts.terms)]
    words = sorted({word for planted in collocates for word in planted.words})
    for planted in collocates:
        rows += _rows_of_collocates(planted, places, month, words, random)
    found = pl.DataFrame(dict(zip(("doc", "sentence", "id"), map(np.concatenate, zip(*rows)))))
    names = dict(enumerate(words)) | {FIRST_SLOGAN + t: term for t, term in enumerate(counts.terms)}
    features = _features(documents, found.unique().sort("doc", "sentence", "id"), names, duplicates, random)
    return SimulatedCorpus(features, counts, parameters)


def _numbers_within(sizes: np.ndarray) -> np.ndarray:
    """0, 1, 2 … within each group of these sizes."""
    return np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _documents(counts: DayCounts, sentences: int, random: np.random.Generator) -> pl.DataFrame:
    length = 3 + random.poisson(max(sentences - 3, 0), int(counts.documents.sum()))
    days = counts.days.gather(np.repeat(np.arange(len(counts.days)), counts.documents))
    frame = pl.DataFrame({"date": days, "number": _numbers_within(counts.documents), "n_sentences": length})
    number = pl.col("number").cast(pl.String).str.zfill(4)
    columns = frame.select(
        doc_id=pl.format("{}-{}", pl.col("date").dt.strftime("%Y%m%d"), number),
        date="date",
        date_precision=pl.lit("day"),
        title=pl.lit(""),
        source=pl.lit("simulated"),
        author=pl.lit(None, pl.String),
        kind=pl.lit("story"),
        n_chars=pl.col("n_sentences") * 35,
        n_sentences="n_sentences",
        duplicate_of=pl.lit(None, pl.String),
        sha256=pl.lit(""),
    )
    return columns.cast(dict(schema.DOCUMENTS))


def _moved_together(places, pair: PlantedPair, month: np.ndarray, random: np.random.Generator):
    """Move a share of b's mentions into sentences of a in the same month; where a has none, they stay."""
    for term in (pair.a, pair.b):
        if term not in places:
            raise StudyError(f"the pair {pair.a} and {pair.b} needs a course for {term}.")
    (doc_a, sentence_a), (doc_b, sentence_b) = places[pair.a], places[pair.b]
    of_a = month[doc_a]  # documents are in order of date, so a's months are sorted
    low, high = (np.searchsorted(of_a, month[doc_b], side=side) for side in ("left", "right"))
    moved = (random.random(len(doc_b)) < pair.share) & (high > low)
    chosen = low + np.floor(random.random(len(doc_b)) * (high - low)).astype(np.int64)
    chosen = np.minimum(chosen, max(len(doc_a) - 1, 0))
    if not len(doc_a):
        return doc_b, sentence_b
    doc = np.where(moved, doc_a[chosen], doc_b)
    sentence = np.where(moved, sentence_a[chosen], sentence_b)
    order = np.lexsort((sentence, doc))
    return doc[order], sentence[order]


def _rows_of_collocates(planted: PlantedCollocates, places, month: np.ndarray, words: list[str], random) -> list:
    if planted.term not in places:
        raise StudyError(f"the collocates of {planted.term} need a course for it.")
    doc, sentence = places[planted.term]
    before, after = (np.array(w, float) / sum(w) for w in (planted.before, planted.after or planted.before))
    late = (month[doc] >= planted.month) if planted.month else np.zeros(len(doc), bool)
    shape = (len(doc), planted.size)
    drawn_after, drawn_before = (random.choice(len(p), shape, p=p) for p in (after, before))
    drawn = np.where(late[:, None], drawn_after, drawn_before)
    ids = np.array([words.index(word) for word in planted.words])
    return [(doc, sentence, ids[drawn[:, k]]) for k in range(planted.size)]


def _features(documents, found: pl.DataFrame, names: dict[int, str], duplicates: float, random) -> Features:
    ids = documents["doc_id"]
    copied = np.flatnonzero(random.random(len(ids)) < duplicates)
    later = 1 + np.floor(random.random(len(copied)) * 10).astype(np.int64)
    copies = documents[copied].with_columns(
        duplicate_of="doc_id", doc_id=pl.col("doc_id") + "-r", date=pl.col("date") + pl.duration(days=pl.Series(later))
    )
    of_copies = found.join(pl.DataFrame({"doc": copied}), on="doc", how="semi")
    rows = pl.concat([
        found.with_columns(doc_id=ids.gather(found["doc"])),
        of_copies.with_columns(doc_id=ids.gather(of_copies["doc"]) + "-r"),
    ]).sort("doc_id", "sentence", "id")  # fmt: skip
    term = pl.DataFrame({"id": list(names), "term": list(names.values())}, schema={"id": pl.Int64, "term": pl.String})
    slogan = pl.col("id") >= FIRST_SLOGAN
    nothing = pl.lit(None)
    mentions = rows.filter(slogan).join(term, on="id").select(
        "doc_id", "sentence", start=nothing, end=nothing, term="term", sense=nothing, variant="term", quoted=pl.lit(False)
    )  # fmt: skip
    sentences = rows.group_by("doc_id", "sentence").agg(terms=pl.col("id").unique().sort())
    vocabulary = term.join(rows.group_by("id").agg(documents=pl.col("doc_id").n_unique()), on="id", how="left").select(
        term_id="id",
        term="term",
        kind=pl.when(slogan).then(pl.lit("slogan")).otherwise(pl.lit("word")),
        documents=pl.col("documents").fill_null(0),
    )
    return Features.from_frames(
        pl.concat([documents, copies]).sort("doc_id"),
        mentions.cast(dict(schema.MENTIONS)).sort("doc_id", "sentence", "term"),
        sentences.with_columns(paragraph=(pl.col("sentence") + 2) // 3)
        .cast({**schema.SENTENCES, "paragraph": pl.UInt32})
        .sort("doc_id", "sentence"),
        vocabulary.cast(dict(schema.VOCABULARY)).sort("term_id"),
        manifest={"schema": schema.VERSION, "edition": "simulated"},
    )


def corpus_of_texts(simulated: SimulatedCorpus) -> Corpus:
    """The same corpus as texts: each sentence with terms names them, the others are fillers without any.

    Slow beside the features; for trials from text to figure. Counting these texts with a lexicon of the planted
    terms gives the planted mentions again.
    """
    features = simulated.features
    vocabulary = features.vocabulary.select(pl.col("term_id").alias("terms"), "term").collect()
    rows = features.sentences.select("doc_id", "sentence", "terms").collect().explode("terms")
    named = (
        rows.join(vocabulary, on="terms")
        .sort("doc_id", "sentence", "terms")
        .group_by("doc_id", "sentence", maintain_order=True)
        .agg(named=pl.col("term").str.join("、"))
    )
    documents = features.documents.collect().sort("doc_id")
    numbers = pl.int_ranges(1, pl.col("n_sentences") + 1)
    every = documents.select("doc_id", sentence=numbers).explode("sentence").cast({"sentence": pl.UInt32})
    fillers = pl.Series(FILLERS).gather(every["sentence"].to_numpy().astype(np.int64) % len(FILLERS))
    lines = every.with_columns(filler=fillers).join(named, on=["doc_id", "sentence"], how="left")
    line = pl.coalesce(pl.format("各地谈到{}", "named"), "filler") + "。"
    texts = lines.sort("doc_id", "sentence").group_by("doc_id", maintain_order=True).agg(text=line.str.join(""))
    sizes = texts.select("doc_id", n_chars=pl.col("text").str.len_chars())
    counted = documents.drop("n_chars").join(sizes, on="doc_id").select(*schema.DOCUMENTS)
    return Corpus(documents=counted.cast(dict(schema.DOCUMENTS)).sort("doc_id"), texts=texts.sort("doc_id"))
