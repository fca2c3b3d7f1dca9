"""Whole corpora with planted truth: documents, sentences, pairs that attract, company that drifts, reprints."""

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

FIRST_SLOGAN = 1_000_000  # words below, slogans from here, as in features built from texts
FILLERS = ("会议由当地负责同志主持", "记者在现场看到了这一变化", "有关部门介绍了下一步安排", "当天的活动持续了两个小时")


@dataclass(frozen=True)
class Pair:
    """Two planted terms that attract: this ``share`` of the mentions of ``b`` stands in a sentence that holds ``a``."""

    a: str
    b: str
    share: float


@dataclass(frozen=True)
class Company:
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
        lengths = {len(self.words), len(self.before), len(self.after or self.before)}
        if len(lengths) > 1:
            raise StudyError(f"the company of {self.term} has {len(self.words)} words, but weights for another number.")


@dataclass(frozen=True, repr=False, eq=False)
class Simulated:
    """A made-up corpus, and what was planted in it.

    Attributes
    ----------
    features : Features
    counts : DayCounts
        As planted, before pairs are moved together and reprints are added.
    parameters : mapping
    """

    features: Features
    counts: DayCounts
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        p = self.parameters
        return (
            f"<Simulated: {len(self.counts.terms)} terms, {int(self.counts.documents.sum())} documents, "
            f"{len(p['pairs'])} pairs, richness {p['richness']}, reprints {p['reprints']}, seed {p['seed']}>"
        )


def compose(
    counts: DayCounts,
    *,
    pairs: Sequence[Pair] = (),
    companies: Sequence[Company] = (),
    richness: float = 0.0,
    reprints: float = 0.0,
    sentences: int = 12,
    seed: int = 0,
) -> Simulated:
    """Give counts by day their documents and sentences.

    Parameters
    ----------
    counts : DayCounts
        From `simulate_counts`.
    richness : float
        Spread (standard deviation of the logarithm) of how readily a document takes terms: 0 for equal documents;
        at 1 the richest twentieth takes five times the median.
    reprints : float
        Share of documents that are printed again within ten days, as near-duplicates.
    sentences : int
        Sentences a document has on average, at least 3.
    """
    random = np.random.default_rng(seed)
    documents = _documents(counts, sentences, random)
    weight = richness * random.standard_normal(len(documents))
    day = np.repeat(np.arange(len(counts.days)), counts.documents)
    length = documents["n_sentences"].to_numpy().astype(np.int64)
    month = documents["date"].dt.strftime("%Y-%m").to_numpy()
    place: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for t, term in enumerate(counts.terms):
        # Gumbel's trick: the h largest of weight + noise are a draw of h documents in proportion to e^weight
        order = np.lexsort((-(weight + random.gumbel(size=len(day))), day))
        rank = np.empty(len(day), np.int64)
        rank[order] = np.arange(len(day)) - np.repeat(np.cumsum(counts.documents) - counts.documents, counts.documents)
        held = np.flatnonzero(rank < counts.hits[t][day])
        place[term] = (held, 1 + np.floor(random.random(len(held)) * length[held]).astype(np.int64))
    for pair in pairs:
        place[pair.b] = _together(place, pair, month, random)
    rows = [(doc, sentence, FIRST_SLOGAN + t) for t, term in enumerate(counts.terms) for doc, sentence in [place[term]]]
    words = sorted({word for company in companies for word in company.words})
    for company in companies:
        rows += _company(company, place, month, words, random)
    held = (
        pl.DataFrame(
            {
                "doc": np.concatenate([doc for doc, _, _ in rows]) if rows else np.zeros(0, np.int64),
                "sentence": np.concatenate([s for _, s, _ in rows]) if rows else np.zeros(0, np.int64),
                "id": np.concatenate([np.broadcast_to(i, len(doc)) for doc, _, i in rows])
                if rows
                else np.zeros(0, np.int64),
            }
        )
        .unique()
        .sort("doc", "sentence", "id")
    )
    names = dict(enumerate(words)) | {FIRST_SLOGAN + t: term for t, term in enumerate(counts.terms)}
    features = _features(documents, held, names, reprints, random)
    return Simulated(
        features,
        counts,
        {
            "pairs": tuple(pairs),
            "companies": tuple(companies),
            "richness": richness,
            "reprints": reprints,
            "sentences": sentences,
            "seed": seed,
        },
    )


def _documents(counts: DayCounts, sentences: int, random: np.random.Generator) -> pl.DataFrame:
    total = int(counts.documents.sum())
    long = 3 + random.poisson(max(sentences - 3, 0), total)
    number = np.arange(total) - np.repeat(np.cumsum(counts.documents) - counts.documents, counts.documents)
    days = counts.days.gather(np.repeat(np.arange(len(counts.days)), counts.documents))
    return (
        pl.DataFrame({"date": days, "number": number, "n_sentences": long})
        .select(
            doc_id=pl.format(
                "{}-{}", pl.col("date").dt.strftime("%Y%m%d"), pl.col("number").cast(pl.String).str.zfill(4)
            ),
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
        .cast(dict(schema.DOCUMENTS))
    )


def _together(place, pair: Pair, month: np.ndarray, random: np.random.Generator):
    """Move a share of b's mentions into sentences of a in the same month; where a has none, they stay."""
    for term in (pair.a, pair.b):
        if term not in place:
            raise StudyError(f"the pair {pair.a} and {pair.b} needs a course for {term}.")
    (doc_a, sentence_a), (doc_b, sentence_b) = place[pair.a], place[pair.b]
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


def _company(company: Company, place, month: np.ndarray, words: list[str], random: np.random.Generator) -> list:
    if company.term not in place:
        raise StudyError(f"the company of {company.term} needs a course for it.")
    doc, sentence = place[company.term]
    before, after = (np.array(w, float) / sum(w) for w in (company.before, company.after or company.before))
    late = (month[doc] >= company.month) if company.month else np.zeros(len(doc), bool)
    drawn = np.where(
        late[:, None],
        random.choice(len(before), (len(doc), company.size), p=after),
        random.choice(len(before), (len(doc), company.size), p=before),
    )
    ids = np.array([words.index(word) for word in company.words])
    return [(doc, sentence, ids[drawn[:, k]]) for k in range(company.size)]


def _features(documents, held: pl.DataFrame, names: dict[int, str], reprints: float, random) -> Features:
    ids = documents["doc_id"]
    copied = np.flatnonzero(random.random(len(ids)) < reprints)
    later = 1 + np.floor(random.random(len(copied)) * 10).astype(np.int64)
    copies = documents[copied].with_columns(
        duplicate_of="doc_id", doc_id=pl.col("doc_id") + "-r", date=pl.col("date") + pl.duration(days=pl.Series(later))
    )
    of_copy = held.join(pl.DataFrame({"doc": copied}), on="doc", how="semi").with_columns(
        doc_id=ids.gather(held.join(pl.DataFrame({"doc": copied}), on="doc", how="semi")["doc"]) + "-r"
    )
    kept = pl.concat([held.with_columns(doc_id=ids.gather(held["doc"])), of_copy]).sort("doc_id", "sentence", "id")
    term = pl.DataFrame({"id": list(names), "term": list(names.values())}, schema={"id": pl.Int64, "term": pl.String})
    mentions = (
        kept.filter(pl.col("id") >= FIRST_SLOGAN)
        .join(term, on="id")
        .select(
            "doc_id",
            "sentence",
            start=pl.lit(None),
            end=pl.lit(None),
            term="term",
            sense=pl.lit(None),
            variant="term",
            quoted=pl.lit(False),
        )
        .cast(dict(schema.MENTIONS))
        .sort("doc_id", "sentence", "term")
    )
    rows = (
        kept.group_by("doc_id", "sentence")
        .agg(terms=pl.col("id").unique().sort())
        .with_columns(paragraph=(pl.col("sentence") + 2) // 3)
        .cast({**schema.SENTENCES, "paragraph": pl.UInt32})
        .sort("doc_id", "sentence")
    )
    seen = kept.group_by("id").agg(documents=pl.col("doc_id").n_unique())
    vocabulary = (
        term.join(seen, on="id", how="left")
        .select(
            term_id="id",
            term="term",
            kind=pl.when(pl.col("id") >= FIRST_SLOGAN).then(pl.lit("slogan")).otherwise(pl.lit("word")),
            documents=pl.col("documents").fill_null(0),
        )
        .cast(dict(schema.VOCABULARY))
        .sort("term_id")
    )
    return Features.from_frames(
        pl.concat([documents, copies]).sort("doc_id"),
        mentions,
        rows,
        vocabulary,
        manifest={"schema": schema.VERSION, "edition": "simulated"},
    )


def composed_corpus(simulated: Simulated) -> Corpus:
    """The same corpus as texts: each kept sentence names its terms, the others are fillers without any.

    Slow beside the features; for trials from text to figure. Counting these texts with a lexicon of the planted
    terms gives the planted mentions again.
    """
    features = simulated.features
    vocabulary = features.vocabulary.select(pl.col("term_id").alias("terms"), "term").collect()
    named = (
        features.sentences.select("doc_id", "sentence", "terms")
        .collect()
        .explode("terms")
        .join(vocabulary, on="terms")
        .sort("doc_id", "sentence", "terms")
        .group_by("doc_id", "sentence", maintain_order=True)
        .agg(said=pl.col("term").str.join("、"))
    )
    documents = features.documents.collect().sort("doc_id")
    every = (
        documents.select("doc_id", sentence=pl.int_ranges(1, pl.col("n_sentences") + 1))
        .explode("sentence")
        .with_columns(pl.col("sentence").cast(pl.UInt32))
    )
    filler = pl.Series("filler", FILLERS)
    lines = (
        every.join(named, on=["doc_id", "sentence"], how="left")
        .sort("doc_id", "sentence")
        .with_columns(filler=filler.gather(every["sentence"].to_numpy().astype(np.int64) % len(FILLERS)))
    )
    line = pl.when(pl.col("said").is_null()).then(pl.col("filler")).otherwise(pl.format("各地谈到{}", "said")) + "。"
    texts = lines.with_columns(line=line).group_by("doc_id", maintain_order=True).agg(text=pl.col("line").str.join(""))
    sizes = texts.select("doc_id", n_chars=pl.col("text").str.len_chars())
    return Corpus(
        documents=documents.drop("n_chars")
        .join(sizes, on="doc_id")
        .select(*schema.DOCUMENTS)
        .cast(dict(schema.DOCUMENTS))
        .sort("doc_id"),
        texts=texts.sort("doc_id"),
    )
