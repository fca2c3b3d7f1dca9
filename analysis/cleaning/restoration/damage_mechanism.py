"""The damage itself: what a site does to a text that a machine turned traditional.

The same few lines serve twice: to prove a restoration (`certify`), and to make damage with known truth.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from .gbk import two_byte_codes

HARD_SPACE = "\xa0"  # a blank that the code page lacks: a site's encoding makes it ``?``
_CUTTING = "、。，！？；：“”（）《》"  # marks at which sites cut
_AT_ANY = "、。，！？；："  # the set of a site that cuts at the end of every clause
_FULL_WIDTH = str.maketrans(",;:()!?", "，；：（）！？")
_SHORT = 300  # bytes: below this a plain search is quicker than a pattern made for one table


class EveryPair:
    """For ``left_first``: the left one of two keys was always looked for first."""

    def __contains__(self, pair) -> bool:
        return True


def insert_readings(data: bytes, table: Mapping[str, str], left_first: Container = ()) -> bytes:
    """Put ``(reading)`` behind the bytes of each key, wherever these two bytes stand.

    Bytewise, as the sites do it: the two bytes may be the end of one character and the start of the next.

    Parameters
    ----------
    table : mapping
        Key → reading.
    left_first : container of (bytes, bytes)
        Where the second byte of one key is the first of another, the key that the site looks for first
        decides. A pair in here says that the left one came first: its reading parts the bytes of the
        right one, which is then not found. Otherwise both get their reading.
    """
    return _inserted(data, _keys_in(data, table), table, left_first)


def _inserted(data: bytes, found: list[tuple[int, str]], table: Mapping[str, str], left_first: Container) -> bytes:
    out, at = [], 0
    left, left_start = b"", -2
    for start, char in found:
        key = data[start : start + 2]
        if start == left_start + 1 and (left, key) in left_first:
            continue
        out += data[at : start + 2], _bracketed(table[char])
        at = start + 2
        left, left_start = key, start
    return b"".join(out) + data[at:]


@cache
def _bracketed(reading: str) -> bytes:
    return f"({reading})".encode("gb18030")


def overlapping_keys(data: bytes, table: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Pairs of keys in a stream that share a byte, where the order of a site's search shows."""
    found = [(i, data[i : i + 2]) for i, _ in _keys_in(data, table)]
    return [(a, b) for (i, a), (j, b) in pairwise(found) if j == i + 1]


def _keys_in(data: bytes, table: Mapping[str, str]) -> list[tuple[int, str]]:
    """Where a stream holds the two bytes of a key, and which."""
    if not table:
        return []
    chars = _characters()
    if len(data) < _SHORT:
        return [(i, char) for i in range(len(data) - 1) if (char := chars.get(data[i : i + 2], "")) in table]
    found = (match.start() for match in _pattern(tuple(sorted(table))).finditer(data))
    return [(i, chars[data[i : i + 2]]) for i in found]


@cache
def _characters() -> dict[bytes, str]:
    return {code.to_bytes(2, "big"): char for char, code in two_byte_codes().items()}


@cache
def _pattern(keys: tuple[str, ...]) -> re.Pattern[bytes]:
    """Finds the first byte of each key that stands in a stream."""
    seconds: dict[int, bytearray] = {}
    for first, second in (key.encode("gbk") for key in keys):
        seconds.setdefault(first, bytearray()).append(second)
    parts = [re.escape(bytes([first])) + b"[" + re.escape(bytes(those)) + b"]" for first, those in seconds.items()]
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
    """The name under which Python's decoder finds `_replacement`."""
    name = f"{__name__}.lossy"
    codecs.register_error(name, _replacement)
    return name


def _replacement(problem: UnicodeError) -> tuple[str, int]:
    """What a decoder writes where the next byte does not fit, and where it goes on."""
    assert isinstance(problem, UnicodeDecodeError)
    at = problem.start
    first, second = problem.object[at], problem.object[at + 1 : at + 2]
    if first in (0x80, 0xFF):
        return "€" if first == 0x80 else "?", at + 1
    if not second:
        return "?", at + 1
    if 0x40 <= second[0] != 0x7F and second[0] != 0xFF:
        return "", at + 2
    return "?\n" if second == b"\n" else "?", at + 2


def damage(text: str, table: Mapping[str, str], *, split: str = "", left_first: Container = ()) -> str:
    """Damage a traditional text: insert the readings bytewise, then decode with loss.

    Parameters
    ----------
    text : str
        Traditional. Characters outside the code page pass by and separate what stands around them.
    table : mapping
        Key → reading.
    split : str
        Punctuation marks at whose bytes a second pass cuts the stream and decodes it once more.
    left_first : container
        See `insert_readings`.

    Examples
    --------
    >>> damage("域實際", {"驅": "qū"})
    '域?qū)嶋H'
    """
    return next(possible_damage(text, table, (split,), (left_first,)))[1]


def possible_damage(
    text: str, table: Mapping[str, str], splits: Sequence[str], orders: Sequence[Container]
) -> Iterator[tuple[Container, str]]:
    """What a text can become, by the order in which a site looks for its keys and the marks at which it cuts.

    ``splits`` and ``orders`` hold what `damage` calls ``split`` and ``left_first``. Yields each order with each
    damaged text, every text once for an order.
    """
    pieces = _encodable_pieces(text)
    found = [_keys_in(data, table) for data, _ in pieces]
    for order in orders:
        once = [
            lossy_decode(_inserted(data, keys, table, order)) for (data, _), keys in zip(pieces, found, strict=True)
        ]
        made, streams = set(), None
        for split in splits:
            parts = once
            if split:
                streams = streams or [_encoded(part) for part in once]
                parts = [_cut(stream, split, part) for stream, part in zip(streams, once, strict=True)]
            damaged = "".join(part + foreign for part, (_, foreign) in zip(parts, pieces, strict=True))
            if damaged not in made:
                made.add(damaged)
                yield order, damaged


def possible_splits(found: str) -> tuple[str, ...]:
    """The marks at which a second pass may have cut what stands in a page, likeliest first; "" for none.

    A cut in the middle of a character leaves ``?`` and the mark behind it.

    >>> possible_splits("難點?;鶎狱h")[:2]
    ('；', '、。，！？；：')
    >>> possible_splits("怎么辦?")
    ('',)
    """
    behind = (found[at + 1].translate(_FULL_WIDTH) for at, char in enumerate(found[:-1]) if char == "?")
    marks = [mark for mark in dict.fromkeys(behind) if mark in _CUTTING]
    together = "".join(sorted(marks))
    return (*dict.fromkeys([together, *marks, _AT_ANY, ""]),) if marks else ("",)


def _encoded(text: str) -> bytes:
    return b"\x80".join(part.encode("gbk", "replace") for part in text.split("€"))


def _cut(data: bytes, split: str, whole: str) -> str:
    """A stream cut at the bytes of the marks and decoded part by part; ``whole``, decoded, if it has none."""
    parts = _marks(split).split(data)
    return "".join(map(lossy_decode, parts)) if len(parts) > 1 else whole


@cache
def _marks(split: str) -> re.Pattern[bytes]:
    return re.compile(b"(" + b"|".join(re.escape(mark.encode("gbk")) for mark in split) + b")")


def _encodable_pieces(text: str) -> list[tuple[bytes, str]]:
    """The text's bytes, in pieces, each with the character behind it that the code page lacks."""
    out, at = [], 0
    while True:
        try:
            out.append((text[at:].encode("gbk"), ""))
            return out
        except UnicodeEncodeError as problem:
            stop = at + problem.start
            out.append((text[at:stop].encode("gbk"), text[stop]))
            at = stop + 1
