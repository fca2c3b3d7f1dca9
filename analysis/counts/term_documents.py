"""Which documents hold a term, and which contexts hold two: the documents behind a count, by name."""

from __future__ import annotations

import polars as pl

from ..core import schema
from .editions import needs
from .features import Features
from .known_terms import known_terms
from .mention_places import in_place
from .occurrences import term_ids
from .word_order import decode_order

USES = ("doc_id", "sentence", "term", "quoted", "variant", "sense", "start", "end")


def uses_of(
    features: Features, terms: list[str], documents: pl.DataFrame, *, where: str | None = None, each: bool = False
) -> pl.DataFrame:
    """The columns `USES`, a row a mention (a word: a row a sentence, or with ``each`` a row a use), in ``documents`` only.

    With ``where``, only in that place of the document. A `StudyError` for a word of a counts edition, which knows its days only.
    """
    there = True if where is None else in_place(where)
    kinds, ids = known_terms(features), documents.lazy().select("doc_id")
    words = [term for term in terms if kinds[term] == "word"]
    if words:
        needs(features, "words by sentence", f'which documents hold the word "{words[0]}"', instead="ask for slogans")
    found = features.mentions.filter(pl.col("term").is_in([term for term in terms if term not in words]), there)
    found = found.join(ids, on="doc_id", how="semi").select(USES)
    if not words:
        return found.collect()
    codes = term_ids(features).filter(pl.col("term").is_in(words), pl.col("kind") == "word")
    rows = features.sentences.filter(there).join(ids, on="doc_id", how="semi")
    rows = rows.filter(pl.any_horizontal(pl.col("terms").list.contains(code) for code in codes["term_id"]))
    if each:
        needs(features, "order of words", f'how often "{words[0]}" is used', instead="ask for documents")
        table = rows.select("doc_id", "sentence", "terms", "order").collect()
        at, term_id = decode_order(table["terms"], table["order"])
        rows = pl.LazyFrame([table["doc_id"].gather(at), table["sentence"].gather(at), pl.Series("term_id", term_id)])
    else:
        rows = rows.select("doc_id", "sentence", term_id="terms").explode("term_id")
    rows = rows.join(codes.lazy(), on="term_id").with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in schema.MENTIONS.items() if name in USES[3:]
    )
    return pl.concat([found, rows.select(USES)], how="vertical_relaxed").collect()


def meetings_of(features: Features, pair: tuple[str, str], documents: pl.DataFrame, context: str) -> pl.DataFrame:
    """doc_id · unit of the contexts that hold both terms, as `cooccurrence` counts them, sorted.

    A context in which one surface, and it alone, names both terms is not among them: they do not meet there.
    """
    found = uses_of(features, list(pair), documents)
    unit = pl.col("sentence")
    if context == "document":
        unit = pl.lit(0, pl.UInt32)
    elif context == "paragraph":
        places = features.sentences.select("doc_id", "sentence", "paragraph")
        places = places.join(found.lazy().select("doc_id").unique(), on="doc_id", how="semi").collect()
        found = found.join(places, on=["doc_id", "sentence"], how="left")
        unit = pl.col("paragraph")
    surfaces = found.select("doc_id", "term", "variant", unit=unit).unique()
    one, other = (
        surfaces.filter(term=term).group_by("doc_id", "unit").agg(pl.col("variant").unique()) for term in pair
    )
    both = one.join(other, on=["doc_id", "unit"], nulls_equal=True)
    single = pl.col("variant").list.len() == 1
    same = single & (pl.col("variant_right").list.len() == 1)
    same &= pl.col("variant").list.first().eq(pl.col("variant_right").list.first()).fill_null(False)
    return both.filter(~same).select("doc_id", "unit").sort("doc_id", "unit")
