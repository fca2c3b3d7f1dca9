"""Ways to damage a file: each takes a random generator and bytes, and gives other bytes. The same seed, the same damage."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes], bytes]
_PIECES = [
    b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1b[2J", b"\xed\xa0\x80", b"\xff", b"\x80", b'"', b"'", b",", b"\t", b";", b"|",
    b"\n", b"\r", b"\r\n", b"\n\n\n", b"{", b"}", b"[", b"]", b"<", b">", b"</", b"<!--", b"<![CDATA[", b"<script>", b"&#0;", b"&#xD800;",
    b"\\ud800", b"\\u0000", b"1e999", b"-1", b"NaN", b"99999999999999999999", b"\x7f", "“".encode(), "　".encode(), "\u202e".encode(),
    "\U0010ffff".encode(), b"%PDF-", b"PK\x03\x04", b"PAR1", b"@a{", b"TY  - JOUR\n", b"--b\n", b"Content-Type: multipart/mixed; boundary=b\n",
    b"=1+1", b"sep=;\n", b"encoding='utf-16'", b"charset=utf-7", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
]  # fmt: skip


def flip(rng: random.Random, raw: bytes) -> bytes:
    out = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def overwrite(rng: random.Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw))
    return raw[:at] + rng.randbytes(rng.choice((1, 4, 16, 64))) + raw[at + 4 :]


def cut_end(rng: random.Random, raw: bytes) -> bytes:
    return raw[: rng.randrange(len(raw))]


def cut_out(rng: random.Random, raw: bytes) -> bytes:
    a, b = sorted((rng.randrange(len(raw)), rng.randrange(len(raw))))
    return raw[:a] + raw[b:]


def double(rng: random.Random, raw: bytes) -> bytes:
    a, b = sorted((rng.randrange(len(raw)), rng.randrange(len(raw))))
    return raw[:b] + raw[a:b] * rng.choice((1, 1, 3, 50)) + raw[b:]


def swap(rng: random.Random, raw: bytes) -> bytes:
    a, b, c = sorted(rng.randrange(len(raw)) for _ in range(3))
    return raw[:a] + raw[b:c] + raw[a:b] + raw[c:]


def insert(rng: random.Random, raw: bytes) -> bytes:
    at = rng.choice((0, len(raw), rng.randrange(len(raw)), rng.randrange(len(raw))))
    return raw[:at] + rng.choice(_PIECES) * rng.choice((1, 1, 2, 7, 200)) + raw[at:]


def length_field(rng: random.Random, raw: bytes) -> bytes:
    """A number of two, four or eight bytes becomes another: the kind of number that says how much follows."""
    size, form = rng.choice(((2, "<H"), (4, "<I"), (8, "<Q"), (4, ">I")))
    at = rng.randrange(max(1, len(raw) - size))
    most = 2 ** (8 * size) - 1
    number = rng.choice((0, 1, most, most // 2, most // 2 + 1, rng.randrange(most)))
    return raw[:at] + struct.pack(form, number) + raw[at + size :]


def digits(rng: random.Random, raw: bytes) -> bytes:
    """A figure of the text becomes a large or odd one."""
    places = [at for at, byte in enumerate(raw[:200_000]) if 48 <= byte <= 57]
    if not places:
        return flip(rng, raw)
    at = rng.choice(places)
    return raw[:at] + rng.choice((b"0", b"-1", b"999999999", b"4294967296", b"1e308", b"")) + raw[at + 1 :]


def another_encoding(rng: random.Random, raw: bytes) -> bytes:
    text = raw.decode(rng.choice(("utf-8", "gb18030", "latin-1")), "replace")
    return text.encode(rng.choice(("utf-16", "utf-32", "gb18030", "big5", "utf-7", "utf-16-be", "cp1252")), "replace")


def separators(rng: random.Random, raw: bytes) -> bytes:
    a, b = rng.choice((b",", b"\n", b"\r\n", b'"', b"\t", b":", b"<", b"=")), rng.choice(_PIECES)
    return raw.replace(a, b) if rng.random() < 0.5 else raw.replace(a, b, rng.randrange(1, 4))


def nest(rng: random.Random, raw: bytes) -> bytes:
    opening, closing = rng.choice((
        (b"[", b"]"), (b'{"a":', b"}"), (b"<div>", b"</div>"), (b"<b>", b""), (b"(", b")"), (b"{", b"}"), (b"<table><tr><td>", b""),
    ))  # fmt: skip
    times, at = rng.choice((30, 500, 3_000)), rng.randrange(len(raw))
    return raw[:at] + opening * times + closing * times + raw[at:]


def splice(rng: random.Random, raw: bytes) -> bytes:
    """The beginning of one kind of file before the rest of another is made by the harness; here: its own halves."""
    at = rng.randrange(len(raw))
    return raw[at:] + raw[:at]


def blanks(rng: random.Random, raw: bytes) -> bytes:
    return raw.translate(bytes.maketrans(bytes([rng.choice(raw)]), rng.choice((b"\0", b" ", b"\n", b"\xff"))))


MUTATIONS: tuple[Mutation, ...] = (
    flip, overwrite, cut_end, cut_out, double, swap, insert, length_field, digits, another_encoding, separators, nest, splice, blanks,
)  # fmt: skip


def damaged(rng: random.Random, raw: bytes) -> bytes:
    """One to three mutations, one after the other."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        raw = rng.choice(MUTATIONS)(rng, raw) or b"\0"
    return raw[: 2**21]
