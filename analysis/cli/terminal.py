"""What the command line shows: tables on stdout, messages and progress on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import typer

import analysis  # public names only: each is loaded when it is used

from ..core.control_characters import printable
from .terminal_tables import cell, concordance_lines, fitting

if TYPE_CHECKING:
    import polars as pl

# exit statuses: done, with problems or nothing found; wrong input; stopped by Ctrl-C
PROBLEMS, USAGE, INTERRUPTED = 1, 2, 130


def any_encoding() -> None:
    """Let a console or file of another code page (cp1252) show ? for what it lacks, instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # not where a notebook or a test has put its own
            stream.reconfigure(errors="replace")


def message(line: str) -> None:
    """A line for the person, on stderr; stdout is for results. What would steer the terminal is escaped."""
    print(printable(line, lines=True), file=sys.stderr, flush=True)


def warned(text: Warning | str, *_: Any, **__: Any) -> None:
    """In the place of `warnings.showwarning`: the sentence alone, without a line of the program's source."""
    message(f"warning: {text}")


def left_out(corpus: Any, most: int) -> list[str]:
    """A line for each of the first things that were rejected: file, record where the file holds several, reason."""
    rows = corpus.rejected.head(most).select("file", "doc_id", "reason").rows()
    of_record = [f" ({doc_id})" if doc_id and PurePath(file).stem != doc_id else "" for file, doc_id, _ in rows]
    return [
        f"  left out: {printable(file)}{printable(record)}: {printable(reason)}"
        for (file, _, reason), record in zip(rows, of_record, strict=True)
    ]


def show(frame: pl.DataFrame, out: str | None, first: Iterable[str] = ()) -> None:
    """Write a table to the CSV ``out``; else show it: in columns on a terminal, as CSV into a pipe.

    A terminal that is too narrow shows the columns ``first`` and as many of the others as fit.
    """
    if out:
        message(f"{frame.height} rows: {analysis.write_csv(frame, out)}")
    elif not sys.stdout.isatty():
        _print(analysis.csv_text(frame, float_precision=4))  # control characters are pictures there
        _tell_lost_characters()
    else:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        console = Console()
        shown = fitting(frame, console.width, [name for name in first if name in frame.columns])
        table = Table(box=None, pad_edge=False, header_style="dim")
        for name in shown:
            text = not frame.schema[name].is_numeric()
            kept = name in first and text  # a term may break into lines, but is never cut
            table.add_column(
                Text(printable(name)),
                justify="left" if text else "right",
                overflow="fold" if kept else "ellipsis",
                no_wrap=not kept,
            )
        for row in frame.select(shown).rows():
            table.add_row(*(Text(cell(value)) for value in row))  # a string would be read for [markup]
        with console.capture() as drawn:
            console.print(table)
        _print(drawn.get())
        left_out = [name for name in frame.columns if name not in shown]
        if left_out:
            message(f"too narrow for {', '.join(left_out)}; --out FILE.csv writes every column")


def show_concordance(frame: pl.DataFrame, out: str | None) -> None:
    """Like `show`; on a terminal the matches stand below each other, each between the words beside it."""
    if out or not sys.stdout.isatty():
        show(frame, out)
        return
    from rich.console import Console

    _print("".join(f"{line}\n" for line in concordance_lines(frame, Console().width)))


def _print(text: str) -> None:
    """Write to stdout; a reader that has seen enough (``| head``) ends the command, without a word."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more when it ends
        raise typer.Exit(0) from None


def _tell_lost_characters() -> None:
    """A CSV in a code page without Chinese is full of ?: say how to get a whole one."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        "四下基层".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        message(f"the output is in {encoding}, which has no Chinese: ? stands for it. --out FILE.csv writes UTF-8.")


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
