"""How long the slices of a timeline are for a corpus, by the number and the dates of its documents, with the reason in words."""

from __future__ import annotations

from datetime import date

import polars as pl

from ..counts.periods import EVERY, FINE_ENOUGH, PLACED, slice_starts

LEAST_SLICES = 3  # a line of two points is no course
COARSE = ("1y", "2y", "5y", "10y")
FINE = ("1mo", "1q", "1y")  # where the corpus covers less than three years


def slices_for(documents: pl.DataFrame, enough: int) -> tuple[str, str]:
    """The length of slices, and why: the shortest with enough documents and three slices or more."""
    dated = documents.filter(pl.col("date").is_not_null())
    if dated.is_empty():
        return "1y", "no document has a date, so there is no course to draw"
    first, last = _ends(dated)
    fine = dated["date_precision"].is_in(FINE_ENOUGH["1mo"]).sum() / dated.height
    years = last.year - first.year + 1
    lengths = [one for one in (COARSE if years >= LEAST_SLICES else FINE) if one in COARSE or fine >= PLACED]
    sizes = {every: _sizes(dated, every) for every in lengths}
    usable = [every for every in lengths if len(sizes[every]) >= LEAST_SLICES] or lengths[-1:]
    suited = next((every for every in usable if _typical(sizes[every]) >= enough), None)
    fullest = max(usable, key=lambda one: _typical(sizes[one]))  # the shortest of them, which is the first
    every = suited or (fullest if _typical(sizes[fullest]) else usable[-1])
    held = f"a typical {_slice(every)} holds {_typical(sizes[every])} of the {dated.height:,} dated documents"
    if every == usable[0] and suited:
        return every, held
    if suited:
        before = usable[usable.index(every) - 1]
        return every, f"{held} ({enough} are wanted), a typical {_slice(before)} only {_typical(sizes[before])}"
    return (
        every,
        f"{held}; {enough} are wanted, and longer ones would hold no more, or leave fewer than {LEAST_SLICES} points: read the bars",
    )


def _slice(every: str) -> str:
    """A slice in words: "year", "slice of five years"."""
    return f"slice of {EVERY[every]}" if EVERY[every].endswith("s") else EVERY[every]


def _ends(dated: pl.DataFrame) -> tuple[date, date]:
    return dated.select(first=pl.col("date").min(), last=pl.col("date").max()).row(0)


def _sizes(dated: pl.DataFrame, every: str) -> list[int]:
    """Documents of each slice from the first to the last, empty ones included."""
    starts = slice_starts(dated["date"], every).to_frame("start")
    counts = dated.group_by(start=pl.col("date").dt.truncate(every)).len("n")
    return starts.join(counts, on="start", how="left", maintain_order="left")["n"].fill_null(0).to_list()


def _typical(sizes: list[int]) -> int:
    """The lower median: a number of documents that occurs."""
    return sorted(sizes)[(len(sizes) - 1) // 2]
