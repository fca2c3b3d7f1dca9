"""What the command line shows: tables, progress to a terminal, and plain words where something is wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import analysis  # public names only: each is loaded when it is used

from ..core.errors import StudyError

if TYPE_CHECKING:
    import polars as pl

PROBLEMS, USAGE = 1, 2  # exit statuses: done, with problems or nothing found; wrong input
ENDINGS = {"network": (".csv", ".graphml", ".gexf", ".json"), "table": (".csv",)}


def tell(line: str) -> None:
    """A line for the person, on stderr; stdout is for results."""
    print(line, file=sys.stderr, flush=True)


def show(frame: pl.DataFrame, out: str | None) -> None:
    """Write a table to the CSV ``out``; else show it: in columns on a terminal, as CSV into a pipe."""
    if out:
        tell(f"{frame.height} rows: {analysis.write_csv(frame, checked(out, 'table'))}")
    elif not sys.stdout.isatty():
        sys.stdout.write(analysis.csv_text(frame, float_precision=4))
    else:
        from rich.console import Console
        from rich.table import Table

        table = Table(box=None, pad_edge=False, header_style="dim")
        for name, dtype in frame.schema.items():
            table.add_column(name, justify="right" if dtype.is_numeric() else "left")
        for row in frame.rows():
            table.add_row(*("" if v is None else f"{v:.4g}" if isinstance(v, float) else str(v) for v in row))
        Console().print(table)


def checked(out: str, kind: str) -> Path:
    """``out`` as a path, if its ending says a format that this project writes; told before any work."""
    path = Path(out)
    endings = ENDINGS[kind]
    if path.suffix.lower() not in endings:
        raise StudyError(f"cannot tell a format from {path.name!r}; end the name in {', '.join(endings)}.")
    if path.is_dir():
        raise StudyError(f"{path} is a folder; give the name of a file in it.")
    return path


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function of (done, of all) that moves a bar on stderr if it is a terminal, else does nothing."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """A sign of life on a terminal for work that cannot say how far it is."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
