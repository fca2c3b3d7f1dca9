"""Formulations that no lexicon told of: what enters the language, year by year, with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..corpus.corpus import Corpus
from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import known_terms
from . import candidate_patterns as _candidates
from .phrases import phrases

SOURCES = ("quoted", "numeral", "phrase")


@dataclass(frozen=True, repr=False, eq=False)
class Candidates:
    """Candidates of each year, ranked; made by `discover`."""

    table: pl.DataFrame
    parameters: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        years = self.table["year"].n_unique()
        return (
            f"<Candidates: {self.table.height} in {years} years, {int(self.table['known'].sum())} known; "
            f"{', '.join(self.parameters.get('sources', ()))}>"
        )

    def to_frame(self) -> pl.DataFrame:
        """year · rank · candidate · source · weight · documents · days · before · expected · first · known,
        sorted by year, rank."""
        return self.table

    def recall(self, terms: Iterable[str], *, most: int = 200) -> float | None:
        """Share of ``terms`` that are among the first ``most`` candidates of any year; null for no terms."""
        wanted = set(terms)
        found = wanted.intersection(self.table.filter(pl.col("rank") <= most)["candidate"].to_list())
        return len(found) / len(wanted) if wanted else None

    def precision(self, terms: Iterable[str], *, most: int = 200) -> float | None:
        """Share of the first ``most`` candidates of each year that are among ``terms``; a lower bound,
        since a candidate outside a lexicon may be a formulation all the same."""
        first = self.table.filter(pl.col("rank") <= most)
        return float(first["candidate"].is_in(sorted(set(terms))).mean()) if first.height else None


def discover(
    features: Features,
    corpus: Corpus,
    *,
    start: date | str | None = None,
    end: date | str | None = None,
    kinds: Sequence[str] | None = None,
    duplicates: bool = False,
    sources: Sequence[str] = ("quoted", "numeral"),
    most: int = 200,
    least: int = 5,
) -> Candidates:
    """Strings that are quoted or led by a numeral, and whose share of days jumps, year by year.

    Parameters
    ----------
    features : Features
        Says which documents count, and which terms are known.
    corpus : Corpus
        Holds the texts, which features do not.
    sources : sequence of {"quoted", "numeral", "phrase"}
        Strings of 3 to 14 characters in quotation marks; a numeral, 个 or not, and 2 to 4 characters; and,
        more slowly, strings of any kind whose parts cohere and whose neighbours vary (`phrases`).
    most : int
        Candidates kept for each year.
    least : int
        Documents that must hold the string in the year.

    Returns
    -------
    Candidates
        The weight is the log likelihood gained by a rate of its own for the year against the rate of all
        earlier days: ``k ln(k / e) - (k - e)`` with k days of the year that hold the string and e expected.
        Days, not documents, since a day's event is told in many documents.

    Raises
    ------
    StudyError
        An unknown source, or a corpus without texts for these documents.
    """
    unknown = [name for name in sources if name not in SOURCES]
    if unknown or not sources:
        wrong = unknown[0] if unknown else None
        raise StudyError(f"no source {wrong!r}; there are: {', '.join(SOURCES)}." + did_you_mean(str(wrong), SOURCES))
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates, titles=True)
    texts = documents.lazy().select("doc_id", "title").join(corpus.texts.lazy(), on="doc_id")
    texts = (
        texts.select("doc_id", text=pl.concat_str("title", "text", separator="\n", ignore_nulls=True)).collect().lazy()
    )
    if documents.height and texts.select(pl.len()).collect().item() == 0:
        raise StudyError(
            "the corpus holds no text of the documents in these features; give the corpus that the "
            "features were built from."
        )
    dates = documents.lazy().select("doc_id", "date")
    found = []
    for source in sources:
        if source == "phrase":
            hits = phrases(texts, dates, least=max(least, 20))
        else:
            hits = getattr(_candidates, source)(texts)
        days = (
            hits.join(dates, on="doc_id")
            .group_by("candidate", "date")
            .agg(documents=pl.len())
            .with_columns(source=pl.lit(source))
            .collect()
        )
        found.append(days)
    ranked = _ranked(pl.concat(found), documents, most=most, least=least)
    known = sorted(term for term, kind in known_terms(features).items() if kind != "word")
    return Candidates(
        ranked.with_columns(known=pl.col("candidate").is_in(known)).sort("year", "rank"),
        dict(start=start, end=end, kinds=kinds, duplicates=duplicates, sources=tuple(sources), most=most, least=least),
    )


def _ranked(days: pl.DataFrame, documents: pl.DataFrame, *, most: int, least: int) -> pl.DataFrame:
    """Weigh the jump of each candidate in each year, and rank."""
    years = (
        documents.group_by(year=pl.col("date").dt.year())
        .agg(all_days=pl.col("date").n_unique())
        .sort("year")
        .with_columns(days_before=pl.col("all_days").cum_sum() - pl.col("all_days"))
    )
    table = (
        days.with_columns(year=pl.col("date").dt.year())
        .group_by("source", "candidate", "year")
        .agg(documents=pl.col("documents").sum(), days=pl.len(), first=pl.col("date").min())
        .sort("source", "candidate", "year")
    )
    table = table.with_columns(
        before=(pl.col("days").cum_sum() - pl.col("days")).over("source", "candidate"),
        first=pl.col("first").min().over("source", "candidate"),
    )
    table = table.filter(pl.col("documents") >= least).join(years, on="year")
    # half a day stands for what an earlier silence leaves possible; the first year has no earlier days
    table = table.filter(pl.col("days_before") > 0).with_columns(
        expected=(pl.col("before") + 0.5) / (pl.col("days_before") + 1) * pl.col("all_days")
    )
    k, e = pl.col("days").cast(pl.Float64), pl.col("expected")
    table = table.with_columns(weight=pl.when(k > e).then(k * (k / e).log() - (k - e)).otherwise(0.0)).filter(
        pl.col("weight") > 0
    )
    rest = [_candidates.without_fragments(part) for part in table.partition_by("year", maintain_order=True)]
    if not rest:
        return table.head(0).select("year", pl.lit(0, dtype=pl.UInt32).alias("rank"), *_COLUMNS)
    best = (
        pl.concat(rest)
        .sort("weight", "source", descending=[True, False])
        .group_by("year", "candidate", maintain_order=True)
        .agg(pl.all().exclude("source").first(), source=pl.col("source").unique().sort().str.join("+"))
    )
    best = best.sort("year", "weight", "candidate", descending=[False, True, False])
    best = best.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).over("year"))
    return best.filter(pl.col("rank") <= most).select("year", "rank", *_COLUMNS)


_COLUMNS = ("candidate", "source", "weight", "documents", "days", "before", "expected", "first")
