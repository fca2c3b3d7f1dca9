"""The lines around the text of an HTML page, where it says what it is, with what its markup states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .page_statements import Statement

OPENING, PROSE = 6, 25  # lines of the text's beginning; characters from which a line is prose
ABOVE, BELOW = 12, 10  # lines looked at above and below the text


@dataclass(frozen=True)
class Surroundings:
    """The lines of a page around its text: those above (the nearest last), the text's own, and those below."""

    above: tuple[tuple[int, str], ...] = ()
    body: tuple[tuple[int, str], ...] = ()
    below: tuple[tuple[int, str], ...] = ()
    statements: tuple[Statement, ...] = field(default=())

    @classmethod
    def of(cls, lines: Sequence[str], body: Iterable[int], statements: Iterable[Statement]) -> Surroundings:
        """The surroundings of the lines with the numbers ``body`` (from 0)."""
        inside = sorted(body)
        if not inside:
            return cls(statements=tuple(statements))
        first, last = inside[0], inside[-1]
        # a caption or the author's post may stand between title and date
        first = next((i for i in inside[:OPENING] if len(lines[i]) >= PROSE), first)
        above = tuple((i, lines[i]) for i in range(max(0, first - ABOVE), first))
        below = tuple((i, lines[i]) for i in range(last + 1, min(len(lines), last + 1 + BELOW)))
        return cls(above, tuple((i, lines[i]) for i in inside), below, tuple(statements))

    def edges(self, lines: int = 3) -> tuple[tuple[int, str], ...]:
        """The first and the last lines of the text, where pages put who wrote it."""
        return self.body if len(self.body) <= 2 * lines else (*self.body[:lines], *self.body[-lines:])

    def beginning_at(self, title: str) -> Surroundings:
        """The same, without what stands well above the title."""
        places = [n for n, (_, line) in enumerate(self.above) if title and bare(line) == bare(title)]
        above = self.above[max(0, places[-1] - 4) :] if places else self.above
        return Surroundings(above, self.body, self.below, self.statements)


def bare(text: str) -> str:
    """A line without its blanks, to compare it."""
    return re.sub(r"[\s\u200b\ufeff]+", "", text or "")
