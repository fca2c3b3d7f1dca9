"""`metadata.csv`: what a scholar knows about the pages of a folder."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from ..core.errors import StudyError
from .column_names import KNOWN, canonical
from .text_tables import read_table_as_is

METADATA = "metadata.csv"


@dataclass(frozen=True, repr=False)
class Metadata:
    """Rows about pages, and which page each is about.

    Attributes
    ----------
    rows : polars.DataFrame
        One row for each page that is named: `page` (its file), then the columns given.
    problems : polars.DataFrame
        ``file row reason`` of rows that name no page, or a page named before.
    """

    rows: pl.DataFrame
    problems: pl.DataFrame

    @classmethod
    def of(cls, folder: Path, pages: list[str]) -> Metadata:
        """The metadata of a folder's pages; none where there is no ``metadata.csv``."""
        path = folder / METADATA
        none = pl.DataFrame(schema={"file": pl.String, "row": pl.UInt32, "reason": pl.String})
        if not path.is_file():
            return cls(pl.DataFrame(schema={"page": pl.String}), none)
        table = read_table_as_is(path)
        numbers = (~table.select(pl.all_horizontal(pl.all().is_null())).to_series()).arg_true()
        table = table[numbers]  # without rows that are blank throughout
        called = canonical(table.columns)
        if not {"file", "doc_id"} & set(called.values()):
            raise StudyError(
                f"{METADATA} does not say which page a row is about: "
                f"its columns are {', '.join(table.columns)}.\n"
                "  Add a column 'file' (2014/page.txt) or 'doc_id' (2014/page)."
            )
        table = table.rename(called).drop("text", strict=False)
        names = table["file" if "file" in table.columns else "doc_id"].to_list()
        found, problems = _match(names, (numbers + 1).to_list(), pages)
        table = table.with_columns(pl.Series("page", found, dtype=pl.String)).drop("file", strict=False)
        told = pl.DataFrame(
            {"file": [METADATA] * len(problems), "row": [n for n, _ in problems], "reason": [r for _, r in problems]},
            schema=none.schema,
        )
        return cls(table.filter(pl.col("page").is_not_null()), told)

    def join(self, pages: pl.DataFrame) -> pl.DataFrame:
        """The pages with what the metadata says about them."""
        if not self.rows.width > 1:
            return pages
        given = self.rows.rename({name: f"\0{name}" for name in self.rows.columns if name != "page"})
        joined = pages.join(given, left_on="file", right_on="page", how="left", maintain_order="left")
        known = [name for name in KNOWN if name not in ("file", "text") and f"\0{name}" in joined.columns]
        joined = joined.with_columns(pl.coalesce(f"\0{name}", name).alias(name) for name in known)
        joined = joined.drop(f"\0{name}" for name in known)
        return joined.rename({name: name.removeprefix("\0") for name in joined.columns})


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip().replace("\\", "/").removeprefix("./")).casefold()


def _match(
    names: list[str | None], numbers: list[int], pages: list[str]
) -> tuple[list[str | None], list[tuple[int, str]]]:
    """Which page each name is about: by path, with or without ending, or by the name alone if unique."""
    exact: dict[str, list[str]] = {}
    for page in pages:
        path = PurePosixPath(page)
        for name in {str(path), str(path.with_suffix(""))}:
            exact.setdefault(_key(name), []).append(page)
    alone: dict[str, list[str]] = {}
    for page in pages:
        path = PurePosixPath(page)
        for name in {path.name, path.stem}:
            alone.setdefault(_key(name), []).append(page)
    found, problems, taken = [], [], Counter()
    for number, name in zip(numbers, names, strict=True):
        page = None
        if not name or not name.strip():
            problems.append((number, "the row names no page"))
        else:
            candidates = exact.get(_key(name)) or alone.get(_key(name)) or []
            if not candidates:
                problems.append((number, f"there is no page {name!r} in the folder"))
            elif len(candidates) > 1:
                problems.append((number, f"{name!r} may be any of {', '.join(sorted(candidates)[:3])}: give the path"))
            elif taken[candidates[0]]:
                problems.append((number, f"{candidates[0]} is described in row {taken[candidates[0]]} already"))
            else:
                page = candidates[0]
                taken[page] = number
        found.append(page)
    return found, problems
