"""Several counted corpora as one series, such as a programme and its continuation; where they meet is a seam.

A document that stands in two of them, by its doc_id or by its text, is counted once: in the earlier part. A published
edition has no hash of a text: its documents are recognised by their doc_id.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import polars as pl

from ..core import schema
from ..core.callers import caller_level
from ..core.errors import StudyError
from .corpus_statement import corpus_statement
from .editions import edition_of
from .mention_places import HELD


def joined_tables(parts: Sequence) -> tuple[list[pl.DataFrame], dict[str, pl.DataFrame], dict[str, Any]]:
    """Documents, mentions, sentences and vocabulary of several features, tables of counts, manifest; see `Features.join`."""
    if not parts:
        raise StudyError("join() needs features, at least one.")
    manifests = [part.manifest for part in parts]
    _refuse_different_lexicons(manifests)
    edition = _one_edition([edition_of(part) for part in parts])
    documents = [part.documents.collect() for part in parts]
    order = sorted(
        range(len(parts)), key=lambda place: (documents[place]["date"].min() is None, _first(documents[place]))
    )
    parts, documents = [parts[place] for place in order], [documents[place] for place in order]
    documents, told = _each_once(documents)
    if told:
        warnings.warn(
            f"{told} documents stand in two of these features and are counted once.",
            UserWarning,
            stacklevel=caller_level(),
        )
    stated = [corpus_statement(part) for part in parts]
    cells = _common_cells(manifests)
    words, numbers = _one_vocabulary(
        [part.vocabulary.collect() for part in parts], in_all=edition != "private", words=cells is not None
    )
    mentions, sentences = [], []
    renumber = edition != "private" or any(not _same(number) for number in numbers)
    for part, own, number in zip(parts, documents, numbers):
        kept = own.lazy().select("doc_id")
        mentions.append(part.mentions.join(kept, on="doc_id", how="semi").select(*schema.MENTIONS).collect())
        rows = part.sentences.join(kept, on="doc_id", how="semi").collect()
        sentences.append(_renumbered(rows, number) if renumber else rows)
    whole = pl.concat(documents, how="diagonal_relaxed").sort("date", "doc_id", nulls_last=True)
    place = whole.select("doc_id").with_row_index("place")
    common = [name for name in sentences[0].columns if all(name in one.columns for one in sentences)]
    inside = [
        _in_order(pl.concat([one.select(names) for one in tables]), place)
        for tables, names in ((mentions, list(schema.MENTIONS)), (sentences, common))
    ]
    tables = {}
    if edition == "counts" and cells is not None:
        tables["words"] = pl.concat([_words(part, number) for part, number in zip(parts, numbers)])
    words = _counted_again(words, inside[1], tables.get("words"))
    seams = [str(_first(own)) for own in documents[1:] if own["date"].min() is not None]
    name = " + ".join(dict.fromkeys(one["name"] for one in stated if one["name"])) or None
    manifest = {**manifests[0], "name": name, "shards": [], "seams": seams, "parts": stated}
    if edition != "private":  # which words stand in so many documents of the whole, its parts do not say
        leads = {
            one.get(HELD) for one in manifests
        }  # a part that does not tell its leads leaves those of the whole unknown
        manifest |= {"edition": edition, "words": cells, HELD: leads.pop() if len(leads) == 1 else None}
    return [whole, *inside, words], tables, manifest


def _one_edition(editions: list[str]) -> str:
    """The edition of all; a `StudyError` where they differ: of a part of the series, less would be known."""
    if len(set(editions)) > 1:
        raise StudyError(
            f"these features are of different editions: {', '.join(editions)}.\n"
            "  Publish the others in the same way, features.publish(folder, level=…), and join what was published."
        )
    return editions[0]


def _first(documents: pl.DataFrame) -> Any:
    return documents["date"].min() or 0


def _refuse_different_lexicons(manifests: Sequence) -> None:
    """A `StudyError` that names terms or tables in which the lexicons differ."""
    lexicons = [manifest.get("lexicon") or {} for manifest in manifests]
    first = lexicons[0]
    for other in lexicons[1:]:
        if first.get("sha256") == other.get("sha256"):
            continue
        mine, theirs = set(first.get("terms") or ()), set(other.get("terms") or ())
        told = [f"only one has {', '.join(sorted(mine ^ theirs)[:5])}"] if mine != theirs else []
        for name in first.get("tables") or {}:
            here, there = first["tables"][name], (other.get("tables") or {}).get(name, [])
            if here != there:
                told.append(f"{name}: {len(set(here) ^ set(there))} lines differ")
        raise StudyError(
            f"these features were counted with different lexicons ({'; '.join(told) or 'their tables differ'}).\n"
            "  Count both with one lexicon: build_features(corpus, lexicon, out)."
        )


def _each_once(documents: list[pl.DataFrame]) -> tuple[list[pl.DataFrame], int]:
    """The documents without those that an earlier part holds, and how many these were."""
    ids: set[str] = set()
    pages: set[str] = set()
    kept, told = [], 0
    for own in documents:
        again = own["doc_id"].is_in(list(ids))
        if "sha256" in own.columns:
            again |= own["sha256"].is_in(list(pages)).fill_null(False)
            pages |= set(own.filter(~again)["sha256"].drop_nulls())
        told += int(again.sum())
        own = own.filter(~again)
        ids |= set(own["doc_id"])
        kept.append(own)
    return kept, told


def _common_cells(manifests: Sequence) -> dict[str, Any] | None:
    """What the parts say of the cells in which they count words; None where these differ."""
    said = [{name: (manifest.get("words") or {}).get(name) for name in ("every", "cells")} for manifest in manifests]
    return said[0] if all(one == said[0] for one in said) else None


def _one_vocabulary(
    vocabularies: list[pl.DataFrame], *, in_all: bool, words: bool
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The words of all, and for each the number that its own number (``old``) becomes.

    ``in_all``: words that one of them lacks are left out, since nobody knows how often it holds them; unless ``words``,
    all are.
    """
    every = pl.concat([one.select("term", "kind", "term_id") for one in vocabularies])
    numbers = every.group_by("term", "kind").agg(
        pl.col("term_id").min(), different=pl.col("term_id").n_unique(), parts=pl.len()
    )
    if in_all:
        numbers = numbers.filter((pl.col("kind") != "word") | (pl.col("parts") == len(vocabularies)) & words)
    if numbers["different"].max() != 1 or numbers["term_id"].n_unique() < numbers.height:
        numbers = numbers.sort("kind", "term").with_columns(term_id=pl.int_range(1, pl.len() + 1, dtype=pl.UInt32))
    numbers = numbers.select("term", "kind", "term_id")
    each = [one.select("term", "kind", old="term_id").join(numbers, on=["term", "kind"]) for one in vocabularies]
    return numbers.sort("term_id"), each


def _same(number: pl.DataFrame) -> bool:
    return bool((number["old"] == number["term_id"]).all())


def _renumbered(sentences: pl.DataFrame, number: pl.DataFrame) -> pl.DataFrame:
    """Sentences with new numbers of words, sorted again; without the order of words, which follows from the numbers."""
    rows = sentences.drop("order", strict=False).with_row_index("row")
    terms = rows.select("row", old="terms").explode("old").join(number.select("old", "term_id"), on="old")
    lists = terms.sort("row", "term_id").group_by("row", maintain_order=True).agg(terms="term_id")
    return (
        rows.drop("terms")
        .join(lists, on="row", maintain_order="left")
        .select(name for name in sentences.columns if name != "order")
    )


def _in_order(rows: pl.DataFrame, place: pl.DataFrame) -> pl.DataFrame:
    """Rows in the order of their documents, otherwise as they were."""
    return rows.with_row_index("row").join(place, on="doc_id").sort("place", "row").drop("place", "row")


def _words(part: Any, number: pl.DataFrame) -> pl.DataFrame:
    """Words by day with new numbers of words."""
    rows = part.tables["words"].with_row_index("row").collect()
    lists = rows.select("row", "terms", "counts").explode("terms", "counts")
    lists = lists.join(number.select("term_id", terms="old"), on="terms").sort("row", "term_id")
    lists = lists.group_by("row", maintain_order=True).agg(terms="term_id", counts="counts")
    table = rows.drop("terms", "counts").join(lists, on="row", how="left", maintain_order="left").drop("row")
    none = pl.lit([], pl.List(pl.UInt32))
    return table.with_columns(pl.col("terms").fill_null(none), pl.col("counts").fill_null(none))


def _counted_again(words: pl.DataFrame, sentences: pl.DataFrame, by_day: pl.DataFrame | None) -> pl.DataFrame:
    """The vocabulary with the documents that hold each word."""
    pairs = sentences.lazy().select("doc_id", term_id="terms").explode("term_id").unique()
    counts = pairs.group_by("term_id").agg(documents=pl.len().cast(pl.UInt32)).collect()
    if by_day is not None:
        every = by_day.select("terms", "counts").explode("terms", "counts").drop_nulls("terms")
        of_words = every.group_by(term_id="terms").agg(documents=pl.col("counts").sum())
        counts = pl.concat([counts, of_words.cast(counts.schema)])
    table = words.join(counts, on="term_id").sort("term_id")
    return table.select(*schema.VOCABULARY).cast(schema.VOCABULARY)
