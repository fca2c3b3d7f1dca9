"""The one family of errors: what was wrong, what was there, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class StudyError(ValueError):
    """A mistake that a person can put right; the message says how."""


def did_you_mean(word: str, known: Iterable[str], *, most: int = 3) -> str:
    """A second line for a message: the known words nearest to ``word``, or nothing.

    >>> did_you_mean("四下基曾", ["四下基层", "枫桥经验"])
    '\\n  Did you mean: 四下基层?'
    >>> did_you_mean("qq", ["四下基层"])
    ''
    """
    near = get_close_matches(word, sorted(set(known)), n=most, cutoff=0.5)
    return f"\n  Did you mean: {', '.join(near)}?" if near else ""
