"""A process killed at any operation on files, played in this one: from that operation on, none succeeds."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from analysis.core import file_locks

OPERATIONS = ("replace", "unlink", "mkdir", "link", "fsync", "write")


class KilledError(BaseException):
    """What a process that is killed would not live to see."""


class Operations:
    """Counts the operations on files below a folder; at the number ``last`` the process is dead, or the disk full."""

    def __init__(self, last: int, error: type[BaseException] | OSError):
        self.last, self.error, self.done = last, error, 0

    def one(self) -> bool:
        """Whether the operation that is about to happen does."""
        self.done += 1
        return self.done <= self.last or self.last < 0

    def fail(self):
        raise self.error


@contextmanager
def stopped_at(last: int, error: type[BaseException] | OSError = KilledError):
    """Let ``last`` operations succeed and none after them (all, where it is negative); yields their count."""
    operations = Operations(last, error)
    with pytest.MonkeyPatch.context() as patch:
        for name in OPERATIONS:
            patch.setattr(os, name, _guarded(getattr(os, name), operations))
        write = Path.write_bytes

        def write_bytes(path, data):
            if not operations.one():
                write(path, bytes(data)[: len(data) // 2])  # what was on its way when it ended
                operations.fail()
            return write(path, data)

        patch.setattr(Path, "write_bytes", write_bytes)
        with suppress(KilledError):
            yield operations
    for lock in list(file_locks._open_locks):  # the system does this when a process ends
        lock.forget()


def _guarded(real, operations):
    def call(*arguments, **options):
        if not operations.one():
            operations.fail()
        return real(*arguments, **options)

    return call


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS))
