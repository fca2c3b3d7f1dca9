"""Discovery: how many formulations that a lexicon knows would have been found without it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl

from analysis.core import schema
from analysis.counts.document_selection import selected_documents
from analysis.counts.features import Features
from analysis.discovery.candidates import discover, strings_of
from analysis.discovery.ranking import FITTED, best_of_years, marks
from analysis.segment.words import segment


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
    """term · entry · year · documents · quoted · before · of_year of the terms that have ``least`` documents: the year of the
    first, and the first year that holds ``least`` of them (null if none does), with the share of days that hold it before
    that year and in it. The texts are searched as they stand, since the lexicon is hidden."""
    documents = selected_documents(features, titles=True)
    texts = (
        documents.select("doc_id", "date", "title")
        .join(corpus.texts, on="doc_id")
        .select(
            "date",
            pl.col("date").dt.year().alias("at"),
            text=pl.concat_str("title", "text", separator="\n", ignore_nulls=True),
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
        year, shares = (many[0], []) if len(many) else (None, [None, None])
        for test in (pl.col("at") < year, pl.col("at") == year) if year else ():
            days = texts.filter(test)["date"].n_unique()
            shares.append(matching.filter(test)["date"].n_unique() / max(days, 1))
        rows.append((term, years["at"][0], year, matching.height, quoted / matching.height, *shares))
    return pl.DataFrame(
        rows,
        orient="row",
        schema={"term": pl.String, "entry": pl.Int32, "year": pl.Int32, "documents": pl.Int64}
        | dict.fromkeys(("quoted", "before", "of_year"), pl.Float64),
    )


def wanted(table: pl.DataFrame) -> pl.DataFrame:
    """Those that were new in the year that first holds ten: heard in 2013 at the earliest, and on no more than a fifth of
    that year's share of days before; with ``marked``, numeral formulas and terms quoted in a fifth of documents."""
    shape = pl.col("term").str.contains(r"^[一二三四五六七八九十两双]个?\p{Han}{1,4}$")
    new = (pl.col("entry") >= 2013) & (pl.col("before") <= 0.2 * pl.col("of_year"))
    return table.filter(pl.col("year").is_not_null() & new).with_columns(marked=shape | (pl.col("quoted") >= 0.2))


def found_of(found: pl.DataFrame, table: pl.DataFrame, *, most: int = 200) -> tuple[int, int]:
    """How many terms stand whole among the first candidates of their own year, and of how many."""
    ranks = found.filter(pl.col("rank") <= most).select(term="candidate", year=pl.col("year").cast(pl.Int32))
    return table.join(ranks, on=["term", "year"], how="semi").height, table.height


def fitted(table: pl.DataFrame, entered: pl.DataFrame, *, ridge: float = 5.0) -> dict[str, float]:
    """Coefficients of the odds that a string of ``table`` (`strings_of`) is one of the terms ``entered`` (term · year).

    Logistic regression by Newton's method, with a normal prior whose precision is ``ridge`` on standardised marks.
    """
    y = table.select("candidate", "year").join(
        entered.select(candidate="term", year="year", y=pl.lit(1.0)), on=["candidate", "year"], how="left",
        maintain_order="left",
    )["y"].fill_null(0.0).to_numpy()  # fmt: skip
    x = marks(table)
    mean, spread = x.mean(0), np.maximum(x.std(0), 1e-9)  # a mark that is always the same tells nothing
    z = np.column_stack([np.ones(len(x)), (x - mean) / spread])
    prior = np.diag([0.0, *[ridge] * x.shape[1]])
    b = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-z @ b))
        change = np.linalg.solve((z * (p * (1 - p))[:, None]).T @ z + prior, z.T @ (y - p) - prior @ b)
        b += change
        if np.abs(change).max() < 1e-9:
            break
    slopes = b[1:] / spread
    return dict(zip(FITTED, [float(b[0] - mean @ slopes), *map(float, slopes)], strict=True))


def left_out(table: pl.DataFrame, entered: pl.DataFrame) -> pl.DataFrame:
    """The first candidates of each year by coefficients that are fitted to all other years."""
    best = []
    for year in sorted(table["year"].unique()):
        others = fitted(table.filter(pl.col("year") != year), entered.filter(pl.col("year") != year))
        best.append(best_of_years(table.filter(year=year), most=200, fitted=others))
    return pl.concat(best)


def cut_piece(candidate: str, text: str) -> bool:
    """Whether a string is a piece, by a rule of its own: one longer string by one character has four fifths of its
    places, or a word of the dictionary goes over one of its ends in half of them."""
    before, behind, torn = Counter(), Counter(), 0
    size, at = 0, text.find(candidate)
    while at >= 0:
        end, size = at + len(candidate), size + 1
        before[text[at - 1 : at]] += text[at - 1 : at].isalnum()
        behind[text[end : end + 1]] += text[end : end + 1].isalnum()
        start, edge = max(at - 6, 0), set()
        for word in segment(text[start : end + 6]):
            edge.add(start)
            start += len(word)
        torn += not {at, end} <= edge | {start}
        at = text.find(candidate, end)
    longer = max([0, *before.values(), *behind.values()])
    return size > 0 and (longer >= 0.8 * size or torn >= 0.5 * size)


def pieces(features: Features, corpus, found: pl.DataFrame, *, most: int = 50) -> pl.DataFrame:
    """year · candidate · piece of the first candidates of each year."""
    documents = selected_documents(features, titles=True).select("doc_id", "date", "title")
    texts = documents.join(corpus.texts, on="doc_id").select(
        pl.col("date").dt.year().alias("year"), text=pl.concat_str("title", "text", separator="\n", ignore_nulls=True)
    )
    joined = dict(texts.group_by("year").agg(pl.col("text").str.join("\n")).rows())
    first = found.filter(pl.col("rank") <= most).select("year", "candidate")
    piece = [cut_piece(candidate, joined[year]) for year, candidate in first.rows()]
    return first.with_columns(piece=pl.Series(piece, dtype=pl.Boolean))


def on_corpus(features: Features, corpus, terms: list[str]) -> list[dict]:
    """Rows for a real corpus (the broadcast corpus): the terms of the lexicon, hidden from the search.

    Each year is ranked by coefficients that are fitted to all other years. The rules of what is whole, and which marks
    there are, were chosen on the terms that enter in even years.
    """
    table = wanted(entering(features, corpus, terms))
    found = left_out(strings_of(features, corpus), table)
    piece = pieces(features, corpus, found)
    rows = []
    for name, years in (("all years", (0, 1)), ("even years, on which rules were chosen", (0,)), ("odd years", (1,))):
        of_years = (pl.col("year") % 2).is_in(years)
        entered, listed = table.filter(of_years), found.filter(of_years)
        (hits, size), *parts = (
            found_of(listed, part) for part in (entered, entered.filter("marked"), entered.filter(~pl.col("marked")))
        )
        cut = piece.filter(of_years)["piece"].mean()
        common = dict(usual="", usual_value=None, runs=1)
        rows += [
            dict(
                question="discovery: recall",
                setting=f"broadcast corpus, {size} terms new in {name}, ranked by what all other years taught",
                measure="share among the first 200 candidates of their year",
                target="at least 0.7",
                value=hits / size,
                met=hits / size >= 0.7,
                note="numeral or quoted {} of {}, others {} of {}".format(*parts[0], *parts[1]),
                **common,
            ),
            dict(
                question="discovery: cut pieces",
                setting=f"broadcast corpus, {name}",
                measure="share of the first 50 candidates of a year",
                target="at most 0.05",
                value=float(cut),
                met=float(cut) <= 0.05,
                note="one longer string has four fifths of the places, or a word goes over an end in half of them",
                **common,
            ),
        ]
    return rows


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
