"""What the command line shows: tables on stdout, messages and progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import analysis  # public names only: each is loaded when it is used

if TYPE_CHECKING:
    import polars as pl

PROBLEMS, USAGE = 1, 2  # exit statuses: done, with problems or nothing found; wrong input


def message(line: str) -> None:
    """A line for the person, on stderr; stdout is for results."""
    print(line, file=sys.stderr, flush=True)


def show(frame: pl.DataFrame, out: str | None) -> None:
    """Write a table to the CSV ``out``; else show it: in columns on a terminal, as CSV into a pipe."""
    if out:
        message(f"{frame.height} rows: {analysis.write_csv(frame, out)}")
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


def save(drawing: Any, name: str) -> None:
    """Save a figure and say where."""
    message("\n".join(map(str, analysis.save_figure(drawing, name))))


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function of (done, of all) that moves a bar on stderr; the bar only pulses where nobody calls it."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
