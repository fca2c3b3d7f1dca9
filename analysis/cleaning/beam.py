"""The beam: every way to read a stretch of shifted bytes, the likeliest first.

A state is one reading so far: the character begun but not ended, what the model needs to go on, the text.
What stands in the page is fed to all of them byte by byte; where something was lost, each is tried with
everything that can have stood there.
"""

from __future__ import annotations

from functools import cache
from heapq import heapify, heappushpop
from math import inf

from .gbk import ORPHAN, by_lead_and_reading, by_reading, byte_table, one_tone, readings
from .language import Language, numbers_of
from .states import UNLIKELY, State, at_char, feed
from .vanished import lost_before_key, lost_pairs

_NEAR = 6  # characters behind a cut within which a second loss belongs to the same run
_BEAM = 14
_LONGEST = 400  # characters of one run: real ones have under 40
_NEW_KEY = -4.0  # log odds that a reading belongs to a character not seen in the page's table


def search(text, start, stop, skip, table, before, model, *, most_lost) -> list[tuple[State, int]]:
    """The beam: every reading of the bytes from ``start`` to where all of them are in step again.

    At most ``most_lost`` vanished pairs are looked for.
    """
    a, b = ([0, 0] + numbers_of(before[-2:]))[-2:]
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
            if most_lost:
                states = states + lost_before_key(states, orphan.group(1), model, most_lost)
            states = _at_orphan(states, orphan.group(1), table, model, cut)
            at = orphan.end()
        else:
            char = text[at]
            if char == "?":
                states, cut = _at_lost(states, model), True
            else:
                if most_lost:
                    states = states + lost_pairs(states, char, model, most_lost, 2 * _BEAM)
                states = at_char(states, char, model)
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
    follow = numbers_of(text[at : min(stop, at + 2)]) if at < stop and text[at] not in "(?" else ()
    return sorted(
        ((_onward(state, follow, model), end) for state, end in ended), key=lambda item: (-item[0].score, item[0].out)
    )


def _onward(state: State, follow, model: Language) -> State:
    """The state with what comes next weighed in, so that readings are compared in their place."""
    score, a, b = state.score, state.a, state.b
    for code in follow:
        score += model.logp(a, b, code)
        a, b = b, code
    return state._replace(score=score)


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
        out = [step for key in whole for step in at_char(lone, key, model)]
    for state in states:
        for key in by_lead_and_reading().get((state.last, reading), ()):
            step = feed(state, key.encode("gbk")[1], model, 0.0 if key in table else _NEW_KEY)
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
    most = 10 * _BEAM  # many bytes are possible: more of them than elsewhere, for only what follows decides
    out = at_char(states, "？", model)
    first = [state.score for state in out][:most]  # of all readings found so far: a heap of scores
    first += [-inf] * (most - len(first))
    heapify(first)
    whole = []
    for state in states:
        if state.pending >= 0 and state.score >= first[0]:  # what cannot come among the first is not made at all
            codes, options = _trails(state.pending)
            for logp, option in zip(model.logps(state.a, state.b, codes), options, strict=True):
                if logp > UNLIKELY and state.score + logp >= first[0]:
                    heappushpop(first, state.score + logp)
                    whole.append((state, logp, option))
    least = first[0]
    comma, figure = numbers_of(",0")
    for state, logp, (byte, code, char) in whole:
        score, text = state.score + logp, state.out + char
        if score >= least:
            out.append(State(score, -1, byte, state.b, code, text, state.lost))
        score = state.score - 3.0 + logp
        if score >= least and byte >= 0x81:  # a comma or a figure behind it was swallowed too
            swallowed = ((",", comma), *((digit, figure) for digit in "0123456789"))
            for mark, number in swallowed:
                new = score + model.logp(state.b, code, number)
                out.append(State(new, -1, -1, code, number, text + mark, state.lost))
    for score, pending, _, a, b, text, lost in states:
        if pending < 0 and score - 5.0 >= least:
            out += [State(score - 5.0, byte, byte, a, b, text, lost) for byte in range(0x81, 0xFF)]
    return sorted(out, key=lambda state: (-state.score, state.out))[:most]


@cache
def _trails(lead: int) -> tuple[list[int], list[tuple[int, int, str]]]:
    """Every second byte that makes a character with a first one: the model's numbers; byte, number, character."""
    bytes_ = byte_table()
    pairs = [lead << 8 | byte for byte in range(0x40, 0xFF) if bytes_.chars[lead << 8 | byte]]
    options = [(pair & 255, bytes_.codes[pair], bytes_.chars[pair]) for pair in pairs]
    return [code for _, code, _ in options], options
