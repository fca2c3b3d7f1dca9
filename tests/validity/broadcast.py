"""Known history: do first uses, change points and bursts find the entries that the lexicon dates?

Reads the shipped counts of the evening news, or the folder of features named in ``TIFA_BROADCAST``.
"""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl

from analysis import Features, bursts, change_points, first_uses
from analysis.core.paths import data_folder
from analysis.statistics.level_tests import BANK

TERMS = 40
FREQUENT = 20  # stories in the year from the entry on


def folder() -> Path:
    """Where the counts lie."""
    return Path(os.environ.get("TIFA_BROADCAST") or data_folder() / "broadcast")


LABEL = (
    r"(?i)(?:label (?:is )?in the broadcasts? (?:from|of)|first broadcast use|one broadcast only,) (\d{4}-\d{2}-\d{2})"
)
EARLIER = r"(?i)everyday uses|uses in the broadcasts"  # words of the note on a term that was an everyday phrase before


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


def entries(features: Features, dated: pl.DataFrame, *, bank: int, seed: int) -> pl.DataFrame:
    """For each term: is the first use the cited day, is it frequent, does a change or burst hold its month?"""
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
    changes = change_points(features, names, bank=bank, seed=seed).filter("decision")
    spells = bursts(features, names, bank=bank, seed=seed).filter("decision")
    month = pl.col("first").dt.truncate("1mo")
    by_change = changes.join(uses, on="term").filter(month.is_between(pl.col("low"), pl.col("high")))["term"]
    by_burst = spells.join(uses, on="term").filter((month >= pl.col("start_low")) & (month < pl.col("end")))["term"]
    return (
        dated.join(uses, on="term")
        .join(year, on="term", how="left")
        .with_columns(
            exact=pl.col("first") == pl.col("cited"),
            frequent=pl.col("stories").fill_null(0) >= FREQUENT,
            change=pl.col("term").is_in(by_change.implode()),
            burst=pl.col("term").is_in(by_burst.implode()),
        )
        .with_columns(
            good=pl.col("exact").fill_null(False) & (~pl.col("frequent") | pl.col("change") | pl.col("burst"))
        )
        .sort("term")
    )


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity."""
    if not (folder() / "features.json").exists():
        return []
    found = entries(Features.open(folder()), best_dated(8 if fast else TERMS), bank=2_000 if fast else BANK, seed=seed)
    n, least = len(found), round(0.9 * len(found))
    often = found.filter("frequent")
    caught = int((often["change"] | often["burst"]).sum())
    late = found.filter(~pl.col("good"))
    rows = [
        {
            "question": "known history: first uses",
            "setting": f"{n} best-dated terms of the lexicon, 2013–2023",
            "measure": "first use on the cited day",
            "target": f"at least {least}",
            "value": float(found["exact"].sum()),
            "usual": "",
            "usual_value": None,
            "runs": n,
            "met": int(found["exact"].sum()) >= least,
            "note": "others: " + ("、".join(found.filter(~pl.col("exact").fill_null(False))["term"]) or "none"),
        },
        {
            "question": "known history: entries",
            "setting": "the same terms",
            "runs": n,
            "measure": "first use exact and, where 20 stories or more follow within a year, a change or burst holds its month",
            "target": f"at least {least}",
            "value": float(found["good"].sum()),
            "usual": "",
            "usual_value": None,
            "met": int(found["good"].sum()) >= least,
            "note": f"{len(often)} are frequent, {caught} of them caught; not good: "
            + ("、".join(late["term"]) or "none"),
        },
    ]
    return rows if fast else rows + held_out(seed)


def held_out(seed: int) -> list[dict]:
    """The same two measures for the other dated terms, on which no choice of method was ever looked at."""
    features = Features.open(folder())
    chosen = best_dated()["term"].to_list()
    known = features.vocabulary.select("term").unique().collect()["term"].to_list()
    dated = best_dated(10**6).filter(~pl.col("term").is_in(chosen), pl.col("term").is_in(known))
    found = entries(features, dated, bank=BANK, seed=seed)
    often = found.filter("frequent")
    caught = int((often["change"] | often["burst"]).sum())
    missed = often.filter(~(pl.col("change") | pl.col("burst")))["term"]
    return [
        {
            "question": "known history: held out",
            "setting": "first use on the day cited",
            "value": found["exact"].mean(),
            "measure": "share of the other dated terms entering 2013–2023, chosen by nobody",
            "target": "shown, none set",
            "usual": "",
            "usual_value": None,
            "runs": len(found),
            "met": True,
            "note": "others: " + "、".join(found.filter(~pl.col("exact").fill_null(False))["term"]),
        },
        {
            "question": "known history: held out",
            "setting": "a change or burst holds the month of entry",
            "measure": "share of the other dated terms entering 2013–2023, chosen by nobody",
            "target": "shown, none set",
            "value": caught / len(often),
            "usual": "",
            "usual_value": None,
            "runs": len(often),
            "met": True,
            "note": "frequent terms only; not caught: " + "、".join(missed),
        },
    ]
