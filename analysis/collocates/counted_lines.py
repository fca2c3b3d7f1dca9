"""Uses that were counted as lines of their texts: left, match, right."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from ..core import sentences
from ..core.errors import StudyError
from ..corpus.corpus import Corpus
from ..lexicon.matching import SEPARATOR, bare, find_spans, folded

CONCORDANCE = {"doc_id": pl.String, "date": pl.Date, "sentence": pl.UInt32}
CONCORDANCE |= dict.fromkeys(("left", "match", "right", "term", "sense"), pl.String)
CONCORDANCE |= {"quoted": pl.Boolean, "start": pl.UInt32, "end": pl.UInt32}
OTHER_TEXTS = "these features were counted from other texts; give the corpus that they were built from."


def pages_of(corpus: Corpus, doc_ids: Iterable[str] | None = None) -> pl.DataFrame:
    """doc_id · date · title · text; of some documents, or all."""
    documents = corpus.documents.select("doc_id", "date", "title")
    if doc_ids is not None:
        documents = documents.filter(pl.col("doc_id").is_in(list(doc_ids)))
    return documents.join(corpus.texts, on="doc_id")


def lines_of(uses: pl.DataFrame, pages: pl.DataFrame, width: int) -> pl.DataFrame:
    """The lines (`CONCORDANCE`) of uses that were counted (`term_documents.USES`), a row a use; ``pages`` as of `pages_of`.

    Of a word, features know the sentence and no place: it is shown where its characters stand in it first.
    """
    placed = uses.filter(pl.col("start").is_not_null())
    lines = shown(placed, pages, width)
    check_texts(placed, lines)
    words = uses.filter(pl.col("start").is_null())
    if words.is_empty():
        return sorted_lines(lines)
    parts = (lines, shown(_in_sentences(words, pages), pages, width))
    return sorted_lines(pl.concat([one.select(*CONCORDANCE) for one in parts], how="vertical_relaxed"))


def _in_sentences(uses: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """Uses of words with the place of each: the first in its sentence, of a second use the second, and so on."""
    known = pages.join(uses.select("doc_id").unique(), on="doc_id", how="semi").select("doc_id", "title", "text")
    pages_by_id = {doc_id: page for doc_id, *page in known.iter_rows()}
    spans: dict[str, list[tuple[int, int]]] = {}
    found: dict[tuple[str, int, str], list[tuple[int, int]]] = {}
    starts, ends = [], []
    order = uses.sort("doc_id", "sentence", "term")
    for key in order.select("doc_id", "sentence", "term").iter_rows():
        doc_id, number, term = key
        if key not in found:
            title, text = (sentences.paired(part or "") for part in pages_by_id.get(doc_id, ("", "")))
            if doc_id not in spans:
                spans[doc_id] = [(0, len(title)), *sentences.split(text)]
            first, last = spans[doc_id][number] if number < len(spans[doc_id]) else (0, 0)
            line = (text if number else title)[first:last]
            spread = [one.span() for one in re.finditer(re.escape(term), line)]
            spread = spread or [(one.start, one.end) for one in find_spans(line, [bare(term)])]  # of another width
            found[key] = [(first + start, first + end) for start, end in spread]
            if not found[key]:
                raise StudyError(OTHER_TEXTS)
        start, end = found[key].pop(0) if len(found[key]) > 1 else found[key][0]
        starts.append(start)
        ends.append(end)
    return order.with_columns(pl.Series("start", starts, pl.UInt32), pl.Series("end", ends, pl.UInt32))


def shown(found: pl.DataFrame, pages: pl.DataFrame, width: int) -> pl.DataFrame:
    """Uses with their documents and the characters around them."""
    whole = pl.when(pl.col("sentence") == 0).then("title").otherwise("text")
    first = (pl.col("start").cast(pl.Int64) - width).clip(0)
    breaks = f"[{sentences.BREAKS}]"
    return found.join(pages, on="doc_id").with_columns(
        left=whole.str.slice(first, pl.col("start") - first).str.replace_all(breaks, " "),
        match=whole.str.slice("start", pl.col("end") - pl.col("start")),
        right=whole.str.slice("end", width).str.replace_all(breaks, " "),
    )


def check_texts(found: pl.DataFrame, lines: pl.DataFrame) -> None:
    """A `StudyError` where the texts do not hold what was counted."""
    seen = {pair: _same(*pair) for pair in lines.select("match", "variant").unique().rows()}
    if not all(seen.values()) or (found.height and not lines.height):
        raise StudyError(OTHER_TEXTS)


def sorted_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """The columns `CONCORDANCE`, by date (undated last), document and place."""
    frame = lines.select(pl.col(name).cast(dtype) for name, dtype in CONCORDANCE.items())
    return frame.sort("date", "doc_id", "sentence", "start", "term", nulls_last=True)


def _same(match: str, variant: str) -> bool:
    """Whether characters of a text are those of a surface, a blank standing for a mark of lists or not."""
    return folded(match)[0].replace(SEPARATOR, "") == variant.replace(SEPARATOR, "")
