"""Pairs of bytes that vanished from a run without a trace, looked for between the characters that are left."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import islice
from math import inf

from .gbk import by_reading, byte_table
from .language import Language
from .states import UNLIKELY, State, stream_of

# Pairs that the code page leaves to its users vanish: first bytes, and the second bytes that go with them.
_VANISH = {
    **dict.fromkeys((*range(0xAA, 0xB0), *range(0xF8, 0xFF)), range(0xA1, 0xFF)),
    **dict.fromkeys(range(0xA1, 0xA8), range(0x81, 0xA1)),  # of 40-A0 only these can begin a character
}
_FEW = 3  # states for which vanished pairs are looked for at each place
_VANISHED = -1.0  # log odds that a pair vanished at a given place


def lost_pairs(states, char: str, model: Language, most: int, keep: int) -> list[State]:
    """The states with one vanished pair, or two neighbours, put back before ``char``: the ``keep`` likeliest."""
    data = stream_of(char)
    if not data:
        return []
    steps = _steps(states, model, most)
    out = []
    for (score, _, _, a, b, text, lost), zone in steps:
        leads = _likely(model.context(a, b), b, zone, data[0], model, 5)
        out += [State(score, lead, lead, a, b, text, lost) for lead in leads]
    # A second pair only lowers a score: where it cannot come among the likeliest it is not looked for.
    least = sorted((state.score for state in out), reverse=True)[keep - 1] if len(out) >= keep else -inf
    for (score, _, _, a, b, text, lost), zone in steps:
        if lost < most and score + _VANISHED >= least:
            for two, code, between, second in _second_pair(model.context(a, b), b, zone, model):
                new = score + two + _VANISHED
                if new >= least:
                    leads = _likely(model.context(b, code), code, second, data[0], model, 3)
                    out += [State(new, lead, lead, b, code, text + between, lost + 1) for lead in leads]
    return sorted(out, key=lambda state: (-state.score, state.out))[:keep]


def lost_before_key(states, reading: str, model: Language, most: int) -> list[State]:
    """The states with one vanished pair put back before a key whose second byte was swallowed.

    The pair's second byte begins the key: it must be the first byte of a character with this reading.
    """
    leads = sorted({key.encode("gbk")[0] for key in by_reading().get(reading, ())})
    return [
        State(score, lead, lead, a, b, text, lost)
        for (score, _, _, a, b, text, lost), zone in _steps(states, model, most)
        for lead in leads
        if lead in zone
    ]


def _steps(states, model: Language, most: int) -> list[tuple[State, range]]:
    """The likeliest states with the character put back that a vanished pair's first byte ended; its second bytes."""
    steps = []
    for score, pending, _, a, b, text, lost in states[:_FEW]:
        if pending >= 0 and lost < most:
            for first, code, one, zone in _endings(pending, a, b, model):
                steps.append((State(score + one + _VANISHED, -1, -1, b, code, text + first, lost + 1), zone))
    return steps


@lru_cache(maxsize=1 << 14)
def _endings(pending: int, a: int, b: int, model: Language) -> list[tuple]:
    """Characters that the waiting byte can have begun, if the second byte opened a pair that vanished."""
    options = _opened(pending)
    scores = model.logps(a, b, [code for _, code, _ in options])
    found = [(c, code, logp, zone) for (c, code, zone), logp in zip(options, scores, strict=True) if logp > UNLIKELY]
    return sorted(found, key=lambda item: (-item[2], item[0]))[:5]


@cache
def _opened(pending: int) -> list[tuple[str, int, range]]:
    bytes_ = byte_table()
    pairs = [(pending << 8 | byte, zone) for byte, zone in _VANISH.items()]
    return [(bytes_.chars[pair], bytes_.codes[pair], zone) for pair, zone in pairs if bytes_.codes[pair]]


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


@lru_cache(maxsize=1 << 15)
def _likely(a: int, b: int, zone: range, second: int, model: Language, most: int) -> list[int]:
    """The lead bytes that continue best: characters seen behind the last one, then the commonest of all."""
    openings = _openings(zone, second, model)
    followers = model.successors(b)
    codes = dict.fromkeys(islice((code for code in openings if code in followers), 2 * most))
    codes.update(dict.fromkeys(islice(openings, 3)))
    scores = zip(model.logps(a, b, codes), codes, strict=True)
    seen = sorted(((logp, openings[code]) for logp, code in scores), reverse=True)
    return [lead for logp, lead in seen[:most] if logp > UNLIKELY]


@lru_cache(maxsize=1 << 14)
def _second_pair(a: int, b: int, zone: range, model: Language) -> list[tuple[float, int, str, range]]:
    """A pair that vanished right behind another: the character between them must follow the first one often.

    Returns what it adds to the score, its number, itself, and the zone of the byte that vanished behind it.
    """
    bytes_ = byte_table()
    options = _between(b, zone, model)
    scores = zip(model.logps(a, b, [code for code, _, _ in options]), options, strict=True)
    best = sorted(((logp, *option) for logp, option in scores), reverse=True)[:8]
    return [(two, code, bytes_.chars[lead << 8 | trail], _VANISH[trail]) for two, code, lead, trail in best]


@lru_cache(maxsize=1 << 13)
def _between(b: int, zone: range, model: Language) -> list[tuple[int, int, int]]:
    """Characters often seen behind one, spelt by a first byte of the zone and a second that opens a lost pair."""
    spellings = byte_table().spellings
    return [
        (code, lead, trail)
        for code in islice(model.successors(b), 80)
        for lead, trail in spellings.get(code, ())
        if lead in zone and trail in _VANISH
    ]
