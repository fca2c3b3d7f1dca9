"""What every function that counts a corpus shares: its call is checked, its result says of which corpus it is and how made."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from ..core.checked_calls import checked_arguments
from ..core.dates import check_order
from ..core.plain_values import plain
from ..core.results import Result
from ..corpus.corpus import Corpus
from .corpus_statement import corpus_statement, together
from .day_counts import DayCounts
from .features import Features
from .periods import check_every

P = ParamSpec("P")
R = TypeVar("R")


def statistic(**said: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function check its call, and its result hold, in ``parameters``, its corpus and what its arguments leave unsaid.

    Parameters
    ----------
    **said
        What every call has in common, such as ``every="1mo"`` of a test that always counts by the month; a parameter of
        the result itself goes before it.

    Returns
    -------
    callable
        A decorator. ``parameters`` of the result are then what JSON can hold: dates are ISO text.

    Examples
    --------
    >>> import polars as pl
    >>> from analysis.core.results import TableResult
    >>> @statistic(every="1mo")
    ... def counted(features, *, start=None):
    ...     return TableResult(pl.DataFrame({"n": [1]}), {"start": start})
    >>> counted(None, start="2016").parameters
    {'corpus': None, 'every': '1mo', 'start': '2016'}
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @wraps(function)
        def counted(*arguments: P.args, **options: P.kwargs) -> R:
            given = checked_arguments(function, signature, arguments, options)
            _check_periods(given.arguments)
            result = function(*given.args, **given.kwargs)
            return stated(result, {"corpus": corpus_of(given.arguments.values()), **said})

        return counted

    return decorate


def _check_periods(given: dict[str, Any]) -> None:
    """Names of slices in words become those of this study, and days are in their order."""
    if given.get("every") is not None:
        given["every"] = check_every(given["every"])
    check_order(given.get("start"), given.get("end"))


def stated(result: Any, said: Mapping[str, Any]) -> Any:
    """A result with what is said of it put before its own parameters, where it has none of that name."""
    if not isinstance(result, Result):
        return result
    own = {name: value for name, value in result.parameters.items() if name not in said or value is not None}
    return replace(result, parameters=plain({**said, **own}))  # pyright: ignore[reportArgumentType]


def corpus_of(arguments: Iterable[Any]) -> dict[str, Any] | None:
    """The statement for what a function was given: features, counts, results that know their corpus, or several of them."""
    found = [said for one in arguments if (said := _said(one)) is not None]
    return together(found) if found else None


def _said(given: Any) -> dict[str, Any] | None:
    if isinstance(given, Features | DayCounts | Corpus):
        return corpus_statement(given)
    if isinstance(given, Result):
        return given.parameters.get("corpus")
    if isinstance(given, Mapping):  # corpora by name, as in `side_by_side`
        found = [said | {"name": str(name)} for name, one in given.items() if (said := _said(one)) is not None]
        return together(found) if found else None
    return corpus_of(given) if isinstance(given, list | tuple) else None
