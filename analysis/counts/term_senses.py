"""The days on which terms have a sense, from the lexicon with which features were counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..core.errors import StudyError, did_you_mean
from ..lexicon.lexicon_tables import COLUMNS, table_from_lines
from ..lexicon.senses import dated_senses
from .features import Features


def senses_of(features: Features, terms: Sequence[str], sense: str) -> dict[str, list[tuple[date, date]]]:
    """First day, and day after the last, of ``sense`` for each term; a `StudyError` where a term has no such sense."""
    lines = ((features.manifest.get("lexicon") or {}).get("tables") or {}).get("senses")
    rows = dated_senses(table_from_lines(lines, COLUMNS["senses"])) if lines else []
    spans: dict[str, list[tuple[date, date]]] = {}
    for term in terms:
        known = sorted({name for one, name, *_ in rows if one == term})
        if sense not in known:
            raise StudyError(
                f'"{term}" has no sense {sense!r}; there are: {", ".join(known) or "none for this term"}.'
                f"{did_you_mean(str(sense), known)}\n  Name terms that have it, one sense at a time."
            )
        spans[term] = [(start, end) for one, name, start, end in rows if (one, name) == (term, sense)]
    return spans
