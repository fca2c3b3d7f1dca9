"""Strings of any length whose parts cohere and whose neighbours vary: a second source of candidates."""

from __future__ import annotations

import numpy as np
import polars as pl

PHRASES = pl.Schema(
    {"candidate": pl.String, "occurrences": pl.Int64, "cohesion": pl.Float64, "left": pl.Float64, "right": pl.Float64}
)


def _entropy(group: np.ndarray, neighbour: np.ndarray, groups: int) -> np.ndarray:
    """Entropy in bits of the neighbours of each group; a separator counts as ever another neighbour."""
    # a string at the edge of a clause is free there: each edge is a neighbour of its own
    edge = neighbour == 0
    neighbour = np.where(edge, np.arange(len(neighbour)) + 0x200000, neighbour).astype(np.int64)
    _, first, counts = np.unique(group.astype(np.int64) << 40 | neighbour, return_index=True, return_counts=True)
    owner = group[first]
    total = np.bincount(owner, counts, groups)
    share = counts / total[owner]
    return np.bincount(owner, -share * np.log2(share), groups)


def phrase_table(
    texts: list[str], *, least: int = 20, cohesion: float = 5.0, freedom: float = 1.5, longest: int = 10
) -> pl.DataFrame:
    """Strings of 3 to ``longest`` Chinese characters that hold together and stand free.

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
    longest : int

    Returns
    -------
    DataFrame(candidate, occurrences, cohesion, left, right), sorted by candidate
    """
    joined = "\n" + "\n".join(texts) + "\n"
    chars = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    chars = np.where((chars >= 0x4E00) & (chars <= 0x9FFF), chars, 0)
    size = len(chars)
    total = max(int((chars > 0).sum()), 1)
    # ids[n][i] names the string of n characters at i, or is -1 where it is rarer than `least` or has an
    # edge in it
    ids, counts, rows = {}, {}, []
    names, inverse, count = np.unique(chars, return_inverse=True, return_counts=True)
    ids[1] = np.where((chars > 0) & (count[inverse] >= least), inverse, -1)
    counts[1] = count
    for n in range(2, longest + 1):
        at = np.flatnonzero((ids[n - 1][: size - n + 1] >= 0) & (ids[1][n - 1 :] >= 0))
        if not len(at):
            break
        key = ids[n - 1][at].astype(np.int64) << 21 | chars[at + n - 1]
        _, first, inverse, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
        keep = count >= least
        number = np.where(keep, np.cumsum(keep) - 1, -1)
        ids[n] = np.full(size, -1, dtype=np.int64)
        ids[n][at] = number[inverse]
        counts[n] = count[keep]
        if n < 3 or not keep.any():
            continue
        place = at[first[keep]]
        weakest = np.full(len(place), np.inf)
        for k in range(1, n):
            parts = counts[k][ids[k][place]] * counts[n - k][ids[n - k][place + k]].astype(float)
            weakest = np.minimum(weakest, np.log2(counts[n] * float(total) / parts))
        here = np.flatnonzero(ids[n] >= 0)
        group = ids[n][here]
        left = _entropy(group, chars[here - 1], len(place))
        right = _entropy(group, chars[here + n], len(place))
        good = (weakest >= cohesion) & (np.minimum(left, right) >= freedom)
        rows.append(
            pl.DataFrame(
                {
                    "candidate": [joined[i : i + n] for i in place[good]],
                    "occurrences": counts[n][good],
                    "cohesion": weakest[good],
                    "left": left[good],
                    "right": right[good],
                },
                schema=PHRASES,
            )
        )
    return pl.concat([pl.DataFrame(schema=PHRASES), *rows]).sort("candidate")


def phrases(texts: pl.LazyFrame, years: pl.LazyFrame, *, least: int = 20) -> pl.LazyFrame:
    """doc_id · candidate, each once a document: the phrases of any year, wherever they stand.

    Parameters
    ----------
    texts : LazyFrame(doc_id, text)
    years : LazyFrame(doc_id, date)
    """
    dated = texts.join(years, on="doc_id").with_columns(year=pl.col("date").dt.year()).collect().sort("doc_id")
    found = sorted(
        {
            name
            for year in dated["year"].unique().sort().to_list()
            for name in phrase_table(dated.filter(pl.col("year") == year)["text"].to_list(), least=least)["candidate"]
        }
    )
    if not found:
        return dated.lazy().head(0).select("doc_id", candidate="text")
    return (
        dated.lazy()
        .select("doc_id", candidate=pl.col("text").str.extract_many(found, overlapping=True))
        .explode("candidate")
        .drop_nulls("candidate")
        .unique()
    )
