"""Every file of a reading, in the order of the names: folders and archives are gone through to their depths."""

from __future__ import annotations

import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ..core.errors import StudyError
from .file_kinds import NotAPageError, ending, kind_of
from .limits import DEPTH, ZIP_PROBLEMS, Budget, TooLargeError

CLEANED = "tifa-clean"  # the set of files that the cleaning writes
CLEAN_MANIFEST = f"{CLEANED}.json"  # lies in a folder that the cleaning wrote
# What such a folder held before there was a manifest.
_CLEANED_BEFORE = frozenset(("report.txt", "pages.csv", "repairs.csv", "dropped.csv"))


@dataclass(frozen=True)
class FoundFile:
    """A file, and how it can be read."""

    name: str  # below the folder or archive, with /
    path: Path
    kind: str | None = None  # None where it is not read
    reason: str | None = None  # why it is not
    size: int = 0

    @property
    def stem(self) -> str:
        """The name without its ending: what a page is called."""
        end = ending(self.name)
        return self.name[: -len(end)] if end else self.name


def found_files(paths: list[Path], unpacked: Path) -> list[FoundFile]:
    """The files of the paths; what archives hold is unpacked into the folder ``unpacked``.

    A folder that the cleaning wrote is its texts; the records and views beside them are none.
    """
    budget = Budget()
    several = len(paths) > 1
    files: dict[str, FoundFile] = {}
    seen: set[Path] = set()
    for path in paths:
        if _real(path) in seen:
            continue
        seen.add(_real(path))
        own = f"{_printable(_real(path).name)}/" if several and path.is_dir() else ""
        listed = _walk(path) if path.is_dir() else [(_printable(path.name), path, None)]
        for name, at, problem in listed:
            if problem:
                files[own + name] = FoundFile(own + name, at, reason=problem)
                continue
            for file in _with_members(own + name, at, budget, unpacked, lone=not several and at == path):
                if at != path or path.is_dir():
                    seen.add(_real(at))
                unique = file.name if file.name not in files else f"{_printable(_real(path).parent.name)}/{file.name}"
                files[unique] = replace(file, name=unique)
    return _texts_of_cleaned(sorted(files.values(), key=lambda file: file.name))


def _with_members(name: str, path: Path, budget: Budget, unpacked: Path, *, lone=False, depth=1) -> Iterator[FoundFile]:
    """The file itself; an archive as its members, under its own name unless it is all there is to read."""
    size = 0
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a named pipe would never end
            yield FoundFile(name, path, reason=f"{special(status.st_mode)}, and no file")
            return
        size = status.st_size
        kind = kind_of(path, name)
    except NotAPageError as error:
        yield FoundFile(name, path, reason=str(error), size=size)
        return
    except FileNotFoundError:
        yield FoundFile(name, path, reason="cannot be opened: a link to nothing, or gone meanwhile")
        return
    except OSError as error:
        yield FoundFile(name, path, reason=f"cannot be opened: {error.strerror or error}", size=size)
        return
    if kind != "archive":
        yield FoundFile(name, path, kind, size=size)
        return
    if depth > DEPTH:
        yield FoundFile(name, path, reason=f"an archive inside {DEPTH} others", size=size)
        return
    prefix = "" if lone else f"{name}/"
    members = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                inner = _member_name(member)
                if member.is_dir() or _left_out(inner):
                    continue
                members += 1
                yield from _member(archive, member, prefix + inner, budget, unpacked, depth)
    except ZIP_PROBLEMS as error:
        yield FoundFile(name, path, reason=f"a damaged ZIP archive: {error}", size=size)
        return
    if not members:
        yield FoundFile(name, path, reason="a ZIP archive without a file in it", size=size)


def _member(
    archive, member: zipfile.ZipInfo, name: str, budget: Budget, unpacked: Path, depth: int
) -> Iterator[FoundFile]:
    inner = PurePosixPath(name)
    problem = None
    if inner.is_absolute() or ".." in inner.parts or ":" in inner.parts[0]:
        problem = "a path that leads out of its archive"
    elif member.flag_bits & 1:
        problem = "locked by a password: unpack it first"
    target = unpacked / f"{budget.members:09d}"  # which gets less with each
    if problem is None:
        try:
            with target.open("wb") as file:
                budget.unpack(archive, member, file)
        except ZIP_PROBLEMS as error:
            target.write_bytes(b"")
            problem = str(error) if isinstance(error, TooLargeError) else f"damaged in its archive: {error}"
    if problem:
        yield FoundFile(name, target, reason=problem, size=member.file_size)
    else:
        yield from _with_members(name, target, budget, unpacked, depth=depth + 1)


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name of a member: UTF-8 where its flag says so, else what its bytes are, GBK mostly."""
    name = member.orig_filename if hasattr(member, "orig_filename") else member.filename
    if not member.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        name = _decoded(raw)
    return unicodedata.normalize("NFC", name.replace("\\", "/").replace("\0", "")).removeprefix("./")


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def _printable(name: str) -> str:
    """A file name that can be printed: names unpacked from a GBK archive are read as GBK."""
    return unicodedata.normalize("NFC", _decoded(os.fsencode(name)))


def _real(path: Path) -> Path:
    """Where a path leads, links followed as far as they go: `Path.resolve` raises on a circle."""
    return Path(os.path.realpath(path))


def _left_out(name: str) -> bool:
    """Hidden files, and what systems and Office put beside files."""
    parts = name.split("/")
    return any(part.startswith(".") and part not in (".", "..") for part in parts) or (
        "__MACOSX" in parts or parts[-1].startswith("~$") or parts[-1] in ("Thumbs.db", "desktop.ini")
    )


def _walk(folder: Path) -> Iterator[tuple[str, Path, str | None]]:
    """Every file below a folder, with its name there; hidden ones are left out, a link in a circle ends.

    A folder that cannot be listed comes as if it were a file, with the reason.
    """
    entered = set()
    problems: list[OSError] = []
    for current, folders, files in os.walk(folder, followlinks=True, onerror=problems.append):
        try:
            status = os.stat(current)
        except OSError as error:
            problems.append(error)
            folders[:] = []
            continue
        if (status.st_dev, status.st_ino) in entered:
            folders[:] = []
            continue
        entered.add((status.st_dev, status.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__MACOSX")
        for name in sorted(files):
            if not _left_out(name):
                path = Path(current) / name
                yield _printable(path.relative_to(folder).as_posix()), path, None
    for problem in problems:
        path = Path(problem.filename or folder)
        name = _printable(path.relative_to(folder).as_posix()) if path != folder else _printable(folder.name)
        yield name, path, f"a folder that cannot be listed: {problem.strerror or problem}"


def special(mode: int) -> str:
    """What something is that is neither a file nor a folder.

    >>> special(stat.S_IFIFO)
    'a named pipe'
    """
    kinds = {
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFBLK: "a device",
        stat.S_IFCHR: "a device",
    }
    return kinds.get(stat.S_IFMT(mode), "something else")


def _texts_of_cleaned(files: list[FoundFile]) -> list[FoundFile]:
    """Only the texts of folders that the cleaning wrote, under the names that the pages had."""
    names = {file.name for file in files}
    bases = {name.removesuffix(CLEAN_MANIFEST) for name in names if PurePosixPath(name).name == CLEAN_MANIFEST}
    tables = (name for name in names if name.endswith("texts/metadata.csv"))
    for base in (name.removesuffix("texts/metadata.csv") for name in tables):
        if (not base or base.endswith("/")) and all(base + beside in names for beside in _CLEANED_BEFORE):
            bases.add(base)
    for base in sorted(bases):
        files = [file for file in files if not file.name.startswith(base) or file.name.startswith(f"{base}texts/")]
        files = [
            replace(file, name=base + file.name.removeprefix(f"{base}texts/"))
            if file.name.startswith(f"{base}texts/") else file for file in files
        ]  # fmt: skip
    return files


def as_paths(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Path]:
    """One path or several, ~ expanded; a `StudyError` where something else was given, such as a table or a corpus."""
    one = isinstance(paths, (str, os.PathLike)) or not isinstance(paths, Iterable)
    several: list = [paths] if one else list(paths)  # pyright: ignore[reportArgumentType]
    odd = [path for path in several if not isinstance(path, (str, os.PathLike))]
    if odd:
        raise StudyError(
            f"the path of a file or folder is asked for, and {type(odd[0]).__name__} was given.\n"
            "  Give the path; a table of texts is read by Corpus.from_frame(table)."
        )
    return [Path(path).expanduser() for path in several]
