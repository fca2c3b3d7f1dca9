"""Files named by their contents, put into a folder whole; what a worker of a run is handed to write with."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from .file_hashes import file_sha256, sha256_of
from .sealed_json import named_files, sealed, unsealed
from .storage import Folder

DIGITS = 12  # of a hash, in a name: 48 bits
ROWS = 65_536  # rows of a row group: small enough to skip, large enough to compress
RECORDS = "parts"  # the folder of the records of finished parts


@dataclass(frozen=True)
class FileWriter:
    """Writes into the folder of a set of files; can be sent to another process.

    A file is named by its contents, so none is ever overwritten by another one. Parts of a set that can be made by
    themselves have records: a record is on disk before the files that it names, so whatever a killed run leaves behind
    has a name somewhere, and a part is finished where its record is there and every file has the hash that it states.
    """

    folder: Folder
    run: str

    def write(self, stem: str, data: bytes, suffix: str) -> dict[str, Any]:
        """Write ``stem-<12 digits of its hash>suffix``; returns its name, bytes and sha256."""
        entry = entry_of(stem, data, suffix)
        self.put(entry, data)
        return entry

    def put(self, entry: Mapping[str, Any], data: bytes) -> None:
        """Write the file of an entry, unless it stands there whole already."""
        if self.folder.local is None or not is_whole(self.folder, entry["file"], entry):
            self.folder.write(entry["file"], data, run=self.run)

    def write_part(self, record: str, made: Mapping[str, tuple[dict[str, Any], bytes]], more: dict[str, Any]) -> dict:
        """Write the files of a part, its record first; returns what the record says.

        ``made`` holds entry and bytes of each file by what it is to the part, ``more`` what else the record is to say.
        """
        files = {entry["file"]: plain_entry(entry) for entry, _ in made.values()}
        said = {**more, "record": record, "files": files}
        raw = sealed(said)
        if self.folder.read(record) != raw:
            self.folder.write(record, raw, run=self.run, lasting=True)
        for entry, data in made.values():
            self.put(entry, data)
        return said


def read_record(folder: Folder, record: str) -> dict[str, Any] | None:
    """What the record of a part says; None where there is none, or it is damaged."""
    said = unsealed(folder.read(record))
    return said if said is not None and said.get("record") == record else None


def part_is_whole(folder: Folder, said: Mapping[str, Any], present: Mapping[str, int]) -> bool:
    """Whether the files of a part are there with the sizes and, on this machine, the hashes that its record states."""
    files = named_files(dict(said))
    if len(files) != len(said["files"]) or any(present.get(name) != entry["bytes"] for name, entry in files.items()):
        return False
    return folder.local is None or all(is_whole(folder, name, entry) for name, entry in files.items())


def is_whole(folder: Folder, file: str, entry: Mapping[str, Any]) -> bool:
    """Whether a file on this machine has the hash of an entry."""
    try:
        return file_sha256(folder.location(file)) == entry["sha256"]
    except OSError:
        return False


def entry_of(stem: str, data: bytes, suffix: str) -> dict[str, Any]:
    """Name, bytes and sha256 of a file that is to hold ``data``.

    >>> entry_of("documents/2014", b"", ".parquet")["file"]
    'documents/2014-e3b0c44298fc.parquet'
    """
    sha256 = sha256_of(data)
    return {"file": f"{stem}-{sha256[:DIGITS]}{suffix}", "bytes": len(data), "sha256": sha256}


def plain_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Bytes and sha256 of an entry, as a manifest states them beside the name."""
    return {"bytes": entry["bytes"], "sha256": entry["sha256"]}


def parquet(frame: pl.DataFrame, *, compression: int = 1) -> bytes:
    """A frame as parquet, at a level of zstd."""
    data = io.BytesIO()
    frame.rechunk().write_parquet(
        data, compression="zstd", compression_level=compression, row_group_size=ROWS, statistics=True
    )
    return data.getvalue()


def certifies_itself(folder: Folder, file: str) -> bool:
    """Whether the digits in the name of a file on this machine are those of its own hash: then a set wrote it."""
    stem = PurePosixPath(file).stem
    digits = stem[-DIGITS:]
    if folder.local is None or stem[-DIGITS - 1 : -DIGITS] != "-":
        return False
    try:
        return file_sha256(folder.location(file)).startswith(digits)
    except OSError:
        return False
