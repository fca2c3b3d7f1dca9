"""Does the prose state a finding that no claim has computed?

python -m tools.prose_check                              # all notebooks and both READMEs
python -m tools.prose_check notebooks/04-four-downs.ipynb

A count, a year of an event or a word of verdict ("rises", "often", "most") belongs in a `claim(...)`, in a sentence that
links to its source, or in a stated definition. docs/claims.md has the rule; ``tools/prose_exceptions.csv`` what is excused, each row
with its reason.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.lexicon.lexicon import Lexicon
from tools.prose_words import COUNTED, NOT_A_FINDING, VERDICTS

ROOT = Path(__file__).parent.parent
EXCEPTIONS = ROOT / "tools" / "prose_exceptions.csv"
PAGES = ("README.md", "README.zh.md")
# A paragraph that opens so states how something is counted, where it comes from, or what the reader may set.
LABELS = re.compile(r"^(?:[-*+>]\s+|\d+\.\s+)?\*\*(?:Definition|Source|Setting|定义|出处|设定)[.。:：]?\*\*")
LINK = re.compile(r"\]\([^)]*\)|\[\^[^\]]+\]|https?://")
NUMBER = re.compile(r"(?<![A-Za-z0-9_.])(?<![A-Za-z]-)\d+(?:[.,]\d+)*(?:\s?%|‰)?(?![A-Za-z0-9])")
YEAR = re.compile(r"^(?:18|19|20)\d\d$")
CLAIM = re.compile(r"^[\s>*-]*✓\s*(.+?)\s*$")


@dataclass(frozen=True)
class Offence:
    """A number, a year or a word of verdict in prose: where, which, and the sentence around it."""

    file: str
    place: str
    kind: str
    found: str
    sentence: str


def prose(path: Path) -> Iterator[tuple[str, str]]:
    """The Markdown of a notebook, cell by cell, or of a page, each with its place."""
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        yield "page", text
        return
    for number, cell in enumerate(json.loads(text)["cells"]):
        if cell["cell_type"] == "markdown":
            yield f"cell {number}", "".join(cell["source"])


def offences(text: str, file: str = "text", place: str = "page", claims: Sequence[str] = ()) -> list[Offence]:
    """What in a Markdown text states a finding outside a claim, a cited source and a definition.

    >>> [one.found for one in offences("It rises in 2020 to 127 items, see `n = 5`.")]
    ['rises', '2020', '127']
    >>> offences("**Definition.** A campaign lasts up to 12 months. [Source](docs/methods.md)")
    []
    """
    found = []
    text = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.S | re.M)
    for paragraph in paragraphs(text):
        quoted = CLAIM.match(paragraph)
        if quoted:
            if quoted[1] not in claims:
                found.append(Offence(file, place, "claim", quoted[1], "no notebook has this sentence among its claims"))
            continue
        if LABELS.match(paragraph):
            continue
        for sentence in sentences(paragraph):
            if LINK.search(sentence) or sentence.rstrip().endswith(("?", "？")):
                continue
            found += [Offence(file, place, kind, word, sentence) for _, kind, word in sorted(set(_marks(sentence)))]
    return found


def _marks(sentence: str) -> Iterator[tuple[int, str, str]]:
    """Position, kind and wording of everything in a sentence that says how many, when, or how it went."""
    plain = _hide(sentence, HIDDEN)
    plain = _hide(plain, names_with_digits())
    plain = _hide(plain, NOT_A_FINDING)
    for hit in NUMBER.finditer(plain):
        yield hit.start(), "year" if YEAR.match(hit[0]) else "number", hit[0]
    for pattern, kind in ((COUNTED, "number"), (VERDICTS, "verdict")):
        for hit in pattern.finditer(plain):
            yield hit.start(), kind, hit[0]


# Wording that is named and not used: code, *a word in italics*, “a quotation”; the number of a heading or of a list.
HIDDEN = re.compile(
    r"`[^`]*`|“[^”]*”|「[^」]*」|\"[^\"\n]*\"|(?<![*\w])\*(?![*\s])[^*\n]+(?<![*\s])\*(?!\*)"
    r"|^#+\s+\d+(?:\.\d+)*\s*[·.:]?|^\s*\d+\.\s|!\[[^\]]*\]"
)


def _hide(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda hit: "·" * len(hit[0]), text)


@cache
def names_with_digits() -> re.Pattern[str]:
    """The formulations and glosses that hold a digit (中国制造2025): names, not counts."""
    terms = Lexicon.read().terms
    names = {one for column in ("term", "gloss") for one in terms[column].drop_nulls() if re.search(r"\d", one)}
    return re.compile("|".join(map(re.escape, sorted(names, key=lambda one: (-len(one), one)))) or r"(?!)")


def paragraphs(text: str) -> Iterator[str]:
    """Paragraphs, items of lists, lines of tables and headings, each in one string."""
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        starts = re.match(r"\s*(?:[-*+]\s|\d+\.\s|#|\||>|✓)", line)
        if lines and (not line.strip() or starts):
            yield "\n".join(lines)
            lines = []
        if line.strip():
            lines.append(line)
            if line.lstrip().startswith("#"):
                yield lines.pop()


def sentences(paragraph: str) -> list[str]:
    """Cut after . ! ? and their Chinese forms, not within brackets' abbreviations or numbers."""
    return [one for one in re.split(r"(?<=[.!?])[)”\"*]*\s+(?=[^a-z])|(?<=[。！？])", paragraph) if one.strip()]


def told_claims() -> set[str]:
    """The sentences of all claims in the saved outputs of the notebooks."""
    told = set()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                plain = "".join(output.get("data", {}).get("text/plain", ""))
                told |= {line[2:].strip() for line in plain.splitlines() if line.startswith("✓ ")}
    return told


def exceptions() -> list[dict[str, str]]:
    """The rows of the list: file (``*``: any), passage (``*``: the whole file), reason."""
    with EXCEPTIONS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def check(paths: Sequence[Path]) -> tuple[list[Offence], list[dict[str, str]]]:
    """The offences that no row excuses, and the rows for these files that excuse nothing."""
    rows, claims, left, used = exceptions(), sorted(told_claims()), [], set()
    names = {path: path.resolve().relative_to(ROOT).as_posix() for path in paths}
    for path, name in names.items():
        for place, text in prose(path):
            for one in offences(text, name, place, claims):
                excused = [
                    k for k, row in enumerate(rows) if row["file"] in ("*", name) and _within(one, row["passage"])
                ]
                used.update(excused)
                left += [] if excused else [one]
    asked = {"*", *names.values()} if set(names) >= set(everything()) else set(names.values())
    gone = [row for row in rows if row["file"] != "*" and not (ROOT / row["file"]).exists()]
    return left, [row for k, row in enumerate(rows) if k not in used and (row["file"] in asked or row in gone)]


def _within(one: Offence, passage: str) -> bool:
    """Whether the offence stands in the passage that is excused."""
    sentence, passage = " ".join(one.sentence.split()), " ".join(passage.split())
    return passage == "*" or (one.found in passage and passage in sentence)


def _together(left: Sequence[Offence]) -> Iterator[str]:
    """A line a sentence, with all that was found in it."""
    by_sentence: dict[tuple[str, str, str], list[str]] = {}
    for one in left:
        where = (one.file, one.place, " ".join(one.sentence.split()))
        by_sentence.setdefault(where, []).append(f"{one.kind} “{one.found}”")
    for (file, place, sentence), found in by_sentence.items():
        yield f"{file} {place}: {', '.join(dict.fromkeys(found))}\n    {sentence}"


def everything() -> list[Path]:
    """All that is checked unless files are named."""
    return [*sorted((ROOT / "notebooks").glob("*.ipynb")), *(ROOT / page for page in PAGES)]


def main(names: Sequence[str] = ()) -> int:
    """Print every offence and every row of the list that excuses nothing; 1 if there are any."""
    left, idle = check([Path(name) for name in names] or everything())
    for one in _together(left):
        print(one)
    for row in idle:
        print(f"tools/prose_exceptions.csv: this row excuses nothing: {row['file']}: {row['passage']}")
    print(f"{len(left)} findings in prose, {len(idle)} idle exceptions")
    return int(bool(left or idle))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
