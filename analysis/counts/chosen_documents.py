"""Features of some documents only: which stay, which words then stand in how many, and what an edition can say of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ..core import schema
from .document_cells import cells_of_documents, columns_of_cells


def tables_of_whole_cells(
    tables: Mapping[str, pl.LazyFrame], before: pl.LazyFrame, after: pl.DataFrame, every: str
) -> tuple[dict[str, pl.LazyFrame], bool]:
    """The tables of a counts edition without the cells that are divided, and whether all words of ``after`` are known.

    A cell in which a reprint became an original is divided as well: the counts of each are not known.
    """
    own = after.select("doc_id", is_duplicate=pl.col("duplicate_of").is_not_null()).lazy()
    moved = before.join(own, on="doc_id").filter(pl.col("duplicate_of").is_not_null() != pl.col("is_duplicate"))
    moved = pl.concat(
        [moved.drop("is_duplicate"), moved.drop("is_duplicate").with_columns(duplicate_of=None)]
    ).collect()
    out = {}
    for name, table in tables.items():
        columns, length = columns_of_cells(table), every if name == "words" else "1mo"
        out[name] = table.join(cells_of_documents(moved, length), on=columns, how="anti", nulls_equal=True)
    if "words" not in out:
        return out, True
    columns = columns_of_cells(out["words"])
    cells = cells_of_documents(after, every).group_by(columns).agg(chosen=pl.len())
    held = out["words"].group_by(columns).agg(pl.col("documents").cast(pl.Int64).sum())
    both = cells.join(held, on=columns, how="left", nulls_equal=True).collect()
    whole = both.filter(pl.col("chosen") == pl.col("documents"))
    out["words"] = out["words"].join(whole.lazy().select(columns), on=columns, how="semi", nulls_equal=True)
    return out, whole.height == both.height and not after["date"].null_count()


def vocabulary_of(
    vocabulary: pl.LazyFrame, sentences: pl.LazyFrame, words: pl.LazyFrame | None, known: bool
) -> pl.DataFrame:
    """The words that the documents hold, each with how many of them; null where an edition cannot say it.

    Parameters
    ----------
    vocabulary : polars.LazyFrame
        Of the whole.
    sentences : polars.LazyFrame
        Of the documents chosen.
    words : polars.LazyFrame, optional
        Of a counts edition, whose sentences hold no words: those in whole cells of the documents chosen.
    known : bool
        Whether ``words`` are all.
    """
    pairs = sentences.select("doc_id", term_id="terms").explode("term_id").drop_nulls().unique()
    counts = pairs.group_by("term_id").agg(n=pl.len().cast(pl.UInt32))
    if words is not None:
        lists = words.select(term_id="terms", n="counts").explode("term_id", "n").drop_nulls("term_id")
        counts = pl.concat([counts, lists.group_by("term_id").agg(pl.col("n").sum().cast(pl.UInt32))])
    counted = vocabulary.join(counts, on="term_id", how="left").with_columns(pl.col("n").fill_null(0))
    if not known:
        of_words = pl.when(pl.col("kind") != "word").then("n")
        counted = counted.with_columns(n=of_words)
    kept = counted.filter(pl.col("n").is_null() | (pl.col("n") > 0)).with_columns(documents="n").sort("term_id")
    return kept.select(*schema.VOCABULARY).cast(schema.VOCABULARY).collect(engine="streaming")


def manifest_of(manifest: Mapping[str, Any], said: str, known: bool) -> dict[str, Any]:
    """What chosen features say of themselves: the choice in words, after an earlier one."""
    chosen = "; ".join(part for part in (manifest.get("filter"), said) if part)
    own = {**manifest, "filter": chosen}
    return own if known else own | {"words": {**(manifest.get("words") or {}), "min_documents": None}}
