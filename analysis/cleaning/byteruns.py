"""Byte runs: text whose bytes slipped by one, brought back byte by byte.

A run begins at a ``?`` that swallowed a byte. What the byte can have been is known (the reading behind the
``?`` names it), or is tried for every byte and weighed by the language model; then the bytes that stand in
the page are read again from there, until a byte that can only end a character puts them back in step.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import islice
from math import inf
from typing import NamedTuple

from .gbk import INTRUSION, ORPHAN, byte_table, by_lead_and_reading, by_reading, one_tone, readings
from .language import Language, codes_of, language
from .mechanism import Always, damage, sharing
from .records import Edit
from .rules import Rules
from .width import fold

_NEAR = 6  # characters behind a cut within which a second loss belongs to the same run
# Pairs that the code page leaves to its users vanish: first bytes, and the second bytes that go with them.
_VANISH = {
    **dict.fromkeys((*range(0xAA, 0xB0), *range(0xF8, 0xFF)), range(0xA1, 0xFF)),
    **dict.fromkeys(range(0xA1, 0xA8), range(0x81, 0xA1)),  # of 40-A0 only these can begin a character
}
_BEAM = 14
_FEW = 3  # states for which vanished pairs are looked for at each place
_LONGEST = 400  # characters of one run: real ones have under 40
_UNLIKELY = -15.0  # log probability under which a character is not tried where anything could stand
_NEW_KEY = -4.0  # log odds that a reading belongs to a character not seen in the page's table
_ODD = -8.0  # mean log probability below which a reading is marked whatever its margin
_VANISHED = -1.0  # log odds that a pair vanished at a given place
_MEMORY = 64  # characters by which a run is known again
_DEEP = 3000  # different runs of one page that are looked at closely: a commentary has some five
_MOST_LOST = 3  # vanished pairs looked for in one run
_TEMPER = 0.6  # characters in a row are not independent: the model's odds are too sure of themselves by this
_JOLT = -10.0  # log probability of a character below which something is looked for that vanished before it
_SPLITS = ("", "、", "。", "，", "！", "？", "、。，！？；：")


class _State(NamedTuple):
    score: float
    pending: int  # a lead byte waiting for its second, -1 for none
    last: int  # the last byte of the page's stream so far, -1 where unknown
    a: int
    b: int  # the two characters before, as the model knows them
    out: str
    lost: int  # pairs that were put back


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
    first = _search(text, start, stop, skip, table, before, model, lost_pairs=0)
    best = _certified(text, start, skip, table, before, first, breaks)
    for lost in (1, _MOST_LOST) if deep else ():  # look for what vanished only as long as something reads like a jolt
        if best is not None:
            state, end, _ = best
            gap = min((state.score - other.score for other, _ in first if other.out != state.out), default=inf)
            smooth = _worst(state.out, before, text[end : end + 2], model) >= _JOLT
            if state.out in ("?", "？") or (smooth and (lost == 1 or _TEMPER * gap >= rules.margin)):
                break
        more = _search(text, start, stop, skip, table, before, model, lost_pairs=lost)
        merged = {(state.out, end): (state, end) for state, end in [*more, *first]}
        first = sorted(merged.values(), key=lambda item: (-item[0].score, item[0].out))
        best = _certified(text, start, skip, table, before, first, breaks)
    if best is None:
        return None
    state, end, parted = best
    if fold(state.out) == fold(_plain(text, start, end, skip)):
        return None
    others = [item for item in first if item[0].out != state.out]
    proven = [item for item in others[:6] if _certified(text, start, skip, table, before, [item], breaks)]
    margin = _TEMPER * (state.score - proven[0][0].score) if proven else inf
    certain = orphan is not None and state.lost == 0 and not _bare(text, start, end)
    strange = 0 in codes_of(state.out) or state.score / len(state.out) < _ODD or (margin == inf and not certain)
    kind = "guess" if margin < rules.margin or (strange and not certain) else "exact" if certain else "lexical"
    keys = tuple((key, reading) for key, reading in _keys(state.out, before, text, start, end))
    evidence = _evidence(keys, state)
    return Run(start, end, state.out, kind, None if margin == inf else round(margin, 2),
               tuple(item[0].out for item in proven[:3]), evidence, keys, parted)  # fmt: skip


def _asks(before: str, after: str, model: Language) -> bool:
    """True where a question mark reads well: nothing needs to be looked for."""
    a, b = ([0, 0] + codes_of(before[-2:]).tolist())[-2:]
    mark = int(codes_of("？")[0])
    onward = [model.logp(b, mark, code) for code in codes_of(after[:1]).tolist()]
    return model.logp(a, b, mark) + sum(onward) > -4.5 * (1 + len(onward))


def _worst(out: str, before: str, after: str, model: Language) -> float:
    """The least likely character of a reading, the two behind it included."""
    after = after if after[:1] not in ("(", "?") else ""
    whole = [0, 0, *codes_of(before[-2:] + out + after).tolist()]
    return min(model.logp(*whole[i - 2 : i + 1]) for i in range(len(whole) - len(out) - len(after), len(whole)))


def _search(text, start, stop, skip, table, before, model, *, lost_pairs) -> list[tuple[_State, int]]:
    """The beam: every reading of the bytes from ``start`` to where all of them are in step again."""
    tail = codes_of(before[-2:]).tolist()
    a, b = ([0, 0] + tail)[-2:]
    states = [_State(0.0, -1, byte_table().last.get(before[-1:], -1), a, b, "", 0)]
    at = start
    cut, since = False, 9
    while at < min(stop, start + _LONGEST) and states:
        orphan = ORPHAN.match(text, at, stop)
        if at in skip:
            states = _read_so(states, text[at + 1 : skip[at] - 1], before)
            at = skip[at]
            continue
        if orphan and one_tone(orphan.group(1)):
            states = _at_orphan(states, orphan.group(1), table, model, cut)
            at = orphan.end()
        else:
            char = text[at]
            if char == "?":
                states, cut = _at_lost(states, model), True
            else:
                if lost_pairs:
                    states = states + _lost_pairs(states, char, model, lost_pairs)
                states = _at_char(states, char, model)
            at += 1
        since = 0 if text[at - 1] == "?" else since + 1
        wide = 10 if since == 0 else 3 if since < 4 else 1  # of any byte at all, only what follows can tell
        states = sorted(states, key=lambda state: (-state.score, state.out))[: wide * _BEAM]
        if all(state.pending < 0 for state in states) and not (cut and "?" in text[at : min(stop, at + _NEAR)]):
            break
    while at in skip and at < stop:  # the reading of the run's last character
        states = _read_so(states, text[at + 1 : skip[at] - 1], before)
        at = skip[at]
    ended = [(state, at) for state in states if state.pending < 0]
    follow = codes_of(text[at : min(stop, at + 2)]) if at < stop and text[at] not in "(?" else ()
    return sorted(
        ((_onward(state, follow, model), end) for state, end in ended), key=lambda item: (-item[0].score, item[0].out)
    )


def _onward(state: _State, follow, model: Language) -> _State:
    """The state with what comes next weighed in, so that readings are compared in their place."""
    score, a, b = state.score, state.a, state.b
    for code in list(follow)[:2]:
        score += model.logp(a, b, int(code))
        a, b = b, int(code)
    return state._replace(score=score)


def _feed(state: _State, byte: int, model: Language, extra: float = 0.0) -> _State | None:
    """The state after one more byte of the stream; None where the bytes make no character."""
    if state.pending < 0:
        if 0x81 <= byte <= 0xFE:
            return state._replace(pending=byte, last=byte, score=state.score + extra)
        return None
    bytes_ = byte_table()
    pair = state.pending << 8 | byte
    char = bytes_.chars[pair]
    if not char:
        return None
    code = bytes_.codes[pair]
    score = state.score + extra + model.logp(state.a, state.b, code)
    return _State(score, -1, byte, state.b, code, state.out + char, state.lost)


def _at_char(states, char: str, model: Language) -> list[_State]:
    bytes_ = byte_table()
    data = bytes_.of.get(char)
    out = []
    for state in states:
        if state.pending < 0:
            code = int(codes_of(char)[0])
            score = state.score + model.logp(state.a, state.b, code)
            last = data[-1] if data else -1
            out.append(_State(score, -1, last, state.b, code, state.out + char, state.lost))
            continue
        stream = data
        if char in ",;:!()":
            stream = bytes((0xA3, ord(char) + 0x80))  # folded after the damage: two bytes then
        if not stream:
            continue
        step: _State | None = state
        for byte in stream:
            step = _feed(step, byte, model)
            if step is None:
                break
        if step is not None:
            out.append(step)
    return out


def _at_orphan(states, reading: str, table, model: Language, cut: bool) -> list[_State]:
    """The swallowed byte is the second of the character that is read so and begins with the byte before.

    Behind a cut the character itself may be gone: decoding once more took its other byte too.
    """
    out = []
    if cut:
        whole = [key for key, syllable in sorted(table.items()) if syllable == reading]
        lone = [state for state in states if state.pending < 0]
        if not whole:
            whole = by_reading().get(reading, ())
            lone = [state._replace(score=state.score + _NEW_KEY) for state in lone]
        out = [step for key in whole for step in _at_char(lone, key, model)]
    for state in states:
        for key in by_lead_and_reading().get((state.last, reading), ()):
            step = _feed(state, key.encode("gbk")[1], model, 0.0 if key in table else _NEW_KEY)
            if step is not None:
                out.append(step)
    return out


def _read_so(states, reading: str, before: str) -> list[_State]:
    """The states whose last two bytes are a character with this reading, if any are."""
    known, bytes_ = readings(), byte_table()
    right = []
    for state in states:
        written = before[-1:] + state.out
        if state.pending < 0:
            key = written[-1:]
        else:
            key = bytes_.chars[bytes_.last.get(written[-1:], 0) << 8 | state.pending]
        if known.get(key) == reading:
            right.append(state)
    return right or states


def _at_lost(states, model: Language) -> list[_State]:
    """A bare ``?``: a question mark, or any byte that a cut at a punctuation mark left alone."""
    bytes_ = byte_table()
    out = []
    for state in states:
        asked = _at_char([state], "？", model)
        out += asked
        if state.pending < 0:
            out += [state._replace(pending=byte, last=byte, score=state.score - 5.0) for byte in range(0x81, 0xFF)]
            continue
        row = state.pending << 8
        for byte in range(0x40, 0xFF):
            if bytes_.chars[row | byte]:
                logp = model.logp(state.a, state.b, bytes_.codes[row | byte])
                if logp > _UNLIKELY:
                    step = _feed(state, byte, model)
                    out.append(step)
                    if byte >= 0x81:  # a comma or a figure behind it was swallowed too
                        full = _feed(state._replace(score=state.score - 3.0), byte, model)
                        for mark in ",0123456789":
                            out += _at_char([full], mark, model)
    # Many bytes are possible: look at more of them than elsewhere, for only what follows decides.
    return sorted(out, key=lambda state: (-state.score, state.out))[: 10 * _BEAM]


def _lost_pairs(states, char: str, model: Language, most: int) -> list[_State]:
    """The states with one vanished pair, or two neighbours, put back before ``char``."""
    data = byte_table().of.get(char)
    if char in ",;:()!":
        data = bytes((0xA3, ord(char) + 0x80))
    if not data:
        return []
    out = []
    for state in states[:_FEW]:
        if state.pending < 0 or state.lost >= most:
            continue
        for first, code, one, zone in _endings(state, model):
            step = _State(state.score + one + _VANISHED, -1, -1, state.b, code, state.out + first, state.lost + 1)
            out += [step._replace(pending=lead, last=lead) for lead in _likely(step, zone, data[0], model)]
            if state.lost + 2 <= most:
                out += _second_pair(step, zone, data[0], model)
    return sorted(out, key=lambda state: (-state.score, state.out))[: 2 * _BEAM]


def _endings(state: _State, model: Language) -> list[tuple]:
    """Characters that the waiting byte can have begun, if the second byte opened a pair that vanished."""
    bytes_ = byte_table()
    row = state.pending << 8
    found = []
    for byte, zone in _VANISH.items():
        code = bytes_.codes[row | byte]
        if code:
            logp = model.logp(state.a, state.b, code)
            if logp > _UNLIKELY:
                found.append((bytes_.chars[row | byte], code, logp, zone))
    return sorted(found, key=lambda item: (-item[2], item[0]))[:5]


@cache
def _openings(zone: range, second: int, model: Language) -> dict[int, int]:
    """The model's numbers of characters with this second byte and a first one of the zone, commonest first."""
    codes = byte_table().codes
    found = {}
    for lead in zone:
        code = codes[lead << 8 | second]
        if code:
            found.setdefault(code, lead)
    return dict(sorted(found.items(), key=lambda item: (-model.frequency(item[0]), item[1])))


def _likely(step: _State, zone: range, second: int, model: Language, most: int = 5) -> list[int]:
    """The lead bytes that continue best: characters seen behind the last one, then the commonest of all."""
    openings = _openings(zone, second, model)
    followers = model.successors(step.b)
    codes = dict.fromkeys(islice((code for code in openings if code in followers), 2 * most))
    codes.update(dict.fromkeys(islice(openings, 3)))
    seen = sorted(((model.logp(step.a, step.b, code), openings[code]) for code in codes), reverse=True)
    return [lead for logp, lead in seen[:most] if logp > _UNLIKELY]


def _second_pair(step: _State, zone: range, next_byte: int, model: Language) -> list[_State]:
    """A pair that vanished right behind another: the character between them must follow the first one often."""
    bytes_ = byte_table()
    between = []
    for code in islice(model.successors(step.b), 80):
        for lead, trail in bytes_.spellings.get(code, ()):
            if lead in zone and trail in _VANISH:
                between.append((model.logp(step.a, step.b, code), code, lead, trail))
    out = []
    for two, code, lead, trail in sorted(between, reverse=True)[:8]:
        char = bytes_.chars[lead << 8 | trail]
        middle = _State(step.score + two + _VANISHED, -1, -1, step.b, code, step.out + char, step.lost + 1)
        out += [middle._replace(pending=b, last=b) for b in _likely(middle, _VANISH[trail], next_byte, model, 3)]
    return out


def _certified(text, start, skip, table, before, ranked, breaks):
    """The best reading that, damaged again with the page's table, gives what stands in the page.

    Returns the state, the end of the run, and the pairs of keys whose order it shows.
    """
    left = before[-1:]
    for state, end in ranked[:12]:
        keys = dict(table)
        keys.update(_keys(state.out, before, text, start, end))
        there = fold(text[max(0, start - 16) : end])
        for split in _SPLITS if _bare(text, start, end) else ("",):
            for order in (breaks, (), Always()):
                if there.endswith(fold(damage(left + state.out, keys, split=split, breaks=order))):
                    return state, end, _shown(left + state.out, keys) if isinstance(order, Always) else ()
    return None


def _shown(text: str, keys) -> tuple[tuple[bytes, bytes], ...]:
    try:
        return tuple(sharing(text.encode("gbk"), keys))
    except UnicodeEncodeError:
        return ()


def _bare(text: str, start: int, end: int) -> bool:
    """True where a ``?`` in the run has no reading behind it."""
    return any(text[i] == "?" and not ORPHAN.match(text, i) for i in range(start, end))


def _keys(out: str, before: str, text: str, start: int, end: int) -> list[tuple[str, str]]:
    """The characters whose readings stand in a run: found in the restored bytes, in order."""
    wanted = [m.group(1) for pattern in (ORPHAN, INTRUSION) for m in pattern.finditer(text, start, end)]
    if not wanted:
        return []
    try:
        data = (before[-1:] + out).encode("gbk")
    except UnicodeEncodeError:
        return []
    known = readings()
    found = []
    for i in range(len(data) - 1):
        try:
            char = data[i : i + 2].decode("gbk")
        except UnicodeDecodeError:
            continue
        if len(char) == 1 and known.get(char) in wanted and (char, known[char]) not in found:
            if char in by_lead_and_reading().get((data[i], known[char]), ()):
                found.append((char, known[char]))
    return found


def _evidence(keys, state: _State) -> str:
    parts = [f"{key.encode('gbk').hex(' ').upper()} = {key} ({reading})" for key, reading in keys]
    if state.lost:
        parts.append(f"{state.lost} vanished pair put back")
    return "; ".join(parts) or "bytes weighed by the language model"


def restore_line(text, start, stop, skip, table, breaks, model, rules, edits: list[Edit], left: list[Edit], memory) -> None:
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
                left.append(Edit(mark, end, text[mark:end], text[mark:end], "byte_shift", "guess", "no reading of the bytes fits"))
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
    out, at = [], start
    while at < stop:
        if at in skip:
            at = skip[at]
            continue
        out.append(text[at])
        at += 1
    return "".join(out)


def restore_runs(text: str, diagnosis, rules: Rules):
    """Every run of a converted page: the edits, the places left for review, the table and order as then known."""
    edits: list[Edit] = []
    left: list[Edit] = []
    table, breaks, memory = dict(diagnosis.table), set(), {}
    if "?" not in text:
        return edits, left, table, frozenset(breaks)
    model = language(rules.model)
    # Also syllables that no character stands before: the run that they belong to must account for them.
    skip = {m.start(): m.end() for m in INTRUSION.finditer(text) if one_tone(m.group(1))}
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
