"""Counted and measured strings in, the first candidates of each year out, on one scale."""

from __future__ import annotations

import polars as pl

from .candidate_patterns import reduce_substrings
from .whole_strings import QUOTED, is_occasion, whole_phrases, without_nested

POWER, OF_NONE = 1.5, 0.1  # score = weight × (register + 0.1) ^ 1.5
LEAST_OF_PHRASES = 3.0  # weight
COUNTED = ("source", "candidate", "year", "documents", "days", "first")


def years_of(documents: pl.DataFrame) -> pl.DataFrame:
    """year · all_days · days_before."""
    years = documents.group_by(year=pl.col("date").dt.year()).agg(all_days=pl.col("date").n_unique().cast(pl.Int64))
    return years.sort("year").with_columns(days_before=pl.col("all_days").cum_sum() - pl.col("all_days"))


def counted(days: pl.DataFrame) -> pl.DataFrame:
    """`COUNTED` of source · candidate · date · documents."""
    return (
        days.group_by("source", "candidate", year=pl.col("date").dt.year())
        .agg(documents=pl.col("documents").sum(), days=pl.len(), first=pl.col("date").min())
        .select(COUNTED)
    )


def weighted(table: pl.DataFrame, years: pl.DataFrame, *, least: int) -> pl.DataFrame:
    """The candidates of each year and source that rose, with their weights, sorted by source, candidate, year."""
    string = ("source", "candidate")
    # half a day more, of one day more: what earlier days without the string leave possible
    expected = (pl.col("before") + 0.5) / (pl.col("days_before") + 1) * pl.col("all_days")
    k, e = pl.col("days").cast(pl.Float64), pl.col("expected")
    return (
        table.sort(*string, "year")
        .with_columns(before=(pl.col("days").cum_sum() - pl.col("days")).over(string))
        .with_columns(first=pl.col("first").min().over(string))
        .join(years, on="year")
        .filter(pl.col("documents") >= least, pl.col("days_before") > 0)
        .with_columns(expected=expected)
        .filter(k > e)
        .with_columns(weight=k * (k / e).log() - (k - e))
        .filter(pl.col("weight") > 0)
        .sort(*string, "year")
    )


def ranked(marked: pl.DataFrame, measured: pl.DataFrame, years: pl.DataFrame, *, least: int, most: int) -> pl.DataFrame:
    """Each candidate of a year once, the best ``most``, ranked by score, with all its sources.

    ``marked`` are the `COUNTED` strings in quotation marks or with a numeral; ``measured`` what `measure` tells of them
    and of phrases.
    """
    phrases = measured.filter("phrase").select(pl.lit("phrase").alias("source"), pl.exclude("source"))
    rows = weighted(pl.concat([marked, phrases.select(marked.columns)], how="vertical_relaxed"), years, least=least)
    measures = ("occurrences", "months", "register", "on_edges", "in_quotes", "loose", "loose_before", "left", "right")
    rows = rows.join(measured.select("candidate", "year", *measures), on=["candidate", "year"], how="left")
    score = pl.col("weight") * (pl.col("register").fill_null(0) + OF_NONE) ** POWER
    rows = rows.with_columns(score=score)
    of_phrases = whole_phrases(rows.filter(pl.col("source") == "phrase", pl.col("weight") >= LEAST_OF_PHRASES))
    occasion = pl.Series([is_occasion(candidate) for candidate in rows["candidate"]], dtype=pl.Boolean)
    others = rows.filter(pl.col("source") != "phrase", (pl.col("in_quotes") >= QUOTED) | ~occasion)
    best = [rows.head(0).with_columns(rank=pl.lit(0, pl.UInt32))]
    for year in sorted(rows["year"].unique()):
        one = pl.concat([reduce_substrings(others.filter(year=year)), of_phrases.filter(year=year)])
        one = (
            one.sort("score", "source", "candidate", descending=[True, False, False])
            .group_by("candidate", maintain_order=True)
            .agg(pl.all().exclude("source").first(), source=pl.col("source").unique().sort().str.join("+"))
            .sort("score", "candidate", descending=[True, False])
        )
        occurrences = dict(one.select("candidate", "occurrences").rows())
        one = without_nested(one, occurrences, most=most)
        best.append(one.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32)).select(best[0].columns))
    return pl.concat(best)
