"""Text whose bytes were once read as another encoding and saved so: undone where every byte can be had back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from .edits import Edit
from .legibility import CHINESE, READABLE, UNREADABLE, legibility, plainly_legible

_SHIFT = 2.0  # natural-log odds a character by which the text must read better


@cache
def _windows_1252() -> dict[int, int]:
    """Code point → byte, as browsers read it: the five bytes without a character are control characters."""
    table = {}
    for byte in range(256):
        char = bytes([byte]).decode("cp1252", "ignore") or chr(byte)
        table[ord(char)] = byte
    return table


def _to_windows_1252(text: str) -> bytes:
    try:
        return bytes(map(_windows_1252().__getitem__, map(ord, text)))
    except KeyError as error:
        raise UnicodeError(f"no byte for {error}") from None


def _from_windows_1252(raw: bytes) -> str:
    back = {byte: point for point, byte in _windows_1252().items()}
    return "".join(chr(back[byte]) for byte in raw)


_Reading = tuple[str, Callable[[str], bytes], Callable[[bytes], str], str]
_READINGS: tuple[_Reading, ...] = (  # why, text as found → bytes and back, what the bytes are
    ("UTF-8 read as Latin-1", lambda text: text.encode("latin-1"), lambda raw: raw.decode("latin-1"), "utf-8"),
    ("UTF-8 read as Windows-1252", _to_windows_1252, _from_windows_1252, "utf-8"),
    ("UTF-8 read as GBK", lambda text: text.encode("gb18030"), lambda raw: raw.decode("gb18030"), "utf-8"),
    ("GBK read as Latin-1", lambda text: text.encode("latin-1"), lambda raw: raw.decode("latin-1"), "gb18030"),
    ("GBK read as Windows-1252", _to_windows_1252, _from_windows_1252, "gb18030"),
)  # fmt: skip


def undo_double_decoding(text: str) -> list[Edit]:
    """One change a line, where one wrong reading explains the whole text: its inverse is exact, its result legible.

    >>> undo_double_decoding("干部到群众中去。".encode().decode("latin-1"))[0].after
    '干部到群众中去。'
    >>> undo_double_decoding("干部到群众中去。")
    []
    """
    if text.isascii() or plainly_legible(text):
        return []
    found = legibility(text)
    if found.chinese > CHINESE and found.score >= UNREADABLE:
        return []
    lines = text.split("\n")
    for why, encode, decode, encoding in _READINGS:
        try:
            raw = [encode(line) for line in lines]
            read = [line.decode(encoding) for line in raw]
        except UnicodeError:
            continue
        if [decode(line) for line in raw] != lines or [line.encode(encoding) for line in read] != raw:
            continue
        after = legibility("\n".join(read))
        if after.chinese > CHINESE and after.score >= max(READABLE, found.score + _SHIFT):
            return _by_line(lines, read, why)
    return []


def _by_line(lines: list[str], read: list[str], why: str) -> list[Edit]:
    edits, at = [], 0
    for before, after in zip(lines, read, strict=True):
        if before != after:
            edits.append(Edit(at, at + len(before), before, after, "typesetting", evidence=why))
        at += len(before) + 1
    return edits
