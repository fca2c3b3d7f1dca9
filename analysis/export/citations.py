"""How to cite the study and the counts that a result is of: BibTeX, RIS, or in words."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from .. import __version__
from ..core.errors import StudyError, did_you_mean
from ..core.paths import STUDY, data_folder
from ..corpus.corpus import Corpus
from ..counts.corpus_statement import corpus_statement
from ..counts.features import Features
from .statement import corpus_of, one_line

CITATION_FORMATS = ("text", "bibtex", "ris")


def citation(result: Any = None, format: str = "text") -> str:
    """How to cite the program and the corpus that a result, or features, are of.

    Parameters
    ----------
    result : Result or Features, optional
        Whose corpus to cite; the program alone if None.
    format : {"text", "bibtex", "ris"}
        In words; for LaTeX; for Zotero, EndNote and others.

    Returns
    -------
    str
        One entry for the program and, where the corpus is known, one for it, with the digest of the counts.

    Raises
    ------
    StudyError
        Another format.

    Examples
    --------
    >>> print(citation())
    The Tifa Study developers (2026). Tifa Study: timelines and networks of the fixed formulations of Chinese official \
language, 2013–2023 (0.1.0) [Software].
    >>> from analysis import Features, data_folder
    >>> press = Features.open(data_folder() / "press")
    >>> print(citation(press, "bibtex").split("@")[2].splitlines()[0])
    misc{tifa-study-press,
    """
    if format not in CITATION_FORMATS:
        raise StudyError(
            f"no format {format!r}; there are: {', '.join(CITATION_FORMATS)}."
            + did_you_mean(str(format), CITATION_FORMATS)
        )
    if result is not None and not (hasattr(result, "parameters") or isinstance(result, (Features, Corpus))):
        raise StudyError(
            f"citation() takes a result, features or a corpus, and was given {type(result).__name__}.\n"
            "  Open features first: Features.open(folder); or leave it out, and cite the program."
        )
    written = {"text": _text, "bibtex": _bibtex, "ris": _ris}[format]
    return "\n".join(written(entry) for entry in _entries(corpus_of(result)))


def _entries(corpus: dict[str, Any]) -> list[dict[str, Any]]:
    """The program, then each part of the corpus that has a name."""
    parts = corpus.get("parts") or [corpus]
    return [_program(), *(_counts(part) for part in parts if part.get("name"))]


def _counts(corpus: dict[str, Any]) -> dict[str, Any]:
    """The entry of a corpus; with authors, year and licence where it ships with the study."""
    name, package = str(corpus["name"]), _package()
    dates = f"{corpus['start']} to {corpus['end']}" if corpus.get("start") and corpus.get("end") else ""
    said = [f"{corpus['documents']:,} documents" if corpus.get("documents") else "", dates, corpus.get("filter") or ""]
    entry = _program() | {
        "key": f"tifa-study-{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-') or 'corpus'}",
        "medium": "Data set",
        "note": ", ".join(filter(None, [*said, f"digest {corpus['digest']}" if corpus.get("digest") else ""])),
    }
    if name in package["folders"] and corpus.get("digest") == _digest(name):
        title = f"{package['title']}: {name}"
        return entry | {"title": title, "version": package["version"], "licence": package["licence"]}
    # whoever made that corpus is not known here
    return entry | {
        "title": f"Counts of the corpus {name}",
        "version": "",
        "authors": [],
        "year": "",
        "licence": "",
        "url": "",
    }


@cache
def _digest(name: str) -> str:
    """Of a corpus that ships with the study."""
    return corpus_statement(Features.open(data_folder() / name))["digest"]


def _text(entry: dict[str, Any]) -> str:
    by = ", ".join(entry["authors"])
    first = f"{by} ({entry['year']}). " if by and entry["year"] else f"{by}. " if by else ""
    version = f" ({entry['version']})" if entry["version"] else ""
    more = "".join(f" {part}." for part in (entry["note"], entry["doi"], entry["url"]) if part)
    return f"{first}{entry['title']}{version} [{entry['medium']}].{more}"


def _bibtex(entry: dict[str, Any]) -> str:
    note = ", ".join(filter(None, [entry["medium"], entry["note"]]))
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in entry["authors"]),
        "title": f"{{{_tex(entry['title'])}}}",  # braces keep the capitals
        "year": entry["year"],
        "version": _tex(entry["version"]),
        "doi": entry["doi"],
        "url": entry["url"],
        "note": _tex(note),
        "copyright": _tex(entry["licence"]),
    }
    kind = "software" if entry["medium"] == "Software" else "misc"  # BibTeX itself takes an unknown kind for misc
    return f"@{kind}{{{entry['key']},\n" + "".join(f"  {k} = {{{v}}},\n" for k, v in fields.items() if v) + "}\n"


def _ris(entry: dict[str, Any]) -> str:
    kind = "COMP" if entry["medium"] == "Software" else "DATA"
    fields = [("TY", kind), ("ID", entry["key"]), *(("AU", name) for name in entry["authors"])]
    fields += [("TI", entry["title"]), ("PY", entry["year"]), ("ET", entry["version"]), ("DO", entry["doi"])]
    fields += [("UR", entry["url"]), ("N1", entry["note"]), ("C1", entry["licence"])]
    return "".join(f"{tag}  - {one_line(value)}\n" for tag, value in fields if value) + "ER  - \n"


def _tex(text: str) -> str:
    """A text for a field of BibTeX: what TeX would take for a command is escaped."""
    escaped = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    escaped |= {sign: f"\\{sign}" for sign in "&%$#_"}
    return "".join(escaped.get(character, character) for character in one_line(text))


@cache
def _program() -> dict[str, Any]:
    """The entry of CITATION.cff, in a clone or in the wheel."""
    places = [STUDY / "CITATION.cff", data_folder() / "CITATION.cff"]
    found = next((place.read_text("utf-8") for place in places if place.is_file()), "")
    stated = _cff(found)
    licence = stated.get("license", "")
    return {
        "key": f"tifa-study-{__version__}",
        "authors": stated.get("authors") or ["The Tifa Study developers"],
        "year": str(stated.get("date-released", ""))[:4],
        "title": stated.get("title") or "Tifa Study",
        "version": stated.get("version") or __version__,
        "doi": stated.get("doi", ""),
        "url": stated.get("url") or stated.get("repository-code", ""),
        "medium": "Software",
        "note": "",
        "licence": licence if isinstance(licence, str) else ", ".join(licence),
    }


def _cff(text: str) -> dict[str, Any]:
    """The scalars of a CITATION.cff, its authors by name and its lists; the small part of YAML that it is written in.

    >>> _cff('title: "A: b"\\nauthors:\\n  - family-names: Li\\n    given-names: Hua\\n  - name: "The group"\\n')
    {'title': 'A: b', 'authors': ['Li, Hua', 'The group']}
    """
    found: dict[str, Any] = {}
    people: list[dict[str, str]] = []
    above = ""
    for line in text.splitlines():
        key, colon, value = (part.strip() for part in line.partition(":"))
        if re.match(r"[\w-]+:", line):
            above = key
            found[key] = value.strip("\"'") or []
        elif above == "authors" and colon:
            if key.startswith("-"):
                people.append({})
            people[-1][key.lstrip("- ")] = value.strip("\"'")
        elif line.strip().startswith("-") and isinstance(found.get(above), list):
            found[above].append(line.strip()[1:].strip().strip("\"'"))
    if people:
        named = (
            one.get("name") or ", ".join(filter(None, map(one.get, ("family-names", "given-names")))) for one in people
        )
        found["authors"] = list(named)
    return found


@cache
def _package() -> dict[str, Any]:
    """Title, version, licence and folders of data/datapackage.json, where the data are; empty in a wheel without them."""
    place = Path(data_folder()) / "datapackage.json"
    stated = json.loads(place.read_text("utf-8")) if place.is_file() else {}
    return {
        "title": stated.get("title", ""),
        "version": stated.get("version", ""),
        "licence": ", ".join(one["name"] for one in stated.get("licenses", ())),
        "folders": {
            str(one["path"]).partition("/")[0] for one in stated.get("resources", ()) if "/" in str(one["path"])
        },
    }
