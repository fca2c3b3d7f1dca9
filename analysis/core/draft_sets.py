"""Sets of files, such as a figure and its tables, that are there whole or not at all.

Each file is renamed by itself; so the old files are kept (as links, which take no room) until all is done, with a
record of what is being put where. Who finds such a record, after a kill or a power cut, puts the old set back.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import StudyError
from .os_errors import os_errors
from .storage import sync
from .whole_files import DRAFT, refuse_protected, taken

PATIENCE = 10.0  # seconds that a reader waits for a writer that is just renaming; it takes milliseconds
_RECORD, _LOCK, _NEW, _OLD = "being-put.json", "lock", "new", "old"


@contextmanager
def whole_files(folder: str | os.PathLike, name: str, *, replaces: Iterable[Path] = ()) -> Iterator[Path]:
    """A folder for drafts, whose files all take their places in ``folder`` when the block ends, or none does.

    Parameters
    ----------
    folder : path
        Made if need be.
    name : str
        Of the set, such as the stem of a figure: two writers of one name exclude each other.
    replaces : paths in ``folder``
        Files of an earlier set; those without a successor are taken away.

    Raises
    ------
    StudyError
        Another process is writing the same set; the system refused something. Then the old files are untouched.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> with whole_files(folder, "six") as drafts:
    ...     _ = (drafts / "six.txt").write_text("六保", "utf-8")
    ...     _ = (drafts / "six.csv").write_text("六稳", "utf-8")
    ...     sorted(path.name for path in folder.glob("six*"))
    []
    >>> sorted(path.name for path in folder.iterdir())
    ['six.csv', 'six.txt']
    """
    folder = Path(folder)
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    draft = folder / DRAFT.format(name)
    try:
        with os_errors("write into", folder):
            with _alone(draft, f"another process is writing {name} into {folder}"):
                try:
                    _undo(folder, draft)
                    (draft / _NEW).mkdir()
                    yield draft / _NEW
                    _put(folder, draft, [Path(path).relative_to(folder).as_posix() for path in replaces])
                except BaseException:
                    with suppress(OSError):  # a disk that fails again: the next run puts the old files back
                        _undo(folder, draft)
                    raise
                finally:
                    _clear(draft)
            sync(folder)
    finally:
        for parent in made:  # an error leaves no empty folder behind
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()


def settle(folder: str | os.PathLike, name: str) -> None:
    """Put the old files of a set back where their successors were interrupted; for readers, before they read.

    Raises `StudyError` where that cannot be done: the files are of two sets.
    """
    folder = Path(folder)
    draft = folder / DRAFT.format(name)
    until = time.monotonic() + PATIENCE
    while (draft / _RECORD).is_file():
        half = f"a run that wrote {folder} was interrupted, and its files are of two runs"
        try:
            with os_errors("read", folder, remedy="Its files are of two runs: run the command that wrote them again."):
                with _alone(draft, half):
                    _undo(folder, draft)
                    _clear(draft)
                return
        except StudyError as problem:
            if isinstance(problem.__cause__, OSError) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _put(folder: Path, draft: Path, replaced: list[str]) -> None:
    """Flush the new files, keep the old ones, write the record, rename; the set is the new one when the record goes."""
    new, old = draft / _NEW, draft / _OLD
    names = sorted(path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file())
    record: dict[str, str | None] = {name: _flushed(new / name) for name in names}
    record |= dict.fromkeys(sorted(set(replaced) - set(names)))
    before = [name for name in record if (folder / name).is_file()]
    for name in before:
        place = folder / name
        refuse_protected(place)
        (old / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(place, old / name, follow_symlinks=False)
        except OSError:  # a disk without links
            shutil.copy2(place, old / name, follow_symlinks=False)
    said = {"before": before, "after": record}
    (draft / "record").write_text(json.dumps(said, ensure_ascii=False), "utf-8")
    _flushed(draft / "record")
    for kept in [draft, *(path for path in draft.rglob("*") if path.is_dir())]:
        sync(kept)
    os.replace(draft / "record", draft / _RECORD)
    sync(draft)
    for name, digest in record.items():
        place = folder / name
        if digest is None:
            place.unlink(missing_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(new / name, place)
    parents = {(folder / name).parent for name in record}
    for parent in sorted(parents):
        sync(parent)
    (draft / _RECORD).unlink()
    _remove_empty(folder, parents)


def _undo(folder: Path, draft: Path) -> None:
    """Put the old files back, where a record says that new ones were being put; then clear the draft's own folders.

    Only what this very set put there is taken back: a file that somebody changed since is left as it is.
    """
    try:
        said = json.loads((draft / _RECORD).read_text("utf-8"))
    except FileNotFoundError:
        said = {"after": {}}
    except ValueError:
        raise StudyError(
            f"the record {draft / _RECORD} of an interrupted run is damaged.\n"
            f"  The files as they were lie in {draft / _OLD}: move {draft} away, then run this again."
        ) from None
    record = said["after"]
    for name, digest in record.items():
        place, old = folder / name, draft / _OLD / name
        if (_digest(place) if place.is_file() else None) != digest:
            continue  # not yet put, or changed since
        if old.is_file():
            os.replace(old, place)
        elif name not in said["before"]:  # else it is back already
            place.unlink(missing_ok=True)
    if record:
        parents = {(folder / name).parent for name in record}
        for parent in parents:
            if parent.is_dir():
                sync(parent)
        (draft / _RECORD).unlink()
        _remove_empty(folder, parents)
    for own in (_NEW, _OLD):
        if (draft / own).is_dir():
            shutil.rmtree(draft / own)


def _clear(draft: Path) -> None:
    """Take the drafts away, unless a record still needs them."""
    if (draft / _RECORD).exists():
        return
    for own in (_NEW, _OLD):
        shutil.rmtree(draft / own, ignore_errors=True)
    with suppress(OSError):
        (draft / "record").unlink(missing_ok=True)


def _remove_empty(folder: Path, parents: Iterable[Path]) -> None:
    """Remove the folders below ``folder`` that a set has left empty."""
    for parent in sorted(parents, reverse=True):
        while parent != folder and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()
            parent = parent.parent


@contextmanager
def _alone(draft: Path, message: str) -> Iterator[None]:
    """The folder of drafts, made if need be, and no other process in it; it goes at the end, if it is empty then."""
    lock = taken(draft / _LOCK, message)
    try:
        yield
    finally:
        lock.release(remove=True)
        with suppress(OSError):
            draft.rmdir()


def _flushed(path: Path) -> str:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
