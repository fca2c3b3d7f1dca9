"""Records of change: what stood where in the raw page, and what stands there now."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
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
        ``typesetting``, ``layout``, ``intrusion``, ``byte_shift``, ``script``, ``zhu_zhe`` or ``width``.
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
    >>> clean("幹部應當到群眾裡去，瞭解實際問題。").edits[0][:6]
    (0, 1, '幹', '干', 'script', 'exact')
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


class Outputs:
    """Where what each edit put there stands in the edited text, and where the rest of that text stood in the raw one."""

    def __init__(self, edits: Sequence[Edit]):
        self._shifts = [0, *accumulate(len(edit.after) - (edit.end - edit.start) for edit in edits)]
        self.starts = [edit.start + shift for edit, shift in zip(edits, self._shifts)]
        self.ends = [start + len(edit.after) for edit, start in zip(edits, self.starts, strict=True)]

    def raw_place(self, place: int) -> int:
        """The raw place of a character that no edit put there."""
        return place - self._shifts[bisect_right(self.starts, place)]

    def edit_at(self, place: int) -> int | None:
        """The number of the edit that put the character there; None for a character of the raw text."""
        k = bisect_right(self.starts, place) - 1
        return k if k >= 0 and self.ends[k] > place else None


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made; none begins before the one before it ends."""
    out, at = [], 0
    for edit in edits:
        out += [text[at : edit.start], edit.after]
        at = edit.end
    return "".join([*out, text[at:]])


def undo(text: str, edits: Sequence[Edit]) -> str:
    """The raw page back from the clean one: the same edits, backwards.

    >>> undo("实干", [Edit(0, 1, "實", "实", "script"), Edit(1, 6, "(shí)", "", "intrusion")])
    '實(shí)干'
    """
    outputs = Outputs(edits)
    columns = zip(outputs.starts, outputs.ends, edits, strict=True)
    return apply(text, [Edit(start, end, edit.after, edit.before, edit.rule) for start, end, edit in columns])


def compose(first: Sequence[Edit], middle: str, last: str) -> list[Edit]:
    """The edits raw → last, given the edits raw → middle and single characters changed between middle and last.

    Characters changed inside what an earlier edit put there are taken into that edit.
    """
    outputs = Outputs(first)
    bounds = {*outputs.starts, *outputs.ends}
    runs: list[list] = []  # first and last character, rule and kind
    for at in np.flatnonzero(codes(middle) != codes(last)).tolist():
        change = _rule(middle[at], last[at])
        if runs and runs[-1][1] == at and runs[-1][2] == change and at not in bounds:
            runs[-1][1] = at + 1
        else:
            runs.append([at, at + 1, change])
    edits = list(first)
    for start, stop, change in runs:
        k = outputs.edit_at(start)
        if k is None:
            raw = outputs.raw_place(start)
            edits.append(Edit(raw, raw + stop - start, middle[start:stop], last[start:stop], *change))
        else:
            edits[k] = first[k]._replace(after=last[outputs.starts[k] : outputs.ends[k]])
    return sorted(edits)


_Span = tuple[int, int, int, Edit, int]  # begin, end, 0 or 1 for the first or second edits, edit, growth


def chained(first: Sequence[Edit], second: Sequence[Edit], raw: str, middle: str) -> list[Edit]:
    """The edits raw → last, given the edits raw → middle and the edits middle → last, both sorted.

    Edits of the two that overlap become one, with the rule and the evidence of the later.

    >>> first = [Edit(1, 3, "--", "", "layout")]  # 干--部 → 干部
    >>> [tuple(e)[:5] for e in chained(first, [Edit(0, 2, "干部", "群众", "script")], "干--部", "干部")]
    [(0, 4, '干--部', '群众', 'script')]
    """
    if not first or not second:
        return list(first or second)
    spans: list[_Span] = []
    shift = 0  # both in the middle text: begin, end, edit, by how much the middle grows there
    for edit in first:
        start, grown = edit.start + shift, len(edit.after) - len(edit.before)
        spans.append((start, start + len(edit.after), 0, edit, grown))
        shift += grown
    spans += [(edit.start, edit.end, 1, edit, 0) for edit in second]
    out, shift = [], 0
    for low, high, some in _overlapping(sorted(spans, key=lambda span: span[:3])):
        begin = low - shift
        shift += sum(grown for *_, grown in some)
        end = high - shift
        later = [edit for _, _, which, edit, _ in some if which]
        pieces, at = [], low
        for edit in later:
            pieces += [middle[at : edit.start], edit.after]
            at = edit.end
        kind = (later or [some[0][3]])[-1]
        after = "".join([*pieces, middle[at:high]])
        out.append(kind._replace(start=begin, end=end, before=raw[begin:end], after=after))
    return out


def _overlapping(spans: Iterable[_Span]) -> Iterator[tuple[int, int, list[_Span]]]:
    """Runs of spans that share more than an edge: begin, end, spans."""
    some: list[_Span] = []
    low = high = 0
    for span in spans:
        if some and span[0] < high:
            some.append(span)
            high = max(high, span[1])
        else:
            if some:
                yield low, high, some
            some, low, high = [span], span[0], span[1]
    if some:
        yield low, high, some


def _rule(before: str, after: str) -> tuple[str, str]:
    """Rule and kind of a changed character: marks, the particle and all others are changed by different rules."""
    if before < "\x80":
        return "width", "exact"
    return ("zhu_zhe", "lexical") if (before, after) == ("著", "着") else ("script", "exact")
