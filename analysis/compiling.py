"""Compiled functions, kept in the user's private cache so that a machine compiles them once.

numba keeps compiled code beside the source or where ``NUMBA_CACHE_DIR`` says. Neither suits a package in
a read-only folder, and the variable would hold for the whole process; so its setting is changed only for
the moment in which a function of this study is declared, and put back.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from .paths import cache_folder


def compiled(function: Callable) -> Callable:
    """``function`` compiled by numba when first called, without the GIL, and cached for later processes."""
    import numba

    if os.environ.get("NUMBA_CACHE_DIR"):
        return numba.njit(nogil=True, cache=True)(function)
    before = numba.config.CACHE_DIR
    try:
        numba.config.CACHE_DIR = str(cache_folder() / "numba")
        return numba.njit(nogil=True, cache=True)(function)
    except (OSError, RuntimeError):  # nowhere to write: compiled again in each process
        return numba.njit(nogil=True)(function)
    finally:
        numba.config.CACHE_DIR = before


def tell_once(function: Callable, what: str = "the counting kernel") -> None:
    """Say on a terminal that ``function`` is about to be compiled, unless the cache holds it already."""
    if function.signatures or not sys.stderr.isatty():
        return
    folder = getattr(getattr(function, "_cache", None), "cache_path", None)
    if folder and any(Path(folder).glob(f"*.{function.__name__}-*.nbc")):
        return
    print(f"compiling {what}, once on this machine (about ten seconds) …", file=sys.stderr)
