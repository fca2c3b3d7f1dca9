"""Which terms stand in which context: features to cells (a context, a term in it)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..counts.editions import needs
from ..counts.features import Features
from ..counts.occurrences import distinct, document_numbers, number_table, numbered_ids, read_sentences
from ..counts.word_order import decode_order

CONTEXTS = ("sentence", "paragraph", "document", "window")
MAX_TERMS = 6_000  # 18 million pairs, 40 bytes for each, 0.7 GB
# A cell is one number: document, unit (sentence or paragraph of it) and code of the term, from the highest bits down.
CODE_BITS, UNIT_BITS = 13, 24
DOCUMENT_BITS = 63 - CODE_BITS - UNIT_BITS
LAST_UNIT = (1 << UNIT_BITS) - 1


class Contexts(NamedTuple):
    """The contexts that hold a term, numbered in order of time."""

    row: np.ndarray  # uint32, of each cell, sorted: a context
    term: np.ndarray  # uint16, of each cell: the code of a term in it; sorted within the context
    document: np.ndarray  # int32, of each context: the number of its document; never falls
    surfaces: pl.DataFrame  # row · code · variant of slogans and members, each once in each context
    windows: pl.DataFrame | None  # row · a · b, sorted: codes (a < b) that stand near each other, if that is asked
    n_contexts: int  # of the documents, also those without a term


def read_contexts(
    features: Features, terms: pl.DataFrame, documents: pl.DataFrame, *, context: str, window: int
) -> Contexts:
    """Contexts of ``documents`` (doc_id · document · n_sentences) with one of ``terms`` (code · term · kind · term_id)."""
    _check(features, context, window, terms, documents.height)
    column = {"document": None, "paragraph": "paragraph"}.get(context, "sentence")
    unit, places = _unit(column), documents.select("doc_id", "document")
    named, known = terms.filter(pl.col("kind") != "word"), terms.drop_nulls("term_id")
    words = known.filter(pl.col("kind") == "word")
    code_of_word = number_table(words["term_id"], words["code"])
    surfaces, cells = [], []
    for part in features.parts():
        paragraphs = part.sentences.select("doc_id", "sentence", "paragraph") if column == "paragraph" else None
        surfaces.append(_surfaces(part.mentions, paragraphs, named, places, unit))
        own = [_number(surfaces[-1]) << CODE_BITS | surfaces[-1]["code"].to_numpy()]
        if words.height:
            rows = read_sentences(part, ("doc_id", "terms", *([column] if column else [])))
            own.append(_word_cells(rows, code_of_word, places, unit))
        cells.append(distinct(np.concatenate(own)))
    surfaces = pl.concat(surfaces)
    number, row, term = _divided(cells)
    document = (number >> UNIT_BITS).astype(np.int32)
    windows, total = None, documents.height
    if context == "window":
        rows = pl.DataFrame({"document": document, "unit": (number & LAST_UNIT).astype(np.uint32)})
        windows = _windows(features.sentences, known, places, rows.with_row_index("row"), window)
    if column == "sentence":
        total = int(documents["n_sentences"].cast(pl.Int64).sum() or 0)
    elif column == "paragraph":
        total = _paragraphs(features, places.lazy())
    rows = pl.Series("row", np.searchsorted(number, _number(surfaces)))
    return Contexts(row, term, document, surfaces.select(rows, "code", "variant"), windows, total)


def _paragraphs(features: Features, places: pl.LazyFrame) -> int:
    """How many paragraphs of these documents hold a counted word; a published edition says it of each document."""
    if "n_paragraphs" in features.documents.collect_schema():
        own = features.documents.join(places, on="doc_id", how="semi").select(pl.col("n_paragraphs").cast(pl.Int64))
        return own.sum().collect().item()
    rows = features.sentences.join(places, on="doc_id")
    return rows.select(pl.struct("document", "paragraph").n_unique()).collect().item()


def _check(features: Features, context: str, window: int, terms: pl.DataFrame, documents: int) -> None:
    """Raise unless these features can be read by such a context, and so many terms and documents."""
    columns = features.sentences.collect_schema()
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
        needs(features, "order of words", "a window", instead="take context='sentence'")
        if "order" not in columns:
            raise StudyError(
                "a window needs the order of words, which these features in memory do not hold; use context='sentence'."
            )
        if not isinstance(window, int) or window < 1:
            raise StudyError(f"window={window!r}; give a whole number of words, 1 or more, to either side.")
    if "word" in terms["kind"]:
        needs(features, "words by sentence", "a network with words", instead="take slogans and members only")
    if terms.height > MAX_TERMS:
        raise StudyError(
            f"{terms.height} terms make {terms.height * (terms.height - 1) // 2} pairs; ask for at most {MAX_TERMS} terms "
            "(terms='all' with most=1000 keeps the terms of most documents)."
        )
    if documents >> DOCUMENT_BITS:
        raise StudyError(
            f"{documents} documents are more than one question can hold ({1 << DOCUMENT_BITS}); "
            "ask for fewer years at a time with start and end."
        )


def _unit(column: str | None) -> pl.Expr:
    """The number of the sentence or paragraph, as ``unit``; 0 where the document is the context.

    Mentions whose sentence is not in the sentences table lie in no known paragraph: they share one, the last.
    """
    unit = pl.col(column) if column else pl.lit(0)
    return unit.cast(pl.UInt32).fill_null(LAST_UNIT).alias("unit")


def _number(frame: pl.DataFrame) -> np.ndarray:
    """A context as one number, of document and unit: sorted, it is in order of time."""
    return (frame["document"].to_numpy().astype(np.int64) << UNIT_BITS) + frame["unit"].to_numpy()


def _surfaces(mentions, paragraphs, named, places, unit) -> pl.DataFrame:
    """document · unit · code · variant of the mentions of slogans and members, each once in each context."""
    found = mentions.select("doc_id", "sentence", "term", "variant").collect()
    term = found["term"].cast(pl.Enum(named["term"]), strict=False).to_physical()
    found = found.with_columns(document_numbers(found["doc_id"], places), named["code"].gather(term))
    found = found.drop_nulls(["document", "code"])
    if paragraphs is not None:
        found = found.join(paragraphs.collect(), on=["doc_id", "sentence"], how="left")
    return found.select("document", unit, "code", "variant").unique()


def _word_cells(rows: pl.DataFrame, code_of_word: np.ndarray, places: pl.DataFrame, unit: pl.Expr) -> np.ndarray:
    """The cells of the words in rows of the sentences table."""
    rows = rows.with_columns(unit, document_numbers(rows["doc_id"], places))
    asked = np.flatnonzero(rows["document"].is_not_null() & (rows["terms"].list.len() > 0).fill_null(False))
    if len(asked) and asked[-1] - asked[0] + 1 == len(asked):  # files lie in order of time: no need to copy their ids
        rows = rows.slice(asked[0], len(asked))
    else:
        rows = rows[asked]
    context_number, code = numbered_ids(rows["terms"], _number(rows) << CODE_BITS, code_of_word)
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
    found = sentences_table.join(places.lazy(), on="doc_id")
    found = found.select("document", "terms", "order", unit=pl.col("sentence")).collect()
    found = found.sort("document", "unit").with_row_index("at")
    place, term_id = decode_order(found["terms"], found["order"])
    code = np.take(number_table(terms["term_id"], terms["code"]), term_id, mode="clip").astype(np.int64)
    pairs = [pl.DataFrame(schema={"at": pl.UInt32, "a": pl.UInt32, "b": pl.UInt32})]
    for step in range(1, window + 1):
        left, right = code[:-step], code[step:]
        hit = np.flatnonzero((place[step:] == place[:-step]) & (left >= 0) & (right >= 0) & (left != right))
        a, b = np.minimum(left[hit], right[hit]), np.maximum(left[hit], right[hit])
        pairs.append(pl.DataFrame({"at": place[hit], "a": a, "b": b}).cast(pl.UInt32))
    near = pl.concat(pairs).unique().join(found.select("at", "document", "unit"), on="at")
    return near.join(rows, on=["document", "unit"]).select("row", "a", "b").sort("row", "a", "b")
