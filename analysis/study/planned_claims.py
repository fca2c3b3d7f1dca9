# long: the plan as it is written and as it is judged, which share its conditions
"""Claims about years whose counts nobody has opened yet: written down first, judged afterwards.

``claims/plan.toml`` holds them: the sentence, the call that will decide it, the conditions, the reason, the day it was written.
"""

from __future__ import annotations

import operator
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from ..collocates.list_order import list_order
from ..core.errors import StudyError, did_you_mean
from ..core.file_hashes import sha256_of
from ..core.paths import STUDY, data_folder
from ..core.results import Result, TableResult
from ..counts.corpus_statement import corpus_statement
from ..counts.features import Features
from ..timelines.prominence import prominence
from ..timelines.rates import timeline
from .clauses import check_numbers

PLAN = STUDY / "claims" / "plan.toml"
OPENED = "2024"  # periods before it are counted in the shipped broadcasts
EDGE = 7  # days that may lack at the ends of a period that counts as covered
STATISTICS: dict[str, Callable[..., Result]] = {
    "timeline": timeline,
    "prominence": prominence,
    "list_order": lambda features, members, **given: _order(features, members, **given),
}
KEYS = {"id", "written", "sentence", "statistic", "terms", "arguments", "holds", "testable", "reason"}
NEEDED = KEYS - {"arguments", "testable"}
COMPARED = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}
_PERIOD = r"\d{4}(?:-\d{2})?"
_VALUE = re.compile(
    rf"(?:(?P<factor>\d+(?:\.\d+)?) \* )?(?:(?P<number>\d+(?:\.\d+)?)|(?P<column>\w+)@(?P<period>{_PERIOD})(?::(?P<term>\S+))?)"
)


@dataclass(frozen=True)
class PlannedClaim:
    """One claim of the plan.

    Parameters
    ----------
    id, sentence, reason : str
    written : date
    statistic : str
        ``timeline``, ``prominence`` or ``list_order``.
    terms, holds : tuple of str
        ``holds``: the conditions, all of which must hold.
    arguments : mapping
    testable : str
        A condition without which it is not judged.
    """

    id: str
    written: date
    sentence: str
    statistic: str
    terms: tuple[str, ...]
    holds: tuple[str, ...]
    reason: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    testable: str = ""

    @property
    def periods(self) -> list[str]:
        """The periods that its conditions name, in their order."""
        conditions = [*self.holds, *([self.testable] if self.testable else [])]
        return sorted(set(re.findall(rf"@({_PERIOD})", " ".join(conditions))))


def read_plan(path: str | Path | None = None) -> list[PlannedClaim]:
    """The claims of a plan, each checked.

    Parameters
    ----------
    path : path, optional
        ``claims/plan.toml`` of the study if left out.

    Raises
    ------
    StudyError
        No such file, or a row that lacks something, says what cannot be judged, or has a number in its sentence that no
        condition holds.

    Examples
    --------
    >>> len({one.id for one in read_plan()}) == len(read_plan()) >= 15
    True
    """
    path = Path(path or PLAN)
    if not path.is_file():
        raise StudyError(f"no plan at {path}. It is part of the repository, not of an installed wheel.")
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("claim", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise StudyError(f"{path} is no TOML in UTF-8: {problem}.") from None
    claims = [_row(number, row) for number, row in enumerate(rows, 1)]
    seen: set[str] = set()
    for one in claims:
        if one.id in seen:
            raise StudyError(f"two claims of the plan are called {one.id}.")
        seen.add(one.id)
    return claims


def _row(number: int, row: Mapping[str, Any]) -> PlannedClaim:
    name = row.get("id", f"number {number}")
    for key in row.keys() - KEYS:
        raise StudyError(f"claim {name} of the plan has {key!r}, which no claim has.{did_you_mean(key, KEYS)}")
    for key in sorted(NEEDED - row.keys()):
        raise StudyError(f"claim {name} of the plan has no {key}.")
    if not isinstance(row["written"], date):
        raise StudyError(
            f"claim {name} of the plan was written on {row['written']!r}; give a date: written = 2026-11-27."
        )
    if row["statistic"] not in STATISTICS:
        raise StudyError(f"claim {name} asks for {row['statistic']!r}; a plan may ask for {', '.join(STATISTICS)}.")
    claim = PlannedClaim(**{**row, "terms": tuple(row["terms"]), "holds": tuple(row["holds"])})
    for condition in [*claim.holds, *([claim.testable] if claim.testable else [])]:
        _sides(condition)
    if not any(period >= OPENED for period in claim.periods):
        raise StudyError(f"claim {name} names no period from {OPENED} on: there is nothing in it to be found out.")
    check_numbers(
        claim.sentence, {"holds": [re.sub("[@:*]", " ", one) for one in claim.holds], "terms": list(claim.terms)}
    )
    return claim


def _sides(condition: str) -> tuple[re.Match[str], str, re.Match[str]]:
    """Left value, comparison and right value of a condition; raises `StudyError` for what is none."""
    parts = re.fullmatch(r"(.+?) (>=|<=|>|<) (.+)", condition)
    sides = [_VALUE.fullmatch(parts[k]) for k in (1, 3)] if parts else [None, None]
    if not parts or sides[0] is None or sides[1] is None or not (sides[0]["column"] or sides[1]["column"]):
        raise StudyError(
            f"{condition!r} is no condition of a plan. Write, for example, low@2024 > high@2023, rate@2025 < 0.5 * rate@2023 or hits@2024 >= 10."
        )
    return sides[0], parts[2], sides[1]


def planned_claims(
    features: Features, plan: str | Path | None = None, *, before: Features | None = None
) -> TableResult:
    """Judge the claims of the plan on counts of the years they are about.

    A claim is *confirmed* if all its conditions hold, *failed* if one does not, and *not testable*, with the reason, if
    a period is not covered, a term was not counted, or its own condition of testability is not met.

    Parameters
    ----------
    features : Features
        Of the years from 2024 on, of the same programme as the shipped broadcasts.
    plan : path, optional
        ``claims/plan.toml`` of the study if left out.
    before : Features, optional
        Of the years before; the shipped broadcasts if left out.

    Returns
    -------
    TableResult
        One row a claim, in the order of the plan: ``id``, ``sentence``, ``verdict``, ``found`` (the values compared),
        ``reason`` (why it is not testable, or which condition failed), ``written``.

    Raises
    ------
    StudyError
        A plan that cannot be read.

    Examples
    --------
    >>> news = Features.open(data_folder() / "broadcast")
    >>> judged = planned_claims(news)  # which ends with 2023
    >>> set(judged.frame["verdict"]), judged.frame["reason"][0][:23]
    ({'not testable'}, 'no document of 2024 in ')
    """
    claims = read_plan(plan)
    before = Features.open(data_folder() / "broadcast") if before is None else before
    rows = [_judged(one, features, before) for one in claims]
    schema = dict.fromkeys(("id", "sentence", "verdict", "found", "reason"), pl.String) | {"written": pl.Date}
    digest = sha256_of(Path(plan or PLAN).read_bytes())[:12]
    said = {"corpus": corpus_statement(features), "before": corpus_statement(before), "plan": digest}
    return TableResult(pl.DataFrame(rows, schema=schema, orient="row"), said)


def _judged(claim: PlannedClaim, features: Features, before: Features) -> tuple[Any, ...]:
    found: dict[str, float] = {}
    try:
        tables = _tables(claim, features, before)
        unmet = claim.testable and not _holds(claim.testable, tables, found)
        failed = [] if unmet else [one for one in claim.holds if not _holds(one, tables, found)]
    except StudyError as problem:
        return claim.id, claim.sentence, "not testable", "", str(problem).splitlines()[0], claim.written
    values = ", ".join(f"{name} = {value:.4g}" for name, value in found.items())
    verdict = "not testable" if unmet else "failed" if failed else "confirmed"
    why = f"too little: {claim.testable} is not met" if unmet else "; ".join(f"not {one}" for one in failed)
    return claim.id, claim.sentence, verdict, values, why, claim.written


def _tables(claim: PlannedClaim, features: Features, before: Features) -> dict[str, pl.DataFrame]:
    """The statistic's table for each period, counted in the corpus that covers it."""
    tables = {}
    for corpus, periods in (
        (before, [one for one in claim.periods if one < OPENED]),
        (features, [one for one in claim.periods if one >= OPENED]),
    ):
        for period in periods:
            start, end = date(int(period[:4]), int(period[5:] or 1), 1), _after(period)
            _check_covered(corpus, period, start, end)
            made = STATISTICS[claim.statistic](corpus, list(claim.terms), start=start, end=end, **claim.arguments)
            tables[period] = made.frame
    return tables


def _order(features: Features, members: list[str], **given: Any) -> Result:
    """`list_order`, where every member occurs: a pair that never meets has no order."""
    occurring = set(features.vocabulary.select("term").collect()["term"])
    for name in members:
        if name not in occurring:
            raise StudyError(f"nothing was counted of {name}: it has no place in a list.")
    return list_order(features, members, **given)


def _after(period: str) -> date:
    year, month = int(period[:4]), int(period[5:] or 12)
    return date(year + month // 12, month % 12 + 1, 1)


def _check_covered(features: Features, period: str, start: date, end: date) -> None:
    days: Any = (
        features.documents.filter(pl.col("date") >= start, pl.col("date") < end).select("date").collect()["date"]
    )
    if days.is_empty():
        raise StudyError(f"no document of {period} in {features!r}.")
    first, last = min(days), max(days)
    if (first - start).days > EDGE or (end - last).days > EDGE + 1:
        raise StudyError(f"{period} is not covered: its documents are of {first} to {last}.")


def _holds(condition: str, tables: Mapping[str, pl.DataFrame], found: dict[str, float]) -> bool:
    left, compared, right = _sides(condition)
    return COMPARED[compared](_value(left, tables, found), _value(right, tables, found))


def _value(side: re.Match[str], tables: Mapping[str, pl.DataFrame], found: dict[str, float]) -> float:
    factor = float(side["factor"] or 1)
    if side["number"]:
        return factor * float(side["number"])
    table, column, term = tables[side["period"]], side["column"], side["term"]
    if column not in table.columns:
        raise StudyError(f"no column {column!r} in its table, which has {', '.join(table.columns)}.")
    rows = table.filter(pl.col("term") == term) if term and "term" in table.columns else table
    name = f"{column}@{side['period']}" + (f":{term}" if term else "")
    values = rows[column].to_list()
    if len(values) != 1 or values[0] is None or values[0] != values[0]:
        raise StudyError(f"{name} has no one value: the table has {len(values)} rows for it, or nothing was counted.")
    found[name] = float(values[0])
    return factor * found[name]
