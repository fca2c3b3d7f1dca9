"""The sentences behind a number: every mention of a term, between the characters to its left and right."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

import polars as pl

from ..core import sentences
from ..core.callers import caller_level
from ..core.errors import StudyError, did_you_mean
from ..core.results import TableResult
from ..corpus.corpus import Corpus
from ..counts.editions import needs
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.statistic_calls import statistic
from ..lexicon.asked_terms import known_as, simplified
from ..lexicon.lexicon import Lexicon
from ..lexicon.matching import FOLDS, SEPARATOR, bare, find_spans, view
from .counted_lines import check_texts, pages_of, shown, sorted_lines


class Concordance(TableResult):
    """Mentions of terms in their context, one row a mention; made by `concordance`.

    Parameters
    ----------
    frame : polars.DataFrame
        doc_id · date · sentence · left · match · right · term · sense · quoted · start · end, sorted by date
        (undated last), doc_id, sentence, start, term. ``sentence`` 0 is the title; ``start`` and ``end`` are
        places in the title or the text, in characters.
    parameters : mapping
        The terms, the width, and the SHA-256 of the lexicon by which the mentions were found.

    Examples
    --------
    >>> Concordance(pl.DataFrame({"doc_id": ["a", "a"], "match": ["六保", "六保"]}))
    <Concordance: 2 mentions in 1 documents>
    """

    def _summary(self) -> str:
        return f"{self.frame.height:,} mentions in {self.frame['doc_id'].n_unique():,} documents"


@statistic()
def concordance(
    corpus: Corpus,
    term: str | Iterable[str],
    *,
    width: int = 20,
    lexicon: Lexicon | None = None,
    features: Features | None = None,
) -> Concordance:
    """Each mention of a term between the characters around it (key word in context).

    A term of the lexicon is found with its variants and exclusions, as it is counted. Any other string is
    searched for as it is; quotation marks and blanks are looked through, and width makes no difference. A term in
    traditional characters that is not found brings a warning with its simplified form.

    Parameters
    ----------
    corpus : Corpus
        Read with its texts. Near-duplicates and undated documents are shown as well.
    term : str or iterable of str
        One term or several.
    width : int
        Characters to the left and to the right; a line break is shown as a blank.
    lexicon : Lexicon, optional
        If None, the one that counted the ``features``, or the one that ships with the study.
    features : Features, optional
        Counted from this corpus, private edition: the lines are those of the mentions counted, and the texts
        are not searched again.

    Returns
    -------
    Concordance

    Raises
    ------
    StudyError
        No term, or a negative width; a string that stands nowhere and is no term of the lexicon. With ``features``: a term that they do not hold, or hold without its places
        (a word; the published edition); texts that are not those that were counted.

    Examples
    --------
    >>> frame = pl.DataFrame({"date": ["2014-08-01"], "text": ["村里开会。大家说“现场办公”好，问题少了。"]})
    >>> found = concordance(Corpus.from_frame(frame), "现场办公", width=4)
    >>> found.select("sentence", "left", "match", "right").row(0)
    (2, '大家说“', '现场办公', '”好，问')
    """
    terms = sorted({term} if isinstance(term, str) else {getattr(one, "label", one) for one in term})
    if not terms or any(not isinstance(one, str) or not bare(one).strip() for one in terms):
        raise StudyError(f"a concordance needs a term, or several, to look for; it was given {term!r}.")
    if width < 0:
        raise StudyError(f"width is the number of characters on either side, 0 or more; it was {width}.")
    if features is not None:
        terms = sorted(resolve_terms(features, terms))
        found, sha256 = _counted(features, terms), (features.manifest.get("lexicon") or {}).get("sha256")
    else:
        lexicon = lexicon or Lexicon.read()
        terms = sorted({known_as(one, lexicon.surfaces) or one for one in terms})
        found, sha256 = _searched(corpus, terms, lexicon), lexicon.sha256
    lines = shown(found, pages_of(corpus), width)
    if features is not None:
        check_texts(found, lines)
    if features is None and lines.is_empty():
        _refuse_unknown(terms, corpus, lexicon or Lexicon.read())
    for one in set(terms) - set(lines["term"]):
        if simplified(one) != one:
            message = f'"{one}" was not found; in simplified characters it is {simplified(one)}: ask for that.'
            warnings.warn(message, UserWarning, stacklevel=caller_level())
    return Concordance(sorted_lines(lines), {"term": tuple(terms), "width": width, "lexicon": sha256})


def _refuse_unknown(terms: list[str], corpus: Corpus, lexicon: Lexicon) -> None:
    """A `StudyError` where nothing was found of terms that no lexicon has: most likely one is misspelt."""
    known = {*lexicon.labels, *lexicon.members}
    if any(one in known or simplified(one) != one for one in terms):
        return
    raise StudyError(
        f'"{terms[0]}" stands nowhere in these {len(corpus):,} documents, and the lexicon has no such term.'
        + did_you_mean(terms[0], known)
    )


def _counted(features: Features, terms: list[str]) -> pl.DataFrame:
    """doc_id · sentence · start · end · term · sense · quoted · variant of the mentions that were counted."""
    known = [known_terms(features)[one] for one in terms]
    needs(features, "places of mentions", "a concordance", instead="leave them out, and the texts are searched")
    found = features.mentions.filter(pl.col("term").is_in(terms)).collect()
    if "word" in known or found["start"].has_nulls():
        reason = f'"{terms[known.index("word")]}" is a word' if "word" in known else "they hold no offsets"
        raise StudyError(f"these features hold no places: {reason}.\n  Leave them out, and the texts are searched.")
    return found


def _searched(corpus: Corpus, terms: list[str], lexicon: Lexicon) -> pl.DataFrame:
    """The same columns but variant, by searching the texts."""
    patterns = lexicon.patterns().filter(pl.col("term").is_in(terms))
    known = set(patterns["term"])
    strings = [one for one in terms if one not in known]
    lines = _sentences_with(corpus, sorted({*patterns["surface"], *map(bare, strings)}))
    page, rows = "\n".join(lines["line"]), []  # no surface goes over a line break, so one search serves all sentences
    if known:
        rows += lexicon.find(page).filter(pl.col("term").is_in(known)).select("start", "end", "term", "quoted").rows()
    for one in strings:
        rows += [(span.start, span.end, one, span.quoted) for span in find_spans(page, [bare(one)])]
    columns = {"start": pl.Int64, "end": pl.Int64, "term": pl.String, "quoted": pl.Boolean}
    found = pl.DataFrame(rows, schema=columns, orient="row").sort("start")
    found = found.join_asof(lines, left_on="start", right_on="begin")
    senses = [lexicon.sense(one, date) for one, date in found.select("term", "date").rows()]
    return found.with_columns(
        pl.col("start", "end") - pl.col("begin") + pl.col("offset"), pl.Series("sense", senses, dtype=pl.String)
    ).drop("date")


def _sentences_with(corpus: Corpus, surfaces: list[str]) -> pl.DataFrame:
    """Titles and sentences that may hold one of the surfaces: where in the document, and where in all of them joined."""
    firsts = {surface[0] for surface in surfaces}
    firsts |= {wide for wide, one in FOLDS.items() if one in firsts}
    pages = corpus.documents.select("doc_id", "date", "title").join(corpus.texts, on="doc_id")
    holds = [pl.col(name).fill_null("").str.contains_any(sorted(firsts)) for name in ("title", "text")]
    parts = [surface.replace(SEPARATOR, "") for surface in surfaces]
    rows, begin = [], 0
    for doc_id, date, *page in pages.filter(holds[0] | holds[1]).rows():
        title, text = (sentences.paired(part or "") for part in page)  # a sentence may hold one mark of two
        if not _may_hold(f"{title}\n{text}", parts):
            continue
        spans = [(0, 0, title), *((n, a, text[a:b]) for n, (a, b) in enumerate(sentences.split(text), start=1))]
        for number, offset, line in spans:
            if _may_hold(line, parts):
                rows.append((doc_id, date, number, offset, line, begin))
                begin += len(line) + 1
    columns = {"doc_id": pl.String, "date": pl.Date, "sentence": pl.UInt32}
    columns |= {"offset": pl.Int64, "line": pl.String, "begin": pl.Int64}
    return pl.DataFrame(rows, schema=columns, orient="row")


def _may_hold(line: str, parts: list[str]) -> bool:
    """Whether one of ``parts``, surfaces without marks of lists, stands in a line that is read in the same way."""
    seen = view(line).replace(SEPARATOR, "")
    return any(part in seen for part in parts)
