"""The sentences behind a number: every place where a term stands, with what is left and right of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from ..core import sentences
from ..core.errors import StudyError
from ..corpus.corpus import Corpus
from ..lexicon.lexicon import Lexicon
from ..lexicon.matching import LOOKED_THROUGH, bare, find_spans

CONCORDANCE = pl.Schema(
    {
        "doc_id": pl.String,
        "date": pl.Date,
        "sentence": pl.UInt32,  # 0 is the title
        "left": pl.String,
        "match": pl.String,
        "right": pl.String,
        "term": pl.String,
        "sense": pl.String,
        "quoted": pl.Boolean,
        "start": pl.UInt32,  # in the title for sentence 0, else in the text
        "end": pl.UInt32,
    }
)

_ONE_LINE = dict.fromkeys(map(ord, sentences.BREAKS), " ")


def concordance(corpus: Corpus, term: str | Iterable[str], *, width: int = 20, lexicon=None) -> pl.DataFrame:
    """Show each mention of a term between the characters around it (key word in context).

    A term of the lexicon is found with its variants and exclusions, exactly as it is counted. Any other
    string is looked for as it is, quotation marks looked through.

    Parameters
    ----------
    corpus : Corpus
        Read with its texts.
    term : str or iterable of str
        One term or several.
    width : int
        Characters to the left and to the right; a line break is shown as a blank.
    lexicon : Lexicon, optional
        Default: the one that ships with the study.

    Returns
    -------
    polars.DataFrame
        ``doc_id · date · sentence · left · match · right``, then term, sense, quoted, start, end; sorted
        by date
        (undated last), doc_id, sentence, start, term.

    Raises
    ------
    StudyError
        Where no term is given, or ``width`` is negative.

    Examples
    --------
    >>> text = "村里开会。大家说“现场办公”好，问题少了。"
    >>> frame = pl.DataFrame({"id": ["a"], "date": ["2014-08-01"], "text": [text]})
    >>> found = concordance(Corpus.from_frame(frame), "现场办公", width=4)
    >>> found.select("sentence", "left", "match", "right").row(0)
    (2, '大家说“', '现场办公', '”好，问')
    """
    terms = sorted({term} if isinstance(term, str) else set(term))
    if not terms or any(not isinstance(one, str) or not bare(one).strip() for one in terms):
        raise StudyError(f"a concordance needs a term, or several, to look for; it was given {term!r}.")
    if width < 0:
        raise StudyError(f"width is the number of characters on either side, 0 or more; it was {width}.")
    if lexicon is None:
        lexicon = Lexicon.read()
    patterns = lexicon.patterns().filter(pl.col("term").is_in(terms))
    known = set(patterns["term"])
    plain = [one for one in terms if one not in known]
    surfaces = sorted({*patterns["surface"], *map(bare, plain)})
    places = _places(corpus, surfaces)
    lines = [place.line for place in places]
    page = "\n".join(lines)  # no surface goes over a line break, so one search serves all sentences
    begins, at = [], 0
    for line in lines:
        begins.append(at)
        at += len(line) + 1
    spans = []
    if known:
        found = lexicon.find(page).filter(pl.col("term").is_in(known))
        spans += found.select("start", "end", "term", "quoted").rows()
    for one in plain:
        spans += [(span.start, span.end, one, span.quoted) for span in find_spans(page, [bare(one)])]
    rows = []
    for start, end, one, quoted in spans:
        number = bisect_right(begins, start) - 1
        place = places[number]
        start, end = (offset - begins[number] + place.offset for offset in (start, end))
        left, right = place.whole[max(0, start - width) : start], place.whole[end : end + width]
        sense = lexicon.sense(one, place.date) if one in known else None
        sides = (left.translate(_ONE_LINE), place.whole[start:end], right.translate(_ONE_LINE))
        rows.append((place.doc_id, place.date, place.sentence, *sides, one, sense, quoted, start, end))
    table = pl.DataFrame(rows, schema=CONCORDANCE, orient="row")
    return table.sort("date", "doc_id", "sentence", "start", "term", nulls_last=True)


class _Place(NamedTuple):
    """A sentence that may hold a term: where it is, and the title or text it is part of."""

    doc_id: str
    date: object
    sentence: int
    offset: int
    line: str
    whole: str


def _places(corpus: Corpus, surfaces: list[str]) -> list[_Place]:
    """The titles and sentences in which one of the surfaces stands."""
    marks = f"[{LOOKED_THROUGH}]"
    pages = corpus.documents.select("doc_id", "date", "title").join(corpus.texts, on="doc_id", how="inner")
    holds = [pl.col(name).str.replace_all(marks, "").str.contains_any(surfaces) for name in ("title", "text")]
    pages = pages.filter(holds[0] | holds[1]).sort("doc_id")
    places = []
    for doc_id, date, title, text in pages.rows():
        spans = [(0, 0, len(title), title)]
        spans += [(n, start, end, text) for n, (start, end) in enumerate(sentences.split(text), start=1)]
        for number, start, end, whole in spans:
            line = whole[start:end]
            seen = bare(line)
            if any(surface in seen for surface in surfaces):
                places.append(_Place(doc_id, date, number, start, line, whole))
    return places
