"""The damage itself: what a site does to a text that a machine turned traditional.

The same few lines serve twice: to prove a restoration (`certify`), and to make damage with known truth.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from .gbk import assigned

_SHORT = 300  # bytes: below this a plain search is quicker than a pattern made for one table


class Always:
    """Every pair: what is inserted first always breaks its neighbour."""

    def __contains__(self, pair) -> bool:
        return True


def insert_readings(data: bytes, table: Mapping[str, str], breaks: Container = ()) -> bytes:
    """Put ``(reading)`` behind the bytes of each table character, wherever these two bytes stand.

    Bytewise, as the sites do it: the two bytes may be the end of one character and the start of the next.

    Parameters
    ----------
    breaks : container of (bytes, bytes)
        Where the second byte of one key is the first of another, the key that the site looks for first
        decides. A pair in here says that the left one came first: its reading parts the bytes of the
        right one, which is then not found. Otherwise both get their reading.
    """
    return _inserted(data, _places(data, table), table, breaks)


def _inserted(data: bytes, places: list[tuple[int, str]], table: Mapping[str, str], breaks: Container) -> bytes:
    out, at = [], 0
    before, before_at = b"", -2
    for start, char in places:
        key = data[start : start + 2]
        if start == before_at + 1 and (before, key) in breaks:
            continue
        out += data[at : start + 2], _bracketed(table[char])
        at = start + 2
        before, before_at = key, start
    return b"".join(out) + data[at:]


@cache
def _bracketed(reading: str) -> bytes:
    return f"({reading})".encode("gb18030")


def sharing(data: bytes, table: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Pairs of keys in a stream that share a byte, where the order of a site's search shows."""
    found = [(i, data[i : i + 2]) for i, _ in _places(data, table)]
    return [(a, b) for (i, a), (j, b) in pairwise(found) if j == i + 1]


def _places(data: bytes, table: Mapping[str, str]) -> list[tuple[int, str]]:
    """Where a stream holds the two bytes of a key, and which; short streams are looked through without a pattern."""
    if not table:
        return []
    chars = _characters()
    if len(data) < _SHORT:
        return [(i, char) for i in range(len(data) - 1) if (char := chars.get(data[i : i + 2])) in table]
    found = (match.start() for match in _pattern(tuple(sorted(table))).finditer(data))
    return [(i, chars[data[i : i + 2]]) for i in found]


@cache
def _characters() -> dict[bytes, str]:
    return {pair.to_bytes(2, "big"): char for char, pair in assigned().items()}


@cache
def _pattern(keys: tuple[str, ...]) -> re.Pattern[bytes]:
    leads: dict[int, bytearray] = {}
    for key in (char.encode("gbk") for char in keys):
        leads.setdefault(key[0], bytearray()).append(key[1])
    parts = [re.escape(bytes([lead])) + b"[" + re.escape(bytes(trails)) + b"]" for lead, trails in leads.items()]
    return re.compile(b"(?=" + b"|".join(parts) + b")", re.DOTALL)


def lossy_decode(data: bytes) -> str:
    """Decode code page 936 as the sites do, losing what does not fit.

    A lead byte with an impossible second byte becomes one ``?`` and takes that byte with it; a pair that
    the code page leaves to its users vanishes; a lone 80 is the euro sign.

    >>> lossy_decode("實際".encode("gbk")[1:])
    '嶋H'
    """
    return data.decode("gbk", _lossy())


@cache
def _lossy() -> str:
    """The name under which Python's decoder finds `_lost`."""
    name = f"{__name__}.lost"
    codecs.register_error(name, _lost)
    return name


def _lost(problem: UnicodeDecodeError) -> tuple[str, int]:
    """What a decoder writes where the next byte does not fit, and where it goes on."""
    at = problem.start
    lead, trail = problem.object[at], problem.object[at + 1 : at + 2]
    if lead in (0x80, 0xFF):
        return "€" if lead == 0x80 else "?", at + 1
    if not trail:
        return "?", at + 1
    if 0x40 <= trail[0] != 0x7F and trail[0] != 0xFF:
        return "", at + 2
    return "?\n" if trail == b"\n" else "?", at + 2


def user_defined(pair: bytes) -> bool:
    """True for a pair that the code page leaves to its users, or does not assign: it vanishes."""
    try:
        return len(pair.decode("gbk")) != 1
    except UnicodeDecodeError:
        return True


def damage(text: str, table: Mapping[str, str], *, split: str = "", breaks: Container = ()) -> str:
    """Damage a traditional text: insert the readings bytewise, then decode with loss.

    Parameters
    ----------
    text : str
        Traditional. Characters outside the code page pass by and separate what stands around them.
    table : mapping
        Traditional character → reading.
    split : str
        Punctuation marks at whose bytes a second pass cuts the stream and decodes it once more.
    breaks : container
        See `insert_readings`.

    Examples
    --------
    >>> damage("域實際", {"驅": "qū"})
    '域?qū)嶋H'
    """
    return next(damaged_ways(text, table, (split,), (breaks,)))[1]


def damaged_ways(text: str, table: Mapping[str, str], splits: Sequence[str], orders: Sequence[Container]) -> Iterator:
    """What a text can become: by the order in which a site looks for its keys, and the marks at which it cuts.

    Parameters
    ----------
    splits, orders : sequences
        As ``split`` and ``breaks`` of `damage`.

    Yields
    ------
    (order, damaged text), each text once for an order.
    """
    pieces = _pieces(text)
    places = [_places(data, table) for data, _ in pieces]
    for order in orders:
        once = [
            lossy_decode(_inserted(piece, found, table, order))
            for (piece, _), found in zip(pieces, places, strict=True)
        ]
        made, data = set(), None
        for split in splits:
            parts = once
            if split:
                data = data or [_encoded(part) for part in once]
                parts = [_cut(data[k], split, once[k]) for k in range(len(once))]
            again = "".join(part + foreign for part, (_, foreign) in zip(parts, pieces, strict=True))
            if again not in made:
                made.add(again)
                yield order, again


def _encoded(text: str) -> bytes:
    return b"\x80".join(part.encode("gbk", "replace") for part in text.split("€"))


def _cut(data: bytes, split: str, whole: str) -> str:
    """A stream cut at the bytes of the marks and decoded part by part; ``whole``, decoded, if it has none."""
    parts = _marks(split).split(data)
    return "".join(map(lossy_decode, parts)) if len(parts) > 1 else whole


@cache
def _marks(split: str) -> re.Pattern[bytes]:
    return re.compile(b"(" + b"|".join(re.escape(mark.encode("gbk")) for mark in split) + b")")


def _pieces(text: str) -> list[tuple[bytes, str]]:
    """The text's bytes, in pieces between characters that the code page lacks."""
    out, at = [], 0
    while True:
        try:
            out.append((text[at:].encode("gbk"), ""))
            return out
        except UnicodeEncodeError as problem:
            stop = at + problem.start
            out.append((text[at:stop].encode("gbk"), text[stop]))
            at = stop + 1
