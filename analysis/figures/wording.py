# long: one table of words
"""Every word that a figure says, in English and in Chinese, in one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.errors import StudyError, did_you_mean

LANGUAGES = ("en", "zh")

# key: English, Chinese. {braces} are filled in by `Words`.
WORDS: dict[str, tuple[str, str]] = {
    # units and slices
    "unit documents": ("documents per {per}", "每{per}篇文档的篇数"),
    "unit characters": ("mentions per {per} characters", "每{per}字的出现次数"),
    "unit unknown": ("rate (unit unknown)", "频率（单位不详）"),
    "unit quoted": ("in quotation marks, % of mentions", "加引号的比例（占出现次数的％）"),
    "year": ("year", "年"),
    "quarter": ("quarter", "季度"),
    "month": ("month", "月"),
    # timelines
    "band": ("Band: {interval}.", "阴影带：{interval}。"),
    "interval": ("{level} interval", "{level}置信区间"),
    "interval level unknown": ("interval, its level unknown", "置信区间（水平不详）"),
    "hollow": ("Hollow: none found, bar to its upper bound.", "空心：未出现，竖线至其上限。"),
    "few": ("† fewer than {few} documents.", "† 文档不足{few}篇。"),
    "shaded": ("Shaded: no documents.", "灰底：无文档。"),
}


class Words:
    """The words of one language: called with a key of the table, and what fills its braces.

    >>> Words("zh")("few", few=30), Words("en").listed(["六保", "六稳", "改革"])
    ('† 文档不足30篇。', '六保, 六稳 and 改革')
    """

    def __init__(self, lang: str = "en"):
        if lang not in LANGUAGES:
            raise StudyError(f"lang={lang!r}; there are: 'en' and 'zh'." + did_you_mean(str(lang), LANGUAGES))
        self.lang = lang

    def __call__(self, key: str, **values: Any) -> str:
        return WORDS[key][LANGUAGES.index(self.lang)].format(**values)

    def listed(self, names: Sequence[str], most: int = 8) -> str:
        """Names in a row; of many the first and how many more."""
        names, more = list(names[:most]), max(len(names) - most, 0)
        if self.lang == "zh":
            return "、".join(names) + (f"等{len(names) + more}项" if more else "")
        names += [f"{more} more"] if more else []
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}" if names else ""

    def sentences(self, *parts: str) -> str:
        """Sentences one after another; empty ones are left out."""
        return ("" if self.lang == "zh" else " ").join(part for part in parts if part)
