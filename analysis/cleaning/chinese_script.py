"""Script: simplified or traditional, and from the one to the other without rewriting words."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import numpy as np

TRADITIONAL, SIMPLIFIED, HAN = 1, 2, 4  # flags of a character; see `tables`

# Where the converted page has 著 and these stand beside it, 著 is meant: 著作, 名著, 显著. Elsewhere 着.
_ZHU_WORDS = "显著 卓著 昭著 名著 专著 原著 论著 编著 巨著 土著 拙著 遗著 译著 合著 撰著 彰著 较著 新著 著作 著名 著称 著述 著书 著者 著录 见著 知著 所著 著文"
_YU = re.compile("於(?<!樊於)(?![菟潜])")  # the character first: a search then stops at it only


@cache
def _converters():
    """OpenCC's character-for-character pair of converters, made once."""
    from opencc import OpenCC

    return OpenCC("t2s"), OpenCC("s2t")


@cache
def tables() -> tuple[np.ndarray, np.ndarray]:
    """For each code point of the basic plane: its flags, and its simplified character standing alone."""
    t2s, s2t = _converters()
    code = np.r_[np.arange(0x3400, 0x4DC0), np.arange(0x4E00, 0xA000), np.arange(0xF900, 0xFB00)]
    alone = [chr(c) for c in code]
    to_simple = t2s.convert("\n".join(alone)).split("\n")
    to_trad = s2t.convert("\n".join(alone)).split("\n")
    kinds, simple = np.zeros(65536, np.uint8), np.arange(65536, dtype=np.uint32)
    for c, char, s, t in zip(code.tolist(), alone, to_simple, to_trad, strict=True):
        kinds[c] = HAN | (TRADITIONAL if s != char else SIMPLIFIED if t != char else 0)
        if len(s) == 1 and ord(s) < 65536:
            simple[c] = ord(s)
    return kinds, simple


@cache
def traditional() -> frozenset[str]:
    """The characters of traditional shape only."""
    return frozenset(map(chr, np.flatnonzero(tables()[0] & TRADITIONAL).tolist()))


def codes(text: str) -> np.ndarray:
    """The text's code points, one number a character."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def simplify(text: str) -> str:
    """Simplified script, character for character; as many characters as before.

    OpenCC's phrase table decides the characters that stand in both scripts (乾隆, 瞭望 stay).

    >>> simplify("乾隆年間的著作放在書桌上")
    '乾隆年间的著作放在书桌上'
    """
    out = _converters()[0].convert(text)
    if len(out) == len(text):
        return out
    points = codes(text)  # a phrase changed its length: every character standing alone
    simple = np.where(points < 65536, tables()[1][np.minimum(points, 65535)], points)
    return simple.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def zhe(text: str) -> str:
    """着 for 著 where the particle is meant: machine conversion writes 著 for both.

    >>> zhe("带著感情读名著,成效显著")
    '带着感情读名著,成效显著'
    """
    words, pieces = _ZHU_WORDS.split(), text.split("著")
    out = pieces[:1]
    for left, right in pairwise(pieces):
        word = f"{left[-1:]}著" in words or f"著{right[:1]}" in words
        out += ["著" if word else "着", right]
    return "".join(out)


def yu(text: str) -> str:
    """于 for 於, on pages that a machine converted: it writes 於 for every 于.

    OpenCC keeps 於 where a name may be meant (於单), and so also within 对于单位; the names are far rarer.

    >>> yu("对於单位和个人,樊於期")
    '对于单位和个人,樊於期'
    """
    return _YU.sub("于", text)


@cache
def to_traditional(char: str) -> str:
    """The first traditional character that OpenCC's table names for a single simplified one.

    >>> to_traditional("为")
    '爲'
    """
    return _converters()[1].convert(char)
