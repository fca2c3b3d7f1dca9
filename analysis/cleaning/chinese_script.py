"""Script: simplified or traditional, and from the one to the other without rewriting words."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

TRADITIONAL, SIMPLIFIED, HAN = 1, 2, 4  # flags of a character; see `tables`

# The character first: a search then stops at it only.
_ZHE = "著(?<![显卓昭名专原论编巨土拙遗译合撰彰较新见知所]著)(?![作名称述书者录文])"  # but 显著, 名著, 著作 …
# Words by which a traditional page is known for one of a mainland source, which a machine turned: two of them.
_MAINLAND = "新华社|新华网|人民网|光明网|央视|党中央|总书记|人民群众|党员干部|中国特色社会主义|党的十|党委|精准扶贫|乡村振兴|小康社会"
_YU = "於(?<!樊於)(?![菟潜])"  # but the names 樊於期 and 於潜, and 於菟


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


def part_merged(text: str) -> str:
    """着 for 著 and 于 for 於 where machine conversion wrote one traditional character for both.

    OpenCC keeps 於 where a name may be meant (於单), and so also within 对于单位; the names are far rarer.

    >>> part_merged("对於单位和个人,樊於期带著感情读名著,成效显著")
    '对于单位和个人,樊於期带着感情读名著,成效显著'
    """
    return re.sub(_ZHE, "着", re.sub(_YU, "于", text))


def of_mainland(text: str) -> bool:
    """Whether a simplified text names what pages of mainland sources name; an original in traditional script would not.

    >>> of_mainland("新华社北京电 党员干部沿著正确方向前进"), of_mainland("他看著窗外")
    (True, False)
    """
    return len(set(re.findall(_MAINLAND, text))) >= 2


@cache
def to_traditional(char: str) -> str:
    """The first traditional character that OpenCC's table names for a single simplified one.

    >>> to_traditional("为")
    '爲'
    """
    return _converters()[1].convert(char)
