"""A sentence that states a finding, checked where it stands, and the ledger of all of them.

A notebook says ``claim("{n} stories name it in 2023", n == 8, {"n": n})``: the number in the sentence is
the computed one, the sentence is shown with its evidence, and the notebook stops if it does not hold.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from ..core.control_characters import for_xml
from ..core.csv_tables import write_csv
from ..core.errors import StudyError, did_you_mean
from ..core.pandas_frames import as_frame, is_pandas
from ..core.results import Result
from ..core.whole_files import write_whole

LEDGER = {"notebook": pl.String, "number": pl.Int64, "claim": pl.String, "value": pl.String, "holds": pl.Boolean}
ROWS_SHOWN = 12  # evidence is read beside its sentence; a longer table belongs in a cell of its own
_rows: dict[Path, list[str]] = {}  # by ledger of this process: the first claim of a run starts its file anew


class ClaimError(StudyError, AssertionError):
    """A sentence in a notebook that its own numbers contradict."""


@dataclass(frozen=True, repr=False)
class Claim:
    """A sentence, whether it holds, and what shows it; made by `claim`. Shows itself with a tick and the evidence.

    Parameters
    ----------
    text : str
        With its numbers filled in.
    holds : bool
    evidence : mapping, polars.DataFrame, number, str or date, optional

    Examples
    --------
    >>> Claim("8 stories name it", True)
    ✓ 8 stories name it
    """

    text: str
    holds: bool
    evidence: Any = None

    def __repr__(self) -> str:
        return "\n".join([f"{'✓' if self.holds else '✗'} {self.text}", *self._evidence_lines()])

    def _evidence_lines(self) -> list[str]:
        header, body, more = _table(self.evidence)
        rows = [" | ".join(row) for row in [header, *body]] if header else [": ".join(row) for row in body]
        return ["  " + row for row in rows] + [f"  … {more} more rows"] * bool(more)

    def _repr_html_(self) -> str:
        mark, colour = ("✓", "#00714e") if self.holds else ("✗", "#a33c00")
        header, body, more = _table(self.evidence)
        rows = [[f"<th>{escape(cell)}</th>" for cell in header]] if header else []
        rows += [[f"<td>{escape(cell)}</td>" for cell in row] for row in body]
        rows += [[f"<td>… {more} more rows</td>"]] * bool(more)
        lines = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
        table = f'<table style="margin:.3em 0 0 0">{lines}</table>' if lines else ""
        return for_xml(
            f'<div style="border-left:4px solid {colour};padding:.2em .8em">'
            f'<span style="color:{colour}">{mark}</span> {escape(self.text)}{table}</div>'
        )


def claim(text: str, holds: bool, evidence: Any = None) -> Claim:
    """State a finding, and stop if the numbers do not bear it out.

    Parameters
    ----------
    text : str
        One sentence. ``{name}`` is filled from the evidence, with Python's formats (``{rate:.1f}``), so
        that a number in the sentence is always the computed one.
    holds : bool
        The condition, computed in the notebook.
    evidence : mapping, polars.DataFrame, result, number, str or date, optional
        What the condition was computed from. A mapping fills the fields by name, a table of one row by its
        columns, anything else as ``{value}``.

    Returns
    -------
    Claim
        If the environment variable ``TIFA_LEDGER`` names a folder, a row is also written to
        ``<folder>/<notebook>.jsonl``, the notebook's name being ``TIFA_NOTEBOOK``.

    Raises
    ------
    ClaimError
        (a `StudyError` and an ``AssertionError``) if the sentence does not hold.
    StudyError
        ``holds`` is not one answer, or the sentence asks for what the evidence lacks.

    Examples
    --------
    >>> claim("the label is named in {n} stories", 8 > 2, {"n": 8})
    ✓ the label is named in 8 stories
      n: 8
    """
    if type(holds).__name__ not in ("bool", "bool_"):  # bool_ is what numpy's comparisons return
        raise StudyError(
            f"a claim needs True or False, and was given {type(holds).__name__}: {holds!r}.\n"
            "  Reduce the comparison to one answer, for example with .all() or .item()."
        )
    if isinstance(evidence, Result | pl.LazyFrame) or is_pandas(evidence):
        evidence = as_frame(evidence, takes="evidence is a table")
    stated = Claim(_fill(text, evidence), bool(holds), evidence)
    _write_row(stated)
    if not stated.holds:
        shown = "\n".join(stated._evidence_lines()) or "  (no evidence was given)"
        raise ClaimError(f"this claim does not hold: {stated.text}\n{shown}")
    return stated


def collect_ledger(folder: str | Path, out_csv: str | Path) -> pl.DataFrame:
    """Merge the ledgers of a run into one table, sorted by notebook and order of the claims.

    Parameters
    ----------
    folder : path
        Where ``TIFA_LEDGER`` pointed: one ``.jsonl`` a notebook.
    out_csv : path
        Where the table, ``notebook · number · claim · value · holds``, is also written, by `write_csv`.

    Raises
    ------
    StudyError
        No such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise StudyError(f"no folder of ledgers at {folder}. Run the notebooks with TIFA_LEDGER={folder} first.")
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    ledger = pl.DataFrame([json.loads(line) for line in lines], schema=LEDGER).sort("notebook", "number")
    write_csv(ledger, out_csv)
    return ledger


def _fill(text: str, evidence: Any) -> str:
    if isinstance(evidence, pl.DataFrame):
        fields = evidence.row(0, named=True) if evidence.height == 1 else {}
    else:
        fields = dict(evidence) if isinstance(evidence, Mapping) else {"value": evidence}
    try:
        return text.format_map(fields)
    except KeyError as missing:
        field = str(missing.args[0])
        raise StudyError(
            f"the sentence asks for {{{field}}}, which the evidence lacks; it has: "
            f"{', '.join(map(str, fields)) or 'no named value'}." + did_you_mean(field, map(str, fields))
        ) from None
    except (ValueError, TypeError, IndexError) as problem:
        raise StudyError(f"the sentence {text!r} cannot be filled: {problem}.") from None


def _write_row(stated: Claim) -> None:
    """Write the row of a claim, whether it holds or not, if a ledger is being kept."""
    folder = os.environ.get("TIFA_LEDGER")
    if not folder:
        return
    notebook = os.environ.get("TIFA_NOTEBOOK", "notebook")
    path = (Path(folder) / f"{notebook}.jsonl").resolve()
    rows = _rows.setdefault(path, [])
    row = (notebook, len(rows) + 1, stated.text, _in_one_line(stated.evidence), stated.holds)
    line = json.dumps(dict(zip(LEDGER, row, strict=True)), ensure_ascii=False) + "\n"
    write_whole(path, "".join([*rows, line]).encode())
    rows.append(line)  # a claim that could not be written is no row


def _in_one_line(evidence: Any) -> str:
    """``n: 8 · rate: 1.25``, or the rows of a table, ``term: 六保 · n: 8; …``."""
    header, body, more = _table(evidence)
    if not header:
        return " · ".join(": ".join(row) for row in body)
    rows = [" · ".join(f"{k}: {v}" for k, v in zip(header, row, strict=True)) for row in body]
    return "; ".join(rows + [f"… {more} more rows"] * bool(more))


def _table(evidence: Any) -> tuple[list[str], list[list[str]], int]:
    """Header (of tables only), rows of text, and how many rows are left off."""
    if evidence is None:
        return [], [], 0
    if isinstance(evidence, pl.DataFrame):
        rows = [[_text(value) for value in row] for row in evidence.head(ROWS_SHOWN).rows()]
        return list(evidence.columns), rows, max(0, evidence.height - ROWS_SHOWN)
    if isinstance(evidence, Mapping):
        return [], [[str(name), _text(value)] for name, value in evidence.items()], 0
    return [], [[_text(evidence)]], 0


def _text(value: Any) -> str:
    if isinstance(value, pl.Series):
        value = value.to_list()
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    if hasattr(value, "item") and not isinstance(value, str | bytes):
        value = value.item()  # a number of numpy's shows itself as np.float64(…)
    if isinstance(value, float):
        return f"{value:.6g}"  # the last digits differ between machines; the sentence does not hang on them
    if value is None:
        return "–"
    return value.isoformat() if isinstance(value, date) else str(value)
