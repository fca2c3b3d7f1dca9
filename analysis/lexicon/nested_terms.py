"""What a surface names: its own term, and every term whose surface stands inside it (六稳六保 names 六稳 and 六保)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from .matching import NUMERALS, Parts


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

    found = Parts(owners)
    excluded = {term: Parts(own) for term, own in exclusions.items()}

    def names(string: str) -> set[str]:
        covered: dict[str, list[tuple[int, int]]] = {}

        def counts(term: str, start: int, end: int) -> bool:
            if term not in covered:
                own = excluded[term].within(string) if term in excluded else ()
                covered[term] = [(begin, begin + len(part)) for begin, part in own]
            return not any(begin <= start and end <= stop for begin, stop in covered[term])

        return {
            term
            for start, surface in found.within(string)
            if not (start and string[start] in NUMERALS and string[start - 1] in NUMERALS)
            for term in owners[surface]
            if counts(term, start, start + len(surface))
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
