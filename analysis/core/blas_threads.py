"""One thread for linear algebra: how many share a sum decides its last digits, and so what a kept result holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

_lock = Lock()
_running = 0
_lowered: dict[str, tuple[Any, int]] = {}  # by its file: a library, and the threads that it had before


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let the libraries behind numpy and scipy use one thread until the last that asked for it is done.

    A library is found once it is loaded: what imports ``scipy.linalg`` for itself asks again after the import. Also a decorator.

    Examples
    --------
    >>> import numpy as np
    >>> from threadpoolctl import threadpool_info
    >>> with one_blas_thread():
    ...     {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} <= {1}
    True
    """
    from threadpoolctl import ThreadpoolController

    global _running
    with _lock:
        _running += 1
        for library in ThreadpoolController().select(user_api="blas").lib_controllers:
            if library.filepath not in _lowered:
                _lowered[library.filepath] = library, library.num_threads
                library.set_num_threads(1)
    try:
        yield
    finally:
        with _lock:
            _running -= 1
            if not _running:
                for library, threads in _lowered.values():
                    library.set_num_threads(threads)
                _lowered.clear()
