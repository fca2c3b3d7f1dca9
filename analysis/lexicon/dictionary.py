"""jieba's dictionary, read from its own file: a fixed number for every word, and how probable each word is."""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl

from ..core.errors import StudyError

FIRST_HAN, LAST_HAN = 0x4E00, 0x9FD5  # what jieba itself takes for a Chinese character
IN_BLOCK = "+#&._%-"  # marks that jieba keeps inside a run of Chinese, Latin and digits


@dataclass(frozen=True, repr=False, eq=False)
class Dictionary:
    """The words of a dictionary in the order of its file; a word's row is its id everywhere.

    ``raw`` is the file: ``word frequency tag`` a line.
    """

    raw: bytes

    @staticmethod
    @cache
    def jieba() -> Dictionary:
        """The dictionary inside the installed jieba; jieba itself is not imported.

        >>> Dictionary.jieba().height
        349046
        """
        spec = find_spec("jieba")  # finds the folder without running jieba, which sets up its own logging
        if spec is None or not spec.submodule_search_locations:
            raise StudyError(
                "jieba is not installed, and its dictionary gives every word its number.\n"
                "  Install it: pip install jieba==0.42.1"
            )
        return Dictionary((Path(spec.submodule_search_locations[0]) / "dict.txt").read_bytes())

    @cached_property
    def sha256(self) -> str:
        """Of the file: the same hash means the same ids."""
        return hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def height(self) -> int:
        """The number of lines, counted without parsing them, which takes longer."""
        return self.raw.rstrip(b"\n").count(b"\n") + 1

    @cached_property
    def lines(self) -> pl.DataFrame:
        """word · frequency · tag, in the order of the file."""
        columns = {"word": pl.String, "frequency": pl.Int64, "tag": pl.String}
        return pl.read_csv(self.raw, separator=" ", has_header=False, quote_char=None, schema=columns)

    @cached_property
    def words(self) -> list[str]:
        """Every word, in the order of the file."""
        return self.lines["word"].to_list()

    @cached_property
    def total(self) -> int:
        """Sum of all frequencies; a word on two lines counts twice, as in jieba."""
        return sum(self.lines["frequency"].to_list())

    @cached_property
    def log_probability(self) -> np.ndarray:
        """``log f − log total`` of each row, float64, with the rounding of Python's own ``math.log``."""
        total = math.log(self.total)
        return np.array([math.log(frequency or 1) - total for frequency in self.lines["frequency"].to_list()])

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row of each word; of a word on two lines the later one, whose frequency jieba uses."""
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def frequency(self) -> dict[str, int]:
        """How often each word was met; of a word on two lines the later one holds, as in jieba."""
        return dict(self.lines.select("word", "frequency").iter_rows())

    @cached_property
    def longest(self) -> int:
        """Characters of the longest word."""
        return max(map(len, self.words))

    @cached_property
    def counted(self) -> dict[str, int]:
        """The words that are counted: two characters or more, one of them Chinese. Row 0 (AT&T) is none."""
        has_han = re.compile(f"[{chr(FIRST_HAN)}-{chr(LAST_HAN)}]").search
        return {word: row for word, row in self.rows.items() if len(word) > 1 and has_han(word)}
