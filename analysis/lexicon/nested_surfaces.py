"""What a surface names: its own term, and every term whose surface stands inside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .matching import NUMERALS


def naming(
    surfaces: Mapping[str, Iterable[str]], slogans: set[str], excluded: Mapping[str, Iterable[str]]
) -> dict[str, list[tuple[str, str]]]:
    """Each surface and exclusion with the (term, kind) it names, sorted; an empty list for silence.

    A term counts inside a longer surface just as it would count without that surface: not where one of
    its own exclusions covers it, nor behind another numeral.
    """
    owners: dict[str, set[str]] = {}
    for term, own in surfaces.items():
        for surface in own:
            owners.setdefault(surface, set()).add(term)
    strings = {*owners, *(string for own in excluded.values() for string in own)}
    return {
        string: sorted((term, "slogan" if term in slogans else "member") for term in _named(string, owners, excluded))
        for string in sorted(strings)
    }


def _named(string: str, owners: Mapping[str, set[str]], excluded: Mapping[str, Iterable[str]]) -> set[str]:
    own = {term for term in owners.get(string, ()) if not _covered(0, len(string), string, excluded.get(term, ()))}
    inside = {
        term
        for surface, terms in owners.items()
        if surface in string  # of hundreds of surfaces, two or three
        for term in terms - own
        for start in _starts(string, surface)
        if not _guarded(string, start) and not _covered(start, start + len(surface), string, excluded.get(term, ()))
    }
    return own | inside


def _guarded(string: str, start: int) -> bool:
    return start > 0 and string[start] in NUMERALS and string[start - 1] in NUMERALS


def _covered(start: int, end: int, string: str, exclusions: Iterable[str]) -> bool:
    return any(
        begin <= start and end <= begin + len(exclusion)
        for exclusion in exclusions
        for begin in _starts(string, exclusion)
    )


def _starts(string: str, part: str) -> Iterator[int]:
    at = string.find(part)
    while at >= 0:
        yield at
        at = string.find(part, at + 1)
