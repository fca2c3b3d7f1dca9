"""Weights that give two slices the same mix of sources, kinds and topics, so that only the collocates can differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..counts.features import Features
from .collocate_counts import expansion_members, sentences_with

WORDS = 200  # the words of the rest of a document that its topic is read from, the most frequent first
TOPICS = 6  # directions at most in which the rests of documents are told apart
RELIABLE = 2.5  # standard errors by which both halves of a rest must correlate in a direction that is kept
LEAST_WORDS = 20  # of a rest that tells a topic; by simulation, rests of 12 words leave half of a shift unseen
WITH_REST = 0.5  # share of the collocates that must lie in documents with such a rest, or no topic is examined
LEAST_EFFECTIVE = 0.15  # of a slice's size that its weights must leave, or the slices have too little in common


@dataclass(frozen=True, eq=False)
class RestOfDocuments:
    """What the sentences without the term hold, in two halves: (D, W) shares of words, and (D,) whether it is long enough."""

    halves: tuple[np.ndarray, np.ndarray]
    known: np.ndarray


def rest_of_documents(features: Features, term: str, documents: pl.DataFrame) -> RestOfDocuments:
    """The words of the sentences of ``documents`` (doc_id) that do not hold ``term``, every second in another half."""
    own = sorted({term} | expansion_members(features, term))
    numbered = documents.select("doc_id").with_columns(d=pl.int_range(pl.len(), dtype=pl.UInt32)).lazy()
    names = features.vocabulary.filter(~pl.col("term").is_in(own)).select("term_id", "term")
    found = (
        features.sentences.select("doc_id", "sentence", term_id="terms")
        .join(numbered, on="doc_id")
        .join(sentences_with(features, term), on=["doc_id", "sentence"], how="anti")
        .explode("term_id")
        .join(names, on="term_id")
        .select("d", "sentence", "term")
        .sort("d", "sentence", "term")
        .with_columns(half=pl.int_range(pl.len()).over("d") % 2)
        .collect()
    )
    ranked = found.group_by("term").agg(n=pl.col("d").n_unique()).sort("n", "term", descending=[True, False])
    ranked = ranked.head(WORDS).with_columns(w=pl.int_range(pl.len(), dtype=pl.UInt32))
    cells = found.join(ranked, on="term").group_by("half", "d", "w").agg(n=pl.len())
    counts = np.zeros((2, documents.height, ranked.height))
    counts[tuple(cells[name].to_numpy() for name in ("half", "d", "w"))] = cells["n"].to_numpy()
    known = counts.sum((0, 2)) >= LEAST_WORDS
    total = counts.sum(2, keepdims=True)
    shares = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    return RestOfDocuments((shares[0], shares[1]), known)


@dataclass(frozen=True, eq=False)
class Composition:
    """Weights of documents, and for what they standardise."""

    weights: np.ndarray  # (D,), 0 for documents of neither slice
    examined: str  # "source, kind, topic" or fewer of them, or ""

    @property
    def topics(self) -> bool:
        """Whether topics were examined."""
        return "topic" in self.examined


def composition_weights(
    counts: np.ndarray, documents: pl.DataFrame, rest: RestOfDocuments, is_one: np.ndarray, is_other: np.ndarray
) -> Composition:
    """Weights under which both slices have the mix of sources, kinds and topics that they have together.

    ``w_i = 1 + λ·(z_i - t)`` in each slice, with λ such that ``Σ n_i w_i (x_i - t) = 0``: linear calibration (Deville &
    Särndal 1992) with ``n_i`` collocates and the target ``t`` of both slices. The topics are the directions in which the
    rests of documents differ *within* a slice: eigenvectors of the covariance of one half of the words with the other.
    A rest of few words tells its topic with an error, and weights made from it would undo only part of a shift; so ``z``
    is read from one half and ``x`` from the other, whose errors are independent (an instrument), and both ways averaged.

    Parameters
    ----------
    counts : array, shape (D, V)
        Collocates of each document.
    documents : DataFrame(source, kind), of height D
    rest : RestOfDocuments
    is_one, is_other : bool arrays, shape (D,)
        Documents of either slice.
    """
    either = is_one | is_other
    tokens = counts.sum(1)
    place = documents.select(label=pl.concat_str(pl.col("source", "kind").fill_null(""), separator="|"))["label"]
    label = place.rank("dense").to_numpy().astype(np.int64) - 1
    shared = np.intersect1d(label[is_one], label[is_other])
    use = either & np.isin(label, shared)
    weights = np.where(use, 1.0, 0.0)
    if not (use & is_one & (tokens > 0)).any() or not (use & is_other & (tokens > 0)).any():
        return Composition(either.astype(float), "")
    strata = (label[:, None] == shared[None, 1:]).astype(float)
    examined = [name for name in ("source", "kind") if documents.filter(pl.Series(use))[name].n_unique() > 1]
    told = use & rest.known
    topic = None
    if tokens[told].sum() >= WITH_REST * tokens[use].sum():
        topic = _topics(counts, rest, told, is_one, is_other)
        examined.append("topic")
        use = told
    first, second = (np.hstack([strata, half]) for half in topic) if topic is not None else (strata, strata)
    if not first.shape[1]:
        return Composition(np.where(use, 1.0, 0.0), ", ".join(examined))
    amount = np.where(use, tokens, 0).astype(float)
    target = amount @ ((first + second) / 2) / amount.sum()
    weights = np.zeros(len(tokens))
    for side in (use & is_one, use & is_other):
        n = amount[side]
        both = []
        for z, x in ((first, second), (second, first)):
            z, x = z[side] - target, x[side] - target
            slope = np.linalg.lstsq((x * n[:, None]).T @ z, -(n @ x), rcond=1e-8)[0]
            both.append(1 + z @ slope)
        own = sum(both) / 2
        if (n @ own) <= 0 or (n @ own) ** 2 < LEAST_EFFECTIVE * n.sum() * (n @ own**2):
            return Composition(either.astype(float), "")
        weights[side] = own * n.sum() / (n @ own)
    return Composition(weights, ", ".join(examined))


def _topics(counts, rest: RestOfDocuments, told: np.ndarray, is_one, is_other) -> tuple[np.ndarray, np.ndarray]:
    """Scores of each document by one and the other half of its rest, in the directions that tell its collocates.

    The directions are the left singular vectors of the covariance of rest and collocates within the slices, as many as
    tell documents apart that they were not made from: each half of the documents judges those of the other.
    """
    words = [_scaled(half, told) for half in rest.halves]
    sides = [side for side in (told & is_one, told & is_other) if side.any()]
    a, b, company = (_within(one, sides) for one in (*words, _scaled(counts, told)))
    parts = np.flatnonzero(told)[0::2], np.flatnonzero(told)[1::2]
    agreement = []
    for made, judged in (parts, parts[::-1]):
        directions = _directions((a + b)[made], company[made])
        one, other = a[judged] @ directions, b[judged] @ directions
        size = np.sqrt((one**2).sum(0) * (other**2).sum(0))
        agreement.append(np.divide((one * other).sum(0), size, out=np.zeros(len(size)), where=size > 0))
    good = np.mean(agreement, axis=0) >= RELIABLE / np.sqrt(told.sum())
    chosen = _directions(a + b, company)[:, : int(np.argmin(np.append(good, False)))]
    return words[0] @ chosen, words[1] @ chosen


def _scaled(values: np.ndarray, told: np.ndarray) -> np.ndarray:
    """Shares less their mean, in units of its root: what is frequent does not outweigh the rest; 0 where not known."""
    total = values.sum(1, keepdims=True)
    shares = np.divide(values, total, out=np.zeros(values.shape), where=total > 0)
    mean = shares[told].mean(0)
    scale = np.divide(1, np.sqrt(mean), out=np.zeros(len(mean)), where=mean > 0)
    return np.where(told[:, None], (shares - mean) * scale, 0.0)


def _within(values: np.ndarray, sides: list[np.ndarray]) -> np.ndarray:
    """Values less the mean of their slice, 0 outside the slices."""
    centred = np.zeros_like(values)
    for side in sides:
        centred[side] = values[side] - values[side].mean(0)
    return centred


def _directions(rest: np.ndarray, company: np.ndarray) -> np.ndarray:
    """Of words, those along which rest and collocates vary together, the strongest first; shape (W, at most TOPICS)."""
    both = rest.T @ company
    values, vectors = np.linalg.eigh(both @ both.T)
    return vectors[:, np.argsort(-values)[:TOPICS]]
