"""Whether a surface tears a word in two: 确|保基本民生 is 确保|基本|民生, and no 保基本民生.

The character beside the surface, where the best path through the text outside leaves it alone, may begin or end a word
of the dictionary together with the first or last characters of the surface. Where that reading is the more probable one,
the surface is no match.
"""

from __future__ import annotations

import math
from functools import lru_cache

from .dictionary import Dictionary

LONGEST_SHARE = 3  # characters of a surface that may belong to a word outside
# A word rarer than this share of the single character outside proves nothing. Below 0.2, true matches behind 为 and 全
# are lost among the 108,907 mentions of the broadcast corpus; above 0.4, false ones are kept.
FREQUENCY_SHARE = 0.3


@lru_cache(maxsize=1 << 16)  # a corpus brings the same neighbours again and again
def tears_word(before: str, surface: str, behind: str) -> bool:
    """Whether ``surface`` tears a word, given the ideographs before it and behind it (five are enough).

    >>> tears_word("确", "保基本民生", ""), tears_word("", "双减", "政策")
    (True, False)
    """
    words, frequency = Dictionary.jieba(), Dictionary.jieba().frequency
    total = math.log(words.total)

    def log_p(word: str) -> float:
        return math.log(frequency.get(word) or 1) - total

    own, own_path = best_path(surface)
    for outside, edge, at_start in (
        (best_path(before)[1][-1:], own_path[0], True),
        (best_path(behind)[1][:1], own_path[-1], False),
    ):
        if not outside or len(outside[0]) > 1:
            continue
        for size in range(1, min(LONGEST_SHARE, len(surface)) + 1):
            inside, rest = surface[:size], surface[size:]
            if not at_start:
                inside, rest = surface[-size:], surface[:-size]
            word = outside[0] + inside if at_start else inside + outside[0]
            if word not in frequency or (size > 1 and inside == edge):  # a whole word inside: a compound, no tear
                continue
            more_probable = log_p(word) + best_path(rest)[0] > log_p(outside[0]) + own
            if more_probable and frequency[word] > FREQUENCY_SHARE * frequency.get(outside[0], 0):
                return True
    return False


@lru_cache(maxsize=1 << 16)
def best_path(text: str) -> tuple[float, tuple[str, ...]]:
    """The log-probability of the most probable words of a short text, and these words.

    >>> best_path("确保基本民生")[1]
    ('确保', '基本', '民生')
    """
    words = Dictionary.jieba()
    frequency, total = words.frequency, math.log(words.total)
    best: list[tuple[float, int]] = [(0.0, 0)] * (len(text) + 1)
    for start in range(len(text) - 1, -1, -1):
        ends = range(start + 1, min(start + words.longest, len(text)) + 1)
        known = [end for end in ends if end == start + 1 or text[start:end] in frequency]
        best[start] = max((math.log(frequency.get(text[start:end]) or 1) - total + best[end][0], end) for end in known)
    path, at = [], 0
    while at < len(text):
        path.append(text[at : best[at][1]])
        at = best[at][1]
    return best[0][0], tuple(path)
