# long: eight ways to break a table, each a few lines that share their helpers
"""Evidence broken on purpose: on it a claim should fail, and where it passes it does not rest on what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

SHUFFLES = 20
MOST_BY_CHANCE = 0.25  # of shuffled or swapped evidence may pass: two values in the right order do in half
TIMES = ("start", "date", "year", "month", "period", "first", "slice")
NAMES = ("term", "a", "b")


def attack(
    holds: Callable[[Any], bool], evidence: Any, controls: pl.DataFrame | None = None
) -> dict[str, tuple[int, int]]:
    """Of each kind of broken evidence, on how many the claim still holds, and how many there were.

    *reversed*: the values of each series in the opposite order of time; *shuffled*: in twenty orders drawn from a fixed seed;
    *dropped*: without one slice of time (a row, where there is none), each in turn; *swapped*: the values of each term (or other name
    that tells rows apart) under another's name, in every rotation; *level*: the same value everywhere; *controls*: the values of each control word
    under the name of each term.

    What is no table is *changed*: each value in turn becomes another one.

    Parameters
    ----------
    holds : callable
        Says of evidence whether all conditions hold. What it raises counts as a refusal: the sentence has lost its ground.
    evidence : polars.DataFrame, or mapping whose values may be such
        Tables in a mapping are broken together.
    controls : polars.DataFrame, optional
        The same columns of ordinary words, with ``term``.

    Examples
    --------
    >>> rising = pl.DataFrame({"start": [2021, 2022, 2023], "hits": [6, 128, 445]})
    >>> attack(lambda table: bool(table["hits"].is_sorted()), rising)["reversed"]
    (0, 1)
    """

    def passes(broken: Any) -> bool:
        with suppress(Exception):
            return holds(broken)
        return False

    found = {}
    for kind, ways in _ways(evidence, controls).items():
        passed = [passes(broken) for broken in ways]
        if passed:
            found[kind] = (sum(passed), len(passed))
    return found


def is_idle(holds: Callable[[Any], bool], evidence: Any) -> bool:
    """Whether a clause holds on all broken evidence there is, and with every number at 0 and a thousand times as large.

    >>> rising = pl.DataFrame({"start": [2021, 2022], "hits": [6, 128]})
    >>> is_idle(lambda table: table["hits"].min() >= 0, rising), is_idle(lambda table: table["hits"].max() < 999, rising)
    (True, False)
    """
    found = attack(holds, evidence)
    if not found or any(passed < of for passed, of in found.values()):
        return False
    with suppress(Exception):
        return all(holds(_each(evidence, lambda one, by=by: _times(one, by))) for by in (0, 1_000))
    return False


def _times(frame: pl.DataFrame, factor: int) -> pl.DataFrame:
    return frame.with_columns(
        (pl.col(name) * factor).cast(frame.schema[name], strict=False) for name in _numeric(frame)
    )


def survived(found: Mapping[str, tuple[int, int]]) -> list[str]:
    """The kinds of broken evidence on which a claim passes more often than chance or luck explains.

    *dropped* and *changed* count if no slice or value matters, *shuffled*, *swapped* and *controls* above a quarter, the others if they pass at all.

    >>> survived({"reversed": (0, 1), "shuffled": (9, 20), "dropped": (9, 10)})
    ['shuffled']
    """
    limits = {"shuffled": MOST_BY_CHANCE, "swapped": MOST_BY_CHANCE, "controls": MOST_BY_CHANCE}
    limits["dropped"] = limits["changed"] = 1 - 1e-9
    return [kind for kind, (passed, of) in found.items() if passed / of > limits.get(kind, 0.0)]


def _ways(evidence: Any, controls: pl.DataFrame | None) -> dict[str, Iterator[Any]]:
    held = _held(evidence)
    if not held:
        return {"changed": _changed(evidence)} if evidence is not None else {}
    ways: dict[str, Iterator[Any]] = {}
    if any(_numeric(one) and one.height > 1 for one in held):
        ways["level"] = iter([_each(evidence, _level)])
    if any(_has_series(one) for one in held):
        ways["reversed"] = iter([_each(evidence, _reversed)])
        ways["shuffled"] = (_each(evidence, lambda one, k=k: _shuffled(one, k)) for k in range(SHUFFLES))
    ways["dropped"] = _dropped(evidence, held)
    names = max(_distinct(one, _named_by(one)) for one in held)
    if names > 1:
        ways["swapped"] = (_each(evidence, lambda one, k=k: _swapped(one, k)) for k in range(1, names))
    if controls is not None and isinstance(evidence, pl.DataFrame):
        ways["controls"] = _as_controls(evidence, controls)
    return ways


def _held(evidence: Any) -> list[pl.DataFrame]:
    if isinstance(evidence, pl.DataFrame):
        return [evidence]
    return [one for one in evidence.values() if isinstance(one, pl.DataFrame)] if isinstance(evidence, Mapping) else []


def _changed(evidence: Any) -> Iterator[Any]:
    """Evidence that is no table, with each of its values in turn replaced by another of its kind."""
    if isinstance(evidence, Mapping):
        for name, value in evidence.items():
            yield {**evidence, name: _another(value)}
    else:
        yield _another(evidence)


def _another(value: Any) -> Any:
    if isinstance(value, bool | np.bool_):
        return not value
    if isinstance(value, int | float | np.number):
        return value + 1 if value == 0 else type(value)(0)
    if isinstance(value, date):
        return value + timedelta(days=1_000)
    if isinstance(value, str):
        return value[1:] if len(value) > 1 else value + "?"
    if isinstance(value, bytes):
        return value[1:] + b"?"
    return type(value)(value[:-1]) if isinstance(value, list | tuple) and value else None


def _each(evidence: Any, broken: Callable[[pl.DataFrame], pl.DataFrame]) -> Any:
    if isinstance(evidence, pl.DataFrame):
        return broken(evidence)
    if not isinstance(evidence, Mapping):
        return evidence
    return {name: broken(one) if isinstance(one, pl.DataFrame) else one for name, one in evidence.items()}


def _time(frame: pl.DataFrame) -> str | None:
    dated = [name for name, kind in frame.schema.items() if kind.is_temporal()]
    named = [name for name in TIMES if name in frame.columns]
    return next(iter([*(name for name in named if name in dated), *named, *dated]), None)


def _has_series(frame: pl.DataFrame) -> bool:
    """Whether there is an order to break: a series of two slices or more."""
    time = _time(frame)
    return time is not None and len(np.unique(_groups(frame, time))) < frame.height


def _values(frame: pl.DataFrame, time: str | None) -> list[str]:
    kinds = frame.schema.items()
    return [
        name
        for name, kind in kinds
        if name != time and name not in NAMES and (kind.is_numeric() or kind.is_temporal() or kind == pl.Boolean)
    ]


def _groups(frame: pl.DataFrame, time: str | None) -> np.ndarray:
    """The number of the series of each row: rows alike in all that is neither time nor value."""
    keys = [name for name, kind in frame.schema.items() if name != time and (kind == pl.String or name in NAMES)]
    if not keys or frame.is_empty():
        return np.zeros(frame.height, int)
    return frame.select(pl.struct(keys).rank("dense")).to_series().to_numpy().astype(int)


def _moved(frame: pl.DataFrame, order: np.ndarray, values: Sequence[str]) -> pl.DataFrame:
    return frame.with_columns(frame.select(values)[order.tolist()]) if values else frame


def _reversed(frame: pl.DataFrame) -> pl.DataFrame:
    return _reordered(frame, lambda rows: rows[::-1])


def _shuffled(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    random = np.random.default_rng([seed, frame.height])
    return _reordered(frame, random.permutation)


def _reordered(frame: pl.DataFrame, order: Callable[[np.ndarray], np.ndarray]) -> pl.DataFrame:
    """The values of each series, along its time, in another order."""
    time = _time(frame)
    if time is None or frame.is_empty():
        return frame
    groups, along = _groups(frame, time), np.array(frame[time].rank("ordinal").fill_null(0).to_list())
    source = np.arange(frame.height)
    for group in np.unique(groups):
        rows = np.flatnonzero(groups == group)
        rows = rows[np.argsort(along[rows], kind="stable")]
        source[rows] = order(rows)
    return _moved(frame, source, _values(frame, time))


def _numeric(frame: pl.DataFrame) -> list[str]:
    return [name for name in _values(frame, _time(frame)) if frame.schema[name].is_numeric()]


def _level(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(name).mean() for name in _numeric(frame))


def _dropped(evidence: Any, held: Sequence[pl.DataFrame]) -> Iterator[Any]:
    timed = [(one, time) for one in held if (time := _time(one))]
    if timed:
        for slice_ in sorted({value for one, time in timed for value in one[time].drop_nulls().to_list()}, key=str):
            yield _each(evidence, lambda one, slice_=slice_: _without(one, slice_))
    else:
        for k in range(max(one.height for one in held)):
            yield _each(evidence, lambda one, k=k: one.filter(pl.int_range(pl.len()) != k))


def _without(frame: pl.DataFrame, slice_: Any) -> pl.DataFrame:
    time = _time(frame)
    return frame if time is None else frame.filter(pl.Series([value != slice_ for value in frame[time].to_list()]))


def _named_by(frame: pl.DataFrame) -> str | None:
    """The column by which rows are told apart: the term, or else the first text that differs from row to row."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return "term" if "term" in texts else next((name for name in texts if frame[name].is_unique().all()), None)


def _distinct(frame: pl.DataFrame, name: str | None) -> int:
    return frame[name].n_unique() if name else 0


def _swapped(frame: pl.DataFrame, step: int) -> pl.DataFrame:
    by = _named_by(frame)
    if by is None or not frame.height:
        return frame
    names = frame[by].unique(maintain_order=True).to_list()
    turned = {one: names[(k + step) % len(names)] for k, one in enumerate(names)}
    return frame.with_columns(pl.col(by).replace(turned))


def _as_controls(frame: pl.DataFrame, controls: pl.DataFrame) -> Iterator[pl.DataFrame]:
    if "term" not in frame.columns or "term" not in controls.columns:
        return
    shared = [name for name in frame.columns if name in controls.columns]
    for word in controls["term"].unique(maintain_order=True).to_list():
        own = controls.filter(pl.col("term") == word).select(shared)
        terms = frame["term"].unique(maintain_order=True).to_list()
        yield pl.concat([own.with_columns(term=pl.lit(term)) for term in terms])
