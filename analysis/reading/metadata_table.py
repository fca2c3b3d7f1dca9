"""Tables about pages, such as `metadata.csv`: what a scholar knows about the pages of a folder."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePosixPath

import polars as pl

from ..core.csv_tables import as_it_was
from ..core.errors import StudyError
from .column_names import KNOWN, standard_names

METADATA = "metadata.csv"
CLEANED, MARK = (
    "cleaned",
    "tifa-study",
)  # column of a metadata.csv that clean_folder wrote, and what it says of such a text
_PROBLEMS = {"file": pl.String, "row": pl.UInt32, "reason": pl.String}


@dataclass(frozen=True, repr=False)
class MetadataTable:
    """Rows about pages, and which page each is about."""

    rows: pl.DataFrame  # one for each page that is named: `page` (its file), then the columns given
    problems: pl.DataFrame  # ``file row reason`` of rows that name no page, or a page named before

    @classmethod
    def of(cls, tables: list[tuple[str, pl.DataFrame]], pages: list[str]) -> MetadataTable:
        """The metadata in tables, each with its file; what a table names lies in the table's own folder."""
        parts: list[pl.DataFrame] = []
        problems: list[tuple[str, int, str]] = []
        described: dict[str, str] = {}  # each page and the row that is about it
        for name, table in tables:
            filled = (~table.select(pl.all_horizontal(pl.all().is_null())).to_series()).arg_true()
            table = table[filled]
            names = standard_names(table.columns)
            if not {"file", "doc_id"} & set(names.values()):
                raise StudyError(
                    f"{name} does not say which page a row is about: its columns are {', '.join(table.columns)}.\n"
                    "  Add a column 'file' (2014/page.txt) or 'doc_id' (2014/page)."
                )
            table = table.rename(names).drop("text", strict=False)
            if CLEANED in table.columns:  # written by `write_csv`, in which a text that looks like a formula is altered
                ours = pl.when(pl.col(CLEANED) == MARK)
                table = table.with_columns(
                    ours.then(as_it_was(pl.col(column))).otherwise(pl.col(column)).alias(column)
                    for column, dtype in table.schema.items()
                    if dtype == pl.String
                )
            key = table["file" if "file" in table.columns else "doc_id"]
            base = name.rpartition("/")[0]
            inside = [page for page in pages if not base or page.startswith(f"{base}/")]
            found = _pages_named(key.to_list(), (filled + 1).to_list(), inside, base, name, described, problems)
            rows = table.with_columns(pl.Series("page", found, dtype=pl.String)).drop("file", strict=False)
            parts.append(rows.drop_nulls("page"))
        rows = pl.concat(parts, how="diagonal") if parts else pl.DataFrame(schema={"page": pl.String})
        return cls(rows, pl.DataFrame(problems, schema=_PROBLEMS, orient="row"))

    def join(self, pages: pl.DataFrame) -> pl.DataFrame:
        """The pages with what the metadata says about them; rows of tables have what they say in themselves."""
        if not self.rows.width > 1:
            return pages
        given = self.rows.rename({name: f"\0{name}" for name in self.rows.columns if name != "page"})
        joined = pages.join(given, left_on="file", right_on="page", how="left", maintain_order="left")
        known = [name for name in KNOWN if name in pages.columns and f"\0{name}" in joined.columns]
        joined = joined.with_columns(pl.coalesce(f"\0{name}", name).alias(name) for name in known)
        joined = joined.drop(f"\0{name}" for name in known)
        return joined.rename({name: name.removeprefix("\0") for name in joined.columns})


def _pages_named(
    names: list[str | None],
    numbers: list[int],
    pages: list[str],
    base: str,
    table: str,
    described: dict[str, str],
    problems: list[tuple[str, int, str]],
) -> list[str | None]:
    """Which page each row names: by its path with or without ending, or by its name alone if unique."""
    by_path, by_name = defaultdict(list), defaultdict(list)
    for page in pages:
        path = PurePosixPath(page).relative_to(base) if base else PurePosixPath(page)
        for name in {str(path), str(path.with_suffix(""))}:
            by_path[_key(name)].append(page)
        for name in {path.name, path.stem}:
            by_name[_key(name)].append(page)
    found: list[str | None] = []
    for number, name in zip(numbers, names, strict=True):
        key = _key(name or "")
        candidates = by_path.get(key) or by_name.get(key) or []
        problem = None
        if not key:
            problem = "the row names no page"
        elif not candidates:
            problem = f"there is no page {name!r} in the folder"
        elif len(candidates) > 1:
            problem = f"{name!r} may be any of {', '.join(sorted(candidates)[:3])}: give the path"
        elif candidates[0] in described:
            problem = f"{candidates[0]} is described in {described[candidates[0]]} already"
        if problem:
            problems.append((table, number, problem))
            found.append(None)
        else:
            described[candidates[0]] = f"row {number}" + ("" if table == METADATA else f" of {table}")
            found.append(candidates[0])
    return found


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip().replace("\\", "/").removeprefix("./")).casefold()
