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
from tempfile import TemporaryDirectory

from ..core.errors import StudyError
from ..core.paths import refuse_overlap

MANIFEST = "tifa-clean.json"  # lists every file that was written, with its size and SHA-256
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
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    try:
        earlier = _earlier_files(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".tifa-clean-", dir=folder) as unfinished:
            yield Path(unfinished)
            _put(Path(unfinished), folder, earlier)
    except OSError as error:
        raise StudyError(
            f"cannot write into {folder}: {error.strerror or error}. Give a folder where you may write."
        ) from None
    finally:
        for parent in made:  # an error leaves no empty folder behind
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()


def _earlier_files(folder: Path) -> list[Path]:
    """The files of an earlier result; `StudyError` where anything else lies in the folder."""
    listed = defaultdict(set)
    for place, *proof in _listed(folder / MANIFEST):
        listed[place].add(tuple(proof))
    earlier = []
    for current, folders, names in os.walk(folder):
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


def _put(unfinished: Path, folder: Path, earlier: list[Path]) -> None:
    """Move new files to their places and take away those of the earlier result that have no successor.

    The manifest lists both results until that is done, so that an interruption leaves a folder that is known still.
    """
    new = [path for path in sorted(unfinished.rglob("*")) if path.is_file()]
    entries = [(path.relative_to(unfinished).as_posix(), *_proof(path)) for path in new]
    _write_manifest(folder, list({*entries, *_listed(folder / MANIFEST)}))
    places = {entry[0] for entry in entries}
    for path in earlier:
        if path.relative_to(folder).as_posix() not in places:
            path.unlink()
            for parent in path.parents:  # folders that held only such files
                if parent == folder or any(parent.iterdir()):
                    break
                parent.rmdir()
    for path in new:
        target = folder / path.relative_to(unfinished)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
    _write_manifest(folder, entries)


def _listed(manifest: Path) -> list[tuple[str, int, str]]:
    """Path, size and SHA-256 of the files that a manifest lists; none where it cannot be read."""
    try:
        files = json.loads(manifest.read_text("utf-8"))["files"]
        return [(str(file["path"]), int(file["bytes"]), str(file["sha256"])) for file in files]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _write_manifest(folder: Path, entries: list[tuple[str, int, str]]) -> None:
    files = [dict(zip(("path", "bytes", "sha256"), entry, strict=True)) for entry in sorted(entries)]
    text = json.dumps({"made_by": "tifa-study clean", "format": 1, "files": files}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(f"{text}\n", "utf-8", newline="\n")


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
