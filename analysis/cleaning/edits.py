"""Records of change: what stood where in the raw page, and what stands there now."""

from __future__ import annotations

from functools import partial
from itertools import repeat
from typing import NamedTuple

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


# An edit of its nine fields in a tuple, without a step in Python: pages have hundreds.
made = partial(tuple.__new__, Edit)


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


def then(first: list[Edit], middle: str, last: str) -> list[Edit]:
    """The edits raw → last, given the edits raw → middle and a change of single characters middle → last.

    Parameters
    ----------
    middle, last : str
        Of the same length.

    Returns
    -------
    list of Edit
        Characters changed inside what an earlier edit put there are taken into that edit.
    """
    if middle == last:
        return first
    import numpy as np

    # Where each earlier edit's output lies in the middle text, and what lies between two of them.
    starts = np.array([edit.start for edit in first], np.int64)
    grown = np.array([len(edit.after) for edit in first], np.int64)
    shifts = np.cumsum(grown - np.array([edit.end for edit in first], np.int64) + starts)
    shifts = np.concatenate((np.zeros(1, np.int64), shifts))
    starts += shifts[:-1]
    ends = starts + grown
    begins, stops, rules = _runs(middle, last, np.concatenate((starts, ends)))
    behind = np.searchsorted(starts, begins, "right")
    inside = np.concatenate((np.zeros(1, np.int64), ends))[behind] > begins
    origins = begins - shifts[behind]
    alone = ~inside
    spans = origins[alone].tolist(), (origins + stops - begins)[alone].tolist()
    a, b, rule = (column[alone].tolist() for column in (begins, stops, rules))
    sides = ([text[i:j] for i, j in zip(a, b, strict=True)] for text in (middle, last))
    told = ([label[k] for label in map(_LABELS.__getitem__, rule)] for k in range(2))
    fresh = list(map(made, zip(*spans, *sides, *told, repeat(""), repeat(None), repeat(()))))
    kept = list(first)
    for k in sorted(set((behind[inside] - 1).tolist())):
        kept[k] = first[k]._replace(after=last[starts[k] : ends[k]])
    return sorted(kept + fresh)


_LABELS = (("script", "exact"), ("width", "exact"), ("zhu_zhe", "lexical"))


def _runs(before: str, after: str, bounds):
    """Stretches where two texts of the same length differ by one and the same rule, none across a bound.

    Returns their beginnings, their ends, and the rule of each as a place in `_LABELS`.
    """
    import numpy as np

    old, new = codes(before), codes(after)
    changed = np.flatnonzero(old != new)
    # marks, the particle and all other characters are changed by different rules
    rule = np.where(old[changed] < 128, 1, np.where((old[changed] == ord("著")) & (new[changed] == ord("着")), 2, 0))
    bound = np.zeros(len(old) + 1, bool)
    bound[bounds] = True
    breaks = np.flatnonzero((np.diff(changed) > 1) | (np.diff(rule) != 0) | bound[changed[1:]])
    first = np.concatenate((changed[:1], changed[breaks + 1]))
    last = np.concatenate((changed[breaks], changed[-1:]))
    return first, last + 1, rule[np.concatenate(([0], breaks + 1))]
