"""The texts of a selection end to end as arrays: what stands where, in which document, on which day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from string import ascii_letters, digits

import numpy as np
import polars as pl

from ..segment.character_classes import KINDS
from ..segment.code_points import joined_code_points
from ..segment.double_array import jieba_double_array
from ..segment.scratch_arrays import Scratch
from ..segment.words import word_ends

U64 = np.uint64
_FACTOR = 0x9E3779B97F4A7C15  # odd; multiplies modulo 2^64
_BITS = 22  # of a hash, that say whether a string can be one of those wanted


@dataclass(frozen=True)
class Pages:
    """Documents sorted by date, one behind the other, each after a line break.

    ``points`` are code points, ``document`` says of each which document it is in; ``starts`` where documents begin, and
    ``day`` the days of documents since 1970.
    """

    points: np.ndarray
    document: np.ndarray
    starts: np.ndarray
    day: np.ndarray

    @classmethod
    def of(cls, texts: pl.DataFrame) -> Pages:
        """Of a table with the columns date and text, sorted by date."""
        text = pl.Series("text", ["\n"]).head(0) if texts.is_empty() else "\n" + texts["text"].fill_null("") + "\n"
        sizes = text.str.len_chars().to_numpy().astype(np.int64)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        points = joined_code_points(text, int(starts[-1]))
        document = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        return cls(points, document, starts, texts["date"].cast(pl.Int32).to_numpy())

    @property
    def size(self) -> int:
        """Characters."""
        return len(self.points)

    @cached_property
    def month(self) -> np.ndarray:
        """The months of documents since 1970."""
        return self.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)

    @cached_property
    def year(self) -> np.ndarray:
        """The years of documents."""
        return 1970 + self.month // 12

    @cached_property
    def years(self) -> list[tuple[int, int, int]]:
        """Each year, and where its text begins and ends."""
        names, first = np.unique(self.year, return_index=True)
        cuts = [*self.starts[first].tolist(), self.size]
        return list(zip(names.tolist(), cuts[:-1], cuts[1:], strict=True))

    @cached_property
    def edges(self) -> np.ndarray:
        """Where words of the dictionary begin."""
        edges = np.zeros(self.size + 1, bool)
        longest = int(np.diff(self.starts).max(initial=0))
        dictionary, scratch, ends = jieba_double_array(), Scratch.of(longest), np.empty(longest, np.int64)
        for start, end in zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True):
            count = word_ends(self.points[start:end], KINDS, dictionary, scratch, ends)
            edges[start] = True
            edges[start + ends[:count]] = True
        return edges

    def is_one_of(self, characters: str) -> np.ndarray:
        """Whether each character is one of these."""
        wanted = np.zeros(0x110000, bool)
        wanted[[ord(one) for one in characters]] = True
        return wanted[self.points]

    @cached_property
    def letters(self) -> np.ndarray:
        """Whether each character is an ideograph, a digit, a Latin letter, or stands inside a string: 、 and +."""
        ideograph = (self.points >= 0x4E00) & (self.points <= 0x9FFF)
        return ideograph | self.is_one_of("、+＋" + ascii_letters + digits)

    def hashes(self, longest: int) -> Iterator[tuple[int, np.ndarray]]:
        """For n = 1, 2 … ``longest`` a number for the string of n characters that begins at each place.

        Written over the array given before; of the last n - 1 places it is none.
        """
        made = np.zeros(self.size, U64)
        for n in range(1, longest + 1):
            for _, start, end in self.years:
                end = max(start, min(end, self.size - n + 1))  # the last year may be shorter than n
                made[start:end] *= U64(_FACTOR)
                made[start:end] += mixed(self.points[start + n - 1 : end + n - 1])
            yield n, made


def mixed(points: np.ndarray) -> np.ndarray:
    """Code points as numbers of 64 bits that look like chance."""
    made = points.astype(U64) * U64(0xBF58476D1CE4E5B9)
    made ^= made >> U64(31)
    return made * U64(0x94D049BB133111EB)


def hash_of(string: str) -> int:
    """The number that `Pages.hashes` gives this string."""
    made = 0
    for one in mixed(np.array([ord(character) for character in string], np.uint32)).tolist():
        made = (made * _FACTOR + one) & 0xFFFFFFFFFFFFFFFF
    return made


def places_of(pages: Pages, n: int, hashes: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which of the ``wanted`` hashes (sorted) stand where: their numbers, and places in ascending order."""
    shift = U64(64 - _BITS)
    possible = np.zeros(1 << _BITS, bool)
    possible[(wanted >> shift).astype(np.int64)] = True
    numbers, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for _, start, end in pages.years:
        part = hashes[start : max(start, min(end, pages.size - n + 1))]
        at = np.flatnonzero(possible[(part >> shift).astype(np.int64)])
        number = np.minimum(np.searchsorted(wanted, part[at]), len(wanted) - 1)
        same = wanted[number] == part[at]
        numbers.append(number[same])
        places.append(at[same] + start)
    return np.concatenate(numbers), np.concatenate(places)
