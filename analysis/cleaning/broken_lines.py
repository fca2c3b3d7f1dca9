"""Pages set for print: lines broken at a fixed width, page numbers, and the running head of each page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise
from statistics import median

from .edits import Edit

_CLOSED = re.compile(r"[。！？；：…!?;:][”’」』）)]*$")
_MARK = re.compile("[，。；、：！？]")
_NUMBER = re.compile(r"^\W{0,4}(?:第\s*)?(\d{1,4})(?:\s*页)?(?:\s*[/／共]\s*(?:共\s*)?\d{1,4}\s*页?)?\W{0,4}$")
_INDENTED = re.compile(r"[ \t\u3000]{2,}\S")
_NUMBERED = re.compile(
    r"(?<![ \t\u3000])[ \t\u3000]*+(?:[（(]?[一二三四五六七八九十]{1,3}[)）、]|第[一二三四五六七八九十\d]{1,3}[章节条]|[●■◆▲•·])"
)
LINES_AT_LEAST = 4  # fewer lines show no fixed width
FULL = 0.45  # share of lines of about the commonest width from which a text is taken for broken at a fixed width
MARKED = (
    0.4  # share of lines with a mark of punctuation: prose has 0.7 at ten characters a line, a list of names hardly any
)
SLACK = 3  # characters by which a full line may fall short: a mark is not set at the beginning of a line
REPEATED = 3  # times from which a short line that comes back is a running head


def typesetting_edit(start: int, before: str, after: str, why: str) -> Edit:
    return Edit(start, start + len(before), before, after, "typesetting", evidence=why)


def _lines(text: str) -> list[tuple[int, str]]:
    """Each line with the place where it begins, without its end."""
    out, at = [], 0
    for line in text.splitlines(keepends=True):
        out.append((at, line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")))
        at += len(line)
    return out


def running_heads(text: str) -> list[Edit]:
    """Page numbers that count upwards, and short lines that come back at a distance: the head of each page."""
    lines = [(at, line) for at, line in _lines(text)]
    filled = [(k, at, line.strip()) for k, (at, line) in enumerate(lines) if line.strip()]
    if len(filled) < 3 * REPEATED:
        return []
    wrapped = _set_width([line for _, _, line in filled]) is not None
    # elsewhere a bare number heads a section
    numbers = [
        (k, int(m[1])) for k, _, line in filled if (m := _NUMBER.match(line)) and (wrapped or not line.isdigit())
    ]
    steps = [b[1] - a[1] for a, b in pairwise(numbers)]
    counted = {k for k, _ in numbers} if len(numbers) >= REPEATED and steps and set(steps) <= {1, 2} else set()
    if not counted and not wrapped:
        return []  # what comes back in a list is a name
    shapes = Counter(_shape(line) for _, _, line in filled if len(line) <= 40)
    # a line in brackets heads a section, time and again
    again = {
        shape
        for shape, times in shapes.items()
        if times >= REPEATED and shape and not _CLOSED.search(shape) and shape[0] not in "【［[〔"
    }
    places: dict[str, list[int]] = {}
    for k, _, line in filled:
        places.setdefault(_shape(line), []).append(k)
    heads = set()
    for shape in again:
        gaps = [b - a for a, b in pairwise(places[shape])]
        if min(gaps) >= 8 and (counted or max(gaps) - min(gaps) <= 0.25 * median(gaps)):  # a page apart, each time
            heads |= set(places[shape])
    out = []
    for k in sorted(counted | heads):
        at, line = lines[k]
        end = lines[k + 1][0] if k + 1 < len(lines) else len(text)
        why = "page number" if k in counted else "running head"
        out.append(typesetting_edit(at, text[at:end], "", why))
    return out


def _shape(line: str) -> str:
    """A line without its figures: 第 3 页 and 第 4 页 are one."""
    return re.sub(r"[\d\s]+", "", line)


def unwrap(text: str) -> list[Edit]:
    """Line ends that stand where the line was full, not where a paragraph ends."""
    lines = _lines(text)
    usual = _set_width([line.strip() for _, line in lines if line.strip()])
    if usual is None:
        return []
    out = []
    for k, (at, line) in enumerate(lines[:-1]):
        start, after = lines[k + 1]
        if not line.strip() or not after.strip() or _INDENTED.match(after):
            continue
        if _NUMBERED.match(after) and _CLOSED.search(line.rstrip()):
            continue
        if not usual - SLACK * 2 <= _width(line.strip()) <= usual + 2 * SLACK:
            continue
        head = len(after) - len(after.lstrip(" \t\u3000"))
        end = at + len(line.rstrip(" \t\u3000"))
        gap = text[end : start + head]
        both = text[end - 1 : end] + text[start + head : start + head + 1]
        out.append(
            typesetting_edit(end, gap, " " if both.isascii() and both.isalnum() else "", "line broken at a fixed width")
        )
    return out


def _width(line: str) -> int:
    """Columns that a line takes: two for an ideograph or a wide mark, one for others."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" or c in "“”‘’…—·" else 1 for c in line)


def _set_width(lines: list[str]) -> int | None:
    """The width at which the lines of a text that are not blank were broken; None for a text with lines of its own."""
    if len(lines) < LINES_AT_LEAST or sum(map(bool, map(_MARK.search, lines))) < MARKED * len(lines):
        return None
    widths = [_width(line) for line in lines]
    usual = max(Counter(widths).most_common(1)[0][0], sorted(widths)[int(0.9 * (len(widths) - 1))])
    full = [usual - 2 * SLACK <= width <= usual + 2 * SLACK for width in widths]
    # the last line of a paragraph is short, every other one full
    broken = sum(f and not _CLOSED.search(line) for f, line in zip(full, lines, strict=True))
    return usual if usual >= 20 and sum(full) >= FULL * len(full) and broken >= 0.4 * len(full) else None
