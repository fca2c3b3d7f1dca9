"""SHA-256 of files, each reckoned once a process while the file stays as it is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

_known: dict[tuple, str] = {}  # by path, size, times and number of the file
_KEPT = 200_000


def sha256_of(data: bytes) -> str:
    """SHA-256 of bytes, in hexadecimal.

    >>> sha256_of(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: str) -> str:
    """SHA-256 of a file; an OSError where it cannot be read."""
    state = os.stat(path)
    key = (path, state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_dev)
    if key not in _known:
        if len(_known) > _KEPT:
            _known.clear()
        with open(path, "rb") as file:
            _known[key] = hashlib.file_digest(file, "sha256").hexdigest()
    return _known[key]


def hashes(paths: Iterable[str]) -> dict[str, str | OSError]:
    """SHA-256 of each file, or why it cannot be read; by several threads, since hashing needs no interpreter."""
    paths = list(paths)

    def one(path: str) -> str | OSError:
        try:
            return file_sha256(path)
        except OSError as error:
            return error

    if len(paths) < 2:
        return {path: one(path) for path in paths}
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as workers:
        return dict(zip(paths, workers.map(one, paths)))
