"""A call that may be refused: its result, or the reason in words, so that a template runs to its end on any corpus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..core.errors import StudyError

_MADE = {
    "plot": "figure",
    "show": "figure",
    "save": "figure",
    "write": "file",
}  # what a function makes, by its first word


@dataclass(frozen=True, repr=False)
class NotPossible:
    """Why something could not be computed; made by `attempt`, which passes it on to whatever would need the result.

    Parameters
    ----------
    what : str
        The function that was called.
    reason : str

    Examples
    --------
    >>> nothing = NotPossible("timeline", "no document has a date.")
    >>> nothing
    — no timeline: no document has a date.
    >>> nothing.select("term", "rate")
    — no timeline: no document has a date.
    """

    what: str
    reason: str

    def __getattr__(self, name: str) -> Callable[..., NotPossible]:
        """Any method of the result that is not there: it gives the reason again."""
        if name.startswith("_"):  # what IPython, copy and pickle ask of every object
            raise AttributeError(name)
        return lambda *arguments, **options: self

    def __repr__(self) -> str:
        return f"— no {self.what}: {self.reason}"


def attempt(function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a function returns, or a `NotPossible` that says why it returns nothing.

    Parameters
    ----------
    function : callable
    *arguments, **options
        Its arguments. Where one of them is a `NotPossible`, the function is not called and the same is returned: a figure
        of a timeline that could not be drawn has the timeline's reason.

    Returns
    -------
    object
        The function's result. Only a `StudyError`, a mistake or lack that a person can put right, is caught; any other error
        is a fault and is raised.

    Examples
    --------
    >>> from analysis import Lexicon
    >>> attempt(Lexicon.read().gloss, "六稳")
    'six stabilities'
    >>> def halved(number):
    ...     raise StudyError(f"{number} documents cannot be halved.")
    >>> attempt(str, attempt(halved, 3))
    — no halved: 3 documents cannot be halved.
    """
    for given in (*arguments, *options.values()):
        if isinstance(given, NotPossible):
            return given
    try:
        return function(*arguments, **options)
    except StudyError as problem:
        name = getattr(function, "__name__", "result")
        return NotPossible(_MADE.get(name.partition("_")[0], name.replace("_", " ")), str(problem))
