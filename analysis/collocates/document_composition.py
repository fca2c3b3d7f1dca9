"""Two slices given the same mix of sources, kinds and topics, so that only the collocates can differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..core.blas_threads import one_blas_thread
from ..counts.features import Features
from .collocate_counts import sentences_with, terms_compared

WORDS = 200  # the words of the rest of a document that its topic is read from, the most frequent first
TOPICS = 6  # directions at most in which the rests of documents are told apart
RELIABLE = 2.5  # standard errors by which both halves of a rest must correlate in a direction that is kept
LEAST_WORDS = 20  # of a rest that tells a topic; by simulation, rests of 12 words leave half of a shift unseen
WITH_REST = 0.5  # share of the collocates that must lie in documents with such a rest, or no topic is examined
LEAST_EFFECTIVE = 0.4  # of a slice's size that its weights must leave, or the slices have too little in common;
# with 0.4 of the documents whose topic is known, shifts were called a move in 8 of 100 where rests are two sentences


@dataclass(frozen=True, eq=False)
class RestOfDocuments:
    """What the sentences without the term hold, in two halves: (D, W) shares of words, and (D,) whether it is long enough."""

    halves: tuple[np.ndarray, np.ndarray]
    known: np.ndarray


def rest_of_documents(features: Features, term: str, documents: pl.DataFrame, nouns: int | None) -> RestOfDocuments:
    """The words of the sentences of ``documents`` (doc_id) that do not hold ``term``, divided at random into halves.

    Drawn without replacement, the halves of words that come independently are independent. The order is that of
    documents and words, not of sentences: those are numbered otherwise where they are published.
    """
    numbered = documents.select("doc_id").with_columns(d=pl.int_range(pl.len(), dtype=pl.UInt32)).lazy()
    found = (
        features.sentences.select("doc_id", "sentence", term_id="terms")
        .join(numbered, on="doc_id")
        .join(sentences_with(features, term), on=["doc_id", "sentence"], how="anti")
        .explode("term_id")
        .join(terms_compared(features, term, nouns).lazy().select("term_id", "term"), on="term_id")
        .select("d", "term")
        .sort("d", "term")
        .collect()
    )
    drawn = np.random.default_rng(0).random(found.height)
    halves = pl.col("drawn").rank("ordinal").over("d") % 2
    found = found.with_columns(drawn=drawn).with_columns(half=halves)
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
    """Slices with the same mix, and of what."""

    counts: np.ndarray  # (D, V): sums over a slice are its standardised counts, scatter is what they are uncertain by
    weights: np.ndarray  # (D,), 0 for documents of neither slice
    examined: str  # "source, kind, topic" or fewer of them, or ""


def same_composition(
    counts: np.ndarray, documents: pl.DataFrame, rest: RestOfDocuments | None, is_one: np.ndarray, is_other: np.ndarray
) -> Composition:
    """Counts of which both slices have the mix of sources, kinds and topics that they have together.

    ``w_i = 1 + λ·(z_i - t)`` in each slice, with λ such that ``Σ n_i w_i (x_i - t) = 0``: linear calibration (Deville &
    Särndal 1992) with ``n_i`` collocates and the target ``t`` of both slices. The topics are the directions in which the
    rests of documents differ *within* a slice.
    A rest of few words tells its topic with an error, and weights made from it would undo only part of a shift; so ``z``
    is read from one half and ``x`` from the other, whose errors are independent (an instrument), and both ways averaged.

    A calibrated sum is as uncertain as its residuals ``w_i (c_i - n_i B (x_i - t))`` say, ``B`` being what collocates
    gain with ``x``; they add up to the same sum. Of rests of few words they scatter more than the counts themselves.

    Parameters
    ----------
    counts : array, shape (D, V)
        Collocates of each document.
    documents : DataFrame(source, kind), of height D
    rest : RestOfDocuments or None
        None where only sources and kinds are known.
    is_one, is_other : bool arrays, shape (D,)
        Documents of either slice.
    """
    either = is_one | is_other
    tokens = counts.sum(1)
    place = documents.select(label=pl.concat_str(pl.col("source", "kind").fill_null(""), separator="|"))["label"]
    label = place.rank("dense").to_numpy().astype(np.int64) - 1
    use = either & (tokens > 0)
    told = use & (rest is not None and rest.known)
    by_topic = bool(tokens[told].sum() >= WITH_REST * tokens[use].sum())
    use = told if by_topic else use
    shared = np.intersect1d(label[use & is_one], label[use & is_other])
    use = use & np.isin(label, shared)
    nothing = Composition(counts * either[:, None], either.astype(float), "")
    if not len(shared):
        return same_composition(counts, documents, None, is_one, is_other) if by_topic else nothing
    strata = (label[:, None] == shared[None, 1:]).astype(float)
    examined = [name for name in ("source", "kind") if documents.filter(pl.Series(use))[name].n_unique() > 1]
    halves = (strata, strata)
    if by_topic and rest is not None:
        halves = tuple(np.hstack([strata, half]) for half in _topics(counts, rest, use, is_one, is_other))
        examined.append("topic")
    amount = np.where(use, tokens, 0).astype(float)
    target = amount @ ((halves[0] + halves[1]) / 2) / amount.sum()
    sides = [use & is_one, use & is_other]
    both = [_calibrated(counts, amount, z - target, x - target, sides) for z, x in (halves, halves[::-1])]
    weights, standardised = ((one + other) / 2 for one, other in zip(*both, strict=True))
    alike = either & np.isin(label, shared)
    for side in (alike & is_one, alike & is_other):
        n, own = (
            tokens[side],
            weights[side],
        )  # a document whose topic is not known has no weight, and makes its slice smaller
        # no more than: where no weights balance a slice they are 0, and so are both sides
        if (n @ own) ** 2 <= LEAST_EFFECTIVE * n.sum() * (n @ own**2):
            return same_composition(counts, documents, None, is_one, is_other) if by_topic else nothing
    return Composition(standardised, weights, ", ".join(examined))


def _calibrated(counts, amount, z, x, sides: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Weights made from ``z`` that balance ``x``, and weighted counts less what they owe to ``x``."""
    weights, own, gains = np.zeros(len(amount)), np.zeros((x.shape[1], x.shape[1])), 0.0
    for side in sides:
        n, c = amount[side], counts[side]
        slope = np.linalg.lstsq((x[side] * n[:, None]).T @ z[side], -(n @ x[side]), rcond=1e-8)[0]
        made = 1 + z[side] @ slope
        weights[side] = made * n.sum() / (n @ made) if n @ made > 0 else 0
        z_within, x_within = (value[side] - n @ value[side] / n.sum() for value in (z, x))
        own = own + (z_within * n[:, None]).T @ x_within
        gains = gains + z_within.T @ (c - np.outer(n, c.sum(0) / n.sum()))
    slopes = np.linalg.lstsq(own, gains, rcond=1e-8)[0]
    return weights, weights[:, None] * (counts - amount[:, None] * (x @ slopes))


def _topics(counts, rest: RestOfDocuments, told: np.ndarray, is_one, is_other) -> tuple[np.ndarray, np.ndarray]:
    """Scores of each document by one and the other half of its rest, in the directions that tell its topic.

    The directions are the left singular vectors of the covariance, within the slices, of the rest with the collocates
    and of one half of the rest with the other, as many as tell documents apart that they were not made from: each half
    of the documents judges those of the other. The first is always kept: half of the documents find it less surely than
    all do, and if it tells little the residuals scatter.
    """
    words = [_scaled(half, told) for half in rest.halves]
    sides = [side for side in (told & is_one, told & is_other) if side.any()]
    a, b, company = (_within(one, sides) for one in (*words, _scaled(counts, told)))
    parts = np.flatnonzero(told)[0::2], np.flatnonzero(told)[1::2]
    agreement = []
    for made, judged in (parts, parts[::-1]):
        directions = _directions(a[made], b[made], company[made])
        one, other = a[judged] @ directions, b[judged] @ directions
        size = np.sqrt((one**2).sum(0) * (other**2).sum(0))
        agreement.append(np.divide((one * other).sum(0), size, out=np.zeros(len(size)), where=size > 0))
    good = np.mean(agreement, axis=0) >= RELIABLE / np.sqrt(told.sum())
    chosen = _directions(a, b, company)[:, : max(1, int(np.argmin(np.append(good, False))))]
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


def _directions(one: np.ndarray, other: np.ndarray, company: np.ndarray) -> np.ndarray:
    """Of words, those along which rests vary with their collocates and each other, the strongest first; shape (W, K)."""
    from scipy.linalg import eigh

    both = np.hstack([(one + other).T @ company, one.T @ other + other.T @ one])
    words = len(both)
    with one_blas_thread():  # scipy's library among them
        return eigh(both @ both.T, subset_by_index=(max(words - TOPICS, 0), words - 1))[1][:, ::-1]
