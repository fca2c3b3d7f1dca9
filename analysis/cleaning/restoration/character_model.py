"""How plausible a character is after two others, from the counts that ship with the package.

Dirichlet smoothing (MacKay and Peto 1995), as in search engines (Zhai and Lafferty 2001), of triples by pairs and
of pairs by single characters; a, b, c are symbols of `model_alphabet`, n counts, μ the weights below::

    p(c | a b) = (n(abc) + μ₃ p(c | b)) / (n(ab) + μ₃)
    p(c | b)   = (n(bc)  + μ₂ p(c))     / (n(b)  + μ₂)
"""

from __future__ import annotations

import re
from functools import cache
from math import log
from pathlib import Path

import numpy as np
import polars as pl

from ...core.compiling import compiled, inner
from ..chinese_script import codes
from .code_page import AREAS, code_page
from .model_alphabet import symbols_of
from .search_arrays import SIZES, N, Neighbours, P

FILE = Path(__file__).with_name("model.parquet")  # made by tools/train_restoration_model.py
PAIR_WEIGHT, TRIPLE_WEIGHT = 30.0, 12.0  # μ₂, μ₃: how many sightings outweigh the shorter context
UNKNOWN = -30.0  # log p of a character that 35 million do not hold: less likely than a rare one in any context
UNLIKELY = -15.0  # log probability under which a character is not tried where anything could stand
LINE_START = 10  # the symbol of a line break, and of the two full-width blanks with which a paragraph begins
BLANK_AGAIN, BLANK_WITHIN = -0.1, -10.0  # log p of these there, and within a line
_STRETCH, _FLOOR = 6, -20.0
IMPLAUSIBLE = (
    -15.0
)  # `least_plausible` is below this in one of 1,000 paragraphs of clean text, in 3 of 10 with mojibake
_CUT = re.compile("[?？][。，、；：,;:]")  # what a cut leaves, and no writer puts
_LEAST = 0.2  # count that p(c) gives to a character never seen


@inner
def count_of(slots, weights, key):
    """How often the pair or triple ``key`` was seen; one number a slot, since most of the time goes into fetching it."""
    mask = slots.shape[0] - 1
    at = (key ^ key >> 15 ^ key >> 31) * 0x9E3779B1 >> 12 & mask
    while (slots[at] ^ key << 16) >> 16 != 0 and slots[at] != 0:
        at = at + 1 & mask
    return weights[SIZES, slots[at] & 65535]


@compiled
def fill_hash(slots, keys, places):
    """Put every key, with the index of its count, into an empty hash."""
    mask = slots.shape[0] - 1
    for i in range(len(keys)):
        key = keys[i]
        at = (key ^ key >> 15 ^ key >> 31) * 0x9E3779B1 >> 12 & mask
        while slots[at] != 0:
            at = at + 1 & mask
        slots[at] = key << 16 | places[i]


@inner
def log_probability(slots, weights, a, b, c):
    """Natural log of p(c | a b); a or b 0 where nothing known stands there."""
    if c == 0:
        return UNKNOWN
    if c == LINE_START:
        return BLANK_AGAIN if b == LINE_START else BLANK_WITHIN
    p = weights[P, c]
    if b:
        pair = count_of(slots, weights, b << 32 | c << 16)
        p = (pair + PAIR_WEIGHT * p) / (weights[N, b] + PAIR_WEIGHT)
        if a:
            context = count_of(slots, weights, a << 32 | b << 16)
            if context:  # else a says nothing of what follows
                triple = count_of(slots, weights, a << 32 | b << 16 | c) if pair else 0
                p = (triple + TRIPLE_WEIGHT * p) / (context + TRIPLE_WEIGHT)
    return log(p)


@inner
def probability_bound(weights, b, context, c):
    """What p(c | a b) is at most, without a look into the hash: no pair is commoner than its second character.

    ``context`` is n(ab), 0 where a or b is unknown.
    """
    frequency, p = weights[N, c], weights[P, c]
    if b:
        p = (frequency + PAIR_WEIGHT * p) / (weights[N, b] + PAIR_WEIGHT)
        if context:
            p = (frequency + TRIPLE_WEIGHT * p) / (context + TRIPLE_WEIGHT)
    return p


@compiled
def log_probabilities(slots, weights, symbols, out):
    """`log_probability` of each symbol after the two before it; the first two are only context."""
    for i in range(2, len(symbols)):
        out[i - 2] = log_probability(slots, weights, symbols[i - 2], symbols[i - 1], symbols[i])


class CharacterModel:
    """A table ``a b c count`` of single characters, pairs and triples (0: none), made ready for the search.

    ``slots`` is an open hash of pairs and triples: (a << 32 | b << 16 | c) << 16 | the column of its count in SIZES.
    ``weights`` has three rows: SIZES, the few hundred counts that occur (they are rounded); by symbol N, how often it
    was seen, n(c); and P, p(c).
    """

    def __init__(self, frame: pl.DataFrame):
        a, b, c = (frame[name].to_numpy().astype(np.int64) for name in "abc")
        counts = frame["count"].to_numpy().astype(np.int64)
        single, pairs = b == 0, (b > 0) & (c == 0)
        sizes, places = np.unique(counts, return_inverse=True)
        slots = np.zeros(1 << int(np.ceil(np.log2(2 * len(a) + 2))), np.int64)
        fill_hash(slots, (a << 32 | b << 16 | c)[~single], places[~single] + 1)
        weights = np.zeros((3, 65537))
        weights[SIZES, 1 : len(sizes) + 1] = sizes
        weights[N, a[single]] = counts[single]
        weights[P] = np.maximum(weights[N], _LEAST) / weights[N].sum()
        order = np.lexsort((b[pairs], -counts[pairs], a[pairs]))
        self.slots, self.weights = slots, weights
        self.neighbours = Neighbours(
            np.searchsorted(a[pairs][order], np.arange(65537)), b[pairs][order], *_closers(weights[N]),
        )  # fmt: skip

    def log_probabilities(self, text: str, before: str = "") -> np.ndarray:
        """Natural log of p(c | a b) for each character of a text that follows another."""
        symbols = symbols_of(("\n\n" + before)[-2:] + text)
        if len(before) < 2:
            symbols[: 2 - len(before)] = 0
        out = np.empty(len(text))
        log_probabilities(self.slots, self.weights, symbols, out)
        return out

    def least_plausible(self, text: str, before: str = "\n\n") -> float:
        """Mean log probability of a text's least likely stretch of six characters; of the whole text if shorter.

        See `IMPLAUSIBLE`. A single odd character, as in a name, does not weigh more than `_FLOOR`; letters, figures
        and blanks say nothing.
        """
        values = np.maximum(self.log_probabilities(text, before), _FLOOR)[codes(text) > 0xFF]
        if len(values) <= _STRETCH:
            return float(values.mean()) if len(values) else 0.0
        return float(np.convolve(values, np.full(_STRETCH, 1 / _STRETCH), "valid").min())

    def plausible(self, text: str, before: str = "\n\n") -> bool:
        """Whether a text has no stretch that is `IMPLAUSIBLE`, and no question mark before a mark that cannot follow it."""
        return not _CUT.search(text) and self.least_plausible(text, before) >= IMPLAUSIBLE


def _closers(frequency: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each area and second byte: where its characters begin, their symbols, commonest first, their first bytes.

    Of characters that share a symbol the one that a converted page would have.
    """
    page = code_page()
    known = np.flatnonzero(page.symbol_of_bytes)
    starts, found = [0], []
    for low, high in AREAS:
        area = known[(known >> 8 >= low) & (known >> 8 < high)]
        for second in range(256):
            here = area[area & 255 == second]
            here = here[np.lexsort((here, -page.shape_odds[page.char_of_bytes[here]]))]
            here = here[np.sort(np.unique(page.symbol_of_bytes[here], return_index=True)[1])]
            here = here[np.lexsort((here, -frequency[page.symbol_of_bytes[here]]))]
            found.append(here)
            starts.append(starts[-1] + len(here))
    codes = np.concatenate(found)
    return np.array(starts), page.symbol_of_bytes[codes], codes >> 8


@cache
def character_model(path: str | None = None) -> CharacterModel:
    """The model that ships, or the one at ``path``, loaded once."""
    return CharacterModel(pl.read_parquet(Path(path) if path else FILE))
