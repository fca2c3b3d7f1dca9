"""How much a reading takes at most: the one place for bounds. No header is believed; what is unpacked is counted.

Every bound can be raised: ``TIFA_BOUNDS=4`` takes four times as much of everything, on a machine that has the memory.
"""

from __future__ import annotations

import lzma
import math
import os
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

from ..core.errors import StudyError

MEMBER_BYTES = 256 * 2**20  # more than any text that people keep in one file
ALL_BYTES = 4 * 2**30  # of one reading: a nested bomb spends the same budget
MEMBERS = 100_000
RATIO = 300  # DEFLATE shrinks repetitive tables about 100 times; its limit, which bombs come near to, is 1,032
SMALL = 8 * 2**20  # bytes below which the ratio does not matter
LARGE, LARGE_RATIO = 256 * 2**20, 20  # what is large is packed less: texts 3 to 10 times
DEPTH = 3  # archives inside archives
CELLS = 8_000_000  # cells of a sheet, empty ones included: a workbook is laid out whole
COLUMNS = 16_384  # of a table: as many as Excel has
PAGES = 20_000  # of a PDF
TEXT_BYTES = 32 * 2**20  # of one page or cell: three times the longest novel
LINES, LINE_BYTES = 200_000, 12  # from so many lines on, each has to have so many bytes (four characters) on average
ROW = 64  # bytes that a row takes here, besides its text
RAISE = "set TIFA_BOUNDS=2 (or more) to take it all the same"
_PIECE = 2**20
# What reading a damaged ZIP archive may raise: its lengths and places are believed by Python's library.
ZIP_PROBLEMS = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError,
                RuntimeError, OSError, EOFError, ValueError, LookupError, OverflowError)  # fmt: skip


class TooLargeError(ValueError):
    """A file that holds more than is taken here; the message says what, and how to take it all the same."""

    def __init__(self, what: str):
        super().__init__(f"{what}; {RAISE}")


def bound(usual: float) -> int:
    """A bound, as many times the usual one as ``TIFA_BOUNDS`` says.

    >>> bound(1000)
    1000
    """
    told = os.environ.get("TIFA_BOUNDS") or "1"
    try:
        times = float(told)
    except ValueError:
        times = math.nan
    if not 0 < times < math.inf:
        raise StudyError(f"TIFA_BOUNDS is {told!r}: give a number above 0, such as 2 for twice the usual bounds.")
    return int(usual * times)


def check(count: float, most: float, what: str) -> None:
    """`TooLargeError` where there are more of something than are taken."""
    if count > bound(most):
        raise TooLargeError(f"too large: more than {bound(most):,} {what}")


def check_ratio(size: int, packed: int) -> None:
    """`TooLargeError` where ``size`` bytes came out of so few that it is no text."""
    for small, ratio in ((SMALL, RATIO), (LARGE, LARGE_RATIO)):
        if size > bound(small) and size > bound(ratio) * max(1, packed):
            raise TooLargeError(f"packed more than {bound(ratio)} times, as no text of {size:,} bytes is")


@dataclass
class Budget:
    """What may still be unpacked in one reading."""

    bytes: int = field(default_factory=lambda: bound(ALL_BYTES))
    members: int = field(default_factory=lambda: bound(MEMBERS))

    def unpack(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: BinaryIO) -> None:
        """Write a member to a file; `TooLargeError` as soon as it is longer than it may be."""
        self.members -= 1
        if self.members < 0:
            raise TooLargeError(f"an archive of more than {bound(MEMBERS):,} files")
        size, most = 0, bound(MEMBER_BYTES)
        with archive.open(member) as source:
            while piece := source.read(_PIECE):
                size += len(piece)
                self.bytes -= len(piece)
                if size > most or self.bytes < 0:
                    raise TooLargeError(f"too large unpacked: more than {min(most, size):,} bytes")
                check_ratio(size, member.compress_size)
                target.write(piece)
