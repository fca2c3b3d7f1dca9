"""What a person should know of a reading, in one table: what was left out, is odd, or was repaired by a guess."""

from __future__ import annotations

import polars as pl

from .corpus import Corpus


def reading_notes(corpus: Corpus) -> pl.DataFrame:
    """What was left out (``rejected``), is odd (``remark``) or doubtful (``review``), as one table.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    polars.DataFrame
        ``list doc_id file row about remark``, as far as there are any, then the columns of each list; the reason of a
        rejection is its ``remark``, and that of a repair to review says what was put in for what.

    Examples
    --------
    >>> corpus = Corpus.from_frame(pl.DataFrame({"id": ["a", "b"], "text": ["干部下乡。", ""]}))
    >>> reading_notes(corpus).select("list", "doc_id", "remark").rows()
    [('rejected', 'b', 'blank: no text in it')]
    """
    lists = {
        "rejected": corpus.rejected.rename({"reason": "remark"}),
        "remark": corpus.remarks,
        "review": _doubts(corpus),
    }
    files = corpus.documents.select("doc_id", "file") if "file" in corpus.documents.columns else None
    parts = []
    for name, table in lists.items():
        if files is not None and "file" not in table.columns:
            table = table.join(files, on="doc_id", how="left", maintain_order="left")
        parts.append(table.select(pl.lit(name).alias("list"), pl.all()))
    whole = pl.concat(parts, how="diagonal_relaxed")
    first = [name for name in ("list", "doc_id", "file", "row", "about", "remark") if name in whole.columns]
    return whole.select(*first, pl.exclude(first))


def _doubts(corpus: Corpus) -> pl.DataFrame:
    """The places to review, with a remark where the table has what a remark can say."""
    table = corpus.review
    if not {"rule", "before", "after"} <= set(table.columns):
        return table
    before, after = (pl.col(name).cast(pl.String).fill_null("") for name in ("before", "after"))
    said = pl.format("a guess ({}): {} for {}", pl.col("rule").cast(pl.String).fill_null("?"), after, before)
    return table.with_columns(about=pl.lit("repair"), remark=said)
