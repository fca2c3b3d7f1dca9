"""The terms that can be asked for: slogans and members of the lexicon, and the words that were counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from ..core.errors import StudyError
from ..lexicon.asked_terms import hint, known_as
from .editions import edition_of, words_held
from .features import Features
from .occurrences import term_ids


def known_terms(features: Features) -> dict[str, str]:
    """Every string that can be asked for, and its kind: slogan, member or word."""
    return features._cached(_kinds, term_ids(features), features.manifest.get("lexicon") or {})


def _kinds(vocabulary: pl.DataFrame, lexicon: Mapping) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for kind in ("word", "member", "slogan"):  # a string that is a slogan as well is a slogan
        kinds.update(dict.fromkeys(vocabulary.filter(kind=kind)["term"].sort().to_list(), kind))
    for versions in (lexicon.get("expansions") or {}).values():
        for member in (member for version in versions for member in version["members"]):
            kinds.setdefault(member, "member")
    return kinds | dict.fromkeys(lexicon.get("terms") or (), "slogan")


def resolve_terms(features: Features, terms: str | Iterable | None = None) -> tuple[str, ...]:
    """The terms asked for, checked against what was counted; every slogan if None.

    A slogan of the lexicon that never occurs is known, and has zeros; any other string is a `StudyError`.

    Returns
    -------
    tuple of str
        In the order given, without repeats; sorted if ``terms`` is None.
    """
    known = known_terms(features)
    if terms is None:
        return tuple(sorted(term for term, kind in known.items() if kind == "slogan"))
    asked = [terms] if isinstance(terms, str) else list(terms)
    if not asked:
        raise StudyError("terms is an empty list; name at least one term, or pass None for every slogan.")
    labels = [getattr(term, "label", term) for term in asked]  # a lexicon Term carries its label
    found = [known_as(label, known) if isinstance(label, str) and label not in known else label for label in labels]
    unknown = [str(label) for label, term in zip(labels, found) if term not in known]
    if unknown:
        slogans = sorted(term for term, kind in known.items() if kind != "word")
        held = "" if edition_of(features) == "private" else f": {words_held(features.manifest) or 'nouns of all parts'}"
        raise StudyError(
            f'no term "{unknown[0]}" in these features ({len(slogans)} terms of the lexicon, '
            f"{len(known) - len(slogans)} words{held}).{hint(unknown[0], slogans or known)}"
            "\n  To count another term, put a row in data/lexicon/terms.csv and build the features again."
        )
    return tuple(dict.fromkeys(term for term in found if term is not None))
