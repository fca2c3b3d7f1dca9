"""The six tables of a lexicon, read from CSV files, and the table of what is found with them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from ..core import schema
from ..core.errors import StudyError, did_you_mean
from ..reading.decoding import decode

COLUMNS = {
    "terms": ["term", "type", "gloss", "introduced", "precision", "occasion", "source", "confidence", "note"],
    "variants": ["term", "variant", "note"],
    "expansions": ["term", "version", "position", "member", "gloss", "from", "to", "match", "source"],
    "member_variants": ["member", "variant"],
    "senses": ["term", "sense", "gloss", "from", "to", "source"],
    "exclusions": ["term", "exclusion", "reason"],
}
FOUND = pl.Schema({name: schema.MENTIONS[name] for name in ("start", "end", "term", "sense", "variant", "quoted")})


def read_table(path: Path, columns: list[str]) -> pl.DataFrame:
    """One CSV file, all columns text but ``position``."""
    if not path.is_file():
        raise StudyError(
            f"the lexicon lacks {path.name}: nothing at {path}.\n  It needs a first line with: {','.join(columns)}."
        )
    given = decode(path.read_bytes())
    lines = re.sub(r"^sep=.\r?\n", "", given.text.removeprefix("\ufeff"))  # what Excel writes before the header
    header = "".join(lines.partition("\n")[0].split('"')[::2])
    separator = max(",\t;|", key=header.count)  # of spreadsheets in other languages
    try:
        table = pl.read_csv(lines.encode(), separator=separator, infer_schema=False).fill_null("")
    except pl.exceptions.PolarsError as error:
        reason = given.reason or error
        raise StudyError(f"{path.name} of the lexicon cannot be read; it has to be CSV: {reason}") from error
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise StudyError(
            f"{path.name} of the lexicon lacks the column {missing[0]!r}; "
            f"it has: {', '.join(table.columns)}." + did_you_mean(missing[0], table.columns)
        )
    try:
        return table.select(columns).cast({"position": pl.Int64} if "position" in columns else {})
    except pl.exceptions.PolarsError as error:
        raise StudyError(f"{path.name} of the lexicon: the column position needs whole numbers.") from error


def table_from_lines(lines: list[str], columns: list[str]) -> pl.DataFrame:
    """A table from the lines of its CSV, as `Lexicon.to_lines` gives them."""
    table = pl.read_csv("\n".join(lines).encode(), infer_schema=False).fill_null("").select(columns)
    return table.cast({"position": pl.Int64} if "position" in columns else {})


def sha256_of(tables: Mapping[str, pl.DataFrame]) -> str:
    """Of tables as CSV: changes with any cell, not with line ends or quoting of the files."""
    return hashlib.sha256(
        "".join(f"{name}\n{table.write_csv()}" for name, table in tables.items()).encode()
    ).hexdigest()


def appended(table: pl.DataFrame, cells: list[tuple]) -> pl.DataFrame:
    """``table`` with rows below it; columns that a row does not fill hold an empty string."""
    filled = [(*row, *[""] * (table.width - len(row))) for row in cells]
    return pl.concat([table, pl.DataFrame(filled, schema=table.schema, orient="row")])


def numbered_rows(table: pl.DataFrame) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with its line in the file, the header being line 1."""
    return enumerate(table.iter_rows(named=True), start=2)
