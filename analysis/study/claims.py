# long: a claim, its two ways to show itself, the summary of a notebook, with examples that run
"""A sentence that states a finding, every clause checked where it stands.

A notebook says ``claim({"六保 is named in {n} items in 2020": pl.col("hits").max() == 127}, evidence=table)``: each clause
stands beside the condition that decides it, the numbers are computed from the evidence, and the notebook stops if one fails.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import polars as pl

from ..core.control_characters import for_xml
from ..core.errors import StudyError, did_you_mean
from ..core.results import Result
from .broken_evidence import attack, is_idle, survived
from .claims_ledger import call_of, write_row
from .clauses import Condition, answer, check_numbers, filled, is_question, numbers_of, tables
from .compared_counts import check_exposure
from .shown_evidence import for_reading, in_one_line, table_of


class ClaimError(StudyError, AssertionError):
    """A sentence in a notebook that its own numbers contradict."""


@dataclass(frozen=True, repr=False)
class Claim:
    """A sentence, whether it holds, and what shows it; made by `claim`. Shows itself with a tick and the evidence.

    Parameters
    ----------
    text : str
        With its numbers filled in.
    holds : bool
    evidence : mapping, polars.DataFrame, number, str or date, optional
    failed : tuple of str
        The clauses that do not hold.
    controls, exposure : str
        What the same conditions say of ordinary words, and over how much the counts were made; in words.
    attacked : mapping of str to (int, int)
        Of each kind of broken evidence, on how many the conditions still hold, and of how many.

    Examples
    --------
    >>> Claim("8 stories name it", True)
    ✓ 8 stories name it
    """

    text: str
    holds: bool
    evidence: Any = None
    failed: tuple[str, ...] = ()
    controls: str = ""
    exposure: str = ""
    attacked: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "\n".join([f"{'✓' if self.holds else '✗'} {self.text}", *self._evidence_lines()])

    def _evidence_lines(self) -> list[str]:
        header, body, more = table_of(self.evidence)
        rows = [" | ".join(row) for row in [header, *body]] if header else [": ".join(row) for row in body]
        beside = [one for one in (self.controls, self.exposure) if one]
        return ["  " + row for row in [*beside, *rows]] + [f"  … {more} more rows"] * bool(more)

    def _repr_html_(self) -> str:
        mark, colour = ("✓", "#00714e") if self.holds else ("✗", "#a33c00")
        header, body, more = for_reading(self.evidence)
        rows = [[f"<th>{escape(cell)}</th>" for cell in header]] if header else []
        rows += [[f"<td>{escape(cell)}</td>" for cell in row] for row in body]
        rows += [[f"<td>… {more} more rows</td>"]] * bool(more)
        lines = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
        table = f'<table style="margin:.3em 0 0 0">{lines}</table>' if lines else ""
        beside = "".join(f"<div><small>{escape(one)}</small></div>" for one in (self.controls, self.exposure) if one)
        return for_xml(
            f'<div style="border-left:4px solid {colour};padding:.2em .8em">'
            f'<span style="color:{colour}">{mark}</span> {escape(self.text)}{beside}{table}</div>'
        )


def claim(
    text: str | Mapping[str, Condition],
    holds: Condition | None = None,
    evidence: Any = None,
    *,
    numbers: Mapping[str, Any] | None = None,
    controls: Any = None,
    exposure: str | None = None,
    survives: str = "",
    results: Result | Sequence[Result] = (),
) -> Claim:
    """State a finding clause by clause, and stop if the evidence does not bear one out.

    Parameters
    ----------
    text : str, or mapping of clause to condition
        One sentence; as a mapping, its clauses in order, each with the condition that decides it. ``{name}`` is filled from the
        evidence, with Python's formats (``{rate:.1f}``), so that a number in the sentence is always the computed one.
    holds : polars.Expr or callable
        The condition of a sentence of one clause: an expression on the table of the evidence, or a function of the
        evidence. True and False are no conditions: nothing tells whether they were computed.
    evidence : mapping, polars.DataFrame, result, number, str or date, optional
        What the conditions look at. A mapping fills the fields by name, a table of one row by its columns,
        anything else as ``{value}``.
    numbers : mapping of str to polars.Expr, callable or value, optional
        More fields, computed from the evidence.
    controls : polars.DataFrame or result, optional
        The same columns of ordinary words (see `analysis.controls`): the claim says for how many of them it holds as well.
    exposure : str, optional
        Over how much the counts were made (tested pairs, documents). Where a condition compares counts of several periods or
        corpora, and the evidence holds neither a rate nor what they were counted over, this or ``controls`` must be given.
    survives : str
        Why it may hold on broken evidence as well, where it does: "a sum does not depend on order".
    results : result or sequence of results, optional
        What the evidence was taken from, so that the ledger can say by which calls; a result given as evidence need not
        be named again.

    Returns
    -------
    Claim
        If the environment variable ``TIFA_LEDGER`` names a folder, a row is also written to
        ``<folder>/<notebook>.jsonl``, the notebook's name being ``TIFA_NOTEBOOK``.

    Raises
    ------
    ClaimError
        (a `StudyError` and an ``AssertionError``) if a clause does not hold.
    StudyError
        A condition that is not one answer, that is a constant or was answered before; a sentence that asks for what the evidence
        lacks; a number written in the sentence that is not in the evidence; counts compared over nobody knows how much. With ``TIFA_ATTACK=strict`` in the environment, as in the tests
        of the notebooks, also a claim that holds on broken evidence and gives no reason.

    Examples
    --------
    >>> table = pl.DataFrame({"year": [2021, 2022, 2023], "documents": 5_000, "items": [6, 128, 445]})
    >>> items = {year: pl.col("items").filter(pl.col("year") == year) for year in (2021, 2022, 2023)}
    >>> stated = claim(
    ...     {
    ...         "it rises from {first} items in 2021": items[2021] < items[2022],
    ...         "to {last} in 2023": items[2022] < items[2023],
    ...     },
    ...     evidence=table,
    ...     numbers={"first": items[2021], "last": items[2023]},
    ... )
    >>> stated.text, stated.attacked["reversed"]
    ('it rises from 6 items in 2021 to 445 in 2023', (0, 1))
    >>> claim("the label is named in {n} stories", lambda given: given["n"] > 2, {"n": 8})
    ✓ the label is named in 8 stories
      n: 8
    """
    clauses = _clauses(text, holds)
    made_by = call_of([evidence, controls, *([results] if isinstance(results, Result) else results)])
    evidence = tables(evidence)
    fields = numbers_of(numbers, evidence)
    for one in clauses:
        check_numbers(one, [evidence, _computed(fields, numbers)], numbers)
    sentence = _joined(filled(one, fields) for one in clauses)
    answers = {one: answer(condition, evidence) for one, condition in clauses.items()}
    failed = tuple(filled(one, fields) for one, held in answers.items() if not held)

    others = tables(controls)
    if others is None and not exposure and not failed:
        check_exposure(clauses, evidence)
    attacked = _attacked(clauses, evidence, others)
    beside = ""
    if others is not None:
        if "controls" not in attacked:
            raise StudyError("controls= needs evidence and controls that are tables with a column term.")
        beside = "of {1} ordinary words it holds for {0}".format(*attacked["controls"])
    stated = Claim(sentence, not failed, evidence, failed, beside, exposure or "", attacked)
    _enter(stated, clauses, survives, made_by)
    if failed:
        shown = "\n".join(stated._evidence_lines()) or "  (no evidence was given)"
        clause = f"\n  the clause that fails: {failed[0]}" if len(clauses) > 1 else ""
        raise ClaimError(f"this claim does not hold: {stated.text}{clause}\n{shown}")
    _refuse_weak(stated, survives)
    _told.pop(tuple(clauses), None)  # a cell that is run again states its claim anew
    _told[tuple(clauses)] = stated
    return stated


def claims_told(*words: str) -> ClaimsTold:
    """The claims that this notebook has stated so far, as a summary that needs no sentence of its own.

    Parameters
    ----------
    *words : str
        Only claims whose sentence holds one of these; all if left out.

    Returns
    -------
    ClaimsTold
        Shows itself as a list.

    Raises
    ------
    StudyError
        No claim holds such a word.

    Examples
    --------
    >>> stated = claim("{n} pages name it", pl.col("n") > 7, pl.DataFrame({"n": [8]}))
    >>> claims_told("pages name it")
    - 8 pages name it
    """
    sentences = [one.text for one in _told.values()]
    for word in words:
        if not any(word in sentence for sentence in sentences):
            raise StudyError(f"no claim of this notebook says {word!r}.{did_you_mean(word, sentences)}")
    return ClaimsTold(tuple(one for one in sentences if not words or any(word in one for word in words)))


@dataclass(frozen=True, repr=False)
class ClaimsTold:
    """Sentences of claims that held, in the order in which they were stated; made by `claims_told`.

    Parameters
    ----------
    sentences : tuple of str

    Examples
    --------
    >>> ClaimsTold(("8 pages name it",))
    - 8 pages name it
    """

    sentences: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join(f"- {one}" for one in self.sentences)

    def _repr_html_(self) -> str:
        return for_xml("<ul>" + "".join(f"<li>{escape(one)}</li>" for one in self.sentences) + "</ul>")


_told: dict[tuple[str, ...], Claim] = {}  # of this process, which runs one notebook


def _attacked(clauses: Mapping[str, Condition], evidence: Any, controls: Any) -> dict[str, tuple[int, int]]:
    """What broken evidence does to the whole sentence; ``idle clause k`` where clause k holds on all of it by itself."""

    def all_hold(broken: Any) -> bool:
        return all(answer(condition, broken) for condition in clauses.values())

    found = attack(all_hold, evidence, controls)
    for k, condition in enumerate(clauses.values(), 1):
        if len(clauses) > 1 and is_idle(lambda broken, condition=condition: answer(condition, broken), evidence):
            found[f"idle clause {k}"] = (1, 1)
    return found


def _refuse_weak(stated: Claim, survives: str) -> None:
    """Stop, where the environment asks for it, at a claim that broken evidence does not touch and that gives no reason."""
    if os.environ.get("TIFA_ATTACK") == "strict" and not survives:
        weak = _survived(stated.attacked)
        if weak:
            raise ClaimError(
                f"this claim also holds on broken evidence ({weak}): {stated.text}\n"
                '  Word its conditions more sharply, or say why that is right: survives="…".'
            )


def _survived(attacked: Mapping[str, tuple[int, int]]) -> str:
    return ", ".join(survived(attacked)) if attacked else "nothing to break"


def _clauses(text: Any, holds: Any) -> dict[str, Condition]:
    if not isinstance(text, Mapping):
        return {text: holds}
    if holds is not None:
        raise StudyError("clauses carry their own conditions; give the evidence by name: claim({…}, evidence=…).")
    if not text:
        raise StudyError("a claim needs at least one clause.")
    return dict(text)


def _computed(fields: Mapping[str, Any], numbers: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields that were computed from the evidence, which a sentence may also write out."""
    return {name: fields[name] for name, one in (numbers or {}).items() if is_question(one)}


def _joined(clauses: Any) -> str:
    """Clauses as one sentence: with a blank between them, but for a Chinese mark of punctuation, which needs none.

    >>> _joined(["it rises,", "and stays"]), _joined(["条数上升，", "此后不变"])
    ('it rises, and stays', '条数上升，此后不变')
    """
    return re.sub("(?<=[，、；：。]) ", "", " ".join(one.strip() for one in clauses))


def _enter(stated: Claim, clauses: Mapping[str, Condition], survives: str, made_by: str) -> None:
    """Enter a claim in the ledger, if one is kept."""
    folder = os.environ.get("TIFA_LEDGER")
    if folder:
        found = stated.attacked
        row = {
            "claim": stated.text,
            "value": in_one_line(stated.evidence),
            "holds": stated.holds,
            "clauses": len(clauses),
            "conditions": " ; ".join(
                str(one) if isinstance(one, pl.Expr) else type(one).__name__ for one in clauses.values()
            ),
            "controls": stated.controls,
            "exposure": stated.exposure,
            "attacked": " · ".join(f"{kind} {n}/{of}" for kind, (n, of) in found.items()),
            "survived": _survived(found),
            "survives": survives,
            "call": made_by,
        }
        write_row(folder, os.environ.get("TIFA_NOTEBOOK", "notebook"), row, stated.evidence)
