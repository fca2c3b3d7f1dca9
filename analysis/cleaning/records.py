"""Records of change: what stood where in the raw page, and what stands there now."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple


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


def apply(raw: str, edits: list[Edit]) -> str:
    """The page with every edit made. Edits are sorted and do not overlap.

    >>> apply("實(shí)干", [Edit(0, 1, "實", "实", "script"), Edit(1, 6, "(shí)", "", "intrusion")])
    '实干'
    """
    if not edits:
        return raw
    out, at = [], 0
    for edit in edits:
        out.append(raw[at : edit.start])
        out.append(edit.after)
        at = edit.end
    out.append(raw[at:])
    return "".join(out)


def undo(text: str, edits: list[Edit]) -> str:
    """The raw page back from the clean one: the same edits, backwards.

    >>> undo("实干", [Edit(0, 1, "實", "实", "script"), Edit(1, 6, "(shí)", "", "intrusion")])
    '實(shí)干'
    """
    if not edits:
        return text
    out, at, raw_at = [], 0, 0
    for edit in edits:
        kept = edit.start - raw_at
        out.append(text[at : at + kept])
        out.append(edit.before)
        at += kept + len(edit.after)
        raw_at = edit.end
    out.append(text[at:])
    return "".join(out)


def then(raw: str, first: list[Edit], middle: str, last: str, label) -> list[Edit]:
    """The edits raw → last, given the edits raw → middle and a change of single characters middle → last.

    Parameters
    ----------
    middle, last : str
        Of the same length.
    label : callable
        (before, after) of a run of changed characters → (rule, kind, evidence).

    Returns
    -------
    list of Edit
        Characters changed inside what an earlier edit put there are taken into that edit.
    """
    if middle == last:
        return first
    # Where each earlier edit's output lies in the middle text.
    starts, ends, shift = [], [], 0
    shifts = [0]
    for edit in first:
        starts.append(edit.start + shift)
        shift += len(edit.after) - (edit.end - edit.start)
        ends.append(edit.end + shift)
        shifts.append(shift)
    import numpy as np

    merged: dict[int, Edit] = {}
    fresh, make = [], Edit._make
    begins, stops = _runs(middle, last)
    behind = np.searchsorted(np.array(starts, np.int64), begins, "right")
    ends_, starts_ = [0, *ends], [*starts, len(middle)]
    for at, stop, k in zip(begins.tolist(), stops.tolist(), behind.tolist(), strict=True):
        if ends_[k] <= at and stop <= starts_[k]:  # beside every earlier edit, as nearly all are
            old, new, origin = middle[at:stop], last[at:stop], at - shifts[k]
            fresh.append(make((origin, origin + stop - at, old, new, *label(old, new), None, ())))
            continue
        while at < stop:
            if ends_[k] > at:  # inside what an edit put there
                upto = min(stop, ends_[k])
                edit = merged.get(k - 1, first[k - 1])
                merged[k - 1] = edit._replace(after=last[starts[k - 1] : ends[k - 1]])
            else:
                upto = min(stop, starts_[k])
                rule, kind, evidence = label(middle[at:upto], last[at:upto])
                origin = at - shifts[k]
                fresh.append(
                    Edit(origin, origin + upto - at, middle[at:upto], last[at:upto], rule, kind, evidence)
                )
            at = upto
            if at < stop:
                k = bisect_right(starts, at)
    kept = [merged.get(i, edit) for i, edit in enumerate(first)]
    return sorted(kept + fresh)


def _runs(before: str, after: str):
    """Stretches where two texts of the same length differ by one and the same rule."""
    import numpy as np

    from .script import codes

    old = codes(before)
    changed = np.flatnonzero(old != codes(after))
    # marks, the particle and all other characters are changed by different rules
    rule = np.where(old[changed] < 128, 1, np.where(old[changed] == ord("著"), 2, 0))
    breaks = np.flatnonzero((np.diff(changed) > 1) | (np.diff(rule) != 0))
    first = np.concatenate((changed[:1], changed[breaks + 1]))
    last = np.concatenate((changed[breaks], changed[-1:]))
    return first, last + 1
