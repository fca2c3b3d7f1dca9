"""From a batch of documents to its rows of the counted tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl

from ..core import schema
from ..segment.match_rules import Rules
from ..segment.reference_scan import Scan
from ..segment.words import scan
from .word_order import written

PRIVATE_SENTENCES = pl.Schema({**schema.SENTENCES, "paragraph": pl.UInt32, "order": pl.String})
TALLY = pl.Schema({"term_id": pl.UInt32, "documents": pl.UInt32})
NEVER = -(2**31)
_FIRST = list(schema.DOCUMENTS)


@dataclass(frozen=True, repr=False)
class Counted:
    """The tables of one batch; ``tally`` says in how many of its documents each id stands."""

    documents: pl.DataFrame
    mentions: pl.DataFrame
    sentences: pl.DataFrame
    tally: pl.DataFrame


def count(batch: pl.DataFrame, hashes: pl.Series, rules: Rules, *, engine: str) -> Counted:
    """Count a batch of documents with their texts.

    Parameters
    ----------
    batch : DataFrame
        Columns of documents and ``text``, in the order that the rows are to keep.
    hashes : Series
        Of title and text of each document: its ``sha256`` where the batch has none.
    engine : str
        One of `analysis.segment.words.ENGINES`.
    """
    pages = batch.select(pl.col("title", "text").fill_null(""))
    found = scan(pages, rules, engine=engine)
    sizes = pages["title"].str.len_chars() + pages["text"].str.len_chars()
    return Counted(
        _documents(batch, hashes, sizes, found),
        _mentions(found, batch, rules),
        _sentences(found, batch["doc_id"]),
        pl.DataFrame(found.tally, schema=TALLY, orient="row"),
    )


def lists(values: np.ndarray, ends: np.ndarray) -> pl.Series:
    """A column of lists from flat values and where each list ends; no list may be empty."""
    lengths = np.diff(ends, prepend=0)
    rows = pl.Series("row", np.repeat(np.arange(len(ends), dtype=np.uint32), lengths)).set_sorted()
    flat = pl.DataFrame([rows, pl.Series("values", values, dtype=pl.UInt32)])
    return flat.group_by("row", maintain_order=True).agg("values")["values"]


def _documents(batch: pl.DataFrame, hashes: pl.Series, sizes: pl.Series, found: Scan) -> pl.DataFrame:
    frame = batch.drop("text").with_columns(
        n_chars=sizes.cast(pl.UInt32), n_sentences=pl.Series(found.n_sentences, dtype=pl.UInt32)
    )
    if "sha256" not in frame.columns or frame["sha256"].has_nulls():
        frame = frame.with_columns(hashes.alias("sha256"))
    for name in ("date_precision", "title", "source", "author", "kind", "duplicate_of"):
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, pl.String).alias(name))
    if "reprint_count" not in frame.columns:
        frame = frame.with_columns(pl.lit(0, pl.UInt32).alias("reprint_count"))
    extra = [name for name in frame.columns if name not in schema.DOCUMENTS]
    return frame.select(*_FIRST, *extra)


def _mentions(found: Scan, batch: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    row, sentence, start, end, surface = (found.hits[:, column] for column in range(5))
    hits = pl.DataFrame(
        dict(row=row, sentence=sentence, start=start, end=end, surface=surface, quoted=found.quoted),
        schema_overrides=dict.fromkeys(("row", "sentence", "start", "end", "surface"), pl.UInt32),
    )
    whose = batch.select("doc_id", "date").with_row_index("row")
    found = hits.join(rules.naming, on="surface").join(whose, on="row").sort("row", "sentence", "start", "term")
    return found.with_columns(sense=_senses(found["id"], found["date"], rules)).select(*schema.MENTIONS)


def _senses(ids: pl.Series, dates: pl.Series, rules: Rules) -> pl.Series:
    """The first dated sense that holds on the document's date; null without a date."""
    one, day = ids.to_numpy(), dates.cast(pl.Int32).fill_null(NEVER).to_numpy()
    number = np.full(len(one), len(rules.senses), np.uint32)
    for place, (term, _, start, end) in reversed([*enumerate(rules.senses)]):
        at = np.flatnonzero(one == rules.ids[term])
        number[at[(day[at] >= _day(start)) & (day[at] < _day(end))]] = place
    return pl.Series([*(name for _, name, _, _ in rules.senses), None], dtype=pl.String).gather(number)


def _day(date: dt.date) -> int:
    """Days since 1970, as polars counts dates."""
    return date.toordinal() - dt.date(1970, 1, 1).toordinal()


def _sentences(found: Scan, doc_id: pl.Series) -> pl.DataFrame:
    if not len(found.document):
        return schema.empty(PRIVATE_SENTENCES)
    return pl.DataFrame(
        [
            doc_id.gather(found.document).alias("doc_id"),
            pl.Series("sentence", found.number, dtype=pl.UInt32),
            lists(found.ids, found.ids_end).alias("terms"),
            pl.Series("paragraph", found.paragraph, dtype=pl.UInt32),
            written(found.order, found.order_end).alias("order"),
        ]
    )
