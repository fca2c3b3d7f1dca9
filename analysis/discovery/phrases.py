"""Strings of any form whose parts cohere and whose neighbours vary: a second source of candidates."""

from __future__ import annotations

import numpy as np
import polars as pl

PHRASES = pl.Schema(
    {"candidate": pl.String, "occurrences": pl.Int64, "cohesion": pl.Float64, "left": pl.Float64, "right": pl.Float64}
)


def phrase_strings(texts: pl.LazyFrame, dates: pl.LazyFrame, *, least: int = 20) -> pl.LazyFrame:
    """doc_id · candidate, each once a document: the phrases of any year, wherever they stand.

    ``texts`` has the columns doc_id and text, ``dates`` doc_id and date.
    """
    dated = texts.join(dates, on="doc_id").with_columns(year=pl.col("date").dt.year()).collect().sort("doc_id")
    years = [phrase_table(year["text"].to_list(), least=least) for year in dated.partition_by("year")]
    found = sorted({phrase for year in years for phrase in year["candidate"]})
    if not found:
        return dated.lazy().head(0).select("doc_id", candidate="text")
    candidates = pl.col("text").str.extract_many(found, overlapping=True)
    return dated.lazy().select("doc_id", candidate=candidates).explode("candidate").drop_nulls("candidate").unique()


def phrase_table(
    texts: list[str], *, least: int = 20, cohesion: float = 5.0, freedom: float = 1.5, longest: int = 10
) -> pl.DataFrame:
    """Strings of 3 to ``longest`` Chinese characters that cohere and have varied neighbours.

    Parameters
    ----------
    texts : list of str
    least : int
        Occurrences.
    cohesion : float
        Least pointwise mutual information, in bits, of the weakest cut of the string into two.
    freedom : float
        Least branching entropy, in bits, of the characters to its left and to its right, the lower of both
        (Jin & Tanaka-Ishii 2006).

    Returns
    -------
    DataFrame(candidate, occurrences, cohesion, left, right), sorted by candidate
    """
    joined = "\n" + "\n".join(texts) + "\n"
    characters = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    characters = np.where((characters >= 0x4E00) & (characters <= 0x9FFF), characters, 0)  # 0 ends a clause
    size, total = len(characters), max(int((characters > 0).sum()), 1)
    # ids[n][i] names the string of n characters at i; -1 where it is rarer than `least`, or goes over a 0
    _, inverse, count = np.unique(characters, return_inverse=True, return_counts=True)
    ids = {1: np.where((characters > 0) & (count[inverse] >= least), inverse, -1)}
    counts, tables = {1: count}, [pl.DataFrame(schema=PHRASES)]
    for n in range(2, longest + 1):
        at = np.flatnonzero((ids[n - 1][: size - n + 1] >= 0) & (ids[1][n - 1 :] >= 0))
        if not len(at):
            break
        key = ids[n - 1][at] << 21 | characters[at + n - 1]  # a code point has 21 bits
        _, first, inverse, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        frequent = count >= least
        ids[n] = np.full(size, -1)
        ids[n][at] = np.where(frequent, np.cumsum(frequent) - 1, -1)[inverse]
        counts[n] = count[frequent]
        if n < 3 or not frequent.any():
            continue
        place = at[first[frequent]]
        weakest = np.full(len(place), np.inf)
        for k in range(1, n):
            parts = counts[k][ids[k][place]] * counts[n - k][ids[n - k][place + k]].astype(float)
            weakest = np.minimum(weakest, np.log2(counts[n] * float(total) / parts))
        where = np.flatnonzero(ids[n] >= 0)
        left, right = (_entropy(ids[n][where], characters[where + side], len(place)) for side in (-1, n))
        good = (weakest >= cohesion) & (np.minimum(left, right) >= freedom)
        strings = [joined[i : i + n] for i in place[good]]
        columns = (strings, counts[n][good], weakest[good], left[good], right[good])
        tables.append(pl.DataFrame(dict(zip(PHRASES, columns, strict=True)), schema=PHRASES))
    return pl.concat(tables).sort("candidate")


def _entropy(group: np.ndarray, neighbour: np.ndarray, groups: int) -> np.ndarray:
    """Entropy in bits of the neighbours of each group; the end of a clause counts as ever another neighbour."""
    ends = 0x200000 + np.arange(len(neighbour))  # above every code point
    neighbour = np.where(neighbour == 0, ends, neighbour)
    _, first, counts = np.unique(group << 40 | neighbour, return_index=True, return_counts=True)
    owner = group[first]
    share = counts / np.bincount(owner, counts, groups)[owner]
    return np.bincount(owner, -share * np.log2(share), groups)
