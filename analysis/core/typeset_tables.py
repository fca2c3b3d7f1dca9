"""Tables for papers and pages: LaTeX with booktabs, and Markdown."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import polars as pl

from .control_characters import for_xml
from .errors import StudyError, did_you_mean
from .table_captions import check_language, column_head

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "−": "$-$", "≤": r"$\leq$", "≥": r"$\geq$", "×": r"$\times$", "∞": r"$\infty$",
}  # fmt: skip
_CELL_START = re.compile(r"^[\[*]")  # behind \\ LaTeX would take it for an option


def chosen_columns(frame: pl.DataFrame, columns: Sequence[str] | None) -> pl.DataFrame:
    """The columns asked for, in that order; all if None."""
    wanted = frame.columns if columns is None else [columns] if isinstance(columns, str) else list(columns)
    for name in wanted:
        if name not in frame.columns:
            raise StudyError(
                f"the table has no column {name!r}; it has: {', '.join(frame.columns)}."
                + did_you_mean(str(name), frame.columns)
            )
    return frame.select(wanted)


def shown(value: Any, digits: int, lang: str) -> str:
    """A value as a table of a paper shows it; what is not nought is never shown as nought.

    >>> [shown(value, 2, "en") for value in (1234, 0.126, 0.0004, -0.0004, None, True, ["a", "b"])]
    ['1,234', '0.13', '<0.01', '−<0.01', '–', 'yes', 'a, b']
    """
    if value is None or isinstance(value, float) and math.isnan(value):
        return "–"
    if isinstance(value, bool):
        return (("no", "yes"), ("否", "是"))[check_language(lang)][value]
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    if isinstance(value, float):
        sign, size = "−" if value < 0 else "", abs(value)
        if math.isinf(size):
            return f"{sign}∞"
        least = 10.0**-digits
        return f"{sign}<{least:.{digits}f}" if 0 < size < least / 2 else f"{sign if size else ''}{size:,.{digits}f}"
    if isinstance(value, list | tuple | pl.Series):
        return ", ".join(shown(one, digits, lang) for one in value)
    return str(value) if isinstance(value, date) else " ".join(str(value).split())


def latex_text(text: str) -> str:
    """A text as LaTeX prints it; Chinese stays as it is.

    >>> latex_text("50% of A_B & {六保}")
    '50\\\\% of A\\\\_B \\\\& \\\\{六保\\\\}'
    """
    return "".join(_LATEX.get(character, character) for character in for_xml(text))


def latex_table(frame: pl.DataFrame, *, caption: str, note: str, digits: int, lang: str) -> str:
    """A table of LaTeX with the rules of booktabs, its caption above and a note below."""
    rows = _rows(frame, digits, lang, latex_text)
    head, *body = [[_CELL_START.sub(lambda found: "{" + found[0] + "}", cell) for cell in row] for row in rows]
    places = "".join("r" if dtype.is_numeric() else "l" for dtype in frame.dtypes)
    lines = [
        r"% \usepackage{booktabs}; for Chinese \usepackage{ctex}, and XeLaTeX or LuaLaTeX",
        r"\begin{table}",
        r"\centering",
        rf"\caption{{{latex_text(caption)}}}",
        rf"\begin{{tabular}}{{{places}}}",
        r"\toprule",
        " & ".join(head) + r" \\",
        r"\midrule",
        *(" & ".join(row) + r" \\" for row in body),
        r"\bottomrule",
        r"\end{tabular}",
        *([rf"\par\smallskip{{\footnotesize {latex_text(note)}}}"] if note else []),
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def markdown_table(frame: pl.DataFrame, *, caption: str, note: str, digits: int, lang: str) -> str:
    """A table of Markdown (GitHub's), its caption above and a note below."""
    head, *body = _rows(frame, digits, lang, _markdown_text)
    places = ["---:" if dtype.is_numeric() else ":---" for dtype in frame.dtypes]
    lines = [f"| {' | '.join(row)} |" for row in (head, places, *body)]
    return (
        "\n\n".join(part for part in (_markdown_text(caption), "\n".join(lines), _markdown_text(note)) if part) + "\n"
    )


def _markdown_text(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", for_xml(text))


def _rows(frame: pl.DataFrame, digits: int, lang: str, text: Callable[[str], str]) -> list[list[str]]:
    if not isinstance(digits, int) or isinstance(digits, bool) or not 0 <= digits <= 15:
        raise StudyError(f"digits is the number of decimals, 0 to 15; it was {digits!r}.")
    if not frame.columns:
        raise StudyError("the table has no column to write.")
    head = [text(column_head(name, lang)) for name in frame.columns]
    return [head, *([text(shown(value, digits, lang)) for value in row] for row in frame.iter_rows())]
