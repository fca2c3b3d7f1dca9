"""Where counts may be written: nowhere that a file of somebody else could be lost.

A file is ours where ``features.json`` or a part's entry names it, or where a digest in its name says so. A folder below
that has a ``features.json`` of its own is left alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from ..core.errors import StudyError
from ..core.paths import refuse_overlap
from .manifest import COUNTED_TOGETHER, MANIFEST, TABLES, read_manifest
from .storage import Folder

VOCABULARY = "vocabulary.parquet"
OF_THE_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini"}  # file managers write these where they please
_DIGESTED = re.compile(rf"(?:{'|'.join(TABLES)}|parts)/\.?[^/]+-[0-9a-f]{{12}}\.(?:parquet|json)(?:\.\d+)?")


def prepared(place: str | os.PathLike | Folder, *, inputs: Iterable[str | os.PathLike] = ()) -> Folder:
    """The folder to write to, once it is certain that nothing can be lost there.

    Parameters
    ----------
    place : path or URL
    inputs : paths or URLs
        What is read; the output must neither lie inside one of these nor hold it.

    Raises
    ------
    StudyError
        Where it is a file, holds other files, overlaps an input, or cannot be written.
    """
    folder = Folder.at(place)
    local = folder.local
    if local is not None:
        refuse_overlap(local, inputs)
    if local is not None and local.exists() and not local.is_dir():
        raise StudyError(f"{local} is a file; counts need a folder. Name a new or empty one.")
    others = foreign_files(folder) if local is None or local.exists() else []
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        raise StudyError(
            f"{folder.url} holds other files: {', '.join(others[:3])}{more}.\n"
            "  Nothing was written. Name a new or empty folder, or one that holds counts and nothing else."
        )
    if local is not None:
        probe = local / f".{MANIFEST}.{os.getpid()}"
        try:
            local.mkdir(parents=True, exist_ok=True)
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise StudyError(f"cannot write to {local}: {error.strerror}. Name a folder of your own.") from error
    return folder


def own_files(folder: Folder, present: Iterable[str]) -> set[str]:
    """Of the files present, those that an earlier run wrote."""
    present = set(present)
    manifest = read_manifest(folder)
    names = {entry.get("name") for entry in manifest.get("shards", ()) if isinstance(entry, dict)}
    own = {file for file in present if _DIGESTED.fullmatch(file)}
    tables = (*TABLES, *COUNTED_TOGETHER)
    own |= {f"{table}/{name}.parquet" for table in tables for name in names} | {f"parts/{name}.json" for name in names}
    if "schema" in manifest or own & present:
        own |= {MANIFEST, VOCABULARY}
    return {file for file in present if file in own or re.sub(r"/?\.([^/]+)\.\d+$", r"/\1", f"/{file}")[1:] in own}


def foreign_files(folder: Folder) -> list[str]:
    """Files in a folder that no earlier run wrote, sorted."""
    present = folder.sizes()
    nested = [str(PurePosixPath(file).parent) + "/" for file in present if file.endswith(f"/{MANIFEST}")]
    own = own_files(folder, present)
    return [
        file
        for file in present
        if file not in own
        and PurePosixPath(file).name not in OF_THE_SYSTEM
        and not any(file.startswith(below) for below in nested)
    ]


def remove_old(folder: Folder, manifest: dict, before: set[str]) -> None:
    """Remove what an earlier run wrote (``before``) and the manifest no longer names."""
    names = {entry["name"] for entry in manifest["shards"]}
    of_editions = {"private": TABLES, "counts": (*TABLES[:3], *COUNTED_TOGETHER)}
    tables = of_editions.get(manifest["edition"], TABLES[:3])
    kept = {MANIFEST, VOCABULARY} | {f"{table}/{name}.parquet" for table in tables for name in names}
    if manifest["edition"] == "private":
        kept |= {f"parts/{name}.json" for name in names}
    for file in sorted(before - kept):
        folder.remove(file)
