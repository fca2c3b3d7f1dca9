"""How often the rules of genre are right: precision and recall from a sample labelled by hand.

``python -m tools.genre_check data/genre-check.csv``

The sample was drawn from the documents that met each rule in each corpus, its strata; each document counts for as many as its
stratum holds for each that was drawn from it. Intervals are Wilson's with the effective number of documents (Kish 1965).
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from analysis.statistics.intervals import wilson

Z = 1.96  # of a level of 95 %


def rates(sample: pl.DataFrame) -> pl.DataFrame:
    """Precision and recall of each genre, with intervals and with how many documents of the sample they come from.

    ``sample`` has one row a document: ``corpus stratum documents`` (how many the stratum holds), ``hand`` and ``rule``,
    the genre by reading and by rule.
    """
    size = pl.len().over("corpus", "stratum")
    sample = sample.with_columns(pl.col("hand", "rule").fill_null("none"), weight=pl.col("documents") / size)
    rows = []
    for genre in sorted({*sample["hand"], *sample["rule"]}):
        both = (pl.col("hand") == genre) & (pl.col("rule") == genre)
        row: dict[str, str | float | None] = {"genre": genre}
        for name, side in (("precision", "rule"), ("recall", "hand")):
            mine = sample.filter(pl.col(side) == genre).with_columns(right=both)
            row |= {f"n_{name}": float(mine.height), **_share(mine, name)}
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)


def _share(mine: pl.DataFrame, name: str) -> dict[str, float | None]:
    """The weighted share of ``mine`` that is right, with its interval; nothing of nothing."""
    if mine.is_empty():
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    weight, right = mine["weight"].to_numpy(), mine["right"].to_numpy()
    n = weight.sum() ** 2 / (weight**2).sum()
    share = (weight * right).sum() / weight.sum()
    low, high = wilson(share * n, n, Z)
    return {name: float(share), f"{name}_low": float(low), f"{name}_high": float(high)}


def main(path: Path) -> None:
    """Print the table of the second half, which no rule was mended by, and of both."""
    sample = pl.read_csv(path)
    with pl.Config(tbl_cols=-1, tbl_width_chars=140, float_precision=3, tbl_hide_dataframe_shape=True):
        for title, part in (("second half", sample.filter(half=2)), ("both halves", sample)):
            right = int((part["hand"] == part["rule"]).sum())
            print(f"{title}: {part.height} documents, {right} right", rates(part), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
