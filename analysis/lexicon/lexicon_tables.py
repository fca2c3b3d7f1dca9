"""The six tables of a lexicon, read from CSV files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from ..core.errors import StudyError, did_you_mean

COLUMNS = {
    "terms": ["term", "type", "gloss", "introduced", "precision", "occasion", "source", "confidence", "note"],
    "variants": ["term", "variant", "note"],
    "expansions": ["term", "version", "position", "member", "gloss", "from", "to", "match", "source"],
    "member_variants": ["member", "variant"],
    "senses": ["term", "sense", "gloss", "from", "to", "source"],
    "exclusions": ["term", "exclusion", "reason"],
}


def read_table(path: Path, columns: list[str]) -> pl.DataFrame:
    """One CSV file, all columns text but ``position``."""
    if not path.is_file():
        raise StudyError(
            f"the lexicon lacks {path.name}: nothing at {path}.\n  It needs a first line with: {','.join(columns)}."
        )
    try:
        table = pl.read_csv(path, infer_schema=False).fill_null("")
    except pl.exceptions.PolarsError as error:
        raise StudyError(f"{path.name} of the lexicon cannot be read; it has to be CSV in UTF-8: {error}") from error
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


def appended(table: pl.DataFrame, cells: list[tuple]) -> pl.DataFrame:
    """``table`` with rows below it; columns that a row does not fill hold an empty string."""
    filled = [(*row, *[""] * (table.width - len(row))) for row in cells]
    return pl.concat([table, pl.DataFrame(filled, schema=table.schema, orient="row")])


def numbered_rows(table: pl.DataFrame) -> Iterator[tuple[int, dict]]:
    """Each row with its line in the file, the header being line 1."""
    return enumerate(table.iter_rows(named=True), start=2)
