"""What each edition of features holds: the one place where a statistic asks for what it needs.

A statistic gives the same number from every edition that holds what it needs; from any other it gives none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..core.errors import StudyError

LEVELS = ("counts", "sets")  # of what is published, the least first
# what is needed, how a sentence says it, and which published editions hold it; the private edition holds all
NEEDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "every word": ("every word that the texts hold", ()),
    "order of words": ("the order of words", ()),
    "places of mentions": ("the places of mentions in the texts", ()),
    "words by sentence": ("words sentence by sentence", ("sets",)),
    "collocates by document": ("collocates document by document", ("sets",)),
}


def edition_of(features: Any) -> str:
    """ "private", "sets" or "counts"; features in memory that say nothing hold what a private edition holds."""
    edition = features.manifest.get("edition")
    return edition if edition in LEVELS else "private"


def holds(features: Any, what: str) -> bool:
    """Whether these features hold what a statistic needs, a key of `NEEDS`."""
    return edition_of(features) in ("private", *NEEDS[what][1])


def needs(features: Any, what: str, subject: str, *, instead: str = "") -> None:
    """A `StudyError` unless these features hold what ``subject`` needs; ``instead`` is what can be asked of them.

    >>> from types import SimpleNamespace
    >>> try:
    ...     needs(SimpleNamespace(manifest={"edition": "counts"}), "order of words", "a window", instead="take sentences")
    ... except StudyError as error:
    ...     print(error)
    a window needs the order of words, which the private edition of these features holds; this is the counts edition.
      Build the features from the texts, or take sentences.
    """
    if holds(features, what):
        return
    thing, levels = NEEDS[what]
    where = " and ".join(["the private", *(f"the {level}" for level in levels)])
    held = "edition of these features holds" if not levels else "editions of these features hold"
    raise StudyError(
        f"{subject} needs {thing}, which {where} {held}; this is the {edition_of(features)} edition.\n"
        f"  Build the features from the texts{f', or {instead}' if instead else ''}."
    )


def words_held(manifest: Mapping[str, Any]) -> str:
    """Which words a published edition holds, in words; empty for a private one."""
    least = (manifest.get("words") or {}).get("min_documents")
    return f"nouns that stand in at least {least:,} documents" if least else ""


def needs_nouns(features: Any, nouns: int | None, subject: str) -> None:
    """A `StudyError` unless these features hold every noun of ``nouns`` documents or more (None: every word)."""
    if edition_of(features) == "private":
        return
    least = (features.manifest.get("words") or {}).get("min_documents")
    if nouns is None:
        instead = (
            f"ask for nouns={least}: collocates are then the lexicon's terms and the {words_held(features.manifest)}"
        )
        needs(features, "every word", subject, instead=instead if least else "")
    elif least is None or nouns < least:
        raise StudyError(
            f"{subject} with nouns={nouns} needs nouns of fewer documents than this edition holds, or of a series that was "
            f"joined from several: it has {words_held(features.manifest) or 'words of the parts'}.\n"
            f"  Build the features from the texts{f', or ask for nouns={least}' if least else ''}."
        )
