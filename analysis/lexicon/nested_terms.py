"""What a surface names: its own term, and every term whose surface stands inside it (六稳六保 names 六稳 and 六保)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from .exclusions import is_excluded, occurrences
from .matching import NUMERALS


def names_by_surface(
    surfaces: Mapping[str, Iterable[str]], exclusions: Mapping[str, Collection[str]]
) -> dict[str, tuple[str, ...]]:
    """Each surface and exclusion with the terms that it names, sorted; none for an exclusion that names nothing.

    A term counts inside a longer surface just as it would count without that surface: not where one of
    its own exclusions covers it, nor behind another numeral.

    >>> names_by_surface({"六稳": ["六稳"], "六保": ["六保", "六稳六保"]}, {"六稳": ["六稳定"]})
    {'六保': ('六保',), '六稳': ('六稳',), '六稳六保': ('六保', '六稳'), '六稳定': ()}
    """
    owners: dict[str, set[str]] = {}
    for term, own in surfaces.items():
        for surface in own:
            owners.setdefault(surface, set()).add(term)

    def is_excluded_in(string: str, start: int, end: int, term: str) -> bool:
        return is_excluded(start, end, string, exclusions.get(term, ()))

    def names(string: str) -> set[str]:
        own = {term for term in owners.get(string, ()) if not is_excluded_in(string, 0, len(string), term)}
        return own | {
            term
            for surface, terms in owners.items()
            if surface in string  # of hundreds of surfaces, two or three
            for term in terms - own
            for start in occurrences(string, surface)
            if not (start and string[start] in NUMERALS and string[start - 1] in NUMERALS)
            and not is_excluded_in(string, start, start + len(surface), term)
        }

    strings = {*owners, *(string for own in exclusions.values() for string in own)}
    return {string: tuple(sorted(names(string))) for string in sorted(strings)}


def nested_pairs(
    surfaces: Mapping[str, Collection[str]], named: Mapping[str, Collection[str]]
) -> list[tuple[str, str]]:
    """Pairs (longer, shorter) of terms where every surface of the one names the other too; sorted."""
    return sorted(
        (longer, shorter)
        for longer, own in surfaces.items()
        if own
        for shorter in set.intersection(*(set(named[surface]) for surface in own))
        if shorter != longer
    )
