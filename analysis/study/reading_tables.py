"""Tables of a notebook as people read them: glosses beside Chinese terms, years for days, few digits, no types and no quotes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

import polars as pl

from ..core.control_characters import for_xml
from ..core.csv_tables import read_csv
from ..core.errors import StudyError
from ..core.paths import data_folder
from ..core.typeset_tables import shown
from ..lexicon.lexicon import Lexicon
from ..timelines.named_provinces import provinces_of

ROWS = 24  # a reader of a notebook scrolls past more; the rest is counted in the last line
BY_YEAR = ("year", "years")  # whole numbers that are no amounts: 2013, not 2,013
TITLE = "title"
GLOSSED = {"term": "in English", "a": "a in English", "b": "b in English", "first": "first in English"}


def reading_tables() -> None:
    """Show every table of this notebook as people read it, from here on.

    Columns are headed by their names with blanks for ``_``; a column of days that all begin a year shows years, one whose days begin
    months shows months; a column whose largest number is 10 has one decimal, 100 or more none, else two; what is missing is
    a dash; of long tables the first 24 rows stand, and how many follow. Outside a notebook nothing changes.

    Examples
    --------
    >>> reading_tables()
    """
    try:
        from IPython.core.getipython import get_ipython
    except ModuleNotFoundError:  # no notebook without it
        return
    notebook: Any = get_ipython()
    if notebook is not None:
        formatters = notebook.display_formatter.formatters
        formatters["text/html"].for_type(pl.DataFrame, html_table)
        formatters["text/plain"].for_type(pl.DataFrame, lambda frame, page, cycle: page.text(plain_table(frame)))


def with_glosses(frame: pl.DataFrame, *, pinyin: bool = False, lexicon: Lexicon | None = None) -> pl.DataFrame:
    """The table with the English gloss beside each column of terms, and the pinyin if asked for; titles with what they name.

    Parameters
    ----------
    frame : polars.DataFrame
        With a column ``term``, or ``a`` and ``b``, or ``title``; what the lexicon does not know stays without a gloss.
    pinyin : bool
        Put the pinyin between the term and its gloss as well; members of expansions have none.
    lexicon : Lexicon, optional
        The study's own if None.

    Returns
    -------
    polars.DataFrame
        With ``in English`` behind ``term`` (``a in English`` behind ``a``), and ``pinyin`` (``a pinyin``); the glosses are
        the short ones of the lexicon. Behind ``title`` stands ``in the title``: the glosses of the formulations that it holds, and
        the provinces, in their order; no translation.

    Raises
    ------
    StudyError
        No column of terms or titles.

    Examples
    --------
    >>> with_glosses(pl.DataFrame({"term": ["六稳"], "hits": [3]}), pinyin=True).row(0)
    ('六稳', 'liù wěn', 'six stabilities', 3)
    >>> with_glosses(pl.DataFrame({"title": ["福建：做好六稳、六保"]})).row(0)
    ('福建：做好六稳、六保', 'Fujian; six stabilities; six guarantees')
    """
    named = [name for name in GLOSSED if name in frame.columns and frame.schema[name] == pl.String]
    titled = TITLE in frame.columns and frame.schema[TITLE] == pl.String
    if not named and not titled:
        raise StudyError(
            f"no column of terms in this table (term, or a and b), and no title; it has: {', '.join(frame.columns)}.\n"
            '  Give it one: frame.rename({"word": "term"}).'
        )
    lexicon = lexicon or Lexicon.read()
    columns: list[pl.Series] = []
    for column in frame:
        columns.append(column)
        if column.name in named:
            terms = column.to_list()
            spoken = "pinyin" if column.name == "term" else f"{column.name} pinyin"
            if pinyin:
                columns.append(pl.Series(spoken, [_said(lexicon.pinyin, term) for term in terms], pl.String))
            columns.append(
                pl.Series(GLOSSED[column.name], [_said(lexicon.short_gloss, term) for term in terms], pl.String)
            )
        elif column.name == TITLE and titled:
            told = {title: _in_title(title, lexicon) for title in column.drop_nulls().unique()}
            columns.append(column.replace_strict(told, default=None, return_dtype=pl.String).alias("in the title"))
    return pl.DataFrame(columns)


def html_table(frame: pl.DataFrame) -> str:
    """The table as HTML, numbers to the right."""
    sides = ["right" if dtype.is_numeric() else "left" for dtype in frame.dtypes]
    head, *body = _cells(frame)
    lines = [_html_row("th", head, sides), *(_html_row("td", row, sides) for row in body)]
    more = f"<small>{_rest(frame)}</small>" if _rest(frame) else ""
    return for_xml(f"<table>{''.join(lines)}</table>{more}")


def plain_table(frame: pl.DataFrame) -> str:
    """The table in characters of one width, a Chinese one as wide as two.

    >>> print(plain_table(pl.DataFrame({"term": ["六保"], "start": [date(2020, 1, 1)], "rate": [20.333], "high": [None]})))
    term  start  rate  high
    六保  2020   20.3  –
    """
    rows = _cells(frame)
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    right = [dtype.is_numeric() for dtype in frame.dtypes]
    lines = ["  ".join(map(_padded, row, widths, right)).rstrip() for row in rows]
    return "\n".join(filter(None, [*lines, _rest(frame)]))


def _rest(frame: pl.DataFrame) -> str:
    """What is said under a table that does not show all, or has nothing to show: a head alone looks like a fault."""
    return f"… {frame.height - ROWS:,} more rows" if frame.height > ROWS else "" if frame.height else "no rows"


def _said(say: Any, term: str | None) -> str | None:
    if term is None:
        return None
    try:
        return say(term) or None
    except StudyError:  # a word of the dictionary, which the lexicon need not know
        return None


def _in_title(title: str, lexicon: Lexicon) -> str | None:
    """The provinces and formulations that a title names, in English and in its order."""
    provinces = read_csv(data_folder() / "lexicon" / "provinces.csv").select("province", "en")
    english = dict(provinces.rows())
    named = pl.DataFrame({TITLE: [title]}).select(provinces_of(TITLE))[TITLE][0].to_list()
    found = [(title.find(one), english[one]) for one in named]
    found += [
        (start, _said(lexicon.short_gloss, term)) for start, term in lexicon.find(title).select("start", "term").rows()
    ]
    return "; ".join(dict.fromkeys(gloss for _, gloss in sorted(one for one in found if one[1]))) or None


def _html_row(tag: str, row: list[str], sides: list[str]) -> str:
    cells = (f'<{tag} style="text-align:{side}">{escape(cell)}</{tag}>' for cell, side in zip(row, sides, strict=True))
    return f"<tr>{''.join(cells)}</tr>"


def _cells(frame: pl.DataFrame) -> list[list[str]]:
    columns = [[column.name.replace("_", " "), *_column(column.head(ROWS))] for column in frame]
    return [list(row) for row in zip(*columns, strict=True)]


def days_shown(values: Sequence[Any], name: str = "") -> list[str] | None:
    """Days that all begin a year as years (unless the column is named a month), such as begin months as months; else None.

    >>> days_shown([date(2020, 1, 1), None]), days_shown([date(2020, 5, 2)])
    (['2020', '–'], None)
    """
    days = [value for value in values if isinstance(value, date)]
    if days and name != "month" and all((day.month, day.day) == (1, 1) for day in days):
        return ["–" if day is None else f"{day:%Y}" for day in values]
    if days and all(day.day == 1 for day in days):
        return ["–" if day is None else f"{day:%Y-%m}" for day in values]
    return None


def _column(column: pl.Series) -> list[str]:
    values = column.to_list()
    if days := days_shown(values, column.name):
        return days
    if column.name in BY_YEAR and column.dtype.is_integer():
        return ["–" if value is None else str(value) for value in values]
    return [shown(value, _digits(column), "en") for value in values]


def _digits(column: pl.Series) -> int:
    sizes = [abs(value) for value in column.to_list() if isinstance(value, float) and value - value == 0]  # finite
    largest = max(sizes, default=0.0)
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space
