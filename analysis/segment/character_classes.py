"""What kind of character each is, one bit a kind, in a table that compiled code can read."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from ..core import sentences
from ..lexicon import matching
from ..lexicon.dictionary import FIRST_HAN, IN_BLOCK, LAST_HAN

# Characters above U+FFFF are none of these. BLOCK: of a run that jieba cuts into words; FIRST: of a surface; THROUGH:
# looked through by matching, GAP: and a visible blank; BOOK: opens a title; STOP: what `mark_sentences` has to look at.
BLOCK, LATIN, HAN, BLANK, BREAK, MARK, CLOSER, THROUGH, OPENING, CLOSING, NUMERAL, FIRST, GAP, STRAIGHT, BOOK = (
    1 << bit for bit in range(15)
)
STOP = MARK | BREAK | STRAIGHT | BOOK
SPREAD = 0x1E3779B97F4A7C15  # spreads keys over open-addressed tables: odd, near 2**64 / golden ratio (Knuth 1973, 6.4)
BLANKS = frozenset(re.findall(f"[{sentences.BLANKS}]", "".join(map(chr, range(0x10000)))))


def character_kinds(firsts: Iterable[str] = ()) -> np.ndarray:
    """The bits of each character below U+10000; ``firsts`` are the first characters of surfaces.

    >>> bool(character_kinds()[ord("村")] == BLOCK | HAN)
    True
    """
    kinds = np.zeros(0x10000, np.uint16)
    latin = "abcdefghijklmnopqrstuvwxyz"
    kinds[FIRST_HAN : LAST_HAN + 1] |= BLOCK | HAN
    beginning = set(firsts)
    for bit, characters in (
        (BLOCK | LATIN, latin + latin.upper() + "0123456789"),
        (BLOCK, IN_BLOCK),
        (BLANK, BLANKS),
        (BREAK, sentences.BREAKS),
        (MARK, sentences.MARKS),
        (CLOSER, sentences.CLOSERS),
        (THROUGH, matching.LOOKED_THROUGH + matching.SPACES + matching.INVISIBLE),
        (GAP, matching.SPACES),
        (STRAIGHT, matching.STRAIGHT),
        (BOOK, "《"),
        (OPENING, matching.OPENING),
        (CLOSING, matching.CLOSING),
        (NUMERAL, matching.NUMERALS),
        (FIRST, beginning | {wide for wide, one in matching.FOLDS.items() if one in beginning}),
    ):
        for character in characters:
            if ord(character) < 0x10000:
                kinds[ord(character)] |= bit
    return kinds


KINDS = character_kinds()
FOLDED = np.arange(0x10000, dtype=np.uint16)  # each character as matching looks at it
FOLDED[[ord(one) for one in matching.FOLDS]] = [ord(one) for one in matching.FOLDS.values()]
