"""Files that are there whole or not at all: written as drafts, flushed to the disk, then renamed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .errors import StudyError
from .file_locks import LockedError, WriterLock
from .os_errors import os_errors
from .storage import sync

DRAFT = ".{}.tifa-draft"  # the name of a draft, which is ours: a later run writes over it


def write_whole(path: str | os.PathLike, data: bytes) -> Path:
    """Write a file whole, or leave what was there; its folder is made if need be.

    Parameters
    ----------
    path : path
        A link is followed; what is no file (a pipe, ``/dev/stdout``) is written into.
    data : bytes

    Returns
    -------
    pathlib.Path

    Raises
    ------
    StudyError
        The disk is full, the place cannot be written, or another process is writing the same file.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> write_whole(mkdtemp() + "/six.txt", "六保".encode()).read_text("utf-8")
    '六保'
    """
    path = Path(path)
    with os_errors("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        place = path.resolve()
        if place.exists() and not place.is_file():
            place.write_bytes(data)  # a folder says that it is one
            return path
        refuse_protected(place)
        draft = place.with_name(DRAFT.format(place.name))
        lock = taken(draft, f"another process is writing {path}")
        try:
            with open(draft, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if os.name == "nt":
                lock.forget()  # Windows renames no open file
            os.replace(draft, place)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise
        finally:
            lock.forget()
        sync(place.parent)
    return path


def refuse_protected(path: Path) -> None:
    """A file that its owner has protected is not replaced, though its folder would allow it."""
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(13, "it is write-protected", str(path))


def taken(path: Path, message: str) -> WriterLock:
    """The lock of a file, made if need be; `StudyError` where another process holds it."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return WriterLock(path)
        except LockedError:
            raise StudyError(f"{message}.\n  Wait until it has ended, then run this again.") from None
        except FileNotFoundError:
            continue  # the folder of drafts has just gone with its writer
