"""Whose files these are: what earlier runs left in the folder of a set, by what manifests, records and journals name.

A file is never ours by the look of its name alone. Two cases come near to it, both in a folder where something else is
ours for certain: a record of a part that was damaged since, and, where the manifest itself is damaged, files whose names
carry digits of their own hash.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from .file_hashes import sha256_of
from .file_writer import DIGITS, RECORDS, certifies_itself, read_record
from .sealed_json import is_safe_name, named_files, parsed, unsealed
from .storage import Folder

OF_THE_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini"}  # file managers write these where they please
Names = Callable[[dict[str, Any]], Iterable[str]]  # the files that a manifest names


class EarlierFiles:
    """What a folder holds when a run begins.

    ``sizes``: every file but those of a folder below that has a manifest or lock of its own. ``manifest``: what the
    manifest says, {} where it is damaged. ``replaced``: the files of sets that were in use when they were replaced, by
    the name of their manifest. ``records``: of parts. ``named``: files that the journals of killed runs name, or a
    damaged manifest, and that no record or manifest will name later. ``drafts``: left by killed runs. ``foreign``: of
    somebody else.
    """

    def __init__(self, folder: Folder, manifest: str, lock: str, names: Names, journal: bytes):
        found = folder.sizes()
        nested = tuple(
            str(PurePosixPath(file).parent) + "/" for file in found if file.endswith((f"/{manifest}", f"/{lock}"))
        )
        self.sizes = {file: size for file, size in found.items() if not file.startswith(nested)}
        self.raw = folder.read(manifest) if manifest in found else b""
        self.manifest = unsealed(self.raw) or {}
        self.runs, self.named = _journalled(journal)
        self.drafts = drafts_of(self.runs, self.sizes)
        self.replaced = {
            file: set(names(parsed(folder.read(file)) or {}))
            for file in self.sizes
            if _is_replaced(folder, file, manifest)
        }
        said = self.manifest or parsed(self.raw) or {}
        own = {name for name in names(said) if is_safe_name(name)}
        own |= {*self.named, *self.drafts, *self.replaced}.union(*self.replaced.values())
        like_records = {file for file in self.sizes if is_record(file)}
        by_records = {file: named_files(read_record(folder, file)) for file in like_records - own}
        recorded = {file for record, files in by_records.items() if files for file in (record, *files)}
        if not self.manifest and (manifest in found or recorded):  # damaged or lost, or of an earlier layout
            self.named |= own & set(self.sizes) - {*self.drafts, *self.replaced}
            digested = (file for file in self.sizes if has_digits(file) and file not in recorded)
            self.named |= {file for file in digested if file.encode() in self.raw or certifies_itself(folder, file)}
        own |= self.named | recorded
        if self.manifest or self.runs or own & set(self.sizes):  # something here is ours for certain
            own |= {manifest} | {file for file in like_records if has_digits(file)}
        if self.runs or b"\n" not in journal:  # a run that was killed before its first line was whole
            own.add(lock)
        self.records = like_records & own
        own.add(note_of(manifest))
        self.foreign = [
            file for file in self.sizes if file not in own and PurePosixPath(file).name not in OF_THE_SYSTEM
        ]


def note_of(manifest: str) -> str:
    """The name of what may be written down beside a set: it is no part of it, and no manifest names it.

    >>> note_of("features.json")
    '.features.note'
    """
    return f".{PurePosixPath(manifest).stem}.note"


def replaced_name(manifest: str, raw: bytes) -> str:
    """The name of a manifest once another one has taken its place.

    >>> replaced_name("features.json", b"")
    '.features-e3b0c44298fc.json'
    """
    name = PurePosixPath(manifest)
    return f".{name.stem}-{sha256_of(raw)[:DIGITS]}{name.suffix}"


def _is_replaced(folder: Folder, file: str, manifest: str) -> bool:
    name = PurePosixPath(manifest)
    alike = file.startswith(f".{name.stem}-") and file.endswith(name.suffix) and "/" not in file and has_digits(file)
    return alike and file == replaced_name(manifest, folder.read(file))


def drafts_of(runs: Iterable[str], files: Iterable[str]) -> set[str]:
    """The unfinished files of some runs, whose names the drafts hold."""
    runs = list(runs)
    return {file for file in files if any(f".{run}-" in PurePosixPath(file).name for run in runs)}


def is_record(file: str) -> bool:
    """Whether it lies where the records of parts do."""
    return file.startswith(f"{RECORDS}/") and file.endswith(".json")


def has_digits(file: str) -> bool:
    """Whether a name ends in the digits of a hash."""
    stem = PurePosixPath(file).stem
    return stem[-DIGITS - 1 : -DIGITS] == "-" and set(stem[-DIGITS:]) <= set("0123456789abcdef")


def _journalled(text: bytes) -> tuple[set[str], set[str]]:
    """The runs and the files that a journal names."""
    lines = journal_lines(text)
    runs = {line["run"] for line in lines if isinstance(line, dict) and isinstance(line.get("run"), str)}
    return {run for run in runs if len(run) == DIGITS}, {line for line in lines if is_safe_name(line)}


def journal_lines(text: bytes) -> list[Any]:
    """The lines of a journal that are whole; a run that was killed may have written half of the last one."""
    found = []
    for line in text.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def owner(text: str) -> Mapping[str, Any]:
    """Who wrote last to a journal: its run, host, pid and since when."""
    owners = [line for line in journal_lines(text.encode()) if isinstance(line, dict)]
    return owners[-1] if owners else {}
