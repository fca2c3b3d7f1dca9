"""The beam: every way to read a stretch of shifted bytes, the likeliest first.

A state is one reading so far: the character begun but not ended, what the model needs to go on, the text.
What stands in the page is fed to all of them byte by byte; where something was lost, each is tried with
everything that can have stood there.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import NamedTuple

from .gbk import ORPHAN, by_lead_and_reading, by_reading, byte_table, one_tone, readings
from .language import Language, codes_of

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
_VANISHED = -1.0  # log odds that a pair vanished at a given place


class State(NamedTuple):
    """One reading of the bytes so far."""

    score: float
    pending: int  # a lead byte waiting for its second, -1 for none
    last: int  # the last byte of the page's stream so far, -1 where unknown
    a: int
    b: int  # the two characters before, as the model knows them
    out: str
    lost: int  # pairs that were put back


def search(text, start, stop, skip, table, before, model, *, lost_pairs) -> list[tuple[State, int]]:
    """The beam: every reading of the bytes from ``start`` to where all of them are in step again."""
    tail = codes_of(before[-2:]).tolist()
    a, b = ([0, 0] + tail)[-2:]
    states = [State(0.0, -1, byte_table().last.get(before[-1:], -1), a, b, "", 0)]
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


def _onward(state: State, follow, model: Language) -> State:
    """The state with what comes next weighed in, so that readings are compared in their place."""
    score, a, b = state.score, state.a, state.b
    for code in list(follow)[:2]:
        score += model.logp(a, b, int(code))
        a, b = b, int(code)
    return state._replace(score=score)


def _feed(state: State, byte: int, model: Language, extra: float = 0.0) -> State | None:
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
    return State(score, -1, byte, state.b, code, state.out + char, state.lost)


def _at_char(states, char: str, model: Language) -> list[State]:
    bytes_ = byte_table()
    data = bytes_.of.get(char)
    out = []
    for state in states:
        if state.pending < 0:
            code = int(codes_of(char)[0])
            score = state.score + model.logp(state.a, state.b, code)
            last = data[-1] if data else -1
            out.append(State(score, -1, last, state.b, code, state.out + char, state.lost))
            continue
        stream = data
        if char in ",;:!()":
            stream = bytes((0xA3, ord(char) + 0x80))  # folded after the damage: two bytes then
        if not stream:
            continue
        step: State | None = state
        for byte in stream:
            step = _feed(step, byte, model)
            if step is None:
                break
        if step is not None:
            out.append(step)
    return out


def _at_orphan(states, reading: str, table, model: Language, cut: bool) -> list[State]:
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


def _read_so(states, reading: str, before: str) -> list[State]:
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


def _at_lost(states, model: Language) -> list[State]:
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


def _lost_pairs(states, char: str, model: Language, most: int) -> list[State]:
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
            step = State(state.score + one + _VANISHED, -1, -1, state.b, code, state.out + first, state.lost + 1)
            out += [step._replace(pending=lead, last=lead) for lead in _likely(step, zone, data[0], model)]
            if state.lost + 2 <= most:
                out += _second_pair(step, zone, data[0], model)
    return sorted(out, key=lambda state: (-state.score, state.out))[: 2 * _BEAM]


def _endings(state: State, model: Language) -> list[tuple]:
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


def _likely(step: State, zone: range, second: int, model: Language, most: int = 5) -> list[int]:
    """The lead bytes that continue best: characters seen behind the last one, then the commonest of all."""
    openings = _openings(zone, second, model)
    followers = model.successors(step.b)
    codes = dict.fromkeys(islice((code for code in openings if code in followers), 2 * most))
    codes.update(dict.fromkeys(islice(openings, 3)))
    seen = sorted(((model.logp(step.a, step.b, code), openings[code]) for code in codes), reverse=True)
    return [lead for logp, lead in seen[:most] if logp > _UNLIKELY]


def _second_pair(step: State, zone: range, next_byte: int, model: Language) -> list[State]:
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
        middle = State(step.score + two + _VANISHED, -1, -1, step.b, code, step.out + char, step.lost + 1)
        out += [middle._replace(pending=b, last=b) for b in _likely(middle, _VANISH[trail], next_byte, model, 3)]
    return out
