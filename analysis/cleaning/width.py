"""Width: full-width punctuation that was folded to half width, given back."""

from __future__ import annotations

import re

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_NEAR = rf"{_HAN}\u3000-\u303f\u2014\u2018-\u201d\u2026\uff01-\uff5e"  # Chinese characters and marks
_FOLD = str.maketrans("，；：（）！？", ",;:()!?")
_FULL = dict(zip(",;:()!?", "，；：（）！？", strict=True))
FULL_WIDTH = re.compile("[，；：（）！？]")
# A comma is Chinese where a Chinese character or mark touches it; 15:47 and 1,000 stay as they are.
_MARK = re.compile(rf"(?<=[{_NEAR}])[,;:!?]|[,;:!?](?=[{_NEAR}])|(?<=[%℃])[,;](?!\d)|(?<=[A-Za-z0-9][)）])[,;:](?!\S*[A-Za-z])")
_PAIR = re.compile(rf"\(([^()\n]{{0,120}})\)")
_CHINESE = re.compile(f"[{_HAN}]")


def fold(text: str) -> str:
    """Full-width ，；：（）！？ as half width, as careless pages have them."""
    return text.translate(_FOLD)


def folded_marks(text: str) -> int:
    """How many half-width marks stand where Chinese prose has full-width ones."""
    return len(_MARK.findall(text))


def unfold(text: str) -> str:
    """Full-width marks beside Chinese characters; as many characters as before.

    Examples
    --------
    >>> unfold("下基层,办实事(共3件):15:47开始,共1,000人")
    '下基层，办实事（共3件）：15:47开始，共1,000人'
    """

    def pair(match):
        inner = match.group(1)
        before = text[match.start() - 1 : match.start()]
        if _CHINESE.search(inner) or (_CHINESE.match(before) and not inner.isascii()) or _CHINESE.match(before):
            return f"（{inner}）"
        return match.group()

    text = _PAIR.sub(pair, text)
    return _MARK.sub(lambda match: _FULL[match.group()], text)
