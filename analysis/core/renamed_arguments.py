"""Arguments that got a better name: the old one works for one release, with a warning that names the new one."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def renamed_arguments(**new_names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function still be called with the argument names of 0.1.0.

    Parameters
    ----------
    **new_names : str
        The old name of each argument, and the new one as text.

    Raises
    ------
    TypeError
        Where a call gives an argument by both names.

    Examples
    --------
    >>> @renamed_arguments(B="draws")
    ... def interval(draws: int = 2000) -> int:
    ...     return draws
    >>> with warnings.catch_warnings(record=True) as told:
    ...     warnings.simplefilter("always")
    ...     interval(B=100)
    100
    >>> print(told[0].message)
    interval(B=…) is now interval(draws=…); the old name goes with the next release.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = getattr(function, "__name__", "this function")

        @wraps(function)
        def with_new_names(*arguments: P.args, **options: P.kwargs) -> R:
            for old, new in new_names.items():
                if old in options:
                    warn_renamed(f"{name}({old}=…)", f"{name}({new}=…)")
                    if new in options:
                        raise TypeError(f"{name}() got {old} and {new}, which are the same; give {new} alone.")
                    options[new] = options.pop(old)
            return function(*arguments, **options)

        return with_new_names

    return decorate


def warn_renamed(old: str, new: str, *, depth: int = 2) -> None:
    """Warn once for each place that a name of 0.1.0 has a better one.

    Parameters
    ----------
    old, new : str
        As a person writes them, such as ``drift(level=…)`` and ``drift(q=…)``.
    depth : int
        How many calls above this one the user's line stands, plus one.
    """
    warnings.warn(f"{old} is now {new}; the old name goes with the next release.", FutureWarning, stacklevel=depth + 1)
