"""The six tables of a lexicon, read from CSV files, and the table of what is found with them."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from ..core import schema
from ..core.errors import StudyError, did_you_mean
from ..core.os_errors import os_errors
from ..reading.decoding import decode

COLUMNS = {
    "terms": [
        "term",
        "pinyin",
        "type",
        "short_gloss",
        "gloss",
        "introduced",
        "precision",
        "occasion",
        "source",
        "confidence",
        "note",
    ],
    "variants": ["term", "variant", "note"],
    "expansions": ["term", "version", "position", "member", "gloss", "from", "to", "match", "source"],
    "member_variants": ["member", "variant"],
    "senses": ["term", "sense", "gloss", "from", "to", "source"],
    "exclusions": ["term", "exclusion", "reason"],
}
OPTIONAL = ("pinyin", "short_gloss")  # a lexicon without these columns is whole
LONGEST = 120  # characters of what is looked for: a formulation is a phrase, and what one holds is sought in each
SOUGHT = ("term", "variant", "member", "exclusion")
FOUND = pl.Schema({name: schema.MENTIONS[name] for name in ("start", "end", "term", "sense", "variant", "quoted")})


def read_table(path: Path, columns: list[str]) -> pl.DataFrame:
    """One CSV file, all columns text but ``position``."""
    if not path.is_file():
        raise StudyError(
            f"the lexicon lacks {path.name}: nothing at {path}.\n  It needs a first line with: {','.join(columns)}."
        )
    with os_errors("read", path):
        raw = path.read_bytes()
    given = decode(raw)
    if given.reason:
        raise StudyError(
            f"{path.name} of the lexicon cannot be read: {given.reason}.\n  Save it as CSV in UTF-8: {path}"
        )
    lines = re.sub(r"^sep=.\r?\n", "", given.text.removeprefix("\ufeff"))  # what Excel writes before the header
    header = "".join(lines.partition("\n")[0].split('"')[::2])
    separator = max(",\t;|", key=header.count)  # of spreadsheets in other languages
    return _table(lines, columns, f"{path.name} of the lexicon", separator)


def table_from_lines(lines: list[str], columns: list[str], name: str = "a table") -> pl.DataFrame:
    """A table from the lines of its CSV, as `Lexicon.to_lines` gives them."""
    if not (isinstance(lines, (list, tuple)) and all(isinstance(line, str) for line in lines)):
        raise StudyError(f"{name} of the lexicon has to be a list of lines of CSV, not {type(lines).__name__}.")
    return _table("\n".join(lines), columns, f"{name} of the lexicon", ",")


def _table(text: str, columns: list[str], what: str, separator: str) -> pl.DataFrame:
    """A table of text from CSV; a mistake is named with its line."""
    raw = text.encode("utf-8", "replace")  # a lone surrogate is no character
    try:
        table = pl.read_csv(raw, separator=separator, infer_schema=False).fill_null("")
    except pl.exceptions.PolarsError as error:
        raise StudyError(f"{what} cannot be read; it has to be CSV: {_wrong_line(text, separator, error)}") from error
    missing = [column for column in columns if column not in {*table.columns, *OPTIONAL}]
    if missing:
        raise StudyError(
            f"{what} lacks the column {missing[0]!r}; "
            f"it has: {', '.join(table.columns)}." + did_you_mean(missing[0], table.columns)
        )
    table = table.select(pl.col(one) if one in table.columns else pl.lit("").alias(one) for one in columns)
    for column in (one for one in SOUGHT if one in columns):
        long = (table[column].str.len_chars() > LONGEST).arg_true()
        if len(long):
            line, cell = long[0] + 2, table[column][long[0]]
            raise StudyError(
                f"{what}, line {line}: the {column} {cell[:20]}… has {len(cell)} characters, and at most {LONGEST} are "
                "looked for.\n  Give the formulation, not the passage that it stands in."
            )
    if "position" not in columns:
        return table
    numbers = table["position"].str.strip_chars().cast(pl.Int64, strict=False)
    wrong = numbers.is_null().arg_true()
    if len(wrong):
        line, cell = wrong[0] + 2, table["position"][wrong[0]]
        raise StudyError(
            f"{what}, line {line}: the column position needs whole numbers, and holds {cell[:40]!r}.\n"
            "  Number the members of each version 1, 2, 3 …"
        )
    return table.with_columns(numbers.alias("position"))


def _wrong_line(text: str, separator: str, error: Exception) -> str:
    """Which line has more cells than the header, or a quotation mark that does not close."""
    rows = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    first = str(error).strip().split("\n")[0]
    try:
        width = len(next(rows, []))
        for row in rows:
            if len(row) > width:
                return (
                    f"line {rows.line_num} has {len(row)} cells, the header {width}.\n"
                    "  Put a cell that holds the separator into quotation marks."
                )
    except csv.Error as problem:
        return f"line {rows.line_num}: {problem}.\n  Look for a quotation mark that is not closed, or double it."
    return f"{first}.\n  Look for quotation marks that do not close."


def sha256_of(tables: Mapping[str, pl.DataFrame]) -> str:
    """Of tables as CSV: changes with any cell, not with line ends or quoting of the files.

    An optional column that holds nothing does not count, so that a lexicon written before there was one keeps its hash.
    """
    written = []
    for name, table in tables.items():
        empty = [one for one in OPTIONAL if one in table.columns and not table[one].str.len_bytes().sum()]
        written.append(f"{name}\n{table.drop(empty).write_csv()}")
    return hashlib.sha256("".join(written).encode()).hexdigest()


def appended(table: pl.DataFrame, rows: list[dict[str, str]]) -> pl.DataFrame:
    """``table`` with rows below it; columns that a row does not name hold an empty string."""
    filled = [tuple(row.get(column, "") for column in table.columns) for row in rows]
    return pl.concat([table, pl.DataFrame(filled, schema=table.schema, orient="row")])


def numbered_rows(table: pl.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with its line in the file, the header being line 1."""
    return enumerate(table.iter_rows(named=True), start=2)
