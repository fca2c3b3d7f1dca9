"""Near-duplicates: which documents print a text that an earlier document holds already.

Commentary is reprinted widely, often under another title and with other punctuation. Two texts are
near-duplicates where the sets of their 8-character runs ("shingles") have a Jaccard similarity of 0.8 or
more. Pairs worth comparing are found by MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman
2020, ch. 3), and each is then compared in full, so that no pair is taken for a duplicate by chance.
"""

from __future__ import annotations

from collections import defaultdict
from hashlib import blake2b

import numpy as np
import polars as pl

from ..core.hashing import GAMMA, splitmix64

SHINGLE = 8  # characters; shorter runs are shared by unrelated official prose
SIMILARITY = 0.8
ROWS, BANDS = 4, 32  # a pair at similarity 0.8 misses every band with probability (1 − 0.8⁴)³² = 5e-8
_SLICE = 4_000  # texts held as strings at once
_CHARACTERS = 100_000  # held at once while signatures are made: what stays in a processor's cache


def mark_duplicates(
    documents: pl.DataFrame, texts: pl.DataFrame, *, similarity: float = SIMILARITY, shingle: int = SHINGLE
) -> pl.DataFrame:
    """Name for each document the earliest document that holds nearly the same text.

    Documents are gone through in the order of date (undated ones last), then ``doc_id``. A document is a
    duplicate of the earliest original at ``similarity`` or above; where there is none it is an original
    itself. So no duplicate is named after another duplicate, and the order of the tables plays no part.
    Only letters, digits and Chinese characters are compared; a text shorter than a shingle is one shingle.

    Parameters
    ----------
    documents : polars.DataFrame
        Needs ``doc_id`` and ``date``.
    texts : polars.DataFrame
        ``doc_id`` and ``text``.
    similarity : float
        Smallest Jaccard similarity, in (0.5, 1].
    shingle : int
        Characters in a run.

    Returns
    -------
    polars.DataFrame
        ``doc_id``, ``duplicate_of`` (null for an original), ``reprint_count`` (how many later
        documents duplicate this one), sorted by ``doc_id``.

    Examples
    --------
    >>> from datetime import date
    >>> days = [date(2014, 8, 1), date(2014, 8, 3), None]
    >>> documents = pl.DataFrame({"doc_id": ["b", "a", "c"], "date": days})
    >>> same = "村里修好了一条新路，人人都说好。"
    >>> texts = pl.DataFrame({"doc_id": ["a", "b", "c"], "text": [same, same, "雨停了。"]})
    >>> mark_duplicates(documents, texts).rows()
    [('a', 'b', 0), ('b', None, 1), ('c', None, 0)]
    """
    ordered = (
        documents.select("doc_id", "date")
        .join(texts.select("doc_id", "text"), on="doc_id", how="left")
        .sort("date", "doc_id", nulls_last=True)
    )
    original = _earliest_original(ordered["text"], similarity, shingle)
    ids = ordered["doc_id"]
    indices = pl.Series(np.where(original < 0, None, original).tolist(), dtype=pl.UInt32)
    marked = pl.DataFrame({"doc_id": ids, "duplicate_of": ids.gather(indices)})
    return with_reprint_count(marked).sort("doc_id")


def mark_none(documents: pl.DataFrame, _texts: pl.DataFrame) -> pl.DataFrame:
    """The table of `mark_duplicates` where every text is taken for an original."""
    marked = documents.select("doc_id", duplicate_of=pl.lit(None, pl.String))
    return with_reprint_count(marked).sort("doc_id")


def with_reprint_count(documents: pl.DataFrame) -> pl.DataFrame:
    """The documents with how many others each was reprinted as, by their ``duplicate_of``."""
    counts = documents.drop_nulls("duplicate_of").group_by("duplicate_of").agg(pl.len().alias("reprint_count"))
    return documents.join(
        counts, left_on="doc_id", right_on="duplicate_of", how="left", maintain_order="left"
    ).with_columns(pl.col("reprint_count").fill_null(0).cast(pl.UInt32))


def plain(texts: pl.Series) -> list[str]:
    """What of each text is compared: letters, digits and Chinese characters."""
    return texts.fill_null("").str.replace_all(r"[^\p{L}\p{N}]+", "").to_list()


def _earliest_original(texts: pl.Series, similarity: float, shingle: int) -> np.ndarray:
    """For each text the position of the earliest original it duplicates, or −1; texts come earliest first."""
    signatures = np.empty((len(texts), ROWS * BANDS), dtype=np.uint32)
    original = np.full(len(texts), -1, dtype=np.int64)
    first: dict[bytes, int] = {}
    distinct = []
    for start in range(0, len(texts), _SLICE):
        piece = plain(texts.slice(start, _SLICE))
        signatures[start : start + len(piece)] = _signatures(piece, shingle)
        for position, text in enumerate(piece, start=start):
            if text:  # the same to the letter needs no comparison; no text is like nothing else
                same = first.setdefault(blake2b(text.encode(), digest_size=16).digest(), position)
                if same == position:
                    distinct.append(position)
                else:
                    original[position] = same
    distinct = np.array(distinct, dtype=np.int64)
    found = _near(texts, distinct, signatures, similarity, shingle)
    original[distinct] = np.where(found >= 0, distinct[found], -1)
    # A text that is the same as one which turned out a duplicate belongs to that one's original.
    known = original >= 0
    target = np.where(known, original, 0)
    return np.where(known & (original[target] >= 0), original[target], original) if len(texts) else original


def _near(texts: pl.Series, distinct: np.ndarray, signatures: np.ndarray, similarity: float, shingle: int):
    """The same for texts that all differ (at ``distinct``): bands first, then each pair in full."""
    found = np.full(len(distinct), -1, dtype=np.int64)
    buckets = _buckets(signatures, distinct)
    compared = np.flatnonzero((buckets >= 0).any(axis=1))
    strings = dict(zip(compared.tolist(), plain(texts.gather(distinct[compared])), strict=True))
    sets: dict[int, np.ndarray] = {}
    originals: dict[int, list[int]] = defaultdict(list)
    # The signatures' agreement estimates the similarity with a standard error of at most √(¼/128); six of
    # them below the bound a comparison in full cannot pass it.
    floor = similarity - 6 * np.sqrt(0.25 / signatures.shape[1])
    for position in compared.tolist():
        mine = buckets[position][buckets[position] >= 0].tolist()
        rivals = np.array(sorted({rival for bucket in mine for rival in originals[bucket]}), dtype=np.int64)
        agreement = (signatures[distinct[rivals]] == signatures[distinct[position]]).mean(axis=1)
        for rival in rivals[agreement >= floor].tolist():
            for key in (rival, position):
                if key not in sets:
                    sets[key] = np.unique(_shingles([strings[key]], shingle)[0])
            if jaccard(sets[rival], sets[position]) >= similarity:
                found[position] = rival
                sets.pop(position)
                break
        else:
            for bucket in mine:
                originals[bucket].append(position)
    return found


def jaccard(a: np.ndarray, b: np.ndarray) -> float:
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


def _buckets(signatures: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """For each text and band the number of the bucket it shares with another text, −1 where it is alone."""
    buckets = np.full((len(positions), BANDS), -1, dtype=np.int32)
    used = 0
    for band in range(BANDS):
        key = np.zeros(len(positions), dtype=np.uint64)
        for column in range(band * ROWS, (band + 1) * ROWS):
            key = splitmix64(key + signatures[positions, column] + GAMMA)
        _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
        shared = np.flatnonzero(counts[inverse] > 1)
        _, number = np.unique(inverse[shared], return_inverse=True)
        buckets[shared, band] = number + used
        used += int(number.max(initial=-1)) + 1
    return buckets
