"""Expansions: the members that a label sums up, as 六稳 sums up six, in one or more dated versions."""

from __future__ import annotations

import polars as pl

from .matching import bare

DIGITS = dict(zip("一二三四五六七八九两", (1, 2, 3, 4, 5, 6, 7, 8, 9, 2)))


def versions_by_term(table: pl.DataFrame) -> dict[str, list[dict]]:
    """``{term: [{version, from, to, members}, …]}``, members in the order of their positions."""
    versions: dict[str, dict[str, dict]] = {}
    for row in table.sort("term", "version", "position", "member").iter_rows(named=True):
        version = versions.setdefault(row["term"], {}).setdefault(
            row["version"], {"version": row["version"], "from": row["from"], "to": row["to"], "members": []}
        )
        version["members"].append(row["member"])
    return {term: list(by_version.values()) for term, by_version in versions.items()}


def announced_sizes(label: str) -> set[int]:
    """How many members a label may announce: its first number, or all of them together.

    三严三实 has 3 + 3; 五位一体 has 5, since 一 is no count there; 十四个坚持 has 14.

    >>> [sorted(announced_sizes(label)) for label in ("三严三实", "五位一体", "十四个坚持", "接地气")]
    [[3, 6], [5, 6], [14], []]
    """
    numbers, text, at = [], bare(label).removeprefix("第"), 0
    while at < len(text):
        if text[at] == "十":
            numbers.append(10 + DIGITS.get(text[at + 1 : at + 2], 0))
            at += text[at + 1 : at + 2] in DIGITS
        elif text[at] in DIGITS:
            numbers.append(DIGITS[text[at]])
        at += 1
    return {numbers[0], sum(numbers)} if numbers and (label[0] in DIGITS or label[0] == "十") else set()
