"""The one family of errors: what was wrong, what was there, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class StudyError(ValueError):
    """A mistake that a person can put right; the message says how.

    Examples
    --------
    >>> from analysis import Corpus
    >>> try:
    ...     Corpus.read("no-such-folder")
    ... except StudyError as error:
    ...     print(error)
    there is no file or folder no-such-folder.
    """


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A second line for a message: the known words nearest to ``word``, or nothing.

    >>> did_you_mean("四下基曾", ["四下基层", "枫桥经验"])
    '\\n  Did you mean: 四下基层?'
    >>> did_you_mean("qq", ["四下基层"])
    ''
    """
    near = get_close_matches(word, sorted(set(known)), n=3, cutoff=0.5)
    return f"\n  Did you mean: {', '.join(near)}?" if near else ""
