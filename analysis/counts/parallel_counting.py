"""Parts of a corpus counted side by side: by threads, processes or a cluster, with the same files whoever counts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from contextlib import nullcontext
from itertools import islice

from ..core.file_writer import FileWriter
from ..segment.match_rules import MatchRules
from .counted_parts import count_parts
from .text_sources import Part, Piece

AHEAD = 64  # batches handed out at a time: enough for a large cluster, and no list of a million futures


def count_in_parallel(
    parts: list[Part] | list[Piece],
    rules: MatchRules,
    out: FileWriter,
    *,
    executor: Executor | None,
    done: Mapping[str, int],
    shard_chars: int,
    progress: Callable[[int, int], None] | None,
) -> list[dict]:
    """Count all parts into a folder; returns their records in the order of the parts.

    A worker that is killed takes its batch with it, and a ``ProcessPoolExecutor`` takes every batch that
    waits. What is missing then is counted in this process: the run ends, with the same files.
    """
    batches = list(_batches(parts, shard_chars))
    entries: dict[int, list[dict]] = {}

    def enter(number: int, counted: list[dict]) -> None:
        entries[number] = counted
        if progress is not None:
            progress(sum(map(len, entries.values())), len(parts))

    todo = iter(enumerate(batches))
    waiting: dict[Future, int] = {}
    with nullcontext(executor) if executor is not None else ThreadPoolExecutor(_processors()) as workers:
        try:
            while True:
                for number, batch in islice(todo, AHEAD - len(waiting)):
                    waiting[workers.submit(count_parts, batch, rules, out, done=done)] = number
                if not waiting:
                    break
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    enter(waiting.pop(future), future.result())
        except Exception as error:
            for future in waiting:
                future.cancel()
            if not _worker_died(error):
                raise
    if len(entries) < len(batches):
        done = out.folder.sizes()  # other workers may have finished theirs
        for number, batch in enumerate(batches):
            if number not in entries:
                enter(number, count_parts(batch, rules, out, done=done))
    return [entry for number in range(len(batches)) for entry in entries[number]]


def _batches(parts: list[Part] | list[Piece], shard_chars: int) -> Iterator[list]:
    """Consecutive parts, together about ``shard_chars`` characters."""
    batch, size = [], 0
    for part in parts:
        batch.append(part)
        size += part.chars
        if size >= shard_chars:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _worker_died(error: Exception) -> bool:
    """Whether an executor says that a worker was killed, rather than that the work itself is wrong."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ in ("KilledWorker", "CancelledError")
