"""How much is unpacked from a compressed file: members are read in pieces, so that no header is believed."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import BinaryIO

MEMBER_BYTES = 512 * 2**20  # more than any text that people keep in one file
ALL_BYTES = 4 * 2**30  # of one reading: a nested bomb spends the same budget
MEMBERS = 100_000
RATIO = 300  # DEFLATE shrinks repetitive tables about 100 times; its limit, which bombs come near to, is 1,032
SMALL = 8 * 2**20  # bytes below which the ratio does not matter
DEPTH = 3  # archives inside archives
_PIECE = 2**20


class TooLargeError(ValueError):
    """An archive that holds more than is unpacked here; the message says what."""


@dataclass
class Budget:
    """What may still be unpacked in one reading."""

    bytes: int = ALL_BYTES
    members: int = MEMBERS

    def unpack(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: BinaryIO) -> None:
        """Write a member to a file; `TooLargeError` as soon as it is longer than it may be."""
        self.members -= 1
        if self.members < 0:
            raise TooLargeError(f"an archive of more than {MEMBERS:,} files")
        size = 0
        with archive.open(member) as source:
            while piece := source.read(_PIECE):
                size += len(piece)
                self.bytes -= len(piece)
                if size > MEMBER_BYTES or self.bytes < 0:
                    raise TooLargeError(f"too large unpacked: more than {min(MEMBER_BYTES, size):,} bytes")
                if size > SMALL and size > RATIO * max(1, member.compress_size):
                    raise TooLargeError(f"packed more than {RATIO} times, as no text is")
                target.write(piece)
