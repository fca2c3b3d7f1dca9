# long: the steps of one transaction, in their order
"""A set of files written as a transaction: whoever reads sees the old set or the new one, never a mixture.

What happens on disk, in order; a run may be killed between any two of these and the next one cleans up after it:

1. ``.<manifest>.lock`` is made and locked; its text names the owner, and is the journal of the run.
2. A folder that holds files of somebody else is refused. Nothing was written but the lock.
3. Each file: its name goes into the journal (or, of parts, into a record), then ``.<name>.<run>-…`` is written and
   renamed to ``<stem>-<12 digits of its sha256><suffix>``.
4. ``commit``: every file and folder is flushed to disk; the old manifest gets a second name,
   ``.<manifest>-<12 digits>.json``; the new one is written beside, flushed, and takes its place in one rename.
5. What the old manifests, records and journals name and the new manifest does not is removed, unless a reader shares the
   lock of the old manifest: then that set stays, with the manifest that names it, for a later write to remove.
6. The lock goes.

Behind URLs there is neither lock nor flush, and old files stay until the next write.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

import polars as pl

from .earlier_files import EarlierFiles, Names, drafts_of, is_record, journal_lines, note_of, owner, replaced_name
from .errors import StudyError
from .file_hashes import sha256_of
from .file_locks import LockedError, WriterLock, nobody_holds
from .file_writer import DIGITS, FileWriter, entry_of, is_whole, parquet, plain_entry, read_record
from .os_errors import os_errors
from .paths import refuse_overlap
from .sealed_json import named_files, parsed, sealed
from .storage import Folder, sync

MANIFEST = "features.json"


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
    >>> entry["file"].startswith("documents/2014-"), sorted(path.name for path in folder.iterdir())
    (True, ['documents', 'features.json'])
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
        self.lock_name = lock_of(manifest)
        self.run = uuid4().hex[:DIGITS]
        self.writer = FileWriter(folder, self.run)
        self.files: dict[str, dict[str, Any]] = {}
        self._lock: WriterLock | None = None
        self._journal: set[str] = set()  # files that this run or a killed one names, and no manifest yet
        self._untold = ""  # an old manifest of which nobody can tell whether it is in use
        self._committed = False

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
                    raise self._busy(str(error)) from None
        try:
            journal = self._lock.before if self._lock else b""
            self.earlier = EarlierFiles(self.folder, self.manifest, self.lock_name, self._names, journal)
            others = self.earlier.foreign
            if others:
                more = f" and {len(others) - 3} more" if len(others) > 3 else ""
                raise StudyError(
                    f"{self.folder.url} holds other files: {', '.join(others[:3])}{more}.\n"
                    "  Nothing was written. Name a new or empty folder, or one that holds counts and nothing else."
                )
            since = datetime.now().astimezone().isoformat(timespec="seconds")
            self._note({"run": self.run, "host": socket.gethostname(), "pid": os.getpid(), "since": since})
            for name in sorted(self.earlier.named - _journalled_files(journal)):
                self._note(name)  # of a damaged manifest: named here before that is replaced
            self._journal = set(self.earlier.named)
            self._removed(self.earlier.drafts)
        except BaseException:
            if self._lock is not None:
                self._lock.release(remove=self._lock.new)
            raise

    def _busy(self, text: str) -> StudyError:
        by = {"pid": "?", "host": "an unknown machine", "since": "a moment ago", **owner(text)}
        return StudyError(
            f"process {by['pid']} on {by['host']} has been writing to {self.folder.url} since {by['since']}.\n"
            "  Wait until it has ended, or name another folder."
        )

    def _note(self, line: str | dict[str, Any]) -> None:
        if self._lock is not None:
            with os_errors("write to", self.folder.url):
                self._lock.append(json.dumps(line, ensure_ascii=False))

    # step 3
    def write(self, stem: str, data: bytes, *, suffix: str = "") -> dict[str, Any]:
        """Write ``stem-<12 digits of its sha256>suffix``; returns its ``file``, ``bytes`` and ``sha256``."""
        entry = entry_of(stem, data, suffix)
        if entry["file"] not in self._journal:
            self._note(entry["file"])
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
        known = named_files(self.earlier.manifest)
        wanted = {name: known.get(name, {}) for name in names}
        whole = (entry and self.earlier.sizes.get(name) == entry["bytes"] for name, entry in wanted.items())
        on_disk = (self.folder.local is None or is_whole(self.folder, name, known[name]) for name in wanted)
        return wanted if all(whole) and all(on_disk) else {}

    def note(self, data: bytes) -> None:
        """Write down beside the set what is no part of it; without data, take away what an earlier run wrote down."""
        name = note_of(self.manifest)
        if not data:
            self.folder.remove(name)
        elif self.folder.read(name) != data:
            self.folder.write(name, data, run=self.run)

    # steps 4 and 5
    def commit(self, manifest: Mapping[str, Any]) -> None:
        """Put the set in the place of the old one: ``manifest``, with ``files`` and its own hash, is written last."""
        raw = sealed({**manifest, "files": self.files})
        local = self.folder.local
        if local is not None:
            with os_errors("write to", local):
                self._flush(local)
        if raw != self.earlier.raw:
            self._supersede()
            self._swap(raw)
        self._committed = True
        self._remove_old(keep={*self.files, self.manifest, self.lock_name}, now=replaced_name(self.manifest, raw))

    def _flush(self, local: Path) -> None:
        """Wait until the disk has every file of the set: what a worker repaired is not known here."""
        folders = {(local / name).parent for name in self.files} | {local, local.parent}
        with ThreadPoolExecutor(8) as workers:
            list(workers.map(sync, [local / name for name in self.files]))
            list(workers.map(sync, sorted(folders, reverse=True)))

    def _swap(self, raw: bytes) -> None:
        again = replaced_name(self.manifest, raw)
        if self.folder.local is None or self.folder.read(again) != raw:
            self.folder.write(self.manifest, raw, run=self.run, lasting=True)
            return
        # a set that was replaced and is still read comes back: its manifest too, with the lock that readers share
        with os_errors("write to", self.folder.url):
            os.replace(self.folder.location(again), self.folder.location(self.manifest))
            sync(self.folder.local)
        del self.earlier.replaced[again]

    def _supersede(self) -> None:
        """Give the old manifest a second name, under which its set lives on as long as somebody reads it."""
        if not self.earlier.manifest:
            return
        name = replaced_name(self.manifest, self.earlier.raw)
        try:
            if self.folder.local is None:
                raise OSError
            self.folder.remove(name)
            os.link(self.folder.location(self.manifest), self.folder.location(name))
        except OSError:  # a disk without second names: a copy, whose lock nobody shares
            self.folder.write(name, self.earlier.raw, run=self.run)
            self._untold = name
        self.earlier.replaced[name] = set(self._names(self.earlier.manifest))

    def _remove_old(self, *, keep: set[str], now: str) -> None:
        """Remove what was named before and is not to be kept; what cannot be removed stays named, for the next time."""
        gone = self._journal | self.earlier.records
        for record in self.earlier.records - keep:
            gone |= set(named_files(read_record(self.folder, record)))
        replaced = self.earlier.replaced
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
        return replaced_name(self.manifest, self.earlier.raw) == name if free is None else not free

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
            left = self._removed(drafts_of([self.run], present))
            left |= self._journal if self._committed else self._undone(present)
        except (StudyError, OSError):  # a disk that refuses everything: the lock, which names all, stays
            left = {self.lock_name}
        self._lock.release(remove=not left)

    def _undone(self, present: Mapping[str, int]) -> set[str]:
        """Remove what this run wrote and neither the manifest nor the record of a finished part names."""
        if self.earlier.raw and not self.earlier.manifest:  # what the damaged manifest meant, the journal alone says
            return self.earlier.named
        lies = parsed(self.folder.read(self.manifest))  # the new one, where flushing failed after it was renamed
        named = {self.manifest, *named_files(self.earlier.manifest), *named_files(lies), *self.earlier.replaced}
        named = named.union(*self.earlier.replaced.values())
        for file in filter(is_record, present):
            named |= {file, *named_files(read_record(self.folder, file))}
        return self._removed(self._journal - named)


def lock_of(manifest: str) -> str:
    """The name of the lock of a set.

    >>> lock_of("features.json")
    '.features.lock'
    """
    return f".{PurePosixPath(manifest).stem}.lock"


def _journalled_files(journal: bytes) -> set[str]:
    return {line for line in journal_lines(journal) if isinstance(line, str)}
