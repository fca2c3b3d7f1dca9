"""The damage itself: what a site does to a text that a machine turned traditional.

The same few lines serve twice: to prove a restoration (`certify`), and to make damage with known truth.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import cache

_SHORT = 300  # bytes: below this a plain search is quicker than a pattern made for one table
_TOKEN = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+|[\x00-\x7f]+|\x80|[\x81-\xfe][^\x40-\x7e\x80-\xfe]?|\xff", re.DOTALL)


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
    if not table:
        return data
    places = _Places(table)
    out, at = [], 0
    before, before_at = b"", -2
    for start in places.find(data):
        key = data[start : start + 2]
        if start == before_at + 1 and (before, key) in breaks:
            continue
        out.append(data[at : start + 2])
        out.append(places.syllables[key])
        at = start + 2
        before, before_at = key, start
    out.append(data[at:])
    return b"".join(out)


def sharing(data: bytes, table: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Pairs of keys in a stream that share a byte, where the order of a site's search shows."""
    found = [(i, data[i : i + 2]) for i in _Places(table).find(data)]
    return [(a, b) for (i, a), (j, b) in zip(found, found[1:], strict=False) if j == i + 1]


@cache
def _syllable(char: str, reading: str) -> tuple[bytes, bytes]:
    return char.encode("gbk"), f"({reading})".encode("gb18030")


class _Places:
    """The keys in a stream, from left to right; short streams are looked through without a pattern."""

    def __init__(self, table: Mapping[str, str]):
        self.syllables = dict(_syllable(char, reading) for char, reading in table.items())

    def find(self, data: bytes) -> list[int]:
        keys = self.syllables
        if len(data) < _SHORT:
            return [i for i in range(len(data) - 1) if data[i : i + 2] in keys]
        return [match.start() for match in _pattern(tuple(sorted(keys))).finditer(data)]


@cache
def _pattern(keys: tuple[bytes, ...]) -> re.Pattern[bytes]:
    leads: dict[int, bytearray] = {}
    for key in keys:
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
    out = []
    for match in _TOKEN.finditer(data):
        token = match.group()
        first = token[0]
        if first < 0x80:
            out.append(token.decode("ascii"))
        elif first == 0x80:
            out.append("€")
        elif len(token) >= 2 and 0x40 <= token[1] != 0x7F and token[1] != 0xFF:
            out.append(_assigned(token))
        elif len(token) == 2 and token[1] == 0x0A:
            out.append("?\n")
        else:
            out.append("?")
    return "".join(out)


def _assigned(pairs: bytes) -> str:
    try:
        return pairs.decode("gbk")
    except UnicodeDecodeError:
        return "".join(pairs[i : i + 2].decode("gbk", "ignore") for i in range(0, len(pairs), 2) if user_defined(pairs[i : i + 2]) is False)


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
    out = []
    for piece, foreign in _pieces(text):
        once = lossy_decode(insert_readings(piece, table, breaks))
        if split:
            once = "".join(lossy_decode(part) for part in _cut(_encoded(once), split))
        out.append(once + foreign)
    return "".join(out)


def _encoded(text: str) -> bytes:
    return b"\x80".join(part.encode("gbk", "replace") for part in text.split("€"))


def _cut(data: bytes, split: str) -> list[bytes]:
    marks = b"|".join(re.escape(mark.encode("gbk")) for mark in split)
    return [part for part in re.split(b"(" + marks + b")", data) if part]


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
