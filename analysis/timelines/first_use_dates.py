"""When a formulation enters: its label, and apart from it the series of members that the label sums up."""

from __future__ import annotations

import polars as pl

from ..counts.document_selection import selected_documents
from ..counts.features import Features
from ..counts.known_terms import known_terms, resolve_terms
from ..lexicon.lexicon import Lexicon

RUN_IN = 183  # days; a "first" use in the first half year of a corpus may well be an older term's


def first_uses(
    features: Features,
    terms=None,
    *,
    run_in: int = RUN_IN,
    lexicon: Lexicon | None = None,
    duplicates: bool = False,
    kinds=None,
    start=None,
    end=None,
) -> pl.DataFrame:
    """First and third document that hold each term, and the same for its expansion.

    The expansion counts as used where all members of one version that are matched on their own stand in one
    paragraph (in one sentence where paragraphs are not known). The third use is given beside the first because
    a single early hit may be chance.

    Parameters
    ----------
    run_in : int
        Days from the start of the corpus in which a first use is called censored: the term may be older.
    lexicon : Lexicon, optional
        Given, its date of each term's introduction stands beside the first use.
    duplicates, kinds, start, end
        As in `timeline`.

    Returns
    -------
    polars.DataFrame
        ``term · first · third · corpus_start · censored · documents · expansion_first · expansion_third ·
        lag_days``, sorted by term. ``lag_days`` is the label's first day less the expansion's: above 0 where the
        members were listed before the label stood. Terms never used have nulls; several documents of one day
        count singly, so ``third`` may equal ``first``. With ``lexicon`` also ``introduced · precision``: the date as
        the lexicon gives it, to the day, month or year; null for what is not in it.
    """
    terms = tuple(sorted(resolve_terms(features, terms)))
    documents = selected_documents(features, start=start, end=end, kinds=kinds, duplicates=duplicates)
    place = documents.lazy().select("doc_id", "date")
    corpus_start = documents["date"].min()
    label = _first_and_third(_uses(features, terms, place))
    expansion = _first_and_third(_expansion_uses(features, terms, place)).select(
        "term", expansion_first="first", expansion_third="third"
    )
    found = (
        pl.LazyFrame({"term": terms}, schema={"term": pl.String})
        .join(label, on="term", how="left")
        .join(expansion, on="term", how="left")
        .with_columns(
            corpus_start=pl.lit(corpus_start, dtype=pl.Date),
            documents=pl.col("documents").fill_null(0),
            lag_days=(pl.col("first") - pl.col("expansion_first")).dt.total_days(),
        )
        .with_columns(censored=(pl.col("first") - pl.col("corpus_start")).dt.total_days() < run_in)
        .select(
            "term",
            "first",
            "third",
            "corpus_start",
            "censored",
            "documents",
            "expansion_first",
            "expansion_third",
            "lag_days",
        )
        .collect()
        .sort("term")
    )
    if lexicon is None:
        return found
    stated = lexicon.terms.select("term", "introduced", "precision")
    return found.join(stated, on="term", how="left", maintain_order="left").sort("term")


def _first_and_third(uses: pl.LazyFrame) -> pl.LazyFrame:
    """From one row a document (term, doc_id, date): first and third date, number of documents."""
    dates = pl.col("date").sort()
    return uses.group_by("term").agg(
        first=dates.first(), third=dates.get(2, null_on_oob=True), documents=pl.len().cast(pl.Int64)
    )


def _uses(features: Features, terms: tuple[str, ...], place: pl.LazyFrame) -> pl.LazyFrame:
    """Documents that hold each term, slogans and members from mentions, words from sentences."""
    found = features.mentions.filter(pl.col("term").is_in(terms)).select("doc_id", "term")
    kinds = known_terms(features)
    asked = [term for term in terms if kinds[term] == "word"]
    words = features.vocabulary.filter(pl.col("term").is_in(asked), pl.col("kind") == "word").select("term_id", "term")
    seen = (
        features.sentences.select("doc_id", term_id=pl.col("terms"))
        .explode("term_id")
        .join(words, on="term_id")
        .select("doc_id", "term")
    )
    return pl.concat([found, seen]).unique().join(place, on="doc_id")


def _expansion_uses(features: Features, terms: tuple[str, ...], place: pl.LazyFrame) -> pl.LazyFrame:
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
    return together.select(pl.col("label").alias("term"), "doc_id").unique().join(place, on="doc_id")
