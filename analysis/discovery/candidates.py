"""Formulations that are not in the lexicon: candidates of each year, ranked by how far they rose, with the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.renamed_arguments import warn_renamed
from ..core.results import TableResult
from ..corpus.corpus import Corpus
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import known_terms
from ..counts.statistic_calls import statistic
from .candidate_patterns import cut_pieces, numeral_strings, quoted_strings
from .pages import Pages
from .places import measure
from .ranking import best_of_years, counted, possible, years_of

PATTERNS = {"quoted": quoted_strings, "numeral": numeral_strings}
SOURCES = (*PATTERNS, "phrase")
COLUMNS = ("year", "rank", "candidate", "source", "weight", "documents", "days", "before", "expected", "first")
MEASURES = ("months", "register", "score")


class Candidates(TableResult):
    """Candidates of each year, ranked; made by `discover`.

    Parameters
    ----------
    frame : polars.DataFrame
        year · rank · candidate · source · weight · documents · days · before · expected · first · known · months ·
        register · score, sorted by year, rank. ``days`` of the year hold the candidate, ``before`` earlier days;
        ``expected`` is how many days would hold it at the earlier rate, and ``first`` the first of all; ``known`` says
        that the lexicon has it. ``months`` of the year hold it, ``register`` is the mean number of verbs of plans and
        exhortations (坚持, 推进, 落实 …) within 40 characters, at most three, and ``score``, by which it is ranked, how
        likely a lexicon would hold a string like it (0 to 1).
    parameters : mapping
        The arguments of `discover`.

    Examples
    --------
    >>> rows = {"year": [2020, 2020], "rank": [1, 2], "candidate": ["六保", "网红打卡"], "known": [True, False]}
    >>> Candidates(pl.DataFrame(rows))
    <Candidates: 2 in 1 years, 1 known>
    """

    def _summary(self) -> str:
        known = int(self.frame["known"].sum())
        return f"{self.frame.height:,} in {self.frame['year'].n_unique()} years, {known:,} known"

    @property
    def table(self) -> pl.DataFrame:
        """The name of ``frame`` in 0.1.0."""
        warn_renamed("Candidates.table", "Candidates.frame")
        return self.frame

    def recall(self, terms: Iterable[str], *, most: int = 200) -> float | None:
        """Share of terms that are among the candidates of any year; None for no terms.

        Parameters
        ----------
        terms : iterable of str
        most : int
            Candidates of each year that are looked at, from rank 1.

        Examples
        --------
        >>> Candidates(pl.DataFrame({"rank": [1, 2], "candidate": ["六保", "网红打卡"]})).recall(["六保", "六稳"])
        0.5
        """
        wanted = set(terms)
        return len(wanted.intersection(self._first(most))) / len(wanted) if wanted else None

    def precision(self, terms: Iterable[str], *, most: int = 200) -> float | None:
        """Share of the candidates that are among the terms; None for no candidates.

        A lower bound: a candidate that is in no lexicon may be a formulation all the same.

        Parameters
        ----------
        terms, most : as in `recall`

        Examples
        --------
        >>> Candidates(pl.DataFrame({"rank": [1, 2], "candidate": ["六保", "网红打卡"]})).precision(["六保", "六稳"])
        0.5
        """
        first, wanted = self._first(most), set(terms)
        return sum(candidate in wanted for candidate in first) / len(first) if first else None

    def _first(self, most: int) -> list[str]:
        return self.frame.filter(pl.col("rank") <= most)["candidate"].to_list()


@statistic(every="1y")
def discover(
    features: Features,
    corpus: Corpus,
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    sources: Sequence[str] = SOURCES,
    most: int = 200,
    least: int = 5,
) -> Candidates:
    """Strings that may be new formulations, year by year: quoted, led by a numeral, or new and whole.

    The weight is the log likelihood gained by a rate of its own for the year over the rate of all earlier days
    (after Kleinberg 2003): ``k ln(k / e) - (k - e)`` with k days of the year that hold the string and e expected.
    Days, not documents, since many documents report one event. Candidates are ranked by the odds that a lexicon would
    hold such a string, which grow with the weight, with verbs of plans and words of speeches around it, with the share
    of its places in quotation marks, with its places a document, and with the days of the year after (where there is
    one) that still hold it.

    Parameters
    ----------
    features : Features
        Says which documents count, and which terms are known.
    corpus : Corpus
        Holds the texts, which features do not.
    start, end, kinds, duplicates : optional
        Which documents count, as in `timeline`.
    sources : sequence of {"quoted", "numeral", "phrase"}
        Strings of 3 to 14 characters in quotation marks; a numeral, 个 or not, and 2 to 4 characters; and strings of 3
        to 24 characters of any form that are new in the year, begin and end where words do, and are no part of one
        longer string.
    most : int
        Candidates of each year.
    least : int
        Documents that must hold the string in the year.

    Returns
    -------
    Candidates
        None of the first year, which has no earlier days.

    Raises
    ------
    StudyError
        An unknown source or kind; a corpus without the texts of these documents.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from analysis import Lexicon, build_features
    >>> texts = pl.DataFrame({"date": ["2019-05-01", "2020-05-01"], "text": ["村里开会。", "大家说“网红打卡”好。"]})
    >>> corpus = Corpus.from_frame(texts)
    >>> with TemporaryDirectory() as folder:
    ...     discover(build_features(corpus, Lexicon.read(), folder), corpus, least=1)["candidate"].to_list()
    ['网红打卡']
    """
    parameters = {**locals()}
    del parameters["features"], parameters["corpus"]
    unknown = [source for source in sources if source not in SOURCES]
    if unknown or not sources:
        wrong = unknown[0] if unknown else None
        raise StudyError(f"no source {wrong!r}; there are: {', '.join(SOURCES)}." + did_you_mean(str(wrong), SOURCES))
    table = strings_of(
        features, corpus, start=start, end=end, kinds=kinds, duplicates=duplicates, sources=sources, least=least
    )
    frame = best_of_years(table, most=most)
    known = sorted(term for term, kind in known_terms(features).items() if kind != "word")
    known_column = pl.col("candidate").is_in(known).alias("known")
    return Candidates(frame.select(*COLUMNS, known_column, *MEASURES), parameters)


def strings_of(
    features: Features, corpus: Corpus, *, sources: Sequence[str] = SOURCES, least: int = 5, **selection: Any
) -> pl.DataFrame:
    """Each string of a year once that may be a formulation, measured and not ranked; arguments as of `discover`."""
    documents = selected_documents(features, **selection, titles=True)
    page = pl.concat_str("title", "text", separator="\n", ignore_nulls=True)
    texts = documents.select("doc_id", "title").join(corpus.texts, on="doc_id").select("doc_id", text=page)
    if documents.height and not texts.height:
        raise StudyError("the corpus holds no text of these documents; give the one that the features were built from.")
    dates = documents.lazy().select("doc_id", "date")
    parts = []
    for source in sources:
        if source in PATTERNS:
            days = PATTERNS[source](texts.lazy()).join(dates, on="doc_id")
            days = days.group_by("candidate", "date").agg(documents=pl.len()).collect()
            often = days.group_by("candidate", pl.col("date").dt.year()).agg(pl.col("documents").sum())
            often = often.filter(pl.col("documents") >= least)["candidate"].unique()
            days = days.filter(pl.col("candidate").is_in(often.implode()))
            if source == "numeral":
                days = days.filter(~pl.col("candidate").is_in(cut_pieces(texts.lazy(), often).implode()))
            parts.append(days.with_columns(source=pl.lit(source)))
    none = pl.DataFrame(schema={"candidate": pl.String, "date": pl.Date, "documents": pl.UInt32, "source": pl.String})
    marked = counted(pl.concat([none, *parts]))
    years = years_of(documents)
    pages = Pages.of(texts.join(documents.select("doc_id", "date"), on="doc_id").sort("date", "doc_id"))
    measured = measure(pages, marked["candidate"].unique(), years, phrases="phrase" in sources, least=least)
    return possible(marked, measured, years, least=least)
