"""Texts that an earlier cleaning wrote: title and body, known by the mark in their ``metadata.csv``.

Cleaned as pages once more they would lose lines: what a table keeps in its cells may look like a byline.
"""

from __future__ import annotations

import polars as pl

from ..reading.metadata_table import CLEANED, MARK


def already_clean(pages: pl.DataFrame) -> pl.Expr:
    """Whether a page is such a text.

    >>> pages = pl.DataFrame({"cleaned": ["tifa-study", None, "no"]})
    >>> pages.select(already_clean(pages)).to_series().to_list()
    [True, False, False]
    """
    if CLEANED not in pages.columns:
        return pl.lit(False)
    return pl.col(CLEANED).cast(pl.String).eq_missing(pl.lit(MARK))


def without_own_titles(pages: pl.DataFrame) -> pl.DataFrame:
    """The pages, the texts among them that were cleaned before without the title that stands above their body.

    >>> pages = pl.DataFrame({"cleaned": ["tifa-study"], "title": ["走一走"], "text": ["走一走\\n\\n问一问。\\n"]})
    >>> without_own_titles(pages)["text"].item()
    '问一问。'
    """
    if CLEANED not in pages.columns:
        return pages
    text = pl.col("text").str.strip_suffix("\n")
    body = pl.when(pl.col("title").is_null()).then(text)
    body = body.otherwise(text.str.strip_prefix(pl.concat_str(pl.col("title").fill_null(""), pl.lit("\n\n"))))
    return pages.with_columns(pl.when(already_clean(pages)).then(body).otherwise("text").alias("text"))
