"""What is known of each document where pairs are counted: its place in time, its day, its stratum."""

from __future__ import annotations

import polars as pl

from ..core.errors import StudyError, did_you_mean


def strata_of(documents: pl.DataFrame, strata: tuple[str, ...]) -> pl.DataFrame:
    """doc_id · document (its number, in order of date) · year · cluster · month · stratum."""
    parts = {
        "year": pl.col("date").dt.truncate("1y").cast(pl.String),
        "quarter": pl.col("date").dt.truncate("1q").cast(pl.String),
        "month": pl.col("date").dt.truncate("1mo").cast(pl.String),
        "source": pl.col("source").fill_null(""),
        "kind": pl.col("kind").fill_null(""),
    }
    unknown = [name for name in strata if name not in parts]
    if unknown:
        raise StudyError(
            f"no stratum {unknown[0]!r}; there are: {', '.join(parts)}." + did_you_mean(str(unknown[0]), parts)
        )
    label = pl.concat_str([parts[name] for name in strata], separator="|") if strata else pl.lit("")
    return documents.sort("date", "date_precision", "doc_id").select(
        "doc_id",
        document=pl.int_range(pl.len(), dtype=pl.UInt32),
        year=pl.col("date").dt.year(),
        # a date that stands for a month or a year is no day; its document is a cluster of its own, numbered
        # far below the days, which are negative before 1970
        cluster=pl.when(pl.col("date_precision") == "day")
        .then(pl.col("date").to_physical())
        .otherwise(-1_000_000 - pl.int_range(pl.len(), dtype=pl.Int32)),
        month=(pl.col("date").dt.year() * 12 + pl.col("date").dt.month().cast(pl.Int32)).cast(pl.Int32),
        stratum=label.rank("dense").cast(pl.UInt32) - 1,
    )
