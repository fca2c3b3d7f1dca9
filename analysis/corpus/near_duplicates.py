"""Near-duplicates: which documents print a text that an earlier document holds already.

Commentary is reprinted widely, often under another title and with other punctuation. Two texts are
near-duplicates where the sets of their 8-character runs ("shingles") have a Jaccard similarity of 0.8 or
more. Pairs worth comparing are found by MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman
2020, ch. 3), and each is then compared in full, so that no pair is taken for a duplicate by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

import numpy as np
import polars as pl

from ..core.hashing import GAMMA, splitmix64

SHINGLE = 8  # characters; shorter runs are shared by unrelated official prose
SIMILARITY = 0.8
ROWS, BANDS = 4, 32  # a pair at similarity 0.8 misses every band with probability (1 − 0.8⁴)³² = 5e-8
_LETTER = r"\p{L}\p{N}"
_SLICE = 4_000  # texts held as strings at once
_CHARACTERS = 100_000  # held at once while signatures are made: what stays in a processor's cache


def find_duplicates(
    documents: pl.DataFrame, texts: pl.DataFrame, *, similarity: float = SIMILARITY, shingle: int = SHINGLE
) -> pl.DataFrame:
    """Name for each document (``doc_id date``) the earliest original that holds nearly the same text.

    Documents are gone through in the order of date (undated ones last), then ``doc_id``. A document is a
    duplicate of the earliest original at ``similarity`` (above 0.5) or more; where there is none it is an
    original itself. So no duplicate is named after another duplicate, and the order of the tables plays no
    part. Only letters, digits and Chinese characters are compared; a text shorter than a shingle is one.

    >>> from datetime import date
    >>> days = [date(2014, 8, 1), date(2014, 8, 3), None]
    >>> documents = pl.DataFrame({"doc_id": ["b", "a", "c"], "date": days})
    >>> same = "村里修好了一条新路，人人都说好。"
    >>> texts = pl.DataFrame({"doc_id": ["a", "b", "c"], "text": [same, same, "雨停了。"]})
    >>> find_duplicates(documents, texts).rows()
    [('a', 'b'), ('b', None), ('c', None)]
    """
    ordered = (
        documents.select("doc_id", "date")
        .join(texts.select("doc_id", "text"), on="doc_id", how="left")
        .sort("date", "doc_id", nulls_last=True)
    )
    original = pl.Series(_earliest_originals(ordered["text"], similarity, shingle))
    ids = ordered["doc_id"]
    duplicate_of = ids.gather(original.cast(pl.UInt32, strict=False))  # −1 becomes null
    return pl.DataFrame({"doc_id": ids, "duplicate_of": duplicate_of}).sort("doc_id")


def with_originals(documents: pl.DataFrame) -> pl.DataFrame:
    """Some of the documents of a corpus: where an original was left out, its earliest reprint that stays takes its place.

    >>> from datetime import date
    >>> some = {"doc_id": ["b", "c"], "date": [date(2020, 5, 2), date(2020, 5, 1)], "duplicate_of": ["a", "a"]}
    >>> with_originals(pl.DataFrame(some))["duplicate_of"].to_list()
    ['c', None]
    """
    originals = (
        documents.with_row_index("row")
        .with_columns(pl.coalesce("duplicate_of", "doc_id").alias("same"))
        .sort("date", "doc_id", nulls_last=True)
        .with_columns(pl.col("doc_id").first().over("same").alias("original"))
    )
    duplicate_of = pl.when(pl.col("doc_id") != pl.col("original")).then(pl.col("original")).alias("duplicate_of")
    return originals.with_columns(duplicate_of).sort("row").select(documents.columns)


def with_reprint_count(documents: pl.DataFrame) -> pl.DataFrame:
    """The documents with how many others each was reprinted as, by their ``duplicate_of``."""
    counts = documents.group_by(doc_id="duplicate_of").agg(reprint_count=pl.len())
    return (
        documents.drop("reprint_count", strict=False)
        .join(counts, on="doc_id", how="left", maintain_order="left")
        .with_columns(pl.col("reprint_count").fill_null(0).cast(pl.UInt32))
    )


def _compared(texts: pl.Series) -> Iterator[list[str]]:
    """What of each text is compared (letters, digits and Chinese characters), some thousand texts at a time."""
    for start in range(0, len(texts), _SLICE):
        yield texts.slice(start, _SLICE).fill_null("").str.replace_all(f"[^{_LETTER}]+", "").to_list()


def _earliest_originals(texts: pl.Series, similarity: float, shingle: int) -> np.ndarray:
    """For each text the position of the earliest original that it duplicates, or −1; texts come earliest first."""
    signatures = np.empty((len(texts), ROWS * BANDS), dtype=np.uint32)
    for start, strings in zip(range(0, len(texts), _SLICE), _compared(texts)):
        signatures[start : start + len(strings)] = _signatures(strings, shingle)
    buckets = _buckets(signatures)
    lettered = texts.fill_null("").str.contains(f"[{_LETTER}]").to_numpy()
    buckets[~lettered] = -1  # a text without a letter is like nothing else
    # The signatures' agreement estimates the similarity with a standard error of at most √(¼/128); six of
    # them below the bound a comparison in full cannot pass it.
    floor = similarity - 6 * np.sqrt(0.25 / signatures.shape[1])
    found = np.full(len(texts), -1, dtype=np.int64)
    originals: dict[int, list[int]] = defaultdict(list)  # of each bucket
    kept: dict[int, str] = {}  # the originals as compared
    shingles: dict[int, np.ndarray] = {}  # of originals that were compared in full, sorted and distinct
    positions = np.flatnonzero((buckets >= 0).any(axis=1))
    for position, string in zip(positions.tolist(), chain.from_iterable(_compared(texts.gather(positions)))):
        own = buckets[position][buckets[position] >= 0].tolist()
        rivals = np.array(sorted({rival for bucket in own for rival in originals[bucket]}), dtype=np.int64)
        agreement = (signatures[rivals] == signatures[position]).mean(axis=1)
        runs = None
        for rival in rivals[agreement >= floor].tolist():
            if kept[rival] != string:  # the same to the letter needs no comparison of runs
                if rival not in shingles:
                    shingles[rival] = _distinct_shingles(kept[rival], shingle)
                runs = _distinct_shingles(string, shingle) if runs is None else runs
                if _jaccard(shingles[rival], runs) < similarity:
                    continue
            found[position] = rival
            break
        else:
            kept[position] = string
            if runs is not None:
                shingles[position] = runs
            for bucket in own:
                originals[bucket].append(position)
    return found


def _distinct_shingles(text: str, shingle: int) -> np.ndarray:
    return np.unique(_shingles([text], shingle)[0])


def _jaccard(a: np.ndarray, b: np.ndarray) -> float:
    """Similarity of two sets given as sorted distinct numbers: shared members by members of either."""
    small, large = sorted((a, b), key=len)
    at = np.minimum(np.searchsorted(large, small), len(large) - 1)
    shared = int(np.count_nonzero(large[at] == small))
    return shared / (len(a) + len(b) - shared)


def _shingles(texts: list[str], shingle: int) -> tuple[np.ndarray, np.ndarray]:
    """A 64-bit number for each shingle, text after text, and where each text's begin.

    A text shorter than a shingle is one shingle. The chance that two different shingles of a pair share a
    number is below 1e-12.
    """
    lengths = np.array([len(text) for text in texts])
    # A text shorter than a shingle is filled up with a character that no text holds.
    padded = "".join(text.ljust(shingle, "\0") for text in texts)
    codes = np.frombuffer(padded.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    total = np.zeros(len(codes) - shingle + 1, dtype=np.uint64)
    for offset in range(shingle):
        total *= np.uint64(0xD6E8FEB86659FD93)
        total += codes[offset : offset + len(total)]
    kept = np.ones(len(total), dtype=bool)
    ends = np.cumsum(np.maximum(lengths, shingle))
    for offset in range(1, shingle):  # a run that reaches into the next text is none
        kept[ends[:-1] - offset] = False
    counts = np.maximum(lengths, shingle) - shingle + 1
    return splitmix64(total[kept]), np.cumsum(counts) - counts


def _signatures(texts: list[str], shingle: int) -> np.ndarray:
    """ROWS × BANDS minima for each text: the smallest of its shingles under as many orders."""
    orders = splitmix64(np.arange(1, ROWS * BANDS + 1, dtype=np.uint64)) >> np.uint64(32)
    factors = orders.astype(np.uint32) | np.uint32(1)
    signatures = np.empty((len(texts), len(factors)), dtype=np.uint32)
    ends = np.cumsum([max(len(text), shingle) for text in texts])
    start = 0
    while start < len(texts):
        before = ends[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(ends, before + _CHARACTERS)))
        hashes, begins = _shingles(texts[start:end], shingle)
        high = (hashes >> np.uint64(32)).astype(np.uint32)
        for order, factor in enumerate(factors):  # times an odd number is another order of all 2³² numbers
            signatures[start:end, order] = np.minimum.reduceat(high * factor, begins)
        start = end
    return signatures


def _buckets(signatures: np.ndarray) -> np.ndarray:
    """For each text and band the number of the bucket it shares with another text, −1 where it is alone."""
    buckets = np.full((len(signatures), BANDS), -1, dtype=np.int32)
    used = 0
    for band in range(BANDS):
        key = np.zeros(len(signatures), dtype=np.uint64)
        for column in range(band * ROWS, (band + 1) * ROWS):
            key = splitmix64(key + signatures[:, column] + GAMMA)
        _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
        shared = np.flatnonzero(counts[inverse] > 1)
        _, number = np.unique(inverse[shared], return_inverse=True)
        buckets[shared, band] = number + used
        used += int(number.max(initial=-1)) + 1
    return buckets
