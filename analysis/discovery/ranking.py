"""Counted and measured strings in, the first candidates of each year out, by the odds that a lexicon would hold them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from .candidate_patterns import reduce_substrings
from .whole_strings import QUOTED, is_occasion, whole_phrases, without_nested

LEAST_OF_PHRASES = 3.0  # weight
OF_NONE = 0.1  # register of a string that stands near no verb of plans, so that it has a logarithm
# of the log odds: fitted by `tests.validity.discovery.fitted` to the 115 terms of the lexicon that enter the broadcast
# corpus from 2013 to 2023, against all other strings of those years
FITTED = {
    "constant": -10.9,
    "weight": 1.3,
    "register": 1.2,
    "speech": 1.1,
    "in_quotes": 2.9,
    "repeated": 0.9,
    "stays": 0.9,
}
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


def possible(marked: pl.DataFrame, measured: pl.DataFrame, years: pl.DataFrame, *, least: int) -> pl.DataFrame:
    """Each string of a year once that may be a formulation, with all its sources and measures, sorted by year and string.

    ``marked`` are the `COUNTED` strings in quotation marks or with a numeral; ``measured`` what `measure` tells of them
    and of phrases.
    """
    phrases = measured.filter("phrase").select(pl.lit("phrase").alias("source"), pl.exclude("source"))
    rows = weighted(pl.concat([marked, phrases.select(marked.columns)], how="vertical_relaxed"), years, least=least)
    measures = measured.select(pl.exclude("phrase", "documents", "days", "first"), in_all=pl.col("documents"))
    rows = _with_year_after(rows.join(measures, on=["candidate", "year"], how="left"), measured, years)
    of_phrases = whole_phrases(rows.filter(pl.col("source") == "phrase", pl.col("weight") >= LEAST_OF_PHRASES))
    occasion = pl.Series([is_occasion(candidate) for candidate in rows["candidate"]], dtype=pl.Boolean)
    others = rows.filter(pl.col("source") != "phrase", (pl.col("in_quotes") >= QUOTED) | ~occasion)
    kept = [reduce_substrings(others.filter(year=year)) for year in sorted(others["year"].unique())]
    return (
        pl.concat([*kept, of_phrases])
        .sort("weight", "source", descending=[True, False])
        .group_by("year", "candidate", maintain_order=True)
        .agg(pl.all().exclude("source").first(), source=pl.col("source").unique().sort().str.join("+"))
        .sort("year", "candidate")
    )


def _with_year_after(rows: pl.DataFrame, measured: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """With ``stays``: by how much the share of days that hold a string is larger in the year after, as a logarithm.

    Half a day of one day more is added on both sides; 0 where the selection has no year after.
    """
    before = pl.col("year") - 1
    after = measured.select("candidate", year=before, days_after=pl.col("days").cast(pl.Int64))
    rows = rows.join(after, on=["candidate", "year"], how="left")
    rows = rows.join(years.select(year=before, all_days_after="all_days"), on="year", how="left")
    share = (pl.col("days") + 0.5) / (pl.col("all_days") + 1)
    share_after = (pl.col("days_after").fill_null(0) + 0.5) / (pl.col("all_days_after") + 1)
    stays = (share_after / share).log().fill_null(0.0).alias("stays")
    return rows.with_columns(stays).drop("days_after", "all_days_after")


def marks(table: pl.DataFrame) -> np.ndarray:
    """What the odds are made of, a column for each of `FITTED` but the constant, shape (rows, 6)."""
    named = {
        "weight": pl.col("weight").log(),
        "register": (pl.col("register") + OF_NONE).log(),
        "speech": pl.col("speech"),
        "in_quotes": pl.col("in_quotes"),
        "repeated": (pl.col("occurrences") / pl.col("in_all")).log(),
        "stays": pl.col("stays"),
    }
    return table.select(**named).to_numpy()


def best_of_years(table: pl.DataFrame, *, most: int, fitted: Mapping[str, float] = FITTED) -> pl.DataFrame:
    """Of `possible` strings the best ``most`` of each year, with score and rank."""
    constant, *slopes = fitted.values()
    score = 1 / (1 + np.exp(-(constant + marks(table) @ np.array(slopes))))
    table = table.with_columns(score=pl.Series(score, dtype=pl.Float64))
    best = [table.head(0).with_columns(rank=pl.lit(0, pl.UInt32))]
    for year in sorted(table["year"].unique()):
        one = table.filter(year=year).sort("score", "candidate", descending=[True, False])
        one = without_nested(one, dict(one.select("candidate", "occurrences").rows()), most=most)
        best.append(one.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32)))
    return pl.concat(best)
