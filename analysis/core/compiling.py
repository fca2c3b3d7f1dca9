"""Compiled functions, kept in the user's private cache so that a machine compiles them once.

numba keeps compiled code beside the source or where ``NUMBA_CACHE_DIR`` says. Neither suits a package in
a read-only folder, and the variable would hold for the whole process; so its setting is changed only for
the moment in which a function of this study is declared, and put back.

numba compiles again when the file of a function changes, but not when that of another one changes that it
calls. So functions that call into other files are kept in a folder named after the state of all of them.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any, TypeVar, cast

import numpy as np

from .paths import cache_folder

F = TypeVar("F", bound=Callable[..., Any])
U = (
    np.uint64
)  # of an index that is never negative: numba need not ask whether it counts from the end, half of a tight loop

_one_at_a_time = RLock()  # two threads would put each other's setting back


class Compiled:
    """A function that is handed to numba when it is first used, so that importing its file does not load numba.

    A compiled function sees others only as numba's own dispatchers; they are put in the place of these objects,
    in its file and in those that it reaches, just before it is compiled.
    """

    def __init__(self, function: Callable, declare: Callable[[Callable], Callable]):
        update_wrapper(self, function)
        self.py_func, self._declare, self._dispatcher = function, declare, None

    def dispatcher(self) -> Any:
        """numba's object for this function, made once."""
        with _one_at_a_time:
            if self._dispatcher is None:
                self._dispatcher = self._declare(self.py_func)
                _declare_all(self.py_func.__globals__)
        return self._dispatcher

    def __call__(self, *arguments):
        return (self._dispatcher or self.dispatcher())(*arguments)

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.dispatcher(), name)


def _declare_all(names: dict[str, Any]) -> None:
    """Put the dispatcher in the place of every `Compiled` in a namespace, and in the modules of the package in it."""
    for name, value in list(names.items()):
        if isinstance(value, Compiled):
            names[name] = value.dispatcher()
        elif isinstance(value, ModuleType) and any(isinstance(own, Compiled) for own in vars(value).values()):
            _declare_all(vars(value))


def compiled(function: F) -> F:
    """``function`` compiled by numba when first called, without the GIL, and cached for later processes.

    For functions of numbers, arrays and named tuples of these; dictionaries, sets and strings hash, and what numba
    hashes with is not there when a function comes from the cache (`_sparing`).
    """
    return cast(F, Compiled(function, _declared))


def inner(function: F) -> F:
    """A function that only compiled functions call: compiled with them, with no way in from Python.

    The way in is a third of the compiler's work.
    """
    return cast(F, Compiled(function, _declared_inner))


def _declared(function: Callable) -> Callable:
    import numba

    if os.environ.get("NUMBA_CACHE_DIR"):
        return _sparing(numba.njit(nogil=True, cache=True)(function))
    before = numba.config.CACHE_DIR
    try:
        numba.config.CACHE_DIR = str(cache_folder() / "numba" / _state(_sources(function)))
        return _sparing(numba.njit(nogil=True, cache=True)(function))
    except (OSError, RuntimeError):  # nowhere to write: compiled again in each process
        return numba.njit(nogil=True)(function)
    finally:
        numba.config.CACHE_DIR = before


def _declared_inner(function: Callable) -> Callable:
    import numba

    return numba.njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)


def _sparing(function: Callable) -> Callable:
    """A compiled function that is loaded from the cache without first loading all that numba could compile.

    That brings scipy's linear algebra and half a second, which a function that is compiled already has no use for; one
    that is not in the cache loads it still, since compiling begins with it.
    """
    try:
        from numba.core.caching import FunctionCache
        from numba.core.runtime import rtsys
    except ImportError:  # another numba: slower to load, no more
        return function

    class Cache(FunctionCache):
        def load_overload(self, sig, target_context):
            rtsys.initialize(target_context)
            with self._guard_against_spurious_io_errors():
                return self._load_overload(sig, target_context)

    if type(getattr(function, "_cache", None)) is FunctionCache:
        function._cache = Cache(function.py_func)
    return function


def _sources(function: Callable) -> set[str]:
    """The files of a function and of every compiled one that it can reach."""
    found, waiting = set(), [function]
    while waiting:
        one = waiting.pop()
        if one.__code__.co_filename not in found:
            found.add(one.__code__.co_filename)
            waiting += [thing.py_func for thing in one.__globals__.values() if hasattr(thing, "py_func")]
    return found


def _state(files: set[str]) -> str:
    """A name for the state of several files; none is needed for a single one, which numba watches itself."""
    if len(files) < 2:
        return ""
    stamps = [(name, os.stat(name).st_mtime_ns, os.stat(name).st_size) for name in sorted(files)]
    return hashlib.sha256(repr(stamps).encode()).hexdigest()[:16]


def tell_once(function: Callable, what: str = "the counting kernel") -> None:
    """Say on a terminal that ``function`` is about to be compiled, unless the cache holds it already."""
    if function.signatures or not sys.stderr.isatty():
        return
    folder = getattr(getattr(function, "_cache", None), "cache_path", None)
    if folder and any(Path(folder).glob(f"*.{function.__name__}-*.nbc")):
        return
    print(f"compiling {what}, once on this machine (about ten seconds) …", file=sys.stderr)
