"""Diagnosis: what state a page is in, before anything is done to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .gbk import ORPHAN, one_tone
from .intrusions import Intrusion, all_or_nothing, find_intrusions, table_of
from .script import HAN, SIMPLIFIED, TRADITIONAL, kinds

# Where one simplified character stands for several traditional ones, private tables leave it alone;
# nobody who writes traditional script would: (machine, person).
_TELLTALES = (
    ("干部", "幹部"), ("心里", "心裡"), ("這里", "這裡"), ("那里", "那裡"), ("里面", "裡面"), ("關系", "關係"),
    ("聯系", "聯繫"), ("征求", "徵求"), ("特征", "特徵"), ("采取", "採取"), ("采訪", "採訪"), ("規范", "規範"),
    ("示范", "示範"), ("范圍", "範圍"), ("制造", "製造"), ("復雜", "複雜"), ("游客", "遊客"), ("糧食谷", "穀"),
    ("骨干", "骨幹"), ("才干", "才幹"), ("實干", "實幹"), ("苦干", "苦幹"), ("干事", "幹事"), ("布置", "佈置"),
    ("志愿", "志願"), ("愿意", "願意"), ("准備", "準備"), ("占有", "佔有"), ("周期", "週期"), ("余", "餘"),
    ("沖突", "衝突"), ("云", "雲"), ("松", "鬆"), ("占", "佔"), ("須臾", "鬚"),
)  # fmt: skip
_MACHINE = re.compile("|".join(re.escape(a) for a, _ in _TELLTALES[:-4]))
_PERSON = re.compile("|".join(re.escape(b) for _, b in _TELLTALES) + "|裡|裏|於是|甚麼|祂|妳")


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """What a page suffers from.

    Attributes
    ----------
    kind : str
        ``simplified``, ``traditional`` (written so), ``converted`` (simplified text that a machine turned
        traditional, often with pinyin put in), ``mixed`` or ``other`` (hardly any Chinese).
    han, traditional, simplified : int
        Chinese characters; those of traditional shape only; those of simplified shape only.
    intrusions, orphans : int
        Syllables in brackets that the character before them is read as; those whose character was lost.
    table : mapping
        The page's own table: traditional character → syllable put behind each of its occurrences.
    evidence : tuple of str
        Why the page was judged so, in words.
    """

    kind: str
    han: int
    traditional: int
    simplified: int
    intrusions: int = 0
    orphans: int = 0
    table: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    found: tuple[Intrusion, ...] = ()

    def __repr__(self) -> str:
        return (
            f"Diagnosis({self.kind}: {self.han} Chinese characters, {self.traditional} traditional, "
            f"{self.simplified} simplified; {self.intrusions} intrusions, {self.orphans} orphans)"
        )

    @cached_property
    def table_size(self) -> int:
        """How many characters the page's table holds."""
        return len(self.table)


def diagnose(text: str) -> Diagnosis:
    """Judge a page by its script, its bracketed syllables and the marks of machine conversion.

    Examples
    --------
    >>> diagnose("基层干部到群众中去。").kind
    'simplified'
    >>> diagnose("幹部應當到群眾裡去,瞭解實際問題。").kind
    'traditional'
    >>> diagnose("干部要為群眾辦實(shí)事,把實(shí)事辦好,落實(shí)責(zé)任。").kind
    'converted'
    """
    flags = kinds(text)
    counts = np.bincount(flags & (HAN | TRADITIONAL | SIMPLIFIED), minlength=8)
    han = int(counts[4:].sum())
    trad, simp = int(counts[HAN | TRADITIONAL] + counts[7]), int(counts[HAN | SIMPLIFIED])
    numbers = dict(han=han, traditional=trad, simplified=simp)
    if han < 2 or (trad == 0 and simp == 0 and han == 0):
        return Diagnosis("other", **numbers)
    if trad <= 0.02 * han + 1 or trad < 0.1 * simp:
        # The fast way out: clean simplified text, where brackets hold what the author put there.
        return Diagnosis("simplified", **numbers, evidence=(f"{trad} of {han} characters are traditional",))
    found = find_intrusions(text)
    table = table_of(text, found)
    whole = [item for item in found if item.key in table]
    orphans = sum(one_tone(match.group(1)) for match in ORPHAN.finditer(text))
    share = all_or_nothing(text, whole)
    machine, person = len(_MACHINE.findall(text)), len(_PERSON.findall(text))
    evidence = [f"{trad} of {han} characters are traditional"]
    damaged = len(whole) >= 1 and share >= 0.8 and (
        len(whole) >= 3 or machine > person or (person == 0 and len(whole) >= 0.02 * han)
    )
    if damaged:
        evidence.append(f"{len(whole)} syllables behind {len(table)} characters, on {share:.0%} of their occurrences")
    if machine:
        evidence.append(f"{machine} words as only a machine writes them")
    if person:
        evidence.append(f"{person} words as only a person writes them")
    if damaged or (machine > 2 * person and machine >= 2):
        kind = "converted"
    elif trad >= simp:
        kind = "traditional"
    else:
        kind = "mixed"
    if kind != "converted":
        found, table, whole, orphans = [], {}, [], 0
    return Diagnosis(
        kind, **numbers, intrusions=len(whole), orphans=orphans, table=table,
        evidence=tuple(evidence), found=tuple(found),
    )  # fmt: skip
