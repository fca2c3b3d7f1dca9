"""Parquet files that are small and hold much, written byte by byte: a library would refuse, or need the memory itself."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12  # types of Thrift's compact protocol
DICTIONARY, PLAIN, RLE = 8, 0, 3  # encodings: of indices into a dictionary, of values, of levels
UNCOMPRESSED, GZIP = 0, 2


def varint(n: int) -> bytes:
    out = bytearray()
    while n > 0x7F:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes([*out, n])


def zigzag(n: int) -> bytes:
    return varint(n << 1 if n >= 0 else (-n << 1) - 1)


def thrift(value, kind: int) -> bytes:
    """A value; a structure is a dictionary of field → (type, value), a list is (type of its members, members)."""
    if kind in (I32, I64):
        return zigzag(value)
    if kind == BINARY:
        return varint(len(value)) + value
    if kind == LIST:
        inner, members = value
        size = bytes([len(members) << 4 | inner]) if len(members) < 15 else bytes([0xF0 | inner]) + varint(len(members))
        return size + b"".join(thrift(member, inner) for member in members)
    out, before = b"", 0
    for field, (inner, member) in sorted(value.items()):
        step = field - before
        out += (bytes([step << 4 | inner]) if step < 16 else bytes([inner]) + zigzag(field)) + thrift(member, inner)
        before = field
    return out + b"\0"


def repeated_cell(
    path: Path, rows: int, cell: bytes, *, told_rows: int | None = None, groups: int = 1, columns: int = 1,
    told_bytes: int | None = None,
) -> Path:  # fmt: skip
    """A table of texts whose cells are all the same: one entry of a dictionary, and one run of its index.

    The row groups share the same pages. ``told_rows`` and ``told_bytes`` are what the footer says.
    """
    entry = struct.pack("<I", len(cell)) + cell
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    entry_packed = packed.compress(entry) + packed.flush()
    out = b"PAR1"
    dictionary_at = len(out)
    header = {1: (I32, 2), 2: (I32, len(entry)), 3: (I32, len(entry_packed)),
              7: (STRUCT, {1: (I32, 1), 2: (I32, PLAIN)})}  # fmt: skip
    out += thrift(header, STRUCT) + entry_packed
    data_at = len(out)
    run = b"\x01" + varint(rows << 1) + b"\0"
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    run_packed = packed.compress(run) + packed.flush()
    data = {1: (I32, rows), 2: (I32, DICTIONARY), 3: (I32, RLE), 4: (I32, RLE)}
    header = {1: (I32, 0), 2: (I32, len(run)), 3: (I32, len(run_packed)), 5: (STRUCT, data)}
    out += thrift(header, STRUCT) + run_packed
    size = len(out) - 4
    told = rows if told_rows is None else told_rows
    names = [b"text", *(b"c%d" % at for at in range(1, columns))]
    chunks = [
        {2: (I64, dictionary_at), 3: (STRUCT, {
            1: (I32, 6), 2: (LIST, (I32, [PLAIN, RLE, DICTIONARY])), 3: (LIST, (BINARY, [name])), 4: (I32, GZIP),
            5: (I64, told), 6: (I64, told_bytes or size), 7: (I64, size), 9: (I64, data_at), 11: (I64, dictionary_at)})}
        for name in names
    ]  # fmt: skip
    group = {1: (LIST, (STRUCT, chunks)), 2: (I64, told_bytes or size), 3: (I64, told)}
    schema = [{4: (BINARY, b"schema"), 5: (I32, columns)}] + [
        {1: (I32, 6), 3: (I32, 0), 4: (BINARY, name), 6: (I32, 0)} for name in names
    ]
    footer = thrift(
        {1: (I32, 1), 2: (LIST, (STRUCT, schema)), 3: (I64, told * groups), 4: (LIST, (STRUCT, [group] * groups))},
        STRUCT,
    )
    path.write_bytes(out + footer + struct.pack("<I", len(footer)) + b"PAR1")
    return path
