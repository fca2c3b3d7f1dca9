"""Terms as people ask for them: with other marks or in another width (`known_as`), or in traditional characters (`hint`)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ..core.errors import did_you_mean
from .matching import bare


def known_as(asked: str, known: Iterable[str]) -> str | None:
    """The known term that ``asked`` means: itself, or the one that matching cannot tell from it.

    >>> known_as("不忘初心，牢记使命", ["不忘初心、牢记使命"])
    '不忘初心、牢记使命'
    """
    known = set(known)
    if asked in known:
        return asked
    seen = bare(asked)
    return min((term for term in known if bare(term) == seen), default=None)


def hint(asked: str, known: Iterable[str]) -> str:
    """A second line for a message: the simplified form of a traditional term, or the known terms nearest to it.

    >>> hint("群眾路線", ["群众路线"])
    '\\n  "群眾路線" is 群众路线 in simplified characters; ask for that.'
    """
    simple = simplified(asked)
    if simple != asked:
        return f'\n  "{asked}" is {simple} in simplified characters; ask for that.'
    return did_you_mean(asked, known)


def simplified(text: str) -> str:
    """A text in simplified characters.

    >>> simplified("四下基層")
    '四下基层'
    """
    return _converter().convert(text) if isinstance(text, str) else text


@cache
def _converter():
    from opencc import OpenCC  # a third of a second

    return OpenCC("t2s")
