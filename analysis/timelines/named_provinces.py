"""Which provinces a title, or a sentence with its words, names."""

from __future__ import annotations

from functools import cache

import polars as pl

from ..core.csv_tables import read_csv
from ..core.paths import data_folder
from ..counts.editions import needs
from ..counts.features import Features


def provinces_of(column: str) -> pl.Expr:
    """The provinces that a text names, each once; 浙江西部 names 浙江 and no 江西.

    >>> pl.DataFrame({"title": ["浙江西部和福建", "开会"]}).select(provinces_of("title"))["title"].to_list()
    [['浙江', '福建'], []]
    """
    pattern, names = _spellings()
    found = pl.col(column).fill_null("").str.extract_all(pattern)
    known = pl.element().replace_strict(names, default=None, return_dtype=pl.String)
    return found.list.eval(known).list.drop_nulls().list.unique(maintain_order=True)


def sentences_with_provinces(features: Features, documents: pl.DataFrame) -> pl.DataFrame:
    """doc_id · sentence · carrier: each sentence (0 is the title) with each province that one of its words names, sorted.

    A `StudyError` for a published edition: it lacks the rarer words, so a province would be missing without a sign.
    """
    needs(
        features,
        "every word",
        "which province a sentence names",
        instead='ask for by="province in title", which counts the documents whose title names one',
    )
    words = features.vocabulary.select(term_id="term_id", carrier=provinces_of("term")).explode("carrier").drop_nulls()
    chosen, words = documents.lazy().select("doc_id"), words.unique().collect()
    parts = [
        part.sentences.join(chosen, on="doc_id", how="semi")
        .select("doc_id", "sentence", term_id="terms")
        .explode("term_id")
        .join(words.lazy(), on="term_id")
        .select("doc_id", "sentence", "carrier")
        .unique()
        .collect()
        for part in features.parts()
    ]
    return pl.concat(parts).sort("doc_id", "sentence", "carrier")


@cache
def _spellings() -> tuple[str, dict[str, str]]:
    """A pattern of all spellings, longest first, and the province of each; of what only looks like one, what else it names."""
    table = read_csv(data_folder() / "lexicon" / "provinces.csv")
    names, traps = {}, []
    for row in table.fill_null("").iter_rows(named=True):
        others = [one for one in row["other"].split(";") if one and not one.isascii()]
        names |= dict.fromkeys([row["province"], row["full"], *others], row["province"])
        traps += [one for one in row["not_in"].split(";") if one]
    for trap in traps:  # 浙江西 is Zhejiang; 黄河南岸 no province
        names[trap] = next((names[one] for one in sorted(names, key=len, reverse=True) if trap.startswith(one)), None)  # pyright: ignore[reportArgumentType]
    longest = sorted(names, key=lambda one: (-len(one), one))
    return "|".join(longest), {one: name for one, name in names.items() if name}
