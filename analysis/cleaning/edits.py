"""Records of change: what stood where in the raw page, and what stands there now."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from .chinese_script import codes


class Edit(NamedTuple):
    """One change to the raw page.

    Attributes
    ----------
    start, end : int
        Where it stood in the raw page, in characters.
    before, after : str
        What stood there, and what stands there now.
    rule : str
        ``layout``, ``intrusion``, ``byte_shift``, ``script``, ``zhu_zhe`` or ``width``.
    kind : str
        ``exact`` (the mechanism leaves one answer), ``lexical`` (a word or a language model decided, with a
        margin at or above the rules') or ``guess`` (below it).
    evidence : str
        Key bytes, reading, or the words that decided.
    margin : float or None
        Natural-log odds to the next-best reading, where a model decided.
    alternatives : tuple of str
        The next-best readings.

    Examples
    --------
    >>> from analysis import clean
    >>> edit = clean("幹部應當到群眾裡去，瞭解實際問題。").edits[0]
    >>> edit.start, edit.before, edit.after, edit.rule, edit.kind
    (0, '幹', '干', 'script', 'exact')
    """

    start: int
    end: int
    before: str
    after: str
    rule: str
    kind: str = "exact"
    evidence: str = ""
    margin: float | None = None
    alternatives: tuple[str, ...] = ()


def undo(text: str, edits: Sequence[Edit]) -> str:
    """The raw page back from the clean one: the same edits, backwards.

    >>> undo("实干", [Edit(0, 1, "實", "实", "script"), Edit(1, 6, "(shí)", "", "intrusion")])
    '實(shí)干'
    """
    out, at, raw_at = [], 0, 0
    for edit in edits:
        kept = edit.start - raw_at
        out += [text[at : at + kept], edit.before]
        at += kept + len(edit.after)
        raw_at = edit.end
    return "".join([*out, text[at:]])


def compose(first: list[Edit], middle: str, last: str) -> list[Edit]:
    """The edits raw → last, given the edits raw → middle and single characters changed between middle and last.

    ``middle`` and ``last`` have the same length. Characters changed inside what an earlier edit put there are taken
    into that edit; elsewhere, neighbours that the same rule changed make one edit.
    """
    # Where the output of each earlier edit lies in the middle text, and how far what follows it has moved.
    shifts = [0, *accumulate(len(edit.after) - (edit.end - edit.start) for edit in first)]
    starts = [edit.start + shift for edit, shift in zip(first, shifts)]
    ends = [start + len(edit.after) for edit, start in zip(first, starts, strict=True)]
    bounds = {*starts, *ends}
    runs: list[list] = []  # first and last character, rule and kind
    for at in np.flatnonzero(codes(middle) != codes(last)).tolist():
        change = _rule(middle[at], last[at])
        if runs and runs[-1][1] == at and runs[-1][2] == change and at not in bounds:
            runs[-1][1] = at + 1
        else:
            runs.append([at, at + 1, change])
    edits = list(first)
    for start, stop, (rule, kind) in runs:
        k = bisect_right(starts, start)
        if k and ends[k - 1] > start:
            edits[k - 1] = first[k - 1]._replace(after=last[starts[k - 1] : ends[k - 1]])
        else:
            raw = start - shifts[k]
            edits.append(Edit(raw, raw + stop - start, middle[start:stop], last[start:stop], rule, kind))
    return sorted(edits)


def _rule(before: str, after: str) -> tuple[str, str]:
    """Rule and kind of a changed character: marks, the particle and all others are changed by different rules."""
    if before < "\x80":
        return "width", "exact"
    return ("zhu_zhe", "lexical") if (before, after) == ("著", "着") else ("script", "exact")
