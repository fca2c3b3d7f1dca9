"""How plausible a character is after two others, from the counts that ship with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from ..chinese_script import SIMPLIFIED, tables
from .code_page import LOST_SECONDS, code_page
from .model_characters import FILE, numbers_of
from .search_state import ALONE, CHARS, CODES, FOLLOWED, OFTEN, OPENED, SHAPE, TIMES, fill, logps

_TURNED = -5.0


class Counts(NamedTuple):
    """What the compiled beam reads of the model."""

    slots: np.ndarray  # open hash of pairs and triples
    odds: (
        np.ndarray
    )  # by number p(c) and how often it was seen; by code point the odds of its shape; the counts that occur
    at: np.ndarray  # number → where its followers begin; zone of a lead byte and second byte → their openings
    followers: np.ndarray  # commonest first
    openings: np.ndarray  # numbers of the characters with both bytes, commonest first, and their lead bytes


class Language:
    """A character model with triples, smoothed by pairs, smoothed by single characters.

    p(c | a b) = (n(abc) + μ₃ p(c | b)) / (n(ab) + μ₃), p(c | b) = (n(bc) + μ₂ p(c)) / (n(b) + μ₂):
    Dirichlet smoothing (MacKay and Peto 1995), as in search engines (Zhai and Lafferty 2001).
    """

    def __init__(self, frame: pl.DataFrame):
        a, b, c = (frame[name].to_numpy().astype(np.int64) for name in "abc")
        counts = frame["count"].to_numpy().astype(np.int64)
        slots = np.zeros(1 << int(np.ceil(np.log2(2 * len(a) + 2))), np.int64)
        single, pairs = b == 0, (b > 0) & (c == 0)
        times, places = np.unique(counts, return_inverse=True)  # a few hundred: counts are rounded
        fill(slots, (a << 32 | b << 16 | c)[~single], places[~single] + 1)
        odds, at = np.zeros((4, 65537)), np.zeros((2, 65537), np.int64)
        odds[TIMES, 1 : len(times) + 1] = times
        odds[OFTEN, a[single]] = counts[single]
        odds[ALONE] = np.maximum(odds[OFTEN], 0.2) / odds[OFTEN].sum()
        odds[SHAPE] = shape()
        order = np.lexsort((b[pairs], -counts[pairs], a[pairs]))
        at[FOLLOWED] = np.searchsorted(a[pairs][order], np.arange(65537))
        at[OPENED, :769], openings = _openings(odds[OFTEN], odds[SHAPE])
        self._logps = logps
        self.counts = Counts(slots, odds, at, b[pairs][order], openings)

    def logps(self, text: str, before: str = "") -> np.ndarray:
        """Natural log of p(c | a b) for each character of a text after another."""
        numbers = numbers_of(("\n\n" + before)[-2:] + text)
        if len(before) < 2:
            numbers[: 2 - len(before)] = 0
        out = np.empty(len(text))
        self._logps(self.counts.slots, self.counts.odds, numbers, out)
        return out


def _openings(often: np.ndarray, odds: np.ndarray) -> tuple[list[int], np.ndarray]:
    """For each zone of lead bytes and each second byte: the characters, commonest first, and their lead bytes.

    Of characters that share a number the one that a converted page would have.
    """
    page = code_page().page
    pairs = np.flatnonzero(page[CODES])
    at, found = [0], []
    for low, high in LOST_SECONDS:
        zone = pairs[(pairs >> 8 >= low) & (pairs >> 8 < high)]
        for second in range(256):
            here = zone[zone & 255 == second]
            here = here[np.lexsort((here, -odds[page[CHARS, here]]))]
            here = here[np.sort(np.unique(page[CODES, here], return_index=True)[1])]
            here = here[np.lexsort((here, -often[page[CODES, here]]))]
            found.append(np.stack((page[CODES, here], here >> 8)))
            at.append(at[-1] + len(here))
    return at, np.concatenate(found, axis=1).astype(np.int64)


@cache
def shape() -> np.ndarray:
    """Log odds that a page which a machine turned traditional has a character, by code point.

    A shape that only simplified script has (为) was turned into another; one that traditional script has
    too (干, in Big5) may have been left.
    """
    odds = np.zeros(65537)
    for point in np.flatnonzero(tables()[0] & SIMPLIFIED).tolist():
        if not chr(point).encode("big5", "ignore"):
            odds[point] = _TURNED
    return odds


@cache
def language(path: str | None = None) -> Language:
    """The model that ships, or the one at ``path``, loaded once."""
    return Language(pl.read_parquet(Path(path) if path else FILE))
