"""The clauses of a claim: each with the condition that decides it, and no number that its evidence does not hold."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from string import Formatter
from typing import Any

import polars as pl

from ..core.errors import StudyError, did_you_mean
from ..core.pandas_frames import as_frame, is_pandas
from ..core.results import Result

Condition = pl.Expr | Callable[[Any], Any]
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
UNIT = re.compile(r"\bper 1,000(?:,000)?\b")  # names what is counted, and is itself no finding


DATES = ("start", "end", "date", "first", "third", "last")


def cell(column: str, **where: Any) -> pl.Expr:
    """The value of a column in the row that ``where`` names: an expression for the conditions and numbers of a claim.

    Parameters
    ----------
    column : str
        Of the table that is the evidence.
    where : column=value
        All must be equal; a year may stand for a date in the columns start, end, date, first, third and last.

    Returns
    -------
    polars.Expr
        Of one value; null where no row is that one, so that no condition on it holds.

    Examples
    --------
    >>> table = pl.DataFrame({"term": ["六保", "六稳"], "year": [2020, 2020], "hits": [127, 60]})
    >>> table.select(cell("hits", term="六保", year=2020) > cell("hits", term="六稳", year=2020)).item()
    True
    """
    if not where:
        raise StudyError(f'cell("{column}") needs to know which row: cell("{column}", term="…", start=2020).')
    same = [
        (pl.col(name).dt.year() if name in DATES and isinstance(value, int) else pl.col(name)) == value
        for name, value in where.items()
    ]
    return pl.col(column).filter(pl.all_horizontal(same)).first()


def tables(evidence: Any) -> Any:
    """The evidence with every result in it as its table."""
    if isinstance(evidence, Result | pl.LazyFrame) or is_pandas(evidence):
        return as_frame(evidence, takes="evidence is a table")
    return {name: tables(one) for name, one in evidence.items()} if isinstance(evidence, Mapping) else evidence


def is_question(given: Any) -> bool:
    """Whether it can be asked of evidence: an expression on its table or a function of it, and no answer found before."""
    return isinstance(given, pl.Expr) or callable(given)


def answer(condition: Condition, evidence: Any) -> bool:
    """Whether the condition holds of the evidence: an expression on its table, or a function of it.

    Raises `StudyError` for what is not one answer, for a question that does not look at the evidence, and for an answer found before:
    nothing tells True from a number that was computed.

    >>> answer(pl.col("hits").sum() == 3, pl.DataFrame({"hits": [1, 2]}))
    True
    """
    if condition is None:
        raise StudyError("a claim has no condition: give an expression on its evidence, or a function of it.")
    if not is_question(condition):
        raise StudyError(
            f"a condition must be a question to the evidence, and this is an answer, as good as a constant: {condition!r}.\n"
            '  Write an expression on its table, pl.col("hits").max() > 10, or a function of it, lambda given: given["n"] > 10.'
        )
    if isinstance(condition, pl.Expr):
        if not isinstance(evidence, pl.DataFrame):
            raise StudyError(
                "a condition that is an expression needs one table as evidence; "
                f"this evidence is {type(evidence).__name__}.\n  Give the table, or a function of the evidence."
            )
        if not condition.meta.root_names() and "len()" not in str(condition):
            raise StudyError(f"the condition {condition} is a constant: it looks at no column of the evidence.")
        table = evidence.select(condition)
        found = table.item() if table.shape == (1, 1) else table.to_series()
    else:
        if not inspect.signature(condition).parameters or _ignores_its_argument(condition):
            raise StudyError("the condition is a constant: a function that does not look at the evidence.")
        found = condition(evidence)
    if isinstance(found, pl.Series) and len(found) == 1:
        found = found.item()
    if found is None:
        raise StudyError("a condition has no answer: a row or a value that it asks for is not in the evidence.")
    if type(found).__name__ not in ("bool", "bool_"):  # bool_ is what numpy's comparisons return
        raise StudyError(
            f"a claim needs True or False, and was given {type(found).__name__}: {found!r}.\n"
            "  Reduce the comparison to one answer, for example with .all() or .item()."
        )
    return bool(found)


def _ignores_its_argument(function: Any) -> bool:
    """Whether the code of a function written in Python never loads its first argument."""
    import dis

    code = getattr(function, "__code__", None)
    if code is None or not code.co_argcount:
        return False
    first = code.co_varnames[0]
    used = {part for step in dis.get_instructions(code) for part in _names(step.argval)}
    return first not in used


def _names(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)  # one instruction may load two variables


def numbers_of(numbers: Mapping[str, Any] | None, evidence: Any) -> dict[str, Any]:
    """The fields of a sentence: what its evidence holds by name, and the ``numbers`` computed from it.

    A number is an expression on the evidence, a function of it, or a value; a value fills in words and dates that were
    chosen (which years are compared), and must itself stand in the evidence: `check_numbers` looks.
    """
    if isinstance(evidence, pl.DataFrame):
        fields: dict[str, Any] = evidence.row(0, named=True) if evidence.height == 1 else {}
    elif isinstance(evidence, Mapping):
        fields = dict(evidence)
    else:
        fields = {"value": evidence}
    for name, number in (numbers or {}).items():
        if isinstance(number, pl.Expr):
            if not isinstance(evidence, pl.DataFrame):
                raise StudyError(f"the number {name!r} is an expression, and the evidence is no table to ask it of.")
            fields[name] = evidence.select(number).item()
        else:
            fields[name] = number(evidence) if callable(number) else number
    return fields


def filled(text: str, fields: Mapping[str, Any]) -> str:
    """The sentence with its fields filled in; raises `StudyError` for a field that the evidence lacks."""
    try:
        return text.format_map(fields)
    except KeyError as missing:
        field = str(missing.args[0])
        raise StudyError(
            f"the sentence asks for {{{field}}}, which the evidence lacks; it has: "
            f"{', '.join(map(str, fields)) or 'no named value'}." + did_you_mean(field, map(str, fields))
        ) from None
    except (ValueError, TypeError, IndexError) as problem:
        raise StudyError(f"the sentence {text!r} cannot be filled: {problem}.") from None


def check_numbers(text: str, evidence: Any, numbers: Mapping[str, Any] | None = None) -> None:
    """Raise `StudyError` for a number in the sentence that was written by hand and does not stand in the evidence.

    What is computed from the evidence is filled in and needs no look; a number that was written, in the sentence or as a
    plain value among ``numbers``, must occur in the evidence: as a value, in a date, or in a name (中国制造2025).

    >>> check_numbers("{n} items in 2023", {"n": 8, "year": 2023})
    """
    typed = {name: one for name, one in (numbers or {}).items() if not is_question(one)}
    written = [number for part, *_ in Formatter().parse(text) for number in NUMBER.findall(UNIT.sub("", part or ""))]
    written += [number for one in typed.values() for shown in _shown(one) for number in NUMBER.findall(shown)]
    if not written:
        return
    there = set(_numbers_in(evidence))
    strange = [number for number in written if number not in there]
    if strange:
        raise StudyError(
            f"the sentence {text!r} holds the number {strange[0]}, which is not in its evidence.\n"
            "  Compute it and fill it in: a {field} in the sentence, and the value in the evidence or in numbers=."
        )


def _numbers_in(value: Any) -> Iterator[str]:
    if isinstance(value, pl.DataFrame):
        for column in value:
            yield from _numbers_in(column.name)
            yield from _numbers_in(column.unique().to_list())
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _numbers_in(name)
            yield from _numbers_in(one)
    elif isinstance(value, list | tuple | set | pl.Series):
        for one in value:
            yield from _numbers_in(one)
    else:
        for shown in _shown(value):
            yield from NUMBER.findall(shown)


def _shown(value: Any) -> Sequence[str]:
    """The ways to write a value whose numbers count as its own: a date's year, month and day apart."""
    if isinstance(value, date):
        return (value.isoformat(), f"{value:%Y}", str(value.month), str(value.day))
    if isinstance(value, float) and not isinstance(value, bool):
        return (f"{value:.6g}", f"{value:,.0f}") if value == value and abs(value) != float("inf") else ()
    if isinstance(value, int) and not isinstance(value, bool):
        return (str(value), f"{value:,}")
    return (str(value),) if value is not None and not isinstance(value, bool) else ()
