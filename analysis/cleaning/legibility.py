"""How much a text reads like Chinese prose: pages read through the wrong encoding are told from those that were not."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from .restoration.character_model import character_model

SAMPLE = 6_000  # characters looked at: a third of them from the beginning, the middle and the end
# Mean log probability of a character. Of 900 news items, reports and commentaries the lowest was −8.0; of the same
# texts through any wrong code page the highest −15.9; with 锟斤拷 in a fifth of the places −7.8 to −11.6.
READABLE, UNREADABLE = -9.5, -13.5
CHINESE = 0.2  # share of ideographs below which the model, which knows Chinese only, says nothing
# Share of the commonest characters: in 14,000 texts of three corpora 0.063 or more, 0.09 or more in 99 % of them;
# after any wrong code page 0.025 or less. From here on nothing more is looked at.
PLAIN = 0.06
_COMMON = "的一是在了不和有大这主中人上为地个要动国以到会作来对年发展工业民行新生们实现进全部高重方经社成家出开于這個為們來國發會動對"
_GLANCE = 120  # characters at the beginning of a cell of a table
_LEAST = 60  # characters: shorter texts, such as a name, show nothing by their common characters
_SPACE = re.compile(r"\s+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LOST = r"锟斤拷|烫烫烫|屯屯屯|\ufffd|ï¿½"
_RUINED = re.compile(_LOST)
# Western characters that Chinese bytes turn into, where they stand in the place of Chinese; French has 0.05 of them.
_WESTERN = re.compile("[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u02c6\u02dc\u20ac\u2020\u2021\u2030]")
_MOJIBAKE = 0.25


@dataclass(frozen=True)
class Legibility:
    """What a page's characters say of its reading.

    Attributes
    ----------
    score : float
        Mean natural-log probability of a character after the two before it, by the model that ships.
    chinese, western : float
        Shares of ideographs, and of accented Western letters and signs, among the characters that are not blank.
    ruined : int
        Places where a character was lost before the page came here (``�``, 锟斤拷).

    Examples
    --------
    >>> from analysis import clean
    >>> page = clean("把板凳搬到院坝里，把难处听到心坎上，锟斤拷责任扛在肩上。")
    >>> page.legibility.ruined, page.legibility.remark
    (1, '1 place where a character was lost before (�, 锟斤拷)')
    """

    score: float
    chinese: float
    western: float
    ruined: int

    @property
    def reason(self) -> str | None:
        """Why the page cannot be counted; None where it can."""
        if self.western > _MOJIBAKE and self.chinese < CHINESE:
            return f"not readable Chinese ({self.western:.0%} accented Western characters): decoded through a wrong encoding?"
        if self.score < UNREADABLE and self.chinese > CHINESE:
            return f"not readable Chinese (score {self.score:.1f}, prose has {READABLE} or more): decoded through a wrong encoding?"
        if self.ruined * 6 > self.chinese * SAMPLE > 0 and self.score < READABLE:
            return f"not readable Chinese: {self.ruined} places where a character was lost before (�, 锟斤拷)"
        return None

    @property
    def remark(self) -> str | None:
        """What a person should know of a page that is counted; None where nothing is odd."""
        if self.ruined:
            places = "1 place" if self.ruined == 1 else f"{self.ruined} places"
            return f"{places} where a character was lost before (�, 锟斤拷)"
        if self.chinese < CHINESE:
            return f"hardly any Chinese: {self.chinese:.0%} of the characters"
        if self.score < READABLE:
            return f"reads unlike Chinese prose (score {self.score:.1f}, prose has {READABLE} or more)"
        return None


def legibility(text: str) -> Legibility:
    """Judge how legible a text is.

    >>> legibility("干部到村里去，把群众的事办好。").reason is None
    True
    >>> wrong = "干部到村里去，把群众的事情办好，问题解决在一线。".encode().decode("gb18030", "replace")
    >>> legibility(wrong).reason[:20]
    'not readable Chinese'
    """
    sample = _sample(text)
    solid = _SPACE.sub("\n", sample).strip()
    dense = len(_SPACE.sub("", sample))
    ruined = len(_RUINED.findall(text))
    if not dense:
        return Legibility(0.0, 0.0, 0.0, ruined)
    score = float(character_model().log_probabilities(solid).mean())
    return Legibility(score, len(_HAN.findall(solid)) / dense, len(_WESTERN.findall(solid)) / dense, ruined)


def plainly_legible(text: str) -> bool:
    """A quick look, without the model: enough common characters, and none that was lost.

    >>> plainly_legible("干部到村里去，把群众的事办好。"), plainly_legible("骞查儴鍒版潙閲屽幓")
    (True, False)
    """
    sample = _sample(text)
    dense = len(_SPACE.sub("", sample))
    return sum(map(sample.count, _COMMON)) >= PLAIN * dense and not _RUINED.search(text)


def oddly_spelt(text: str = "text") -> pl.Expr:
    """`plainly_legible` for a column, turned round and half as strict: the rows that are worth a closer look."""
    head = pl.col(text).str.slice(0, _GLANCE)
    length = head.str.len_chars()
    few = head.str.count_matches(f"[{_COMMON}]") < 0.5 * PLAIN * length
    return (few & (length >= _LEAST)) | pl.col(text).str.contains("锟斤拷", literal=True)


def _sample(text: str) -> str:
    if len(text) <= SAMPLE:
        return text
    third, middle = SAMPLE // 3, len(text) // 2
    return text[:third] + text[middle : middle + third] + text[-third:]
