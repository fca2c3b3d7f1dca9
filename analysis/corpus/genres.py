"""Genres of documents: by what the metadata say, else by the first of some rules that a document meets."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.os_errors import os_errors
from ..core.paths import data_folder
from ..reading.text_tables import read_cells

RULES = "genres.csv"  # in the folder of the lexicon
GIVEN = "metadata"  # what ``genre_basis`` says of a genre that the metadata state
ABOUT_A_RULE = ("rule", "genre", "note")  # columns of a rule that are no condition
# parts of the text that a rule may look at, as long as a dateline or a signature is
PARTS = {"beginning": pl.col("text").str.slice(0, 60), "end": pl.col("text").str.slice(-120)}

Rules = str | os.PathLike[str] | pl.DataFrame | None


def genre_rules(rules: Rules = None) -> pl.DataFrame:
    """The rules by which documents get their genre, in the order in which they are tried.

    Each row is a rule: its name (``rule``), the ``genre`` that it gives, a ``note`` that says why, and regular
    expressions under the names of columns of documents, or under ``beginning`` and ``end`` (the first 60 and the last
    120 characters of the text). A document meets a rule if it meets every expression in its row.

    Parameters
    ----------
    rules : path or polars.DataFrame, optional
        A CSV file or a table; those of the study, ``data/lexicon/genres.csv``, if None.

    Returns
    -------
    polars.DataFrame

    Raises
    ------
    StudyError
        Where there is no such file, a rule has no name or genre of its own, no condition, or an expression that is none.

    Examples
    --------
    >>> genre_rules()["genre"].unique().sort().to_list()
    ['commentary', 'digest', 'document', 'editorial', 'report', 'short comment']
    """
    if rules is None:
        return _shipped()
    if not isinstance(rules, pl.DataFrame):
        path = Path(rules)
        with os_errors("read", path):
            if not path.is_file():
                raise StudyError(f"no rules of genre at {path}: it needs a CSV file such as data/lexicon/{RULES}.")
            rules = read_cells(path, path.name)
    return _checked(rules)


@cache
def _shipped() -> pl.DataFrame:
    path = data_folder() / "lexicon" / RULES
    return _checked(read_cells(path, path.name))


def _checked(rules: pl.DataFrame) -> pl.DataFrame:
    missing = [name for name in ABOUT_A_RULE[:2] if name not in rules.columns]
    if missing:
        raise StudyError(
            f"rules of genre lack the column {missing[0]!r}; they have: {', '.join(rules.columns)}."
            + did_you_mean(missing[0], rules.columns)
        )
    rules = rules.cast(dict.fromkeys(rules.columns, pl.String)).with_columns(pl.all().fill_null(""))
    seen: set[str] = set()
    for row in rules.iter_rows(named=True):
        name = row["rule"]
        if not name or not row["genre"] or name in seen or name == GIVEN:
            raise StudyError(f"the rule of genre {name!r} needs a genre, and a name that no other rule has.")
        seen.add(name)
        conditions = _conditions(row)
        if not conditions:
            raise StudyError(f"the rule of genre {name!r} has no condition: every document would meet it.")
        for column, pattern in conditions.items():
            try:
                pl.select(pl.lit("").str.contains(pattern))
            except pl.exceptions.PolarsError as error:
                raise StudyError(
                    f"the rule of genre {name!r}, {column}: {pattern!r} is no regular expression."
                ) from error
    return rules


def _conditions(row: dict[str, str]) -> dict[str, str]:
    return {name: pattern for name, pattern in row.items() if name not in ABOUT_A_RULE and pattern}


def with_genres(documents: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """The documents with ``genre`` and ``genre_basis``: "metadata", or the name of the rule that was met.

    ``documents`` may hold the ``text``. A genre that stands in them already is one of the metadata, unless their
    ``genre_basis`` names a rule. A document that meets no rule has neither.
    """
    nothing = pl.lit(None, pl.String)
    given = pl.col("genre").cast(pl.String) if "genre" in documents.columns else nothing
    given = pl.when(given.str.contains(r"\S")).then(given)
    if "genre_basis" in documents.columns:
        given = pl.when(pl.col("genre_basis") == GIVEN).then(given)
    met = pl.coalesce([*_met(documents, rules), nothing])
    named = dict(rules.select("rule", "genre").iter_rows())
    genre = met.replace_strict(named, default=None, return_dtype=pl.String) if named else nothing
    return documents.with_columns(
        genre=pl.coalesce(given, genre), genre_basis=pl.when(given.is_not_null()).then(pl.lit(GIVEN)).otherwise(met)
    )


def _met(documents: pl.DataFrame, rules: pl.DataFrame) -> list[pl.Expr]:
    """For each rule that can be asked of these documents, its name where a document meets it."""
    looked_at = {name: _as_text(name, dtype) for name, dtype in documents.schema.items()}
    if "text" in documents.columns:
        looked_at |= PARTS
    found = []
    for row in rules.iter_rows(named=True):
        conditions = _conditions(row)
        if set(conditions) <= set(looked_at):  # a corpus without a column meets no rule that asks for it
            each = [looked_at[name].str.contains(pattern).fill_null(False) for name, pattern in conditions.items()]
            found.append(pl.when(pl.all_horizontal(each)).then(pl.lit(row["rule"])))
    return found


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        return column.cast(pl.List(pl.String)).list.join("、")
    return column.cast(pl.String, strict=False)
