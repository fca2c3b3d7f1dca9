"""Byte runs: text whose bytes slipped by one, brought back byte by byte.

A run begins at a ``?`` that swallowed a byte. What the byte can have been is known (the reading behind the
``?`` names it), or is tried for every byte and weighed by the language model; then the bytes that stand in
the page are read again from there, until a byte that can only end a character puts them back in step.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from math import inf
from typing import NamedTuple

from ..character_width import fold
from ..cleaning_rules import Rules
from ..edits import Edit
from .beam_search import BEAM, Reading, Stretch
from .gbk import ORPHAN, one_tone
from .language_model import Language, language
from .model_characters import numbers_of
from .proof import Proof

_ODD = -8.0  # mean log probability below which a reading is marked whatever its margin
_MEMORY = 64  # characters by which a run is known again
_DEEP = 3000  # different runs of one page that are looked at closely: a commentary has some five
_MOST_LOST = 3  # vanished pairs looked for in one run
_TEMPER = 0.6  # characters in a row are not independent: the model's odds are too sure of themselves by this
_BARE = 1.25  # times the margin for a byte that nothing names: its alternatives crowd each other out of the beam
_JOLT = -10.0  # log probability of a character below which something is looked for that vanished before it


class Run(NamedTuple):
    """One run: where it stood, what it was, how sure that is."""

    start: int
    end: int
    text: str
    kind: str
    margin: float | None
    alternatives: tuple[str, ...]
    evidence: str
    keys: tuple[tuple[str, str], ...]
    breaks: tuple[tuple[bytes, bytes], ...]  # pairs of keys of which the left was looked for first


def find_run(text: str, start: int, stop: int, skip: Mapping[int, int], table: Mapping[str, str], breaks,
             before: str, model: Language, rules: Rules, *, deep: bool = True) -> Run | None:  # fmt: skip
    """Restore the run that begins at the ``?`` at ``start``; None where nothing better than the page is found.

    Parameters
    ----------
    text : str
        The page; the run lies between ``start`` and ``stop``, the end of its line.
    skip : mapping
        Start → end of the intact intrusions.
    table : mapping
        The page's own table, traditional character → reading.
    before : str
        The restored text of the line before the run.
    """
    orphan = ORPHAN.match(text, start, stop)
    if not orphan and _asks(before, text[start + 1 : min(stop, start + 3)], model):
        return None
    stretch, proven = (
        Stretch(text, start, stop, skip, table, before, model.counts),
        Proof(text, start, table, before, breaks),
    )
    first = stretch.search(0)
    best = proven.first(first)
    looks = ((1, BEAM), (_MOST_LOST, BEAM), (_MOST_LOST, 4 * BEAM)) if deep else ()
    for lost, beam in looks:  # look for what vanished only as long as something reads like a jolt
        if best is not None:
            found, _ = best
            if beam > BEAM or found.text in ("?", "？"):
                break
            gap = min((found.score - other.score for other in first if other.text != found.text), default=inf)
            far = lost == 1 or _TEMPER * gap >= rules.margin
            if far and _worst(found.text, before, text[found.end : found.end + 2], model) >= _JOLT:
                break
        elif beam > BEAM and not orphan:
            break
        merged = {(item.text, item.end): item for item in [*stretch.search(lost, beam), *first]}
        first = sorted(merged.values(), key=lambda item: (-item.score, item.text))
        best = proven.first(first)
    if best is None:
        return None
    found, parted = best
    end = found.end
    if fold(found.text) == fold(_plain(text, start, end, skip)):
        return None
    others = [item for item in first if item.text != found.text]
    rivals = list(islice((item for item in others[:6] if proven.holds(item)), 3))
    margin = _TEMPER * (found.score - rivals[0].score) if rivals else inf
    bare = proven.place(end).bare
    certain = orphan is not None and found.lost == 0 and not bare
    strange = 0 in numbers_of(found.text) or found.score / len(found.text) < _ODD or (margin == inf and not certain)
    kind = (
        "guess"
        if margin < (_BARE if bare else 1.0) * rules.margin or (strange and not certain)
        else "exact"
        if certain
        else "lexical"
    )
    keys = proven.keys(found)
    evidence = _evidence(keys, found)
    return Run(start, end, found.text, kind, None if margin == inf else round(margin, 2),
               tuple(item.text for item in rivals), evidence, keys, parted)  # fmt: skip


def _asks(before: str, after: str, model: Language) -> bool:
    """True where a question mark reads well: nothing needs to be looked for."""
    scores = model.logps("？" + after[:1], before)
    return scores.sum() > -4.5 * len(scores)


def _worst(out: str, before: str, after: str, model: Language) -> float:
    """The least likely character of a reading, the two behind it included."""
    after = after if after[:1] not in ("(", "?") else ""
    return model.logps(out + after, before).min()


def _evidence(keys, found: Reading) -> str:
    parts = [f"{key.encode('gbk').hex(' ').upper()} = {key} ({reading})" for key, reading in keys]
    if found.lost:
        parts.append(f"{found.lost} vanished pair put back")
    return "; ".join(parts) or "bytes weighed by the language model"


def restore_line(
    text, start, stop, skip, table, breaks, model, rules, edits: list[Edit], left: list[Edit], memory
) -> None:
    """Every run of one line: the edits that restore it, and the places left for review.

    A key that a run shows for the first time is added to ``table``, an order of keys to ``breaks``.
    """
    at, before = start, ""
    while True:
        mark = text.find("?", at, stop)
        if mark < 0:
            return
        before = (before + _plain(text, max(at, mark - 40), mark, skip))[-8:]
        seen = (before[-2:], text[mark : min(stop, mark + _MEMORY)])
        if seen in memory:  # the same words damaged the same way: a page repeats itself, and so does a flood
            run = memory[seen]
            run = run and run._replace(start=mark, end=mark + run.end - run.start)
        else:
            deep = len(memory) < _DEEP
            run = find_run(text, mark, stop, skip, table, breaks, before, model, rules, deep=deep)
            if run is None or run.end - mark < _MEMORY - 8:
                memory[seen] = run
        orphan = ORPHAN.match(text, mark, stop)
        if run is None:
            if orphan and one_tone(orphan.group(1)):
                end = orphan.end()
                left.append(
                    Edit(
                        mark, end, text[mark:end], text[mark:end], "byte_shift", "guess", "no reading of the bytes fits"
                    )
                )
            else:
                end = mark + 1
            before += text[mark:end]
            at = end
            continue
        edit = Edit(run.start, run.end, text[run.start : run.end], run.text, "byte_shift", run.kind,
                    run.evidence, run.margin, run.alternatives)  # fmt: skip
        if run.kind == "guess" and (run.margin or 0.0) < rules.guess:
            left.append(edit)
            before += text[run.start : run.end]
        else:
            edits.append(edit)
            table.update(run.keys)
            breaks.update(run.breaks)
            before += run.text
        at = run.end


def _plain(text: str, start: int, stop: int, skip) -> str:
    """The text between ``start`` and ``stop`` without the intrusions in it."""
    out, at = "", start
    while (bracket := text.find("(", at, stop)) >= 0:
        end = skip.get(bracket)
        out += text[at : bracket if end else bracket + 1]
        at = end or bracket + 1
    return out + text[at:stop]


def restore_runs(text: str, diagnosis, rules: Rules):
    """Every run of a converted page: the edits, the places left for review, the table and order as then known."""
    edits: list[Edit] = []
    left: list[Edit] = []
    table, breaks, memory = dict(diagnosis.table), set(), {}
    if "?" not in text:
        return edits, left, table, frozenset(breaks)
    model = language(rules.model)
    # Also syllables that no character stands before: the run that they belong to must account for them.
    skip = dict([*zip(diagnosis.found.starts, diagnosis.found.ends, strict=True), *diagnosis.found.loose])
    at = 0
    while True:
        mark = text.find("?", at)
        if mark < 0:
            return edits, left, table, frozenset(breaks)
        start = text.rfind("\n", 0, mark) + 1
        stop = text.find("\n", mark)
        stop = len(text) if stop < 0 else stop
        restore_line(text, start, stop, skip, table, breaks, model, rules, edits, left, memory)
        at = stop
