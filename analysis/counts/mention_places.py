"""Where in a document a mention stands: in its title, its lead or its body, told by the number of the sentence.

The title is sentence 0, the lead the first `LEAD` sentences of the text, the body what follows. A published edition numbers
the sentences of each of them anew, in no order, within these bounds; one that was published before says nothing of leads.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from .editions import edition_of

LEAD = 3  # sentences; a paragraph would be the whole text in pages without line breaks, one sentence in others
PLACES = ("title", "lead", "body")
HELD = "lead"  # key of a published manifest: how many sentences of each text are numbered as its lead


def in_place(where: str) -> pl.Expr:
    """Whether a sentence lies in this place, by its number.

    >>> numbers = pl.DataFrame({"sentence": [0, 1, 3, 4]})
    >>> [numbers.filter(in_place(where))["sentence"].to_list() for where in PLACES]
    [[0], [1, 3], [4]]
    """
    return place_of("sentence") == PLACES.index(where)


def place_of(sentence: str) -> pl.Expr:
    """The number of the place in `PLACES` of each sentence."""
    return (pl.col(sentence) > 0).cast(pl.UInt8) + (pl.col(sentence) > LEAD).cast(pl.UInt8)


def check_where(features: Any, where: str | None) -> None:
    """A `StudyError` where there is no such place, or these features do not tell it."""
    if where is None:
        return
    if where not in PLACES:
        raise StudyError(f"no place {where!r}; there are: {', '.join(PLACES)}.{did_you_mean(str(where), PLACES)}")
    if where != "title" and edition_of(features) != "private" and features.manifest.get(HELD) != LEAD:
        raise StudyError(
            'these counts do not tell the lead from the body: they were published before that was kept.\n  Ask for where="title", '
            "or publish them again from the private edition: features.publish(folder)."
        )
