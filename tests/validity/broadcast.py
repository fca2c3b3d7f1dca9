"""Known history: do first uses fall on the days that the lexicon cites, and does a phase hold the month of entry?

Reads the shipped counts of the evening news, or the folder of features named in ``TIFA_BROADCAST``.
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl

from analysis import Features, first_uses, verdicts
from analysis.core.paths import data_folder

from ._monthly_series import row

TERMS = 40
FREQUENT = 20  # documents in the year from the entry on
ENTERS = ("entry", "campaign", "rise")  # verdicts by which a term comes into use


def folder() -> Path:
    """Where the counts lie."""
    return Path(os.environ.get("TIFA_BROADCAST") or data_folder() / "broadcast")


LABEL = (
    r"(?i)(?:label (?:is )?in the broadcasts? (?:from|of)|first broadcast use|one broadcast only,) (\d{4}-\d{2}-\d{2})"
)
EARLIER = r"(?i)everyday (uses|words)|uses in the broadcasts"  # words of the note on a term that was an everyday phrase before


def best_dated(most: int = TERMS) -> pl.DataFrame:
    """Terms whose label's first broadcast the lexicon gives by day, best evidence first: ``term · cited``.

    The day is the one that the occasion or the note gives for the label, else the first broadcast cited. A term
    whose note tells of earlier everyday uses has no entry of its own.
    """
    terms = pl.read_csv(data_folder() / "lexicon" / "terms.csv", infer_schema=False)
    rank = {"high": 0, "medium": 1, "low": 2}
    notes = pl.concat_str(pl.col("occasion", "note").fill_null(""), separator=" ")
    return (
        terms.with_columns(
            cited=pl.coalesce(
                notes.str.extract(LABEL), pl.col("source").str.extract(r"新闻联播 (\d{4}-\d{2}-\d{2})")
            ).str.to_date(),
            rank=pl.col("confidence").replace_strict(rank, default=3, return_dtype=pl.Int8),
            apart=pl.when(pl.col("precision") == "day").then(0).otherwise(1),
        )
        .with_columns(other_day=(pl.col("introduced") != pl.col("cited").cast(pl.String)).fill_null(True))
        .filter(
            pl.col("cited").dt.year().is_between(2013, 2023),
            pl.col("introduced").str.slice(0, 4) >= "2013",
            ~notes.str.contains(EARLIER),
        )
        .sort("rank", "apart", "other_day", "term")
        .head(most)
        .select("term", "cited")
        .sort("term")
    )


def entries(features: Features, dated: pl.DataFrame, phases: pl.DataFrame) -> pl.DataFrame:
    """For each term: is the first use the cited day, is it frequent, does the interval of a phase hold its month?"""
    names = dated["term"].to_list()
    uses = first_uses(features, names).select("term", "first")
    place = features.documents.select("doc_id", "date")
    after = (
        features.mentions.filter(pl.col("term").is_in(names))
        .select("doc_id", "term")
        .unique()
        .join(place, on="doc_id")
        .collect()
        .join(uses, on="term")
    )
    year = after.filter(pl.col("date") < pl.col("first").dt.offset_by("1y")).group_by("term").agg(stories=pl.len())
    month = pl.col("first").dt.truncate("1mo")
    held = phases.filter(pl.col("verdict").is_in(ENTERS)).join(uses, on="term")
    held = held.filter(month.is_between(pl.col("low"), pl.col("high")))["term"]
    return (
        dated.join(uses, on="term")
        .join(year, on="term", how="left")
        .with_columns(
            exact=(pl.col("first") == pl.col("cited")).fill_null(False),
            frequent=pl.col("stories").fill_null(0) >= FREQUENT,
            held=pl.col("term").is_in(held.implode()),
        )
        .sort("term")
    )


def pair(question: str, found: pl.DataFrame, words: str, target: float | None) -> list[dict]:
    """Two rows: first uses on the cited day; phases that hold the month, of the frequent terms."""
    often = found.filter("frequent")
    measured = [
        (f"first use on the cited day, {words}", found, "exact", "share of terms with a cited day"),
        (f"a phase holds the month of entry, {words}", often, "held", "share of terms with a cited day"),
    ]
    rows = []
    for setting, some, column, measure in measured:
        others = some.filter(~pl.col(column))
        note = "others: " + "、".join(f"{term} {first}" for term, first in others.select("term", "first").rows())
        note = note if others.height else ""
        value = float(some[column].to_numpy().mean())
        one = row(question, setting, measure, value, target or 0.0, some.height, most=False, note=note)
        rows.append(one if target else one | {"target": "shown, none set"})
    return rows


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    features, best = Features.open(folder()), best_dated()
    known = features.vocabulary.select("term").unique().collect()["term"].to_list()
    rest = best_dated(10**6).filter(~pl.col("term").is_in(best["term"].to_list()), pl.col("term").is_in(known))
    # of all terms, so that q is over all of them whichever are judged; a fast run has the best dated alone
    phases = verdicts(features, best["term"].to_list() if fast else None, seed=seed).frame.filter("decision")
    if fast:
        return pair(
            "known history: best dated", entries(features, best, phases), f"{best.height} best dated terms", 0.9
        )
    return [
        *pair("known history: best dated", entries(features, best, phases), f"{best.height} best dated terms", 0.9),
        *pair("known history: held out", entries(features, rest, phases), "all other dated terms", None),
    ]
