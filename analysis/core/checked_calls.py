"""A call as a person makes it: names that do not exist, things in each other's place, paths for what they hold."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from numbers import Integral, Real
from os import PathLike, fspath
from typing import Any, ParamSpec, TypeVar

import numpy as np
import polars as pl

from .errors import StudyError, did_you_mean
from .pandas_frames import is_pandas

P = ParamSpec("P")
R = TypeVar("R")

# classes of arguments, and how one is made; {} is the path where one was given in its place
MADE_BY = {
    "Features": "Features.open({})",
    "DayCounts": "simulate_counts([Course(…)])",
    "Corpus": "Corpus.read({})",
    "Lexicon": "Lexicon.read({})",
    "Timeline": "timeline(features, terms)",
    "Cooccurrence": "cooccurrence(features)",
    "NetworkSeries": "network_series(features)",
    "Controls": "controls(features, terms)",
}
_TERM = ("term", "terms")
# what the words of an annotation take that names nothing else, and what a person calls it
_PLAIN = {"int": "a whole number", "float": "a number", "bool": "True or False", "str": "text"}
_SEVERAL = {"Iterable", "Sequence", "list", "tuple", "set"}


class CallError(StudyError, TypeError):
    """A call that cannot be meant; a `StudyError` and a ``TypeError``."""


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function say what is wrong with a call before it begins.

    Raises
    ------
    CallError
        Where a name is no argument of it, one is missing, or one is plainly of another kind (see `checked_arguments`).

    Examples
    --------
    >>> @checked
    ... def rates(features: "Features", terms=None):
    ...     return terms
    >>> rates("data/broadcast")
    Traceback (most recent call last):
    analysis.core.checked_calls.CallError: rates() takes Features as features, and was given the path 'data/broadcast'.
      Open it first: Features.open('data/broadcast').
    """
    signature = inspect.signature(function)

    @wraps(function)
    def call(*arguments: P.args, **options: P.kwargs) -> R:
        bound = checked_arguments(function, signature, arguments, options)
        return called(function, signature, bound)

    return call


def called(function: Callable[..., R], signature: inspect.Signature, bound: inspect.BoundArguments) -> R:
    """What a function returns; where it fails inside on an argument of another kind, a `CallError` that names it."""
    try:
        return function(*bound.args, **bound.kwargs)
    except StudyError:
        raise
    except (TypeError, AttributeError, ValueError, ArithmeticError, pl.exceptions.PolarsError) as problem:
        for one, value in bound.arguments.items():
            if one in signature.parameters and one not in _TERM:
                _check_plain(function.__name__, one, value, signature.parameters[one], problem)
        raise


def checked_arguments(
    function: Callable, signature: inspect.Signature, arguments: tuple, options: Mapping[str, Any]
) -> inspect.BoundArguments:
    """The arguments by name, each of a kind that can be meant.

    An argument whose annotation names classes of `MADE_BY` must not be a text, a path, a table, a list, a number or
    another of these classes; ``term`` and ``terms`` must be texts or things with a label.
    """
    name = function.__name__
    try:
        bound = signature.bind(*arguments, **options)
    except TypeError:
        raise CallError(_unbound(name, signature, arguments, options)) from None
    kinds = {one: _classes(signature.parameters[one].annotation) for one in bound.arguments}
    for one, value in bound.arguments.items():
        if kinds[one] and not _may_be(value, kinds[one], signature.parameters[one]):
            raise CallError(_of_another_kind(name, one, value, kinds[one], bound))
        if one in _TERM and value is not None:
            bound.arguments[one] = _terms(name, one, value, signature.parameters[one].annotation)
    return bound


def _unbound(name: str, signature: inspect.Signature, arguments: tuple, options: Mapping[str, Any]) -> str:
    taken = signature.parameters
    unknown = [one for one in options if one not in taken]
    if unknown and not any(one.kind is one.VAR_KEYWORD for one in taken.values()):
        return f"{name}() has no argument {unknown[0]!r}; it takes: {', '.join(taken)}." + did_you_mean(
            unknown[0], taken
        )
    positional = [one.name for one in taken.values() if one.kind is one.POSITIONAL_OR_KEYWORD]
    if len(arguments) > len(positional):
        others = [one for one in taken if one not in positional]
        return (
            f"{name}() takes {len(positional)} argument{'s' * (len(positional) != 1)} without a name ({', '.join(positional)}), and was given "
            f"{len(arguments)}.\n  Give the others by name: {', '.join(f'{one}=…' for one in others[:4])}."
        )
    twice = [one for one in positional[: len(arguments)] if one in options]
    if twice:
        return f"{name}() was given {twice[0]} twice, once by its place and once by name; leave one out."
    missing = [
        one for one in positional[len(arguments) :] if taken[one].default is taken[one].empty and one not in options
    ]
    made = [MADE_BY[kind].format("…") for one in missing for kind in _classes(taken[one].annotation)[:1]]
    return f"{name}() needs {' and '.join(missing)}.{f' Get it with {made[0]}.' if made else ''}"


def _classes(annotation: Any) -> list[str]:
    """The classes of `MADE_BY` that an annotation names, as they are written."""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    return [one for one in re.findall(r"\w+", text) if one in MADE_BY]


def _may_be(value: Any, kinds: list[str], parameter: inspect.Parameter) -> bool:
    names = {one.__name__ for one in type(value).__mro__}
    text = str(parameter.annotation)
    if names & set(kinds) or value is None and (parameter.default is None or "None" in text):
        return True
    if isinstance(value, str) and re.search(r"\bstr\b", text) or isinstance(value, PathLike) and "PathLike" in text:
        return True
    if isinstance(value, list | tuple) and ("Sequence" in text or "Iterable" in text):
        paths = bool(re.search(r"\bstr\b", text)) and all(isinstance(each, str | PathLike) for each in value)
        return not value or paths or all({one.__name__ for one in type(each).__mro__} & set(kinds) for each in value)
    if isinstance(value, Mapping) and "Mapping" in text:
        return all({one.__name__ for one in type(each).__mro__} & set(kinds) for each in value.values())
    plainly = str, bytes, int, float, PathLike, list, tuple, set, Mapping, pl.DataFrame, pl.LazyFrame, pl.Series
    foreign = names & set(MADE_BY) or hasattr(value, "frame") and hasattr(value, "parameters")
    return not (value is None or isinstance(value, plainly) or is_pandas(value) or foreign)


def _check_plain(name: str, one: str, value: Any, parameter: inspect.Parameter, problem: Exception) -> None:
    """Raise `CallError` where a number, text or truth value is asked for, or several, and something else was given."""
    words = set(re.findall(r"\w+", parameter.annotation if isinstance(parameter.annotation, str) else ""))
    wanted = [_PLAIN[word] for word in _PLAIN if word in words]
    if not wanted or words - _SEVERAL - {*_PLAIN, "None"} or parameter.kind is parameter.VAR_KEYWORD:
        return
    if value is None and (parameter.default is None or "None" in words):
        return
    several = words & _SEVERAL and isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
    given = value if several and isinstance(value, list | tuple | set) else [] if several else [value]
    if several and (type(value).__name__ in MADE_BY or isinstance(value, pl.DataFrame) or is_pandas(value)):
        given = [value]
    odd = next((each for each in given if not _is_plain(each, words)), _NOTHING)
    if odd is not _NOTHING:
        many = "several of: " if words & _SEVERAL else ""
        said = repr(odd) if isinstance(odd, str | int | float) else _named(odd)
        raise CallError(f"{name}() takes {many}{' or '.join(wanted)} as {one}, and was given {said}.") from problem


_NOTHING = object()


def _is_plain(value: Any, words: set[str]) -> bool:
    """Whether a value is one of the kinds that the words of an annotation name; numpy's numbers are numbers."""
    if isinstance(value, bool | np.bool_):
        return "bool" in words
    if isinstance(value, str):
        return "str" in words
    if isinstance(value, Integral):
        return bool(words & {"int", "float"})
    return isinstance(value, Real) and "float" in words and value == value  # NaN is no number


def _of_another_kind(name: str, one: str, value: Any, kinds: list[str], bound: inspect.BoundArguments) -> str:
    wanted = " or ".join(dict.fromkeys(kinds))
    elsewhere = [
        other
        for other, given in bound.arguments.items()
        if other != one and {each.__name__ for each in type(given).__mro__} & set(kinds)
    ]
    if elsewhere:
        order = ", ".join(bound.signature.parameters[each].name for each in (one, *elsewhere))
        return f"{name}() was given its arguments the other way round.\n  Write {name}({order}): {wanted} as {one}."
    head, made = f"{name}() takes {wanted} as {one}, and was given ", MADE_BY[kinds[0]]
    if isinstance(value, str | PathLike):
        path = fspath(value)
        if kinds[0] in ("Features", "Corpus", "Lexicon"):
            return f"{head}the path {path!r}.\n  Open it first: {made.format(repr(path))}."
        return f"{head}the text {path!r}.\n  Make it first: {made}."
    if "Mapping" in str(bound.signature.parameters[one].annotation):
        example = f"{{'broadcast': {kinds[0].lower()}, 'press': others}}"
        inside = list(value.values()) if isinstance(value, Mapping) else []
        odd = next((_named(each) for each in inside if not {c.__name__ for c in type(each).__mro__} & set(kinds)), None)
        return (
            f"{name}() takes a mapping of names to {wanted} as {one}, and was given "
            f"{f'{odd} among its values' if odd else _named(value)}.\n  Such as {example}."
        )
    if type(value).__name__ == "Corpus" and "Features" in kinds:
        return f"{head}a Corpus.\n  Count it first: build_features(corpus, Lexicon.read(), folder)."
    return f"{head}{_named(value)}.\n  Get it with {made.format('folder')}."


def _named(value: Any) -> str:
    """What a person would call a value."""
    if value is None:
        return "None"
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        return "a list of dicts"
    if isinstance(value, list | tuple) and value:
        return f"a list that holds {_named(value[0])}"
    if isinstance(value, pl.DataFrame | pl.LazyFrame) or is_pandas(value):
        return "a table"
    return f"{'an' if type(value).__name__[0] in 'AEIOUaeiou' else 'a'} {type(value).__name__}"


def _terms(name: str, one: str, value: Any, annotation: Any) -> Any:
    """``term`` or ``terms``: one text, or several; a list of one where a single one is asked for is that one."""
    if isinstance(value, str) or hasattr(value, "label"):
        return value
    if isinstance(value, pl.Series):
        value = value.to_list()
    if isinstance(value, Iterable) and not isinstance(value, Mapping | bytes) and type(value).__name__ not in MADE_BY:
        given = list(value)
        odd = [each for each in given if not (isinstance(each, str) or hasattr(each, "label"))]
        if odd:
            raise CallError(f"{name}() takes texts as {one}, and {odd[0]!r} is {_named(odd[0])}.")
        if "Iterable" in str(annotation) or "Sequence" in str(annotation):
            return given
        if len(given) == 1:
            return given[0]
        raise CallError(
            f"{name}() takes one term, and was given a list of {len(given)}.\n"
            f"  Ask for each: [{name}(features, one) for one in terms]."
        )
    raise CallError(f"{name}() takes texts as {one}, such as '六保', and was given {_named(value)}.")
