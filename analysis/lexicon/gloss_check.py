"""What can be wrong with how terms are named for readers: short glosses and pinyin. Both may be left empty."""

from __future__ import annotations

from collections.abc import Iterator

from .lexicon_tables import numbered_rows
from .pinyin import characters, spells

LONGEST_SHORT = 30  # characters of a short gloss: what fits beside a line or in a cell of a figure


def short_glosses(lexicon) -> Iterator[tuple[str, int, str, str]]:
    """A short gloss that is too long for a figure, stands for two terms, or says nothing to who does not know it."""
    first: dict[str, str] = {}
    for line, row in numbered_rows(lexicon.terms):
        term, short = row["term"], row.get("short_gloss", "").strip()
        if not short:
            continue
        if len(short) > LONGEST_SHORT:
            yield "terms", line, "short gloss", f"{term}: {len(short)} characters, at most {LONGEST_SHORT}: {short}"
        if not any(letter.isascii() and letter.islower() for letter in short):
            yield "terms", line, "short gloss", f"{term}: {short!r} is an abbreviation; write words"
        other = first.setdefault(short.casefold(), term)
        if other != term:
            yield "terms", line, "short gloss", f"{term} and {other} are both {short!r}"


def pinyin(lexicon) -> Iterator[tuple[str, int, str, str]]:
    """Pinyin that no syllables make up, or not as many as the label has Chinese characters."""
    for line, row in numbered_rows(lexicon.terms):
        term, spelling = row["term"], row.get("pinyin", "").strip()
        if spelling and not spells(spelling, term):
            message = f"{term}: {spelling!r} cannot be read as {characters(term)} syllables with tone marks"
            yield "terms", line, "pinyin", message
