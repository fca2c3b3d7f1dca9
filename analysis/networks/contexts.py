"""Which terms stand in which context: features to cells (a context, a term in it)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..counts import word_order
from ..counts.features import Features
from ..counts.occurrences import distinct, in_order, numbers, picked, sentences

CONTEXTS = ("sentence", "paragraph", "document", "window")
MAX_TERMS = 6_000  # 18 million pairs, 40 bytes for each, 0.7 GB
# A cell is one number: document, unit (sentence or paragraph of it) and code of the term, from the highest bits down.
CODE_BITS, UNIT_BITS = 13, 24
DOCUMENT_BITS = 63 - CODE_BITS - UNIT_BITS


@dataclass(frozen=True, repr=False, eq=False)
class Contexts:
    """The contexts that hold a term, numbered in order of time.

    Attributes
    ----------
    row, term : uint32, uint16 arrays, shape (cells,)
        A context and the code of a term in it, sorted.
    document : int32 array, shape (contexts,)
        The number of the document of each context; never falls.
    surfaces : DataFrame(row, code, variant)
        The surfaces that name slogans and members, each once in each context.
    windows : DataFrame(row, a, b) or None
        Pairs of codes (a < b) that stand near each other, sorted, where the context is a window.
    n_contexts : int
        All contexts of the documents, also those without a term.
    """

    row: np.ndarray
    term: np.ndarray
    document: np.ndarray
    surfaces: pl.DataFrame
    windows: pl.DataFrame | None
    n_contexts: int


def read_contexts(
    features: Features, terms: pl.DataFrame, documents: pl.DataFrame, *, context: str, window: int
) -> Contexts:
    """Read the contexts of ``documents`` that hold one of ``terms``.

    Parameters
    ----------
    terms : DataFrame(code, term, kind, term_id)
    documents : DataFrame(doc_id, document, n_sentences)
        Numbered in order of time.
    """
    _check(context, window, features.sentences.collect_schema(), terms.height, documents.height)
    named = terms.filter(pl.col("kind") != "word")
    words = terms.filter(pl.col("kind") == "word").drop_nulls("term_id")
    code_of_word = numbers(words["term_id"], words["code"])
    places = documents.select("doc_id", "document")
    surfaces, cells = [], []
    for part in features.parts():
        found = _surfaces(part.mentions, part.sentences, named, places, context)
        surfaces.append(found)
        own = [_number(found) << CODE_BITS | found["code"].to_numpy()]
        if words.height:
            held = sentences(part, ("doc_id", "terms", *([] if context == "document" else [_column(context)])))
            own.append(_word_cells(held, code_of_word, places, context))
        cells.append(distinct(np.concatenate(own)))
    surfaces = pl.concat(surfaces)
    numbers_of_contexts, row, term = _divided(cells)
    document = (numbers_of_contexts >> UNIT_BITS).astype(np.int32)
    windows = None
    if context == "window":
        unit = (numbers_of_contexts & ((1 << UNIT_BITS) - 1)).astype(np.uint32)
        rows = pl.DataFrame({"document": document, "unit": unit}).with_row_index("row")
        windows = _windows(features.sentences, terms.drop_nulls("term_id"), places, rows, window)
    if context == "document":
        total = documents.height
    elif context == "paragraph":
        held = features.sentences.join(places.lazy(), on="doc_id")
        total = held.select(pl.struct("document", "paragraph").n_unique()).collect().item()
    else:
        total = int(documents["n_sentences"].cast(pl.Int64).sum() or 0)
    surfaces = surfaces.select(
        pl.Series("row", np.searchsorted(numbers_of_contexts, _number(surfaces))), "code", "variant"
    )
    return Contexts(row, term, document, surfaces, windows, total)


def _check(context: str, window: int, columns: pl.Schema, terms: int, documents: int) -> None:
    """Raise unless features with these columns can be read by such a context, and so many terms and documents."""
    if context not in CONTEXTS:
        raise StudyError(
            f"no context {context!r}; there are: {', '.join(CONTEXTS)}." + did_you_mean(str(context), CONTEXTS)
        )
    if context == "paragraph" and "paragraph" not in columns:
        raise StudyError(
            "these features hold no paragraphs (the sentences table has no such column); "
            "use context='sentence' or 'document', or features built from texts of your own."
        )
    if context == "window":
        if "order" not in columns:
            raise StudyError(
                "a window needs the order of words, which a published edition of features does not "
                "hold; use context='sentence', or features built from texts of your own."
            )
        if not isinstance(window, int) or window < 1:
            raise StudyError(f"window={window!r}; give a whole number of words, 1 or more, to either side.")
    if terms > MAX_TERMS:
        raise StudyError(
            f"{terms} terms make {terms * (terms - 1) // 2} pairs; ask for at most {MAX_TERMS} terms "
            "(terms='all' with most=1000 keeps the terms of most documents)."
        )
    if documents >> DOCUMENT_BITS:
        raise StudyError(
            f"{documents} documents are more than one question can hold ({1 << DOCUMENT_BITS}); "
            "ask for fewer years at a time with start and end."
        )


def _column(context: str) -> str:
    return "paragraph" if context == "paragraph" else "sentence"


def _unit(context: str) -> pl.Expr:
    """The number of the sentence or paragraph, as ``unit``; 0 where the document is the context.

    Mentions whose sentence is not in the sentences table lie in no known paragraph: they share one, the last.
    """
    unit = pl.lit(0) if context == "document" else pl.col(_column(context))
    return unit.cast(pl.UInt32).fill_null((1 << UNIT_BITS) - 1).alias("unit")


def _number(frame: pl.DataFrame) -> np.ndarray:
    """A context as one number, of document and unit: sorted, it is in order of time."""
    return (frame["document"].to_numpy().astype(np.int64) << UNIT_BITS) + frame["unit"].to_numpy()


def _surfaces(mentions, sentences_table, named, places, context) -> pl.DataFrame:
    """document · unit · code · variant of the mentions of slogans and members, each once in each context."""
    found = mentions.select("doc_id", "sentence", "term", "variant").collect()
    term = found["term"].cast(pl.Enum(named["term"]), strict=False).to_physical()
    found = found.with_columns(in_order(found["doc_id"], places), named["code"].gather(term))
    found = found.drop_nulls(["document", "code"])
    if context == "paragraph":
        paragraphs = sentences_table.select("doc_id", "sentence", "paragraph").collect()
        found = found.join(paragraphs, on=["doc_id", "sentence"], how="left")
    return found.select("document", _unit(context), "code", "variant").unique()


def _word_cells(held: pl.DataFrame, code_of_word: np.ndarray, places: pl.DataFrame, context: str) -> np.ndarray:
    """The cells of the words in rows of the sentences table."""
    held = held.with_columns(_unit(context), in_order(held["doc_id"], places))
    asked = np.flatnonzero(held["document"].is_not_null() & (held["terms"].list.len() > 0).fill_null(False))
    if len(asked) and asked[-1] - asked[0] + 1 == len(asked):  # files lie in order of time: no need to copy their ids
        held = held.slice(asked[0], len(asked))
    else:
        held = held[asked]
    context_number, code = picked(held["terms"], _number(held) << CODE_BITS, code_of_word)
    return np.bitwise_or(context_number, code, out=context_number)


def _divided(cells: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The number of each context; and of each cell its row, which counts the contexts, and its code; sorted.

    Empties the list: cells are the one thing that grows with a corpus, and no copy of them stays.
    """
    cell = np.concatenate(cells)
    cells.clear()
    if (cell[1:] < cell[:-1]).any():  # the files do not lie in the order of their dates
        cell.sort()
    term = cell.astype(np.uint16)
    term &= (1 << CODE_BITS) - 1
    cell >>= CODE_BITS
    begins = np.ones(len(cell), np.bool_)
    np.not_equal(cell[1:], cell[:-1], out=begins[1:])
    contexts = cell[begins]
    del cell
    row = np.cumsum(begins, dtype=np.uint32)
    row -= 1
    return contexts, row, term


def _windows(sentences_table, terms, places, rows, window) -> pl.DataFrame:
    """row · a · b of terms at most ``window`` words apart in a sentence, each pair once a sentence, sorted."""
    held = sentences_table.join(places.lazy(), on="doc_id")
    held = held.select("document", "terms", "order", unit=pl.col("sentence")).collect()
    held = held.sort("document", "unit").with_row_index("at")
    place, term_id = word_order.read(held["terms"], held["order"])
    code = np.take(numbers(terms["term_id"], terms["code"]), term_id, mode="clip").astype(np.int64)
    found = [pl.DataFrame(schema={"at": pl.UInt32, "a": pl.UInt32, "b": pl.UInt32})]
    for step in range(1, window + 1):
        left, right = code[:-step], code[step:]
        hit = np.flatnonzero((place[step:] == place[:-step]) & (left >= 0) & (right >= 0) & (left != right))
        a, b = np.minimum(left[hit], right[hit]), np.maximum(left[hit], right[hit])
        found.append(pl.DataFrame({"at": place[hit], "a": a, "b": b}).cast(pl.UInt32))
    near = pl.concat(found).unique().join(held.select("at", "document", "unit"), on="at")
    return near.join(rows, on=["document", "unit"]).select("row", "a", "b").sort("row", "a", "b")
