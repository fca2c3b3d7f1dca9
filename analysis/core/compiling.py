"""Functions compiled by numba when first called, and kept in the user's private cache for later processes.

numba keeps compiled code beside the source or where ``NUMBA_CACHE_DIR`` says. Neither suits a package in a
read-only folder, and the variable holds for the whole process; so numba's setting is changed only while a
function of this package is declared, and then put back.

numba compiles again when the file of a function changes, but not when the file of a function that it calls
does. So functions that call into other files are kept in a folder named after the state of all of them.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import Any, Generic, ParamSpec, TypeVar

import numpy as np

from .guarded_cache import private_folder, read_guarded, write_guarded

P = ParamSpec("P")
R = TypeVar("R", covariant=True)
U = np.uint64  # type of an index that is never negative: numba then does not test for counting from the end
_declaring = RLock()  # numba's setting is one for all threads


class Compiled(Generic[P, R]):
    """A function that numba sees when it is first used, so that importing its file does not load numba.

    Compiled functions can call numba's dispatchers only, not objects of this class. So before the first call
    the dispatchers take the place of these objects in the function's file and in the files that it reaches.
    """

    def __init__(self, function: Callable[P, R], declare: Callable[[Callable], Any]):
        update_wrapper(self, function)
        self.py_func, self._declare, self._dispatcher = function, declare, None

    def dispatcher(self) -> Any:
        """numba's object for this function, made once."""
        with _declaring:
            if self._dispatcher is None:
                self._dispatcher = self._declare(self.py_func)
                _put_dispatchers(self.py_func.__globals__)
        return self._dispatcher

    def __call__(self, *arguments: P.args, **named: P.kwargs) -> R:
        return (self._dispatcher or self.dispatcher())(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.dispatcher(), name)


def compiled(function: Callable[P, R]) -> Compiled[P, R]:
    """``function`` compiled when first called, without the GIL, and cached for later processes.

    For numbers, arrays and named tuples of these. Not for dictionaries, sets and strings: they hash, and what
    numba hashes with is not there when a function comes from the cache (`_with_guarded_cache`).
    """
    return Compiled(function, _declared)


def inner(function: Callable[P, R]) -> Compiled[P, R]:
    """A function that only compiled functions call: without a way in from Python, a third of the compiler's work."""
    return Compiled(function, _declared_inner)


def tell_once(function: Compiled, what: str = "the counting kernel") -> None:
    """Say on a terminal that ``function`` is about to be compiled, unless it is, here or in the cache."""
    if function.signatures or not sys.stderr.isatty():
        return
    folder = getattr(getattr(function, "_cache", None), "cache_path", None)
    if folder and any(Path(folder).glob(f"*.{function.py_func.__name__}-*.nbc")):
        return
    print(f"compiling {what}, once on this machine (about ten seconds) …", file=sys.stderr)


def _put_dispatchers(names: dict[str, Any]) -> None:
    """Put the dispatcher in the place of every `Compiled` in a namespace, and in the package's modules in it."""
    for name, value in list(names.items()):
        if isinstance(value, Compiled):
            names[name] = value.dispatcher()
        elif isinstance(value, ModuleType) and any(isinstance(own, Compiled) for own in vars(value).values()):
            _put_dispatchers(vars(value))


def _declared(function: Callable) -> Any:
    import numba
    from numba.core import config

    setting: Any = config  # its names are made when numba starts, so a type checker knows none
    before = setting.CACHE_DIR
    try:
        if not os.environ.get("NUMBA_CACHE_DIR"):
            setting.CACHE_DIR = str(private_folder("kernels") / _state(_sources(function)))
        return _with_guarded_cache(numba.njit(nogil=True)(function))
    except (OSError, RuntimeError):  # nowhere to write: compiled again in each process
        return numba.njit(nogil=True)(function)
    finally:
        setting.CACHE_DIR = before


def _declared_inner(function: Callable) -> Any:
    import numba

    return numba.njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)  # pyright: ignore[reportCallIssue]  # target options are missing in numba's stub


def _with_guarded_cache(function: Any) -> Any:
    """Let a function be kept in the cache: each signature a file of its own, none unpickled that is not whole and ours.

    numba's own cache unpickles whatever lies there. And its index names numbered files, so that after a kill between
    two writes, or with two processes at work, a signature may be given the code of another.

    It comes from the cache without scipy's linear algebra, which only compiling needs (half a second).
    """
    try:
        from numba.core.caching import FunctionCache
        from numba.core.runtime.nrt import rtsys
        from numba.core.serialize import dumps
    except ImportError:  # another version of numba: compiled in each process, no more
        return function

    class Cache(FunctionCache):
        def __init__(self, py_func):
            super().__init__(py_func)
            self._stamp = repr((numba_version(), self._impl.locator.get_source_stamp()))

        def load_overload(self, sig, target_context):
            rtsys.initialize(target_context)
            raw = read_guarded(self._file(sig, target_context.codegen()))
            return None if raw is None else self._impl.rebuild(target_context, pickle.loads(raw))

        def save_overload(self, sig, data):
            if self._impl.check_cachable(data):
                write_guarded(self._file(sig, data.codegen), dumps(self._impl.reduce(data)))

        def _file(self, sig, codegen) -> Path:
            known = hashlib.sha256(f"{self._stamp}{self._index_key(sig, codegen)}".encode()).hexdigest()
            return Path(self._cache_path) / f"{self._impl.filename_base}.{known[:20]}.nbc"

    function._cache = Cache(function.py_func)
    return function


def numba_version() -> str:
    """The version of numba, whose compiled code no other version reads."""
    import numba

    return numba.__version__


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
