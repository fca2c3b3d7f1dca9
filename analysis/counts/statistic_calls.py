"""What every function that counts a corpus shares: its call is checked, its result says of which corpus it is and how made."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from ..core.blas_threads import one_blas_thread
from ..core.checked_calls import called, checked_arguments
from ..core.dates import check_order
from ..core.errors import StudyError
from ..core.interval_levels import check_level
from ..core.plain_values import plain
from ..core.results import Result
from ..corpus.corpus import Corpus
from .corpus_statement import Statement, corpus_statement, together
from .day_counts import DayCounts
from .features import Features
from .periods import check_every

P = ParamSpec("P")
R = TypeVar("R")
SECTION_AFTER = r"\n(\n    (?:Returns|Raises)\n)"  # what follows the parameters in a docstring
GENRE_TYPE = "str | Sequence[str] | None"
GENRE = """    genre : str or sequence of str, optional
        Count documents of this genre only, or of these, as `Features.filter` does: ``"commentary"``, ``"report"`` …
"""


def statistic(**said: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function check its call, and its result hold, in ``parameters``, its corpus and what its arguments leave unsaid.

    A function of features then also takes ``genre``: one genre, or several, of whose documents alone it counts.

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
        by_genre = _takes_features(signature) and "genre" not in signature.parameters
        public = _with_genre(signature) if by_genre else signature

        @wraps(function)
        def counted(*arguments: P.args, **options: P.kwargs) -> R:
            given = checked_arguments(function, public, arguments, options)
            _check_periods(given.arguments)
            if "level" in given.arguments:
                check_level(given.arguments["level"])
            genre = given.arguments.pop("genre", None) if by_genre else None
            if genre is not None:
                given.arguments = {name: _of_genre(value, genre) for name, value in given.arguments.items()}
            given = inspect.BoundArguments(signature, given.arguments)  # pyright: ignore[reportArgumentType]
            with one_blas_thread():
                result = called(function, signature, given)
            return stated(result, {"corpus": corpus_of(given.arguments.values()), **said})

        if by_genre:
            setattr(counted, "__signature__", public)  # noqa: B010 (what `inspect` reads, which no stub knows)
            counted.__doc__ = re.sub(SECTION_AFTER, rf"\n{GENRE}\1", function.__doc__ or "", count=1)
        return counted

    return decorate


def _takes_features(signature: inspect.Signature) -> bool:
    """Whether the first argument is features, or several of them."""
    first = next(iter(signature.parameters.values()), None)
    return first is not None and "Features" in str(first.annotation)


def _with_genre(signature: inspect.Signature) -> inspect.Signature:
    """The signature with ``genre`` by name, before an open end."""
    known = list(signature.parameters.values())
    genre = inspect.Parameter("genre", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=GENRE_TYPE)
    place = len(known) - (known[-1].kind is inspect.Parameter.VAR_KEYWORD)
    return signature.replace(parameters=[*known[:place], genre, *known[place:]])


def _of_genre(given: Any, genre: str | list[str]) -> Any:
    """Features, or a mapping of them, with the documents of a genre only; anything else as it is."""
    if isinstance(given, Features):
        return given.filter(genre=genre)
    if isinstance(given, Mapping):
        return {name: _of_genre(one, genre) for name, one in given.items()}
    if isinstance(given, list | tuple):
        return [_of_genre(one, genre) for one in given]
    if isinstance(given, DayCounts):
        raise StudyError("counts by day know no genre of a document.\n  Count the features of the genre.")
    return given


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
    whole = {**said, **own}
    parameters, corpus = plain(whole), whole.get("corpus")
    if parameters.get("corpus") and isinstance(corpus, Statement):
        parameters["corpus"] = Statement(parameters["corpus"], origin=corpus.origin)
    return replace(result, parameters=parameters)  # pyright: ignore[reportArgumentType]


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
