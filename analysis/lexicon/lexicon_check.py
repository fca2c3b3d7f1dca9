"""What can be wrong with a lexicon: one rule a function, each yielding (file, row, rule, message).

The tables hold some hundred rows that a person wrote, so they are read row by row here: a finding has to
name its line.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ..core.dates import iso_date, iso_period
from ..core.errors import did_you_mean
from ..core.sentences import BREAKS, MARKS
from .matching import bare, find_spans

PROBLEM = {"file": pl.String, "row": pl.Int64, "rule": pl.String, "message": pl.String}
Finding = tuple[str, int, str, str]

TYPES = [
    "campaign",
    "concept",
    "doctrine",
    "local-model",
    "motto",
    "numeral-set",
    "phrase-set",
    "policy",
    "predecessor",
    "regulation",
    "slogan",
    "work-method",
    "own",
]
CHOICES = {
    "terms": {"type": TYPES, "confidence": ["high", "medium", "low", ""]},
    "expansions": {"match": ["yes", "no"]},
}
KEYS = {
    "terms": ["term"],
    "variants": ["term", "variant"],
    "expansions": ["term", "version", "member"],
    "member_variants": ["member", "variant"],
    "senses": ["term", "sense"],
    "exclusions": ["term", "exclusion"],
}
DIGITS = dict(zip("一二三四五六七八九两", (1, 2, 3, 4, 5, 6, 7, 8, 9, 2)))
SHORT = 4  # a shorter member (稳就业) is everyday language wherever it stands alone


def problems(lexicon) -> pl.DataFrame:
    """All findings, sorted by file, row and rule."""
    found = [finding for rule in RULES for finding in rule(lexicon)]
    return pl.DataFrame(found, schema=PROBLEM, orient="row").sort("file", "row", "rule", "message")


def _rows(lexicon, name: str) -> Iterator[tuple[str, int, dict]]:
    """File, line (the header is line 1) and cells of each row of one table."""
    for line, row in enumerate(getattr(lexicon, name).iter_rows(named=True), start=2):
        yield f"{name}.csv", line, row


def duplicates(lexicon) -> Iterator[Finding]:
    """The same term, variant, member, sense or exclusion twice; quotation marks make no difference."""
    for name, keys in KEYS.items():
        first: dict[tuple, int] = {}
        for file, line, row in _rows(lexicon, name):
            key = tuple(bare(row[column]) for column in keys)
            if key in first:
                yield file, line, "duplicate", f"{' · '.join(key)} stands on line {first[key]} already"
            first.setdefault(key, line)


def unknown_names(lexicon) -> Iterator[Finding]:
    """A row about a term or member that the lexicon does not hold."""
    labels, members = set(lexicon.labels), set(lexicon.expansions["member"])
    known = {"exclusions": labels | set(lexicon.members), "member_variants": members}
    for name in KEYS:
        column, names = KEYS[name][0], known.get(name, labels)
        for file, line, row in _rows(lexicon, name) if name != "terms" else ():
            if row[column] not in names:
                hint = did_you_mean(row[column], names)
                yield file, line, "unknown term", f"no {column} {row[column]}.{hint}"


def unknown_words(lexicon) -> Iterator[Finding]:
    """A type, confidence or match that is none of the known ones."""
    for name, columns in CHOICES.items():
        for file, line, row in _rows(lexicon, name):
            for column, known in columns.items():
                if row[column] not in known:
                    message = f"{column} {row[column]!r} is none of: {', '.join(filter(None, known))}"
                    yield file, line, f"unknown {column}", message


def empty_glosses(lexicon) -> Iterator[Finding]:
    """A term, member or sense without a word of English."""
    for name in ("terms", "expansions", "senses"):
        for file, line, row in _rows(lexicon, name):
            if not any(character.isascii() and character.isalpha() for character in row["gloss"]):
                what = row["member"] if name == "expansions" else row["term"]
                yield file, line, "empty gloss", f"{what} has no English gloss"


def members_missing(lexicon) -> Iterator[Finding]:
    """A numeral label without the members it counts, or a position left out."""
    versions: dict[str, dict[str, list[int]]] = {}
    lines: dict[tuple[str, str], int] = {}
    for _, line, row in _rows(lexicon, "expansions"):
        versions.setdefault(row["term"], {}).setdefault(row["version"], []).append(row["position"])
        lines.setdefault((row["term"], row["version"]), line)
    for term, positions in sorted(versions.items()):
        for version, places in positions.items():
            if places != list(range(1, len(places) + 1)):
                message = f"{term}, version {version}: positions {places}, not 1 to {len(places)} in order"
                yield "expansions.csv", lines[term, version], "members missing", message
    for file, line, row in _rows(lexicon, "terms"):
        counted = _counted(row["term"])
        if row["type"] != "numeral-set" or not counted:
            continue
        sizes = [len(places) for places in versions.get(row["term"], {}).values()]
        if not sizes:
            yield file, line, "members missing", f"{row['term']} has no expansion"
        for size in sizes:
            if size not in counted:
                message = f"{row['term']} counts {' or '.join(map(str, counted))}, a version lists {size}"
                yield file, line, "members missing", message


def _counted(label: str) -> list[int]:
    """How many members a label may announce: its first number, or all of them together.

    三严三实 has 3 + 3; 五位一体 has 5, since 一 is no count there; 十四个坚持 has 14.
    """
    numbers, text = [], bare(label).removeprefix("第")
    at = 0
    while at < len(text):
        if text[at] == "十":
            numbers.append(10 + DIGITS.get(text[at + 1 : at + 2], 0))
            at += 1 + (text[at + 1 : at + 2] in DIGITS)
        elif text[at] in DIGITS:
            numbers.append(DIGITS[text[at]])
        at += 1
    return sorted({numbers[0], sum(numbers)}) if numbers and label[0] in "".join(DIGITS) + "十" else []


def variants_of_others(lexicon) -> Iterator[Finding]:
    """A variant that is another term or another's member, and so would move a second series."""
    terms = {bare(term): term for term in lexicon.labels}
    members = {bare(member): member for member in lexicon.members}
    for name, owner in (("variants", "term"), ("member_variants", "member")):
        for file, line, row in _rows(lexicon, name):
            other = terms.get(bare(row["variant"])) or members.get(bare(row["variant"]))
            if other is not None and other != row[owner]:
                yield file, line, "variant is a term", f"{row['variant']} of {row[owner]} is {other} itself"
            elif other is not None:
                yield file, line, "duplicate", f"{row['variant']} is {other} but for quotation marks"


def dates(lexicon) -> Iterator[Finding]:
    """Dates that cannot be read, contradict each other, or come without a source."""
    earliest: dict[str, str] = {}
    spans: dict[str, list] = {}
    for name in ("expansions", "senses"):
        for file, line, row in _rows(lexicon, name):
            try:
                start, end = iso_period(row["from"], row["to"])
            except ValueError as error:
                yield file, line, "unreadable date", f"{row['term']}: {error}"
                continue
            if start >= end:
                message = f"{row['term']}: from {row['from']} is not before {row['to']}"
                yield file, line, "dates contradict", message
            if (row["from"] or row["to"]) and not row["source"]:
                yield file, line, "no source", f"{row['term']}: a date without source"
            if row["from"]:
                earliest[row["term"]] = min(earliest.get(row["term"], row["from"]), row["from"])
            if name == "senses":
                for other, begin, until in spans.setdefault(row["term"], []):
                    if start < until and begin < end:
                        message = f"{row['term']}: {row['sense']} overlaps {other}"
                        yield file, line, "dates contradict", message
                spans[row["term"]].append((row["sense"], start, end))
    for file, line, row in _rows(lexicon, "terms"):
        term, stated = row["term"], row["introduced"]
        if not stated:
            if row["precision"]:
                yield file, line, "dates contradict", f"{term}: a precision without a date"
            continue
        try:
            _, precision = iso_date(stated)
        except ValueError as error:
            yield file, line, "unreadable date", f"{term}: {error}"
            continue
        if precision != row["precision"]:
            message = f"{term}: {stated} is a {precision}, not a {row['precision'] or 'nothing'}"
            yield file, line, "dates contradict", message
        if not row["source"]:
            yield file, line, "no source", f"{term}: introduced {stated}, without source"
        first = earliest.get(term, stated)
        common = min(len(stated), len(first))  # 2016-02-28 does not contradict 2016-02
        if stated[:common] > first[:common]:
            message = f"{term}: introduced {stated}, but a sense or version holds from {first}"
            yield file, line, "dates contradict", message


def never_matched(lexicon) -> Iterator[Finding]:
    """A term or matched member that no text can yield, or a variant that is no use."""
    named = lexicon._naming
    spoken = [surface for surface, names in named.items() if names]
    silent = [surface for surface, names in named.items() if not names]
    lines = {row["member"]: line for _, line, row in _rows(lexicon, "expansions")}
    rows = [(file, line, row["term"]) for file, line, row in _rows(lexicon, "terms")]
    rows += [("expansions.csv", lines[member], member) for member in lexicon.members]
    for file, line, name in rows:
        surfaces = [surface for surface in lexicon.surfaces.get(name, ()) if not _broken(surface)]
        yields = any(
            name in (term for term, _ in named[span.surface])
            for surface in surfaces
            for span in find_spans(surface, spoken, silent)
        )
        if not yields:
            yield file, line, "never matched", f"{name}: {_reason(lexicon, name, surfaces)}"


def _broken(surface: str) -> bool:
    return any(character in MARKS + BREAKS for character in surface)


def _reason(lexicon, name: str, surfaces: list[str]) -> str:
    if not lexicon.surfaces.get(name):
        return "nothing is left of it without quotation marks"
    if not surfaces:
        return "it runs over the end of a sentence"
    return "an exclusion of its own takes every occurrence"


def idle_rows(lexicon) -> Iterator[Finding]:
    """An exclusion that holds no surface of its term, or a matched member too short to mean the slogan."""
    for file, line, row in _rows(lexicon, "exclusions"):
        surfaces = lexicon.surfaces.get(row["term"], ())
        if surfaces and not any(surface in bare(row["exclusion"]) for surface in surfaces):
            yield file, line, "exclusion without effect", f"{row['exclusion']} does not hold {row['term']}"
    labels = set(lexicon.labels)
    for file, line, row in _rows(lexicon, "expansions"):
        if row["match"] == "yes" and len(row["member"]) < SHORT and row["member"] not in labels:
            message = f"{row['member']} is too short to be matched as a series of its own"
            yield file, line, "short member", message


RULES = (
    duplicates,
    unknown_names,
    unknown_words,
    empty_glosses,
    members_missing,
    variants_of_others,
    dates,
    never_matched,
    idle_rows,
)
