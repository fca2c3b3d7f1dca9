"""When a formulation enters: its label, and apart from it the series of members that the label sums up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from ..core.results import TableResult
from ..counts.document_selection import documents_to_count
from ..counts.editions import holds
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..counts.published_words import word_hits
from ..counts.statistic_calls import statistic
from ..lexicon.lexicon import Lexicon

RUN_IN = 183  # days; a "first" use in the first half year of a corpus may well be an older term's
COLUMNS = [
    "term",
    "first",
    "third",
    "corpus_start",
    "censored",
    "documents",
    "expansion_first",
    "expansion_third",
    "lag_days",
]


class FirstUses(TableResult):
    """First uses of terms; made by `first_uses`, drawn by `plot_first_uses`.

    Attributes
    ----------
    frame : polars.DataFrame
        ``term · first · third · corpus_start · censored · documents · expansion_first · expansion_third · lag_days``, a row a
        term, sorted. ``first`` and ``third`` are the days of the first and third document that hold the term (several
        of one day count singly), null if there is none; ``censored`` says that the term may be older than the corpus.
        ``lag_days`` is the label's first day less the expansion's: above 0 where the members were listed before the
        label stood. With a lexicon also ``introduced · precision``, its date, to the day, month or year.

    Examples
    --------
    >>> FirstUses(pl.DataFrame({"term": ["六保", "改革"], "first": ["2020-05-22", None], "censored": [False, None]}))
    <FirstUses: 2 terms, 1 used, 0 of these censored>
    """

    def _summary(self) -> str:
        used, censored = self.frame["first"].count(), self.frame["censored"].sum()
        return f"{self.frame.height} terms, {used} used, {censored} of these censored"


@statistic(unit="documents")
def first_uses(
    features: Features,
    terms: str | Iterable[str] | None = None,
    *,
    run_in: int = RUN_IN,
    lexicon: Lexicon | None = None,
    duplicates: bool = False,
    kinds: Sequence[str] | None = None,
    start: date | str | None = None,
    end: date | str | None = None,
) -> FirstUses:
    """First and third document that hold each term, and the same for its expansion.

    The expansion counts as used where all members of one version that are matched on their own stand in one
    paragraph (in one sentence where paragraphs are not known). The third use is given beside the first because
    a single early hit may be chance.

    Parameters
    ----------
    features : Features
    terms, duplicates, kinds, start, end
        As in `timeline`.
    run_in : int
        Days from the start of the corpus in which a first use is called censored: the term may be older.
    lexicon : Lexicon, optional
        Given, its date of each term's introduction stands beside the first use.

    Raises
    ------
    StudyError
        An unknown term or kind; no document left.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from analysis import Corpus, Lexicon, build_features
    >>> texts = {"id": ["a", "b"], "date": ["2019-08-01", "2020-05-22"], "text": ["到村里去。", "六保要落实。"]}
    >>> features = build_features(Corpus.from_frame(pl.DataFrame(texts)), Lexicon.read(), mkdtemp())
    >>> first_uses(features, ["六保", "枫桥经验"])["term", "first", "documents"].rows()
    [('六保', datetime.date(2020, 5, 22), 1), ('枫桥经验', None, 0)]
    """
    terms = tuple(sorted(resolve_terms(features, terms)))
    selection: dict[str, Any] = dict(duplicates=duplicates, kinds=kinds, start=start, end=end)
    documents = documents_to_count(features, **selection)
    dates = documents.lazy().select("doc_id", "date")
    label = _first_and_third(_uses(features, terms, dates))
    expansion = _first_and_third(_expansion_uses(features, terms, dates)).select(
        "term", expansion_first="first", expansion_third="third"
    )
    frame = (
        pl.LazyFrame({"term": terms}, schema={"term": pl.String})
        .join(label, on="term", how="left")
        .join(expansion, on="term", how="left")
        .with_columns(
            corpus_start=pl.lit(documents["date"].min(), dtype=pl.Date),
            documents=pl.col("documents").fill_null(0),
            lag_days=(pl.col("first") - pl.col("expansion_first")).dt.total_days(),
        )
        .with_columns(censored=(pl.col("first") - pl.col("corpus_start")).dt.total_days() < run_in)
        .select(COLUMNS)
        .collect()
    )
    if lexicon is not None:
        stated = lexicon.terms.select("term", "introduced", "precision")
        frame = frame.join(stated, on="term", how="left", maintain_order="left")
    given = None if lexicon is None else repr(lexicon)
    return FirstUses(frame.sort("term"), dict(terms=terms, run_in=run_in, lexicon=given, **selection))


def _first_and_third(uses: pl.LazyFrame) -> pl.LazyFrame:
    """From one row a document (term, doc_id, date): first and third date, number of documents."""
    dates = pl.col("date").sort()
    return uses.group_by("term").agg(
        first=dates.first(), third=dates.get(2, null_on_oob=True), documents=pl.len().cast(pl.Int64)
    )


def _uses(features: Features, terms: tuple[str, ...], dates: pl.LazyFrame) -> pl.LazyFrame:
    """Documents that hold each term, slogans and members from mentions, words from sentences (or counted by day)."""
    found = features.mentions.filter(pl.col("term").is_in(terms)).select("doc_id", "term")
    kinds = known_terms(features)
    asked = [term for term in terms if kinds[term] == "word"]
    if asked and not holds(features, "words by sentence"):
        hits = word_hits(features, asked, dates.collect()).lazy()
        seen = hits.select("term", date=pl.col("date").repeat_by("hits")).explode("date")
        known = found.unique().join(dates, on="doc_id").select("term", "date")
        return pl.concat([known, seen.select("term", "date")])
    words = features.vocabulary.filter(pl.col("term").is_in(asked), pl.col("kind") == "word").select("term_id", "term")
    seen = (
        features.sentences.select("doc_id", term_id=pl.col("terms"))
        .explode("term_id")
        .join(words, on="term_id")
        .select("doc_id", "term")
    )
    return pl.concat([found, seen]).unique().join(dates, on="doc_id")


def _expansion_uses(features: Features, terms: tuple[str, ...], dates: pl.LazyFrame) -> pl.LazyFrame:
    """Documents in which all matched members of a version of a term's expansion stand together."""
    versions = (features.manifest.get("lexicon") or {}).get("expansions") or {}
    members = pl.LazyFrame(
        [
            (term, str(version["version"]), member, len(set(version["members"])))
            for term in terms
            for version in versions.get(term, ())
            for member in sorted(set(version["members"]))
        ],
        schema={"label": pl.String, "version": pl.String, "term": pl.String, "size": pl.UInt32},
        orient="row",
    )
    unit = "paragraph" if "paragraph" in features.sentences.collect_schema() else "sentence"
    found = features.mentions.select("doc_id", "sentence", "term").join(members, on="term")
    if unit == "paragraph":
        found = found.join(features.sentences.select("doc_id", "sentence", "paragraph"), on=["doc_id", "sentence"])
    together = (
        found.group_by("label", "version", "doc_id", unit)
        .agg(have=pl.col("term").n_unique(), size=pl.col("size").first())
        .filter(pl.col("have") == pl.col("size"))
    )
    return together.select(pl.col("label").alias("term"), "doc_id").unique().join(dates, on="doc_id")
