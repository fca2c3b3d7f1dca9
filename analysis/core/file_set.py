# long: the steps of one transaction, in their order
"""A set of files written as a transaction: whoever reads sees the old set or the new one, never a mixture.

What happens on disk, in order; a run may be killed between any two of these and the next one cleans up after it:

1. ``.<manifest>.lock`` is made and locked; its text names the owner, and is the journal of the run.
2. ``foreign_files``: a folder that holds files of somebody else is refused. Nothing was written but the lock.
3. Each file: its name goes into the journal (or, of parts, into a record), then ``.<name>.<run>-…`` is written and
   renamed to ``<stem>-<12 digits of its sha256><suffix>``.
4. ``commit``: every new file and folder is flushed to disk; the manifest is written beside and flushed; the old
   manifest gets a second name, ``.<manifest>-<12 digits>.json``; the new one takes its place in one rename.
5. What the old manifests, records and journals name and the new manifest does not is removed, unless a reader shares the
   lock of the old manifest: then that set stays, with the manifest that names it, for a later write to remove.
6. The lock goes.

Behind URLs there is neither lock nor flush, and old files stay until the next write.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

import polars as pl

from .errors import StudyError
from .file_hashes import sha256_of
from .file_locks import LockedError, WriterLock, nobody_holds
from .file_writer import (
    DIGITS,
    RECORDS,
    FileWriter,
    certifies_itself,
    entry_of,
    is_whole,
    parquet,
    plain_entry,
    read_record,
)
from .os_errors import os_errors
from .paths import refuse_overlap
from .sealed_json import is_safe_name, named_files, parsed, sealed, unsealed
from .storage import Folder, sync

MANIFEST = "features.json"
OF_THE_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini"}  # file managers write these where they please
Names = Callable[[dict[str, Any]], Iterable[str]]  # the files that a manifest names, by a rule of its own


@contextmanager
def write_set(
    place: str | os.PathLike | Folder,
    *,
    inputs: Iterable[str | os.PathLike] = (),
    manifest: str = MANIFEST,
    names: Names | None = None,
) -> Iterator[FileSet]:
    """Write a set of files into a folder as a transaction; without `FileSet.commit`, the old set stays.

    Parameters
    ----------
    place : path or URL
        New or empty, or with an earlier set and nothing else.
    inputs : paths or URLs
        What is read; the output must neither lie inside one of these nor hold it.
    manifest : str
        The name of the one file that names all others.
    names : callable, optional
        The files that a manifest of an earlier layout names.

    Raises
    ------
    StudyError
        Where it is a file, holds other files, overlaps an input, cannot be written, or another run writes there.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> with write_set(folder) as new:
    ...     entry = new.write_table("documents/2014", pl.DataFrame({"doc_id": ["a"]}))
    ...     new.commit({"edition": "private"})
    >>> entry["file"], sorted(path.name for path in folder.iterdir())
    ('documents/2014-a7d72cf21b7c.parquet', ['documents', 'features.json'])
    """
    folder = Folder.at(place)
    local = folder.local
    if local is not None:
        refuse_overlap(local, inputs)
        with os_errors("write to", local):
            if local.exists() and not local.is_dir():
                raise StudyError(f"{local} is a file; counts need a folder. Name a new or empty one.")
    new = FileSet(folder, manifest, names)
    new.begin()
    try:
        yield new
    finally:
        new.end()


class FileSet:
    """A set of files that is being written; see `write_set`, and the steps above."""

    def __init__(self, folder: Folder, manifest: str, names: Names | None):
        self.folder, self.manifest, self._names = folder, manifest, names or named_files
        stem = PurePosixPath(manifest).stem
        self.lock_name, self._stem = f".{stem}.lock", stem
        self.run = uuid4().hex[:DIGITS]
        self.writer = FileWriter(folder, self.run)
        self.files: dict[str, dict[str, Any]] = {}
        self.before: dict[str, Any] = {}  # what the manifest says that is there, where it is whole
        self._raw = b""
        self._lock: WriterLock | None = None
        self._journal: set[str] = set()  # files named by this run or by killed ones, and not yet by a manifest
        self._runs: set[str] = set()
        self._older: list[str] = []  # manifests of sets that were in use when they were replaced
        self._records: set[str] = set()
        self._unnamed: set[str] = set()  # files of a set whose manifest is damaged or of an earlier layout
        self._untold = ""  # an old manifest of this run's making, of which nobody can tell whether it is in use
        self._committed = False
        self.present: dict[str, int] = {}  # files and sizes when the run began

    # steps 1 and 2
    def begin(self) -> None:
        """Take the lock, read what is there, refuse what is not ours."""
        local = self.folder.local
        if local is not None:
            with os_errors("write to", local):
                local.mkdir(parents=True, exist_ok=True)
                try:
                    self._lock = WriterLock(local / self.lock_name)
                except LockedError as error:
                    raise StudyError(self._busy(str(error))) from None
        try:
            self._read_journal(self._lock.before if self._lock else b"")
            present = self.present = self.folder.sizes()
            self._raw = self.folder.read(self.manifest) if self.manifest in present else b""
            self.before = unsealed(self._raw) or {}
            others = self._foreign(present)
            if others:
                more = f" and {len(others) - 3} more" if len(others) > 3 else ""
                raise StudyError(
                    f"{self.folder.url} holds other files: {', '.join(others[:3])}{more}.\n"
                    "  Nothing was written. Name a new or empty folder, or one that holds counts and nothing else."
                )
            if self._lock is not None:
                with os_errors("write to", self.folder.url):
                    self._lock.append(json.dumps(self._owner(), ensure_ascii=False))
                    for name in sorted(self._unnamed):  # of a damaged manifest: named here before it is replaced
                        self._lock.append(json.dumps(name, ensure_ascii=False))
            self._journal |= self._unnamed
            self._runs.add(self.run)
            for draft in self._drafts(present):
                if f".{self.run}-" not in draft:
                    self.folder.remove(draft)
        except BaseException:
            if self._lock is not None:
                self._lock.release(remove=self._lock.new)
            raise

    def _owner(self) -> dict[str, Any]:
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        return {"run": self.run, "host": socket.gethostname(), "pid": os.getpid(), "since": since}

    def _busy(self, text: str) -> str:
        owners = [line for line in _lines(text.encode()) if isinstance(line, dict)]
        who = "another process"
        if owners:
            who = "process {pid} on {host}, since {since},".format_map(
                {"pid": "?", "host": "?", "since": "?"} | owners[-1]
            )
        return f"{who} is writing to {self.folder.url}.\n  Wait until it has ended, or name another folder."

    def _read_journal(self, text: bytes) -> None:
        for line in _lines(text):
            if isinstance(line, dict) and isinstance(line.get("run"), str):
                self._runs.add(line["run"])
            elif is_safe_name(line):
                self._journal.add(line)

    def _foreign(self, present: Mapping[str, int]) -> list[str]:
        own = self._own(present)
        nested = [
            str(PurePosixPath(file).parent) + "/"
            for file in present
            if file.endswith((f"/{self.manifest}", f"/{self.lock_name}"))
        ]
        return [
            file
            for file in present
            if file not in own
            and PurePosixPath(file).name not in OF_THE_SYSTEM
            and not any(file.startswith(below) for below in nested)
        ]

    def _own(self, present: Mapping[str, int]) -> set[str]:
        """Of the files present, those that a manifest, a record or a journal names."""
        own = self._journal | set(self._drafts(present))
        said = self.before or parsed(self._raw) or {}
        own |= {name for name in self._names(said) if is_safe_name(name)}
        self._older = [file for file in present if self._is_older(file)]
        for older in self._older:
            own |= {older, *self._names(parsed(self.folder.read(older)) or {})}
        if self._raw and not self.before:  # damaged, or of an earlier layout: what its text names is ours as well
            self._unnamed = {
                file
                for file in present
                if file.encode() in self._raw or _digits(file) and certifies_itself(self.folder, file)
            }
            self._unnamed |= own & set(present) - {self.manifest}
            own |= self._unnamed
        ours = bool(self.before or self._older or self._runs or own & set(present))
        for file in present:
            if file in own or not file.startswith(f"{RECORDS}/") or not file.endswith(".json"):
                continue
            record = read_record(self.folder, file)
            own |= {file, *named_files(record)} if record else set()
            ours = ours or record is not None
        if ours:  # a record that was damaged since: made again, or removed
            own |= {
                file for file in present if file.startswith(f"{RECORDS}/") and _digits(file) and file.endswith(".json")
            }
            own |= {self.manifest}
        self._records = {file for file in own & set(present) if file.startswith(f"{RECORDS}/")}
        lock_is_ours = self._lock is not None and (self._lock.new or not self._lock.before or self._runs)
        return own | ({self.lock_name} if lock_is_ours else set())

    def _is_older(self, file: str) -> bool:
        """Whether it is a manifest that was replaced while somebody read its set: its name has digits of its hash."""
        if not (file.startswith(f".{self._stem}-") and file.endswith(".json")) or "/" in file:
            return False
        return file == self._older_name(self.folder.read(file))

    def _older_name(self, raw: bytes) -> str:
        return f".{self._stem}-{sha256_of(raw)[:DIGITS]}.json"

    def _drafts(self, present: Iterable[str]) -> list[str]:
        return [file for file in present if any(f".{run}-" in PurePosixPath(file).name for run in self._runs)]

    # step 3
    def write(self, stem: str, data: bytes, *, suffix: str = "") -> dict[str, Any]:
        """Write ``stem-<12 digits of its sha256>suffix``; returns its ``file``, ``bytes`` and ``sha256``."""
        entry = entry_of(stem, data, suffix)
        if self._lock is not None and entry["file"] not in self._journal:
            with os_errors("write to", self.folder.url):
                self._lock.append(json.dumps(entry["file"], ensure_ascii=False))
        self._journal.add(entry["file"])
        self.writer.put(entry, data)
        self.files[entry["file"]] = plain_entry(entry)
        return entry

    def write_table(self, stem: str, frame: pl.DataFrame, *, compression: int = 1) -> dict[str, Any]:
        """Write a table as parquet, at a level of zstd; returns what `write` returns."""
        return self.write(stem, parquet(frame, compression=compression), suffix=".parquet")

    def keep(self, files: Mapping[str, Mapping[str, Any]]) -> None:
        """Name files (bytes and sha256 by name) that are there already: of an earlier set, or written by a worker."""
        self.files.update({name: plain_entry(entry) for name, entry in files.items()})

    def keep_part(self, said: Mapping[str, Any]) -> None:
        """Name a finished part: the record, as `FileWriter.write_part` returned it, and the files that it names."""
        self.keep(said["files"])
        raw = sealed(dict(said))
        self.keep({said["record"]: {"bytes": len(raw), "sha256": sha256_of(raw)}})

    def whole(self, names: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Of the files of the earlier set those named, where all of them are whole; else none."""
        known = named_files(self.before)
        wanted = {name: known.get(name, {}) for name in names}
        whole = (entry and self.present.get(name) == entry["bytes"] for name, entry in wanted.items())
        on_disk = (self.folder.local is None or is_whole(self.folder, name, known[name]) for name in wanted)
        return wanted if all(whole) and all(on_disk) else {}

    # steps 4 and 5
    def commit(self, manifest: Mapping[str, Any]) -> None:
        """Put the set in the place of the old one: ``manifest``, with ``files`` and its own hash, is written last."""
        raw = sealed({**manifest, "files": self.files})
        local = self.folder.local
        if raw != self._raw:
            if local is None:
                self._supersede()
                self.folder.write(self.manifest, raw)
            else:
                with os_errors("write to", local):
                    draft = local / f".{self.manifest}.{self.run}-{os.getpid()}"
                    self._flush(local)
                    draft.write_bytes(raw)
                    sync(draft)
                    self._supersede()
                    draft.replace(local / self.manifest)
                    sync(local)
        self._committed = True
        self._remove_old(keep={*self.files, self.manifest, self.lock_name}, now=self._older_name(raw))

    def _flush(self, local: Path) -> None:
        known = named_files(self.before)
        paths = [local / name for name in self.files if name not in known or name in self._journal]
        folders = {parent for path in paths for parent in path.parents if local in (parent, *parent.parents)}
        with ThreadPoolExecutor(8) as workers:
            list(workers.map(sync, paths))
        for folder in sorted(folders, reverse=True):
            sync(folder)
        sync(local.parent)

    def _supersede(self) -> None:
        """Give the old manifest a second name, under which its set lives on as long as somebody reads it."""
        if not self.before and not self._unnamed:
            return
        name = self._older_name(self._raw)
        try:
            if self.folder.local is None:
                raise OSError
            self.folder.remove(name)
            os.link(self.folder.location(self.manifest), self.folder.location(name))
        except OSError:  # a disk without second names: a copy, whose lock nobody shares
            self.folder.write(name, self._raw, run=self.run)
            self._untold = name
        if name not in self._older:
            self._older.append(name)

    def _remove_old(self, *, keep: set[str], now: str) -> None:
        """Remove what was named before and is not to be kept; what cannot be removed stays named, for the next time."""
        gone = self._journal | self._records
        for record in self._records - keep:
            gone |= set(named_files(read_record(self.folder, record)))
        replaced = {name: set(self._names(parsed(self.folder.read(name)) or {})) for name in self._older}
        unused = [name for name in replaced if name == now or not self._in_use(name)]
        keep = keep.union(*(files for name, files in replaced.items() if name not in unused))
        left = self._removed(gone.union(*(replaced[name] for name in unused)) - keep)
        left |= self._removed({name for name in unused if not replaced[name] & left})
        self._journal = left

    def _in_use(self, name: str) -> bool:
        """Whether a replaced set may still be read: where nobody can tell, it is until the next write."""
        if self.folder.local is None or name == self._untold:
            return name == self._untold
        free = nobody_holds(self.folder.local / name)
        return self._older_name(self._raw) == name if free is None else not free

    def _removed(self, names: Iterable[str]) -> set[str]:
        """Remove files; returns those that are still there."""
        left = set()
        for name in sorted(names):
            try:
                self.folder.remove(name)
            except StudyError:  # a reader on Windows has it open, say
                left.add(name)
        return left

    # step 6
    def end(self) -> None:
        """Remove drafts and, where the run came to nothing, what it wrote; give the lock back."""
        if self._lock is None:
            return
        try:
            present = self.folder.sizes()
            left = self._removed(self._drafts(present))
            if self._committed:
                left |= self._journal
            else:
                left |= self._undone(present)
        except (StudyError, OSError):  # a disk that refuses everything: the lock, which names all, stays
            left = {self.lock_name}
        with os_errors("write to", self.folder.url):
            self._lock.release(remove=not left)

    def _undone(self, present: Mapping[str, int]) -> set[str]:
        """Remove what this run wrote and neither the manifest nor the record of a finished part names."""
        if self._unnamed:  # which files the damaged manifest meant is written in the journal alone
            return self._unnamed
        named = {self.manifest, *named_files(self.before)}
        for file in present:
            if file.startswith(f"{RECORDS}/") and file.endswith(".json"):
                named |= {file, *named_files(read_record(self.folder, file))}
        for older in self._older:
            named |= {older, *self._names(parsed(self.folder.read(older)) or {})}
        return self._removed(self._journal - named)


def _lines(text: bytes) -> list[Any]:
    """The lines of a journal that are whole."""
    found = []
    for line in text.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def _digits(file: str) -> bool:
    """Whether a name ends in the digits of a hash."""
    stem = PurePosixPath(file).stem
    return len(stem) > DIGITS and stem[-DIGITS - 1] == "-" and set(stem[-DIGITS:]) <= set("0123456789abcdef")
