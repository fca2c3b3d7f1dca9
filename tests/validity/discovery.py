"""Discovery: how many formulations that a lexicon knows would have been found without it."""

from __future__ import annotations

import numpy as np
import polars as pl

from analysis.core import schema
from analysis.counts.document_selection import selected_documents
from analysis.counts.features import Features
from analysis.discovery.candidates import Candidates, discover


class Texts:
    """What `discover` needs of a corpus."""

    def __init__(self, texts: pl.DataFrame):
        self.texts = texts


def simulated(rng, *, days=360, a_day=6, planted=12) -> tuple[Features, Texts, list[tuple[str, int]]]:
    """Invented texts into which numeral formulas and quoted phrases enter, each in a known year."""
    stock = [chr(c) for c in range(0x4E10, 0x4E10 + 400)]
    filler = lambda n: "".join(rng.choice(stock, n))  # noqa: E731
    fresh = [(f"{'三四五六七八'[i % 6]}个{filler(2)}" if i % 2 else filler(5), 2014 + i % 2) for i in range(planted)]
    rows = []
    for year in (2013, 2014, 2015):
        for day in range(days):
            for number in range(a_day):
                said = [
                    name for name, entry in fresh if entry <= year and rng.random() < (0.01 if entry == year else 0.004)
                ]
                said = [f"“{name}”" if "个" not in name or rng.random() < 0.3 else name for name in said]
                text = "。".join(
                    [filler(20), *(filler(8) + name + filler(8) for name in said), f"“{filler(4)}”{filler(10)}。"]
                )
                rows.append((f"{year}-{day:03d}-{number}", year, day, text))
    table = pl.DataFrame(rows, orient="row", schema=["doc_id", "year", "day", "text"])
    documents = table.select(
        "doc_id",
        date=pl.date("year", 1, 1) + pl.duration(days="day"),
        date_precision=pl.lit("day"),
        title=pl.lit(""),
        source=pl.lit("simulated"),
        author=pl.lit(None, pl.String),
        kind=pl.lit("story"),
        n_chars=pl.lit(60, pl.UInt32),
        n_sentences=pl.lit(2, pl.UInt32),
        duplicate_of=pl.lit(None, pl.String),
        sha256="doc_id",
    )
    empty = {name: schema.empty(getattr(schema, name.upper())) for name in ("mentions", "sentences", "vocabulary")}
    return Features.from_frames(documents, **empty), Texts(table.select("doc_id", "text")), fresh


def entering(features: Features, corpus, terms: list[str], *, least: int = 10) -> pl.DataFrame:
    """term · entry · year · documents · quoted of the terms that have ``least`` documents: the year of the
    first, and the first year that holds ``least`` of them (null if none does). The texts are searched as
    they stand, since the lexicon is hidden."""
    documents = selected_documents(features, titles=True)
    texts = (
        documents.select("doc_id", "date", "title")
        .join(corpus.texts, on="doc_id")
        .select(
            pl.col("date").dt.year().alias("at"), text=pl.concat_str("title", "text", separator="\n", ignore_nulls=True)
        )
    )
    rows = []
    for term in terms:
        matching = texts.filter(pl.col("text").str.contains(term, literal=True))
        if matching.height < least:
            continue
        years = matching.group_by("at").len().sort("at")
        many = years.filter(pl.col("len") >= least)["at"]
        quoted = matching.filter(
            pl.col("text").str.contains(rf"[“「『‘]{term.replace('+', chr(92) + '+')}[”」』’]")
        ).height
        rows.append((term, years["at"][0], many[0] if len(many) else None, matching.height, quoted / matching.height))
    return pl.DataFrame(
        rows,
        orient="row",
        schema={"term": pl.String, "entry": pl.Int32, "year": pl.Int32, "documents": pl.Int64, "quoted": pl.Float64},
    )


def wanted(table: pl.DataFrame, *, first: int = 2014, last: int = 2023) -> pl.DataFrame:
    """Those that enter between two years and are a numeral formula, or quoted in a fifth of documents."""
    shape = pl.col("term").str.contains(r"^[一二三四五六七八九十两双]个?\p{Han}{1,4}$")
    return table.filter(pl.col("entry").is_between(first, last), shape | (pl.col("quoted") >= 0.2))


def recall(found: Candidates, table: pl.DataFrame, *, most: int = 200) -> tuple[float, float]:
    """Share among the first candidates of any year, and of the first year with ten documents."""
    ranks = found.to_frame().filter(pl.col("rank") <= most).select(term="candidate", year=pl.col("year").cast(pl.Int32))
    anywhere = table.join(ranks.select("term").unique(), on="term", how="semi").height / max(table.height, 1)
    dated = table.filter(pl.col("year").is_not_null())
    own = dated.join(ranks, on=["term", "year"], how="semi").height / max(dated.height, 1)
    return anywhere, own


def on_corpus(features: Features, corpus, terms: list[str]) -> list[dict]:
    """Rows for a real corpus (the broadcast corpus): the terms of the lexicon, hidden from the search."""
    table = wanted(entering(features, corpus, terms))
    found = discover(features, corpus)
    anywhere, own = recall(found, table)
    first = found.to_frame().filter(pl.col("rank") <= 200)
    return [
        dict(
            question="discovery: recall",
            setting=f"broadcast corpus, {table.height} numeral or quoted terms entering 2014–2023",
            measure="share among the first 200 candidates of a year",
            target="at least 0.7",
            value=anywhere,
            usual="",
            usual_value=None,
            runs=1,
            met=anywhere >= 0.7,
            note=f"of the first year with ten stories: {own:.2f}; precision against the lexicon "
            f"(a lower bound): {first['candidate'].is_in(terms).mean():.3f}",
        )
    ]


def run(*, fast: bool, seed: int) -> list[dict]:
    """Rows of the table of validity, on invented texts."""
    shares = []
    for one in range(1 if fast else 10):
        features, corpus, fresh = simulated(np.random.default_rng([seed, one]))
        table = discover(features, corpus, most=20).to_frame()
        ranked = set(table.select("candidate", pl.col("year").cast(pl.Int64)).rows())
        shares.append(float(np.mean([(name, entry) in ranked for name, entry in fresh])))
    value = float(np.mean(shares))
    return [
        dict(
            question="discovery: recall",
            setting="invented texts, a string enters at 1 in 100 documents",
            measure="share among the first 20 candidates of its year",
            target="at least 0.7",
            value=value,
            usual="",
            usual_value=None,
            runs=len(shares),
            met=value >= 0.7,
            note="",
        )
    ]
