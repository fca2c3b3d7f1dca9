"""A folder of results that can be written anew: what a person put there, or changed, is never touched."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..core.draft_sets import settle, whole_files
from ..core.errors import StudyError
from ..core.os_errors import os_errors
from ..core.paths import refuse_overlap
from ..core.whole_files import DRAFT
from ..reading.found_files import CLEAN_MANIFEST, CLEANED

MANIFEST = CLEAN_MANIFEST  # lists every file that was written, with its size and SHA-256
_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini"}  # systems put these into folders that people look at
_REMEDY = "Give a new folder, or move that away first."


@contextmanager
def output_folder(out: str | os.PathLike[str], inputs: Iterable[str | os.PathLike[str]]) -> Iterator[Path]:
    """A folder to write into, whose files take the place of an earlier result in ``out`` when all is written.

    `StudyError` before anything is changed where ``out`` holds a file that the manifest of an earlier result does not
    list just so, lies inside an input or around one, or cannot be written. An error on the way leaves ``out`` as it was.
    """
    folder = Path(out).expanduser()
    if folder.exists() and not folder.is_dir():
        raise StudyError(f"{folder} is a file; give the name of a folder.")
    refuse_overlap(out, inputs)
    with os_errors("read", folder):
        settle(folder, CLEANED)  # of a run that was interrupted
        earlier = _earlier_files(folder)
    with whole_files(folder, CLEANED, replaces=earlier) as drafts:
        yield drafts
        _write_manifest(drafts)


def _earlier_files(folder: Path) -> list[Path]:
    """The files of an earlier result; `StudyError` where anything else lies in the folder."""
    listed = defaultdict(set)
    for place, *proof in _listed(folder / MANIFEST):
        listed[place].add(tuple(proof))
    earlier = []
    for current, folders, names in os.walk(folder):
        if Path(current) == folder:
            folders[:] = [name for name in folders if name != DRAFT.format(CLEANED)]
        links = [name for name in folders if (Path(current) / name).is_symlink()]
        for name in [*names, *links]:
            path = Path(current) / name
            place = path.relative_to(folder).as_posix()
            if (place == MANIFEST and not path.is_symlink()) or name in _SYSTEM:
                continue
            if not listed:
                raise StudyError(f"the folder {folder} holds other files, such as {place}. {_REMEDY}")
            known = listed.get(place)
            if known is None or path.is_symlink():
                raise StudyError(f"the folder {folder} holds a file that no cleaning wrote: {place}. {_REMEDY}")
            if _proof(path) not in known:
                raise StudyError(f"{place} in {folder} was changed after the cleaning wrote it. {_REMEDY}")
            earlier.append(path)
    return earlier


def _listed(manifest: Path) -> list[tuple[str, int, str]]:
    """Path, size and SHA-256 of the files that a manifest lists; none where it cannot be read."""
    try:
        files = json.loads(manifest.read_text("utf-8"))["files"]
        return [(str(file["path"]), int(file["bytes"]), str(file["sha256"])) for file in files]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _write_manifest(folder: Path) -> None:
    """List every file below a folder."""
    files = [
        dict(zip(("path", "bytes", "sha256"), (path.relative_to(folder).as_posix(), *_proof(path)), strict=True))
        for path in folder.rglob("*")
        if path.is_file()
    ]
    files.sort(key=lambda file: file["path"])
    text = json.dumps({"made_by": "tifa-study clean", "format": 1, "files": files}, ensure_ascii=False, indent=1)
    write_text(folder / MANIFEST, f"{text}\n")


def _proof(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with line feeds; the folder is made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def file_name(name: str, used: set[str]) -> str:
    """A name, below folders as the page's own, that every file system takes, and that no other page has."""
    name = re.sub(r"\.(?:txt|text|html?|xhtml|shtml)$", "", name, flags=re.IGNORECASE)
    parts = [re.sub(r'[\\:*?"<>|\x00-\x1f]+', "_", part).strip(" .")[:80] for part in name.split("/")]
    plain = "/".join(part for part in parts if part) or "page"
    chosen, number = plain, 2
    while chosen.casefold() in used:
        chosen, number = f"{plain}-{number}", number + 1
    used.add(chosen.casefold())
    return chosen
