"""Strings of any form that are new in a year, begin and end where words do, and are no part of one longer string."""

from __future__ import annotations

import numpy as np
import polars as pl

from .pages import U64, Pages

SHORTEST, LONGEST = 3, 24  # 学史明理、学史增信、学史崇德、学史力行 has 19
COVERED = 0.8  # of its places: a string that one longer string has so often is a piece
ON_EDGES = 0.7  # of its places, where words of the dictionary begin and end with it
LEAST_FREEDOM = 1.0  # bits of entropy of the characters at either side
LEAST_WEIGHT = 8.0  # by the days of years that hold it often
LEAST_MONTHS = 2


def frequent(pages: Pages, n: int, hashes: np.ndarray, alive: np.ndarray, *, least: int) -> tuple[np.ndarray, dict]:
    """Where strings of n characters stand that ``least`` documents of a year hold, and of each year its strings.

    ``alive`` says where such strings of n - 1 characters begin (or where a letter stands, for n = 2). The
    strings of a year are a table: hash · place · days · months · on_edges · left · right · left_bits · right_bits,
    the shares of the most frequent neighbour and the entropy of neighbours at either side.
    """
    still, years = np.zeros_like(alive), {}
    for year, start, end in pages.years:
        end = max(start, min(end, pages.size - n + 1))
        at = np.flatnonzero(alive[start:end] & alive[start + 1 : end + 1]) + start
        if not len(at):
            continue
        key = hashes[at]
        order = np.argsort(key, kind="stable")  # places stay in order of time
        at, key = at[order], key[order]
        group = np.cumsum(_differs(key)) - 1
        often = _distinct(group, pages.document[at]) >= least
        at, group = at[often[group]], (np.cumsum(often) - 1)[group[often[group]]]
        still[at] = True
        if n >= SHORTEST and len(at):
            years[year] = _measures(pages, n, hashes, at, group)
    return still, years


def new_strings(years: dict[int, pl.DataFrame], days: pl.DataFrame) -> pl.DataFrame:
    """hash · place, of the strings of one length that may be phrases new in a year.

    ``days`` has the columns year · all_days · days_before. Days of years that hold a string less often than asked are
    left out of what is before, so that the weight is no lower than with them.
    """
    if not years:
        return pl.DataFrame(schema={"hash": pl.UInt64, "place": pl.Int64})
    table = pl.concat([table.with_columns(year=pl.lit(year, pl.Int32)) for year, table in years.items()])
    expected = (pl.col("before") + 0.5) / (pl.col("days_before") + 1) * pl.col("all_days")
    k, e = pl.col("days").cast(pl.Float64), pl.col("expected")
    return (
        table.sort("hash", "year")
        .with_columns(before=(pl.col("days").cum_sum() - pl.col("days")).over("hash"))
        .filter(
            pl.col("on_edges") >= ON_EDGES,
            pl.max_horizontal("left", "right") < COVERED,
            pl.min_horizontal("left_bits", "right_bits") >= LEAST_FREEDOM,
            pl.col("months") >= LEAST_MONTHS,
        )
        .join(days.filter(pl.col("days_before") > 0), on="year")
        .with_columns(expected=expected)
        .filter(k > e, k * (k / e).log() - (k - e) >= LEAST_WEIGHT)
        .group_by("hash")
        .agg(pl.col("place").min())
        .sort("hash")
    )


def _measures(pages: Pages, n: int, hashes: np.ndarray, at: np.ndarray, group: np.ndarray) -> pl.DataFrame:
    document, first = pages.document[at], _differs(group)
    size = np.bincount(group)
    left, left_bits = _neighbours(pages, at - 1, group, size)
    right, right_bits = _neighbours(pages, np.minimum(at + n, pages.size - 1), group, size)
    return pl.DataFrame(
        {
            "hash": hashes[at[first]],
            "place": at[first],
            "days": _distinct(group, pages.day[document]),
            "months": _distinct(group, pages.month[document]),
            "on_edges": np.bincount(group, pages.edges[at] & pages.edges[at + n]) / size,
            "left": left,
            "right": right,
            "left_bits": left_bits,
            "right_bits": right_bits,
        }
    )


def _neighbours(pages: Pages, at: np.ndarray, group: np.ndarray, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Share of the most frequent character, and entropy in bits; a mark counts as ever another character."""
    point, mark = pages.points[at], ~pages.letters[at]
    key = np.sort(group[~mark].astype(U64) << U64(21) | point[~mark].astype(U64))
    begins = np.flatnonzero(_differs(key)) if len(key) else np.empty(0, np.int64)
    count = np.diff(np.append(begins, len(key)))
    owner = (key[begins] >> U64(21)).astype(np.int64)
    most, bits = np.zeros(len(size)), np.bincount(group[mark], minlength=len(size)) / size * np.log2(size)
    np.maximum.at(most, owner, count)
    share = count / size[owner]
    bits += np.bincount(owner, -share * np.log2(share), len(size))
    return most / size, bits


def _differs(values: np.ndarray) -> np.ndarray:
    """Whether each differs from the one before; the first does."""
    return np.append(True, values[1:] != values[:-1])[: len(values)]


def _distinct(group: np.ndarray, values: np.ndarray) -> np.ndarray:
    """How many values each group has, of groups that stand together and values that do not fall."""
    return np.bincount(group[_differs(group) | _differs(values)])
