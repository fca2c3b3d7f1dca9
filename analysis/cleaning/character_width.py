"""Width: full-width punctuation that was folded to half width, given back."""

from __future__ import annotations

import re

from .page_labels import compiled

_NEAR = r"\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\u2014\u2018-\u201d\u2026\uff01-\uff5e"  # Chinese characters and marks
_WIDTHS = tuple(zip("，；：（）！？", ",;:()!?", strict=True))
# Each alternative begins with its mark, and looks back over it: so a search stops at marks only.
_BESIDE_CHINESE = rf"[,;:!?](?:(?<=[{_NEAR}].)|(?=[{_NEAR}]))"
# On a folded page every mark was full width, but for those inside figures (1,000 and 15:47), addresses
# (http://) and words of Latin script: this finds those, the mark first as above.
_HALF_WIDTH = (
    r"([,:()!?](?:(?<=,)(?!(?<!\d,)(?![ ]?[A-Za-z])|(?<=\d,)(?!\d{3}(?!\d)|[ ]?[A-Za-z])|(?<![A-Za-z ],)(?=[A-Za-z]))"
    r"|(?<=:)(?!(?<!\d:)(?!//)|(?<=\d:)(?!\d|//))"
    rf"|(?<=\()(?![{_NEAR}])|(?<=\))(?<![{_NEAR}]\))"
    rf"|(?<=[!?])(?!(?<![\x00-\x40\x5b-\x60\x7b-\x7e].)(?![\x21-\x27\x2a-\x7e])|(?<=[{_NEAR}%].))))"
)
_PAIR = r"\(([^()\n]{0,120})\)"


def fold(text: str) -> str:
    """Full-width ，；：（）！？ as half width, as careless pages have them."""
    for full, half in _WIDTHS:  # quicker than a table that every character is looked up in
        text = text.replace(full, half)
    return text


def count_marks(text: str) -> tuple[int, int]:
    """How many marks of full width a text has, and how many of half width where Chinese prose has full ones."""
    return len(re.findall("[，；：（）！？]", text)), len(compiled(_BESIDE_CHINESE).findall(text))


def unfold(text: str) -> str:
    """A line with full-width marks where a folded page had them; as many characters as before.

    >>> unfold("下基层,办实事(共3件):15:47开始,增长2.5%,共1,000人")
    '下基层，办实事（共3件）：15:47开始，增长2.5%，共1,000人'
    """

    def pair(match: re.Match[str]) -> str:
        inner, before = match[1], match.string[match.start() - 1 : match.start()]
        latin = inner.isascii() and before.isascii() and before.isalnum()
        return match[0] if latin else f"（{inner}）"

    for _ in range(2):  # the second time for brackets within brackets
        text = compiled(_PAIR).sub(pair, text) if "(" in text else text
    pieces = compiled(_HALF_WIDTH).split(text)  # every other one a mark that stays
    wide = "\n".join(pieces[::2])
    for full, half in _WIDTHS:
        wide = wide.replace(half, full)
    pieces[::2] = wide.split("\n")
    return "".join(pieces)
