"""The ledger of claims: every sentence that a run of the notebooks stated, with what it rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from ..core.csv_tables import csv_text, write_csv
from ..core.errors import StudyError
from ..core.plain_values import plain
from ..core.results import Result
from ..core.whole_files import write_whole

LEDGER = {
    "notebook": pl.String,
    "number": pl.Int64,
    "claim": pl.String,
    "value": pl.String,
    "holds": pl.Boolean,
    "clauses": pl.Int64,
    "conditions": pl.String,
    "controls": pl.String,
    "exposure": pl.String,
    "attacked": pl.String,  # of each kind of broken evidence, on how many it still holds
    "survived": pl.String,  # the kinds on which it should not have held
    "survives": pl.String,  # the reason given
    "call": pl.String,  # kind of result and its arguments, of what the evidence was taken from
    "data": pl.String,  # the first digits of the SHA-256 of the evidence
}
_rows: dict[Path, list[str]] = {}  # by ledger of this process: the first claim of a run starts its file anew


def write_row(folder: str | Path, notebook: str, row: Mapping[str, Any], evidence: Any) -> None:
    """Add the row of a claim to ``<folder>/<notebook>.jsonl``, whether it holds or not."""
    path = (Path(folder) / f"{notebook}.jsonl").resolve()
    rows = _rows.setdefault(path, [])
    whole = {"notebook": notebook, "number": len(rows) + 1, **row, "data": digest(evidence)}
    line = json.dumps({name: whole[name] for name in LEDGER}, ensure_ascii=False) + "\n"
    write_whole(path, "".join([*rows, line]).encode())
    rows.append(line)  # a claim that could not be written is no row


def call_of(given: Sequence[Any]) -> str:
    """The calls that made the results among what a claim was given: kind, corpus and arguments, each once.

    >>> from analysis.core.results import TableResult
    >>> call_of([TableResult(pl.DataFrame(), {"start": "2016", "kinds": None}), None])
    'TableResult(start=2016)'
    """
    inside = [one for whole in given for one in (whole.values() if isinstance(whole, Mapping) else [whole])]
    return " ; ".join(dict.fromkeys(_call(one) for one in inside if isinstance(one, Result)))


def _call(result: Result) -> str:
    given = plain(result.parameters)
    corpus = given.pop("corpus", None)
    named = {"corpus": corpus.get("name")} if isinstance(corpus, Mapping) else {}
    said = {**named, **{name: value for name, value in given.items() if value is not None}}
    return f"{type(result).__name__}({', '.join(f'{name}={value}' for name, value in said.items())})"


def digest(evidence: Any) -> str:
    """The first twelve digits of the SHA-256 of the evidence, written as CSV or JSON."""
    return hashlib.sha256(json.dumps(_plain(evidence), ensure_ascii=False).encode()).hexdigest()[:12]


def _plain(evidence: Any) -> Any:
    if isinstance(evidence, pl.DataFrame):
        listed = [name for name, kind in evidence.schema.items() if kind.is_nested()]
        return csv_text(evidence.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join(", ") for name in listed))
    if isinstance(evidence, Mapping):
        return {str(name): _plain(one) for name, one in evidence.items()}
    return str(evidence)


def collect_ledger(folder: str | Path, out_csv: str | Path) -> pl.DataFrame:
    """Merge the ledgers of a run into one table, sorted by notebook and order of the claims.

    Parameters
    ----------
    folder : path
        Where ``TIFA_LEDGER`` pointed: one ``.jsonl`` a notebook.
    out_csv : path
        Where the table is also written, by `write_csv`: the notebook and number of the claim, the sentence, its evidence,
        whether it holds, its conditions, and what it did on broken evidence.

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
