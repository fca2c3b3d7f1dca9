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
    key = _state(path)
    if key is None or key not in _known:
        if len(_known) > _KEPT:
            _known.clear()
        with open(path, "rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if key is None or key != _state(path):  # written meanwhile: what was read may be neither the one nor the other
            return found
        _known[key] = found
    return _known[key]


def hashes(paths: Iterable[str]) -> dict[str, str | OSError]:
    """SHA-256 of each file, or why it cannot be read; by several threads, since hashing needs no interpreter."""
    paths = list(paths)
    new = [path for path in paths if _state(path) not in _known]
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as workers:  # which starts no thread where nothing is new
        made = dict(zip(new, workers.map(_hash_or_error, new)))
    return {path: made[path] if path in made else _hash_or_error(path) for path in paths}


def _hash_or_error(path: str) -> str | OSError:
    try:
        return file_sha256(path)
    except OSError as error:
        return error


def _state(path: str) -> tuple | None:
    try:
        state = os.stat(path)
    except OSError:
        return None
    return path, state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_dev
