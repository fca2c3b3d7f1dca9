"""How plausible a character is after two others, from the counts that ship with the package."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from math import log
from pathlib import Path

import numpy as np
import polars as pl

from .model import FILE, classes_of
from .script import codes

_PAIR_WEIGHT, _TRIPLE_WEIGHT = 30.0, 12.0  # Dirichlet weights: how many sightings outweigh the shorter context

_STRANGE = -30.0  # a character that 35 million do not hold: less likely than a rare one in any company


class Language:
    """A character model with triples, smoothed by pairs, smoothed by single characters.

    p(c | a b) = (n(abc) + μ₃ p(c | b)) / (n(ab) + μ₃), p(c | b) = (n(bc) + μ₂ p(c)) / (n(b) + μ₂):
    Dirichlet smoothing (MacKay and Peto 1995), as in search engines (Zhai and Lafferty 2001).
    """

    def __init__(self, frame: pl.DataFrame):
        a, b, c = (frame[name].to_numpy().astype(np.int64) for name in "abc")
        self._counts = dict(zip(((a << 32) | (b << 16) | c).tolist(), frame["count"].to_list(), strict=True))
        single = frame.filter(pl.col("b") == 0)
        total = float(single["count"].sum())
        alone = np.full(65536, 0.2 / total)
        numbers = single["a"].to_numpy()
        alone[numbers] = np.maximum(single["count"].to_numpy() / total, alone[numbers])
        self._alone: list[float] = alone.tolist()  # p(c)
        pairs = frame.filter((pl.col("b") > 0) & (pl.col("c") == 0)).sort("a", "b")
        self._first, self._second = pairs["a"].to_numpy(), pairs["b"].to_numpy()
        self._often = pairs["count"].to_numpy().astype(np.int64)
        self._after: dict[int, dict[int, None]] = {}
        self._known: dict[int, float] = {}

    def logp(self, a: int, b: int, c: int) -> float:
        """Natural log of p(c | a b); characters as `codes_of` numbers them, 0 for one that the model lacks."""
        if not c:
            return _STRANGE
        key = (a << 32) | (b << 16) | c
        known = self._known.get(key)
        if known is not None:
            return known
        value = self.logps(a, b, (c,))[0]
        if len(self._known) < 2_000_000:
            self._known[key] = value
        return value

    def context(self, a: int, b: int) -> int:
        """``a``, or 0 where it was never seen before ``b`` and so tells nothing of what follows."""
        return a if (a << 32 | b << 16) in self._counts else 0

    def logps(self, a: int, b: int, numbers: Iterable[int]) -> list[float]:
        """`logp` of each of many characters in one and the same place."""
        get, alone, out = self._counts.get, self._alone, []
        a = self.context(a, b)
        pairs, triples = b << 32, a << 32 | b << 16
        seen_pairs = get(pairs, 0) + _PAIR_WEIGHT
        seen_triples = get(triples, 0) + _TRIPLE_WEIGHT
        for c in numbers:
            if not c:
                out.append(_STRANGE)
                continue
            p = alone[c]
            if b:
                p = (get(pairs | c << 16, 0) + _PAIR_WEIGHT * p) / seen_pairs
                if a:
                    p = (get(triples | c, 0) + _TRIPLE_WEIGHT * p) / seen_triples
            out.append(log(p))
        return out

    def successors(self, b: int) -> dict[int, None]:
        """The characters seen behind one, commonest first."""
        known = self._after.get(b)
        if known is None:
            low, high = np.searchsorted(self._first, np.array([b, b + 1], np.uint16))
            order = np.argsort(-self._often[low:high], kind="stable")
            known = self._after[b] = dict.fromkeys(self._second[low:high][order].tolist())
        return known

    def frequency(self, c: int) -> int:
        """How often a character was seen."""
        return self._counts.get(c << 32, 0)

    def score(self, text: str, before: str = "") -> float:
        """Log probability of a text after another."""
        whole = [0, 0, *numbers_of(before[-2:]), *numbers_of(text)]
        first = len(whole) - len(text)
        return sum(self.logp(whole[i - 2], whole[i - 1], whole[i]) for i in range(first, len(whole)))


def codes_of(text: str) -> np.ndarray:
    """A text as the model counts it: simplified, marks full width, digits and Latin letters alike."""
    return classes_of(codes(text))


def numbers_of(text: str) -> list[int]:
    """The same for a few characters, without an array around them."""
    table = _numbers()
    return [table[min(ord(char), 65535)] for char in text]


@cache
def _numbers() -> list[int]:
    return classes_of(np.arange(65536)).tolist()


@cache
def language(path: str | None = None) -> Language:
    """The model that ships, or the one at ``path``, loaded once."""
    return Language(pl.read_parquet(Path(path) if path else FILE))
