"""Several counted corpora as one series, such as a programme and its continuation; where they meet is a seam.

A document that stands in two of them, by its doc_id or by its text, is counted once: in the earlier part.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import polars as pl

from ..core import schema
from ..core.errors import StudyError


def joined_tables(parts: Sequence) -> tuple[list[pl.DataFrame], dict[str, Any]]:
    """Documents, mentions, sentences and vocabulary of several features, and their manifest; see `Features.join`."""
    if not parts:
        raise StudyError("join() needs features, at least one.")
    manifests = [part.manifest for part in parts]
    _refuse_different_lexicons(manifests)
    documents = [part.documents.collect() for part in parts]
    order = sorted(
        range(len(parts)), key=lambda place: (documents[place]["date"].min() is None, _first(documents[place]))
    )
    parts, documents = [parts[place] for place in order], [documents[place] for place in order]
    documents, told = _each_once(documents)
    if told:
        warnings.warn(
            f"{told} documents stand in two of these features and are counted once.", UserWarning, stacklevel=4
        )
    words, numbers = _one_vocabulary([part.vocabulary.collect() for part in parts])
    mentions, sentences = [], []
    renumber = any(not _same(number) for number in numbers)
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
    words = _counted_again(words, inside[1])
    published = any(manifest.get("edition") == "published" for manifest in manifests)
    seams = [str(_first(own)) for own in documents[1:] if own["date"].min() is not None]
    manifest = {**manifests[0], "shards": [], "seams": seams}
    if "edition" in manifest:
        manifest["edition"] = "published" if published else "private"
    return [whole, *inside, words], manifest


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
        again = own["doc_id"].is_in(list(ids)) | own["sha256"].is_in(list(pages)).fill_null(False)
        told += int(again.sum())
        own = own.filter(~again)
        ids |= set(own["doc_id"])
        pages |= set(own["sha256"].drop_nulls())
        kept.append(own)
    return kept, told


def _one_vocabulary(vocabularies: list[pl.DataFrame]) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The words of all, and for each the number that its own number (``old``) becomes."""
    every = pl.concat([one.select("term", "kind", "term_id") for one in vocabularies])
    numbers = every.group_by("term", "kind").agg(pl.col("term_id").min(), different=pl.col("term_id").n_unique())
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


def _counted_again(words: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """The vocabulary with the documents that hold each word."""
    pairs = sentences.lazy().select("doc_id", term_id="terms").explode("term_id").unique()
    counts = pairs.group_by("term_id").agg(documents=pl.len().cast(pl.UInt32)).collect()
    table = words.join(counts, on="term_id").sort("term_id")
    return table.select(*schema.VOCABULARY).cast(schema.VOCABULARY)
