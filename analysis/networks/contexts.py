"""Which terms stand in which context: the sparse table behind every co-occurrence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..counts.features import Features
from ..counts.occurrences import distinct, document_numbers, number_table, numbered_ids, read_sentences, term_ids
from .pair_counts import FewCounts, PairCounts
from .pair_search import counted, near, set_aside
from .strata import strata_of
from .term_frequencies import frequencies

CONTEXTS = ("sentence", "paragraph", "document", "window")
MOST = 6_000  # terms: 18 million pairs, 40 bytes for each, 0.7 GB
CODE_BITS, UNIT_BITS = 13, 24  # of the number that stands for a term in a sentence or paragraph of a document
DOCUMENT_BITS = 63 - CODE_BITS - UNIT_BITS
_UNIT = {"sentence": "sentence", "window": "sentence", "paragraph": "paragraph"}


@dataclass(frozen=True, repr=False, eq=False)
class Incidence:
    """Terms by contexts, with the pairs that stand together.

    Attributes
    ----------
    terms : tuple of str, length T, sorted
    kinds : tuple of str, length T
    n_contexts : int
        All contexts of the documents, also those without a term.
    held : DataFrame(at, contexts, documents, months)
        In how many of each a term stands, for each term that occurs; ``at`` is its place in ``terms``.
    row, term : uint32, uint16 arrays
        A term in a context, sorted; ``row`` numbers the contexts that hold a term.
    stratum : array
        Of each context.
    counts : FewCounts or PairCounts
        The pairs seen together; see `pairs`.
    met : int64 array
        Pairs that stand together in each stratum.
    clusters : int
        Days that have a document (a document without a day is a cluster of its own).
    """

    terms: tuple[str, ...]
    kinds: tuple[str, ...]
    n_contexts: int
    held: pl.DataFrame
    row: np.ndarray
    term: np.ndarray
    stratum: np.ndarray
    counts: FewCounts | PairCounts
    met: np.ndarray
    clusters: int

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """a · b · f_ab · documents · months · squares · one_surface of each pair (a < b) seen together, sorted.

        ``squares`` is the sum over days of the squared count; ``one_surface`` are contexts set aside because one
        and the same surface named both terms.
        """
        return self.counts.table()

    def __repr__(self) -> str:
        return (
            f"<Incidence: {len(self.terms)} terms, {len(self.row)} cells, "
            f"{self.pairs.height} pairs seen in {self.n_contexts} contexts>"
        )


def check_context(features: Features, context: str, window: int) -> None:
    """Raise unless these features can be read by such a context."""
    if context not in CONTEXTS:
        raise StudyError(
            f"no context {context!r}; there are: {', '.join(CONTEXTS)}." + did_you_mean(str(context), CONTEXTS)
        )
    have = features.sentences.collect_schema()
    if context == "paragraph" and "paragraph" not in have:
        raise StudyError(
            "these features hold no paragraphs (the sentences table has no such column); "
            "use context='sentence' or 'document', or features built from texts of your own."
        )
    if context == "window":
        if "order" not in have:
            raise StudyError(
                "a window needs the order of words, which a published edition of features does not "
                "hold; use context='sentence', or features built from texts of your own."
            )
        if not isinstance(window, int) or window < 1:
            raise StudyError(f"window={window!r}; give a whole number of words, 1 or more, to either side.")


def _unit(context: str) -> pl.Expr:
    """The number of the sentence or paragraph, as ``unit``; 0 where the document is the context.

    Mentions whose sentence is not in the sentences table lie in no known paragraph: they share one, the last.
    """
    unit = pl.lit(0) if context == "document" else pl.col(_UNIT[context])
    return unit.cast(pl.UInt32).fill_null((1 << UNIT_BITS) - 1).alias("unit")


def _surfaces(features, terms, places, context) -> pl.DataFrame:
    """document · unit · code · variant: the surfaces of slogans and members, each once in each context."""
    found = features.mentions.select("doc_id", "sentence", "term", "variant").collect()
    term = found["term"].cast(pl.Enum(terms["term"]), strict=False).to_physical()
    found = found.with_columns(document_numbers(found["doc_id"], places), terms["code"].gather(term)).drop_nulls(
        ["document", "code"]
    )
    if context == "paragraph":
        where = features.sentences.select("doc_id", "sentence", "paragraph").collect()
        found = found.join(where, on=["doc_id", "sentence"], how="left")
    return found.select("document", _unit(context), "code", "variant").unique()


def _words(features, number, places, context) -> np.ndarray:
    """The cells of the words in the sentences table: context and code as one number."""
    held = read_sentences(features, ("doc_id", "terms", *([] if context == "document" else [_UNIT[context]])))
    held = held.with_columns(_unit(context), document_numbers(held["doc_id"], places))
    asked = np.flatnonzero(held["document"].is_not_null() & (held["terms"].list.len() > 0).fill_null(False))
    if len(asked) and asked[-1] - asked[0] + 1 == len(asked):  # files lie in order of time: no need to copy their ids
        held = held.slice(asked[0], len(asked))
    else:
        held = held[asked]
    owner, code = numbered_ids(held["terms"], _context(held) << CODE_BITS, number)
    return np.bitwise_or(owner, code, out=owner)


def _context(frame: pl.DataFrame) -> np.ndarray:
    """A context as one number, of document and unit: sorted, it is in order of time."""
    return (frame["document"].to_numpy().astype(np.int64) << UNIT_BITS) + frame["unit"].to_numpy()


def _divided(cells: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The contexts, and of each cell the number of its context and its term; sorted.

    Takes the list apart: cells are the one thing that grows with a corpus, and no copy of them lies about.
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


def incidence(
    features: Features,
    terms: dict[str, str],
    documents: pl.DataFrame,
    *,
    context: str = "sentence",
    window: int = 5,
    strata: tuple[str, ...] = ("year", "source"),
) -> Incidence:
    """Read the contexts of ``documents`` that hold one of ``terms`` (label to kind).

    A pair counts once a context. Where one surface names two terms (六稳六保 names 六稳 and 六保) and
    nothing else in the context does, the two are present but not *together*: the pair is set aside.
    """
    check_context(features, context, window)
    if len(terms) > MOST:
        raise StudyError(
            f"{len(terms)} terms make {len(terms) * (len(terms) - 1) // 2} pairs; ask for at most {MOST} terms "
            "(terms='all' with most=1000 keeps the terms of most documents)."
        )
    if documents.height >> DOCUMENT_BITS:
        raise StudyError(
            f"{documents.height} documents are more than one question can hold ({1 << DOCUMENT_BITS}); "
            "ask for fewer years at a time with start and end."
        )
    labels = tuple(sorted(terms))
    kinds = tuple(terms[label] for label in labels)
    places = strata_of(documents, strata)
    code = pl.DataFrame({"term": labels, "kind": kinds}, schema={"term": pl.String, "kind": pl.String}).with_columns(
        code=pl.int_range(pl.len(), dtype=pl.UInt32)
    )
    named = code.filter(pl.col("kind") != "word")
    spot = places.select("doc_id", "document")
    ids = term_ids(features).join(code, on="term").filter(pl.col("kind") == pl.col("kind_right"))
    words = ids.filter(pl.col("kind") == "word")
    word = number_table(words["term_id"], words["code"])
    surfaces, cells = [], []
    for part in features.parts():
        found = _surfaces(part, named, spot, context)
        surfaces.append(found)
        own = [_context(found) << CODE_BITS | found["code"].to_numpy()]
        own += [_words(part, word, spot, context)] if words.height else []
        cells.append(distinct(np.concatenate(own)))
    surfaces = pl.concat(surfaces)
    contexts, row, term = _divided(cells)
    document = (contexts >> UNIT_BITS).astype(np.uint32)
    aside = set_aside(surfaces, _context(surfaces), contexts)
    windows = None
    if context == "window":
        unit = (contexts & ((1 << UNIT_BITS) - 1)).astype(np.uint32)
        rows = pl.DataFrame({"document": document, "unit": unit}).with_row_index("row")
        windows = near(features, ids, spot.lazy(), rows, window)
    # documents are numbered as they lie in ``places``: what is known of them is picked by that number
    place = {name: places[name].to_numpy() for name in places.columns[1:]}
    counts, met = counted(row, term, document.view(np.int32), place, windows, aside, len(labels))
    held = frequencies(term, document[row], place["month"], len(labels))
    if context == "document":
        total = documents.height
    elif context == "paragraph":
        total = (
            features.sentences.join(spot.lazy(), on="doc_id")
            .select(pl.struct("document", "paragraph").n_unique())
            .collect()
            .item()
        )
    else:
        total = int(documents["n_sentences"].cast(pl.Int64).sum() or 0)
    stratum = place["stratum"][document]
    return Incidence(labels, kinds, total, held, row, term, stratum, counts, met, places["cluster"].n_unique())
