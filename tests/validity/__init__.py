"""Do the statistics hold? Simulated truth and known history, one module a question; `python -m tests.validity`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

COLUMNS = ("question", "setting", "measure", "value", "target", "met", "usual", "usual_value", "runs", "note")


def modules() -> list[str]:
    """The modules of this folder that have rows to give, sorted; a name that begins with _ is a helper."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def collect(*, fast: bool, seed: int = 0, only=None) -> list[dict]:
    """The rows of every module, or of those named, each with the keys of `COLUMNS`."""
    rows = []
    for name in only or modules():
        for row in import_module(f"{__name__}.{name}").run(fast=fast, seed=seed):
            missing, more = set(COLUMNS) - set(row), set(row) - set(COLUMNS)
            if missing or more:
                raise ValueError(f"a row of {name} lacks {sorted(missing)} and has besides {sorted(more)}")
            rows.append(row)
    return rows
