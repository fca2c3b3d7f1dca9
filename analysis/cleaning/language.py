"""How plausible a character is after two others, from the counts that ship with the package."""

from __future__ import annotations

from functools import cache
from math import log
from pathlib import Path

import numpy as np
import polars as pl

from .model import FILE, classes_of
from .script import codes

_PAIR_WEIGHT, _TRIPLE_WEIGHT = 30.0, 12.0  # Dirichlet weights: how many sightings outweigh the shorter context

_STRANGE = -18.0  # a character that 35 million do not hold


class Language:
    """A character model with triples, smoothed by pairs, smoothed by single characters.

    p(c | a b) = (n(abc) + μ₃ p(c | b)) / (n(ab) + μ₃), p(c | b) = (n(bc) + μ₂ p(c)) / (n(b) + μ₂):
    Dirichlet smoothing (MacKay and Peto 1995), as in search engines (Zhai and Lafferty 2001).
    """

    def __init__(self, frame: pl.DataFrame):
        a, b, c = (frame[name].to_numpy().astype(np.int64) for name in "abc")
        self._counts = dict(zip(((a << 32) | (b << 16) | c).tolist(), frame["count"].to_list(), strict=True))
        single = frame.filter(pl.col("b") == 0)
        self._total = float(single["count"].sum())
        self._floor = 0.2 / self._total
        pairs = frame.filter((pl.col("b") > 0) & (pl.col("c") == 0)).sort("a", "b")
        self._first, self._second = pairs["a"].to_numpy(), pairs["b"].to_numpy()
        self._often = pairs["count"].to_numpy().astype(np.int64)
        self._after: dict[int, dict[int, None]] = {}
        self._known: dict[int, float] = {}

    def logp(self, a: int, b: int, c: int) -> float:
        """Natural log of p(c | a b); characters as `codes_of` gives them, 0 for one that the model lacks."""
        if not c:
            return _STRANGE
        key = (a << 32) | (b << 16) | c
        known = self._known.get(key)
        if known is not None:
            return known
        get = self._counts.get
        p = max(get(c << 32, 0) / self._total, self._floor)
        if b:
            p = (get((b << 32) | (c << 16), 0) + _PAIR_WEIGHT * p) / (get(b << 32, 0) + _PAIR_WEIGHT)
            if a:
                seen = get((a << 32) | (b << 16), 0)
                p = (get(key, 0) + _TRIPLE_WEIGHT * p) / (seen + _TRIPLE_WEIGHT)
        value = log(p)
        if len(self._known) < 2_000_000:
            self._known[key] = value
        return value

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
        whole = [0, 0, *codes_of(before)[-2:].tolist(), *codes_of(text).tolist()]
        first = len(whole) - len(text)
        return sum(self.logp(whole[i - 2], whole[i - 1], whole[i]) for i in range(first, len(whole)))


def codes_of(text: str) -> np.ndarray:
    """A text as the model counts it: simplified, marks full width, digits and Latin letters alike."""
    return classes_of(codes(text))


@cache
def language(path: str | None = None) -> Language:
    """The model that ships, or the one at ``path``, loaded once."""
    return Language(pl.read_parquet(Path(path) if path else FILE))
