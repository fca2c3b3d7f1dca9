"""What can be wrong with a lexicon: one rule a function, each yielding (table, line, rule, message).

The tables hold some hundred rows that a person wrote, so they are read row by row here: a finding has to
name its line.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

import polars as pl

from ..core.dates import iso_date, iso_period
from ..core.errors import did_you_mean
from ..core.sentences import BREAKS, MARKS
from .expansions import announced_sizes
from .gloss_check import pinyin, short_glosses
from .lexicon_tables import numbered_rows
from .matching import LOOKED_THROUGH, bare, find_spans

PROBLEM = {"file": pl.String, "row": pl.Int64, "rule": pl.String, "message": pl.String}
Finding = tuple[str, int, str, str]

TYPES = (
    "campaign concept doctrine local-model motto numeral-set phrase-set policy predecessor regulation slogan"
    " work-method own"
)
CHOICES = {
    ("terms", "type"): TYPES,
    ("terms", "confidence"): "high medium low",  # or empty
    ("expansions", "match"): "yes no",
}
KEYS = {
    "terms": ["term"],
    "variants": ["term", "variant"],
    "expansions": ["term", "version", "member"],
    "member_variants": ["member", "variant"],
    "senses": ["term", "sense"],
    "exclusions": ["term", "exclusion"],
}
NEAR = 20_000  # comparisons for the sake of a hint: of a lexicon that was read wrongly every row would ask for one
SHORTEST_MEMBER = 4  # characters; a shorter member (稳就业) is everyday language wherever it stands alone


def problems(lexicon) -> pl.DataFrame:
    """All findings, sorted by file, row and rule."""
    rules = (duplicates, unknown_names, unknown_words, empty_glosses, short_glosses, pinyin)
    rules = (*rules, members_missing, variants_of_others, dates, never_matched, no_effect)
    found = [finding for rule in rules for finding in rule(lexicon)]
    table = pl.DataFrame(found, schema=PROBLEM, orient="row").with_columns(pl.col("file") + ".csv")
    return table.sort("file", "row", "rule", "message")


def _rows(lexicon, *names: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Name of the table, line in its file and cells of each row of some tables."""
    return ((name, line, row) for name in names for line, row in numbered_rows(getattr(lexicon, name)))


def unquoted(text: str) -> str:
    """A string without quotation marks: one that differs in more was written with intent, though it need not be."""
    return text.translate(str.maketrans("", "", LOOKED_THROUGH))


def duplicates(lexicon) -> Iterator[Finding]:
    """The same term, variant, member, sense or exclusion twice; quotation marks make no difference."""
    first: dict[tuple, int] = {}
    for name, line, row in _rows(lexicon, *KEYS):
        key = tuple(unquoted(row[column]) for column in KEYS[name])
        if (name, key) in first:
            yield name, line, "duplicate", f"{' · '.join(key)} stands on line {first[name, key]} already"
        first.setdefault((name, key), line)


def unknown_names(lexicon) -> Iterator[Finding]:
    """A row about a term or member that the lexicon does not hold."""
    labels, members = set(lexicon.labels), set(lexicon.expansions["member"])
    known = {"exclusions": labels | set(lexicon.members), "member_variants": members}
    told = 0
    for name, line, row in _rows(lexicon, *KEYS):
        column, names = KEYS[name][0], known.get(name, labels)
        if row[column] not in names:
            near = did_you_mean(row[column], names) if told * len(names) < NEAR else ""
            told += 1
            yield name, line, "unknown term", f"no {column} {row[column]}.{near}"


def unknown_words(lexicon) -> Iterator[Finding]:
    """A type, confidence or match that is none of the known ones."""
    for (name, column), words in CHOICES.items():
        for _, line, row in _rows(lexicon, name):
            word, known = row[column], words.split()
            if word not in known and (word or column != "confidence"):
                yield name, line, f"unknown {column}", f"{column} {word!r} is none of: {', '.join(known)}"


def empty_glosses(lexicon) -> Iterator[Finding]:
    """A term, member or sense without a word of English."""
    for name, line, row in _rows(lexicon, "terms", "expansions", "senses"):
        if not any(character.isascii() and character.isalpha() for character in row["gloss"]):
            yield name, line, "empty gloss", f"{row.get('member', row['term'])} has no English gloss"


def members_missing(lexicon) -> Iterator[Finding]:
    """A numeral label without the members it counts, or a position left out."""
    positions: dict[str, dict[str, list[int]]] = {}
    lines: dict[tuple[str, str], int] = {}
    for _, line, row in _rows(lexicon, "expansions"):
        positions.setdefault(row["term"], {}).setdefault(row["version"], []).append(row["position"])
        lines.setdefault((row["term"], row["version"]), line)
    for (term, version), line in lines.items():
        places = positions[term][version]
        if places != list(range(1, len(places) + 1)):
            message = f"{term}, version {version}: positions {places}, not 1 to {len(places)} in order"
            yield "expansions", line, "members missing", message
    for name, line, row in _rows(lexicon, "terms"):
        term, announced = row["term"], sorted(announced_sizes(row["term"]))
        if row["type"] != "numeral-set" or not announced:
            continue
        if term not in positions:
            yield name, line, "members missing", f"{term} has no expansion"
        for places in positions.get(term, {}).values():
            if len(places) not in announced:
                message = f"{term} counts {' or '.join(map(str, announced))}, a version lists {len(places)}"
                yield name, line, "members missing", message


def variants_of_others(lexicon) -> Iterator[Finding]:
    """A variant that is another term or another's member, or of a member that is a term: it would move a second series."""
    known = {unquoted(name): name for name in [*lexicon.members, *lexicon.labels]}
    labels = set(lexicon.labels)
    for name, line, row in _rows(lexicon, "variants", "member_variants"):
        owner, other = row[KEYS[name][0]], known.get(unquoted(row["variant"]))
        if other == owner:
            yield name, line, "duplicate", f"{row['variant']} is {other} but for quotation marks"
        elif other is not None:
            yield name, line, "variant is a term", f"{row['variant']} of {owner} is {other} itself"
        if name == "member_variants" and owner in labels:
            yield name, line, "member is a term", f"{owner} is a term: its variants stand in variants.csv"


def dates(lexicon) -> Iterator[Finding]:
    """Dates that cannot be read, contradict each other, or come without a source."""
    earliest: dict[str, str] = {}
    senses: dict[str, list] = {}  # of each term, apart from each other, so that only neighbours can overlap
    for name, line, row in _rows(lexicon, "expansions", "senses"):
        term, first = row["term"], row["from"]
        try:
            start, end = iso_period(first, row["to"])
        except ValueError as error:
            yield name, line, "unreadable date", f"{term}: {error}"
            continue
        if start >= end:
            yield name, line, "dates contradict", f"{term}: from {first} is not before {row['to']}"
        if (first or row["to"]) and not row["source"]:
            yield name, line, "no source", f"{term}: a date without source"
        if first:
            earliest[term] = min(earliest.get(term, first), first)
        if name == "senses":
            apart = senses.setdefault(term, [])
            place = bisect_left(apart, (start,))
            overlapping = [one for one in apart[max(place - 1, 0) : place + 1] if start < one[1] and one[0] < end]
            for _, _, other in overlapping[:1]:
                yield name, line, "dates contradict", f"{term}: {row['sense']} overlaps {other}"
            if not overlapping and start < end:
                apart.insert(place, (start, end, row["sense"]))
    for name, line, row in _rows(lexicon, "terms"):
        term, stated, precision = row["term"], str(row["introduced"]), row["precision"]
        if not stated:
            if precision:
                yield name, line, "dates contradict", f"{term}: a precision without a date"
            continue
        try:
            _, stated_precision = iso_date(stated)
        except ValueError as error:
            yield name, line, "unreadable date", f"{term}: {error}"
            continue
        if stated_precision != precision:
            message = f"{term}: {stated} is a {stated_precision}, not a {precision or 'nothing'}"
            yield name, line, "dates contradict", message
        if not row["source"]:
            yield name, line, "no source", f"{term}: introduced {stated}, without source"
        first = earliest.get(term, stated)
        common = min(len(stated), len(first))  # 2016-02-28 does not contradict 2016-02
        if stated[:common] > first[:common]:
            message = f"{term}: introduced {stated}, but a sense or version holds from {first}"
            yield name, line, "dates contradict", message


def never_matched(lexicon) -> Iterator[Finding]:
    """A term or matched member that no text can yield."""
    lines = {row["member"]: ("expansions", line) for _, line, row in _rows(lexicon, "expansions")}
    rows = [(name, line, row["term"]) for name, line, row in _rows(lexicon, "terms")]
    for name, line, term in rows + [(*lines[member], member) for member in lexicon.members]:
        own = lexicon.surfaces.get(term, ())
        within = [surface for surface in own if not any(character in MARKS + BREAKS for character in surface)]
        found = (span.surface for surface in within for span in find_spans(surface, *lexicon.searched))
        if not any(term in lexicon.named_terms[surface] for surface in found):
            reason = (
                "an exclusion of its own takes every occurrence" if within else "it runs over the end of a sentence"
            )
            reason = reason if own else "nothing is left of it without quotation marks"
            yield name, line, "never matched", f"{term}: {reason}"


def no_effect(lexicon) -> Iterator[Finding]:
    """An exclusion that holds no surface of its term, or a matched member too short to mean the slogan."""
    for name, line, row in _rows(lexicon, "exclusions"):
        surfaces = lexicon.surfaces.get(row["term"], ())
        if surfaces and not any(surface in bare(row["exclusion"]) for surface in surfaces):
            yield name, line, "exclusion without effect", f"{row['exclusion']} does not hold {row['term']}"
    for name, line, row in _rows(lexicon, "expansions"):
        member = row["member"]
        if row["match"] == "yes" and len(member) < SHORTEST_MEMBER and member not in lexicon.labels:
            yield name, line, "short member", f"{member} is too short to be matched as a series of its own"
