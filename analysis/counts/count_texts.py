"""From a batch of documents with their texts to its rows of the counted tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from ..core import schema
from ..segment.match_rules import MatchRules
from ..segment.scan_kernel import Scan, scan
from .word_order import encode_order

PRIVATE_SENTENCES = pl.Schema({**schema.SENTENCES, "paragraph": pl.UInt32, "order": pl.String})
TALLY = pl.Schema({"term_id": pl.UInt32, "documents": pl.UInt32})
UNDATED = -(2**31)  # before every sense
EPOCH = dt.date(1970, 1, 1).toordinal()  # polars counts days from here


@dataclass(frozen=True, repr=False)
class Counted:
    """The tables of one batch; ``tally`` says in how many of its documents each id stands."""

    documents: pl.DataFrame
    mentions: pl.DataFrame
    sentences: pl.DataFrame
    tally: pl.DataFrame


def count_texts(batch: pl.DataFrame, hashes: pl.Series, rules: MatchRules) -> Counted:
    """Count a batch of documents with their texts; ``hashes`` are their ``sha256`` where the batch has none."""
    pages = batch.select(pl.col("title", "text").fill_null(""))
    found = scan(pages, rules)
    sizes = pages["title"].str.len_chars() + pages["text"].str.len_chars()
    return Counted(
        _documents(batch, hashes, sizes, found),
        _mentions(found, batch, rules),
        _sentences(found, batch["doc_id"]),
        pl.DataFrame(found.tally, schema=TALLY, orient="row"),
    )


def _documents(batch: pl.DataFrame, hashes: pl.Series, sizes: pl.Series, found: Scan) -> pl.DataFrame:
    table = batch.drop("text").with_columns(
        n_chars=sizes.cast(pl.UInt32), n_sentences=pl.Series(found.n_sentences, dtype=pl.UInt32)
    )
    if "sha256" not in table.columns or table["sha256"].has_nulls():
        table = table.with_columns(hashes.alias("sha256"))
    empty = {name: pl.lit(None, pl.String) for name in schema.DOCUMENTS} | {"reprint_count": pl.lit(0, pl.UInt32)}
    table = table.with_columns(**{name: value for name, value in empty.items() if name not in table.columns})
    return table.select(*schema.DOCUMENTS, *(name for name in table.columns if name not in schema.DOCUMENTS))


def _mentions(found: Scan, batch: pl.DataFrame, rules: MatchRules) -> pl.DataFrame:
    columns = pl.Schema(dict.fromkeys(("row", "sentence", "start", "end", "surface"), pl.UInt32))
    surfaces = pl.DataFrame(found.mentions, schema=columns, orient="row")
    surfaces = surfaces.with_columns(quoted=pl.Series(found.quoted, dtype=pl.Boolean))
    documents = batch.select("doc_id", "date").with_row_index("row")
    mentions = surfaces.join(rules.naming, on="surface").join(documents, on="row")
    mentions = mentions.sort("row", "sentence", "start", "term")
    return mentions.with_columns(sense=_senses(mentions["id"], mentions["date"], rules)).select(*schema.MENTIONS)


def _senses(ids: pl.Series, dates: pl.Series, rules: MatchRules) -> pl.Series:
    """The first dated sense that holds on the document's date; null without a date."""
    term_id, day = ids.to_numpy(), dates.cast(pl.Int32).fill_null(UNDATED).to_numpy()
    number = np.full(len(term_id), len(rules.senses), np.uint32)
    for place, (term, _, start, end) in reversed([*enumerate(rules.senses)]):
        at = np.flatnonzero(term_id == rules.ids[term])
        number[at[(day[at] >= start.toordinal() - EPOCH) & (day[at] < end.toordinal() - EPOCH)]] = place
    return pl.Series([*(sense for _, sense, _, _ in rules.senses), None], dtype=pl.String).gather(number)


def _sentences(found: Scan, doc_id: pl.Series) -> pl.DataFrame:
    if not len(found.sentences):
        return schema.empty(PRIVATE_SENTENCES)
    document, number, paragraph = found.sentences.T
    return pl.DataFrame(
        [
            doc_id.gather(document).alias("doc_id"),
            pl.Series("sentence", number, dtype=pl.UInt32),
            _lists(found.ids, found.ids_end).alias("terms"),
            pl.Series("paragraph", paragraph, dtype=pl.UInt32),
            encode_order(found.order, found.order_end).alias("order"),
        ]
    )


def _lists(values: np.ndarray, ends: np.ndarray) -> pl.Series:
    """A column of lists from flat values and where each list ends; no list may be empty."""
    lengths = np.diff(ends, prepend=0)
    rows = pl.Series("row", np.repeat(np.arange(len(ends), dtype=np.uint32), lengths)).set_sorted()
    flat = pl.DataFrame([rows, pl.Series("values", values, dtype=pl.UInt32)])
    return flat.group_by("row", maintain_order=True).agg("values")["values"]
