"""Diagnosis: what state a page is in, before anything is done to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from .chinese_script import HAN, SIMPLIFIED, TRADITIONAL, codes, tables
from .pinyin_intrusions import Intrusions, find_intrusions, marked_share, needless, table_of
from .restoration.gbk import ORPHAN, one_tone

# Where one simplified character stands for several traditional ones, private tables leave it alone; nobody
# who writes traditional script would.
_MACHINE = (
    "干部|骨干|才干|實干|苦干|干事|心里|這里|那里|里面|關系|聯系|征求|特征|采取|采訪|規范|示范|范圍|制造|復雜|游客|布置|志愿|愿意|"
    "准備|占有|周期|沖突"
)
_PERSON = "幹|裡|裏|關係|聯繫|徵|採|範|製造|複|遊|佈|願|準備|佔|週|衝|餘|雲|鬆|穀|鬚|於是|甚麼|祂|妳"


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """What a page suffers from.

    Attributes
    ----------
    kind : str
        ``simplified``, ``traditional``, ``converted`` (from simplified to traditional by a machine, often with pinyin
        put in), ``mixed`` or ``other`` (hardly any Chinese).
    han, traditional, simplified : int
        Chinese characters; those of traditional shape only; those of simplified shape only.
    intrusions, orphans : int
        Syllables in brackets that the character before them is read as; those whose character was lost.
    table : mapping
        The page's own table: traditional character → syllable put behind each of its occurrences.
    evidence : tuple of str
        Why the page was judged so, in words.
    found : Intrusions
        The bracketed syllables.

    Examples
    --------
    >>> diagnose("干部要為群眾辦實(shí)事,把實(shí)事辦好。")
    <Diagnosis: converted, 14 Chinese characters (6 traditional, 2 simplified), 2 intrusions, 0 orphans>
    """

    kind: str
    han: int
    traditional: int
    simplified: int
    intrusions: int = 0
    orphans: int = 0
    table: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    found: Intrusions = field(default_factory=Intrusions)

    def __repr__(self) -> str:
        return (
            f"<Diagnosis: {self.kind}, {self.han} Chinese characters ({self.traditional} traditional, "
            f"{self.simplified} simplified), {self.intrusions} intrusions, {self.orphans} orphans>"
        )


def diagnose(text: str) -> Diagnosis:
    """Judge a page by its script, its bracketed syllables and the marks of machine conversion.

    >>> diagnose("基层干部到群众中去。").kind
    'simplified'
    >>> diagnose("幹部應當到群眾裡去,瞭解實際問題。").kind
    'traditional'
    >>> diagnose("干部要為群眾辦實(shí)事,把實(shí)事辦好,落實(shí)責(zé)任。").kind
    'converted'
    """
    points = codes(text)
    counts = np.bincount(tables()[0].take(points, mode="clip"), minlength=8)
    han, trad, simp = int(counts[HAN:].sum()), int(counts[HAN | TRADITIONAL]), int(counts[HAN | SIMPLIFIED])
    if han < 2:
        return Diagnosis("other", han, trad, simp)
    evidence = [f"{trad} of {han} characters are traditional"]
    if trad <= 0.02 * han + 1 or trad < 0.1 * simp:
        # The fast way out: clean simplified text, where brackets hold what the author put there.
        return Diagnosis("simplified", han, trad, simp, evidence=tuple(evidence))
    found = find_intrusions(text)
    table = table_of(found)
    keys = [edit.evidence for edit in found.edits if edit.evidence in table]
    share = marked_share(text, points, found, table)
    machine, person = len(re.findall(_MACHINE, text)), len(re.findall(_PERSON, text))
    damaged = (share >= 0.8 and len(keys) >= 1) and (
        len(keys) >= 3
        or machine > person
        or (machine >= person and any(map(needless, keys)))
        or (person == 0 and (len(keys) >= 2 or len(keys) >= 0.02 * han))
        or sum(map(needless, set(keys))) >= 2  # a converter may write as a person does, but not a person as this
    )
    if damaged:
        evidence.append(f"{len(keys)} syllables behind {len(table)} characters, on {share:.0%} of their occurrences")
    evidence += [f"{n} words as only a {who} writes them" for n, who in ((machine, "machine"), (person, "person")) if n]
    if damaged or (machine > 2 * person and machine >= 2 and trad >= simp):
        orphans = sum(one_tone(match[1]) for match in ORPHAN.finditer(text))
        return Diagnosis("converted", han, trad, simp, len(keys), orphans, table, tuple(evidence), found)
    return Diagnosis("traditional" if trad >= simp else "mixed", han, trad, simp, evidence=tuple(evidence))
