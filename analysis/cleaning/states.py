"""One reading of shifted bytes so far, and how it goes on with what stands in the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .gbk import byte_table
from .language import Language, numbers_of

UNLIKELY = -15.0  # log probability under which a character is not tried where anything could stand


class State(NamedTuple):
    """One reading of the bytes so far."""

    score: float
    pending: int  # a lead byte waiting for its second, -1 for none
    last: int  # the last byte of the page's stream so far, -1 where unknown
    a: int
    b: int  # the two characters before, as the model knows them
    out: str
    lost: int  # pairs that were put back


def feed(state: State, byte: int, model: Language, extra: float = 0.0) -> State | None:
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


def stream_of(char: str) -> bytes | None:
    """A character's bytes within a run: a half-width mark was folded after the damage, so it had two."""
    return bytes((0xA3, ord(char) + 0x80)) if char in ",;:!()" else byte_table().of.get(char)


def at_char(states: Iterable[State], char: str, model: Language) -> list[State]:
    """The states after a character of the page; those that its bytes do not fit are gone."""
    bytes_ = byte_table()
    chars, codes = bytes_.chars, bytes_.codes
    (code,) = numbers_of(char)
    last, stream = bytes_.last.get(char, -1), stream_of(char)
    first = stream[0] if stream else 0
    onward = stream[1] if stream and len(stream) > 1 else -1  # begins the next character
    logp, out = model.logp, []
    for score, pending, _, a, b, text, lost in states:
        if pending < 0:
            out.append(State(score + logp(a, b, code), -1, last, b, code, text + char, lost))
        elif stream and onward < 0xFF and (onward < 0 or onward > 0x80):
            pair = pending << 8 | first
            if chars[pair]:
                score += logp(a, b, codes[pair])
                byte = onward if onward > 0 else first
                out.append(State(score, onward, byte, b, codes[pair], text + chars[pair], lost))
    return out
