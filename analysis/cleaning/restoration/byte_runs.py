"""Byte runs: text whose bytes slipped by one, brought back byte by byte.

A run begins at a ``?`` that swallowed a byte. What the byte can have been is known (the reading behind the
``?`` names it), or is tried for every byte and weighed by the character model; then the bytes that stand in
the page are read again from there, until a byte that can only end a character puts them back in step.
"""

from __future__ import annotations

import re
from itertools import islice
from math import inf
from typing import NamedTuple

from ..character_width import fold
from ..chinese_script import codes
from ..cleaning_rules import Rules
from ..edits import Edit
from .character_model import UNLIKELY, CharacterModel, character_model
from .damage_mechanism import possible_splits
from .gbk import ORPHAN, one_tone
from .model_alphabet import symbols_of
from .proof import Overlaps, Proof
from .run_search import BEAM_WIDTH, Candidate, Run, RunSearch

_MOST_RESTORED = 3  # vanished pairs looked for in one run
_WIDER = ((1, BEAM_WIDTH), (_MOST_RESTORED, BEAM_WIDTH), (_MOST_RESTORED, 4 * BEAM_WIDTH))  # searches after the first
_THOROUGH = 3000  # different runs of one page that are searched so: a commentary has some five
_REMEMBERED = 64  # characters by which a run is known again
_BLANKS = "\u3000\xa0 \t"
_LOST_BLANKS = re.compile(rf"[{_BLANKS}]*(\?[?{_BLANKS}]*)(?![，。、；：！？,;:!])")  # no mark at which a text was cut
_BLANKS_LOST = re.compile(r"^\?\?+(?![？，。、；：！,;:!])|[。！]\?(?=\w)", re.MULTILINE)
_SHOWN = 12  # characters of a run left alone that are listed
_LOOK = 24  # characters behind a ``?`` at the start of a line that say whether a byte was lost there
_PLAIN = (-7.0, -12.0)  # mean log probability from which on they say that none was; on pages that show some lost
_JOLT = -10.0  # log probability of a character below which something is looked for that vanished before it
_QUESTION = -4.5  # mean log probability from which on a question mark reads well
_ODD = -8.0  # mean log probability below which a candidate is marked whatever its margin
_TEMPER = 0.6  # characters in a row are not independent: the model's odds are too sure of themselves by this
_BARE = (
    1.25  # times the margin for what nothing names, a byte or a pair: its alternatives crowd each other out of the beam
)


class Restored(NamedTuple):
    """One run as it was, and what it shows of the page."""

    edit: Edit
    keys: tuple[tuple[str, str], ...]  # each with its reading
    left_first: Overlaps


def restore_run(
    run: Run, left_first, model: CharacterModel, rules: Rules, splits: tuple[str, ...] = (), *, thorough: bool = True
) -> Restored | None:
    """Restore one run; None where nothing better than the page is found."""
    page, start = run.page, run.start
    orphan = ORPHAN.match(page, start, run.stop) is not None
    if not orphan and not _slipped(run, model):
        if _reads_as_question(run.before, page[start + 1 : min(run.stop, start + 3)], model):
            return None
    proof = Proof(run, left_first, splits)
    ranked = _search(run, proof, orphan, model, rules, _WIDER if thorough else ())
    best = proof.best(ranked)
    if best is None or fold(best[0].text) == fold(_without_readings(run, start, best[0].end)):
        return None
    found, overlaps = best
    end = found.end
    others = [candidate for candidate in ranked if candidate.text != found.text]
    rivals = list(islice((candidate for candidate in others[:6] if proof.holds(candidate)), 3))
    margin = _TEMPER * (found.score - rivals[0].score) if rivals else inf
    bare, keys = proof.found(end).bare, proof.keys(found)
    # Where a character is so unlikely, what would have explained it was not tried: a name, or a pair that vanished.
    unexplained = min(model.log_probabilities(found.text, run.before)[codes(found.text) > 0xFF], default=0.0) < UNLIKELY
    certain = orphan and found.restored == 0 and not bare and not unexplained
    odd = 0 in symbols_of(found.text) or found.score / len(found.text) < _ODD or margin == inf or unexplained
    if margin < (_BARE if bare or found.restored else 1.0) * rules.margin or (odd and not certain):
        kind = "guess"
    else:
        kind = "exact" if certain else "lexical"
    edit = Edit(start, end, page[start:end], found.text, "byte_shift", kind, _evidence(keys, found),
                None if margin == inf else round(margin, 2), tuple(rival.text for rival in rivals))  # fmt: skip
    return Restored(edit, keys, overlaps)


def _search(run: Run, proof: Proof, orphan: bool, model: CharacterModel, rules: Rules, wider) -> list[Candidate]:
    """The candidates, the likeliest first: searched for vanished pairs only as long as something reads like a jolt."""
    search = RunSearch(run, model)
    ranked = search.candidates(0)
    for most_restored, width in wider:
        best = proof.best(ranked)
        if best is not None:
            found, _ = best
            if width > BEAM_WIDTH or found.text in ("?", "？"):
                break
            gap = min((found.score - other.score for other in ranked if other.text != found.text), default=inf)
            far = most_restored == 1 or _TEMPER * gap >= rules.margin
            if far and _least_likely(found.text, run, found.end, model) >= _JOLT:
                break
        elif width > BEAM_WIDTH and not orphan:
            break
        merged = {(item.text, item.end): item for item in [*search.candidates(most_restored, width), *ranked]}
        ranked = sorted(merged.values(), key=lambda item: (-item.score, item.text))
    return ranked


def _reads_as_question(before: str, after: str, model: CharacterModel) -> bool:
    """True where a question mark reads well: nothing needs to be looked for."""
    return model.log_probabilities("？" + after[:1], before).mean() > _QUESTION


def _slipped(run: Run, model: CharacterModel) -> bool:
    """Whether a bare ``?`` and what stands behind it is implausible as it is."""
    text = _without_readings(run, run.start, min(run.stop, run.start + _LOOK))
    return not model.plausible(text, run.before or "\n\n")


def _least_likely(text: str, run: Run, end: int, model: CharacterModel) -> float:
    """Log probability of the least likely character of a candidate, the two behind it included."""
    after = run.page[end : end + 2]
    after = after if after[:1] not in ("(", "?") else ""
    return model.log_probabilities(text + after, run.before).min()


def _evidence(keys, found: Candidate) -> str:
    parts = [f"{key.encode('gbk').hex(' ').upper()} = {key} ({reading})" for key, reading in keys]
    if found.restored:
        parts.append(f"{found.restored} vanished pair put back")
    return "; ".join(parts) or "bytes weighed by the language model"


def _without_readings(run: Run, start: int, stop: int) -> str:
    """The page between ``start`` and ``stop`` without the readings in it that are still in both brackets."""
    page, out, at = run.page, "", start
    while (bracket := page.find("(", at, stop)) >= 0:
        end = run.whole.get(bracket)
        out += page[at : bracket if end else bracket + 1]
        at = end or bracket + 1
    return out + page[at:stop]


class PageRuns:
    """The runs of one page, restored in their order: what one shows of the page's table serves the next."""

    def __init__(self, page: str, diagnosis, rules: Rules):
        self.edits: list[Edit] = []
        self.left: list[Edit] = []  # what stays as it was, for review
        self.table, self.left_first = dict(diagnosis.table), set()
        self._page, self._rules, self._model = page, rules, character_model(rules.model)
        # Also readings that no character stands before: the run that they belong to must account for them.
        self._whole = dict([*zip(diagnosis.found.starts, diagnosis.found.ends, strict=True), *diagnosis.found.loose])
        self._blanks_lost = _BLANKS_LOST.search(page) is not None
        self._splits = possible_splits(page)
        self._known: dict[tuple[str, str], Restored | None] = {}

    def restore_line(self, start: int, stop: int) -> None:
        """Restore every run of the line that ends at ``stop``, from ``start`` on."""
        page, before = self._page, ""
        at = self._without_lost_blanks(start, stop)
        while (mark := page.find("?", at, stop)) >= 0:
            run = self._run_at(mark, stop, before)
            before = (before + _without_readings(run, max(at, mark - 40), mark))[-8:]
            run = run._replace(before=before)
            restored = self._restored(run)
            if restored is None:
                at = self._left_alone(run, mark, stop)
                before += page[mark:at]
                continue
            edit = restored.edit
            at = edit.end
            if not before.strip(_BLANKS):
                edit = edit._replace(after=edit.after.lstrip(_BLANKS))  # an indentation is layout
            if edit.kind == "guess" and (edit.margin or 0.0) < self._rules.guess:
                self.left.append(edit)
                before += edit.before
            else:
                self.edits.append(edit)
                self.table.update(restored.keys)
                self.left_first.update(restored.left_first)
                before += edit.after

    def _without_lost_blanks(self, start: int, stop: int) -> int:
        """Take away what stands for blanks at the start of a line; returns where its text begins."""
        found = _LOST_BLANKS.match(self._page, start, stop)
        if not found or ORPHAN.match(self._page, found.end(1) - 1, stop):
            return start
        end = self._page.find("?", found.end(), stop)
        run = self._run_at(found.end(), stop)
        text = _without_readings(run, found.end(), min(end if end >= 0 else stop, found.end() + _LOOK))
        if not text or self._model.log_probabilities(text, "\n\n").mean() < _PLAIN[self._blanks_lost]:
            return start
        self.edits.append(Edit(*found.span(1), found[1], "", "layout", "lexical", "blanks that the encoding lost"))
        return found.end()

    def _run_at(self, mark: int, stop: int, before: str = "") -> Run:
        return Run(self._page, mark, stop, self._whole, self.table, before, self._blanks_lost)

    def _restored(self, run: Run) -> Restored | None:
        """The run as it was; the same words damaged the same way are known again, since a page repeats itself."""
        mark, known = run.start, self._known
        seen = (run.before[-2:], run.page[mark : min(run.stop, mark + _REMEMBERED)])
        if seen in known:
            restored = known[seen]
            if restored is None:
                return None
            edit = restored.edit
            return restored._replace(edit=edit._replace(start=mark, end=mark + edit.end - edit.start))
        thorough = len(known) < _THOROUGH
        restored = restore_run(run, self.left_first, self._model, self._rules, self._splits, thorough=thorough)
        if restored is None or restored.edit.end - mark < _REMEMBERED - 8:
            known[seen] = restored
        return restored

    def _left_alone(self, run: Run, mark: int, stop: int) -> int:
        """Note a run that nothing fits; returns where the search goes on."""
        orphan = ORPHAN.match(self._page, mark, stop)
        if not orphan or not one_tone(orphan.group(1)):
            if _slipped(run, self._model):
                end = min(stop, mark + _SHOWN)
                there = self._page[mark:end]
                self.left.append(Edit(mark, end, there, there, "byte_shift", "guess", "reads like shifted bytes"))
            return mark + 1
        there = orphan.group()
        self.left.append(Edit(mark, orphan.end(), there, there, "byte_shift", "guess", "no reading of the bytes fits"))
        return orphan.end()


def restore_runs(page: str, diagnosis, rules: Rules):
    """Every run of a converted page.

    Returns
    -------
    (edits, places left for review, table, order of keys)
        The table and the pairs of overlapping keys of which the left was looked for first, as then known.
    """
    if "?" not in page:
        return [], [], dict(diagnosis.table), frozenset()
    runs, at, feed = PageRuns(page, diagnosis, rules), 0, -1
    while (mark := page.find("?", at)) >= 0:
        begin = max(page.rfind("\n", at, mark), page.rfind("\r", at, mark)) + 1
        if mark > feed:
            feed = page.find("\n", mark)
            feed = len(page) if feed < 0 else feed
        at = page.find("\r", mark, feed)  # an end of a line too: no run takes it in
        at = feed if at < 0 else at
        runs.restore_line(begin, at)
    return runs.edits, runs.left, runs.table, frozenset(runs.left_first)
