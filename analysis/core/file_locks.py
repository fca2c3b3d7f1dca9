"""Who writes to a folder, and whether anybody still reads what was there: locks that no killed process leaves behind.

A lock belongs to an open file (``flock``; on Windows a byte of it), so the system frees it with the process. A writer
locks a file of its own, whose text says who it is. A reader shares the lock of the manifest that it has read: as long
as it does, a writer that puts another manifest in the place of that one keeps the files which the old one names.
"""

from __future__ import annotations

import errno
import os
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

_BUSY = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
_AS_BYTES = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe of that name makes nobody wait
_FAR = 1 << 30  # the byte that Windows locks: behind all that is read
_open_locks: weakref.WeakSet[WriterLock] = weakref.WeakSet()


class LockedError(Exception):
    """Another process holds the lock; the argument is the text of its file."""


class WriterLock:
    """The lock of a writer, and the journal that the file of the lock holds: lines that are on disk when written."""

    def __init__(self, path: Path):
        self.path = path
        self.new = False  # whether there was no such file
        self.before = b""  # what a run that was killed left in it
        while True:
            self.new = not path.exists()
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                if not _taken(self._handle):
                    raise LockedError(_text(self._handle))
                if _same_file(self._handle, path):
                    break
            except BaseException:
                os.close(self._handle)
                raise
            os.close(self._handle)  # its owner took the file away just then
        self.before = path.read_bytes()
        self._torn = bool(self.before) and not self.before.endswith(b"\n")
        _open_locks.add(self)

    def append(self, line: str) -> None:
        """Write a line, and wait until the disk has it."""
        os.lseek(self._handle, 0, os.SEEK_END)
        data = (line + "\n").encode()
        if self._torn:  # a run was killed in the middle of a line
            data, self._torn = b"\n" + data, False
        while data:
            data = data[os.write(self._handle, data) :]
        os.fsync(self._handle)

    def release(self, *, remove: bool) -> None:
        """Give the lock back; the file goes first, so that nobody locks a file that is about to go."""
        if self._handle < 0:
            return
        if fcntl is None:  # Windows removes no open file
            self.forget()
        if remove:
            with suppress(OSError):  # what stays says that its run has ended: nobody holds its lock
                self.path.unlink(missing_ok=True)
        self.forget()

    def forget(self) -> None:
        """Close the file without a word: in a forked process, which must not keep its parent's lock."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _forget_all() -> None:
    for lock in list(_open_locks):
        lock.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


class Held:
    """A manifest as it was read, shared with other readers until nothing refers to it any more."""

    def __init__(self, path: Path, data: bytes, handle: int):
        self.path, self.data = path, data
        if handle >= 0:
            weakref.finalize(self, os.close, handle)

    def __reduce__(self) -> tuple[Callable, tuple]:
        return _held_again, (self.path, self.data)  # a worker holds for itself what it can


def hold(path: Path) -> Held:
    """Read a file and share its lock, so that a writer knows that what it names is in use.

    Raises OSError where it cannot be read.
    """
    for _ in range(200):
        handle = os.open(path, os.O_RDONLY | _AS_BYTES)
        try:
            shared = fcntl is None or _shared(handle)
            if shared is None or (shared and _same_file(handle, path)):
                with os.fdopen(os.dup(handle), "rb") as file:
                    data = file.read()
                if fcntl is None or shared is None:  # no lock to be had here: a writer keeps the files until the next
                    os.close(handle)
                    handle = -1
                return Held(path, data, handle)
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # replaced while we looked
        time.sleep(0.005)
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))


def _held_again(path: Path, data: bytes) -> Held:
    for place in (path, *path.parent.glob(f".{path.stem}-*{path.suffix}")):
        try:
            held = hold(place)
        except OSError:
            continue
        if held.data == data:
            return held
    return Held(path, data, -1)


def nobody_holds(path: Path) -> bool | None:
    """Whether no reader shares the lock of a file; None where that cannot be told."""
    if fcntl is None:
        return None
    try:
        handle = os.open(path, os.O_RDWR if os.access(path, os.W_OK) else os.O_RDONLY)
    except OSError:
        return None
    try:
        return _taken(handle) if _shared(handle) is not None else None
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    """Whether the lock is ours now. Where a disk knows no locks, it is: better no lock than no counts."""
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # pyright: ignore[reportAttributeAccessIssue]
    except OSError as error:
        return error.errno not in _BUSY
    return True


def _shared(handle: int) -> bool | None:
    """Whether the lock is shared with us now; None where the disk knows no locks."""
    assert fcntl is not None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _BUSY else None
    return True


def _same_file(handle: int, path: Path) -> bool:
    """Whether the open file is the one that bears the name now."""
    try:
        there = os.stat(path)
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(handle), there)


def _text(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 1 << 16).decode(errors="replace")
